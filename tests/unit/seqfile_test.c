/* seqfile_test.c - SequenceFiles: records, blocks, splits, what is wrong. */
#include "check.h"

#include "seqfile_make.h"

/* -- the spec's worked files -- */

static const char plain_file[] = "SEQ\6\x19" TEXT "\x20" INT "\0\0" "\0\0\0\1" "\1a\1b" MARK
    "\0\0\0\7\0\0\0\3" "\2hi" "\0\0\0\7"
    "\xff\xff\xff\xff" MARK
    "\0\0\0\5\0\0\0\1" "\0" "\xff\xff\xff\xff";

static const char block_file[] = "SEQ\6\x19" TEXT "\x20" INT "\1\1\x2a"
    "org.apache.hadoop.io.compress.DefaultCodec" "\0\0\0\0" MARK
    "\xff\xff\xff\xff" MARK "\2"
    "\x0d\x78\1\1\2\0\xfd\xff\3\1\0\x09\0\5"
    "\x0f\x78\1\1\4\0\xfb\xff\2hi\0\2\x16\0\xd4"
    "\x0d\x78\1\1\2\0\xfd\xff\4\4\0\x0e\0\x09"
    "\x13\x78\1\1\x08\0\xf7\xff\0\0\0\7\xff\xff\xff\xff\x0a\x21\4\4";

static const char snappy_file[] = "SEQ\6\x21" "org.apache.hadoop.io.NullWritable" "\x19" TEXT
    "\1\0\x29" "org.apache.hadoop.io.compress.SnappyCodec" "\0\0\0\0" MARK
    "\0\0\0\x10\0\0\0\0" "\0\0\0\6" "\0\0\0\x08" "\6\x14\5hello";

static const char lz4_file[] = "SEQ\6\x21" "org.apache.hadoop.io.NullWritable" "\x19" TEXT
    "\1\0\x26" "org.apache.hadoop.io.compress.Lz4Codec" "\0\0\0\0" MARK
    "\0\0\0\x14\0\0\0\0" "\0\0\0\6" "\0\0\0\5" "\x40\5hel" "\0\0\0\3" "\x20lo";

static const struct {
	const char *bytes;
	size_t n, size, header;
	int64_t records;
} worked[] = {
	{ plain_file, sizeof(plain_file) - 1, 137, 0x59, 2 },
	{ block_file, sizeof(block_file) - 1, 213, 0x80, 2 },
	{ snappy_file, sizeof(snappy_file) - 1, 152, 0x80, 1 },
	{ lz4_file, sizeof(lz4_file) - 1, 153, 0x7d, 1 },
};
#define NWORKED (sizeof(worked) / sizeof(*worked))

static const struct seqfile_pieces_conf whole_file;

TEST(worked_files)
{
	struct heard s[NWORKED] = { 0 };

	for (size_t i = 0; i < NWORKED; i++) {
		struct seq_header h;

		CHECK_UINT(worked[i].n, worked[i].size);
		REQUIRE(seq_header_parse(&h, (const uint8_t *)worked[i].bytes, worked[i].n, NULL) == 1);
		CHECK_UINT(h.size, worked[i].header);
		seq_header_release(&h);
		hear_all(&s[i], worked[i].bytes, worked[i].n, &whole_file, SEQ_ALL, i % 2);
		CHECK_STR(s[i].e.msg, "");
		CHECK_INT(s[i].rc, 0);
		CHECK_INT(s[i].records, worked[i].records);
	}
	CHECK_MEM(s[0].text.data, s[0].text.len, "\3\0\0\0\0\0\0\0\4\0\0\0\0\0\0\0" "\2hi\0\0\0\7"
	    "\1\0\0\0\0\0\0\0\4\0\0\0\0\0\0\0" "\0\xff\xff\xff\xff", 44);
	CHECK_MEM(s[1].text.data, s[1].text.len, s[0].text.data, s[0].text.len);
	CHECK_MEM(s[2].text.data, s[2].text.len, "\0\0\0\0\0\0\0\0\6\0\0\0\0\0\0\0" "\5hello", 22);
	CHECK_MEM(s[3].text.data, s[3].text.len, s[2].text.data, s[2].text.len);
	for (size_t i = 0; i < NWORKED; i++)
		heard_release(&s[i]);
}

TEST(worked_splits)
{
	static const struct {
		int64_t from, to, records;
	} t[] = { { 0, 0x68, 1 }, { 0x50, 0x60, 1 }, { 0x5a, 0x89, 1 }, { 0x69, 0x89, 0 },
		{ 0, 0x59, 0 }, { 0, 0x5a, 1 }, { 0x59, 0x69, 2 }, { 0, 0, 2 }, { 200, 300, 0 },
		{ 0x5a, 0x68, 0 }, { 0x68, 0x69, 1 } };

	for (size_t i = 0; i < 2 * sizeof(t) / sizeof(*t); i++) {
		struct seqfile_pieces_conf c = { .from = t[i / 2].from, .to = t[i / 2].to };
		struct heard s = { 0 };

		hear_all(&s, plain_file, sizeof(plain_file) - 1, &c, SEQ_ALL, i % 2);
		CHECK_INT(s.rc, 0);
		CHECK_INT(s.records, t[i / 2].records);
		heard_release(&s);
	}
}

/* -- all layouts and codecs -- */

static const struct kind {
	enum seq_layout layout;
	enum whole codec;
} kinds[] = {
	{ SEQ_PLAIN, WHOLE_NONE },
	{ SEQ_RECORD, WHOLE_ZLIB }, { SEQ_RECORD, WHOLE_GZIP }, { SEQ_RECORD, WHOLE_BZIP2 },
	{ SEQ_RECORD, WHOLE_ZSTD }, { SEQ_RECORD, WHOLE_SNAPPY }, { SEQ_RECORD, WHOLE_LZ4 },
	{ SEQ_BLOCK, WHOLE_ZLIB }, { SEQ_BLOCK, WHOLE_GZIP }, { SEQ_BLOCK, WHOLE_BZIP2 },
	{ SEQ_BLOCK, WHOLE_ZSTD }, { SEQ_BLOCK, WHOLE_SNAPPY }, { SEQ_BLOCK, WHOLE_LZ4 },
};
#define NKINDS (sizeof(kinds) / sizeof(*kinds))

TEST(layouts_and_codecs)
{
	struct maker plain;
	struct heard want = { 0 };

	maker_file(&plain, SEQ_PLAIN, WHOLE_NONE, 300, 11, 3000);
	hear_all(&want, plain.out.data, plain.out.len, &whole_file, SEQ_ALL, false);
	CHECK_INT(want.records, 300);
	for (size_t k = 0; k < NKINDS; k++) {
		struct seqfile_pieces_conf small = { .run = 5000 };
		struct heard s = { 0 };
		struct maker m;

		maker_file(&m, kinds[k].layout, kinds[k].codec, 300, 37, 3000);
		hear_all(&s, m.out.data, m.out.len, k % 2 ? &small : &whole_file, SEQ_ALL, false);
		CHECK_INT(s.rc, 0);
		CHECK_STR(s.e.msg, "");
		CHECK_MEM(s.text.data, s.text.len, want.text.data, want.text.len);
		if (kinds[k].layout == SEQ_BLOCK)
			CHECK_INT(s.pieces, 9);
		else
			CHECK_INT(s.pieces > 10, k % 2);
		heard_release(&s);
		maker_release(&m);
	}
	heard_release(&want);
	maker_release(&plain);
}

/* Only what is wanted comes, and it is the same. */
TEST(parts_of_records)
{
	for (size_t k = 0; k < NKINDS; k++) {
		struct seq_decoder *all, *part;
		struct seq_record a, b;
		struct seq_header h;
		struct maker m;

		/* One block: the unit is all that comes after the header. */
		maker_file(&m, kinds[k].layout, kinds[k].codec, 50, 50, 300);
		REQUIRE(seq_header_parse(&h, m.out.data, m.out.len, NULL) == 1);
		for (unsigned parts = 0; parts < 8; parts++) {
			all = seq_decoder_new(&h, SEQ_ALL, 0, NULL);
			part = seq_decoder_new(&h, parts, 0, NULL);
			CHECK_INT(seq_decoder_start(all, m.out.data + h.size, m.out.len - h.size, NULL), 0);
			CHECK_INT(seq_decoder_start(part, m.out.data + h.size, m.out.len - h.size, NULL), 0);
			for (int i = 0; i < 50; i++) {
				REQUIRE(seq_decoder_next(all, &a, NULL) == 1);
				REQUIRE(seq_decoder_next(part, &b, NULL) == 1);
				CHECK_UINT(b.at, a.at);
				if ((parts & SEQ_KEYS) != 0)
					CHECK_MEM(b.key, b.nkey, a.key, a.nkey);
				else
					CHECK(b.key == NULL && b.nkey == 0);
				if ((parts & SEQ_VALUES) != 0)
					CHECK_MEM(b.value, b.nvalue, a.value, a.nvalue);
				else
					CHECK(b.value == NULL);
				if ((parts & SEQ_SIZES) != 0)
					CHECK_UINT(b.nvalue, a.nvalue);
			}
			CHECK_INT(seq_decoder_next(part, &b, NULL), 0);
			CHECK_UINT(seq_decoder_count(part), 50);
			seq_decoder_free(all);
			seq_decoder_free(part);
		}
		seq_header_release(&h);
		maker_release(&m);
	}
}

/* Large values, larger than a window, on files and on pipes. */
TEST(large_records)
{
	uint8_t *big = mem_aligned(1600 << 10, NULL);

	for (size_t i = 0; i < 1600 << 10; i++)
		big[i] = (uint8_t)(i * i >> 7);
	for (size_t k = 0; k < NKINDS; k++) {
		struct heard s = { 0 };
		struct maker m;

		maker_init(&m, kinds[k].layout, kinds[k].codec);
		maker_number(&m, 1, 100);
		maker_add(&m, "\1a", 2, big, 1600 << 10);
		maker_number(&m, 2, 100);
		maker_add(&m, big, 1100 << 10, big, 1300 << 10);
		if (kinds[k].layout == SEQ_BLOCK)
			maker_block(&m, 4);
		hear_all(&s, m.out.data, m.out.len, &whole_file, SEQ_ALL, false);
		CHECK_STR(s.e.msg, "");
		CHECK_INT(s.records, 4);
		heard_release(&s);
		maker_release(&m);
	}
	free(big);
}

/* Values that are not wanted and not read: the same keys, sizes, counts, and ends. */
TEST(values_that_are_not_read)
{
	static const size_t most[] = { 0, 50, 9000, 60000 };
	static const unsigned parts[] = { 0, SEQ_KEYS, SEQ_SIZES, SEQ_KEYS | SEQ_SIZES };

	for (size_t k = 0; k < 2 * NKINDS; k++) {
		bool cut = k % 2;
		struct maker m;

		maker_file(&m, kinds[k / 2].layout, kinds[k / 2].codec, 60, 7, most[k / 2 % 4]);
		/* Inside the last value. */
		if (cut)
			m.out.len -= m.out.len % 3 + 1;
		for (size_t i = 0; i < 4; i++)
			for (size_t skim = 1; skim < 10000; skim *= 99) {
				struct seqfile_pieces_conf c = { .skim = skim },
					all = { .skim = SIZE_MAX };
				struct heard s = { 0 }, want = { 0 };

				hear_all(&want, m.out.data, m.out.len, &all, parts[i], false);
				hear_all(&s, m.out.data, m.out.len, &c, parts[i], false);
				CHECK_INT(want.rc, cut ? -1 : 0);
				CHECK_INT(s.rc, want.rc);
				CHECK_INT(s.records, want.records);
				CHECK_STR(s.e.msg, want.e.msg);
				CHECK_MEM(s.text.data, s.text.len, want.text.data, want.text.len);
				/* And in ranges. */
				heard_release(&s);
				for (int64_t at = 0; at < (int64_t)m.out.len && !cut; at += 7001) {
					c.from = at;
					c.to = at + 7001;
					hear_all(&s, m.out.data, m.out.len, &c, parts[i], false);
				}
				if (!cut)
					CHECK_MEM(s.text.data, s.text.len, want.text.data, want.text.len);
				heard_release(&s);
				heard_release(&want);
			}
		maker_release(&m);
	}
}

TEST(files_without_records)
{
	for (size_t k = 0; k < NKINDS; k++) {
		struct heard s = { 0 };
		struct maker m;

		maker_init(&m, kinds[k].layout, kinds[k].codec);
		hear_all(&s, m.out.data, m.out.len, &whole_file, SEQ_ALL, k % 2);
		CHECK_INT(s.rc, 0);
		CHECK_INT(s.pieces, 0);
		if (kinds[k].layout == SEQ_BLOCK) {
			maker_block(&m, 0);
		} else {
			maker_sync(&m);
			maker_sync(&m);
		}
		hear_all(&s, m.out.data, m.out.len, &whole_file, SEQ_ALL, k % 2);
		CHECK_STR(s.e.msg, "");
		CHECK_INT(s.rc, 0);
		CHECK_INT(s.records, 0);
		heard_release(&s);
		maker_release(&m);
	}
}

TEST(syncs_in_a_row)
{
	struct heard s = { 0 };
	struct maker m;

	maker_init(&m, SEQ_PLAIN, WHOLE_NONE);
	maker_sync(&m);
	maker_number(&m, 1, 10);
	maker_sync(&m);
	maker_sync(&m);
	maker_sync(&m);
	maker_number(&m, 2, 10);
	maker_sync(&m);
	hear_all(&s, m.out.data, m.out.len, &whole_file, SEQ_ALL, true);
	CHECK_INT(s.rc, 0);
	CHECK_INT(s.records, 2);
	heard_release(&s);
	maker_release(&m);
}

/* -- splits -- */

static uint32_t
pseudo(uint32_t *x)
{
	*x = *x * 1664525 + 1013904223;
	return *x >> 8;
}

/* Any partition gives every record once, in order. */
TEST(splits)
{
	uint32_t x = 1;

	for (size_t k = 0; k < NKINDS; k++) {
		struct heard want = { 0 };
		struct maker m;

		maker_file(&m, kinds[k].layout, kinds[k].codec, 60, 1 + (int)k % 4, 200);
		hear_all(&want, m.out.data, m.out.len, &whole_file, SEQ_ALL, false);
		for (int round = 0; round < 60; round++) {
			struct heard s = { 0 };
			int64_t at = 0, size = (int64_t)m.out.len;

			while (at < size) {
				int64_t to = at + 1 + pseudo(&x) % (round % 3 == 0 ? 30 : round % 3 == 1 ?
				    1000 : m.out.len);
				struct seqfile_pieces_conf c = { .from = at, .to = to < size ? to : size,
					.run = 1 + pseudo(&x) % 500 };

				hear_all(&s, m.out.data, m.out.len, &c, SEQ_ALL, round % 2);
				if (!CHECK_INT(s.rc, 0))
					break;
				at = c.to;
			}
			CHECK_MEM(s.text.data, s.text.len, want.text.data, want.text.len);
			heard_release(&s);
		}
		heard_release(&want);
		maker_release(&m);
	}
}

/* Which records a range has: those between its sync points. */
TEST(splits_by_sync_points)
{
	uint32_t x = 2;

	for (size_t k = 0; k < NKINDS; k += 7) {
		struct maker m;

		/* A sync after every record: record i is between sync points i and i + 1. */
		maker_file(&m, kinds[k].layout, kinds[k].codec, 40, 1, 60);
		for (int round = 0; round < 300; round++) {
			int64_t from = pseudo(&x) % (m.out.len + 20), to = from + 1 + pseudo(&x) % 300;
			struct seqfile_pieces_conf c = { .from = from, .to = to };
			struct heard s = { 0 };
			size_t first, last;

			/* In blocks the header's end and the first sync are the same point. */
			for (first = 0; first < m.nsync && from > 0 &&
			    (int64_t)m.sync_points[first] < from; first++)
				;
			for (last = first; last < m.nsync && (int64_t)m.sync_points[last] < to; last++)
				;
			if (kinds[k].layout == SEQ_BLOCK) {
				first += first == 0;
				last += last == 0;
			}
			hear_all(&s, m.out.data, m.out.len, &c, SEQ_ALL, false);
			CHECK_INT(s.records, last - first);
			heard_release(&s);
		}
		maker_release(&m);
	}
}

/* -- what is wrong -- */

/* Cut at any byte: the records before it, and an error unless it is the end of one. */
TEST(cut_at_every_byte)
{
	for (size_t k = 0; k < NKINDS; k++) {
		struct heard want = { 0 };
		struct maker m;

		maker_file(&m, kinds[k].layout, kinds[k].codec, 7, 2, 30);
		hear_all(&want, m.out.data, m.out.len, &whole_file, SEQ_ALL, false);
		for (size_t n = 0; n < m.out.len; n++) {
			bool as_pipe = n % 2;
			struct heard s = { 0 };

			hear_all(&s, m.out.data, n, &whole_file, SEQ_ALL, as_pipe);
			CHECK(s.text.len < want.text.len || kinds[k].layout != SEQ_BLOCK);
			CHECK_MEM(s.text.data, s.text.len, want.text.data, s.text.len);
			if (s.rc == 0) {
				/* A file that ends here, too. */
				struct heard again = { 0 };
				uint8_t *copy = malloc(n + 8);

				memcpy(copy, m.out.data, n);
				memcpy(copy + n, "\0\0\0\0\0\0\0\0", 8);
				if (kinds[k].layout == SEQ_PLAIN) {
					hear_all(&again, copy, n + 8, &whole_file, SEQ_ALL, false);
					CHECK_INT(again.rc, 0);
					CHECK_INT(again.records, s.records + 1);
				}
				free(copy);
				heard_release(&again);
			} else {
				CHECK_INT(s.e.status, as_pipe ? STATUS_SYSTEM : STATUS_DATA);
				CHECK_HAS(s.e.msg, n == 0 ? "x.seq: empty" : "x.seq: byte ");
				CHECK_HAS(s.e.msg, n == 0 ? "empty" : "cut off inside");
			}
			heard_release(&s);
		}
		heard_release(&want);
		maker_release(&m);
	}
}

/* Any byte changed: an error or other records, never a crash; a place where it fails. */
TEST(every_byte_changed)
{
	static const uint8_t with[] = { 0xff, 0x80, 0x01, 0x7f };

	for (size_t k = 0; k < NKINDS; k++) {
		struct maker m;

		maker_file(&m, kinds[k].layout, kinds[k].codec, 6, 2, 30);
		for (size_t at = 0; at < m.out.len; at++)
			for (size_t w = 0; w < sizeof(with); w++) {
				struct heard s = { 0 };

				m.out.data[at] ^= with[w];
				hear_all(&s, m.out.data, m.out.len, &whole_file, SEQ_ALL, w % 2);
				if (s.rc != 0) {
					CHECK_HAS(s.e.msg, "x.seq: byte ");
					CHECK(s.e.byte >= 0 && s.e.byte <= (int64_t)m.out.len);
				}
				CHECK(s.rc == 0 || s.rc == -1);
				m.out.data[at] ^= with[w];
				heard_release(&s);
			}
		maker_release(&m);
	}
}

/* A file of two good records (or a good block) with bytes after them. */
static void
refused(enum seq_layout layout, const void *bytes, size_t n, int64_t records, const char *words)
{
	struct heard s = { 0 };
	struct maker m;

	maker_file(&m, layout, WHOLE_ZLIB, 2, 2, 20);
	buf_add(&m.out, bytes, n, NULL);
	hear_all(&s, m.out.data, m.out.len, &whole_file, SEQ_ALL, false);
	CHECK_INT(s.rc, -1);
	CHECK_INT(s.e.status, STATUS_DATA);
	CHECK_HAS(s.e.msg, words);
	CHECK_INT(s.records, records);
	heard_release(&s);
	maker_release(&m);
}

#define REFUSED(layout, bytes, words) refused(layout, bytes, sizeof(bytes) - 1, 2, words)
#define ESCAPE "\xff\xff\xff\xff" MARK
#define NOTHING "\x08\x78\x9c\3\0\0\0\0\1"

TEST(records_that_are_refused)
{
	REFUSED(SEQ_PLAIN, "\xff\xff\xff\xfe", "record 3: a record length of -2");
	REFUSED(SEQ_PLAIN, "\x80\0\0\0....", "record 3: a record length of -2147483648");
	REFUSED(SEQ_PLAIN, "\0\0\0\5\xff\xff\xff\xff", "record 3: a key length of -1");
	REFUSED(SEQ_PLAIN, "\0\0\0\5\0\0\0\6" "1234567", "a key of 6 bytes in a record of 5");
	REFUSED(SEQ_PLAIN, "\xff\xff\xff\xff................", "a sync marker that is not the");
	REFUSED(SEQ_PLAIN, "\x7f\xff\xff\xff\0\0\0\1.", "record 3: cut off inside a record");
	REFUSED(SEQ_RECORD, "\0\0\0\5\0\0\0\1.....", "record 3: the value: not valid zlib data");
	refused(SEQ_RECORD, "\0\0\0\1\0\0\0\1.", 9, 2, "the value: no bytes where zlib data");
}

TEST(blocks_that_are_refused)
{
	REFUSED(SEQ_BLOCK, "\0\0\0\5....", "record 3: no sync where a block should start");
	REFUSED(SEQ_BLOCK, "\xff\xff\xff\xff" MARK "\xff", "a number of records of -1");
	REFUSED(SEQ_BLOCK, "\xff\xff\xff\xff" "................\0", "a sync marker that is not");
	REFUSED(SEQ_BLOCK, ESCAPE "\x8b\1\0\0\0\0", "a number of records that does not fit");
	REFUSED(SEQ_BLOCK, ESCAPE "\1\x90", "a buffer length of -112");
	REFUSED(SEQ_BLOCK, ESCAPE "\1\x8c\x7f\xff\xff\xff", "cut off inside a block");
	REFUSED(SEQ_BLOCK, ESCAPE "\1" NOTHING NOTHING NOTHING NOTHING,
	    "record 3: key lengths: 0 of 1");
	REFUSED(SEQ_BLOCK, ESCAPE "\0" NOTHING "\x09\x78\x9c\3\0\0\0\0\1x" NOTHING NOTHING,
	    "keys: trailing bytes after zlib data");
	/* A length of -1; one key of two bytes where there are three. */
	REFUSED(SEQ_BLOCK, ESCAPE "\1" "\x0c\x78\1\1\1\0\xfe\xff\xff\1\0\1\0" NOTHING NOTHING NOTHING,
	    "key lengths: ");
	REFUSED(SEQ_BLOCK, ESCAPE "\1\1xx", "cut off");
}

/* A count and lengths that are lies, in blocks that are whole otherwise. */
TEST(blocks_that_lie)
{
	static const struct {
		int64_t count;
		int part;		/* gets a byte more */
		uint8_t byte;
		const char *words;
	} t[] = {
		{ 4, -1, 0, "key lengths: 3 of 4" },
		{ 2, -1, 0, "key lengths: more than the 2 of the block" },
		{ 0, -1, 0, "key lengths: more than the 0 of the block" },
		{ 2147483647, -1, 0, "key lengths: 3 of 2147483647" },
		{ 3, 0, 0, "key lengths: more than the 3" },
		{ 3, 1, 0, "keys: decompresses to more than" },
		{ 3, 2, 0, "value lengths: more than the 3" },
		{ 3, 3, 0, "values: decompresses to more than" },
		{ 4, 0, 0xff, "key lengths: one is negative or too large" },
		{ 4, 0, 0x8f, "key lengths: 3 of 4" },
		{ 4, 0, 100, "keys: zlib data of" },
	};

	for (size_t i = 0; i < sizeof(t) / sizeof(*t); i++) {
		struct heard s = { 0 };
		struct maker m;

		maker_init(&m, SEQ_BLOCK, WHOLE_ZLIB);
		for (int k = 0; k < 3; k++)
			maker_number(&m, k, 30);
		if (t[i].part >= 0)
			buf_add(&m.part[t[i].part], &t[i].byte, 1, NULL);
		maker_block(&m, t[i].count);
		hear_all(&s, m.out.data, m.out.len, &whole_file, SEQ_ALL, false);
		CHECK_INT(s.rc, -1);
		CHECK_HAS(s.e.msg, "x.seq: byte ");
		CHECK_HAS(s.e.msg, t[i].words);
		CHECK_INT(s.records, 0);
		heard_release(&s);
		maker_release(&m);
	}
}

/* Lengths that add up to more than the limit take no memory. */
TEST(limits)
{
	for (size_t k = 0; k < NKINDS; k++) {
		struct seq_decoder *d;
		struct seq_record r;
		struct err e = ERR_INIT;
		struct seq_header h;
		struct maker m;
		int rc;

		if (kinds[k].layout == SEQ_PLAIN)
			continue;
		maker_init(&m, kinds[k].layout, kinds[k].codec);
		for (int i = 0; i < 40; i++)
			maker_number(&m, i, 1000);
		if (kinds[k].layout == SEQ_BLOCK)
			maker_block(&m, 40);
		REQUIRE(seq_header_parse(&h, m.out.data, m.out.len, NULL) == 1);
		d = seq_decoder_new(&h, SEQ_ALL, 500, NULL);
		rc = seq_decoder_start(d, m.out.data + h.size, m.out.len - h.size, &e);
		while (rc == 0 && (rc = seq_decoder_next(d, &r, &e)) == 1)
			rc = 0;
		CHECK_INT(rc, -1);
		CHECK_HAS(e.msg, "limit of 500");
		CHECK(e.byte > 0);
		seq_decoder_free(d);
		seq_header_release(&h);
		maker_release(&m);
	}
}

/* After a value that does not decompress the next record can be had. */
TEST(records_after_a_bad_value)
{
	struct seq_decoder *d;
	struct seq_record r;
	struct err e = ERR_INIT;
	struct seq_header h;
	struct maker m;

	maker_init(&m, SEQ_RECORD, WHOLE_GZIP);
	maker_number(&m, 1, 30);
	buf_add(&m.out, "\0\0\0\4\0\0\0\1kbad", 12, NULL);
	maker_number(&m, 2, 30);
	REQUIRE(seq_header_parse(&h, m.out.data, m.out.len, NULL) == 1);
	d = seq_decoder_new(&h, SEQ_ALL, 0, NULL);
	CHECK_INT(seq_decoder_start(d, m.out.data + h.size, m.out.len - h.size, &e), 0);
	CHECK_INT(seq_decoder_next(d, &r, &e), 1);
	CHECK_INT(seq_decoder_next(d, &r, &e), -1);
	CHECK_INT(e.row, 1);
	CHECK_INT(seq_decoder_next(d, &r, &e), 1);
	CHECK_UINT(r.nkey, 7);
	CHECK_INT(seq_decoder_next(d, &r, &e), 0);
	CHECK_UINT(seq_decoder_count(d), 3);
	seq_decoder_free(d);
	seq_header_release(&h);
	maker_release(&m);
}

/* A sync's bytes inside a value are no sync where reading comes from the front. */
TEST(marker_inside_a_value)
{
	struct heard s = { 0 };
	struct maker m;

	maker_init(&m, SEQ_PLAIN, WHOLE_NONE);
	maker_number(&m, 1, 10);
	maker_add(&m, "\1k", 2, ESCAPE "\0\0\0\x18" ESCAPE, 44);
	maker_number(&m, 2, 10);
	hear_all(&s, m.out.data, m.out.len, &whole_file, SEQ_ALL, false);
	CHECK_INT(s.rc, 0);
	CHECK_INT(s.records, 3);
	heard_release(&s);
	maker_release(&m);
}
