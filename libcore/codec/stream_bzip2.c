/* stream_bzip2.c - bzip2 streams, several in a row. */
#include <bzlib.h>
#include <stdlib.h>
#include <string.h>

#include "base/mem.h"
#include "codec/decompress.h"

struct bz {
	bz_stream s;
	bool between;
};

static void *
bz_new(struct err *e)
{
	struct bz *b = mem_zero(1, sizeof(*b), e);

	if (b != NULL && BZ2_bzDecompressInit(&b->s, 0, 0) != BZ_OK) {
		err_nomem(e, sizeof(*b));
		free(b);
		return NULL;
	}
	return b;
}

static unsigned
at_most_unsigned(size_t n)
{
	return n > UINT32_MAX / 2 ? UINT32_MAX / 2 : (unsigned)n;
}

/* Gets ready for the next stream, which must start with B. */
static int
bz_again(struct bz *b, const struct codec_io *io, struct err *e)
{
	if (*io->in != 'B')
		return err_set(e, STATUS_DATA, "trailing bytes after bzip2 data");
	(void)BZ2_bzDecompressEnd(&b->s);
	memset(&b->s, 0, sizeof(b->s));
	if (BZ2_bzDecompressInit(&b->s, 0, 0) != BZ_OK)
		return err_nomem(e, sizeof(*b));
	b->between = false;
	return 0;
}

static int
bz_step(void *state, struct codec_io *io, struct err *e)
{
	struct bz *b = state;
	unsigned nin, nout;
	int rc;

	if (b->between && io->nin == 0)
		return 1;
	if (b->between && bz_again(b, io, e) != 0)
		return -1;
	nin = b->s.avail_in = at_most_unsigned(io->nin);
	nout = b->s.avail_out = at_most_unsigned(io->nout);
	b->s.next_in = (char *)(uintptr_t)io->in;
	b->s.next_out = (char *)io->out;
	rc = BZ2_bzDecompress(&b->s);
	io->in += nin - b->s.avail_in;
	io->nin -= nin - b->s.avail_in;
	io->out += nout - b->s.avail_out;
	io->nout -= nout - b->s.avail_out;
	if (rc == BZ_STREAM_END)
		b->between = true;
	else if (rc == BZ_MEM_ERROR)
		return err_nomem(e, 4 << 20);
	else if (rc != BZ_OK)
		return err_set(e, STATUS_DATA, "not valid bzip2 data");
	return b->between;
}

static void
bz_free(void *state)
{
	struct bz *b = state;

	(void)BZ2_bzDecompressEnd(&b->s);
	free(b);
}

const struct codec codec_bzip2 = { "bzip2", ".bz2", bz_new, bz_step, bz_free };
