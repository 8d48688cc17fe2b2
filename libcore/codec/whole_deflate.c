/* whole_deflate.c - zlib streams and gzip members by libdeflate. */
#include <libdeflate.h>
#include <stdbool.h>

#include "codec/whole_impl.h"

/* Deflate's best: 258 bytes for two bits. */
#define RATIO 1032

static void *
pack_new(int level, struct err *e)
{
	struct libdeflate_compressor *c = libdeflate_alloc_compressor(level);

	if (c == NULL)
		err_nomem(e, 1 << 20);
	return c;
}

static void
pack_free(void *state)
{
	libdeflate_free_compressor(state);
}

static int
zlib_pack(void *state, const uint8_t *p, size_t n, struct buf *out, struct err *e)
{
	if (buf_reserve(out, libdeflate_zlib_compress_bound(state, n), e) != 0)
		return -1;
	out->len += libdeflate_zlib_compress(state, p, n, out->data + out->len,
	    out->cap - out->len);
	return 0;
}

static int
gzip_pack(void *state, const uint8_t *p, size_t n, struct buf *out, struct err *e)
{
	if (buf_reserve(out, libdeflate_gzip_compress_bound(state, n), e) != 0)
		return -1;
	out->len += libdeflate_gzip_compress(state, p, n, out->data + out->len,
	    out->cap - out->len);
	return 0;
}

static void *
unpack_new(struct err *e)
{
	struct libdeflate_decompressor *d = libdeflate_alloc_decompressor();

	if (d == NULL)
		err_nomem(e, 1 << 14);
	return d;
}

static void
unpack_free(void *state)
{
	libdeflate_free_decompressor(state);
}

typedef enum libdeflate_result step_fn(struct libdeflate_decompressor *d, const void *in,
    size_t nin, void *out, size_t nout, size_t *used, size_t *got);

/* Whether p could be the start of one more stream. */
static bool
begins(bool gzip, const uint8_t *p, size_t n)
{
	if (gzip)
		return n >= 2 && p[0] == 0x1f && p[1] == 0x8b;
	return n >= 2 && (p[0] & 15) == 8 && (p[0] << 8 | p[1]) % 31 == 0;
}

static int
not_valid(const struct whole_job *job, bool gzip, size_t at, struct err *e)
{
	const char *name = gzip ? "gzip" : "zlib";

	if (at > 0 && !begins(gzip, job->in + at, job->nin - at))
		err_set(e, STATUS_DATA, "trailing bytes after %s data", name);
	else if (job->nin == 0)
		err_set(e, STATUS_DATA, "no bytes where %s data should be", name);
	else
		err_set(e, STATUS_DATA, "not valid %s data", name);
	if (e != NULL)
		e->byte = (int64_t)at;
	return -1;
}

static int
inflate_all(void *state, const struct whole_job *job, bool gzip, struct err *e)
{
	step_fn *step = gzip ? libdeflate_gzip_decompress_ex : libdeflate_zlib_decompress_ex;
	size_t at = 0, used, got, room;

	do {
		enum libdeflate_result rc;

		if (whole_room(job, job->nin - at, RATIO, &room, e) != 0)
			return -1;
		while ((rc = step(state, job->in + at, job->nin - at,
		    job->out->data + job->out->len, room, &used, &got)) ==
		    LIBDEFLATE_INSUFFICIENT_SPACE)
			if (whole_more_room(job, &room, e) != 0)
				return -1;
		if (rc != LIBDEFLATE_SUCCESS)
			return not_valid(job, gzip, at, e);
		at += used;
		job->out->len += got;
	} while (at < job->nin);
	return 0;
}

static int
zlib_unpack(void *state, const struct whole_job *job, struct err *e)
{
	return inflate_all(state, job, false, e);
}

static int
gzip_unpack(void *state, const struct whole_job *job, struct err *e)
{
	return inflate_all(state, job, true, e);
}

const struct whole_kind whole_zlib = { "zlib", 1, 12, 6, pack_new, zlib_pack, pack_free,
	unpack_new, zlib_unpack, unpack_free };
const struct whole_kind whole_gzip = { "gzip", 1, 12, 6, pack_new, gzip_pack, pack_free,
	unpack_new, gzip_unpack, unpack_free };
