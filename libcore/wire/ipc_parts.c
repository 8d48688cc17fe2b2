/* ipc_parts.c - the parts of a body that are wanted. */
#include <stdlib.h>

#include "base/mem.h"
#include "wire/arrow.h"
#include "wire/ipc.h"
#include "wire/ipc_foreign.h"
#include "wire/ipc_reader.h"

/* Bytes that are read over: they cost about what another read does. */
#define GAP (16 << 10)

/* Joins next to p where it begins inside p or soon after it; else false. */
static bool
join(struct ipc_part *p, const struct ipc_part *next)
{
	int64_t end = next->at + next->n;

	if (next->at < p->at || next->at - p->at > p->n + GAP)
		return false;
	if (end - p->at > p->n)
		p->n = end - p->at;
	return true;
}

/* Adds those of the buffers from r->buffer to end, as far as they lie in the body. */
static int
add_buffers(struct ipc_parts *p, const struct ipc_reader *r, uint64_t from)
{
	uint64_t i, end = r->buffer < r->buffers.n ? r->buffer : r->buffers.n;
	struct ipc_part part = { .in = 0 };

	for (i = from; i < end; i++) {
		part.at = fb_i64_at(&r->f, r->buffers.at + i * ARROW_PAIR);
		part.n = fb_i64_at(&r->f, r->buffers.at + i * ARROW_PAIR + 8);
		if (part.at < 0 || part.n <= 0 || part.at > r->bodylen ||
		    part.n > r->bodylen - part.at ||
		    (p->n > 0 && join(&p->part[p->n - 1], &part)))
			continue;
		if (mem_grow(&p->part, &p->cap, p->n + 1, sizeof(*p->part), r->e) != 0)
			return -1;
		p->part[p->n++] = part;
	}
	return 0;
}

static int
by_place(const void *a, const void *b)
{
	const struct ipc_part *x = a, *y = b;

	return (x->at > y->at) - (x->at < y->at);
}

/* Brings the parts into order and says where each comes to. */
static void
settle(struct ipc_parts *p)
{
	size_t i, n = 0;

	/* Nearly always they are so already. */
	for (i = 1; i < p->n && p->part[i - 1].at < p->part[i].at; i++)
		;
	if (i < p->n)
		qsort(p->part, p->n, sizeof(*p->part), by_place);
	for (i = 0; i < p->n; i++) {
		if (n == 0 || !join(&p->part[n - 1], &p->part[i]))
			p->part[n++] = p->part[i];
	}
	p->n = n;
	for (i = 0; i < n; i++) {
		p->part[i].in = (p->size + BLOCK_ALIGN - 1) / BLOCK_ALIGN * BLOCK_ALIGN +
		    p->part[i].at % BLOCK_ALIGN;
		p->size = p->part[i].in + p->part[i].n;
	}
}

int
ipc_parts_find(struct ipc_parts *p, const struct schema *s, const struct ipc_foreign *how,
    const bool *used, const uint8_t *meta, size_t n, struct err *e)
{
	const struct ipc_shape *shape = how != NULL ? &how->rows : NULL;
	struct ipc_reader r = { .parts = p, .e = e };
	uint64_t from;
	size_t i;

	*p = (struct ipc_parts){ 0 };
	if (shape != NULL && shape->stored != NULL)
		s = shape->stored;
	if (ipc_reader_open(&r, meta, n) != 0)
		return -1;
	for (i = 0; i < s->nfield; i++) {
		from = r.buffer;
		ipc_reader_pass(&r, &s->field[i].type,
		    ipc_child(shape != NULL ? &shape->root : &ipc_plain, i));
		if ((used == NULL || used[i]) && add_buffers(p, &r, from) != 0)
			return -1;
	}
	settle(p);
	return 0;
}

void
ipc_parts_release(struct ipc_parts *p)
{
	free(p->part);
	*p = (struct ipc_parts){ 0 };
}

const uint8_t *
ipc_parts_bytes(const struct ipc_parts *p, const struct block *body, int64_t off, int64_t n)
{
	size_t low = 0, high = p->n, mid;
	const struct ipc_part *in;

	/* The last part that begins at off or before. */
	while (low < high) {
		mid = low + (high - low) / 2;
		if (p->part[mid].at <= off)
			low = mid + 1;
		else
			high = mid;
	}
	if (low == 0)
		return NULL;
	in = &p->part[low - 1];
	return off - in->at > in->n || n > in->n - (off - in->at) ? NULL :
	    body->data + in->in + (off - in->at);
}
