/* seqfile_header_test.c - headers of SequenceFiles, and the numbers of variable length. */
#include "check.h"

#include "seqfile_make.h"

/* -- numbers -- */

TEST(vints)
{
	static const struct {
		int64_t v;
		const char *bytes;
		int n;
	} t[] = {
		{ 0, "\x00", 1 }, { 1, "\x01", 1 }, { -1, "\xff", 1 }, { -112, "\x90", 1 },
		{ 127, "\x7f", 1 }, { 128, "\x8f\x80", 2 }, { -113, "\x87\x70", 2 },
		{ 255, "\x8f\xff", 2 }, { 256, "\x8e\x01\x00", 3 }, { 65535, "\x8e\xff\xff", 3 },
		{ -256, "\x87\xff", 2 }, { -257, "\x86\x01\x00", 3 },
		{ INT32_MAX, "\x8c\x7f\xff\xff\xff", 5 }, { INT32_MIN, "\x84\x7f\xff\xff\xff", 5 },
		{ 2147483648, "\x8c\x80\x00\x00\x00", 5 },
		{ 1099511627776, "\x8a\x01\x00\x00\x00\x00\x00", 7 },
		{ INT64_MAX, "\x88\x7f\xff\xff\xff\xff\xff\xff\xff", 9 },
		{ INT64_MIN, "\x80\x7f\xff\xff\xff\xff\xff\xff\xff", 9 },
	};

	for (size_t i = 0; i < sizeof(t) / sizeof(*t); i++) {
		const uint8_t *p = (const uint8_t *)t[i].bytes;
		bool narrow = t[i].v >= INT32_MIN && t[i].v <= INT32_MAX;
		uint8_t out[VLONG_MAX];
		int64_t wide = 7;
		int32_t v = 7;

		CHECK_INT(vlong_size(p[0]), t[i].n);
		CHECK_INT(vlong_get(p, VLONG_MAX, &wide), t[i].n);
		CHECK_INT(wide, t[i].v);
		CHECK_INT(vint_get(p, (size_t)t[i].n, &v), narrow ? t[i].n : VINT_BAD);
		if (narrow)
			CHECK_INT(v, t[i].v);
		for (int k = 0; k < t[i].n; k++)
			CHECK_INT(vlong_get(p, (size_t)k, &wide), VINT_CUT);
		CHECK_MEM(out, vlong_put(out, t[i].v), t[i].bytes, (size_t)t[i].n);
	}
}

TEST(vints_that_are_long_or_wrong)
{
	int64_t wide;
	int32_t v;

	CHECK_INT(vint_get((const uint8_t *)"\x8f\x05", 2, &v), 2);
	CHECK_INT(v, 5);
	CHECK_INT(vint_get((const uint8_t *)"\x88\0\0\0\0\0\0\0\5", 9, &v), 9);
	CHECK_INT(v, 5);
	CHECK_INT(vlong_get((const uint8_t *)"\x88\x80\0\0\0\0\0\0\0", 9, &wide), VINT_BAD);
	CHECK_INT(vlong_get((const uint8_t *)"\x80\xff\0\0\0\0\0\0\0", 9, &wide), VINT_BAD);
}

TEST(vints_in_and_out)
{
	uint8_t p[VLONG_MAX];

	for (int bit = 0; bit < 64; bit++)
		for (int64_t d = -2; d <= 2; d++)
			for (int sign = 0; sign < 2; sign++) {
				uint64_t m = ((uint64_t)1 << bit) + (uint64_t)d;
				int64_t v = sign ? -(int64_t)(m >> 1) : (int64_t)(m >> 1), back = 0;
				size_t n = vlong_put(p, v);

				CHECK_INT(vlong_get(p, n, &back), n);
				CHECK_INT(back, v);
			}
}

/* -- headers -- */

static const struct seqfile_pieces_conf whole_file;

TEST(header_in_and_out)
{
	struct buf out = BUF_INIT, again = BUF_INIT;
	struct seq_header h, back, copy;

	seq_header_init(&h);
	CHECK_INT(seq_header_classes(&h, TEXT, INT, NULL), 0);
	h.layout = SEQ_BLOCK;
	h.codec = WHOLE_ZSTD;
	memset(h.sync, 'x', SEQ_SYNC);
	CHECK_INT(seq_header_meta(&h, "b", 1, "old", 3, NULL), 0);
	CHECK_INT(seq_header_meta(&h, "a", 1, "1\0two", 5, NULL), 0);
	CHECK_INT(seq_header_meta(&h, "b", 1, "new", 3, NULL), 0);
	CHECK_INT(seq_header_meta(&h, "\xff", 1, "", 0, NULL), 0);
	CHECK_INT(seq_header_meta(&h, "ab", 2, "", 0, NULL), 0);
	CHECK_INT(seq_header_write(&h, &out, NULL), 0);
	for (size_t n = 0; n < out.len; n++)
		CHECK_INT(seq_header_parse(&back, out.data, n, NULL), 0);
	REQUIRE(seq_header_parse(&back, out.data, out.len, NULL) == 1);
	CHECK_UINT(back.size, out.len);
	CHECK_INT(back.layout, SEQ_BLOCK);
	CHECK_INT(back.codec, WHOLE_ZSTD);
	CHECK_STR(back.key_class, TEXT);
	CHECK_STR(back.value_class, INT);
	CHECK_UINT(back.nmeta, 4);
	CHECK_STR(back.meta[0].name, "a");
	CHECK_MEM(back.meta[0].value, back.meta[0].nvalue, "1\0two", 5);
	CHECK_STR(back.meta[1].name, "ab");
	CHECK_STR(back.meta[2].value, "new");
	CHECK_STR(back.meta[3].name, "\xff");
	CHECK_INT(seq_header_copy(&copy, &back, NULL), 0);
	CHECK_INT(seq_header_write(&copy, &again, NULL), 0);
	CHECK_MEM(again.data, again.len, out.data, out.len);
	seq_header_release(&h);
	seq_header_release(&back);
	seq_header_release(&copy);
	buf_release(&out);
	buf_release(&again);
}

TEST(metadata_in_any_order_and_twice)
{
	static const char f[] = "SEQ\6\1K\1V\0\0\0\0\0\4" "\1b\1x" "\1a\1y" "\1b\1z" "\0\0" MARK;
	struct seq_header h;

	REQUIRE(seq_header_parse(&h, (const uint8_t *)f, sizeof(f) - 1, NULL) == 1);
	CHECK_UINT(h.nmeta, 3);
	CHECK_STR(h.meta[0].name, "");
	CHECK_STR(h.meta[1].name, "a");
	CHECK_STR(h.meta[2].name, "b");
	CHECK_STR(h.meta[2].value, "z");
	seq_header_release(&h);
}

TEST(codec_names)
{
	static const char dflt[] = "org.apache.hadoop.io.compress.DeflateCodec";

	for (int k = WHOLE_ZLIB; k < WHOLE_KINDS; k++)
		CHECK_INT(seq_codec_find(seq_codec_class(k), strlen(seq_codec_class(k))), k);
	CHECK_INT(seq_codec_find(dflt, sizeof(dflt) - 1), WHOLE_ZLIB);
	CHECK_INT(seq_codec_find(dflt, sizeof(dflt) - 2), WHOLE_NONE);
	CHECK(seq_codec_class(WHOLE_NONE) == NULL);
}

TEST(older_versions)
{
	/* 5: no metadata.  4: no codec either. */
	static const char five[] = "SEQ\5\x19" TEXT "\x20" INT "\1\0\x27"
	    "org.apache.hadoop.io.compress.GzipCodec" MARK;
	static const char four[] = "SEQ\4\x19" TEXT "\x20" INT "\1\1" MARK;
	static const char plain[] = "SEQ\4\x19" TEXT "\x20" INT "\0\0" MARK
	    "\0\0\0\7\0\0\0\3" "\2hi" "\0\0\0\7";
	struct heard s = { 0 };
	struct seq_header h;

	REQUIRE(seq_header_parse(&h, (const uint8_t *)five, sizeof(five) - 1, NULL) == 1);
	CHECK_INT(h.version, 5);
	CHECK_INT(h.codec, WHOLE_GZIP);
	CHECK_INT(h.layout, SEQ_RECORD);
	CHECK_UINT(h.size, sizeof(five) - 1);
	seq_header_release(&h);
	REQUIRE(seq_header_parse(&h, (const uint8_t *)four, sizeof(four) - 1, NULL) == 1);
	CHECK_INT(h.codec, WHOLE_ZLIB);
	CHECK_INT(h.layout, SEQ_BLOCK);
	seq_header_release(&h);
	hear_all(&s, plain, sizeof(plain) - 1, &whole_file, SEQ_ALL, false);
	CHECK_INT(s.rc, 0);
	CHECK_INT(s.records, 1);
	heard_release(&s);
}

TEST(headers_that_are_refused)
{
	static const struct {
		const char *bytes;
		size_t n;
		const char *words;
	} t[] = {
#define BAD(s, words) { s, sizeof(s) - 1, words }
		BAD("SEQ\0abcd", "byte 3: SequenceFile version 0 is not supported"),
		BAD("SEQ\3\0\x19" TEXT, "version 3"),
		BAD("SEQ\7\x19" TEXT, "version 7"),
		BAD("SEQ\xff", "version 255"),
		BAD("SEX\6", "byte 0: not a SequenceFile: it starts with \"SEX\\x06\""),
		BAD("PK", "not a SequenceFile"),
		BAD("", "empty"),
		BAD("SEQ", "byte 3: cut off inside the header"),
		BAD("SEQ\6\xff", "byte 4: the length of the key class is negative"),
		BAD("SEQ\6\x8d\1\0\1", "the key class of 65537 bytes, over the limit of 65536"),
		BAD("SEQ\6\x8c\x80\0\0\0", "the length of the key class is negative or too large"),
		BAD("SEQ\6\0\1V\0\0\0\0\0\0" MARK, "byte 4: the key class is no name of a class"),
		BAD("SEQ\6\2A\xff\1V\0\0\0\0\0\0" MARK, "no name of a class: \"A\\xff\""),
		BAD("SEQ\6\1K\1V\0\1" MARK, "byte 8: blocks without compression"),
		BAD("SEQ\6\1K\1V\1\0\4LzoC\0\0\0\0" MARK, "byte 10: codec \"LzoC\" is not supported"),
		BAD("SEQ\6\1K\1V\0\0\xff\xff\xff\xff" MARK, "byte 10: a metadata count of -1"),
		BAD("SEQ\6\1K\1V\0\0\0\0\0\1\xff" MARK, "the length of a name of metadata"),
		BAD("SEQ\6\1K\1V\0\0\0\0\0\1\0\x8d\x10\0\0" MARK, "a value of metadata of 1048576 "
		    "bytes, over the limit of 1048575"),
#undef BAD
	};

	for (size_t i = 0; i < sizeof(t) / sizeof(*t); i++) {
		struct heard s = { 0 };

		hear_all(&s, t[i].bytes, t[i].n, &whole_file, SEQ_ALL, false);
		CHECK_INT(s.rc, -1);
		CHECK_INT(s.e.status, STATUS_DATA);
		CHECK_HAS(s.e.msg, "x.seq: ");
		CHECK_HAS(s.e.msg, t[i].words);
		heard_release(&s);
	}
}

/* A million pairs are claimed, or pairs go on for ever: an end is found. */
TEST(metadata_without_end)
{
	struct buf f = BUF_INIT;
	struct seq_header h;
	struct err e = ERR_INIT;

	CHECK_INT(buf_add(&f, "SEQ\6\1K\1V\0\0\x7f\xff\xff\xff", 14, NULL), 0);
	CHECK_INT(buf_zero(&f, SEQ_META_MAX - 1, NULL), 0);
	CHECK_INT(seq_header_parse(&h, f.data, f.len, &e), 0);
	CHECK_INT(buf_zero(&f, 100, NULL), 0);
	CHECK_INT(seq_header_parse(&h, f.data, f.len, &e), -1);
	CHECK_HAS(e.msg, "metadata of more than 1048576 bytes");
	buf_release(&f);
}
