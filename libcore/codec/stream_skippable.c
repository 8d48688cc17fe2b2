/*
 * stream_skippable.c - streams that begin with skippable frames, of zstd or of lz4.
 *
 * Both formats have them (RFC 8878, 3.1.2; lz4's frame format), with one magic number.
 * They are passed over here, and the first other magic number says whose stream it is.
 */
#include <stdlib.h>
#include <string.h>

#include "base/mem.h"
#include "codec/decompress.h"

#define HEAD 8			/* a magic number, and a size */

struct skip {
	uint8_t head[HEAD];
	size_t have;
	uint32_t left;		/* of the frame at hand */
	const struct codec *codec;	/* once it is known */
	void *inner;
	size_t told;		/* bytes of head that it has got */
};

static void *
skip_new(struct err *e)
{
	return mem_zero(1, sizeof(struct skip), e);
}

static void
skip_free(void *state)
{
	struct skip *s = state;

	if (s->inner != NULL)
		s->codec->free(s->inner);
	free(s);
}

/* Four bytes or more of a head are there: whose it is.  0 or -1. */
static int
look(struct skip *s, struct err *e)
{
	bool more;

	s->codec = codec_find(s->head, s->have, true, &more);
	if (s->codec == &codec_skippable) {
		s->codec = NULL;
		return 0;
	}
	if (s->codec != &codec_zstd && s->codec != &codec_lz4) {
		s->codec = NULL;
		return err_set(e, STATUS_DATA, "trailing bytes after a skippable frame");
	}
	return (s->inner = s->codec->new(e)) == NULL ? -1 : 0;
}

/* Takes the bytes of heads and frames as far as there are some.  0 or -1. */
static int
pass_over(struct skip *s, struct codec_io *io, struct err *e)
{
	while (io->nin > 0 && s->codec == NULL) {
		if (s->left > 0) {
			size_t n = io->nin < s->left ? io->nin : s->left;

			io->in += n;
			io->nin -= n;
			s->left -= (uint32_t)n;
			continue;
		}
		s->head[s->have++] = *io->in++;
		io->nin--;
		if (s->have == 4 && look(s, e) != 0)
			return -1;
		if (s->have == HEAD) {
			s->left = s->head[4] | (uint32_t)s->head[5] << 8 |
			    (uint32_t)s->head[6] << 16 | (uint32_t)s->head[7] << 24;
			s->have = 0;
		}
	}
	return 0;
}

static int
skip_step(void *state, struct codec_io *io, struct err *e)
{
	struct skip *s = state;

	if (s->codec == NULL && pass_over(s, io, e) != 0)
		return -1;
	if (s->codec == NULL)
		return s->have == 0 && s->left == 0;
	while (s->told < s->have) {
		struct codec_io magic = { s->head + s->told, s->have - s->told, io->out, io->nout,
		    false };

		if (s->codec->step(s->inner, &magic, e) < 0)
			return -1;
		s->told = s->have - magic.nin;
	}
	return s->codec->step(s->inner, io, e);
}

const struct codec codec_skippable = { "zstd or lz4", ".zst", skip_new, skip_step, skip_free };
