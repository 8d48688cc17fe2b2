/* seq_verify_test.c - damage found, and the rest saved, the same for every number of jobs. */
/* par */
#include "check.h"

#include "seqfile_util.h"
#include "seqfile_make.h"

#include "hadoop/seq_verify.h"

#define RECORDS 2000
#define MOST 300

/* A file of a layout, and the same with bytes changed at so many 1000ths of it. */
static size_t
damaged(enum seq_layout layout, enum whole codec, const size_t *at, size_t n)
{
	struct maker m;
	size_t size;

	maker_file(&m, layout, codec, RECORDS, 50, MOST);
	spill(in_dir("good"), m.out.data, m.out.len);
	for (size_t i = 0; i < n; i++)
		m.out.data[m.out.len * at[i] / 1000] ^= 0xff;
	spill(in_dir("bad"), m.out.data, m.out.len);
	size = m.out.len;
	maker_release(&m);
	return size;
}

static int
verify(const char *path, int jobs, struct seqfile_gaps *gaps, struct seq_verify_result *r,
    struct err *e)
{
	struct flow_stats stats = { 0, 0, 0 };
	struct seq_verify_conf conf = { .jobs = jobs, .stats = &stats };
	struct in *in = in_open(path, false, e);
	int rc = in == NULL ? -1 : seq_verify(in, &conf, gaps, r, e);

	if (rc == 0)
		CHECK_INT(stats.rows_in, r->records);
	in_free(in);
	return rc;
}

static int
salvage(const char *from, const char *to, int jobs, struct seqfile_gaps *gaps, int64_t *kept,
    struct err *e)
{
	struct seqfile_pieces_conf pc = { .run = 5000 };
	struct in *in = in_open(from, false, e);
	struct seqfile_pieces *p = in == NULL ? NULL : seqfile_pieces_new(in, &pc, e);
	struct flow_stats stats = { 0, 0, 0 };
	struct seq_recode_conf conf = { .block_size = 8000, .jobs = jobs, .stats = &stats };
	struct seqfile_out_conf oc = { .path = to };
	struct seqfile_out *o = NULL;
	struct seq_header h;
	int rc = -1;

	if (p != NULL) {
		conf.encode.layout = seqfile_pieces_header(p)->layout;
		conf.encode.codec = seqfile_pieces_header(p)->codec;
		CHECK_INT(seq_recode_header(&h, seqfile_pieces_header(p), &conf.encode,
		    seqfile_pieces_header(p)->sync, NULL), 0);
		oc.header = &h;
		o = seqfile_out_new(&oc, e);
		rc = seq_salvage(in, p, o, &conf, gaps, e);
		if (rc == 0)
			rc = seqfile_out_commit(o, e);
		else
			seqfile_out_abort(o);
		seq_header_release(&h);
	}
	*kept = stats.rows_in;
	seqfile_pieces_free(p);
	in_free(in);
	return rc;
}

static const struct kind {
	enum seq_layout layout;
	enum whole codec;
} kinds[] = {
	{ SEQ_PLAIN, WHOLE_NONE }, { SEQ_RECORD, WHOLE_ZLIB }, { SEQ_BLOCK, WHOLE_ZLIB },
	{ SEQ_BLOCK, WHOLE_SNAPPY },
};
#define NKINDS (sizeof(kinds) / sizeof(*kinds))

TEST(good_files)
{
	for (size_t k = 0; k < NKINDS; k++)
		for (int jobs = 1; jobs <= 4; jobs += 3) {
			struct seqfile_gaps *gaps = seqfile_gaps_new(NULL);
			struct seq_verify_result r;
			struct err e = ERR_INIT;
			int64_t kept;
			size_t n;

			damaged(kinds[k].layout, kinds[k].codec, NULL, 0);
			CHECK_INT(verify(in_dir("good"), jobs, gaps, &r, &e), 0);
			CHECK_INT(r.records, RECORDS);
			CHECK(r.bytes > RECORDS * 10);
			CHECK_INT(salvage(in_dir("good"), in_dir("same"), jobs, gaps, &kept, &e), 0);
			CHECK_STR(e.msg, "");
			CHECK_INT(kept, RECORDS);
			CHECK_INT(verify(in_dir("same"), jobs, gaps, &r, &e), 0);
			CHECK_INT(r.records, RECORDS);
			(void)seqfile_gaps_all(gaps, &n);
			CHECK_UINT(n, 0);
			seqfile_gaps_free(gaps);
		}
}

/* What verify calls good is what salvage keeps; the rest is as good as new. */
TEST(damage)
{
	static const size_t at[] = { 10, 200, 500, 501, 900 };

	for (size_t k = 0; k < NKINDS; k++)
		for (int jobs = 1; jobs <= 4; jobs += 3) {
			struct seqfile_gaps *gaps = seqfile_gaps_new(NULL), *again = seqfile_gaps_new(NULL);
			int64_t kept, bytes[2], lost[2], unknown[2];
			struct seq_verify_result r;
			const struct seqfile_gap *g;
			size_t size = damaged(kinds[k].layout, kinds[k].codec, at, 5), n[2];

			CHECK_INT(verify(in_dir("bad"), jobs, gaps, &r, NULL), 0);
			g = seqfile_gaps_all(gaps, &n[0]);
			/* Without a checksum (none, Snappy) some changes cannot be seen. */
			CHECK(n[0] >= (k == 0 ? 0 : k == 3 ? 1 : 3));
			CHECK(k == 0 || r.records < RECORDS);
			seqfile_gaps_sum(gaps, &bytes[0], &lost[0], &unknown[0]);
			CHECK(r.records >= RECORDS / 2);
			CHECK(bytes[0] < (int64_t)size / 2);
			if (unknown[0] == 0)
				CHECK_INT(r.records + lost[0], RECORDS);
			for (size_t i = 1; i < n[0]; i++)
				CHECK(g[i].from >= g[i - 1].from);
			CHECK_INT(salvage(in_dir("bad"), in_dir("rest"), jobs, again, &kept, NULL), 0);
			CHECK_INT(kept, r.records);
			(void)seqfile_gaps_all(again, &n[1]);
			seqfile_gaps_sum(again, &bytes[1], &lost[1], &unknown[1]);
			CHECK_INT(n[1], n[0]);
			CHECK_INT(bytes[1], bytes[0]);
			CHECK_INT(lost[1], lost[0]);
			seqfile_gaps_free(gaps);
			gaps = seqfile_gaps_new(NULL);
			CHECK_INT(verify(in_dir("rest"), jobs, gaps, &r, NULL), 0);
			CHECK_INT(r.records, kept);
			(void)seqfile_gaps_all(gaps, &n[0]);
			CHECK_UINT(n[0], 0);
			seqfile_gaps_free(gaps);
			seqfile_gaps_free(again);
		}
}

/* No header, no reading. */
TEST(not_one_of_ours)
{
	struct seqfile_gaps *gaps = seqfile_gaps_new(NULL);
	struct seq_verify_result r;
	struct err e = ERR_INIT;

	spill(in_dir("text"), "no such thing\n", 14);
	CHECK_INT(verify(in_dir("text"), 2, gaps, &r, &e), -1);
	CHECK_INT(e.status, STATUS_DATA);
	CHECK_HAS(e.msg, "byte 0: not a SequenceFile");
	seqfile_gaps_free(gaps);
}
