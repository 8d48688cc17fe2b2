/*
 * json_map.h - a column of JSON values in frames, as other columns: one value in,
 * one row out.
 */
#ifndef SLUICE_OPS_JSON_MAP_H
#define SLUICE_OPS_JSON_MAP_H

#include "json/bad_log.h"
#include "json/cols.h"
#include "json/infer.h"
#include "par/op.h"

struct json_map_conf {
	const char *column;		/* string or binary */
	const char *const *keep;	/* columns that stay, before the new ones */
	size_t nkeep;
	unsigned depth;			/* containers inside each other; 0: JSON_DEPTH */
	const struct json_cols *cols;	/* borrowed; NULL: the value, minified, as `value` */
	struct bad_log *bad;		/* borrowed; NULL: a value that is no JSON is an error */
	int jobs;
};

struct json_map;
struct source;

/*
 * For batches of schema in, which is borrowed.  A column that is missing or of
 * another type, and two columns of one name, are STATUS_USAGE.  NULL on failure.
 */
struct json_map *json_map_new(const struct schema *in, const struct json_map_conf *conf,
    struct err *e);

/* NULL is harmless. */
void json_map_free(struct json_map *m);

/* The schema of what comes out; lives as long as m. */
struct schema *json_map_schema(const struct json_map *m);

/*
 * The operator, which is m's.  A value that is not JSON, or does not fit, is STATUS_DATA:
 * with topic, partition and offset where the columns are there, else with the row.
 */
struct op *json_map_op(struct json_map *m);

/* Tells s which columns are looked at.  0 or -1. */
int json_map_plan(const struct json_map *m, struct source *s, struct err *e);

/*
 * Reads s to its end and adds what the values of the column are to f.  The columns
 * that m needs are written to fd (borrowed) as frames, to be read again.  m is made
 * with cols NULL.  0 or -1.
 */
int json_map_infer(struct json_map *m, struct source *s, struct json_infer *f, int fd,
    struct err *e);

#endif
