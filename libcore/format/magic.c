/* magic.c - formats of data sets that their first bytes give away. */
#include "format/magic.h"

#include <string.h>

/* "SEQ" and a version: 6 is the last one; what follows it is not to be taken for text. */
static bool
is_seqfile(const uint8_t *p, size_t n)
{
	return n >= 4 && memcmp(p, "SEQ", 3) == 0 && p[3] <= 8;
}

enum magic
magic_find(const uint8_t *p, size_t n)
{
	static const uint8_t marker[4] = { 0xff, 0xff, 0xff, 0xff };

	if (n == 0)
		return MAGIC_EMPTY;
	if (memcmp(p, marker, n < 4 ? n : 4) == 0)
		return n < MAGIC_BYTES ? MAGIC_CUT : MAGIC_STREAM;
	if (n >= 8 && memcmp(p, "ARROW1\0", 8) == 0)
		return MAGIC_ARROW_FILE;
	if (n >= 4 && (memcmp(p, "PAR1", 4) == 0 || memcmp(p, "PARE", 4) == 0))
		return MAGIC_PARQUET;
	return is_seqfile(p, n) ? MAGIC_SEQFILE : MAGIC_NONE;
}

bool
magic_more(const uint8_t *p, size_t n)
{
	static const struct {
		const char *bytes;
		size_t n, wants;	/* how many begin it, how many are looked at */
	} known[] = {
		{ "\xff\xff\xff\xff", 4, MAGIC_BYTES }, { "ARROW1\0", 8, 8 },
		{ "PAR1", 4, 4 }, { "PARE", 4, 4 }, { "SEQ", 3, 4 },
	};
	size_t i;

	for (i = 0; i < sizeof(known) / sizeof(*known); i++)
		if (n < known[i].wants &&
		    memcmp(p, known[i].bytes, n < known[i].n ? n : known[i].n) == 0)
			return true;
	return false;
}

const char *
magic_name(enum magic m)
{
	static const char *const name[] = {
		[MAGIC_EMPTY] = "nothing", [MAGIC_NONE] = "text",
		[MAGIC_STREAM] = "Arrow stream", [MAGIC_CUT] = "cut Arrow stream",
		[MAGIC_ARROW_FILE] = "Arrow file", [MAGIC_PARQUET] = "Parquet file",
		[MAGIC_SEQFILE] = "SequenceFile"
	};

	return name[m];
}
