/* nested.h - into structs, arrays, maps and JSON text. */
#ifndef SLUICE_EXPR_NESTED_H
#define SLUICE_EXPR_NESTED_H

#include "expr/node.h"

struct json_paths;

/* a[i]: from 0; outside is an error.  get(a, i): outside is NULL.  The index is a bigint. */
eval_fn eval_item, eval_get;

/* m[k]: the value of the last entry with that key, NULL without one. */
eval_fn eval_entry;

/* s.f, and of an array of structs the array of that field; data: uint32_t, its number. */
eval_fn eval_field, eval_fields;

/* size(a), size(m): how many; an int. */
kernel_fn nested_size;

/*
 * Paths into one text: those that are wanted of every row are found in one pass.
 * data of eval_json is a struct json_use; all of a group have the same argument.
 */
struct json_group {
	struct json_paths *all;
	const struct node **member;	/* by path of all */
	size_t n, cap;
};

struct json_use {
	struct json_group *group;
	size_t index;
	struct json_paths *alone;	/* for uses on some of the rows */
};

eval_fn eval_json;

#endif
