/* decompress.c - the codec of a compressed stream, by its first bytes or its name. */
#include "codec/decompress.h"

#include <string.h>

#include "base/magic.h"

static const struct codec *const codecs[] = {
	&codec_gzip, &codec_zstd, &codec_xz, &codec_bzip2, &codec_lz4, &codec_lzma, &codec_lzip,
};

const struct codec *
codec_find(const uint8_t *p, size_t n, bool eof, bool *more)
{
	switch (magic_scan(MAGIC_COMPRESSION, p, n, eof, more)) {
	case MAGIC_GZIP:
		return &codec_gzip;
	case MAGIC_ZSTD:
		return &codec_zstd;
	case MAGIC_SKIPPABLE:
		return &codec_skippable;
	case MAGIC_XZ:
		return &codec_xz;
	case MAGIC_LZ4:
	case MAGIC_LZ4_OLD:
		return &codec_lz4;
	case MAGIC_BZIP2:
		return &codec_bzip2;
	case MAGIC_LZMA:
		return &codec_lzma;
	case MAGIC_LZIP:
		return &codec_lzip;
	default:
		return NULL;
	}
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
