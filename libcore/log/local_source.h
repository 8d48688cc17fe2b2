/* local_source.h - the source of the local log: what its files share. */
#ifndef SLUICE_LOG_LOCAL_SOURCE_H
#define SLUICE_LOG_LOCAL_SOURCE_H

#include "log/local.h"
#include "log/local_segment.h"
#include "log/local_watch.h"
#include "log/source.h"

/* A topic that is read. */
struct read_topic {
	char *name;
	uint64_t id;
	int32_t partitions;
	int32_t base;			/* dense index of its partition 0 */
	struct column names;		/* its name, many times; empty unless wanted */
};

/* A partition that is read. */
struct local_part {
	const struct read_topic *topic;
	int32_t partition;
	int64_t from;			/* where the epoch began */
	bool whole;			/* read from its first offset on */
	int64_t next;			/* first record not handed out yet */
	int64_t to;			/* end; INT64_MAX when following */
};

#define WINDOW 64		/* ranges that one look into the ledger brings */
#define OPEN_FILES 16

struct local_source {
	struct log_source log;		/* first member */
	struct local *lo;		/* borrowed */
	int column[LOG_NCOLUMN];	/* index in the schema, -1 not wanted */
	struct read_topic *topic;
	size_t ntopic;
	struct local_part *part;
	size_t npart, cappart;
	/* What the decoders share, never changed once they run. */
	struct column no_bytes, no_headers;	/* BATCH_ROWS NULLs; empty unless wanted */
	/* The reader's. */
	size_t at;			/* the partition that the window is of */
	struct ledger_range window[WINDOW];
	size_t nwindow, iwindow;
	uint64_t version;		/* the ledger's, when it had nothing more; 0 unknown */
	uint64_t looked_at;		/* the version that the last look saw */
	struct segment_file *file[OPEN_FILES];	/* last used first */
	struct watch watch;
};

/* A range, or the part of one, to be decoded. */
struct local_item {
	struct ledger_range lr;
	struct segment_file *file;	/* a reference */
	int64_t skip, take;		/* rows of it */
};

struct local_raw {
	struct raw raw;			/* first member */
	bool decoded;
	const struct local_part *part;
	size_t n, cap;
	struct local_item *item;
};

void local_raw_free(struct local_raw *r);

/* -- local_points.c -- */

/* Finds the topics and partitions of r and where each begins and ends.  0 or -1. */
int local_points_find(struct local_source *s, const struct log_read *r, struct err *e);

/* Whether the topic of p is no more what it was; false also where that is not known. */
bool local_topic_gone(const struct local *lo, const struct local_part *p);

/* -- local_decode.c -- */

/* The rows of one range, of its shape; errors name topic, partition and offset. */
struct batch *local_range_read(const struct local *lo, const struct local_part *p,
    const struct local_item *it, struct err *e);

int local_decode(struct source *src, int w, struct raw *raw, struct batch **out,
    struct err *e);

/* Makes what the decoders share.  0 or -1. */
int local_decode_prepare(struct local_source *s, struct err *e);

#endif
