/* whole_zstd.c - zstd frames, with and without their content's size. */
#include <zstd.h>
#include <zstd_errors.h>

#include "codec/whole_impl.h"

/* A block of 4 bytes can stand for 128 KiB. */
#define RATIO 32768

static void *
pack_new(int level, struct err *e)
{
	ZSTD_CCtx *c = ZSTD_createCCtx();

	if (c == NULL) {
		err_nomem(e, 1 << 20);
		return NULL;
	}
	(void)ZSTD_CCtx_setParameter(c, ZSTD_c_compressionLevel, level);
	/* Nothing else in a file would notice a flipped bit. */
	(void)ZSTD_CCtx_setParameter(c, ZSTD_c_checksumFlag, 1);
	return c;
}

static int
pack(void *state, const uint8_t *p, size_t n, struct buf *out, struct err *e)
{
	size_t got;

	if (buf_reserve(out, ZSTD_compressBound(n), e) != 0)
		return -1;
	got = ZSTD_compress2(state, out->data + out->len, out->cap - out->len, p, n);
	if (ZSTD_isError(got))
		return err_nomem(e, n);
	out->len += got;
	return 0;
}

static void
pack_free(void *state)
{
	(void)ZSTD_freeCCtx(state);
}

static void *
unpack_new(struct err *e)
{
	ZSTD_DCtx *d = ZSTD_createDCtx();

	if (d == NULL)
		err_nomem(e, 1 << 17);
	return d;
}

static int
not_valid(const struct whole_job *job, size_t at, size_t code, struct err *e)
{
	if (ZSTD_getErrorCode(code) == ZSTD_error_memory_allocation)
		return err_nomem(e, 1 << 17);
	if (job->nin == 0)
		err_set(e, STATUS_DATA, "no bytes where zstd data should be");
	else if (at > 0 && ZSTD_getErrorCode(code) == ZSTD_error_prefix_unknown)
		err_set(e, STATUS_DATA, "trailing bytes after zstd data");
	else
		err_set(e, STATUS_DATA, "not valid zstd data: %s", ZSTD_getErrorName(code));
	if (e != NULL)
		e->byte = (int64_t)at;
	return -1;
}

/* One frame of n bytes at offset at, in one go: that needs no window beside the output. */
static int
frame(ZSTD_DCtx *d, const struct whole_job *job, size_t at, size_t n, struct err *e)
{
	size_t room, got;

	if (whole_room(job, n, RATIO, &room, e) != 0)
		return -1;
	for (;;) {
		got = ZSTD_decompressDCtx(d, job->out->data + job->out->len, room,
		    job->in + at, n);
		if (!ZSTD_isError(got))
			break;
		if (ZSTD_getErrorCode(got) != ZSTD_error_dstSize_tooSmall)
			return not_valid(job, at, got, e);
		if (whole_more_room(job, &room, e) != 0)
			return -1;
	}
	job->out->len += got;
	return 0;
}

static int
unpack(void *state, const struct whole_job *job, struct err *e)
{
	size_t at = 0, n;

	do {
		n = ZSTD_findFrameCompressedSize(job->in + at, job->nin - at);
		if (ZSTD_isError(n))
			return not_valid(job, at, n, e);
		if (frame(state, job, at, n, e) != 0)
			return -1;
		at += n;
	} while (at < job->nin);
	return 0;
}

static void
unpack_free(void *state)
{
	(void)ZSTD_freeDCtx(state);
}

const struct whole_kind whole_zstd = { "zstd", 1, 22, 3, pack_new, pack, pack_free, unpack_new,
	unpack, unpack_free };
