/* write_impl.h - what the writers of data sets share. */
#ifndef SLUICE_DATASET_WRITE_IMPL_H
#define SLUICE_DATASET_WRITE_IMPL_H

#include "dataset/write.h"
#include "io/atomic_dir.h"

struct dataset {
	const struct dataset_conf *conf;
	struct atomic_dir *dir;
};

/* As dataset_create(), at path. */
struct dataset *dataset_open(const struct dataset_conf *conf, const char *path,
    enum atomic_dir_mode mode, struct err *e);

#endif
