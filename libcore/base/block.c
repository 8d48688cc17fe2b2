/* block.c - reference-counted memory. */
#include "base/block.h"

#include <stdlib.h>
#include <string.h>

#include "base/mem.h"

/* Header and data are one piece of memory: half the calls, and none for alignment. */
struct block *
block_new(size_t size, struct err *e)
{
	const size_t head = sizeof(struct block) + BLOCK_ALIGN - 1;
	size_t room = size == 0 ? BLOCK_ALIGN : size;
	struct block *b;

	if (room > SIZE_MAX / 2) {
		err_nomem(e, size);
		return NULL;
	}
	room = (room + BLOCK_ALIGN - 1) / BLOCK_ALIGN * BLOCK_ALIGN;
	if ((b = malloc(head + room)) == NULL) {
		err_nomem(e, size);
		return NULL;
	}
	atomic_init(&b->refs, 1);
	b->size = size;
	b->data = (uint8_t *)(((uintptr_t)b + head) / BLOCK_ALIGN * BLOCK_ALIGN);
	b->release = NULL;
	b->owner = NULL;
	memset(b->data + size, 0, room - size);
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
