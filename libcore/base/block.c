/* block.c - reference-counted memory. */
#include "base/block.h"

#include <stddef.h>
#include <stdlib.h>
#include <string.h>

#include "base/mem.h"

/* Between the start of the memory and the data: header, and what aligning takes. */
#define HEAD (sizeof(struct block) + BLOCK_ALIGN - 1)

/* Blocks from here on grow in place: the kernel moves the pages of so long ones. */
#define GROW_BYTES ((size_t)8 << 20)

static uint8_t *
data_of(struct block *b)
{
	return (uint8_t *)(((uintptr_t)b + HEAD) / BLOCK_ALIGN * BLOCK_ALIGN);
}

/* The bytes of memory for a block; 0: more than there can be. */
static size_t
room_for(size_t size)
{
	if (size > SIZE_MAX / 2)
		return 0;
	return HEAD + (size == 0 ? 1 : (size + BLOCK_ALIGN - 1) / BLOCK_ALIGN) * BLOCK_ALIGN;
}

static void
set_size(struct block *b, size_t size)
{
	b->size = size;
	memset(b->data + size, 0, room_for(size) - HEAD - size);
}

/* Header and data are one piece of memory: half the calls, and none for alignment. */
struct block *
block_new(size_t size, struct err *e)
{
	size_t room = room_for(size);
	struct block *b = room == 0 ? NULL : malloc(room);

	if (b == NULL) {
		err_nomem(e, size);
		return NULL;
	}
	atomic_init(&b->refs, 1);
	b->data = data_of(b);
	b->release = NULL;
	b->owner = NULL;
	set_size(b, size);
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

/* Makes the memory of *bp, of block_new(), fit for size bytes, and keeps those it had.  0 or -1. */
static int
remake(struct block **bp, size_t size)
{
	size_t room = room_for(size), keep = (*bp)->size < size ? (*bp)->size : size;
	ptrdiff_t at = (*bp)->data - (uint8_t *)*bp;
	struct block *b = room == 0 ? NULL : realloc(*bp, room);

	if (b == NULL)
		return -1;
	b->data = data_of(b);
	if (b->data != (uint8_t *)b + at)
		memmove(b->data, (uint8_t *)b + at, keep);
	set_size(b, size);
	*bp = b;
	return 0;
}

int
block_resize(struct block **bp, size_t size, struct err *e)
{
	struct block *b = *bp, *n;

	if (b != NULL && b->size >= size)
		return 0;
	if (b != NULL && b->data == data_of(b) && b->size >= GROW_BYTES)
		return remake(bp, size) == 0 ? 0 : err_nomem(e, size);
	if ((n = block_new(size, e)) == NULL)
		return -1;
	if (b != NULL) {
		memcpy(n->data, b->data, b->size);
		block_unref(b);
	}
	*bp = n;
	return 0;
}

void
block_cut(struct block **b, size_t size)
{
	(void)remake(b, size);
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
