/*
 * union.h - the schemas of several inputs as one: columns by name, types widened without
 * loss (dataset/widen.h).
 *
 * The order, the names and the metadata are those of the first input; a column matches the
 * one of its name, else the only one whose name differs in case alone, as in Spark.
 */
#ifndef SLUICE_DATASET_UNION_H
#define SLUICE_DATASET_UNION_H

#include "model/batch.h"

struct union_conf {
	bool missing;		/* a column that an input has not is NULL in it, else an error */
	/* As in concat.h; may be NULL. */
	int (*same)(const struct field *a, const char *in_a, const struct field *b,
	    const char *in_b, struct err *e);
};

struct schemas {
	struct union_conf conf;
	struct schema *all;	/* what holds the rows of every input; NULL before the first */
	char **from;		/* by column: the input that last changed its type */
	bool closed;		/* readers know it: nothing may change any more */
};

/*
 * Adds the schema of the input called name.  STATUS_DATA, with the inputs, the column and
 * both types: one that has no common type with the others, one that is there twice, and
 * without missing one that not all have.  Once closed is set also whatever would change
 * all.  0, or -1 with u as it was.
 */
int union_add(struct schemas *u, const struct schema *s, const char *name, struct err *e);
void union_release(struct schemas *u);

/*
 * By column of all, where it stands in s, which was added: -1 nowhere.  NULL, and *same set,
 * where s is like all.  free() frees; NULL without *same is a failure.
 */
int *union_places(const struct schema *all, const struct schema *s, bool *same, struct err *e);

/*
 * The batch b, which it takes, as one of all.  used (may be NULL): by column of all, whether
 * somebody looks at it.  NULL on failure.
 */
struct batch *union_batch(struct schema *all, const int *place, const bool *used, struct batch *b,
    struct err *e);

#endif
