/*
 * seqfile_out.h - the serial end of writing SequenceFiles: units become files.
 *
 * Takes what encoders (seqfile/encode.h) made, in order, and decides everything that
 * depends on the place in a file: where syncs stand (as Hadoop puts them), where a
 * part ends and the next begins, and what a MapFile's index says.  Where the units
 * were cut does not matter for records, and for blocks it is the caller's to cut
 * them the same always; so the bytes are the same however many workers there are.
 *
 * What it writes appears whole or not at all (io/atomic_file.h, io/atomic_dir.h).
 */
#ifndef SLUICE_FORMAT_SEQFILE_OUT_H
#define SLUICE_FORMAT_SEQFILE_OUT_H

#include <stdbool.h>
#include <stdint.h>

#include "base/err.h"
#include "seqfile/encode.h"
#include "seqfile/header.h"

/* Hadoop's distance of syncs between records, and of a MapFile's index entries. */
#define SEQFILE_SYNC_INTERVAL 102400
#define SEQFILE_INDEX_INTERVAL 128

enum seqfile_shape {
	SEQFILE_FILE,		/* one file */
	SEQFILE_PARTS,		/* a directory of part-00000, part-00001 ... and _SUCCESS */
	SEQFILE_MAP		/* a directory with data and index: keys must ascend */
};

struct seqfile_out_conf {
	const char *path;
	enum seqfile_shape shape;
	const struct seq_header *header;	/* borrowed for the call */
	/*
	 * SEQFILE_PARTS: no part gets longer, unless a single record or block is; 0: no
	 * limit, one part.
	 */
	int64_t max_size;
	uint64_t sync_interval;		/* between records; 0: SEQFILE_SYNC_INTERVAL */
	/*
	 * A directory that is there is replaced, if it holds nothing but such files, else
	 * STATUS_USAGE; without this any directory is STATUS_DATA.  A file always is.
	 */
	bool replace;
};

/* What was written so far. */
struct seqfile_out_counts {
	uint64_t records, blocks, parts, bytes;
};

struct seqfile_out;

/*
 * Fills in a sync marker: out of seed, always the same for the same text (32
 * hexadecimal digits are the marker itself), or at random where seed is NULL.  0 or -1.
 */
int seqfile_out_marker(const char *seed, uint8_t sync[SEQ_SYNC], struct err *e);

/*
 * Begins the output; a SEQFILE_MAP whose key class has no order (seqfile/order.h) is
 * STATUS_USAGE.  NULL on failure.
 */
struct seqfile_out *seqfile_out_new(const struct seqfile_out_conf *conf, struct err *e);

/* The order that encoders must be given: NULL unless it is a SEQFILE_MAP. */
const struct seq_order *seqfile_out_order(const struct seqfile_out *o);

/*
 * Appends a unit, which stays the caller's; one without records is nothing.  0 or -1:
 * a MapFile's first key that comes before the one before it is STATUS_DATA, and so are
 * data that hold the sync marker.
 */
int seqfile_out_put(struct seqfile_out *o, const struct seq_unit *u, struct err *e);

/*
 * Appends a record whose value is not in memory: front is what stands before it
 * (seq_encoder_front()), the first size bytes of the file open at fd are the value as it is
 * written.  0 or -1, as seqfile_out_put(); STATUS_DATA also for more than
 * SEQ_RECORD_MAX bytes.
 */
int seqfile_out_put_file(struct seqfile_out *o, const struct seq_unit *front, int fd,
    uint64_t size, struct err *e);

struct seqfile_out_counts seqfile_out_counts(const struct seqfile_out *o);

/*
 * Writes the rest, syncs, and makes the output appear; without any record it is a file,
 * or part-00000, with a header only.  Checksums (.NAME.crc) that Hadoop left beside a
 * file that is replaced are removed.  0, or -1, when nothing has changed.  o is gone
 * either way.
 */
int seqfile_out_commit(struct seqfile_out *o, struct err *e);

/* Leaves everything as it was; NULL is harmless. */
void seqfile_out_abort(struct seqfile_out *o);

/*
 * Removes the checksums (.NAME.crc beside the file, through a link) that Hadoop's local
 * file system kept for what was at path before: stale ones make it refuse the file.
 * Nothing where path is no regular file; errors do not matter.
 */
void seqfile_out_drop_crc(const char *path);

#endif
