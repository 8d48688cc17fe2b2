/*
 * stream_lz4.c - lz4: frames, and blocks of the legacy format, several in a row.
 *
 * The legacy format (lz4 -l, the kernel's images) is a magic number, then blocks: four
 * bytes with the compressed size, and what unpacks to 8 MiB at most.  It has neither
 * checksum nor end mark; its end is that of the input or another magic number.
 */
#include <lz4.h>
#include <lz4frame.h>
#include <stdlib.h>
#include <string.h>

#include "base/mem.h"
#include "codec/decompress.h"

#define WORD 4
#define OLD_MAGIC UINT32_C(0x184c2102)
#define FRAME_MAGIC UINT32_C(0x184d2204)
#define SKIP_MAGIC UINT32_C(0x184d2a50)		/* with four bits that may be any */
#define OLD_BLOCK (8 << 20)

enum lz_at {
	AT_BEGIN,		/* a magic number comes, or the end */
	AT_FRAME,		/* its magic number goes to the library first */
	AT_SIZE,		/* the size of a block of the legacy format, or as AT_BEGIN */
	AT_BLOCK,		/* its bytes */
	AT_OUT			/* they are unpacked, and not all given yet */
};

struct lz {
	LZ4F_dctx *ctx;
	enum lz_at at;
	uint8_t word[WORD];	/* of a magic number or size: have bytes of it */
	size_t have;
	size_t told;		/* bytes of word that the library has got */
	uint8_t *block;		/* packed: size bytes of it, have there */
	size_t size;
	uint8_t *out;		/* unpacked: [from, to) are still to be given */
	size_t from, to;
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

static void
lz_free(void *state)
{
	struct lz *z = state;

	(void)LZ4F_freeDecompressionContext(z->ctx);
	free(z->block);
	free(z->out);
	free(z);
}

/* Moves up to want bytes from the input to p; returns how many. */
static size_t
move_in(struct codec_io *io, uint8_t *p, size_t want)
{
	size_t n = io->nin < want ? io->nin : want;

	if (n > 0)
		memcpy(p, io->in, n);
	io->in += n;
	io->nin -= n;
	return n;
}

static uint32_t
word_of(const struct lz *z)
{
	return z->word[0] | (uint32_t)z->word[1] << 8 | (uint32_t)z->word[2] << 16 |
	    (uint32_t)z->word[3] << 24;
}

/* What a whole word says comes next.  0 or -1. */
static int
take_word(struct lz *z, struct err *e)
{
	uint32_t word = word_of(z);

	z->have = 0;
	if (word == OLD_MAGIC) {
		z->at = AT_SIZE;
		return 0;
	}
	if (word == FRAME_MAGIC || (word & ~UINT32_C(15)) == SKIP_MAGIC) {
		z->at = AT_FRAME;
		z->told = 0;
		return 0;
	}
	if (z->at != AT_SIZE)
		return err_set(e, STATUS_DATA, "trailing bytes after lz4 data");
	if (word == 0 || word > (uint32_t)LZ4_compressBound(OLD_BLOCK))
		return err_set(e, STATUS_DATA, "not valid lz4 data: a block of impossible size");
	if ((z->block == NULL &&
	    (z->block = mem_aligned((size_t)LZ4_compressBound(OLD_BLOCK), e)) == NULL) ||
	    (z->out == NULL && (z->out = mem_aligned(OLD_BLOCK, e)) == NULL))
		return -1;
	z->size = word;
	z->at = AT_BLOCK;
	return 0;
}

static int
unpack_block(struct lz *z, struct err *e)
{
	int n = LZ4_decompress_safe((const char *)z->block, (char *)z->out, (int)z->size,
	    OLD_BLOCK);

	z->have = 0;
	if (n < 0)
		return err_set(e, STATUS_DATA, "not valid lz4 data: a block is damaged");
	z->from = 0;
	z->to = (size_t)n;
	z->at = AT_OUT;
	return 0;
}

static void
give(struct lz *z, struct codec_io *io)
{
	size_t n = z->to - z->from < io->nout ? z->to - z->from : io->nout;

	memcpy(io->out, z->out + z->from, n);
	io->out += n;
	io->nout -= n;
	z->from += n;
	if (z->from == z->to)
		z->at = AT_SIZE;
}

/* Gives the library n bytes at most, of which *used counts those it takes.  As lz_step(). */
static int
frame_bytes(struct lz *z, const uint8_t *p, size_t n, size_t *used, struct codec_io *io,
    struct err *e)
{
	size_t nout = io->nout, rc;

	*used = n;
	rc = LZ4F_decompress(z->ctx, io->out, &nout, p, used, NULL);
	if (LZ4F_isError(rc))
		return err_set(e, STATUS_DATA, "not valid lz4 data: %s", LZ4F_getErrorName(rc));
	io->out += nout;
	io->nout -= nout;
	return rc == 0;
}

/* A step of the library, for frames of both kinds.  0 or -1. */
static int
frame_step(struct lz *z, struct codec_io *io, struct err *e)
{
	size_t used;
	int rc;

	while (z->told < WORD) {
		if (frame_bytes(z, z->word + z->told, WORD - z->told, &used, io, e) < 0)
			return -1;
		z->told += used;
	}
	if ((rc = frame_bytes(z, io->in, io->nin, &used, io, e)) < 0)
		return -1;
	io->in += used;
	io->nin -= used;
	if (rc == 1)
		z->at = AT_BEGIN;
	return 0;
}

static int
lz_step(void *state, struct codec_io *io, struct err *e)
{
	struct lz *z = state;
	enum lz_at was;
	size_t before;

	do {
		before = io->nin;
		was = z->at;
		switch (z->at) {
		case AT_BEGIN:
		case AT_SIZE:
			z->have += move_in(io, z->word + z->have, WORD - z->have);
			if (z->have < WORD)
				return z->have == 0;
			if (take_word(z, e) != 0)
				return -1;
			break;
		case AT_FRAME:
			if (frame_step(z, io, e) != 0)
				return -1;
			break;
		case AT_BLOCK:
			z->have += move_in(io, z->block + z->have, z->size - z->have);
			if (z->have == z->size && unpack_block(z, e) != 0)
				return -1;
			break;
		default:
			give(z, io);
		}
	} while (io->nout > 0 && (z->at == AT_OUT ||
	    (io->nin > 0 && (io->nin != before || z->at != was))));
	return (z->at == AT_BEGIN || z->at == AT_SIZE) && z->have == 0;
}

const struct codec codec_lz4 = { "lz4", ".lz4", lz_new, lz_step, lz_free };
