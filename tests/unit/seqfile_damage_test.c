/* seqfile_damage_test.c - damaged SequenceFiles: what is found, what is kept. */
#include "check.h"

#include "format/seqfile_damage.h"
#include "seqfile_make.h"

/* What is left of a file, and the gaps. */
struct rest {
	struct buf text;		/* as struct heard */
	int64_t good;
	struct seqfile_gaps *gaps;
	const struct seqfile_gap *gap;
	size_t ngaps;
	int64_t lost_bytes, lost, unknown;
	int rc;
	struct err e;
};

/* Records of a piece that are fine. */
static void
keep(struct rest *s, struct seqfile_check *c, const struct seqfile_piece *k)
{
	struct heard h = { .text = s->text };
	struct seq_record r;
	int rc;

	CHECK_INT(seqfile_check_start(c, k, s->gaps, NULL), 0);
	while ((rc = seqfile_check_next(c, &r, NULL)) == 1)
		hear(&h, &r);
	CHECK_INT(rc, 0);
	s->good += h.records;
	s->text = h.text;
}

static void
look(struct rest *s, const void *p, size_t n, size_t run)
{
	struct seqfile_pieces_conf conf = { .run = run };
	struct in *in = input(p, n, false, NULL);
	struct seqfile_pieces *q = seqfile_pieces_new(in, &conf, &s->e);
	struct seqfile_damage *d = NULL;
	struct seqfile_check *c = NULL;
	struct seqfile_piece *k;

	memset(s, 0, sizeof(*s));
	err_clear(&s->e);
	s->gaps = seqfile_gaps_new(NULL);
	s->rc = -1;
	if (q != NULL) {
		d = seqfile_damage_new(q, s->gaps, NULL);
		c = seqfile_check_new(seqfile_pieces_header(q), 0, NULL);
		while ((s->rc = seqfile_damage_next(d, &k, &s->e)) == 1) {
			keep(s, c, k);
			seqfile_pieces_drop(k);
		}
	}
	s->gap = seqfile_gaps_all(s->gaps, &s->ngaps);
	seqfile_gaps_sum(s->gaps, &s->lost_bytes, &s->lost, &s->unknown);
	seqfile_check_free(c);
	seqfile_damage_free(d);
	seqfile_pieces_free(q);
	in_free(in);
}

static void
rest_release(struct rest *s)
{
	buf_release(&s->text);
	seqfile_gaps_free(s->gaps);
}

static const struct kind {
	enum seq_layout layout;
	enum whole codec;
} kinds[] = {
	{ SEQ_PLAIN, WHOLE_NONE }, { SEQ_RECORD, WHOLE_ZLIB }, { SEQ_RECORD, WHOLE_SNAPPY },
	{ SEQ_RECORD, WHOLE_ZSTD }, { SEQ_BLOCK, WHOLE_ZLIB }, { SEQ_BLOCK, WHOLE_GZIP },
	{ SEQ_BLOCK, WHOLE_BZIP2 }, { SEQ_BLOCK, WHOLE_ZSTD }, { SEQ_BLOCK, WHOLE_LZ4 },
};
#define NKINDS (sizeof(kinds) / sizeof(*kinds))

TEST(whole_files_have_no_gaps)
{
	for (size_t k = 0; k < NKINDS; k++) {
		struct heard want = { 0 };
		struct rest s;
		struct maker m;

		maker_file(&m, kinds[k].layout, kinds[k].codec, 100, 9, 200);
		hear_all(&want, m.out.data, m.out.len, &(struct seqfile_pieces_conf){ 0 }, SEQ_ALL,
		    false);
		look(&s, m.out.data, m.out.len, 700);
		CHECK_INT(s.rc, 0);
		CHECK_UINT(s.ngaps, 0);
		CHECK_INT(s.good, 100);
		CHECK_INT(s.lost_bytes, 0);
		CHECK_MEM(s.text.data, s.text.len, want.text.data, want.text.len);
		heard_release(&want);
		rest_release(&s);
		maker_release(&m);
	}
}

/* Each record of part is one of all, in its order; part has size, key, size, value. */
static bool
is_part(const struct buf *part, const struct buf *all)
{
	size_t at = 0;

	for (size_t i = 0; i < part->len;) {
		size_t n[2], len;

		memcpy(n, part->data + i, sizeof(n));
		len = sizeof(n) + n[0] + n[1];
		for (;;) {
			size_t m[2], have;

			if (at == all->len)
				return false;
			memcpy(m, all->data + at, sizeof(m));
			have = sizeof(m) + m[0] + m[1];
			at += have;
			if (have == len && memcmp(all->data + at - have, part->data + i, len) == 0)
				break;
		}
		i += len;
	}
	return true;
}

/*
 * One byte changed, at any place behind the header: nothing is lost beyond the next sync,
 * nothing wrong is kept where a checksum or the form of the items can tell, and there is
 * a gap wherever a record lacks.
 */
TEST(one_byte_changed)
{
	static const uint8_t with[] = { 0xff, 0x01, 0x40 };

	for (size_t k = 0; k < NKINDS; k++) {
		bool sums = kinds[k].codec >= WHOLE_ZLIB && kinds[k].codec <= WHOLE_ZSTD &&
		    kinds[k].layout == SEQ_BLOCK;
		struct heard want = { 0 };
		struct maker m;

		maker_file(&m, kinds[k].layout, kinds[k].codec, 24, 4, 20);
		hear_all(&want, m.out.data, m.out.len, &(struct seqfile_pieces_conf){ 0 }, SEQ_ALL,
		    false);
		for (size_t at = m.sync_points[0]; at < m.out.len; at++) {
			uint8_t x = with[at % sizeof(with)];
			struct rest s;

			m.out.data[at] ^= x;
			look(&s, m.out.data, m.out.len, at % 2 ? 1 : 0);
			m.out.data[at] ^= x;
			CHECK_INT(s.rc, 0);
			/* Four from sync to sync, and a sync lost joins two of these. */
			if (!CHECK(s.good >= 24 - 8))
				printf("kind %zu at %zu: %ld\n", k, at, (long)s.good);
			if (s.good < 24)
				CHECK(s.ngaps > 0);
			if (sums)
				CHECK(is_part(&s.text, &want.text));
			if (s.ngaps > 0) {
				CHECK(s.gap[0].from <= (int64_t)at || kinds[k].layout != SEQ_BLOCK);
				CHECK(s.gap[0].reason[0] != '\0');
				CHECK(s.gap[0].to > (int64_t)at);
				CHECK(s.gap[s.ngaps - 1].to <= (int64_t)m.out.len);
			}
			rest_release(&s);
		}
		heard_release(&want);
		maker_release(&m);
	}
}

/* Cut anywhere: what is whole is kept, and the rest is one gap up to the end. */
TEST(cut_off)
{
	for (size_t k = 0; k < NKINDS; k++) {
		struct heard want = { 0 };
		struct maker m;

		maker_file(&m, kinds[k].layout, kinds[k].codec, 12, 4, 20);
		hear_all(&want, m.out.data, m.out.len, &(struct seqfile_pieces_conf){ 0 }, SEQ_ALL,
		    false);
		for (size_t n = m.sync_points[0]; n < m.out.len; n++) {
			struct heard cut = { 0 };
			struct rest s;

			hear_all(&cut, m.out.data, n, &(struct seqfile_pieces_conf){ 0 }, SEQ_ALL, false);
			look(&s, m.out.data, n, 0);
			CHECK_INT(s.rc, 0);
			CHECK_UINT(s.ngaps, cut.rc != 0);
			CHECK_MEM(s.text.data, s.text.len, cut.text.data, cut.text.len);
			if (s.ngaps > 0) {
				CHECK_INT(s.gap[0].to, n);
				CHECK_HAS(s.gap[0].reason, "cut off inside a");
				CHECK_INT(s.lost_bytes, s.gap[0].to - s.gap[0].from);
			}
			heard_release(&cut);
			rest_release(&s);
		}
		heard_release(&want);
		maker_release(&m);
	}
}

/* A length that reaches over good records and syncs, to where nothing starts. */
TEST(a_length_that_hides_syncs)
{
	for (size_t k = 0; k < NKINDS; k++)
		for (int class = 0; class < 2; class++) {
			struct maker m;
			struct rest s;
			size_t at;

			maker_init(&m, kinds[k].layout, kinds[k].codec);
			if (class == 1) {
				/* Items of which nobody knows the form. */
				m.out.len = 0;
				seq_header_classes(&m.h, "a.Key", "a.Value", NULL);
				seq_header_write(&m.h, &m.out, NULL);
			}
			at = m.out.len;
			for (int i = 0; i < 40; i++) {
				if (kinds[k].layout != SEQ_BLOCK && i % 4 == 0 && i > 0)
					maker_sync(&m);
				maker_number(&m, i, 50);
				if (kinds[k].layout == SEQ_BLOCK && i % 4 == 3)
					maker_block(&m, 4);
			}
			/* Of the first record; of the first block's key lengths, in two bytes. */
			if (kinds[k].layout == SEQ_BLOCK) {
				size_t n = m.out.data[at + 21];

				memmove(m.out.data + at + 23, m.out.data + at + 22, n + 30);
				m.out.data[at + 21] = 0x8e;
				m.out.data[at + 22] = 1;
			} else {
				seq_put_i32(m.out.data + at, 700);
			}
			look(&s, m.out.data, m.out.len, 0);
			CHECK_INT(s.rc, 0);
			if (!CHECK_INT(s.good, 36))
				printf("kind %zu class %d\n", k, class);
			CHECK_UINT(s.ngaps, 1);
			if (s.ngaps > 0)
				CHECK_INT(s.gap[0].from, at);
			rest_release(&s);
			maker_release(&m);
		}
}

/* Counts: of a block as it says, of a value one, of a run of records nobody knows. */
TEST(counts)
{
	struct maker m;
	struct rest s;

	maker_file(&m, SEQ_BLOCK, WHOLE_ZLIB, 12, 4, 20);
	m.out.data[m.sync_points[2] + 60] ^= 1;
	look(&s, m.out.data, m.out.len, 0);
	CHECK_INT(s.good, 8);
	CHECK_INT(s.lost, 4);
	CHECK_INT(s.unknown, 0);
	REQUIRE(s.ngaps == 1);
	CHECK_INT(s.gap[0].from, m.sync_points[2]);
	CHECK_INT(s.gap[0].to, m.sync_points[3]);
	CHECK_INT(s.gap[0].record, 4);
	rest_release(&s);
	/* The number itself. */
	m.out.data[m.sync_points[2] + 60] ^= 1;
	m.out.data[m.sync_points[2] + 20]++;
	look(&s, m.out.data, m.out.len, 0);
	CHECK_INT(s.good, 8);
	CHECK_INT(s.unknown, 1);
	rest_release(&s);
	/* A sync in the middle. */
	m.out.data[m.sync_points[2] + 20]--;
	m.out.data[m.sync_points[2] + 10]++;
	look(&s, m.out.data, m.out.len, 0);
	CHECK_INT(s.good, 8);
	REQUIRE(s.ngaps == 1);
	CHECK_HAS(s.gap[0].reason, "a sync marker that is not the file's");
	CHECK_INT(s.gap[0].from, m.sync_points[2]);
	CHECK_INT(s.gap[0].to, m.sync_points[3]);
	rest_release(&s);
	maker_release(&m);

	maker_file(&m, SEQ_RECORD, WHOLE_ZLIB, 12, 4, 20);
	m.out.data[m.sync_points[2] - 2] ^= 1;
	look(&s, m.out.data, m.out.len, 0);
	CHECK_INT(s.good, 11);
	CHECK_INT(s.lost, 1);
	REQUIRE(s.ngaps == 1);
	CHECK_INT(s.gap[0].record, 7);
	CHECK_INT(s.gap[0].to, m.sync_points[2]);
	CHECK_HAS(s.gap[0].reason, "the value: not valid zlib data");
	rest_release(&s);
	maker_release(&m);
}

/* A marker in a value that is whole is no damage, also where the class says nothing. */
TEST(a_marker_in_a_value)
{
	for (size_t k = 0; k < NKINDS; k++) {
		struct maker m;
		struct rest s;
		uint8_t value[200];

		maker_init(&m, kinds[k].layout, kinds[k].codec);
		m.out.len = 0;
		seq_header_classes(&m.h, TEXT, "a.Value", NULL);
		seq_header_write(&m.h, &m.out, NULL);
		for (size_t i = 0; i < sizeof(value); i++)
			value[i] = (uint8_t)(i * 77);
		seq_header_escape(&m.h, value + 30);
		for (int i = 0; i < 12; i++) {
			maker_add(&m, "\1k", 2, value, sizeof(value));
			if (i % 4 == 3 && kinds[k].layout == SEQ_BLOCK)
				maker_block(&m, 4);
			else if (i % 4 == 3)
				maker_sync(&m);
		}
		for (size_t run = 0; run < 600; run += 199) {
			look(&s, m.out.data, m.out.len, run);
			CHECK_INT(s.rc, 0);
			CHECK_INT(s.good, 12);
			CHECK_UINT(s.ngaps, 0);
			rest_release(&s);
		}
		maker_release(&m);
	}
}

/* Items that are not what the class says, in a layout that decompresses well. */
TEST(items_of_another_form)
{
	struct maker m;
	struct rest s;

	maker_init(&m, SEQ_BLOCK, WHOLE_LZ4);
	maker_number(&m, 1, 20);
	maker_add(&m, "\3k", 2, "\0\0\0\0", 4);
	maker_add(&m, "\1k", 2, "\0\0\0\1ab", 6);
	maker_number(&m, 2, 20);
	maker_block(&m, 4);
	look(&s, m.out.data, m.out.len, 0);
	CHECK_INT(s.good, 2);
	CHECK_INT(s.lost, 2);
	REQUIRE(s.ngaps == 2);
	CHECK_HAS(s.gap[0].reason, "the key: the bytes end inside Text");
	CHECK_INT(s.gap[0].record, 1);
	CHECK_HAS(s.gap[1].reason, "the value: 1 bytes after BytesWritable");
	/* The bytes of the block count once. */
	CHECK_INT(s.lost_bytes, s.gap[0].to - s.gap[0].from);
	rest_release(&s);
	maker_release(&m);
}

/* A class that no item is of: a gap for what lies together, not for each record. */
TEST(everything_is_wrong)
{
	for (size_t k = 0; k < NKINDS; k++) {
		struct maker m;
		struct rest s;

		maker_init(&m, kinds[k].layout, kinds[k].codec);
		for (int i = 0; i < 1000; i++) {
			if (kinds[k].layout != SEQ_BLOCK && i % 10 == 9)
				maker_sync(&m);
			maker_add(&m, "\1k", 2, "\0\0\0\1ab", 6);
			if (kinds[k].layout == SEQ_BLOCK && i % 10 == 9)
				maker_block(&m, 10);
		}
		look(&s, m.out.data, m.out.len, 700);
		CHECK_INT(s.rc, 0);
		CHECK_INT(s.good, 0);
		CHECK_UINT(s.ngaps, 1);
		if (kinds[k].layout != SEQ_PLAIN)
			CHECK_INT(s.lost, 1000);
		CHECK_INT(s.lost_bytes, m.out.len - m.sync_points[0]);
		rest_release(&s);
		maker_release(&m);
	}
}

/* Nothing but damage. */
TEST(nothing_left)
{
	for (size_t k = 0; k < NKINDS; k++) {
		struct maker m;
		struct rest s;

		maker_init(&m, kinds[k].layout, kinds[k].codec);
		for (int i = 0; i < 5000; i++)
			buf_add(&m.out, "\x81", 1, NULL);
		look(&s, m.out.data, m.out.len, 0);
		CHECK_INT(s.rc, 0);
		CHECK_INT(s.good, 0);
		CHECK_UINT(s.ngaps, 1);
		CHECK_INT(s.lost_bytes, 5000);
		rest_release(&s);
		maker_release(&m);
	}
}
