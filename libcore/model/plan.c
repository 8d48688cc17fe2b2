/* plan.c - what is wanted of a source. */
#include "model/plan.h"

#include <stdlib.h>
#include <string.h>

#include "base/mem.h"

/* The paths and their steps, one piece of memory.  NULL on failure. */
static struct path *
copy_paths(const struct path *in, size_t n, struct err *e)
{
	size_t steps = 0, i;
	struct path *out;
	uint32_t *at;

	for (i = 0; i < n; i++)
		steps += in[i].n;
	if ((out = mem_zero(1, n * sizeof(*out) + steps * sizeof(*at), e)) == NULL)
		return NULL;
	at = (uint32_t *)(void *)(out + n);
	for (i = 0; i < n; i++) {
		memcpy(at, in[i].at, in[i].n * sizeof(*at));
		out[i] = (struct path){ at, in[i].n };
		at += in[i].n;
	}
	return out;
}

int
want_copy(struct want *out, const struct want *in, size_t columns, struct err *e)
{
	bool *column = mem_zero(columns + 1, sizeof(*column), e);

	*out = *in;
	out->field = NULL;
	out->column = column;
	if (column == NULL)
		return -1;
	memcpy(column, in->column, columns * sizeof(*column));
	if (in->nfield > 0 && (out->field = copy_paths(in->field, in->nfield, e)) == NULL) {
		want_release(out);
		return -1;
	}
	return 0;
}

void
want_release(struct want *w)
{
	free((void *)(uintptr_t)w->column);
	free((void *)(uintptr_t)w->field);
	*w = (struct want){ 0 };
}
