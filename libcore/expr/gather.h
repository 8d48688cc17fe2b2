/* gather.h - columns put together from rows of others, of any type. */
#ifndef SLUICE_EXPR_GATHER_H
#define SLUICE_EXPR_GATHER_H

#include "expr/node.h"

/* Rows (a bitmap; NULL: all) that take their value from v. */
struct gather_piece {
	struct vec v;
	struct block *rows;
};

/*
 * out (empty) becomes rows values of type t: row i from the piece that has it, NULL
 * from none.  Pieces share no row.  The whole may be one constant.  0 or -1.
 */
int gather_pieces(struct eval *v, const struct type *t, const struct gather_piece *piece, size_t n,
    struct vec *out);

/* out becomes rows values: row[i] of in for row i, NULL where that is COLUMN_NO_ROW. */
int gather_rows(struct eval *v, const struct type *t, const struct column *in,
    const uint32_t *row, int64_t rows, struct column *out);

/* out becomes rows times the one value of in. */
int gather_repeat(struct eval *v, const struct type *t, const struct column *in,
    int64_t rows, struct column *out);

void gather_piece_release(struct gather_piece *p);

#endif
