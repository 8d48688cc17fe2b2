/*
 * whole_hadoop.c - raw Snappy and LZ4 blocks in Hadoop's block framing.
 *
 * A stream is blocks: the size U of a block, then chunks, each its compressed size and
 * a raw block, until they have given U bytes.  U = 0 ends the stream.
 */
#include <dlfcn.h>
#include <lz4.h>
#include <lz4hc.h>
#include <pthread.h>
#include <snappy-c.h>
#include <stdbool.h>
#include <stdlib.h>

#include "base/mem.h"
#include "codec/whole_impl.h"

/*
 * What Hadoop puts into one chunk with its usual buffer of 256 KiB; its readers have
 * buffers no larger than that.
 */
#define SNAPPY_CHUNK 218422
#define LZ4_CHUNK 261100

/* The best that a raw block can do. */
#define SNAPPY_RATIO 22
#define LZ4_RATIO 255

/* A way to make and read raw blocks. */
struct raw {
	const char *name;
	size_t chunk;
	/* Most bytes that n bytes become. */
	size_t (*bound)(size_t n);
	/* The compressed size, at q, which has room for it. */
	size_t (*pack)(void *state, const uint8_t *p, size_t n, uint8_t *q);
	/* Decompresses all of p to the end of out, at most limit bytes.  0 or -1. */
	int (*unpack)(const uint8_t *p, size_t n, size_t limit, struct buf *out, struct err *e);
};

static uint32_t
get_u32(const uint8_t *p)
{
	return (uint32_t)p[0] << 24 | (uint32_t)p[1] << 16 | (uint32_t)p[2] << 8 | p[3];
}

static void
set_u32(uint8_t *p, size_t v)
{
	p[0] = (uint8_t)(v >> 24);
	p[1] = (uint8_t)(v >> 16);
	p[2] = (uint8_t)(v >> 8);
	p[3] = (uint8_t)v;
}

/* -- framing -- */

static int
pack_blocks(const struct raw *r, void *state, const uint8_t *p, size_t n, struct buf *out,
    struct err *e)
{
	if (n == 0)
		return buf_zero(out, 4, e);
	for (size_t k; n > 0; p += k, n -= k) {
		size_t got;

		k = n < r->chunk ? n : r->chunk;
		if (buf_reserve(out, 8 + r->bound(k), e) != 0)
			return -1;
		got = r->pack(state, p, k, out->data + out->len + 8);
		set_u32(out->data + out->len, k);
		set_u32(out->data + out->len + 4, got);
		out->len += 8 + got;
	}
	return 0;
}

static int
not_valid(const char *name, size_t at, const char *words, struct err *e)
{
	err_set(e, STATUS_DATA, "not valid %s data: %s", name, words);
	if (e != NULL)
		e->byte = (int64_t)at;
	return -1;
}

/* The chunks of a block of size bytes, from *at on. */
static int
unpack_block(const struct raw *r, const struct whole_job *job, size_t size, size_t *at,
    struct err *e)
{
	size_t end = job->out->len + size, n;

	while (job->out->len < end) {
		if (job->nin - *at < 4)
			return not_valid(r->name, *at, "it is cut off", e);
		n = get_u32(job->in + *at);
		if (n > job->nin - *at - 4)
			return not_valid(r->name, *at, "a chunk is longer than what there is", e);
		if (r->unpack(job->in + *at + 4, n, end - job->out->len, job->out, e) != 0) {
			if (e != NULL && e->status == STATUS_DATA)
				e->byte = (int64_t)*at;
			return -1;
		}
		*at += 4 + n;
	}
	return 0;
}

static int
unpack_blocks(const struct raw *r, const struct whole_job *job, struct err *e)
{
	size_t at = 0, size;

	while (at < job->nin) {
		if (job->nin - at < 4)
			return not_valid(r->name, at, "it is cut off", e);
		size = get_u32(job->in + at);
		if (size > job->most - (job->out->len - job->base))
			return whole_too_much(job, e);
		at += 4;
		if (size == 0 && at < job->nin) {
			err_set(e, STATUS_DATA, "trailing bytes after %s data", r->name);
			if (e != NULL)
				e->byte = (int64_t)at;
			return -1;
		}
		if (unpack_block(r, job, size, &at, e) != 0)
			return -1;
	}
	return 0;
}

/* -- Snappy -- */

/*
 * libsnappy brings libstdc++ with it, which more than doubles what it takes to start a
 * small program.  So it is loaded when the first Snappy data are met.
 */
struct snappy {
	__typeof__(snappy_compress) *compress;
	__typeof__(snappy_uncompress) *uncompress;
	__typeof__(snappy_max_compressed_length) *bound;
	__typeof__(snappy_uncompressed_length) *length;
};

static struct snappy snappy;
static pthread_once_t snappy_once = PTHREAD_ONCE_INIT;
static const char *snappy_lacks;	/* why it cannot be used */

static bool
symbol(void *lib, const char *name, void *fn)
{
	/* A pointer to a function, written as ISO C allows. */
	*(void **)fn = dlsym(lib, name);
	return *(void **)fn == NULL;
}

/* The library stays loaded. */
static void
load_snappy(void)
{
	void *lib = dlopen("libsnappy.so.1", RTLD_NOW | RTLD_LOCAL);

	if (lib == NULL)
		snappy_lacks = "snappy data need libsnappy.so.1, which is not installed: it is in "
		    "the package libsnappy1v5 of Debian and Ubuntu, elsewhere snappy";
	else if (symbol(lib, "snappy_compress", &snappy.compress) ||
	    symbol(lib, "snappy_uncompress", &snappy.uncompress) ||
	    symbol(lib, "snappy_max_compressed_length", &snappy.bound) ||
	    symbol(lib, "snappy_uncompressed_length", &snappy.length))
		snappy_lacks = "libsnappy.so.1 lacks its C functions";
}

static size_t
snappy_bound(size_t n)
{
	return snappy.bound(n);
}

static size_t
snappy_pack_raw(void *state, const uint8_t *p, size_t n, uint8_t *q)
{
	size_t got = snappy.bound(n);

	(void)state;
	/* It fails only where room lacks. */
	return snappy.compress((const char *)p, n, (char *)q, &got) == SNAPPY_OK ? got : 0;
}

static int
snappy_unpack_raw(const uint8_t *p, size_t n, size_t limit, struct buf *out, struct err *e)
{
	size_t size;

	if (snappy.length((const char *)p, n, &size) != SNAPPY_OK)
		return err_set(e, STATUS_DATA, "not valid snappy data");
	if (size > limit)
		return err_set(e, STATUS_DATA, "not valid snappy data: a chunk of %zu bytes where "
		    "%zu are missing", size, limit);
	if (size / SNAPPY_RATIO > n)
		return err_set(e, STATUS_DATA, "not valid snappy data");
	if (buf_reserve(out, size, e) != 0)
		return -1;
	if (snappy.uncompress((const char *)p, n, (char *)out->data + out->len, &size) !=
	    SNAPPY_OK)
		return err_set(e, STATUS_DATA, "not valid snappy data");
	out->len += size;
	return 0;
}

static const struct raw raw_snappy = { "snappy", SNAPPY_CHUNK, snappy_bound, snappy_pack_raw,
	snappy_unpack_raw };

static void *
snappy_new(struct err *e)
{
	(void)pthread_once(&snappy_once, load_snappy);
	if (snappy_lacks == NULL)
		return &snappy;
	err_set(e, STATUS_SYSTEM, "%s", snappy_lacks);
	return NULL;
}

static void *
snappy_pack_new(int level, struct err *e)
{
	(void)level;
	return snappy_new(e);
}

static int
snappy_pack(void *state, const uint8_t *p, size_t n, struct buf *out, struct err *e)
{
	return pack_blocks(&raw_snappy, state, p, n, out, e);
}

static int
snappy_unpack(void *state, const struct whole_job *job, struct err *e)
{
	(void)state;
	return unpack_blocks(&raw_snappy, job, e);
}

const struct whole_kind whole_snappy = { "snappy", 0, 0, 0, snappy_pack_new, snappy_pack, NULL,
	snappy_new, snappy_unpack, NULL };

/* -- LZ4 -- */

struct lz4 {
	int level;
	void *work;		/* the library's state */
};

static size_t
lz4_bound(size_t n)
{
	return (size_t)LZ4_compressBound((int)n);
}

static size_t
lz4_pack_raw(void *state, const uint8_t *p, size_t n, uint8_t *q)
{
	const struct lz4 *l = state;
	int room = LZ4_compressBound((int)n);

	if (l->level < LZ4HC_CLEVEL_MIN)
		return (size_t)LZ4_compress_fast_extState(l->work, (const char *)p, (char *)q,
		    (int)n, room, 1);
	return (size_t)LZ4_compress_HC_extStateHC(l->work, (const char *)p, (char *)q, (int)n,
	    room, l->level);
}

static int
lz4_unpack_raw(const uint8_t *p, size_t n, size_t limit, struct buf *out, struct err *e)
{
	/* n is at most a buffer that is in memory, and so is what it can become. */
	size_t most = n > INT32_MAX / LZ4_RATIO ? INT32_MAX : n * LZ4_RATIO + 64;
	int got;

	if (limit > most)
		limit = most;
	if (limit > INT32_MAX)
		limit = INT32_MAX;
	if (buf_reserve(out, limit, e) != 0)
		return -1;
	got = n > INT32_MAX ? -1 : LZ4_decompress_safe((const char *)p,
	    (char *)out->data + out->len, (int)n, (int)limit);
	if (got < 0)
		return err_set(e, STATUS_DATA, "not valid lz4 data");
	out->len += (size_t)got;
	return 0;
}

static const struct raw raw_lz4 = { "lz4", LZ4_CHUNK, lz4_bound, lz4_pack_raw, lz4_unpack_raw };

static void
lz4_pack_free(void *state)
{
	struct lz4 *l = state;

	free(l->work);
	free(l);
}

static void *
lz4_pack_new(int level, struct err *e)
{
	struct lz4 *l = mem_zero(1, sizeof(*l), e);
	int size = level < LZ4HC_CLEVEL_MIN ? LZ4_sizeofState() : LZ4_sizeofStateHC();

	if (l == NULL)
		return NULL;
	l->level = level;
	if ((l->work = mem_aligned((size_t)size, e)) == NULL) {
		free(l);
		return NULL;
	}
	return l;
}

static int
lz4_pack(void *state, const uint8_t *p, size_t n, struct buf *out, struct err *e)
{
	return pack_blocks(&raw_lz4, state, p, n, out, e);
}

static int
lz4_unpack(void *state, const struct whole_job *job, struct err *e)
{
	(void)state;
	return unpack_blocks(&raw_lz4, job, e);
}

const struct whole_kind whole_lz4 = { "lz4", 1, LZ4HC_CLEVEL_MAX, 1, lz4_pack_new, lz4_pack,
	lz4_pack_free, NULL, lz4_unpack, NULL };
