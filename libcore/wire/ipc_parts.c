/* ipc_parts.c - the parts of a body that are wanted. */
#include <stdlib.h>

#include "base/mem.h"
#include "wire/arrow.h"
#include "wire/ipc.h"
#include "wire/ipc_cut.h"
#include "wire/ipc_foreign.h"
#include "wire/ipc_reader.h"

/* Bytes that are read over: they cost about what another read does. */
#define GAP (16 << 10)

/* Joins next to p where it begins inside p or soon after it; else false. */
static bool
join(struct ipc_part *p, const struct ipc_part *next)
{
	int64_t end = next->at + next->n;

	if (p->cut != 0 || next->cut != 0)
		return false;
	if (next->at < p->at || next->at - p->at > p->n + GAP)
		return false;
	if (end - p->at > p->n)
		p->n = end - p->at;
	return true;
}

/* -- cuts -- */

/* Messages show so much of a value. */
#define MOST_LEAST 256

/* Place and bytes of buffer i. */
static int64_t
buffer_at(const struct ipc_reader *r, uint64_t i, int64_t *n)
{
	*n = fb_i64_at(&r->f, r->buffers.at + i * ARROW_PAIR + 8);
	return fb_i64_at(&r->f, r->buffers.at + i * ARROW_PAIR);
}

/* What finds cuts. */
struct finder {
	struct ipc_parts *p;
	bool failed;
};

/* Notes the buffer of values of a column of t that comes as how, if it is worth while. */
static void
note_cut(struct ipc_reader *r, const struct type *t, const struct ipc_how *how)
{
	struct finder *f = r->arg;
	struct ipc_cut cut = { .buffer = r->buffer + 2, .text = t->id == TYPE_STRING,
		.width = how->layout == LAYOUT_LARGE ? sizeof(int64_t) : sizeof(int32_t) };
	int64_t size;

	if (!type_is_bytes(t->id) || (how->layout != LAYOUT_PLAIN && how->layout != LAYOUT_LARGE) ||
	    r->node >= r->nodes.n || cut.buffer >= r->buffers.n)
		return;
	cut.rows = fb_i64_at(&r->f, r->nodes.at + r->node * ARROW_PAIR);
	cut.offsets = buffer_at(r, r->buffer + 1, &size);
	cut.at = buffer_at(r, cut.buffer, &cut.n);
	if (cut.rows <= 0 || cut.rows > IPC_ROWS_MAX ||
	    size / (int64_t)cut.width < cut.rows + 1 ||
	    (cut.room = ipc_cut_room(cut.rows, f->p->most, cut.n)) == 0)
		return;
	if (mem_grow(&f->p->cut, &f->p->capcut, f->p->ncut + 1, sizeof(cut), r->e) != 0)
		f->failed = true;
	else
		f->p->cut[f->p->ncut++] = cut;
}

/* Whether buffers are as they come and lie one behind the other, so that some may be cut. */
static bool
may_cut(struct ipc_reader *r)
{
	struct fb_table compression;
	int64_t end = 0, at, n;

	if (fb_sub(&r->f, &r->record, BATCH_COMPRESSION, &compression) != 0)
		return false;
	for (uint64_t i = 0; i < r->buffers.n; i++) {
		at = buffer_at(r, i, &n);
		if (n == 0)
			continue;
		if (n < 0 || at < end || n > r->bodylen || at > r->bodylen - n)
			return false;
		end = at + n;
	}
	return true;
}

/* Whether buffer i is that of a cut: its number, from 1; 0: no. */
static size_t
cut_of(const struct ipc_parts *p, uint64_t i)
{
	for (size_t k = p->ncut; k > 0 && p->cut[k - 1].buffer >= i; k--)
		if (p->cut[k - 1].buffer == i)
			return k;
	return 0;
}

/* -- parts -- */

/* Adds those of the buffers from r->buffer to end, as far as they lie in the body. */
static int
add_buffers(struct ipc_parts *p, const struct ipc_reader *r, uint64_t from)
{
	uint64_t i, end = r->buffer < r->buffers.n ? r->buffer : r->buffers.n;
	struct ipc_part part = { .in = 0 };

	for (i = from; i < end; i++) {
		part.at = buffer_at(r, i, &part.n);
		part.cut = cut_of(p, i);
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
		p->size = p->part[i].in + (p->part[i].cut == 0 ? p->part[i].n :
		    p->cut[p->part[i].cut - 1].room);
	}
}

int
ipc_parts_find(struct ipc_parts *p, const struct schema *s, const struct ipc_foreign *how,
    const bool *used, size_t most, const uint8_t *meta, size_t n, struct err *e)
{
	struct finder finder = { .p = p };
	const struct ipc_shape *shape = how != NULL ? &how->rows : NULL;
	struct ipc_reader r = { .parts = p, .arg = &finder, .e = e };
	uint64_t from;
	size_t i;

	*p = (struct ipc_parts){ 0 };
	if (shape != NULL && shape->stored != NULL)
		s = shape->stored;
	if (ipc_reader_open(&r, meta, n) != 0)
		return -1;
	p->most = most < MOST_LEAST ? MOST_LEAST : most;
	most = most > 0 && most < INT32_MAX && may_cut(&r) ? most : 0;
	for (i = 0; i < s->nfield && !finder.failed; i++) {
		from = r.buffer;
		r.passed = most > 0 && (used == NULL || used[i]) ? note_cut : NULL;
		ipc_reader_pass(&r, &s->field[i].type,
		    ipc_child(shape != NULL ? &shape->root : &ipc_plain, i));
		if ((used == NULL || used[i]) && add_buffers(p, &r, from) != 0)
			return -1;
	}
	settle(p);
	return finder.failed ? -1 : 0;
}

void
ipc_parts_release(struct ipc_parts *p)
{
	for (size_t i = 0; i < p->ncut; i++)
		gaps_release(&p->cut[i].faults);
	free(p->cut);
	free(p->part);
	*p = (struct ipc_parts){ 0 };
}

/* The part that byte off of the body, or what follows it, is in; NULL: none. */
static const struct ipc_part *
part_of(const struct ipc_parts *p, int64_t off)
{
	size_t low = 0, high = p->n, mid;

	/* The last part that begins at off or before. */
	while (low < high) {
		mid = low + (high - low) / 2;
		if (p->part[mid].at <= off)
			low = mid + 1;
		else
			high = mid;
	}
	return low == 0 ? NULL : &p->part[low - 1];
}

uint8_t *
ipc_parts_at(const struct ipc_parts *p, struct block *body, int64_t at)
{
	const struct ipc_part *in = part_of(p, at);

	return body->data + in->in + (at - in->at);
}

const uint8_t *
ipc_parts_bytes(const struct ipc_parts *p, const struct block *body, int64_t off, int64_t n)
{
	const struct ipc_part *in = part_of(p, off);

	return in == NULL || off - in->at > in->n || n > in->n - (off - in->at) ? NULL :
	    body->data + in->in + (off - in->at);
}
