/* seqfile_map_impl.h - what the parts of seqfile_map share. */
#ifndef SLUICE_FORMAT_SEQFILE_MAP_IMPL_H
#define SLUICE_FORMAT_SEQFILE_MAP_IMPL_H

#include "base/buf.h"
#include "format/seqfile_map.h"
#include "io/in.h"
#include "seqfile/decode.h"
#include "seqfile/order.h"

#define SEQFILE_MAP_INDEX_VALUE "org.apache.hadoop.io.LongWritable"

/*
 * A part of the index: one of its blocks, or a run of entries.  Where it stands is known
 * from the start; the rest is read when a look-up first needs it, and kept.
 */
struct seqfile_map_part {
	int64_t byte;			/* in the index */
	size_t size;
	size_t n;			/* entries, at least 1 */
	uint64_t first;			/* the number of the first, from 0 */
	struct buf low;			/* the first key; without memory: not read yet */
	struct buf keys;		/* entry i: [end[i - 1], end[i]) */
	size_t *end;
	uint64_t *pos;
	bool loaded;			/* all of keys, end and pos */
};

struct seqfile_map_index {
	struct in *in;			/* NULL: there is none */
	struct seq_header header;
	struct seqfile_map_part *part;
	size_t parts, cap;
	uint64_t entries;
	struct seq_decoder *keys, *all;	/* made when first needed */
	struct buf raw;			/* the part that is read */
};

/* An entry; its key lasts as long as the index. */
struct seqfile_map_entry {
	const uint8_t *key;
	size_t nkey;
	uint64_t pos;
	uint64_t number;		/* from 0 */
};

struct seqfile_map {
	char *data, *index_path;
	int fd;				/* of the data */
	uint64_t size;			/* of the data */
	size_t limit;
	struct seq_header header;
	const struct seq_order *order;
	struct seqfile_map_index index;
	struct seq_decoder *keys, *all;	/* of keys only; of values too, made when first needed */
	struct buf window;		/* bytes of the data from window_at on */
	uint64_t window_at;
	struct buf last_key;		/* of the scan: the key before */
};

/*
 * Makes the n bytes at pos of the data visible at *p, until the next call.  0, or -1:
 * STATUS_DATA where the data ends before.
 */
int seqfile_map_bytes(struct seqfile_map *m, uint64_t pos, size_t n, const uint8_t **p,
    struct err *e);

/* Opens the index, if there is one, and finds its parts.  0 or -1. */
int seqfile_map_index_open(struct seqfile_map *m, struct err *e);

/* Frees what the index of m holds. */
void seqfile_map_index_release(struct seqfile_map *m);

/*
 * The last entry whose key comes before wanted, provided that the keys ascend; if they do
 * not, any whose key comes before it.  1; 0 when there is none; -1.
 */
int seqfile_map_index_find(struct seqfile_map *m, const struct seq_rank *wanted,
    struct seqfile_map_entry *x, struct err *e);

/* The entry of that number, which is less than m->index.entries.  0 or -1. */
int seqfile_map_index_at(struct seqfile_map *m, uint64_t number, struct seqfile_map_entry *x,
    struct err *e);

#endif
