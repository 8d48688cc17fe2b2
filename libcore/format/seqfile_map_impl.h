/* seqfile_map_impl.h - what the parts of seqfile_map share. */
#ifndef SLUICE_FORMAT_SEQFILE_MAP_IMPL_H
#define SLUICE_FORMAT_SEQFILE_MAP_IMPL_H

#include "base/buf.h"
#include "format/seqfile_map.h"
#include "seqfile/decode.h"
#include "seqfile/order.h"

#define SEQFILE_MAP_INDEX_VALUE "org.apache.hadoop.io.LongWritable"

/* The index in memory: entry i is keys[end[i - 1] .. end[i]) and pos[i]. */
struct seqfile_map_index {
	struct buf keys;
	size_t *end;
	uint64_t *pos;
	size_t n, cap;
	bool there;
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

/* The key of entry i. */
const uint8_t *seqfile_map_entry(const struct seqfile_map_index *x, size_t i, size_t *n);

/* Loads the index, if there is one.  0 or -1. */
int seqfile_map_load(struct seqfile_map *m, struct err *e);

#endif
