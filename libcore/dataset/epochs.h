/*
 * epochs.h - a data set that grows by epochs.
 *
 * DIR/epoch=N/ holds the parts of epoch N and _OFFSETS: a line PARTITION FROM NEXT TOPIC for
 * each partition that was read up to there (of one of which nothing came in this epoch FROM is
 * NEXT).  It appears by one rename: an epoch that is there is committed, and the offsets of
 * the last one say from where a stream goes on.
 */
#ifndef SLUICE_DATASET_EPOCHS_H
#define SLUICE_DATASET_EPOCHS_H

#include "dataset/write.h"
#include "model/epoch.h"

/*
 * The last epoch in the directory path with its offsets: *out, the caller's, or NULL where
 * there is none or no directory.  An epoch whose _OFFSETS is missing or makes no sense is
 * STATUS_DATA.  0 or -1.
 */
int epochs_last(const char *path, struct epoch **out, struct err *e);

/*
 * The parts of an epoch of the directory conf->path, which is made if it is missing, to be
 * filled by dataset_part(); conf->mode does not count.  NULL on failure.
 */
struct dataset *epochs_create(const struct dataset_conf *conf, struct err *e);

/*
 * When all files are closed: commits them as the epoch ep.  1: it had been committed, by this
 * or another process, with the same offsets, and what was written now is thrown away.
 * STATUS_SYSTEM, with nothing changed: it is there with other offsets, one after it is there,
 * or it does not begin where the last one ended.  0, 1 or -1; d is gone either way.
 */
int epochs_commit(struct dataset *d, const struct epoch *ep, struct err *e);

#endif
