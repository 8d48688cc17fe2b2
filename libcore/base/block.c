/* block.c - reference-counted memory. */
#include "base/block.h"

#include <stdlib.h>
#include <string.h>

#include "base/mem.h"

static void
release_own(struct block *b)
{
	free(b->data);
}

struct block *
block_new(size_t size, struct err *e)
{
	struct block *b;
	void *data;

	if ((data = mem_aligned(size, e)) == NULL)
		return NULL;
	if ((b = block_wrap(data, size, release_own, NULL, e)) == NULL)
		free(data);
	return b;
}

struct block *
block_wrap(void *data, size_t size, void (*release)(struct block *), void *owner,
    struct err *e)
{
	struct block *b = malloc(sizeof(*b));

	if (b == NULL) {
		err_nomem(e, sizeof(*b));
		return NULL;
	}
	atomic_init(&b->refs, 1);
	b->size = size;
	b->data = data;
	b->release = release;
	b->owner = owner;
	return b;
}

int
block_resize(struct block **bp, size_t size, struct err *e)
{
	struct block *b = *bp, *n;

	if (b != NULL && b->size >= size)
		return 0;
	if ((n = block_new(size, e)) == NULL)
		return -1;
	if (b != NULL) {
		memcpy(n->data, b->data, b->size);
		block_unref(b);
	}
	*bp = n;
	return 0;
}

struct block *
block_ref(struct block *b)
{
	if (b != NULL)
		atomic_fetch_add_explicit(&b->refs, 1, memory_order_relaxed);
	return b;
}

void
block_unref(struct block *b)
{
	if (b == NULL)
		return;
	if (atomic_fetch_sub_explicit(&b->refs, 1, memory_order_acq_rel) != 1)
		return;
	if (b->release != NULL)
		b->release(b);
	free(b);
}
