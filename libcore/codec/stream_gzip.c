/* stream_gzip.c - gzip by zlib; zero bytes after the last member are padding. */
#include <stdlib.h>
#include <zlib.h>

#include "base/mem.h"
#include "codec/decompress.h"

struct gz {
	z_stream z;
	bool between;		/* at the end of a member */
	bool padding;
};

static void *
gz_new(struct err *e)
{
	struct gz *g = mem_zero(1, sizeof(*g), e);

	/* 16: gzip's header and trailer are wanted and checked. */
	if (g != NULL && inflateInit2(&g->z, 15 + 16) != Z_OK) {
		err_nomem(e, sizeof(*g));
		free(g);
		return NULL;
	}
	return g;
}

/* At the end of a member: takes padding, or gets ready for the next member. */
static int
gz_between(struct gz *g, struct codec_io *io, struct err *e)
{
	while (io->nin > 0 && *io->in == 0) {
		g->padding = true;
		io->in++;
		io->nin--;
	}
	if (io->nin == 0)
		return 1;
	if (g->padding || *io->in != 0x1f)
		return err_set(e, STATUS_DATA, "trailing bytes after gzip data");
	(void)inflateReset(&g->z);
	g->between = false;
	return 0;
}

static uInt
at_most_uint(size_t n)
{
	return n > UINT32_MAX / 2 ? UINT32_MAX / 2 : (uInt)n;
}

static int
gz_step(void *state, struct codec_io *io, struct err *e)
{
	struct gz *g = state;
	uInt nin, nout;
	int rc;

	if (g->between && (rc = gz_between(g, io, e)) != 0)
		return rc;
	nin = g->z.avail_in = at_most_uint(io->nin);
	nout = g->z.avail_out = at_most_uint(io->nout);
	g->z.next_in = (Bytef *)(uintptr_t)io->in;
	g->z.next_out = io->out;
	rc = inflate(&g->z, Z_NO_FLUSH);
	io->in += nin - g->z.avail_in;
	io->nin -= nin - g->z.avail_in;
	io->out += nout - g->z.avail_out;
	io->nout -= nout - g->z.avail_out;
	if (rc == Z_STREAM_END)
		g->between = true;
	else if (rc == Z_MEM_ERROR)
		return err_nomem(e, 32768);
	else if (rc != Z_OK && rc != Z_BUF_ERROR)
		return err_set(e, STATUS_DATA, "not valid gzip data: %s",
		    g->z.msg != NULL ? g->z.msg : "needs a dictionary");
	return g->between;
}

static void
gz_free(void *state)
{
	struct gz *g = state;

	(void)inflateEnd(&g->z);
	free(g);
}

const struct codec codec_gzip = { "gzip", ".gz", gz_new, gz_step, gz_free };
