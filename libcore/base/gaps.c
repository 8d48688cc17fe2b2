/* gaps.c - places where bytes are missing. */
#include "base/gaps.h"

#include <stdlib.h>

#include "base/mem.h"

void
gaps_release(struct gaps *g)
{
	free(g->gap);
	*g = (struct gaps){ 0 };
}

int
gaps_add(struct gaps *g, const struct gap *one, struct err *e)
{
	struct gap *last = g->n > 0 ? &g->gap[g->n - 1] : NULL;

	if (last != NULL && last->at == one->at) {
		last->bytes += one->bytes;
		last->text += one->text;
		last->tail = one->tail < one->bytes ? one->tail : last->tail + one->bytes;
		last->lines += one->lines;
		return 0;
	}
	if (mem_grow(&g->gap, &g->cap, g->n + 1, sizeof(*g->gap), e) != 0)
		return -1;
	g->gap[g->n++] = *one;
	return 0;
}

size_t
gaps_bytes(const struct gaps *g, size_t at)
{
	size_t sum = 0;

	for (size_t i = 0; i < g->n && g->gap[i].at <= at; i++)
		sum += g->gap[i].bytes;
	return sum;
}

size_t
gaps_lines(const struct gaps *g, size_t at)
{
	size_t sum = 0;

	for (size_t i = 0; i < g->n && g->gap[i].at <= at; i++)
		sum += g->gap[i].lines;
	return sum;
}

size_t
gaps_in_line(const struct gaps *g, size_t line, size_t at)
{
	size_t missing = 0;

	for (size_t i = 0; i < g->n && g->gap[i].at <= at; i++) {
		const struct gap *one = &g->gap[i];

		if (one->at < line)
			continue;
		missing = one->tail < one->bytes ? one->tail : missing + one->bytes;
		line = one->tail < one->bytes ? one->at : line;
	}
	return missing + at - line;
}
