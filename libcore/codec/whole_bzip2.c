/* whole_bzip2.c - bzip2 streams. */
#include <bzlib.h>
#include <stdbool.h>
#include <stdlib.h>
#include <string.h>

#include "base/mem.h"
#include "codec/whole_impl.h"

/*
 * The library takes its memory, up to 8 MB in four pieces, for every stream anew; a
 * value of its own stream each would spend its time on that.  So the pieces stay here.
 */
#define SLOTS 6

/* A kilobyte can stand for a gigabyte: from here on first see where it ends. */
#define SUSPECT (32 << 20)
#define SUSPECT_RATIO 1000

struct slot {
	void *p;
	size_t size;
	bool used;
};

struct bz {
	int level;
	struct slot slot[SLOTS];
};

static void *
take(void *opaque, int count, int size)
{
	size_t n = (size_t)count * (size_t)size;
	struct slot *s, *end = ((struct bz *)opaque)->slot + SLOTS, *best = NULL;

	for (s = ((struct bz *)opaque)->slot; s < end; s++)
		if (!s->used && (best == NULL || (s->size >= n && (best->size < n ||
		    s->size < best->size))))
			best = s;
	if (best == NULL)
		return NULL;
	if (best->size < n) {
		free(best->p);
		best->size = 0;
		if ((best->p = malloc(n)) == NULL)
			return NULL;
		best->size = n;
	}
	best->used = true;
	return best->p;
}

static void
give(void *opaque, void *p)
{
	struct bz *b = opaque;

	for (int i = 0; i < SLOTS; i++)
		if (b->slot[i].p == p && p != NULL)
			b->slot[i].used = false;
}

static void
start(struct bz *b, bz_stream *s)
{
	memset(s, 0, sizeof(*s));
	s->bzalloc = take;
	s->bzfree = give;
	s->opaque = b;
}

static void *
pack_new(int level, struct err *e)
{
	struct bz *b = mem_zero(1, sizeof(*b), e);

	if (b != NULL)
		b->level = level;
	return b;
}

static void *
unpack_new(struct err *e)
{
	return pack_new(0, e);
}

static void
bz_free(void *state)
{
	struct bz *b = state;

	for (int i = 0; i < SLOTS; i++)
		free(b->slot[i].p);
	free(b);
}

static unsigned
at_most_unsigned(size_t n)
{
	return n > UINT32_MAX / 2 ? UINT32_MAX / 2 : (unsigned)n;
}

/* -- packing -- */

/* Feeds everything and ends the stream; 0 or -1. */
static int
compress(bz_stream *s, const uint8_t *p, size_t n, struct buf *out, struct err *e)
{
	size_t at = 0;
	int rc;

	do {
		unsigned nin = at_most_unsigned(n - at), nout;

		/* What incompressible bytes take: they and a hundredth, and a header. */
		if (buf_reserve(out, nin / 64 + 4096 + (out->len == 0 ? nin / 4 : 0), e) != 0)
			return -1;
		nout = at_most_unsigned(out->cap - out->len);
		s->next_in = (char *)(uintptr_t)(p + at);
		s->avail_in = nin;
		s->next_out = (char *)out->data + out->len;
		s->avail_out = nout;
		rc = BZ2_bzCompress(s, at + nin == n ? BZ_FINISH : BZ_RUN);
		at += nin - s->avail_in;
		out->len += nout - s->avail_out;
	} while (rc == BZ_RUN_OK || rc == BZ_FINISH_OK);
	return rc == BZ_STREAM_END ? 0 : err_set(e, STATUS_SYSTEM, "internal: bzip2 fails (%d)",
	    rc);
}

static int
pack(void *state, const uint8_t *p, size_t n, struct buf *out, struct err *e)
{
	struct bz *b = state;
	bz_stream s;
	int rc;

	start(b, &s);
	if (BZ2_bzCompressInit(&s, b->level, 0, 0) != BZ_OK)
		return err_nomem(e, 8 << 20);
	rc = compress(&s, p, n, out, e);
	(void)BZ2_bzCompressEnd(&s);
	return rc;
}

/* -- unpacking -- */

static int
not_valid(const struct whole_job *job, size_t at, const char *words, struct err *e)
{
	if (job->nin == 0)
		err_set(e, STATUS_DATA, "no bytes where bzip2 data should be");
	else if (at > 0 && job->in[at] != 'B')
		err_set(e, STATUS_DATA, "trailing bytes after bzip2 data");
	else
		err_set(e, STATUS_DATA, "not valid bzip2 data%s", words);
	if (e != NULL)
		e->byte = (int64_t)at;
	return -1;
}

/* One call of the library; *at and what came out move on. */
static int
step(bz_stream *s, const struct whole_job *job, size_t *at, size_t *room)
{
	unsigned nin = s->avail_in = at_most_unsigned(job->nin - *at);
	unsigned nout = s->avail_out = at_most_unsigned(*room);
	int rc;

	s->next_in = (char *)(uintptr_t)(job->in + *at);
	s->next_out = (char *)job->out->data + job->out->len;
	rc = BZ2_bzDecompress(s);
	*at += nin - s->avail_in;
	*room -= nout - s->avail_out;
	job->out->len += nout - s->avail_out;
	return rc;
}

/*
 * Whether all of the input goes over the limit: decompresses it from its start, over and
 * over into the same memory.
 */
static bool
too_much(struct bz *b, const struct whole_job *job)
{
	static const size_t chunk = 1 << 16;
	struct bz other = { .level = b->level };
	struct buf scratch = BUF_INIT;
	struct whole_job all = *job;
	size_t at = 0, total = 0;
	int rc = BZ_STREAM_END;
	bz_stream s;

	all.out = &scratch;
	if (buf_reserve(&scratch, chunk, NULL) != 0)
		return true;
	start(&other, &s);
	while (total <= job->most && (rc == BZ_OK || rc == BZ_STREAM_END)) {
		size_t room = chunk;

		if (rc == BZ_STREAM_END) {
			(void)BZ2_bzDecompressEnd(&s);
			start(&other, &s);
			if (at == job->nin || BZ2_bzDecompressInit(&s, 0, 0) != BZ_OK)
				break;
		}
		scratch.len = 0;
		rc = step(&s, &all, &at, &room);
		total += chunk - room;
		if (rc == BZ_OK && at == job->nin && room > 0)
			break;
	}
	(void)BZ2_bzDecompressEnd(&s);
	for (int i = 0; i < SLOTS; i++)
		free(other.slot[i].p);
	buf_release(&scratch);
	return total > job->most;
}

/*
 * Gets *room for more output: at most one byte more than may come, because the library
 * sees the end of a stream only when it has room.
 */
static int
grow(struct bz *b, const struct whole_job *job, size_t *room, bool *trusted, struct err *e)
{
	size_t got = job->out->len - job->base, have = job->out->cap - job->out->len;
	size_t more = got < 1024 ? 1024 : got;

	if (have > 0) {
		*room = have < job->most - got ? have : job->most - got + 1;
	} else {
		if (got >= SUSPECT && got / SUSPECT_RATIO > job->nin && !*trusted) {
			if (too_much(b, job))
				return whole_too_much(job, e);
			*trusted = true;
		}
		if (more < 4 * job->nin)
			more = 4 * job->nin;
		*room = more < job->most - got ? more : job->most - got + 1;
	}
	return buf_reserve(job->out, *room, e);
}

/* One stream from *at on. */
static int
stream(struct bz *b, bz_stream *s, const struct whole_job *job, size_t *at, bool *trusted,
    struct err *e)
{
	size_t first = *at, room = 0, before;
	int rc;

	/* Without room the library may still find the end of the stream. */
	for (;;) {
		before = *at;
		rc = step(s, job, at, &room);
		if (job->out->len - job->base > job->most)
			return whole_too_much(job, e);
		if (rc == BZ_STREAM_END)
			return 0;
		if (rc == BZ_MEM_ERROR)
			return err_nomem(e, 4 << 20);
		if (rc != BZ_OK)
			return not_valid(job, first, "", e);
		if (room > 0 && *at == job->nin)
			return not_valid(job, first, ": it is cut off", e);
		if (room == 0 && *at == before && grow(b, job, &room, trusted, e) != 0)
			return -1;
	}
}

static int
unpack(void *state, const struct whole_job *job, struct err *e)
{
	bool trusted = false;
	size_t at = 0;
	bz_stream s;
	int rc;

	do {
		start(state, &s);
		if (job->nin == 0)
			return not_valid(job, 0, "", e);
		if (BZ2_bzDecompressInit(&s, 0, 0) != BZ_OK)
			return err_nomem(e, 4 << 20);
		rc = stream(state, &s, job, &at, &trusted, e);
		(void)BZ2_bzDecompressEnd(&s);
	} while (rc == 0 && at < job->nin);
	return rc;
}

const struct whole_kind whole_bzip2 = { "bzip2", 1, 9, 9, pack_new, pack, bz_free, unpack_new,
	unpack, bz_free };
