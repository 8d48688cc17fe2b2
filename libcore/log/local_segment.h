/* local_segment.h - segment files: one writer each, any number of readers. */
#ifndef SLUICE_LOG_LOCAL_SEGMENT_H
#define SLUICE_LOG_LOCAL_SEGMENT_H

#include <stdatomic.h>
#include <stdbool.h>
#include <stdint.h>
#include <sys/types.h>

#include "base/block.h"
#include "base/err.h"
#include "log/local_ledger.h"
#include "wire/ipc.h"

/* A segment that has reached this many bytes takes no more. */
#define SEGMENT_FULL (UINT64_C(256) << 20)

/* The path of a segment file; free() frees. */
char *segment_path(const char *dir, uint64_t id, struct err *e);

/* -- writing -- */

struct segment_writer {
	struct ledger *ledger;		/* borrowed */
	const char *dir;		/* the log's folder; borrowed */
	int fd;				/* -1: none is held */
	uint64_t id;
	uint64_t end;			/* where the next range goes */
	uint64_t committed;		/* what ledger entries cover ends here */
	uint64_t kicked;		/* write-back was started up to here */
	bool fresh;			/* its name is not durable yet */
};

/* Holds nothing at first. */
void segment_writer_init(struct segment_writer *w, struct ledger *l, const char *dir);

/* Cuts off what was not committed, lets go of the segment. */
void segment_writer_release(struct segment_writer *w);

/*
 * Appends a message; *r becomes its place and hash.  Takes a segment first when
 * none is held: an idle one that is not full, else a new one.  0 or -1.
 */
int segment_append(struct segment_writer *w, const struct ipc_message *m,
    struct rec_range *r, struct err *e);

/* All that was appended is on disk, and the file's name too.  0 or -1. */
int segment_sync(struct segment_writer *w, struct err *e);

/* The ledger covers what was appended; a full segment is let go. */
void segment_committed(struct segment_writer *w);

/* Unlinks the segment files that nothing refers to and nobody holds. */
void segment_collect(struct ledger *l, const char *dir);

/*
 * Gives the room of the pieces, which are sorted here, back to the file system, and
 * unlinks segments as segment_collect() does.  *kept becomes the bytes that are still
 * taken because the file system knows no holes.  Errors do not matter otherwise.
 */
void segment_free(struct ledger *l, const char *dir, struct ledger_spans *s, int64_t *kept);

/* -- reading -- */

/* An open segment file, shared by those who read from it. */
struct segment_file {
	atomic_int refs;
	int fd;
	uint64_t id;
	off_t size;			/* as it was when last looked at */
	char *path;
};

/* Opens and checks the header.  NULL on failure; *missing: there is no such file. */
struct segment_file *segment_file_open(const char *dir, uint64_t id, bool *missing,
    struct err *e);
struct segment_file *segment_file_ref(struct segment_file *f);
void segment_file_unref(struct segment_file *f);

/*
 * Reads a range: its head (the message before its body) into *head, its body
 * into a new block.  Any thread.  A file that is too short or bytes that do not
 * have the range's hash are STATUS_DATA, naming the file and the position.
 */
int segment_read(struct segment_file *f, const struct rec_range *r, struct buf *head,
    struct block **body, struct err *e);

#endif
