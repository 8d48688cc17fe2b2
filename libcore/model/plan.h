/*
 * plan.h - what is wanted of a source: plain data, which those who look at its batches
 * make and any source may act on as far as it can.
 */
#ifndef SLUICE_MODEL_PLAN_H
#define SLUICE_MODEL_PLAN_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/err.h"

/* A field by its way: at[0] is a column of the schema, at[1] a child of that, and so on. */
struct path {
	const uint32_t *at;
	uint32_t n;
};

struct want {
	const bool *column;	/* by column of the schema: somebody looks at it */
	/*
	 * Fields of structs (two steps or more, through structs alone): of a column that one
	 * of them leads into only these, and all below them, are looked at; of one that none
	 * leads into, all.  The others may be absent in their struct.
	 */
	const struct path *field;
	size_t nfield;
	/*
	 * The columns are looked at by name: what a row has beside those of the schema is not
	 * missed.  Without it that is a failure where a source can meet such rows.  The same
	 * holds for a struct of which only fields are looked at.
	 */
	bool named;
	/*
	 * Nobody looks at more than so many bytes from the start of a string or binary value,
	 * 0: at all of it.  What follows them in a longer value may be missing, or be later
	 * bytes of it; a string is UTF-8 all the same, and what is wrong with it is found.
	 */
	size_t most;
};

/* Copies in, for so many columns, to out, which stays valid after plan() returns.  0 or -1. */
int want_copy(struct want *out, const struct want *in, size_t columns, struct err *e);

/* Frees what want_copy() made; an empty one is harmless. */
void want_release(struct want *w);

#endif
