/* write.c - one data set as many files. */
#include "dataset/write_impl.h"

#include <stdlib.h>
#include <string.h>

#include "base/mem.h"

static bool
ends_in(const char *name, const char *tail)
{
	size_t n = strlen(name), k = strlen(tail);

	return n > k && strcmp(name + n - k, tail) == 0;
}

bool
dataset_is_ours(const char *name, bool dir)
{
	if (dir)
		return name[0] != '.' && name[0] != '=' && strchr(name, '=') != NULL;
	return strncmp(name, "part-", 5) == 0 || strcmp(name, "_SUCCESS") == 0 ||
	    strcmp(name, "_OFFSETS") == 0 || strcmp(name, "_metadata") == 0 ||
	    strcmp(name, "_common_metadata") == 0 || (name[0] == '.' && ends_in(name, ".crc"));
}

struct dataset *
dataset_open(const struct dataset_conf *conf, const char *path, enum atomic_dir_mode mode,
    struct err *e)
{
	struct dataset *d = mem_zero(1, sizeof(*d), e);

	if (d == NULL)
		return NULL;
	d->conf = conf;
	if ((d->dir = atomic_dir_create(path, mode, dataset_is_ours, e)) != NULL)
		return d;
	free(d);
	return NULL;
}

struct dataset *
dataset_create(const struct dataset_conf *conf, struct err *e)
{
	static const enum atomic_dir_mode modes[] = {
		[DATASET_NEW] = ATOMIC_DIR_NEW,
		[DATASET_REPLACE] = ATOMIC_DIR_REPLACE,
		[DATASET_APPEND] = ATOMIC_DIR_ADD
	};

	return dataset_open(conf, conf->path, modes[conf->mode], e);
}

struct out *
dataset_part(struct dataset *d, const char *sub, unsigned part, unsigned file, struct err *e)
{
	struct out *o;
	char *name = mem_printf(e, "%s%spart-%05u-%s-c%03u%s", sub != NULL ? sub : "",
	    sub != NULL ? "/" : "", part, d->conf->job, file, d->conf->tail);

	if (name == NULL)
		return NULL;
	o = atomic_dir_file(d->dir, name, e);
	free(name);
	return o;
}

int
dataset_close(struct out *o, struct err *e)
{
	return atomic_dir_close(o, e);
}

int
dataset_commit(struct dataset *d, struct err *e)
{
	int rc = atomic_dir_commit(d->dir, true, e);

	free(d);
	return rc;
}

void
dataset_abort(struct dataset *d)
{
	if (d == NULL)
		return;
	atomic_dir_abort(d->dir);
	free(d);
}
