/*
 * nest.h - JSON values as nested values, strictly and in one pass.
 *
 * Unlike json_value() (value.h) nothing is passed over or lost: a member that the struct
 * lacks, one that occurs twice, null or not, text as a number, more digits than a double
 * holds, and -0 as an integer are misfits.
 */
#ifndef SLUICE_JSON_NEST_H
#define SLUICE_JSON_NEST_H

#include "json/tree.h"
#include "json/value.h"
#include "model/plan.h"

/* What helps where the types of the first records (shape.h) do not fit a later one. */
#define JSON_NEST_HINT \
	" (types are those of the first records: -i lines takes any as text, with value:PATH)"

/*
 * *out becomes the names of the fields of t and below: of a struct a member for each
 * field, in its place, of an array one element; json_node_free().  A map has no names.
 * 0 or -1.
 */
int json_nest_names(const struct type *t, struct json_node **out, struct err *e);

/*
 * Of column number column, whose names those are, only the fields that w has are looked at:
 * the others become passed, and a member that the struct lacks is passed over.  Nothing is
 * written where it is so already.
 */
void json_nest_use(struct json_node *names, uint32_t column, const struct want *w);

/* What is passed of names becomes absent in b. */
void json_nest_narrow(struct builder *b, const struct json_node *names);

/*
 * Appends the valid value of n bytes at p to b, whose names those are; scalars as
 * json_value() has them.  A misfit is STATUS_DATA: '[3].b: does not fit bigint: "x"',
 * the path as seen from the value, e->byte counting from p; b then has a part of the
 * row (builder_cut()).  0 or -1.
 */
int json_nest_value(struct builder *b, const struct json_node *names, const uint8_t *p,
    size_t n, struct json_scratch *s, struct err *e);

#endif
