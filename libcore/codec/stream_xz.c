/*
 * stream_xz.c - xz, LZMA and lzip by liblzma: several streams of xz, with stream padding
 * between them, several members of lzip, one stream of LZMA.
 */
#include <inttypes.h>
#include <lzma.h>
#include <stdlib.h>

#include "base/mem.h"
#include "codec/decompress.h"

/* No preset of xz needs more than 65 MiB; a hostile header can claim 4 GiB. */
#define MEMORY_LIMIT (UINT64_C(256) << 20)

struct xz {
	lzma_stream s;
	const char *name;
	bool over;
};

static struct xz *
new_state(const char *name, struct err *e)
{
	static const lzma_stream init = LZMA_STREAM_INIT;
	struct xz *x = mem_zero(1, sizeof(*x), e);

	if (x != NULL) {
		x->s = init;
		x->name = name;
	}
	return x;
}

/* x, or NULL when liblzma has not begun. */
static void *
begun(struct xz *x, lzma_ret rc, struct err *e)
{
	if (rc == LZMA_OK)
		return x;
	err_nomem(e, sizeof(*x));
	free(x);
	return NULL;
}

static void *
xz_new(struct err *e)
{
	struct xz *x = new_state("xz", e);

	return x == NULL ? NULL :
	    begun(x, lzma_stream_decoder(&x->s, MEMORY_LIMIT, LZMA_CONCATENATED |
	    LZMA_TELL_UNSUPPORTED_CHECK), e);
}

static void *
lzma_new(struct err *e)
{
	struct xz *x = new_state("LZMA", e);

	return x == NULL ? NULL : begun(x, lzma_alone_decoder(&x->s, MEMORY_LIMIT), e);
}

static void *
lzip_new(struct err *e)
{
#if LZMA_VERSION >= UINT32_C(50040002)
	struct xz *x = new_state("lzip", e);

	return x == NULL ? NULL : begun(x, lzma_lzip_decoder(&x->s, MEMORY_LIMIT, 0), e);
#else
	err_set(e, STATUS_SYSTEM, "lzip needs liblzma 5.4 or later");
	return NULL;
#endif
}

static const char *
xz_words(lzma_ret rc)
{
	switch (rc) {
	case LZMA_FORMAT_ERROR: return "no stream here";
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

	/* Nothing follows a stream of LZMA; what follows the others is theirs. */
	if (x->over)
		return io->nin == 0 ? 1 : err_set(e, STATUS_DATA, "trailing bytes after %s data",
		    x->name);
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
	case LZMA_GET_CHECK:
		return 0;
	case LZMA_UNSUPPORTED_CHECK:
		return err_set(e, STATUS_DATA, "xz data with a check that this liblzma cannot "
		    "verify (number %d)", (int)lzma_get_check(&x->s));
	case LZMA_MEM_ERROR:
		return err_nomem(e, (size_t)lzma_memusage(&x->s));
	case LZMA_MEMLIMIT_ERROR:
		return err_set(e, STATUS_DATA, "%s data needs %" PRIu64 " MiB to be read, "
		    "more than %" PRIu64, x->name, lzma_memusage(&x->s) >> 20, MEMORY_LIMIT >> 20);
	default:
		return err_set(e, STATUS_DATA, "not valid %s data: %s", x->name, xz_words(rc));
	}
}

#if LZMA_VERSION >= UINT32_C(50040002)
/*
 * Member by member: of several in a row liblzma takes the beginning of a cut magic number
 * for what may follow them.
 */
static int
lzip_step(void *state, struct codec_io *io, struct err *e)
{
	struct xz *x = state;

	if (x->over && io->nin > 0 && *io->in == 'L') {
		if (lzma_lzip_decoder(&x->s, MEMORY_LIMIT, 0) != LZMA_OK)
			return err_nomem(e, sizeof(*x));
		x->over = false;
	}
	return xz_step(state, io, e);
}
#else
#define lzip_step xz_step
#endif

static void
xz_free(void *state)
{
	struct xz *x = state;

	lzma_end(&x->s);
	free(x);
}

const struct codec codec_xz = { "xz", ".xz", xz_new, xz_step, xz_free };
const struct codec codec_lzma = { "LZMA", ".lzma", lzma_new, xz_step, xz_free };
const struct codec codec_lzip = { "lzip", ".lz", lzip_new, lzip_step, xz_free };
