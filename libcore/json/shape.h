/*
 * shape.h - the types that JSON values have, nested as they are.
 *
 * Objects are structs, their members in the order in which they first came up; arrays
 * are arrays of the one type that holds all elements; scalars have the types of
 * kind.h.  Where an object, an array or a scalar stands in for one of the others the
 * type is string, which holds the JSON text.  Only null: string; only empty arrays:
 * array<string>; only empty objects: struct<>.
 */
#ifndef SLUICE_JSON_SHAPE_H
#define SLUICE_JSON_SHAPE_H

#include "json/cols.h"

/* A field may lie in so many others, itself included, as in frames. */
#define JSON_SHAPE_DEPTH 64

struct json_shape;

struct json_shape *json_shape_new(struct err *e);

/* NULL is harmless. */
void json_shape_free(struct json_shape *s);

/*
 * Adds the valid value of n bytes at p as a row; p NULL: a row that is null.  More
 * members than a schema may have, and fields nested too deep, are STATUS_DATA, e->byte
 * counting from p.  0 or -1.
 */
int json_shape_add(struct json_shape *s, const uint8_t *p, size_t n, struct err *e);

/*
 * Adds the rows of from, which follow those of s.  1; 0, and nothing is added, where there
 * might be too many members then: the rows are to be added one by one; -1.
 */
int json_shape_merge(struct json_shape *s, const struct json_shape *from, struct err *e);

/* Rows so far. */
int64_t json_shape_rows(const struct json_shape *s);

/*
 * The columns, for values at most depth deep: a column a member where the first row
 * that is not null is an object, else the column `value`.  No columns without rows.
 * NULL on failure.
 */
struct json_cols *json_shape_cols(const struct json_shape *s, unsigned depth, struct err *e);

#endif
