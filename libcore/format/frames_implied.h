/*
 * frames_implied.h - implied columns that are NULL in every row of a stream, such as the
 * headers of a topic that has none; private to frames.
 *
 * In memory the field has its type, and FIELD_IMPLIED=none promises the NULLs.  In the
 * stream it is a column of Arrow's type null, which takes no bytes, and FIELD_IMPLIED
 * names the type.
 */
#ifndef SLUICE_FORMAT_FRAMES_IMPLIED_H
#define SLUICE_FORMAT_FRAMES_IMPLIED_H

#include "model/batch.h"

/* Makes those fields of a schema that is about to go out null columns.  0 or -1. */
int frames_implied_pack(struct schema *s, struct err *e);

/*
 * The columns of b as they go out with wire, the packed schema: an array to be freed, which
 * owns nothing else; NULL on failure, as when a column is not NULL as promised.
 */
struct column *frames_implied_columns(const struct batch *b, const struct schema *wire,
    struct err *e);

/* What a reader keeps to give such columns their type. */
struct frames_implied {
	struct schema *wire;		/* as it came */
	struct column *nulls;		/* by field; BATCH_ROWS NULLs where it is one of them */
};

/*
 * Takes wire.  *schema becomes what it stands for, a reference; wire itself where there
 * are no such columns.  0 or -1; frames_implied_release() either way.
 */
int frames_implied_init(struct frames_implied *u, struct schema *wire, struct schema **schema,
    struct err *e);
void frames_implied_release(struct frames_implied *u);

/* Gives the columns of b, whose schema is the wire's, their types: b becomes one of schema. */
int frames_implied_unpack(const struct frames_implied *u, struct schema *schema,
    struct batch *b, struct err *e);

#endif
