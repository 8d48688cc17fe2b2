/* stream_xz.c - xz by liblzma: several streams, with stream padding between them. */
#include <inttypes.h>
#include <lzma.h>
#include <stdlib.h>

#include "base/mem.h"
#include "codec/stream.h"

/* No preset of xz needs more than 65 MiB; a hostile header can claim 4 GiB. */
#define MEMORY_LIMIT (UINT64_C(256) << 20)

struct xz {
	lzma_stream s;
	bool over;
};

static void *
xz_new(struct err *e)
{
	static const lzma_stream init = LZMA_STREAM_INIT;
	struct xz *x = mem_zero(1, sizeof(*x), e);

	if (x == NULL)
		return NULL;
	x->s = init;
	if (lzma_stream_decoder(&x->s, MEMORY_LIMIT, LZMA_CONCATENATED) != LZMA_OK) {
		err_nomem(e, sizeof(*x));
		free(x);
		return NULL;
	}
	return x;
}

static const char *
xz_words(lzma_ret rc)
{
	switch (rc) {
	case LZMA_FORMAT_ERROR: return "no xz stream here";
	case LZMA_OPTIONS_ERROR: return "options that are not supported";
	case LZMA_DATA_ERROR: return "corrupt data";
	default: return "unexpected error";
	}
}

static int
xz_step(void *state, struct codec_io *io, struct err *e)
{
	struct xz *x = state;
	lzma_ret rc;

	if (x->over)
		return 1;
	x->s.next_in = io->in;
	x->s.avail_in = io->nin;
	x->s.next_out = io->out;
	x->s.avail_out = io->nout;
	rc = lzma_code(&x->s, io->eof ? LZMA_FINISH : LZMA_RUN);
	io->in = x->s.next_in;
	io->nin = x->s.avail_in;
	io->out = x->s.next_out;
	io->nout = x->s.avail_out;
	switch (rc) {
	case LZMA_STREAM_END:
		x->over = true;
		return 1;
	case LZMA_OK:
	case LZMA_BUF_ERROR:
	case LZMA_NO_CHECK:
	case LZMA_UNSUPPORTED_CHECK:
	case LZMA_GET_CHECK:
		return 0;
	case LZMA_MEM_ERROR:
		return err_nomem(e, (size_t)lzma_memusage(&x->s));
	case LZMA_MEMLIMIT_ERROR:
		return err_set(e, STATUS_DATA, "xz data needs %" PRIu64 " MiB to be read, "
		    "more than %" PRIu64, lzma_memusage(&x->s) >> 20, MEMORY_LIMIT >> 20);
	default:
		return err_set(e, STATUS_DATA, "not valid xz data: %s", xz_words(rc));
	}
}

static void
xz_free(void *state)
{
	struct xz *x = state;

	lzma_end(&x->s);
	free(x);
}

const struct codec codec_xz = { "xz", ".xz", xz_new, xz_step, xz_free };
