/* seq_recode_test.c - records in another layout or codec, the same for every number of jobs. */
/* par */
#include "check.h"

#include <stdatomic.h>

#include "seqfile_util.h"

#include "hadoop/seq_recode.h"

#define RECORDS 3000
#define MOST 300

struct job {
	enum seq_layout layout;
	enum whole codec;
	uint64_t block;
	int jobs;
	struct seqfile_gaps *gaps;
	struct flow_stats stats;
	enum seqfile_shape shape;
	uint64_t interval;		/* not 0: of syncs; and the marker stays, too */
	uint64_t n;			/* parts, of SEQFILE_PARTS */
};

static int
next_piece(void *ctx, struct seqfile_piece **out, struct err *e)
{
	return seqfile_pieces_next(ctx, out, e);
}

/* Recodes the file at from, in pieces of about 20 kB where it has no blocks, to the one at to. */
static int
recode(const char *from, const char *to, struct job *j, struct err *e)
{
	static const struct seqfile_pieces_conf pc = { .run = 20000 };
	struct seq_encode_conf ec = { .layout = j->layout, .codec = j->codec };
	struct seq_recode_conf conf = { .block_size = j->block, .jobs = j->jobs,
	    .gaps = j->gaps, .stats = &j->stats };
	struct in *in = in_open(from, true, e);
	struct seqfile_pieces *p = in == NULL ? NULL : seqfile_pieces_new(in, &pc, e);
	struct seqfile_out_conf oc = { .path = to, .shape = j->shape, .max_size = 20000,
	    .sync_interval = j->interval };
	uint8_t sync[SEQ_SYNC];
	struct seqfile_out *o;
	struct seq_header h;
	int rc = -1;

	if (p == NULL) {
		in_free(in);
		return -1;
	}
	struct seq_recode_input input = { .name = "IN", .header = seqfile_pieces_header(p),
	    .next = next_piece, .ctx = p };

	CHECK_INT(seqfile_out_marker(MARKER, sync, NULL), 0);
	if (j->interval > 0)
		memcpy(sync, input.header->sync, sizeof(sync));
	CHECK_INT(seq_recode_header(&h, input.header, &ec, sync, NULL), 0);
	oc.header = &h;
	if (CHECK((o = seqfile_out_new(&oc, NULL)) != NULL)) {
		ec.order = seqfile_out_order(o);
		conf.encode = ec;
		rc = seq_recode(&input, o, &conf, e);
		j->n = seqfile_out_counts(o).parts;
		if (rc == 0)
			rc = seqfile_out_commit(o, e);
		else
			seqfile_out_abort(o);
	}
	seq_header_release(&h);
	seqfile_pieces_free(p);
	in_free(in);
	return rc;
}

/* What comes out is what one would get by writing the records so at once. */
static void
recode_to(const char *from, enum seq_layout layout, enum whole codec, uint64_t block)
{
	static const int jobs[] = { 1, 2, 8 };

	CHECK_INT(write_records(in_dir("want"), layout, codec, RECORDS, MOST, 77, block), 0);
	for (size_t i = 0; i < 3; i++) {
		struct job j = { .layout = layout, .codec = codec, .block = block,
		    .jobs = jobs[i] };
		struct err e = ERR_INIT;

		if (recode(from, in_dir("got"), &j, &e) != 0 ||
		    !same_files(in_dir("got"), in_dir("want")))
			check_fail(__FILE__, __LINE__, "%s to %s, block %u, -j %d: %s", from,
			    seq_layout_name(layout), (unsigned)block, jobs[i],
			    e.msg[0] != '\0' ? e.msg : "differs");
		CHECK_INT(j.stats.rows_in, RECORDS);
	}
}

TEST(the_same_as_written_so)
{
	static const uint64_t blocks[] = { 500, 7000, 90000, 10000000 };

	for (enum seq_layout l = SEQ_PLAIN; l <= SEQ_BLOCK; l++) {
		for (size_t b = 0; b < (l == SEQ_BLOCK ? 4 : 1); b++) {
			const char *from = in_dir("from.%d.%d", (int)l, (int)b);
			char keep[200];

			snprintf(keep, sizeof(keep), "%s", from);
			CHECK_INT(write_records(keep, l, WHOLE_ZSTD, RECORDS, MOST, 50, blocks[b]), 0);
			for (size_t t = 0; t < 4; t++)
				recode_to(keep, SEQ_BLOCK, WHOLE_ZLIB, blocks[t]);
			recode_to(keep, SEQ_PLAIN, WHOLE_NONE, 0);
			recode_to(keep, SEQ_RECORD, WHOLE_LZ4, 0);
		}
	}
}

/* Adds the file at path, whose records are a range, to what r writes. */
static int
add_file(struct seq_recoder *r, const char *path, int64_t from, int64_t to)
{
	const struct seqfile_pieces_conf pc = { .from = from, .to = to, .run = 20000 };
	struct in *in = in_open(path, true, NULL);
	struct seqfile_pieces *p = in == NULL ? NULL : seqfile_pieces_new(in, &pc, NULL);
	struct seq_recode_input input = { .name = path, .next = next_piece, .ctx = p };
	int rc = -1;

	if (p != NULL) {
		input.header = seqfile_pieces_header(p);
		rc = seq_recoder_add(r, &input, NULL);
	}
	seqfile_pieces_free(p);
	in_free(in);
	return rc;
}

/* Blocks go on from one input to the next: many small files become one of large blocks. */
TEST(several_inputs)
{
	const char *plain = in_dir("several.plain"), *block = in_dir("several.block");
	const struct seq_recode_conf conf = { .encode = { .layout = SEQ_BLOCK,
	    .codec = WHOLE_ZLIB }, .block_size = 30000, .jobs = 3 };
	struct seq_header h;
	struct seqfile_out_conf oc = { .path = in_dir("several.out"), .header = &h };
	struct seq_recoder *r;
	struct seqfile_out *o;
	struct stat st;

	CHECK_INT(write_records(plain, SEQ_PLAIN, WHOLE_NONE, RECORDS, MOST, 50, 0), 0);
	CHECK_INT(write_records(block, SEQ_BLOCK, WHOLE_LZ4, RECORDS, MOST, 50, 2000), 0);
	CHECK_INT(write_records(in_dir("want"), SEQ_BLOCK, WHOLE_ZLIB, RECORDS, MOST, 50, 30000), 0);
	header(&h, SEQ_BLOCK, WHOLE_ZLIB, TEXT, "org.example.Value");
	o = seqfile_out_new(&oc, NULL);
	REQUIRE(o != NULL && (r = seq_recoder_new(o, &conf, NULL)) != NULL);
	/* All of one file in ranges of a few blocks each. */
	REQUIRE(stat(block, &st) == 0);
	for (int64_t at = 0; at < st.st_size; at += 15000)
		CHECK_INT(add_file(r, block, at, at + 15000), 0);
	CHECK_INT(seq_recoder_finish(r, NULL), 0);
	seq_recoder_free(r);
	CHECK_INT(seqfile_out_commit(o, NULL), 0);
	CHECK(same_files(in_dir("several.out"), in_dir("want")));

	/* Of other layouts and codecs in turn. */
	o = seqfile_out_new(&oc, NULL);
	REQUIRE(o != NULL && (r = seq_recoder_new(o, &conf, NULL)) != NULL);
	CHECK_INT(add_file(r, plain, 0, 0), 0);
	CHECK_INT(add_file(r, block, 0, 0), 0);
	CHECK_INT(add_file(r, plain, 0, 0), 0);
	CHECK_INT(seq_recoder_finish(r, NULL), 0);
	CHECK_UINT(seqfile_out_counts(o).records, 3 * RECORDS);
	seq_recoder_free(r);
	seqfile_out_abort(o);
	seq_header_release(&h);
}

/* Inputs that are open at once: NAMES in turn, left times. */
struct inputs {
	const char *const *name;
	int names, left, fail_at;
	atomic_int open;
};

struct one_input {
	struct inputs *all;
	struct in *in;
	struct seqfile_pieces *p;
};

static int
next_of_one(void *ctx, struct seqfile_piece **out, struct err *e)
{
	struct one_input *o = ctx;

	return seqfile_pieces_next(o->p, out, e);
}

static void
done_one(void *ctx)
{
	struct one_input *o = ctx;

	atomic_fetch_sub(&o->all->open, 1);
	seqfile_pieces_free(o->p);
	in_free(o->in);
	free(o);
}

static int
open_next(void *ctx, struct seq_recode_input *in, struct err *e)
{
	static const struct seqfile_pieces_conf pc = { .run = 20000 };
	struct inputs *all = ctx;
	struct one_input *o;

	if (all->left == all->fail_at)
		return err_set(e, STATUS_SYSTEM, "cannot open it");
	if (all->left-- == 0)
		return 0;
	o = calloc(1, sizeof(*o));
	o->all = all;
	o->in = in_open(all->name[all->left % all->names], true, NULL);
	o->p = seqfile_pieces_new(o->in, &pc, NULL);
	CHECK(atomic_fetch_add(&all->open, 1) < 10);
	*in = (struct seq_recode_input){ .name = "IN", .header = seqfile_pieces_header(o->p),
	    .next = next_of_one, .ctx = o, .done = done_one };
	return 1;
}

static int
run_inputs(struct inputs *all, const char *to, int jobs, struct err *e)
{
	const struct seq_recode_conf conf = { .encode = { .layout = SEQ_BLOCK,
	    .codec = WHOLE_ZLIB }, .block_size = 30000, .jobs = jobs };
	struct seq_header h;
	struct seqfile_out_conf oc = { .path = to, .header = &h };
	struct seq_recoder *r;
	struct seqfile_out *o;
	int rc;

	header(&h, SEQ_BLOCK, WHOLE_ZLIB, TEXT, "org.example.Value");
	o = seqfile_out_new(&oc, NULL);
	r = seq_recoder_new(o, &conf, NULL);
	rc = seq_recoder_add_all(r, open_next, all, e);
	if (rc == 0)
		rc = seq_recoder_finish(r, e);
	seq_recoder_free(r);
	if (rc == 0)
		rc = seqfile_out_commit(o, e);
	else
		seqfile_out_abort(o);
	seq_header_release(&h);
	CHECK_INT(all->open, 0);
	return rc;
}

/* Many inputs of other layouts and codecs in turn, worked on together. */
TEST(inputs_together)
{
	char path[4][200];
	const char *const name[] = { path[0], path[1], path[2], path[3] };
	struct err e = ERR_INIT;

	for (int i = 0; i < 4; i++)
		snprintf(path[i], sizeof(path[i]), "%s", in_dir("t.%d", i));
	CHECK_INT(write_records(name[0], SEQ_PLAIN, WHOLE_NONE, 500, MOST, 50, 0), 0);
	CHECK_INT(write_records(name[1], SEQ_BLOCK, WHOLE_ZSTD, 700, MOST, 50, 9000), 0);
	CHECK_INT(write_records(name[2], SEQ_BLOCK, WHOLE_ZSTD, 0, MOST, 50, 9000), 0);
	CHECK_INT(write_records(name[3], SEQ_RECORD, WHOLE_GZIP, 3, MOST, 50, 0), 0);
	for (int jobs = 1; jobs <= 8; jobs += 7) {
		struct inputs all = { name, 4, 40, -1, 0 };

		CHECK_INT(run_inputs(&all, in_dir("t.out%d", jobs), jobs, &e), 0);
		/* One that cannot be opened, with others in hand. */
		all.left = 40;
		all.fail_at = 11;
		CHECK_INT(run_inputs(&all, in_dir("t.none"), jobs, &e), -1);
		CHECK_STR(e.msg, "cannot open it");
		CHECK(!is_there(in_dir("t.none")));
	}
	CHECK(same_files(in_dir("t.out1"), in_dir("t.out8")));
}

/* MapFiles and parts, too. */
TEST(directories)
{
	CHECK_INT(write_records(in_dir("sorted"), SEQ_RECORD, WHOLE_ZSTD, RECORDS, MOST, 50, 0), 0);
	for (enum seq_layout l = SEQ_PLAIN; l <= SEQ_BLOCK; l++)
		for (enum seqfile_shape s = SEQFILE_PARTS; s <= SEQFILE_MAP; s++) {
			struct job j = { .layout = l, .codec = WHOLE_ZLIB, .block = 9000,
			    .shape = s, .jobs = 1 };

			CHECK_INT(recode(in_dir("sorted"), in_dir("d1"), &j, NULL), 0);
			j.jobs = 8;
			CHECK_INT(recode(in_dir("sorted"), in_dir("d8"), &j, NULL), 0);
			if (s == SEQFILE_MAP) {
				CHECK(same_files(in_dir("d1/data"), in_dir("d8/data")));
				CHECK(same_files(in_dir("d1/index"), in_dir("d8/index")));
			} else {
				uint64_t n = 0;

				CHECK(j.n > 2);
				for (unsigned i = 0; i < j.n; i++) {
					CHECK_INT(read_records(in_dir("d1/part-%05u", i), &n, MOST), 0);
					CHECK(same_files(in_dir("d1/part-%05u", i),
					    in_dir("d8/part-%05u", i)));
				}
				CHECK_UINT(n, RECORDS);
			}
			sh("rm -rf d1 d8");
		}
}

TEST(nothing_to_recode)
{
	for (int jobs = 1; jobs <= 8; jobs += 7) {
		struct job j = { .layout = SEQ_BLOCK, .codec = WHOLE_ZLIB, .jobs = jobs };
		uint64_t n = 0;

		CHECK_INT(write_records(in_dir("empty"), SEQ_PLAIN, WHOLE_NONE, 0, 0, 1, 0), 0);
		CHECK_INT(recode(in_dir("empty"), in_dir("empty.out"), &j, NULL), 0);
		CHECK_INT(read_records(in_dir("empty.out"), &n, 0), 0);
		CHECK_UINT(n, 0);
	}
}

/* Files that Hadoop wrote without compression become themselves: header, syncs, all. */
TEST(as_hadoop_writes)
{
	static const struct {
		const char *name;
		uint64_t interval;
	} sample[] = {
		{ "plain.seq", 200 }, { "old-interval.seq", 2000 }, { "nulls-plain.seq", 200 },
		{ "class-map.seq", 200 }, { "class-null.seq", 200 }, { "blank-plain.seq", 200 },
		{ "empty-plain.seq", 200 },
	};

	if (!is_there(golden("README.md")))
		SKIP("the sources are not here");
	for (size_t i = 0; i < sizeof(sample) / sizeof(*sample); i++) {
		struct job j = { .layout = SEQ_PLAIN, .jobs = 2, .interval = sample[i].interval };
		struct err e = ERR_INIT;

		if (recode(golden(sample[i].name), in_dir("again"), &j, &e) != 0 ||
		    !same_files(golden(sample[i].name), in_dir("again")))
			check_fail(__FILE__, __LINE__, "%s: %s", sample[i].name,
			    e.msg[0] != '\0' ? e.msg : "differs");
	}
}

/* With the same marker again, where a value holds it. */
TEST(a_marker_in_the_data)
{
	struct job j = { .layout = SEQ_PLAIN, .jobs = 2, .interval = 200 };
	struct err e = ERR_INIT;

	if (!is_there(golden("README.md")))
		SKIP("the sources are not here");
	CHECK_INT(recode(golden("sync-in-value.seq"), in_dir("again"), &j, &e), -1);
	CHECK_INT(e.status, STATUS_DATA);
	CHECK(strstr(e.msg, "sync marker") != NULL);
}

/* Metadata and classes stay; the codec of a plain file is none. */
TEST(the_header_is_kept)
{
	const struct seq_encode_conf ec = { .layout = SEQ_PLAIN, .codec = WHOLE_ZSTD };
	static const uint8_t sync[SEQ_SYNC] = { 1, 2, 3 };
	struct seq_header from, h;

	header(&from, SEQ_RECORD, WHOLE_ZLIB, "org.example.Key", BYTES);
	from.version = 5;
	CHECK_INT(seq_header_meta(&from, "name", 4, "value", 5, NULL), 0);
	CHECK_INT(seq_recode_header(&h, &from, &ec, sync, NULL), 0);
	CHECK_INT(h.version, 6);
	CHECK_INT(h.layout, SEQ_PLAIN);
	CHECK_INT(h.codec, WHOLE_NONE);
	CHECK_STR(h.key_class, "org.example.Key");
	CHECK_STR(h.value_class, BYTES);
	CHECK_UINT(h.nmeta, 1);
	CHECK_MEM(h.sync, sizeof(h.sync), sync, sizeof(sync));
	seq_header_release(&h);
	seq_header_release(&from);
}

/* -- damage -- */

/* Turns bytes of the middle of some values over; returns how many. */
static int
damage(const char *path, const char *to)
{
	struct buf b = slurp(path);
	struct seq_header h;
	enum seq_item item;
	size_t size;
	int n = 0, bad = 0;

	CHECK_INT(seq_header_parse(&h, b.data, b.len, NULL), 1);
	for (size_t at = h.size; at < b.len; at += size) {
		if (h.layout == SEQ_BLOCK) {
			struct seq_block k;

			CHECK_INT(seq_block_parse(&h, b.data + at, b.len - at, &k, NULL), 1);
			size = k.size;
		} else {
			CHECK_INT(seq_item_parse(&h, b.data + at, b.len - at, &item, &size, NULL), 1);
			if (item == SEQ_ITEM_SYNC)
				continue;
		}
		if (n++ % 10 == 5 && size > 40) {
			b.data[at + size - 1] ^= 0xff;
			b.data[at + size - 3] ^= 0xff;
			bad++;
		}
	}
	spill(to, b.data, b.len);
	buf_release(&b);
	seq_header_release(&h);
	return bad;
}

TEST(damaged_records)
{
	for (enum seq_layout l = SEQ_RECORD; l <= SEQ_BLOCK; l++) {
		struct buf first = BUF_INIT;
		int bad;

		CHECK_INT(write_records(in_dir("good"), l, WHOLE_ZLIB, RECORDS, MOST, 50, 5000), 0);
		bad = damage(in_dir("good"), in_dir("bad"));
		CHECK(bad > 4);
		for (int jobs = 1; jobs <= 8; jobs += 7) {
			struct job j = { .layout = SEQ_BLOCK, .codec = WHOLE_ZLIB, .block = 3000,
			    .jobs = jobs };
			struct seqfile_gaps *gaps = seqfile_gaps_new(NULL);
			struct err e = ERR_INIT;
			struct buf b;
			size_t n;

			REQUIRE(gaps != NULL);
			/* The first is an error, with its place, and nothing appears. */
			CHECK_INT(recode(in_dir("bad"), in_dir("none"), &j, &e), -1);
			CHECK_INT(e.status, STATUS_DATA);
			CHECK_HAS(e.msg, "IN: byte ");
			CHECK(!is_there(in_dir("none")));
			/* Or they are left out, and known. */
			j.gaps = gaps;
			CHECK_INT(recode(in_dir("bad"), in_dir("rest"), &j, &e), 0);
			seqfile_gaps_all(gaps, &n);
			CHECK_UINT(n, (uint64_t)bad);
			seqfile_gaps_free(gaps);
			b = slurp(in_dir("rest"));
			if (jobs == 1) {
				first = b;
				continue;
			}
			CHECK_MEM(b.data, b.len, first.data, first.len);
			buf_release(&b);
		}
		buf_release(&first);
	}
}

/* A cut file gives nothing, at any byte. */
TEST(cut_input)
{
	for (enum seq_layout l = SEQ_PLAIN; l <= SEQ_BLOCK; l++) {
		struct buf b;

		CHECK_INT(write_records(in_dir("whole"), l, WHOLE_ZLIB, 20, 100, 50, 700), 0);
		b = slurp(in_dir("whole"));
		for (size_t n = 0; n < b.len; n += 13) {
			struct job j = { .layout = SEQ_PLAIN, .jobs = 2 };
			struct err e = ERR_INIT;

			spill(in_dir("cut"), b.data, n);
			if (recode(in_dir("cut"), in_dir("cut.out"), &j, &e) == 0) {
				/* Between two records no file shows that it was cut. */
				CHECK_INT(unlink(in_dir("cut.out")), 0);
				continue;
			}
			CHECK_INT(e.status, STATUS_DATA);
			CHECK(!is_there(in_dir("cut.out")));
		}
		buf_release(&b);
	}
}
