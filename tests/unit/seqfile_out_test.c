/* seqfile_out_test.c - SequenceFiles as they are written: bytes, syncs, parts, atomicity. */
#include "check.h"

#include <dirent.h>
#include <signal.h>
#include <sys/file.h>
#include <sys/resource.h>
#include <sys/wait.h>

#include "seqfile_util.h"

TEST(markers)
{
	uint8_t a[SEQ_SYNC], b[SEQ_SYNC];

	CHECK_INT(seqfile_out_marker("A0a1a2a3a4a5a6a7a8a9aaabacadaeaf", a, NULL), 0);
	CHECK_INT(a[0], 0xa0);
	CHECK_INT(a[15], 0xaf);
	CHECK_INT(seqfile_out_marker("seed", a, NULL), 0);
	/* For ever: outputs that were made with a seed are compared. */
	CHECK_MEM(a, sizeof(a), "W\xdf\xea\xb4\xa5\x95\x82\x1e\x8f\xaf\xd3" "D\xf9*\x8e>", 16);
	CHECK_INT(seqfile_out_marker("seee", b, NULL), 0);
	CHECK(memcmp(a, b, sizeof(a)) != 0);
	CHECK_INT(seqfile_out_marker(NULL, a, NULL), 0);
	CHECK_INT(seqfile_out_marker(NULL, b, NULL), 0);
	CHECK(memcmp(a, b, sizeof(a)) != 0);
}

/* SequenceFile spec, section 11.1. */
static const uint8_t plain_tail[] = {
	0, 0, 0, 7, 0, 0, 0, 3, 2, 'h', 'i', 0, 0, 0, 7,
	0xff, 0xff, 0xff, 0xff, 0xa0, 0xa1, 0xa2, 0xa3, 0xa4, 0xa5, 0xa6, 0xa7, 0xa8, 0xa9,
	0xaa, 0xab, 0xac, 0xad, 0xae, 0xaf,
	0, 0, 0, 5, 0, 0, 0, 1, 0, 0xff, 0xff, 0xff, 0xff
};
/* 11.3: what follows the header. */
static const uint8_t snappy_tail[] = {
	0, 0, 0, 0x10, 0, 0, 0, 0, 0, 0, 0, 6, 0, 0, 0, 8,
	6, 0x14, 5, 'h', 'e', 'l', 'l', 'o'
};

/* Writes the n records at kv, each a key and a value of the lengths in len, to "worked". */
static struct buf
write_worked(struct seq_header *h, uint64_t interval, const char *const *kv,
    const size_t *len, size_t n)
{
	struct seqfile_out_conf conf = { .path = in_dir("worked"), .shape = SEQFILE_FILE,
	    .header = h, .sync_interval = interval };
	struct seq_encode_conf ec = { .layout = h->layout, .codec = h->codec };
	struct seq_encoder *w = seq_encoder_new(&ec, NULL);
	struct seqfile_out *o = seqfile_out_new(&conf, NULL);
	struct seq_unit u = SEQ_UNIT_INIT;

	if (CHECK(w != NULL && o != NULL)) {
		for (size_t i = 0; i < n; i++)
			CHECK_INT(seq_encoder_add(w, kv[2 * i], len[2 * i], kv[2 * i + 1],
			    len[2 * i + 1], NULL), 0);
		CHECK_INT(seq_encoder_finish(w, &u, NULL), 0);
		CHECK_INT(seqfile_out_put(o, &u, NULL), 0);
		CHECK_INT(seqfile_out_commit(o, NULL), 0);
	}
	seq_unit_release(&u);
	seq_encoder_free(w);
	seq_header_release(h);
	return slurp(conf.path);
}

TEST(worked_file_of_plain_records)
{
	static const char *const kv[] = { "\2hi", "\0\0\0\7", "", "\377\377\377\377" };
	static const size_t len[] = { 3, 4, 1, 4 };
	/* The header ends at 89, the first record at 104: one farther there is no sync yet. */
	static const uint64_t interval[] = { 90, 104, 105 };

	for (int i = 0; i < 3; i++) {
		struct seq_header h;
		struct buf b;

		header(&h, SEQ_PLAIN, WHOLE_NONE, TEXT, IO "IntWritable");
		CHECK_INT(seq_header_meta(&h, "a", 1, "b", 1, NULL), 0);
		b = write_worked(&h, interval[i], kv, len, 2);
		CHECK_UINT(b.len, i < 2 ? 137 : 117);
		if (b.len == 137)
			CHECK_MEM(b.data + 0x59, b.len - 0x59, plain_tail, sizeof(plain_tail));
		buf_release(&b);
	}
}

TEST(worked_file_of_snappy)
{
	static const char *const kv[] = { "", "\5hello" };
	static const size_t len[] = { 0, 6 };
	struct whole_pack *there = whole_pack_new(WHOLE_SNAPPY, 0, NULL);
	struct seq_header h;
	struct buf b;

	if (there == NULL)
		SKIP("no Snappy here");
	whole_pack_free(there);
	header(&h, SEQ_RECORD, WHOLE_SNAPPY, IO "NullWritable", TEXT);
	b = write_worked(&h, 0, kv, len, 1);
	CHECK_UINT(b.len, 152);
	if (b.len == 152)
		CHECK_MEM(b.data + 0x80, b.len - 0x80, snappy_tail, sizeof(snappy_tail));
	buf_release(&b);
}

/* 11.2 but for the compressed bytes: its records come back. */
TEST(worked_file_of_a_block)
{
	static const char *const kv[] = { "\2hi", "\0\0\0\7", "", "\377\377\377\377" };
	static const size_t len[] = { 3, 4, 1, 4 };
	struct seq_header h, got;
	struct seq_decoder *d;
	struct seq_record r;
	struct buf b;

	header(&h, SEQ_BLOCK, WHOLE_ZLIB, TEXT, IO "IntWritable");
	b = write_worked(&h, 0, kv, len, 2);
	REQUIRE(b.len > 0x95 && seq_header_parse(&got, b.data, b.len, NULL) == 1);
	CHECK_UINT(got.size, 0x80);
	CHECK_MEM(b.data + 0x80, 4, "\377\377\377\377", 4);
	CHECK_INT(b.data[0x94], 2);
	REQUIRE((d = seq_decoder_new(&got, SEQ_ALL, 0, NULL)) != NULL);
	CHECK_INT(seq_decoder_start(d, b.data + 0x80, b.len - 0x80, NULL), 0);
	for (int i = 0; i < 2; i++) {
		CHECK_INT(seq_decoder_next(d, &r, NULL), 1);
		CHECK_MEM(r.key, r.nkey, kv[2 * i], len[2 * i]);
		CHECK_MEM(r.value, r.nvalue, kv[2 * i + 1], len[2 * i + 1]);
	}
	CHECK_INT(seq_decoder_next(d, &r, NULL), 0);
	seq_decoder_free(d);
	seq_header_release(&got);
	buf_release(&b);
}

/* A Hadoop file holds 9434 records of 4 and 102 bytes in each block. */
TEST(cutter)
{
	struct seq_cutter c = SEQ_CUTTER_INIT(SEQ_BLOCK_SIZE);

	for (int i = 0; i < 3 * 9434; i++)
		CHECK_INT(seq_cutter_next(&c, 4, 102), i > 0 && i % 9434 == 0);
	c = (struct seq_cutter)SEQ_CUTTER_INIT(1060);
	for (int i = 0; i < 50; i++)
		CHECK_INT(seq_cutter_next(&c, 4, 102), i > 0 && i % 10 == 0);
	/* Never more in a block than a Java array holds, but for one record alone. */
	CHECK(seq_cutter_next(&c, 10, SEQ_RECORD_MAX - 10));
	CHECK(seq_cutter_next(&c, 10, UINT64_C(3) << 30));
	CHECK(seq_cutter_next(&c, 1, 1));
	CHECK(!seq_cutter_next(&c, 0, 0));
	/* Records of no bytes end a unit some time, too. */
	for (int i = 2; i < SEQ_UNIT_RECORDS; i++)
		CHECK(!seq_cutter_next(&c, 0, 0));
	CHECK(seq_cutter_next(&c, 0, 0));
}

static const enum whole codecs[] = { WHOLE_ZLIB, WHOLE_GZIP, WHOLE_BZIP2, WHOLE_ZSTD,
	WHOLE_SNAPPY, WHOLE_LZ4 };

/* Whether the library of a codec is here. */
static bool
have(enum whole codec)
{
	struct whole_pack *w = whole_pack_new(codec, 0, NULL);

	whole_pack_free(w);
	return w != NULL;
}

TEST(records_come_back)
{
	for (size_t i = 0; i < sizeof(codecs) / sizeof(*codecs); i++) {
		for (enum seq_layout l = SEQ_PLAIN; l <= SEQ_BLOCK; l++) {
			const char *path = in_dir("%s.%s", seq_layout_name(l),
			    whole_name(codecs[i]));
			uint64_t n = 0;

			if (!have(codecs[i]) || (l == SEQ_PLAIN && i > 0))
				continue;
			CHECK_INT(write_records(path, l, codecs[i], 2000, 700, 100, 50000), 0);
			CHECK_INT(read_records(path, &n, 700), 0);
			CHECK_UINT(n, 2000);
		}
	}
}

/* The bytes do not depend on where runs of records were cut. */
TEST(runs_of_any_size)
{
	for (enum seq_layout l = SEQ_PLAIN; l <= SEQ_RECORD; l++) {
		CHECK_INT(write_records(in_dir("one"), l, WHOLE_ZLIB, 5000, 300, 1, 0), 0);
		for (uint64_t run = 2; run < 10000; run = run * 7 + 1) {
			CHECK_INT(write_records(in_dir("two"), l, WHOLE_ZLIB, 5000, 300, run, 0), 0);
			CHECK(same_files(in_dir("one"), in_dir("two")));
		}
	}
}

/* A sync stands before a record exactly when Hadoop would put one there. */
TEST(where_syncs_stand)
{
	struct seq_header h;
	struct buf b;
	size_t at, last = 0, syncs = 0, size;
	enum seq_item item;

	CHECK_INT(write_records(in_dir("syncs"), SEQ_PLAIN, WHOLE_NONE, 5000, 400, 333, 0), 0);
	b = slurp(in_dir("syncs"));
	REQUIRE(seq_header_parse(&h, b.data, b.len, NULL) == 1);
	for (at = h.size; at < b.len; at += size) {
		bool due = at >= last + SEQFILE_SYNC_INTERVAL;

		REQUIRE(seq_item_parse(&h, b.data + at, b.len - at, &item, &size, NULL) == 1);
		REQUIRE(due == (item == SEQ_ITEM_SYNC));
		if (item == SEQ_ITEM_SYNC) {
			last = at + size;
			syncs++;
		}
	}
	CHECK_UINT(at, b.len);
	CHECK(syncs >= 9);
	seq_header_release(&h);
	buf_release(&b);
}

/* -- parts -- */

static struct seqfile_out *
open_out(const char *path, enum seqfile_shape shape, enum seq_layout layout,
    int64_t max_size, bool replace, struct err *e)
{
	struct seq_header h;
	struct seqfile_out_conf conf = { .path = path, .shape = shape, .header = &h,
	    .max_size = max_size, .replace = replace };
	struct seqfile_out *o;

	header(&h, layout, WHOLE_ZLIB, TEXT, BYTES);
	o = seqfile_out_new(&conf, e);
	seq_header_release(&h);
	return o;
}

/* How many entries a directory has but . and .. */
static int
entries(const char *path)
{
	DIR *d = opendir(path);
	int n = 0;

	while (d != NULL && readdir(d) != NULL)
		n++;
	if (d != NULL)
		closedir(d);
	return n - 2;
}

static void
check_parts(const char *path, const char *other, uint64_t records, uint64_t parts, int64_t max)
{
	uint64_t next = 0;
	struct stat st;

	for (uint64_t i = 0; i < parts; i++) {
		const char *p = in_dir("%s/part-%05u", path, (unsigned)i);
		uint64_t before = next;

		REQUIRE(stat(p, &st) == 0);
		CHECK_INT(read_records(p, &next, 3000), 0);
		CHECK(next > before);
		CHECK(st.st_size <= max || next == before + 1);
		CHECK(same_files(p, in_dir("%s/part-%05u", other, (unsigned)i)));
	}
	CHECK_UINT(next, records);
	CHECK_INT(entries(in_dir("%s", path)), (int)parts + 1);
	CHECK(stat(in_dir("%s/_SUCCESS", path), &st) == 0 && st.st_size == 0);
}

TEST(parts_of_a_size)
{
	static const struct {
		int64_t size;
		uint64_t records;
	} cases[] = { { 1, 7 }, { 2000, 10 }, { 30000, 100 }, { 250000, 400 } };

	for (enum seq_layout l = SEQ_PLAIN; l <= SEQ_BLOCK; l++) {
		const struct seq_encode_conf ec = { .layout = l, .codec = WHOLE_ZLIB };

		for (size_t i = 0; i < sizeof(cases) / sizeof(*cases); i++) {
			static const char *const name[] = { "p.one", "p.two" };
			struct seqfile_out_counts c = { 0, 0, 0, 0 };
			uint64_t n = cases[i].records;

			/* A block of one record, where single records must do. */
			for (int k = 0; k < 2; k++) {
				struct seqfile_out *o = open_out(in_dir("%s", name[k]),
				    SEQFILE_PARTS, l, cases[i].size, false, NULL);

				REQUIRE(o != NULL);
				CHECK_INT(put_records(o, &ec, 0, n, 3000, k ? 70 : 1, 1, NULL), 0);
				c = seqfile_out_counts(o);
				CHECK_INT(seqfile_out_commit(o, NULL), 0);
			}
			CHECK_UINT(c.records, n);
			CHECK_UINT(c.blocks, l == SEQ_BLOCK ? n : 0);
			if (cases[i].size == 1)
				CHECK_UINT(c.parts, n);
			check_parts(name[0], name[1], n, c.parts, cases[i].size);
			sh("rm -rf p.one p.two");
		}
	}
}

/* Parts that are full to the last byte, and that lack one. */
static void
fill_parts(enum seq_layout layout, uint64_t interval, size_t each)
{
	struct seq_header h;
	struct seqfile_out_conf conf = { .path = in_dir("fit"), .shape = SEQFILE_PARTS,
	    .header = &h, .sync_interval = interval, .replace = true };
	struct seq_encode_conf ec = { .layout = layout, .codec = WHOLE_ZLIB };
	struct buf head = BUF_INIT;
	struct seq_unit u = SEQ_UNIT_INIT;

	header(&h, layout, WHOLE_ZLIB, TEXT, BYTES);
	CHECK_INT(seq_header_write(&h, &head, NULL), 0);
	for (int spare = 0; spare < 2; spare++) {
		struct seq_encoder *w = seq_encoder_new(&ec, NULL);
		struct seqfile_out *o;

		conf.max_size = (int64_t)(head.len + 2 * each) - 1 + spare;
		o = seqfile_out_new(&conf, NULL);
		REQUIRE(w != NULL && o != NULL);
		for (int i = 0; i < 6; i++) {
			CHECK_INT(seq_encoder_add(w, "\1k", 2, "0123456789", 10, NULL), 0);
			if (layout != SEQ_BLOCK && i != 2 && i != 5)
				continue;
			CHECK_INT(seq_encoder_finish(w, &u, NULL), 0);
			CHECK_INT(seqfile_out_put(o, &u, NULL), 0);
		}
		CHECK_UINT(seqfile_out_counts(o).parts, spare ? 3 : 6);
		CHECK_UINT(seqfile_out_counts(o).bytes, 6 * each + (spare ? 3 : 6) * head.len);
		CHECK_INT(seqfile_out_commit(o, NULL), 0);
		seq_encoder_free(w);
	}
	seq_unit_release(&u);
	buf_release(&head);
	seq_header_release(&h);
}

TEST(parts_full_to_the_last_byte)
{
	static const struct seq_encode_conf ec = { .layout = SEQ_BLOCK, .codec = WHOLE_ZLIB };
	struct seq_encoder *w = seq_encoder_new(&ec, NULL);
	struct seq_unit u = SEQ_UNIT_INIT;

	fill_parts(SEQ_PLAIN, 0, 20);
	/* A sync before each. */
	fill_parts(SEQ_PLAIN, 1, 40);
	REQUIRE(w != NULL);
	CHECK_INT(seq_encoder_add(w, "\1k", 2, "0123456789", 10, NULL), 0);
	CHECK_INT(seq_encoder_finish(w, &u, NULL), 0);
	fill_parts(SEQ_BLOCK, 0, SEQ_ESCAPE + u.data.len);
	seq_unit_release(&u);
	seq_encoder_free(w);
}

TEST(no_records)
{
	struct seqfile_out *o = open_out(in_dir("none"), SEQFILE_FILE, SEQ_BLOCK, 0, false, NULL);
	struct seqfile_out *p = open_out(in_dir("nones"), SEQFILE_PARTS, SEQ_BLOCK, 9, false, NULL);
	uint64_t n = 0;

	REQUIRE(o != NULL && p != NULL);
	CHECK_INT(seqfile_out_commit(o, NULL), 0);
	CHECK_INT(seqfile_out_commit(p, NULL), 0);
	CHECK_INT(read_records(in_dir("none"), &n, 0), 0);
	CHECK_INT(read_records(in_dir("nones/part-00000"), &n, 0), 0);
	CHECK_UINT(n, 0);
}

/* -- limits -- */

TEST(records_too_long)
{
	for (enum seq_layout l = SEQ_PLAIN; l <= SEQ_BLOCK; l++) {
		const struct seq_encode_conf ec = { .layout = l, .codec = WHOLE_ZLIB };
		struct seq_encoder *w = seq_encoder_new(&ec, NULL);
		struct err e = ERR_INIT;
		uint8_t *k, *v;

		REQUIRE(w != NULL);
		CHECK_INT(seq_encoder_begin(w, 1, SEQ_RECORD_MAX, &k, &v, &e), -1);
		CHECK_INT(e.status, STATUS_DATA);
		CHECK_HAS(e.msg, "2147483648 bytes");
		CHECK_INT(seq_encoder_begin(w, SIZE_MAX, SIZE_MAX, &k, &v, &e), -1);
		CHECK_UINT(seq_encoder_records(w), 0);
		seq_encoder_free(w);
	}
}

/* Room for more than there is in the end: a file that has shrunk. */
TEST(less_than_begun)
{
	for (enum seq_layout l = SEQ_PLAIN; l <= SEQ_BLOCK; l++) {
		const struct seq_encode_conf ec = { .layout = l, .codec = WHOLE_ZLIB };
		struct seq_encoder *w = seq_encoder_new(&ec, NULL);
		struct seq_unit a = SEQ_UNIT_INIT, b = SEQ_UNIT_INIT;
		uint8_t *k, *v;

		REQUIRE(w != NULL);
		for (int i = 0; i < 3; i++) {
			/* Forgotten at once. */
			CHECK_INT(seq_encoder_begin(w, 500, 500, &k, &v, NULL), 0);
			CHECK_INT(seq_encoder_begin(w, 50, 1000, &k, &v, NULL), 0);
			memcpy(k, "key", 3);
			memcpy(v, "value", 5);
			CHECK_INT(seq_encoder_end(w, 3, 5, NULL), 0);
		}
		CHECK_INT(seq_encoder_finish(w, &a, NULL), 0);
		for (int i = 0; i < 3; i++)
			CHECK_INT(seq_encoder_add(w, "key", 3, "value", 5, NULL), 0);
		CHECK_INT(seq_encoder_finish(w, &b, NULL), 0);
		CHECK_MEM(a.data.data, a.data.len, b.data.data, b.data.len);
		CHECK_UINT(a.records, 3);
		seq_unit_release(&a);
		seq_unit_release(&b);
		seq_encoder_free(w);
	}
}

/* -- appearing whole or not at all -- */

static const struct seq_encode_conf plain = { .layout = SEQ_PLAIN };

TEST(nothing_before_the_end)
{
	static const enum seqfile_shape shapes[] = { SEQFILE_FILE, SEQFILE_PARTS };

	for (size_t i = 0; i < 2; i++) {
		const char *path = in_dir("late%d", (int)i);
		struct seqfile_out *o = open_out(path, shapes[i], SEQ_PLAIN, 100000, false, NULL);

		REQUIRE(o != NULL);
		CHECK_INT(put_records(o, &plain, 0, 2000, 3000, 100, 0, NULL), 0);
		CHECK(!is_there(path));
		seqfile_out_abort(o);
		CHECK(!is_there(path));
		o = open_out(path, shapes[i], SEQ_PLAIN, 100000, false, NULL);
		REQUIRE(o != NULL);
		CHECK_INT(put_records(o, &plain, 0, 2000, 3000, 100, 0, NULL), 0);
		CHECK_INT(seqfile_out_commit(o, NULL), 0);
		CHECK(is_there(path));
	}
}

/* Nothing but names that tests of this file end with is left in the directory. */
static int
hidden(void)
{
	DIR *d = opendir(dir);
	const struct dirent *f;
	int n = 0;

	while (d != NULL && (f = readdir(d)) != NULL)
		n += f->d_name[0] == '.' && f->d_name[1] != '\0' && f->d_name[1] != '.';
	if (d != NULL)
		closedir(d);
	return n;
}

/* Killed while it writes: nothing has appeared, and the next one cleans up. */
TEST(killed)
{
	for (int shape = SEQFILE_FILE; shape <= SEQFILE_MAP; shape++) {
		const char *path = in_dir("killed%d", shape);
		struct seqfile_out *o;
		pid_t pid = fork();
		int status;

		if (pid == 0) {
			o = open_out(path, (enum seqfile_shape)shape, SEQ_PLAIN, 100000, false, NULL);
			if (o == NULL || put_records(o, &plain, 0, 500, 3000, 10, 0, NULL) != 0)
				_exit(1);
			raise(SIGKILL);
		}
		REQUIRE(pid > 0 && waitpid(pid, &status, 0) == pid);
		CHECK(WIFSIGNALED(status));
		CHECK(!is_there(path));
		if (shape != SEQFILE_FILE)
			CHECK_INT(hidden(), 1);
		o = open_out(path, (enum seqfile_shape)shape, SEQ_PLAIN, 0, false, NULL);
		REQUIRE(o != NULL);
		if (shape != SEQFILE_FILE)
			CHECK_INT(hidden(), 1);
		CHECK_INT(seqfile_out_commit(o, NULL), 0);
		CHECK_INT(hidden(), 0);
	}
}

/* What somebody holds is left alone. */
TEST(neighbours_at_work)
{
	const char *path = in_dir("shared");
	struct seqfile_out *a = open_out(path, SEQFILE_PARTS, SEQ_PLAIN, 0, false, NULL);
	struct seqfile_out *b = open_out(path, SEQFILE_PARTS, SEQ_PLAIN, 0, false, NULL);
	struct err e = ERR_INIT;

	REQUIRE(a != NULL && b != NULL);
	CHECK_INT(put_records(a, &plain, 0, 10, 100, 10, 0, NULL), 0);
	CHECK_INT(seqfile_out_commit(b, NULL), 0);
	CHECK_INT(seqfile_out_commit(a, &e), -1);
	CHECK_INT(e.status, STATUS_DATA);
	CHECK_HAS(e.msg, "shared already exists");
	CHECK_INT(hidden(), 0);
}

TEST(directories_that_are_there)
{
	const char *path = in_dir("old");
	struct err e = ERR_INIT;
	struct stat st;
	struct seqfile_out *o;
	uint64_t n = 0;

	CHECK_INT(mkdir(path, 0777), 0);
	CHECK(open_out(path, SEQFILE_PARTS, SEQ_PLAIN, 0, false, &e) == NULL);
	CHECK_INT(e.status, STATUS_DATA);
	spill(in_dir("old/part-00007"), "x", 1);
	spill(in_dir("old/.part-00007.crc"), "x", 1);
	spill(in_dir("old/letter.txt"), "x", 1);
	CHECK(open_out(path, SEQFILE_PARTS, SEQ_PLAIN, 0, true, &e) == NULL);
	CHECK_INT(e.status, STATUS_USAGE);
	CHECK_HAS(e.msg, "\"letter.txt\"");
	CHECK_INT(unlink(in_dir("old/letter.txt")), 0);
	CHECK_INT(mkdir(in_dir("old/part-x"), 0777), 0);
	CHECK(open_out(path, SEQFILE_PARTS, SEQ_PLAIN, 0, true, &e) == NULL);
	CHECK_INT(rmdir(in_dir("old/part-x")), 0);

	/* Through a link, with a slash at the end; the old one stays until the end. */
	CHECK_INT(symlink("old", in_dir("link")), 0);
	CHECK_INT(chmod(path, 0751), 0);
	o = open_out(in_dir("link/"), SEQFILE_PARTS, SEQ_PLAIN, 0, true, &e);
	REQUIRE(o != NULL);
	CHECK_INT(put_records(o, &plain, 0, 10, 100, 10, 0, NULL), 0);
	CHECK(is_there(in_dir("old/part-00007")));
	CHECK_INT(seqfile_out_commit(o, NULL), 0);
	CHECK(!is_there(in_dir("old/part-00007")));
	CHECK_INT(read_records(in_dir("link/part-00000"), &n, 100), 0);
	CHECK_UINT(n, 10);
	CHECK_INT(entries(path), 2);
	CHECK(stat(path, &st) == 0 && (st.st_mode & 07777) == 0751);
	CHECK_INT(hidden(), 0);
}

TEST(a_full_disk)
{
	struct err e = ERR_INIT;
	struct seqfile_out *o = open_out("/dev/full", SEQFILE_FILE, SEQ_PLAIN, 0, false, &e);
	struct rlimit old, small;
	void (*sig)(int) = signal(SIGXFSZ, SIG_IGN);

	REQUIRE(o != NULL);
	CHECK_INT(put_records(o, &plain, 0, 1, 100, 10, 0, NULL), 0);
	CHECK_INT(seqfile_out_commit(o, &e), -1);
	CHECK_INT(e.status, STATUS_SYSTEM);

	REQUIRE(getrlimit(RLIMIT_FSIZE, &old) == 0);
	small = old;
	small.rlim_cur = 300000;
	for (int shape = SEQFILE_FILE; shape <= SEQFILE_MAP; shape++) {
		const char *path = in_dir("full%d", shape);
		int rc;

		REQUIRE(setrlimit(RLIMIT_FSIZE, &small) == 0);
		o = open_out(path, (enum seqfile_shape)shape, SEQ_PLAIN, 0, false, NULL);
		REQUIRE(o != NULL);
		rc = put_records(o, &plain, 0, 500, 3000, 10, 0, &e);
		CHECK_INT(rc, -1);
		CHECK_INT(e.status, STATUS_SYSTEM);
		/* Even who goes on in spite of the error makes nothing appear. */
		CHECK_INT(seqfile_out_commit(o, &e), -1);
		CHECK_INT(setrlimit(RLIMIT_FSIZE, &old), 0);
		CHECK(!is_there(path));
	}
	CHECK_INT(hidden(), 0);
	signal(SIGXFSZ, sig);
}

TEST(stale_checksums)
{
	spill(in_dir("sums"), "x", 1);
	spill(in_dir(".sums.crc"), "x", 1);
	CHECK_INT(symlink("sums", in_dir("sums.link")), 0);
	spill(in_dir(".other.crc"), "x", 1);
	CHECK_INT(write_records(in_dir("sums.link"), SEQ_PLAIN, WHOLE_NONE, 3, 10, 10, 0), 0);
	CHECK(!is_there(in_dir(".sums.crc")));
	CHECK(is_there(in_dir(".other.crc")));
	CHECK_INT(unlink(in_dir(".other.crc")), 0);
}
