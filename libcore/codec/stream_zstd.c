/* stream_zstd.c - zstd frames, skippable ones too; windows up to the library's limit. */
#include <stdlib.h>
#include <zstd.h>
#include <zstd_errors.h>

#include "base/mem.h"
#include "codec/stream.h"

struct zs {
	ZSTD_DCtx *ctx;
	bool between;
};

static void *
zs_new(struct err *e)
{
	struct zs *z = mem_zero(1, sizeof(*z), e);

	if (z != NULL && (z->ctx = ZSTD_createDCtx()) == NULL) {
		err_nomem(e, sizeof(*z));
		free(z);
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
	if (ZSTD_isError(rc)) {
		if (ZSTD_getErrorCode(rc) == ZSTD_error_memory_allocation)
			return err_nomem(e, ZSTD_DStreamOutSize());
		return err_set(e, STATUS_DATA, "not valid zstd data: %s",
		    ZSTD_getErrorName(rc));
	}
	io->in += in.pos;
	io->nin -= in.pos;
	io->out += out.pos;
	io->nout -= out.pos;
	z->between = rc == 0;
	return z->between;
}

static void
zs_free(void *state)
{
	struct zs *z = state;

	(void)ZSTD_freeDCtx(z->ctx);
	free(z);
}

const struct codec codec_zstd = { "zstd", ".zst", zs_new, zs_step, zs_free };
