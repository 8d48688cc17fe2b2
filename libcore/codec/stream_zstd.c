/*
 * stream_zstd.c - zstd frames, skippable ones too; windows up to 128 MiB and dictionaries,
 * unless codec_zstd_set() says more.
 */
#include <stdlib.h>
#include <zstd.h>
#include <zstd_errors.h>

#include "base/mem.h"
#include "codec/decompress.h"

struct zs {
	ZSTD_DCtx *ctx;
	bool between;
};

#define WINDOW_LOG 27		/* the library's own limit */
#define WINDOW_LOG_MOST 31

static struct {
	int window_log;
	const void *dict;
	size_t ndict;
} set = { .window_log = WINDOW_LOG };

void
codec_zstd_set(uint64_t window, const void *dict, size_t n)
{
	set.window_log = WINDOW_LOG;
	while (set.window_log < WINDOW_LOG_MOST && UINT64_C(2) << set.window_log <= window)
		set.window_log++;
	set.dict = dict;
	set.ndict = n;
}

/* What the library says of a frame, with what can be done about it. */
static int
zs_fail(size_t rc, struct err *e)
{
	switch (ZSTD_getErrorCode(rc)) {
	case ZSTD_error_memory_allocation:
		return err_nomem(e, ZSTD_DStreamOutSize());
	case ZSTD_error_frameParameter_windowTooLarge:
		return err_set(e, STATUS_DATA, "zstd data with a window of more than %d MiB "
		    "(-m %s or SLUICE_MEMORY allows more)", 1 << (set.window_log - 20),
		    set.window_log < 30 ? "2G" : "4G");
	case ZSTD_error_dictionary_wrong:
		return err_set(e, STATUS_DATA, "zstd data that was packed with a%s dictionary "
		    "(--zstd-dict FILE names it)", set.ndict > 0 ? "nother" : "");
	default:
		return err_set(e, STATUS_DATA, "not valid zstd data: %s%s",
		    ZSTD_getErrorName(rc), ZSTD_getErrorCode(rc) == ZSTD_error_corruption_detected &&
		    set.ndict > 0 ? " (or another dictionary than that of --zstd-dict)" : "");
	}
}

static void
zs_free(void *state)
{
	struct zs *z = state;

	(void)ZSTD_freeDCtx(z->ctx);
	free(z);
}

static void *
zs_new(struct err *e)
{
	struct zs *z = mem_zero(1, sizeof(*z), e);

	if (z != NULL && (z->ctx = ZSTD_createDCtx()) == NULL) {
		err_nomem(e, sizeof(*z));
		free(z);
		return NULL;
	}
	if (z != NULL && (ZSTD_isError(ZSTD_DCtx_setParameter(z->ctx, ZSTD_d_windowLogMax,
	    set.window_log)) || (set.ndict > 0 &&
	    ZSTD_isError(ZSTD_DCtx_loadDictionary(z->ctx, set.dict, set.ndict))))) {
		err_set(e, STATUS_DATA, "--zstd-dict: not a dictionary of zstd");
		zs_free(z);
		return NULL;
	}
	return z;
}

static int
zs_step(void *state, struct codec_io *io, struct err *e)
{
	struct zs *z = state;
	ZSTD_inBuffer in = { io->in, io->nin, 0 };
	ZSTD_outBuffer out = { io->out, io->nout, 0 };
	size_t rc;

	if (io->nin == 0 && z->between)
		return 1;
	rc = ZSTD_decompressStream(z->ctx, &out, &in);
	if (ZSTD_isError(rc))
		return zs_fail(rc, e);
	io->in += in.pos;
	io->nin -= in.pos;
	io->out += out.pos;
	io->nout -= out.pos;
	z->between = rc == 0;
	return z->between;
}

const struct codec codec_zstd = { "zstd", ".zst", zs_new, zs_step, zs_free };
