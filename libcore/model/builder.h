/*
 * builder.h - makes columns and batches a value at a time.
 *
 * A builder grows amortised, never allocates per row, and checks that offsets
 * stay below 2^31 - 1.  For columns that a kernel can fill at once, fill
 * blocks directly and skip the builder.
 */
#ifndef SLUICE_MODEL_BUILDER_H
#define SLUICE_MODEL_BUILDER_H

#include "base/buf.h"
#include "base/num.h"
#include "model/batch.h"

struct builder {
	const struct type *type;	/* borrowed: outlives the builder */
	int64_t rows, nulls;
	struct buf valid;		/* bitmap, only once there is a NULL */
	struct buf offsets;
	struct buf values;		/* boolean: bits */
	bool absent;			/* rows are counted, nothing is in them; so is the column */
	struct builder *child;
	uint32_t nchild;
};

/* A builder for columns of type (borrowed).  0 or -1. */
int builder_init(struct builder *b, const struct type *type, struct err *e);
void builder_release(struct builder *b);
void builder_clear(struct builder *b);

/*
 * Appends one value; the function must fit the type.  int64 serves boolean,
 * tinyint .. bigint, date, timestamps (the caller checked the range); bytes
 * serves string (valid UTF-8) and binary.  A value that would take offsets
 * past 2^31 - 1 is STATUS_DATA.  0 or -1.
 */
int builder_null(struct builder *b, struct err *e);
int builder_i64(struct builder *b, int64_t v, struct err *e);
int builder_f64(struct builder *b, double v, struct err *e);	/* float, double */
int builder_decimal(struct builder *b, int128_t v, struct err *e);
int builder_bytes(struct builder *b, const void *p, size_t n, struct err *e);

/*
 * As builder_bytes() of what v holds.  A long value may change hands without a copy:
 * v keeps any memory, and nothing of what it held.
 */
int builder_take(struct builder *b, struct buf *v, struct err *e);

/*
 * Nested values: for array and map, append the elements to child[0] (for map
 * a struct builder) and then close the row with builder_row(); for struct,
 * append one value to each child, then builder_row().
 */
int builder_row(struct builder *b, struct err *e);

/* Drops everything from row rows on, a row that is there in part included. */
void builder_cut(struct builder *b, int64_t rows);

/* Bytes so far that the column will take. */
size_t builder_size(const struct builder *b);

/* Moves what was built into out and clears b (its memory goes to out).  0 or -1. */
int builder_finish(struct builder *b, struct column *out, struct err *e);

/* One builder per field of a schema, finished together into a batch. */
struct batch_builder {
	struct schema *schema;		/* a reference */
	struct builder *col;
};

int batch_builder_init(struct batch_builder *bb, struct schema *s, struct err *e);
void batch_builder_release(struct batch_builder *bb);
int64_t batch_builder_rows(const struct batch_builder *bb);
/* Whether BATCH_ROWS or BATCH_BYTES is reached. */
bool batch_builder_full(const struct batch_builder *bb);
/* A batch of all rows; every column must have the same number.  NULL on failure. */
struct batch *batch_builder_finish(struct batch_builder *bb, struct err *e);

#endif
