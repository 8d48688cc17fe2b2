/* batch.h - rows that travel together. */
#ifndef SLUICE_MODEL_BATCH_H
#define SLUICE_MODEL_BATCH_H

#include "model/column.h"
#include "model/schema.h"

/*
 * A batch holds at most this many rows, unless none of its columns has values, and about
 * this many bytes.
 */
#define BATCH_ROWS 65536
#define BATCH_BYTES (1 << 20)

struct batch {
	struct schema *schema;		/* a reference */
	int64_t rows;
	struct column *col;		/* schema->nfield of them */
	int32_t partition;		/* sluice.partition, -1 unknown */
	int64_t first;			/* number of the first row in its input, from 0; -1 unknown */
};

/* A batch of schema (reference taken) with empty columns to be filled, or NULL. */
struct batch *batch_new(struct schema *s, int64_t rows, struct err *e);

/* NULL is harmless. */
void batch_free(struct batch *b);

/* Rows [from, from + n) as a new batch that shares memory; partition kept. */
struct batch *batch_slice(const struct batch *b, int64_t from, int64_t n, struct err *e);

/* The rows whose bit is set in sel, count of them, as a new batch. */
struct batch *batch_filter(const struct batch *b, const uint8_t *sel, int64_t count,
    struct err *e);

/*
 * The rows of n batches (one at least) of the schema of in[0], in their order; columns as
 * column_concat() makes them.  The partition is theirs where they are of one, and the first
 * row is numbered where their rows follow each other.  NULL on failure.
 */
struct batch *batch_concat(const struct batch *const *in, size_t n, struct err *e);

/*
 * b without its implied columns, sharing its memory; visible is schema_visible() of its
 * own schema.
 */
struct batch *batch_visible(const struct batch *b, struct schema *visible, struct err *e);

/* Empty copy of what is not rows: schema, partition, first. */
void batch_inherit(struct batch *to, const struct batch *from);

/* A list of batches in order; owns them. */
struct batch_list {
	size_t n, cap;
	struct batch **batch;
};

/* Appends b, which the list takes (also on failure, when it is freed).  0 or -1. */
int batch_list_add(struct batch_list *l, struct batch *b, struct err *e);
void batch_list_release(struct batch_list *l);

#endif
