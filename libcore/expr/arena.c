/* arena.c - memory that is freed at once. */
#include "expr/arena.h"

#include <stdalign.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include "base/mem.h"

#define CHUNK_BYTES 4096

struct arena_chunk {
	struct arena_chunk *next;
	size_t used, size;
	alignas(max_align_t) unsigned char data[];
};

struct arena_defer {
	struct arena_defer *next;
	void (*fn)(void *);
	void *p;
};

void *
arena_alloc(struct arena *a, size_t n, struct err *e)
{
	const size_t align = alignof(max_align_t);
	struct arena_chunk *c = a->chunk;
	size_t size;
	void *p;

	if (n > SIZE_MAX / 4) {
		err_nomem(e, n);
		return NULL;
	}
	n = (n + align - 1) / align * align;
	if (c == NULL || c->size - c->used < n) {
		size = n > CHUNK_BYTES ? n : CHUNK_BYTES;
		if ((c = mem_zero(1, sizeof(*c) + size, e)) == NULL)
			return NULL;
		c->size = size;
		c->next = a->chunk;
		a->chunk = c;
	}
	p = c->data + c->used;
	c->used += n;
	return p;
}

char *
arena_dup(struct arena *a, const void *p, size_t n, struct err *e)
{
	char *copy = arena_alloc(a, n + 1, e);

	if (copy != NULL && n > 0)
		memcpy(copy, p, n);
	return copy;
}

int
arena_defer(struct arena *a, void (*fn)(void *), void *p, struct err *e)
{
	struct arena_defer *d = arena_alloc(a, sizeof(*d), e);

	if (d == NULL) {
		fn(p);
		return -1;
	}
	d->fn = fn;
	d->p = p;
	d->next = a->defer;
	a->defer = d;
	return 0;
}

void
arena_release(struct arena *a)
{
	struct arena_chunk *c, *next;
	struct arena_defer *d;

	for (d = a->defer; d != NULL; d = d->next)
		d->fn(d->p);
	for (c = a->chunk; c != NULL; c = next) {
		next = c->next;
		free(c);
	}
	a->chunk = NULL;
	a->defer = NULL;
}
