/* group_parts.c - entries of groups by partition, in memory and spilled. */
#include "ops/group_parts.h"

#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>

#include "base/mem.h"

/* What is taken from the kernel at a time, and what of it a partition fills at a time. */
#define SLAB ((size_t)1 << 20)
#define CHUNK ((size_t)8 << 10)

/* What is spilled at a time, at least, where there is so much of a partition. */
#define PIECE ((size_t)256 << 10)

struct group_chunk {
	struct group_chunk *next;
	size_t used, room;		/* bytes of data */
	uint8_t data[];			/* entries */
};

#define CHUNK_ROOM (CHUNK - sizeof(struct group_chunk))

int
group_parts_init(struct group_parts *p, struct spill *s, size_t most, struct err *e)
{
	*p = (struct group_parts){ .spill = s, .most = most };
	return (p->worker = spill_worker_new(e)) == NULL ? -1 : 0;
}

static void
chunk_free(struct group_parts *p, struct group_chunk *c)
{
	if (c->room == CHUNK_ROOM) {
		c->next = p->idle;
		p->idle = c;
		return;
	}
	p->held -= sizeof(*c) + c->room;
	munmap(c, sizeof(*c) + c->room);
}

static void
part_empty(struct group_parts *p, struct group_part *q)
{
	struct group_chunk *c;

	while ((c = q->chunk) != NULL) {
		q->chunk = c->next;
		chunk_free(p, c);
	}
}

void
group_parts_clear(struct group_parts *p)
{
	for (int i = 0; i < GROUP_PARTS; i++) {
		struct group_part *q = &p->part[i];

		part_empty(p, q);
		q->nextent = 0;
		q->entries = q->bytes = 0;
	}
	p->entries = p->bytes = 0;
	p->spilled = false;
}

void
group_parts_release(struct group_parts *p)
{
	group_parts_clear(p);
	for (int i = 0; i < GROUP_PARTS; i++)
		free(p->part[i].extent);
	while (p->nslab > 0)
		munmap(p->slab[--p->nslab], SLAB);
	free(p->slab);
	buf_release(&p->piece);
	spill_worker_free(p->worker);
	*p = (struct group_parts){ 0 };
}

/* -- room -- */

/* Cuts another slab into idle chunks.  False: it may not be. */
static bool
more_chunks(struct group_parts *p)
{
	uint8_t *slab;

	if (p->held + SLAB > p->most || mem_grow(&p->slab, &p->capslab, p->nslab + 1,
	    sizeof(*p->slab), NULL) != 0 || (slab = mem_map(SLAB, NULL)) == NULL)
		return false;
	p->slab[p->nslab++] = slab;
	p->held += SLAB;
	for (size_t at = 0; at < SLAB; at += CHUNK) {
		struct group_chunk *c = (struct group_chunk *)(void *)(slab + at);

		c->room = CHUNK_ROOM;
		c->next = p->idle;
		p->idle = c;
	}
	return true;
}

/* A chunk with room for size bytes, or NULL: there is no memory for it. */
static struct group_chunk *
chunk_new(struct group_parts *p, size_t size)
{
	size_t n = (sizeof(struct group_chunk) + size + 4095) / 4096 * 4096;
	struct group_chunk *c;

	if (size <= CHUNK_ROOM) {
		if (p->idle == NULL && !more_chunks(p))
			return NULL;
		c = p->idle;
		p->idle = c->next;
	} else {
		if (n > p->most || p->held > p->most - n || (c = mem_map(n, NULL)) == NULL)
			return NULL;
		p->held += n;
		c->room = n - sizeof(*c);
	}
	c->used = 0;
	return c;
}

/* -- spilling -- */

static int
spill_piece(struct group_parts *p, struct group_part *q, const void *bytes, size_t n,
    struct err *e)
{
	if (n == 0)
		return 0;
	if (mem_grow(&q->extent, &q->capextent, q->nextent + 1, sizeof(*q->extent), e) != 0 ||
	    spill_write(p->spill, p->worker, bytes, n, &q->extent[q->nextent], e) != 0)
		return -1;
	q->nextent++;
	p->spilled = true;
	return 0;
}

static int
spill_part(struct group_parts *p, struct group_part *q, struct err *e)
{
	struct group_chunk *c;

	p->piece.len = 0;
	for (c = q->chunk; c != NULL; c = c->next) {
		if (c->used >= PIECE) {
			if (spill_piece(p, q, c->data, c->used, e) != 0)
				return -1;
			continue;
		}
		if (buf_add(&p->piece, c->data, c->used, e) != 0)
			return -1;
		if (p->piece.len >= PIECE) {
			if (spill_piece(p, q, p->piece.data, p->piece.len, e) != 0)
				return -1;
			p->piece.len = 0;
		}
	}
	if (spill_piece(p, q, p->piece.data, p->piece.len, e) != 0)
		return -1;
	part_empty(p, q);
	return 0;
}

/* Room for size bytes in partition q, whatever has to be spilled for it. */
static int
make_room(struct group_parts *p, struct group_part *q, size_t size, struct err *e)
{
	struct group_chunk *c = chunk_new(p, size);

	for (int i = 0; c == NULL && i < GROUP_PARTS; i++)
		if (spill_part(p, &p->part[i], e) != 0)
			return -1;
	if (c == NULL && (c = chunk_new(p, size)) == NULL)
		return err_set(e, STATUS_SYSTEM, "a key of %zu bytes finds no room in the memory "
		    "that there is: -m gives more", size);
	c->next = q->chunk;
	q->chunk = c;
	return 0;
}

int
group_parts_add(struct group_parts *p, uint64_t hash, const void *key, size_t len,
    int64_t count, struct err *e)
{
	struct group_part *q = &p->part[GROUP_PART(hash)];
	size_t size = group_entry_size(len);
	struct group_entry *g;

	if ((q->chunk == NULL || size > q->chunk->room - q->chunk->used) &&
	    make_room(p, q, size, e) != 0)
		return -1;
	g = (struct group_entry *)(void *)(q->chunk->data + q->chunk->used);
	*g = (struct group_entry){ hash, count, (uint32_t)len };
	memcpy(g->key, key, len);
	q->chunk->used += size;
	q->entries++;
	q->bytes += (int64_t)size;
	p->entries++;
	p->bytes += (int64_t)size;
	return 0;
}

/* -- reading -- */

static int
each_in(const uint8_t *p, size_t n, int (*use)(void *, const struct group_entry *), void *arg)
{
	int rc = 0;

	for (size_t at = 0; rc == 0 && at < n;) {
		const struct group_entry *g = (const struct group_entry *)(const void *)(p + at);

		at += group_entry_size(g->len);
		rc = use(arg, g);
	}
	return rc;
}

int
group_parts_each(const struct group_parts *p, int part, struct spill_worker *w,
    int (*use)(void *arg, const struct group_entry *g), void *arg, struct err *e)
{
	const struct group_part *q = &p->part[part];
	const uint8_t *bytes;
	int rc = 0;

	for (const struct group_chunk *c = q->chunk; rc == 0 && c != NULL; c = c->next)
		rc = each_in(c->data, c->used, use, arg);
	for (size_t i = 0; rc == 0 && i < q->nextent; i++) {
		rc = spill_read(p->spill, w, &q->extent[i], &bytes, e);
		if (rc == 0)
			rc = each_in(bytes, q->extent[i].size, use, arg);
	}
	return rc;
}
