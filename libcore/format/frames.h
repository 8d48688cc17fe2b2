/*
 * frames.h - frames: Arrow IPC streams with a trailer, failures, and epochs, as
 * sluice-frames(5) has them.
 */
#ifndef SLUICE_FORMAT_FRAMES_H
#define SLUICE_FORMAT_FRAMES_H

#include "io/in.h"
#include "io/out.h"
#include "model/stream.h"

/* The least that must end a stream on a pipe.  A regular file may lack the trailer. */
enum frames_end {
	FRAMES_TRAILER,		/* the trailer, then Arrow's marker */
	FRAMES_MARKER,		/* the marker: --allow-unmarked */
	FRAMES_EOF		/* the end of the input: --allow-unmarked=eof, files too */
};

struct frames_read_conf {
	enum frames_end end;
	int64_t body_max;	/* largest message body to read; 0: 8 GiB */
	int64_t memory;		/* for what is read of a message, at least 16 MiB; 0: any */
	int64_t leave_least;	/* shorter bodies are read whole in any case; 0: 64 KiB */
	bool truncate_ns;	/* nanoseconds become the microsecond they are in */
};

/*
 * Frames from in, which is taken, on failure too; conf may be NULL.  Reads the
 * schema; where that has no fields, also the first message, so that a failure
 * upstream is told before anybody misses a column.  Accepts the framing of Arrow
 * before 0.15 and the Arrow file format too.
 *
 * Failures name the byte of the message and the number of the batch (from 0),
 * and the input, but for those of decode(), which leave that to flow.
 * sluice.error from upstream is a failure with ERR_UPSTREAM, its status and
 * tool.  A stream that stops is STATUS_DATA in a regular file, STATUS_SYSTEM
 * elsewhere.
 *
 * Of an uncompressed regular file only the metadata and the buffers of wanted columns are
 * read; that the file is long enough for the others is seen from its size.
 *
 * Batches have at most BATCH_ROWS rows (longer ones are cut), their row numbers
 * and partition.
 */
struct source *frames_source_new(struct in *in, const struct frames_read_conf *conf,
    struct err *e);

struct frames_write_conf {
	const char *tool;	/* who fails, in sluice.error; outlives the sink */
	bool epochs;		/* sluice.epochs=1 */
	bool live;		/* sluice.live=1 */
	int32_t partitions;	/* sluice.partitions, where > 0 */
	const char *group;	/* sluice.group, or NULL */
};

/* Sets what s says of its stream (all but tool); group stays the source's. */
void frames_conf_from(struct frames_write_conf *conf, const struct source *s);

/*
 * Writes frames to out, which is taken, on failure too.  The schema goes out at
 * once: its own metadata without sluice.* keys, then what conf says.  Batches
 * without rows are not sent; a commit is a barrier.
 */
struct sink *frames_sink_new(struct out *out, struct schema *s,
    const struct frames_write_conf *conf, struct err *e);

/*
 * Tells the reader of fd, which is taken and closed, that tool failed with status
 * before its schema was known.  Errors are ignored: there is nobody left to tell.
 */
void frames_fail(int fd, int status, const char *tool);

#endif
