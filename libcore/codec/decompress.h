/*
 * decompress.h - decompression a step at a time, recognised by magic number.
 *
 * gzip (RFC 1952), zstd (RFC 8878), xz, bzip2, lz4 (frame format and legacy format),
 * LZMA and lzip; several members or frames in a row are one stream, as their own tools
 * have it.
 */
#ifndef SLUICE_CODEC_DECOMPRESS_H
#define SLUICE_CODEC_DECOMPRESS_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/err.h"

/* Bytes that suffice for codec_find(). */
#define CODEC_MAGIC 14

struct codec_io {
	const uint8_t *in;
	size_t nin;
	uint8_t *out;
	size_t nout;
	bool eof;		/* nothing comes after in */
};

struct codec {
	const char *name;
	const char *suffix;		/* of file names, with its dot */
	/* A new decoder, or NULL. */
	void *(*new)(struct err *e);
	/*
	 * Takes from in and adds to out, moving both on, as far as it goes; nin
	 * may be 0.  1 when the input may end where in is now, 0 when it may
	 * not, -1 (STATUS_DATA, words without a place) when it is not valid.
	 */
	int (*step)(void *state, struct codec_io *io, struct err *e);
	void (*free)(void *state);
};

/*
 * The codec whose stream starts with these bytes, or NULL.  *more is set when
 * further bytes could change the answer (never with CODEC_MAGIC of them); at the
 * end of the input a cut magic number that is no text counts as one.
 */
const struct codec *codec_find(const uint8_t *p, size_t n, bool eof, bool *more);

/* The codec that a file's name promises by its last suffix, or NULL. */
const struct codec *codec_of_name(const char *path);

/*
 * For all decoders of zstd that are made from now on, in this process: the largest window
 * (0: the library's 128 MiB), and a dictionary (n 0: none), which must stay.
 */
void codec_zstd_set(uint64_t window, const void *dict, size_t n);

extern const struct codec codec_gzip, codec_zstd, codec_xz, codec_bzip2, codec_lz4;
extern const struct codec codec_lzma, codec_lzip;

/* What begins with frames that zstd and lz4 pass over, and is of either. */
extern const struct codec codec_skippable;

#endif
