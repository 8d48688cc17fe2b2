/* stream.c - recognition of compressed streams. */
#include "codec/stream.h"

#include <string.h>

static const struct magic {
	const struct codec *codec;
	uint8_t n;			/* bytes of the magic number */
	/*
	 * So many, at the end of the input, are no text: with a control character or
	 * what is no UTF-8.  "(", "P*M" and "BZh9" may be all that somebody wrote.
	 */
	uint8_t sure;
	uint8_t byte[CODEC_MAGIC];
	uint8_t mask[CODEC_MAGIC];	/* bits that count */
} magics[] = {
	{ &codec_gzip, 3, 1, "\x1f\x8b\x08", "\xff\xff\xff" },
	{ &codec_zstd, 4, 2, "\x28\xb5\x2f\xfd", "\xff\xff\xff\xff" },
	/* A skippable frame; lz4 has them too, but only zstd's tools begin with one. */
	{ &codec_zstd, 4, 4, "\x50\x2a\x4d\x18", "\xf0\xff\xff\xff" },
	{ &codec_xz, 6, 1, "\xfd" "7zXZ\0", "\xff\xff\xff\xff\xff\xff" },
	{ &codec_lz4, 4, 2, "\x04\x22\x4d\x18", "\xff\xff\xff\xff" },
	/* BZh, the level (0x30 to 0x3f), and the first block or the end of an empty one. */
	{ &codec_bzip2, 10, 5, "BZh\x30\x31\x41\x59\x26\x53\x59",
	    "\xff\xff\xff\xf0\xff\xff\xff\xff\xff\xff" },
	{ &codec_bzip2, 10, 5, "BZh\x30\x17\x72\x45\x38\x50\x90",
	    "\xff\xff\xff\xf0\xff\xff\xff\xff\xff\xff" },
};

static const struct codec *const codecs[] = {
	&codec_gzip, &codec_zstd, &codec_xz, &codec_bzip2, &codec_lz4,
};

const struct codec *
codec_find(const uint8_t *p, size_t n, bool eof, bool *more)
{
	const struct codec *found = NULL;

	*more = false;
	for (size_t i = 0; i < sizeof(magics) / sizeof(*magics); i++) {
		const struct magic *m = &magics[i];
		size_t k = 0;

		while (k < n && k < m->n && (p[k] & m->mask[k]) == m->byte[k])
			k++;
		if (k == m->n || (eof && k == n && n >= m->sure))
			found = m->codec;
		else if (k == n && !eof)
			*more = true;
	}
	return found;
}

const struct codec *
codec_of_name(const char *path)
{
	size_t n = strlen(path), k;

	for (size_t i = 0; i < sizeof(codecs) / sizeof(*codecs); i++) {
		k = strlen(codecs[i]->suffix);
		if (n > k && strcmp(path + n - k, codecs[i]->suffix) == 0)
			return codecs[i];
	}
	return NULL;
}
