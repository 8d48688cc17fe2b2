/*
 * json_rows.h - JSON text as rows.
 *
 * The text is arrays, JSON lines, or any values one after the other; an array at
 * the top stands for its elements.  A row is one string column `value`, minified,
 * key order and number text kept; or typed columns out of each value (json/cols.h).
 */
#ifndef SLUICE_FORMAT_JSON_ROWS_H
#define SLUICE_FORMAT_JSON_ROWS_H

#include "format/json_pieces.h"
#include "json/bad_log.h"
#include "json/cols.h"
#include "json/infer.h"

struct json_rows_conf {
	struct json_pieces_conf pieces;
	const struct json_cols *cols;	/* borrowed; NULL: the column `value` */
	/*
	 * Borrowed; NULL: a record that cannot be read is an error.  Else, with
	 * pieces.recover, it goes there: what is not JSON, and a value that does not fit
	 * the columns.
	 */
	struct bad_log *bad;
};

/*
 * A source of the rows of in, which it takes, also on failure.  What is not JSON,
 * and a value that does not fit, is STATUS_DATA with file, line, column and byte.
 * NULL on failure.
 */
struct source *json_rows_source(struct in *in, const struct json_rows_conf *conf,
    struct err *e);

/*
 * A source of rows with the strict columns c (borrowed; json/cols.h) out of pieces, which
 * were made of in, for values at most depth deep.  It takes in and pieces, also on failure.
 * push() narrows c to the columns that are looked at.  NULL on failure.
 */
struct source *json_rows_typed(struct in *in, struct json_pieces *pieces,
    struct json_cols *c, unsigned depth, struct err *e);

/*
 * Adds what the values of in, input number input of those called names, are to f,
 * on jobs threads.  Borrows in.  With conf->recover, records that are not JSON are left
 * out.  0 or -1.
 */
int json_rows_infer(struct json_infer *f, struct in *in, const char *const *names,
    int input, const struct json_pieces_conf *conf, int jobs, struct err *e);

#endif
