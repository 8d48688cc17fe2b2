/*
 * infer.h - which columns a set of JSON objects has, of what types.
 *
 * A guess looks at some values on one thread; guesses are merged in the order of
 * the input, so that the result does not depend on how it was cut.
 *
 * A member whose values are objects is taken apart; dotted names.  Types: boolean;
 * bigint; decimal(38,0) where an integer needs it; double for other numbers, with
 * integers among them up to 2^53 in size, so that all are exact.  Where a double
 * would lose something (more than 17 digits, out of range, larger integers among
 * fractions) or kinds of scalars mix, string, texts as they stand.  Arrays are
 * string columns with JSON.  Only null: string.  An object here and something else
 * there, or an array here and a scalar there, is an error.
 */
#ifndef SLUICE_JSON_INFER_H
#define SLUICE_JSON_INFER_H

#include "json/cols.h"

struct json_infer;
struct json_guess;

/* Words a place: row counts the values of the input from 0, byte is -1 if unknown. */
typedef void json_spot_fn(void *ctx, int input, int64_t row, int64_t byte, char *out,
    size_t outsz);

struct json_infer *json_infer_new(unsigned depth, struct err *e);
void json_infer_free(struct json_infer *f);

/* A guess from the piece, which starts at byte (or -1) of input number input. */
struct json_guess *json_guess_new(unsigned depth, struct err *e);
void json_guess_free(struct json_guess *g);

/*
 * Looks at all rows of the piece, which starts at byte of the input (-1 where that
 * means nothing).  0; or -1: *bad tells the first fault, or, with fault JSON_OK, e.
 */
int json_guess_piece(struct json_guess *g, const struct json_piece *p, int64_t byte,
    struct json_bad *bad, struct err *e);

/* From now on rows that are no objects do not count: they are put aside later. */
void json_guess_objects_only(struct json_guess *g);

/* A row that is NULL. */
void json_guess_null(struct json_guess *g);

/*
 * Adds what g knows, and clears it; its rows follow those that came before.  input
 * is for spot.  An array, object or scalar where another kind was: STATUS_DATA,
 * naming both places.  0 or -1.
 */
int json_infer_merge(struct json_infer *f, struct json_guess *g, int input,
    json_spot_fn *spot, void *ctx, struct err *e);

/* How many rows were merged, of all inputs. */
int64_t json_infer_rows(const struct json_infer *f);

/* The columns, in the order in which they came up; NULL on failure. */
struct json_cols *json_infer_cols(struct json_infer *f, struct err *e);

#endif
