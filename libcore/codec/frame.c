/* frame.c - one lz4 or zstd frame of known size. */
#include "codec/frame.h"

#include <lz4frame.h>
#include <stdlib.h>
#include <zstd.h>

#include "base/mem.h"

/* Most bytes that one compressed byte stands for; a zstd block of 4 can stand for 128 KiB. */
#define LZ4_RATIO 255
#define ZSTD_RATIO 32768

struct frame_unpack {
	enum frame_kind kind;
	LZ4F_dctx *lz4;
	ZSTD_DCtx *zstd;
};

struct frame_unpack *
frame_unpack_new(enum frame_kind kind, struct err *e)
{
	struct frame_unpack *f = mem_zero(1, sizeof(*f), e);

	if (f == NULL)
		return NULL;
	f->kind = kind;
	if (kind == FRAME_ZSTD ? (f->zstd = ZSTD_createDCtx()) != NULL :
	    !LZ4F_isError(LZ4F_createDecompressionContext(&f->lz4, LZ4F_VERSION)))
		return f;
	err_nomem(e, 1 << 17);
	free(f);
	return NULL;
}

void
frame_unpack_free(struct frame_unpack *f)
{
	if (f == NULL)
		return;
	(void)ZSTD_freeDCtx(f->zstd);
	(void)LZ4F_freeDecompressionContext(f->lz4);
	free(f);
}

bool
frame_plausible(const struct frame_unpack *f, size_t n, size_t size)
{
	return size / (f->kind == FRAME_ZSTD ? ZSTD_RATIO : LZ4_RATIO) <= n;
}

static int
wrong_size(size_t size, struct err *e)
{
	return err_set(e, STATUS_DATA, "does not decompress to its %zu bytes", size);
}

static int
unpack_zstd(ZSTD_DCtx *d, const void *p, size_t n, void *out, size_t size, struct err *e)
{
	size_t got = ZSTD_decompressDCtx(d, out, size, p, n);

	if (ZSTD_isError(got))
		return err_set(e, STATUS_DATA, "not valid zstd data: %s", ZSTD_getErrorName(got));
	return got == size ? 0 : wrong_size(size, e);
}

static int
unpack_lz4(LZ4F_dctx *d, const uint8_t *p, size_t n, uint8_t *out, size_t size, struct err *e)
{
	static const LZ4F_decompressOptions_t whole = { .stableDst = 1 };
	size_t at = 0, to = 0, in, room, hint = 1;

	LZ4F_resetDecompressionContext(d);
	while (hint != 0) {
		in = n - at;
		room = size - to;
		hint = LZ4F_decompress(d, out + to, &room, p + at, &in, &whole);
		if (LZ4F_isError(hint))
			return err_set(e, STATUS_DATA, "not valid lz4 data: %s",
			    LZ4F_getErrorName(hint));
		/* No step forward: the frame is cut, or longer than it should be. */
		if (in == 0 && room == 0 && hint != 0)
			return wrong_size(size, e);
		at += in;
		to += room;
	}
	return at == n && to == size ? 0 : wrong_size(size, e);
}

int
frame_unpack(struct frame_unpack *f, const void *p, size_t n, void *out, size_t size,
    struct err *e)
{
	return f->kind == FRAME_ZSTD ? unpack_zstd(f->zstd, p, n, out, size, e) :
	    unpack_lz4(f->lz4, p, n, out, size, e);
}
