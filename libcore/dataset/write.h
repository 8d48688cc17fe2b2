/*
 * write.h - one data set as many files.
 *
 * A directory of part files, some of them in directories below it (year=2020/month=1), that
 * appears or changes as a whole: it is filled under a hidden name beside it, synced, and made
 * visible at the end with _SUCCESS last of all (io/atomic_dir.h).  Which bytes are in the
 * files is the caller's.
 */
#ifndef SLUICE_DATASET_WRITE_H
#define SLUICE_DATASET_WRITE_H

#include "io/out.h"

enum dataset_mode {
	DATASET_NEW,		/* nothing may be there: STATUS_DATA */
	DATASET_REPLACE,	/* the data set that is there goes when the new one is whole */
	DATASET_APPEND		/* files are added to the one that is there, if there is one */
};

struct dataset_conf {
	const char *path;
	enum dataset_mode mode;
	const char *job;	/* what no other writer has in its names: letters, digits, - */
	const char *tail;	/* of the names: ".snappy.parquet", ".csv.gz" */
};

struct dataset;

/*
 * What must hold of the data set that is there is looked at here and again in the end: to
 * replace it, it must hold nothing but what is ours (dataset_is_ours(); STATUS_USAGE); files
 * are added only where _SUCCESS or nothing is there (STATUS_DATA).  conf is borrowed until
 * dataset_commit() or dataset_abort().  NULL on failure.
 */
struct dataset *dataset_create(const struct dataset_conf *conf, struct err *e);

/*
 * Creates file number file of part number part, part-00000-JOB-c000TAIL, in the directory sub
 * below the data set ("year=2020/month=1"; NULL: in it).  Any thread.  The caller ends it
 * with dataset_close(), or out_free().  NULL on failure.
 */
struct out *dataset_part(struct dataset *d, const char *sub, unsigned part, unsigned file,
    struct err *e);

/* Flushes, syncs, closes and frees o.  0 or -1; o is gone either way. */
int dataset_close(struct out *o, struct err *e);

/*
 * When all files are closed.  0; or -1, when all is as it was before.  Killed on the way, the
 * directory is the old one or the new one, or, when files are added, one without _SUCCESS
 * that the next writer makes the old one again.  d is gone either way.
 */
int dataset_commit(struct dataset *d, struct err *e);

/* Leaves everything as it was; NULL is harmless. */
void dataset_abort(struct dataset *d);

/*
 * Whether the name of a file, or of a directory, in a data set is one that writers of data
 * sets give: part-*, _SUCCESS and the like, checksums of Hadoop; KEY=VALUE.
 */
bool dataset_is_ours(const char *name, bool dir);

#endif
