/* seqfile_rows_test.c - SequenceFiles as rows, and rows as SequenceFiles. */
/* par */
#include "check.h"

#include <glob.h>
#include <zlib.h>

#include "base/mem.h"
#include "format/seqfile_rows.h"
#include "hadoop/seq_frames.h"
#include "seqfile_util.h"

static const char *
golden_dir(void)
{
	static char path[400];
	const char *src = getenv("SRC");

	snprintf(path, sizeof(path), "%s/tests/golden/seqfile", src != NULL ? src : ".");
	return path;
}

static const char *
golden_file(const char *name)
{
	static char path[500];

	snprintf(path, sizeof(path), "%s/%s", golden_dir(), name);
	return path;
}

/* The records that a .tsv lists, in hexadecimal; NULL at the end. */
struct listed {
	struct buf text;
	char *at;
};

static bool
listed_open(struct listed *l, const char *seq)
{
	char name[500];

	snprintf(name, sizeof(name), "%.*s.tsv", (int)(strlen(seq) - 4), seq);
	l->text = slurp(name);
	buf_zero(&l->text, 1, NULL);
	l->at = (char *)l->text.data;
	while (*l->at == '#')
		l->at = strchr(l->at, '\n') + 1;
	return CHECK(l->text.len > 1);
}

/* The next field, or NULL. */
static const char *
listed_next(struct listed *l)
{
	char *field = l->at, *end = field + strcspn(field, "\t\n");

	if (*field == '\0')
		return NULL;
	l->at = *end == '\0' ? end : end + 1;
	*end = '\0';
	return field;
}

/* Whether the bytes are what the field says. */
static bool
same(const uint8_t *p, size_t n, const char *field)
{
	char hex[5000];

	if (field == NULL)
		return check_fail(__FILE__, __LINE__, "a record too many");
	if (n > 2048)
		snprintf(hex, sizeof(hex), "crc32:%zu:%08lx", n, crc32(0, p, (unsigned)n));
	else
		for (size_t i = 0; i <= n; i++)
			snprintf(hex + 2 * i, 3, "%02x", i < n ? p[i] : 0);
	if (n <= 2048)
		hex[2 * n] = '\0';
	return CHECK_STR(hex, field);
}

static struct source *
open_rows(const char *path, const struct seqfile_rows_conf *conf, struct err *e)
{
	struct in *in = in_open(path, false, e);

	return in == NULL ? NULL : seqfile_rows_source(in, conf, e);
}

/* Serializes a row's key and value again, as the metadata of the fields says. */
static void
check_batch(const struct batch *b, struct listed *l)
{
	struct buf bytes = BUF_INIT;
	struct err e = ERR_INIT;
	struct writable w[2];

	for (int i = 0; i < 2; i++) {
		const struct field *f = &b->schema->field[i];

		if (!CHECK_INT(writable_for(&w[i], f, meta_get(&f->meta, WRITABLE_META), true, &e), 0)) {
			printf("\t%s\n", e.msg);
			return;
		}
	}
	for (int64_t row = 0; row < b->rows; row++) {
		for (int i = 0; i < 2; i++) {
			bytes.len = 0;
			CHECK_INT(writable_put(&w[i], &b->schema->field[i].type, &b->col[i], row, &bytes,
			    &e), 0);
			if (!same(bytes.data, bytes.len, listed_next(l)))
				row = b->rows;
		}
	}
	buf_release(&bytes);
	writable_release(&w[0]);
	writable_release(&w[1]);
}

/* Reads all of a file and compares; the words of what went wrong, or "". */
static const char *
compare(const char *path, const char *with, enum writable_view view)
{
	const struct seqfile_rows_conf conf = { .view = view };
	static struct err e;
	struct source *s;
	struct listed l;
	int rc;

	err_clear(&e);
	if (!listed_open(&l, with))
		return "no list";
	if ((s = open_rows(path, &conf, &e)) != NULL) {
		do {
			struct batch_list list = { 0 };

			rc = source_next(s, &list, NULL, &e);
			for (size_t i = 0; i < list.n; i++)
				check_batch(list.batch[i], &l);
			batch_list_release(&list);
		} while (rc == 1);
		if (rc == 0)
			CHECK(listed_next(&l) == NULL);
	}
	source_free(s);
	buf_release(&l.text);
	return e.msg;
}

TEST(golden_files_and_back)
{
	unsigned not_text = 0;
	glob_t g;

	REQUIRE(glob(golden_file("*.seq"), 0, NULL, &g) == 0);
	for (size_t i = 0; i < g.gl_pathc; i++) {
		unsigned before = check_failures;

		for (int v = WRITABLE_AS_TYPES; v <= WRITABLE_AS_RAW; v++) {
			const char *words = compare(g.gl_pathv[i], g.gl_pathv[i], (enum writable_view)v);

			if (v == WRITABLE_AS_TYPES && strstr(words, "is not UTF-8") != NULL)
				not_text++;
			else
				CHECK_STR(words, "");
		}
		if (check_failures != before)
			printf("\t%s\n", g.gl_pathv[i]);
	}
	CHECK(g.gl_pathc > 50);
	CHECK_INT(not_text, 1);
	globfree(&g);
}

/* Rows of a file when only some columns are wanted; -1 on failure. */
static int64_t
rows_of(const char *path, bool key, bool value, struct err *e)
{
	const bool used[2] = { key, value };
	struct source *s = open_rows(path, NULL, e);
	struct batch_list list = { 0 };
	int64_t rows = 0;
	int rc;

	if (s == NULL)
		return -1;
	source_plan(s, &(struct want){ .column = used }, NULL);
	while ((rc = source_next(s, &list, NULL, e)) == 1)
		;
	for (size_t i = 0; i < list.n; i++) {
		const struct batch *b = list.batch[i];

		rows += b->rows;
		CHECK_INT(b->col[0].rows, b->rows);
		CHECK_INT(b->col[1].rows, b->rows);
		if (!key)
			CHECK(b->col[0].absent || b->col[0].nulls == b->rows);
		if (!value)
			CHECK(b->col[1].absent || b->col[1].nulls == b->rows);
	}
	batch_list_release(&list);
	source_free(s);
	return rc < 0 ? -1 : rows;
}

TEST(columns_that_nobody_looks_at)
{
	static const char *const name[] = { "plain.seq", "record-snappy.seq", "block-gzip.seq",
		"block-bzip2.seq", "spec-v4-block.seq", "spec-syncs.seq" };

	for (size_t i = 0; i < sizeof(name) / sizeof(*name); i++) {
		struct err e = ERR_INIT;
		int64_t all = rows_of(golden_file(name[i]), true, true, &e);

		CHECK(all > 1);
		CHECK_INT(rows_of(golden_file(name[i]), true, false, &e), all);
		CHECK_INT(rows_of(golden_file(name[i]), false, true, &e), all);
		CHECK_INT(rows_of(golden_file(name[i]), false, false, &e), all);
		CHECK_STR(e.msg, "");
	}
}

/* -- frames into files -- */

/* Writes a golden file again, by way of columns. */
static int
again(const char *from, const char *to, enum writable_view view, enum seq_layout layout,
    enum whole codec, int jobs, struct err *e)
{
	const struct seqfile_rows_conf rows = { .view = view };
	struct seq_header h;
	struct seqfile_out_counts counts;
	struct seq_frames_conf conf = {
		.key = "key", .value = "value", .block_size = 3000, .jobs = jobs,
		.out = { .path = to, .header = &h }
	};
	struct source *s = open_rows(from, &rows, e);
	int rc = -1;

	seq_header_init(&h);
	h.layout = layout;
	h.codec = codec;
	if (s != NULL && seqfile_out_marker(MARKER, h.sync, e) == 0)
		rc = seq_frames(s, &conf, &counts, e);
	source_free(s);
	return rc;
}

TEST(through_columns_into_a_new_file)
{
	static const char *const name[] = { "plain.seq", "block-lz4.seq", "class-map.seq",
		"class-vlong.seq", "class-null.seq", "class-md5.seq", "class-utf8.seq", "class-own.seq",
		"class-array-plain.seq", "spark-int-map.seq", "hive-block.seq", "empty-plain.seq",
		"sync-in-value.seq", "class-short.seq", "class-boolean.seq", "class-float.seq" };
	static const struct {
		enum seq_layout layout;
		enum whole codec;
	} form[] = { { SEQ_PLAIN, WHOLE_NONE }, { SEQ_RECORD, WHOLE_ZLIB }, { SEQ_BLOCK, WHOLE_ZSTD } };

	for (size_t i = 0; i < sizeof(name) / sizeof(*name); i++) {
		for (size_t k = 0; k < 3; k++) {
			char from[500];
			const char *one = in_dir("one.seq"), *three = in_dir("three.seq");
			struct err e = ERR_INIT;
			struct buf a, b;

			snprintf(from, sizeof(from), "%s", golden_file(name[i]));
			CHECK_INT(again(from, one, WRITABLE_AS_TYPES, form[k].layout, form[k].codec, 1, &e), 0);
			CHECK_INT(again(from, three, k == 1 ? WRITABLE_AS_RAW : WRITABLE_AS_BYTES,
			    form[k].layout, form[k].codec, 3, &e), 0);
			CHECK_STR(e.msg, "");
			CHECK_STR(compare(one, from, WRITABLE_AS_RAW), "");
			a = slurp(one);
			b = slurp(three);
			CHECK_MEM(b.data, b.len, a.data, a.len);
			buf_release(&a);
			buf_release(&b);
		}
	}
}

/* A source of two batches made by hand. */
struct hand {
	struct source base;
	int given;
	int64_t rows;
	bool with_null;
	const char *type;
};

static int
hand_next(struct source *s, struct raw **out, struct err *e)
{
	struct hand *h = (struct hand *)s;

	if (h->given++ == 2)
		return 0;
	*out = mem_zero(1, sizeof(**out), e);
	return 1;
}

static int
hand_decode(struct source *s, int w, struct raw *r, struct batch **out, struct err *e)
{
	struct hand *h = (struct hand *)s;
	struct batch_builder bb;

	(void)w;
	/* One batch a raw. */
	if (r->bytes++ > 0)
		return 0;
	if (batch_builder_init(&bb, s->schema, e) != 0)
		return -1;
	for (int64_t i = 0; i < h->rows; i++) {
		if (h->with_null && h->given == 2 && i == 1) {
			builder_null(&bb.col[0], e);
		} else if (bb.col[0].nchild > 0) {
			builder_bytes(&bb.col[0].child[0], "x", 1, e);
			builder_row(&bb.col[0], e);
		} else if (type_is_bytes(bb.col[0].type->id)) {
			builder_bytes(&bb.col[0], "x", 1, e);
		} else {
			builder_i64(&bb.col[0], 1000 * h->given + i, e);
		}
	}
	*out = batch_builder_finish(&bb, e);
	batch_builder_release(&bb);
	return *out == NULL ? -1 : 1;
}

static void
hand_drop(struct source *s, struct raw *r)
{
	(void)s;
	free(r);
}

static const struct source_ops hand_ops = {
	.next = hand_next, .decode = hand_decode, .drop = hand_drop
};

/* Writes a column `v` of the type; the words of what was wrong. */
static const char *
write_hand(const char *type, bool with_null, const char *value, const char *class, bool key,
    const char *path)
{
	struct hand h = { .base = { .ops = &hand_ops, .name = "hand" }, .rows = 3,
	    .with_null = with_null };
	static struct err e;
	struct seq_header header;
	struct seq_frames_conf conf = {
		.key = key ? value : NULL, .value = key ? NULL : value, .jobs = 2,
		.key_class = key ? class : NULL, .value_class = key ? NULL : class,
		.out = { .path = path, .header = &header }
	};
	struct type t;
	int rc;

	err_clear(&e);
	seq_header_init(&header);
	if (type_parse(&type, &t, &e) != 0 || (h.base.schema = schema_new(&e)) == NULL ||
	    schema_add(h.base.schema, "v", &t, true, &e) == NULL)
		return "bad test";
	rc = seq_frames(&h.base, &conf, NULL, &e);
	CHECK_INT(rc, e.msg[0] == '\0' ? 0 : -1);
	schema_unref(h.base.schema);
	type_release(&t);
	return e.msg;
}

/* The classes in the header of a file, and what its metadata says of them. */
static const char *
classes(const char *path)
{
	static char text[500];
	struct err e = ERR_INIT;
	struct source *s = open_rows(path, NULL, &e);
	struct in *in = in_open(path, true, &e);
	struct seqfile_pieces *p = in == NULL ? NULL :
	    seqfile_pieces_new(in, &(struct seqfile_pieces_conf){ .from = 0 }, &e);
	const struct seq_header *h;
	char a[100], b[100];

	if (s == NULL || p == NULL)
		return "no file";
	h = seqfile_pieces_header(p);
	snprintf(text, sizeof(text), "%s %s %s %s %s", h->key_class, h->value_class,
	    h->nmeta > 0 ? h->meta[0].value : "-", type_string(&s->schema->field[0].type, a,
	    sizeof(a)), type_string(&s->schema->field[1].type, b, sizeof(b)));
	source_free(s);
	seqfile_pieces_free(p);
	in_free(in);
	return text;
}

TEST(columns_as_classes)
{
	const char *path = in_dir("hand.seq");

	CHECK_STR(write_hand("int", false, "v", NULL, false, path), "");
	CHECK_STR(classes(path), IO "NullWritable " IO "IntWritable - void int");
	CHECK_STR(write_hand("int", false, "v", "VLongWritable", true, path), "");
	CHECK_STR(classes(path), IO "VLongWritable " IO "NullWritable - bigint void");
	CHECK_STR(write_hand("array<string>", false, "v", NULL, false, path), "");
	CHECK_STR(classes(path), IO "NullWritable " IO "ArrayWritable " IO "ArrayWritable<" TEXT "> "
	    "void array<string>");
	CHECK_STR(write_hand("array<string>", false, "v", "com.example.Texts", false, path), "");
	CHECK_STR(classes(path), IO "NullWritable com.example.Texts com.example.Texts<" TEXT "> "
	    "void array<string>");
	CHECK_STR(write_hand("binary", false, "v", "com.example.Thing", false, path), "");
	CHECK_STR(classes(path), IO "NullWritable com.example.Thing - void binary");
}

TEST(columns_that_do_not_fit)
{
	const char *path = in_dir("bad.seq");

	CHECK_STR(write_hand("int", true, "v", NULL, false, path),
	    "hand: row 5: the value: NULL, which IntWritable cannot hold");
	CHECK_STR(write_hand("int", false, "v", "ByteWritable", true, path),
	    "hand: row 1: the key: 1000 is out of the range of ByteWritable");
	CHECK_STR(write_hand("int", false, "w", NULL, false, path),
	    "option --value: hand has no column \"w\"; near: \"v\"");
	CHECK_STR(write_hand("date", false, "v", NULL, true, path),
	    "column v is date, for which Hadoop has no Writable: cast it");
	CHECK_STR(write_hand("int", false, "v", "Text", true, path),
	    "column v is int, which Text cannot hold");
	CHECK(!is_there(path));
}

/* -- parts of a file -- */

static int64_t
rows_between(const char *path, int64_t from, int64_t to)
{
	const struct seqfile_rows_conf conf = { .pieces = { .from = from, .to = to } };
	struct err e = ERR_INIT;
	struct source *s = open_rows(path, &conf, &e);
	struct batch_list list = { 0 };
	int64_t rows = 0;

	if (!CHECK(s != NULL))
		return -1;
	while (source_next(s, &list, NULL, &e) == 1)
		;
	for (size_t i = 0; i < list.n; i++)
		rows += list.batch[i]->rows;
	CHECK_STR(e.msg, "");
	batch_list_release(&list);
	source_free(s);
	return rows;
}

/* Also where the classes inside are learned: each part learns for itself. */
TEST(parts_are_all_rows_once)
{
	static const char *const name[] = { "plain.seq", "block-deflate.seq", "old-interval.seq",
		"class-map.seq" };

	for (size_t i = 0; i < sizeof(name) / sizeof(*name); i++) {
		char path[500];
		struct buf b;
		int64_t all, sum = 0, size, step;

		snprintf(path, sizeof(path), "%s", golden_file(name[i]));
		b = slurp(path);
		size = (int64_t)b.len;
		step = size / 7 + 1;
		all = rows_between(path, 0, 0);
		for (int64_t at = 0; at < size; at += step)
			sum += rows_between(path, at, at + step);
		CHECK_INT(sum, all);
		buf_release(&b);
	}
}
