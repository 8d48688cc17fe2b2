/* fill.h - fills the columns of cols.h from values, on one thread. */
#ifndef SLUICE_JSON_FILL_H
#define SLUICE_JSON_FILL_H

#include "json/cols.h"
#include "json/value_text.h"
#include "model/builder.h"

struct json_fill {
	const struct json_cols *cols;
	struct json_scan *scan;
	struct json_tree tree;
	struct json_scratch scratch;
	struct builder *col;		/* one per column */
	int64_t rows;			/* in each of them that is wanted */
	bool unforeseen;		/* strict: the row has a member that is no column */
	struct json_node *nothing;	/* strict: the trie where no column is wanted */
	const uint8_t *end;		/* of the piece */
	struct err why;			/* of the row that did not fit */
	/*
	 * A row that does not fit; at is its place in the text, f->why says what and
	 * where.  0 leaves it out, -1 (and e, if it is not why) fails.  NULL fails.
	 */
	int (*bad)(struct json_fill *f, size_t at, struct err *e);
	/* After each row; may be NULL.  0 or -1. */
	int (*filled)(struct json_fill *f, struct err *e);
	void *ctx;
};

/* NULL on failure; json_fill_free(NULL) is harmless. */
struct json_fill *json_fill_new(const struct json_cols *c, struct err *e);
void json_fill_free(struct json_fill *f);

/*
 * Appends the rows of the piece.  0; or -1: f->scan->bad tells the first fault, or,
 * with fault JSON_OK, e, where e->byte is the place in the piece.
 */
int json_fill_piece(struct json_fill *f, const struct json_piece *p, struct err *e);

/* Appends a row of NULLs.  Where that does not fit as for a piece of that row.  0 or -1. */
int json_fill_null(struct json_fill *f, struct err *e);

/* Moves the columns into out (f->cols->n of them) and starts anew.  0 or -1. */
int json_fill_finish(struct json_fill *f, struct column *out, struct err *e);

/* Bytes in all columns. */
size_t json_fill_size(const struct json_fill *f);

#endif
