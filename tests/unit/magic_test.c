/* magic_test.c - what first bytes and names give away, and how many are wanted for it. */
#include "check.h"

#include "base/magic.h"

/* Pads with zeros as if more of the file were there. */
static const uint8_t *
padded(const char *bytes, size_t n)
{
	static uint8_t all[MAGIC_BYTES];

	memset(all, 0, sizeof(all));
	memcpy(all, bytes, n);
	return all;
}

static const struct known {
	const char *bytes;
	size_t n;
	enum magic is;
} whole[] = {
	{ "", 0, MAGIC_EMPTY }, { "\xff", 1, MAGIC_CUT }, { "\xff\xff\xff", 3, MAGIC_CUT },
	{ "\xff\xff\xff\xff\x10\0\0", 7, MAGIC_CUT },
	{ "\xff\xff\xff\xff\x10\0\0\0", 8, MAGIC_STREAM },
	{ "\xff\xff\n", 3, MAGIC_NONE }, { "\xff\xff\xff\xfe", 4, MAGIC_NONE },
	{ "ARROW1\0\0", 8, MAGIC_ARROW_FILE }, { "ARROW1 x", 8, MAGIC_NONE },
	{ "ARROW1\0", 7, MAGIC_ARROW_FILE }, { "ARROW1", 6, MAGIC_ARROW_FILE },
	{ "SEQ", 3, MAGIC_SEQFILE }, { "SEQ\n", 4, MAGIC_NONE }, { "SE", 2, MAGIC_NONE }, { "PAR1\x15\4\x15\x10", 8, MAGIC_PARQUET },
	{ "PARE\0\0\0\0", 8, MAGIC_PARQUET }, { "PAR", 3, MAGIC_NONE },
	{ "SEQ\x06\x19org", 8, MAGIC_SEQFILE }, { "SEQUENCE", 8, MAGIC_NONE },
	{ "a", 1, MAGIC_NONE }, { "\0\0\0\0\0\0\0\0", 8, MAGIC_NONE },
	{ "RCF\1", 4, MAGIC_RCFILE }, { "RCFILE", 6, MAGIC_NONE },
	{ "SEQ\6\x2dorg.apache.hadoop.hive.ql.io.RCFile$KeyBuffer", 50, MAGIC_RCFILE },
	{ "Obj\1\4\x16", 6, MAGIC_AVRO }, { "Object", 6, MAGIC_NONE },
	{ "\x89PNG\r\n\x1a\n\0", 9, MAGIC_PNG }, { "\x89PNG is", 7, MAGIC_NONE },
	{ "\xff\xd8\xff\xe0", 4, MAGIC_JPEG }, { "\x7f\x45LF\2\1", 6, MAGIC_ELF },
	{ "ORC\x11\0\0\n\6", 8, MAGIC_ORC }, { "ORC\n\6\x12", 6, MAGIC_ORC },
	{ "ORC\x43\b\3", 6, MAGIC_ORC },
	{ "ORCHARD", 7, MAGIC_NONE }, { "ORC\n", 4, MAGIC_NONE }, { "ORC\nab", 6, MAGIC_NONE },
	{ "FEA1", 4, MAGIC_FEATHER }, { "SQLite format 3\0", 16, MAGIC_SQLITE },
	{ "!<arch>\n", 8, MAGIC_AR }, { "!<arch>", 7, MAGIC_NONE },
	{ "LZIP\1\x0c", 6, MAGIC_LZIP }, { "LZIP up", 7, MAGIC_NONE },
	{ "\x5d\0\0\x80\0\xff\xff\xff\xff\xff\xff\xff\xff\0\x1f", 15, MAGIC_LZMA },
	{ "\x5d\0\0\x80\0\7\0\0\0\0\0\0\0\0\x1f", 15, MAGIC_LZMA },
	{ "\x5d\0\0\x81\0\7\0\0\0\0\0\0\0\0\x1f", 15, MAGIC_NONE },
	{ "]\n", 2, MAGIC_NONE }, { "\x1f\x9d\x90", 3, MAGIC_COMPRESS },
	{ "\2\x21\x4c\x18", 4, MAGIC_LZ4_OLD }, { "\x89LZO\0\r\n\x1a\n", 9, MAGIC_LZOP },
	{ "Rar!\x1a\7\0", 7, MAGIC_RAR }, { "\xed\xab\xee\xdb\3", 5, MAGIC_RPM },
	{ "WARC/1.0\r\n", 10, MAGIC_WARC }, { "WARC/0.18\nWARC-Type", 20, MAGIC_WARC },
	{ "WARC/PEACE\n", 11, MAGIC_NONE }, { "WARC/1.0 is a format\n", 21, MAGIC_NONE },
	{ "\x1a\x9c-lh5-", 7, MAGIC_LHA }, { "I say-lh", 8, MAGIC_NONE },
	{ "0707010123456789abcdefg", 23, MAGIC_NONE }, { "070707 is a number\n", 19, MAGIC_NONE },
	{ "\xc7\x71\1\0\2\0\xa4\x81\0\0\0\0\1\0\0\0\0\0\0\0\2\0\0\0\1\0a\0x", 29, MAGIC_CPIO },
	{ "\x71\xc7\0\1\0\2\x81\xa4\0\0\0\0\0\1\0\0\0\0\0\0\0\2\0\0\0\1a\0x", 29, MAGIC_CPIO },
	{ "q\xc7\x82 letters that no machine has put together", 40, MAGIC_NONE },
};

TEST(first_bytes)
{
	for (size_t i = 0; i < sizeof(whole) / sizeof(*whole); i++) {
		enum magic m = magic_find((const uint8_t *)whole[i].bytes, whole[i].n);

		if (!CHECK_INT(m, whole[i].is))
			printf("\tcase %zu, %s\n", i, whole[i].bytes);
		CHECK(magic_name(whole[i].is)[0] != '\0');
	}
}

/* Where no more bytes are asked for, none would change the answer. */
TEST(no_more_than_they_need)
{
	for (size_t i = 0; i < sizeof(whole) / sizeof(*whole); i++) {
		const uint8_t *p = padded(whole[i].bytes, whole[i].n);
		size_t n = 1;

		while (n < MAGIC_BYTES && magic_more(p, n))
			n++;
		if (!CHECK_INT(magic_find(p, n), magic_find(p, MAGIC_BYTES)))
			printf("\tcase %zu, %s\n", i, whole[i].bytes);
	}
}

/* How many are looked at decides whether a line on a pipe is held back. */
TEST(wants)
{
	static const struct {
		const char *bytes;
		size_t n, wants;
	} t[] = {
		{ "\xff\xff\xff\xff\x10\0\0\0", 8, 8 }, { "PAR1....", 8, 4 }, { "SEQ\x06....", 8, 6 },
		{ "a\n", 2, 2 }, { "\n", 1, 1 }, { "{}\n", 3, 3 }, { "\xff......\n", 8, 8 },
		{ "a text that has no line feed yet", 32, 33 }, { "SEQUENCE\n", 9, 9 },
	};

	for (size_t i = 0; i < sizeof(t) / sizeof(*t); i++) {
		size_t n = 1;

		while (n <= t[i].n && magic_more((const uint8_t *)t[i].bytes, n))
			n++;
		if (!CHECK_INT(n, t[i].wants))
			printf("\t%s\n", t[i].bytes);
	}
}

/* A header of tar with its checksum. */
static void
make_tar(uint8_t *p, const char *name)
{
	unsigned sum = 0;

	memset(p, 0, MAGIC_BYTES);
	memcpy(p, name, strlen(name));
	memcpy(p + 100, "0000644\0" "0000000\0" "0000000\0" "00000000003\0" "00000000000\0", 48);
	memset(p + 148, ' ', 8);
	p[156] = '0';
	for (size_t i = 0; i < MAGIC_BYTES; i++)
		sum += p[i];
	snprintf((char *)p + 148, 8, "%06o", sum);
}

TEST(tar)
{
	uint8_t p[MAGIC_BYTES];
	size_t n;

	make_tar(p, "dir/name");
	for (n = 1; n < MAGIC_BYTES; n++)
		CHECK(magic_more(p, n));
	CHECK_INT(magic_find(p, n), MAGIC_TAR);
	CHECK_INT(magic_class(MAGIC_TAR), MAGIC_ARCHIVE);
	p[0]++;
	CHECK_INT(magic_find(p, n), MAGIC_NONE);
	make_tar(p, "two\nlines");
	CHECK_INT(magic_find(p, n), MAGIC_TAR);
	CHECK(!magic_more(p, 4));
}

TEST(cpio)
{
	char newc[200], odc[200];
	int n = snprintf(newc, sizeof(newc), "070701%08x%08x%08x%08x%08x%08x%08x%08x%08x%08x%08x%08x%08x"
	    "name", 1, 0x81a4, 0, 0, 1, 0, 3, 0, 0, 0, 0, 5, 0) + 1;
	int k = snprintf(odc, sizeof(odc), "070707%06o%06o%06o%06o%06o%06o%06o%011o%06o%011oname", 1, 2,
	    0100644, 0, 0, 1, 0, 0, 5, 3) + 1;

	CHECK_INT(magic_find((uint8_t *)newc, (size_t)n), MAGIC_CPIO);
	CHECK_INT(magic_find((uint8_t *)odc, (size_t)k), MAGIC_CPIO);
	CHECK(magic_more((uint8_t *)newc, (size_t)n - 1));
	newc[n - 1] = odc[k - 1] = 'x';
	CHECK_INT(magic_find((uint8_t *)newc, (size_t)n), MAGIC_NONE);
	CHECK_INT(magic_find((uint8_t *)odc, (size_t)k), MAGIC_NONE);
}

/* Arrow before 0.15: a size, and a flatbuffer of a schema's message. */
TEST(old_stream)
{
	static const uint8_t good[] = { 0x84, 0, 0, 0, 0x10, 0, 0, 0, 0, 0, 0x0a, 0, 0x0c, 0, 6, 0, 5, 0,
	    8, 0, 0x0a, 0, 0, 0, 0, 1, 3, 0 };
	uint8_t bad[sizeof(good)];

	CHECK_INT(magic_find(good, sizeof(good)), MAGIC_STREAM);
	for (size_t n = 1; n < sizeof(good) - 1; n++)
		CHECK(magic_more(good, n));
	memcpy(bad, good, sizeof(bad));
	bad[25] = 3;
	CHECK_INT(magic_find(bad, sizeof(bad)), MAGIC_NONE);
	bad[25] = 1;
	bad[26] = 9;
	CHECK_INT(magic_find(bad, sizeof(bad)), MAGIC_NONE);
}

TEST(suffixes)
{
	bool text;

	CHECK_STR(magic_of_suffix("x.tgz", &text), "a tar archive");
	CHECK_STR(magic_of_suffix("d.x/X.TAR.GZ", &text), "a tar archive");
	CHECK_STR(magic_of_suffix("x.avro", &text), "an Avro file");
	CHECK(!text);
	CHECK_STR(magic_of_suffix("x.html.lz", &text), "an HTML file");
	CHECK(text);
	CHECK(magic_of_suffix("x.txt", &text) == NULL);
	CHECK(magic_of_suffix("tar", &text) == NULL);
	CHECK(magic_of_suffix(".tar", &text) == NULL);
	CHECK(magic_of_suffix("d/.tar", &text) == NULL);
	CHECK(magic_of_suffix("x.gz", &text) == NULL);
}
