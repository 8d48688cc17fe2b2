/* stream_lz4.c - lz4 frames, several in a row. */
#include <lz4frame.h>
#include <stdlib.h>

#include "base/mem.h"
#include "codec/stream.h"

struct lz {
	LZ4F_dctx *ctx;
	bool between;
};

static void *
lz_new(struct err *e)
{
	struct lz *z = mem_zero(1, sizeof(*z), e);

	if (z != NULL &&
	    LZ4F_isError(LZ4F_createDecompressionContext(&z->ctx, LZ4F_VERSION))) {
		err_nomem(e, sizeof(*z));
		free(z);
		return NULL;
	}
	return z;
}

static int
lz_step(void *state, struct codec_io *io, struct err *e)
{
	struct lz *z = state;
	size_t nin = io->nin, nout = io->nout, rc;

	if (nin == 0 && z->between)
		return 1;
	rc = LZ4F_decompress(z->ctx, io->out, &nout, io->in, &nin, NULL);
	if (LZ4F_isError(rc))
		return err_set(e, STATUS_DATA, "not valid lz4 data: %s",
		    LZ4F_getErrorName(rc));
	io->in += nin;
	io->nin -= nin;
	io->out += nout;
	io->nout -= nout;
	z->between = rc == 0;
	return z->between;
}

static void
lz_free(void *state)
{
	struct lz *z = state;

	(void)LZ4F_freeDecompressionContext(z->ctx);
	free(z);
}

const struct codec codec_lz4 = { "lz4", ".lz4", lz_new, lz_step, lz_free };
