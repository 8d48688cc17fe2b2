/* seqfile_map_test.c - the order of keys; MapFiles: index, look-ups, indexes that do not fit. */
#include "check.h"

#include "seqfile_util.h"

#include "dataset/parts.h"
#include "format/seqfile_map.h"
#include "seqfile/order.h"

/* -- order -- */

/* The keys at k, each of n bytes, ascend, all of them different. */
static void
check_ascending(const char *class, const char *k, size_t n, size_t count)
{
	const struct seq_order *o = seq_order_find(class);
	struct seq_rank a, b;

	REQUIRE(o != NULL);
	for (size_t i = 0; i < count; i++)
		for (size_t j = 0; j < count; j++) {
			int want = i < j ? -1 : i > j, got;

			REQUIRE(seq_order_rank(o, (const uint8_t *)k + i * n, n, &a, NULL) == 0);
			REQUIRE(seq_order_rank(o, (const uint8_t *)k + j * n, n, &b, NULL) == 0);
			got = seq_rank_compare(&a, &b);
			CHECK_INT(got < 0 ? -1 : got > 0, want);
		}
}

TEST(numbers_in_order)
{
	check_ascending(IO "IntWritable", "\x80\0\0\0" "\xff\xff\xff\xff" "\0\0\0\0"
	    "\0\0\0\1" "\0\0\1\0" "\x7f\xff\xff\xff", 4, 6);
	check_ascending(IO "LongWritable", "\x80\0\0\0\0\0\0\0" "\xff\xff\xff\xff\xff\xff\xff\xff"
	    "\0\0\0\0\0\0\0\0" "\0\0\0\1\0\0\0\0", 8, 4);
	/* -inf -1.5 -min -0 0 min 1.5 inf NaN */
	check_ascending(IO "FloatWritable", "\xff\x80\0\0" "\xbf\xc0\0\0" "\x80\0\0\1" "\x80\0\0\0"
	    "\0\0\0\0" "\0\0\0\1" "\x3f\xc0\0\0" "\x7f\x80\0\0" "\x7f\xc0\0\0", 4, 9);
	check_ascending(IO "DoubleWritable", "\xff\xf0\0\0\0\0\0\0" "\xbf\xf8\0\0\0\0\0\0"
	    "\x80\0\0\0\0\0\0\0" "\0\0\0\0\0\0\0\0" "\x3f\xf8\0\0\0\0\0\0"
	    "\x7f\xf0\0\0\0\0\0\0" "\xff\xf8\0\0\0\0\0\0", 8, 7);
	check_ascending(IO "ByteWritable", "\x80\xff\0\1\x7f", 1, 5);
	check_ascending(IO "ShortWritable", "\x80\0" "\xff\xff" "\0\0" "\0\xff" "\1\0", 2, 5);
	check_ascending(IO "BooleanWritable", "\0\1", 1, 2);
	check_ascending(IO "VIntWritable", "\x87\xff" "\x87\x70", 2, 2);
	check_ascending(IO "VLongWritable", "\x90\xff\0\1\x7f", 1, 5);
}

TEST(bytes_in_order)
{
	static const char *const text[] = { "", "\1a", "\2a\0", "\2ab", "\1b", "\3b\x7f\xff",
	    "\2b\x80", "\1\xff" };
	const struct seq_order *o = seq_order_find(TEXT);
	struct seq_rank a, b;
	char q[40];

	for (size_t i = 0; i + 1 < sizeof(text) / sizeof(*text); i++) {
		CHECK_INT(seq_order_rank(o, (const uint8_t *)text[i], 1 + (size_t)text[i][0], &a,
		    NULL), 0);
		CHECK_INT(seq_order_rank(o, (const uint8_t *)text[i + 1],
		    1 + (size_t)text[i + 1][0], &b, NULL), 0);
		CHECK(seq_rank_compare(&a, &b) < 0);
		CHECK(seq_rank_compare(&b, &a) > 0);
	}
	o = seq_order_find(BYTES);
	/* The length comes first, but does not count first. */
	CHECK_INT(seq_order_rank(o, (const uint8_t *)"\0\0\0\2ab", 6, &a, NULL), 0);
	CHECK_INT(seq_order_rank(o, (const uint8_t *)"\0\0\0\1b", 5, &b, NULL), 0);
	CHECK(seq_rank_compare(&a, &b) < 0);
	CHECK_STR(seq_order_quote(o, (const uint8_t *)"\0\0\0\1b", 5, q, sizeof(q)), "\"b\"");
	o = seq_order_find(IO "IntWritable");
	CHECK_STR(seq_order_quote(o, (const uint8_t *)"\xff\xff\xff\xfe", 4, q, sizeof(q)), "-2");
}

TEST(keys_of_no_class)
{
	static const struct {
		const char *class, *key;
		size_t n;
	} bad[] = {
		{ TEXT, "", 0 }, { TEXT, "\1", 1 }, { TEXT, "\1ab", 3 }, { TEXT, "\xff", 1 },
		{ BYTES, "\0\0\0", 3 }, { BYTES, "\0\0\0\1", 4 }, { BYTES, "\xff\xff\xff\xff", 4 },
		{ IO "IntWritable", "\0\0\0", 3 }, { IO "LongWritable", "\0\0\0\0", 4 },
		{ IO "VIntWritable", "\x8b\1\1\1\1\1", 6 }, { IO "VIntWritable", "\1\1", 2 },
		{ IO "NullWritable", "\0", 1 }, { IO "UTF8", "\0\2a", 3 },
	};
	struct seq_rank r;

	for (size_t i = 0; i < sizeof(bad) / sizeof(*bad); i++) {
		struct err e = ERR_INIT;

		CHECK_INT(seq_order_rank(seq_order_find(bad[i].class),
		    (const uint8_t *)bad[i].key, bad[i].n, &r, &e), -1);
		CHECK_INT(e.status, STATUS_DATA);
	}
	CHECK(seq_order_find("org.example.Key") == NULL);
}

/* -- writing -- */

/* Keys of a map: number i is Text of 6 digits, 2 (i / dup): so there are gaps, and dup of each. */
static size_t
map_key(uint64_t i, uint64_t dup, uint8_t key[8])
{
	char text[8];

	snprintf(text, sizeof(text), "%06u", (unsigned)(2 * (i / dup) % 1000000));
	key[0] = 6;
	memcpy(key + 1, text, 6);
	return 7;
}

struct shape {
	enum seq_layout layout;
	uint64_t dup, block, records;
};

static const struct shape shapes[] = {
	{ SEQ_PLAIN, 1, 0, 3000 }, { SEQ_PLAIN, 1, 0, 1 }, { SEQ_RECORD, 1, 0, 3000 },
	{ SEQ_PLAIN, 7, 0, 3000 }, { SEQ_PLAIN, 1000, 0, 3000 },
	{ SEQ_BLOCK, 1, 3000, 3000 },	/* a few records in a block */
	{ SEQ_BLOCK, 1, 40000, 3000 },	/* hundreds */
	{ SEQ_BLOCK, 7, 3000, 3000 }, { SEQ_BLOCK, 300, 10000, 3000 },
	{ SEQ_BLOCK, 1, 1, 1 }, { SEQ_BLOCK, 1, 1000000, 3000 },
};

static struct seqfile_out *
open_map(const char *path, const struct shape *s, struct err *e)
{
	struct seq_header h;
	struct seqfile_out_conf conf = { .path = path, .shape = SEQFILE_MAP, .header = &h,
	    .replace = true };
	struct seqfile_out *o;

	header(&h, s->layout, WHOLE_ZLIB, TEXT, IO "IntWritable");
	o = seqfile_out_new(&conf, e);
	seq_header_release(&h);
	return o;
}

/* Units end at blocks, runs of 100 records. */
static void
write_map(const char *path, const struct shape *s)
{
	struct seqfile_out *o = open_map(path, s, NULL);
	struct seq_encode_conf ec = { .layout = s->layout, .codec = WHOLE_ZLIB };
	struct seq_cutter c = SEQ_CUTTER_INIT(s->layout == SEQ_BLOCK ? s->block : 1100);
	struct seq_unit u = SEQ_UNIT_INIT;
	struct seq_encoder *w;

	REQUIRE(o != NULL);
	ec.order = seqfile_out_order(o);
	REQUIRE(ec.order != NULL && (w = seq_encoder_new(&ec, NULL)) != NULL);
	for (uint64_t i = 0; i < s->records; i++) {
		uint8_t key[8], value[4];
		size_t n = map_key(i, s->dup, key);

		seq_put_i32(value, (int32_t)i);
		if (seq_cutter_next(&c, n, 4)) {
			CHECK_INT(seq_encoder_finish(w, &u, NULL), 0);
			CHECK_INT(seqfile_out_put(o, &u, NULL), 0);
		}
		CHECK_INT(seq_encoder_add(w, key, n, value, 4, NULL), 0);
	}
	CHECK_INT(seq_encoder_finish(w, &u, NULL), 0);
	CHECK_INT(seqfile_out_put(o, &u, NULL), 0);
	CHECK_INT(seqfile_out_commit(o, NULL), 0);
	seq_unit_release(&u);
	seq_encoder_free(w);
}

static void
name_shape(const struct shape *s, char *name, size_t size)
{
	snprintf(name, size, "%s-%u-%u-%u", seq_layout_name(s->layout), (unsigned)s->dup,
	    (unsigned)s->block, (unsigned)s->records);
}

/* The values that a look-up gave. */
struct got {
	int32_t first, next;
	int count;
	bool gap;
};

static int
take(void *ctx, const uint8_t *value, size_t n, struct err *e)
{
	struct got *g = ctx;

	(void)e;
	CHECK_UINT(n, 4);
	if (g->count++ == 0)
		g->first = seq_get_i32(value);
	else if (g->next != seq_get_i32(value))
		g->gap = true;
	g->next = seq_get_i32(value) + 1;
	return 0;
}

/* The same where the value need not be one of these. */
static int
take_any(void *ctx, const uint8_t *value, size_t n, struct err *e)
{
	return n == 4 ? take(ctx, value, n, e) : 0;
}

/* Looks up the key that record i has, and the one between it and the next. */
static void
look_up(struct seqfile_map *m, const struct shape *s, uint64_t i, const char *name)
{
	struct err e = ERR_INIT;
	struct got g = { 0 };
	uint8_t key[8];
	size_t n = map_key(i, s->dup, key);
	uint64_t from = i / s->dup * s->dup, to = from + s->dup;

	if (to > s->records)
		to = s->records;
	if (seqfile_map_get(m, key, n, take, &g, &e) != 1)
		check_fail(__FILE__, __LINE__, "%s: record %u: %s", name, (unsigned)i, e.msg);
	CHECK_INT(g.first, (int)from);
	CHECK_INT(g.count, (int)(to - from));
	CHECK(!g.gap);
	key[6]++;
	g.count = 0;
	CHECK_INT(seqfile_map_get(m, key, n, take, &g, &e), 0);
	CHECK_INT(g.count, 0);
}

static void
look_up_all(const struct shape *s, const char *path, const char *name, uint64_t step)
{
	struct err e = ERR_INIT;
	struct seqfile_map *m = seqfile_map_open(path, 0, &e);
	struct got g = { 0 };

	if (m == NULL)
		check_fail(__FILE__, __LINE__, "%s: %s", name, e.msg);
	REQUIRE(m != NULL);
	for (uint64_t i = 0; i < s->records; i += step)
		look_up(m, s, i, name);
	look_up(m, s, s->records - 1, name);
	CHECK_INT(seqfile_map_get(m, (const uint8_t *)"", 1, take, &g, &e), 0);
	CHECK_INT(seqfile_map_get(m, (const uint8_t *)"\1~", 2, take, &g, &e), 0);
	CHECK_INT(seqfile_map_get(m, (const uint8_t *)"\2~", 2, take, &g, &e), -1);
	CHECK_INT(seqfile_map_check(m, &e), 0);
	seqfile_map_free(m);
}

TEST(every_key_is_found)
{
	for (size_t i = 0; i < sizeof(shapes) / sizeof(*shapes); i++) {
		const struct shape *s = &shapes[i];
		char name[60];
		const char *path;

		name_shape(s, name, sizeof(name));
		path = in_dir("%s", name);
		write_map(path, s);
		CHECK(parts_is_mapfile(path));
		CHECK(!is_there(in_dir("%s/_SUCCESS", name)));
		look_up_all(s, path, name, 1);
		/* A lost index: slower, and made anew with the same bytes. */
		CHECK_INT(rename(in_dir("%s/index", name), in_dir("index.was")), 0);
		look_up_all(s, path, name, 97);
		CHECK_INT(seqfile_map_rebuild(path, 0, NULL, NULL), 0);
		CHECK(same_files(in_dir("%s/index", name), in_dir("index.was")));
	}
}

/* -- the index -- */

struct entry {
	uint8_t key[8];
	uint64_t pos;
};

/* The entries of the index at path; their number. */
static size_t
read_index(const char *path, struct entry *x, size_t most)
{
	static const struct seqfile_pieces_conf conf = { .from = 0 };
	struct in *in = in_open(path, true, NULL);
	struct seqfile_pieces *p = in == NULL ? NULL : seqfile_pieces_new(in, &conf, NULL);
	struct seq_decoder *d = p == NULL ? NULL :
	    seq_decoder_new(seqfile_pieces_header(p), SEQ_ALL, 0, NULL);
	struct seqfile_piece *k;
	struct seq_record r;
	size_t n = 0;

	while (d != NULL && seqfile_pieces_next(p, &k, NULL) == 1) {
		CHECK_INT(seq_decoder_start(d, k->data, k->len, NULL), 0);
		while (seq_decoder_next(d, &r, NULL) == 1 && n < most) {
			memcpy(x[n].key, r.key, r.nkey);
			x[n++].pos = (uint64_t)seq_get_i64(r.value);
		}
		seqfile_pieces_drop(k);
	}
	seq_decoder_free(d);
	seqfile_pieces_free(p);
	in_free(in);
	return n;
}

/* How many entries a block of write_index() holds. */
static size_t in_block = 1000;

/* Writes an index of these entries. */
static void
write_index(const char *path, const char *class, const struct entry *x, size_t n)
{
	static const struct seq_encode_conf ec = { .layout = SEQ_BLOCK, .codec = WHOLE_ZLIB };
	struct seq_encoder *w = seq_encoder_new(&ec, NULL);
	struct seq_unit u = SEQ_UNIT_INIT;
	struct buf b = BUF_INIT;
	uint8_t pos[8], escape[SEQ_ESCAPE];
	struct seq_header h;

	REQUIRE(w != NULL);
	header(&h, SEQ_BLOCK, WHOLE_ZLIB, TEXT, class);
	CHECK_INT(seq_header_write(&h, &b, NULL), 0);
	seq_header_escape(&h, escape);
	seq_header_release(&h);
	for (size_t i = 0; i < n; i++) {
		seq_put_i64(pos, (int64_t)x[i].pos);
		CHECK_INT(seq_encoder_add(w, x[i].key, 7, pos, 8, NULL), 0);
		if ((i + 1) % in_block != 0 && i + 1 < n)
			continue;
		CHECK_INT(seq_encoder_finish(w, &u, NULL), 0);
		CHECK_INT(buf_add(&b, escape, sizeof(escape), NULL), 0);
		CHECK_INT(buf_add(&b, u.data.data, u.data.len, NULL), 0);
	}
	spill(path, b.data, b.len);
	buf_release(&b);
	seq_unit_release(&u);
	seq_encoder_free(w);
}

/* The rule of the format for records, followed step by step over the data. */
TEST(index_of_records)
{
	static const struct shape s = { SEQ_PLAIN, 1, 0, 30000 };
	static struct entry x[400];
	struct seq_header h;
	struct buf b;
	size_t at, end, size, n, i = 0;
	uint64_t records = 0;
	enum seq_item item;

	write_map(in_dir("rule"), &s);
	n = read_index(in_dir("rule/index"), x, 400);
	b = slurp(in_dir("rule/data"));
	REQUIRE(seq_header_parse(&h, b.data, b.len, NULL) == 1);
	for (at = end = h.size; at < b.len; at += size) {
		REQUIRE(seq_item_parse(&h, b.data + at, b.len - at, &item, &size, NULL) == 1);
		if (item == SEQ_ITEM_SYNC)
			continue;
		if (records++ % SEQFILE_INDEX_INTERVAL == 0) {
			REQUIRE(i < n);
			CHECK_UINT(x[i].pos, end);
			CHECK_MEM(x[i].key, 7, b.data + at + 8, 7);
			i++;
		}
		end = at + size;
	}
	CHECK_UINT(i, n);
	CHECK_UINT(records, s.records);
	seq_header_release(&h);
	buf_release(&b);
}

/* Blocks of 91 and of 3637 records: entries have the offsets of blocks, one of each at most. */
TEST(index_of_blocks)
{
	static const struct shape few = { SEQ_BLOCK, 1, 1000, 1000 };
	static const struct shape many = { SEQ_BLOCK, 1, 40000, 8000 };
	static struct entry x[100];
	uint8_t key[8];

	write_map(in_dir("few"), &few);
	/* 0 in block 0; 128 in the second, 256 in the third, 384 in the fifth ... */
	CHECK_UINT(read_index(in_dir("few/index"), x, 100), 8);
	for (unsigned i = 0; i < 8; i++) {
		map_key(i * 128, 1, key);
		CHECK_MEM(x[i].key, 7, key, 7);
	}
	write_map(in_dir("many"), &many);
	CHECK_UINT(read_index(in_dir("many/index"), x, 100), 3);
	for (unsigned i = 0; i < 3; i++) {
		map_key(i * 3637, 1, key);
		CHECK_MEM(x[i].key, 7, key, 7);
	}
}

static void
copy_golden(const char *path)
{
	struct buf b = slurp(golden(path));

	CHECK(b.len > 0);
	spill(in_dir("%s", path), b.data, b.len);
	buf_release(&b);
}

/* Hadoop's MapFiles with its own interval: an index made anew has the entries it gave. */
TEST(indexes_of_hadoop)
{
	static const char *const name[] = { "map-plain", "map-record", "map-empty" };
	static struct entry x[100], y[100];

	if (!is_there(golden("README.md")))
		SKIP("the sources are not here");
	for (size_t i = 0; i < sizeof(name) / sizeof(*name); i++) {
		struct err e = ERR_INIT;
		char path[60];
		size_t n;

		CHECK_INT(mkdir(in_dir("%s", name[i]), 0777), 0);
		snprintf(path, sizeof(path), "%s/data", name[i]);
		copy_golden(path);
		snprintf(path, sizeof(path), "%s/index", name[i]);
		copy_golden(path);
		memset(x, 0, sizeof(x));
		memset(y, 0, sizeof(y));
		n = read_index(in_dir("%s", path), x, 100);
		CHECK(n > 0 || i == 2);
		if (seqfile_map_rebuild(in_dir("%s", name[i]), 0, NULL, &e) != 0)
			check_fail(__FILE__, __LINE__, "%s: %s", name[i], e.msg);
		CHECK_UINT(read_index(in_dir("%s", path), y, 100), n);
		CHECK_MEM(y, sizeof(y), x, sizeof(x));
	}
}

/* An index that does not fit the data: an error or the right answer, never another one. */
static void
never_wrong(const struct shape *s, const char *name, bool must_fail)
{
	struct err e = ERR_INIT;
	struct seqfile_map *m = seqfile_map_open(in_dir("%s", name), 0, &e);
	int failed = m == NULL;

	for (uint64_t i = 0; m != NULL && i < s->records; i += 3) {
		struct got g = { 0 };
		uint8_t key[8];
		size_t n = map_key(i, 1, key);
		int rc = seqfile_map_get(m, key, n, take, &g, &e);

		if (rc < 0)
			failed++;
		else if (rc == 0 || g.count != 1 || g.first != (int)i)
			check_fail(__FILE__, __LINE__, "%s: key %u: a wrong answer", name, (unsigned)i);
	}
	if (failed > 0) {
		CHECK_INT(e.status, STATUS_DATA);
		CHECK_HAS(e.msg, "/index: ");
	}
	CHECK(!must_fail || failed > 0);
	if (m != NULL)
		CHECK_INT(seqfile_map_check(m, &e), must_fail ? -1 : 0);
	seqfile_map_free(m);
}

static void
spoil(const struct shape *s, const char *name)
{
	static struct entry x[200], y[200];
	struct buf data = slurp(in_dir("%s/data", name));
	char index[200];
	size_t n;

	snprintf(index, sizeof(index), "%s", in_dir("%s/index", name));
	n = read_index(index, x, 200);
	REQUIRE(n > 3);
	for (int d = -30; d <= 30; d++) {
		memcpy(y, x, sizeof(y));
		y[2].pos += (uint64_t)(int64_t)d;
		write_index(index, IO "LongWritable", y, n);
		never_wrong(s, name, d != 0);
	}
	/* A place of its own for each: the end, past it, negative, the header, another's. */
	memcpy(y, x, sizeof(y));
	for (int i = 0; i < 5; i++) {
		y[n - 1].pos = i == 0 ? data.len : i == 1 ? data.len + 1 : i == 2 ? UINT64_MAX :
		    i == 3 ? 3 : x[n - 2].pos;
		write_index(index, IO "LongWritable", y, n);
		never_wrong(s, name, true);
	}
	/* An entry with the key of another. */
	memcpy(y, x, sizeof(y));
	memcpy(y[2].key, x[1].key, 8);
	y[2].key[6]++;
	write_index(index, IO "LongWritable", y, n);
	never_wrong(s, name, true);
	/* Fewer entries are slower only. */
	write_index(index, IO "LongWritable", x + 1, n - 2);
	never_wrong(s, name, false);
	/* No offsets at all. */
	write_index(index, IO "DoubleWritable", x, n);
	never_wrong(s, name, true);
	spill(index, data.data, data.len);
	never_wrong(s, name, true);
	buf_release(&data);
}

TEST(an_index_that_does_not_fit)
{
	static const struct shape plain = { SEQ_PLAIN, 1, 0, 700 };
	static const struct shape record = { SEQ_RECORD, 1, 0, 700 };
	static const struct shape block = { SEQ_BLOCK, 1, 1000, 700 };

	for (in_block = 1; in_block < 5; in_block++) {
		write_map(in_dir("spoilt.plain"), &plain);
		spoil(&plain, "spoilt.plain");
	}
	write_map(in_dir("spoilt.record"), &record);
	spoil(&record, "spoilt.record");
	write_map(in_dir("spoilt.block"), &block);
	spoil(&block, "spoilt.block");
	in_block = 1000;
}

/* A long index has many blocks, of which a look-up reads a few. */
TEST(blocks_of_the_index)
{
	static const struct shape plain = { SEQ_PLAIN, 1, 0, 3000 }, equal = { SEQ_PLAIN, 200, 0,
	    3000 };
	static struct entry x[200];
	size_t n;

	for (in_block = 1; in_block < 30; in_block += 1 + in_block / 3)
		for (int i = 0; i < 2; i++) {
			const struct shape *s = i == 0 ? &plain : &equal;

			write_map(in_dir("long"), s);
			n = read_index(in_dir("long/index"), x, 200);
			CHECK_UINT(n, 24);
			write_index(in_dir("long/index"), IO "LongWritable", x, n);
			look_up_all(s, in_dir("long"), "long", 7);
		}
	in_block = 1000;
}

/* Looks up some keys: errors and, unless any answer will do, right answers only. */
static void
look_up_damaged(const struct shape *s, const char *name, bool any, unsigned seed)
{
	struct err e = ERR_INIT;
	struct seqfile_map *m = seqfile_map_open(in_dir("%s", name), 1 << 20, &e);

	for (uint64_t i = seed % 5; m != NULL && i < s->records; i += 41) {
		struct got g = { 0 };
		uint8_t key[8];
		size_t n = map_key(i, 1, key);
		int rc = seqfile_map_get(m, key, n, take_any, &g, &e);

		CHECK(rc >= 0 || e.msg[0] != '\0');
		if (rc >= 0 && !any && (rc == 0 || g.count != 1 || g.first != (int)i))
			check_fail(__FILE__, __LINE__, "%s, damage %u: key %u: a wrong answer", name,
			    seed, (unsigned)i);
	}
	seqfile_map_free(m);
}

/* Bytes turned over in the index or the data. */
TEST(damaged_bytes)
{
	static const struct shape cases[] = { { SEQ_PLAIN, 1, 0, 400 }, { SEQ_RECORD, 1, 0, 400 },
	    { SEQ_BLOCK, 1, 900, 400 } };
	static const char *const file[] = { "index", "data" };

	for (int k = 0; k < 3; k++) {
		write_map(in_dir("turned"), &cases[k]);
		for (int f = 0; f < 2; f++) {
			const char *path = in_dir("turned/%s", file[f]);
			struct buf b = slurp(path);
			char keep[200];

			snprintf(keep, sizeof(keep), "%s", path);
			for (unsigned seed = 0; seed < 300; seed++) {
				size_t at = (seed * 2654435761u >> 7) % b.len;
				uint8_t was = b.data[at];

				b.data[at] ^= (uint8_t)(1 << seed % 8);
				spill(keep, b.data, b.len);
				/* Only blocks have checksums. */
				look_up_damaged(&cases[k], "turned", f == 1 && k < 2, seed);
				b.data[at] = was;
			}
			spill(keep, b.data, b.len);
			buf_release(&b);
		}
	}
}

/* -- order of what is written -- */

/* Puts Text keys of one letter, a unit for each word. */
static int
put_letters(const struct shape *s, const char *words, struct err *e)
{
	struct seqfile_out *o = open_map(in_dir("letters"), s, e);
	struct seq_encode_conf ec = { .layout = s->layout, .codec = WHOLE_ZLIB };
	struct seq_unit u = SEQ_UNIT_INIT;
	struct seq_encoder *w;
	int rc = 0;

	if (o == NULL)
		return -1;
	ec.order = seqfile_out_order(o);
	w = seq_encoder_new(&ec, NULL);
	for (; w != NULL && rc == 0 && *words != '\0'; words++) {
		uint8_t key[2] = { 1, (uint8_t)*words };

		if (*words != ' ')
			rc = seq_encoder_add(w, key, 2, "\0\0\0\0", 4, e);
		if (rc == 0 && (*words == ' ' || words[1] == '\0'))
			rc = seq_encoder_finish(w, &u, e) != 0 ? -1 : seqfile_out_put(o, &u, e);
	}
	if (rc == 0)
		rc = seqfile_out_commit(o, e);
	else
		seqfile_out_abort(o);
	seq_encoder_free(w);
	seq_unit_release(&u);
	return rc;
}

TEST(keys_must_ascend)
{
	for (size_t i = 0; i < sizeof(shapes) / sizeof(*shapes); i += 5) {
		struct err e = ERR_INIT;

		CHECK_INT(put_letters(&shapes[i], "aab bcd ddd", &e), 0);
		CHECK_INT(put_letters(&shapes[i], "abc bcdA z", &e), -1);
		CHECK_INT(e.status, STATUS_DATA);
		CHECK_HAS(e.msg, "record 4: key \"b\" comes after \"c\"");
		CHECK_INT(put_letters(&shapes[i], "abc", &e), 0);
		CHECK_INT(put_letters(&shapes[i], "abc cdbea", &e), -1);
		CHECK_HAS(e.msg, "record 6: key \"b\" comes after \"d\"");
	}
	/* The one before is still there. */
	CHECK(parts_is_mapfile(in_dir("letters")));
}

TEST(data_that_does_not_ascend)
{
	struct seq_header h;
	struct seqfile_out_conf conf = { .path = in_dir("chaos/data"), .header = &h };
	static const struct seq_encode_conf ec = { .layout = SEQ_PLAIN };
	struct err e = ERR_INIT;
	struct seqfile_map *m;
	struct seqfile_out *o;
	struct got g = { 0 };
	struct seq_encoder *w = seq_encoder_new(&ec, NULL);
	struct seq_unit u = SEQ_UNIT_INIT;

	CHECK_INT(mkdir(in_dir("chaos"), 0777), 0);
	header(&h, SEQ_PLAIN, WHOLE_NONE, TEXT, TEXT);
	o = seqfile_out_new(&conf, NULL);
	seq_header_release(&h);
	REQUIRE(o != NULL && w != NULL);
	CHECK_INT(seq_encoder_add(w, "\1c", 2, "", 1, NULL), 0);
	CHECK_INT(seq_encoder_add(w, "\1b", 2, "", 1, NULL), 0);
	CHECK_INT(seq_encoder_finish(w, &u, NULL), 0);
	CHECK_INT(seqfile_out_put(o, &u, NULL), 0);
	CHECK_INT(seqfile_out_commit(o, NULL), 0);
	CHECK_INT(seqfile_map_rebuild(in_dir("chaos"), 0, NULL, &e), -1);
	CHECK_HAS(e.msg, "record 2: key \"b\" comes after \"c\"");
	CHECK(!is_there(in_dir("chaos/index")));
	REQUIRE((m = seqfile_map_open(in_dir("chaos"), 0, NULL)) != NULL);
	CHECK_INT(seqfile_map_get(m, (const uint8_t *)"\1d", 2, take, &g, &e), -1);
	CHECK_HAS(e.msg, "do not ascend");
	seqfile_map_free(m);
	seq_encoder_free(w);
	seq_unit_release(&u);
}

/* Data that is cut: what lies before is found, what would lie behind is an error. */
TEST(cut_data)
{
	static const struct shape cases[] = { { SEQ_PLAIN, 1, 0, 300 }, { SEQ_BLOCK, 1, 1000, 300 } };

	for (int k = 0; k < 2; k++) {
		struct buf b;

		write_map(in_dir("cut"), &cases[k]);
		CHECK_INT(unlink(in_dir("cut/index")), 0);
		b = slurp(in_dir("cut/data"));
		for (size_t n = 0; n < b.len; n += 37) {
			struct err e = ERR_INIT;
			struct seqfile_map *m;
			struct got g = { 0 };
			uint8_t key[8];
			int rc;

			spill(in_dir("cut/data"), b.data, n);
			if ((m = seqfile_map_open(in_dir("cut"), 0, &e)) == NULL)
				continue;
			rc = seqfile_map_get(m, key, map_key(0, 1, key), take, &g, &e);
			CHECK(rc < 0 || (rc == 1 && g.first == 0) || n < 120);
			rc = seqfile_map_get(m, key, map_key(299, 1, key), take, &g, &e);
			CHECK(rc <= 0);
			seqfile_map_free(m);
		}
		buf_release(&b);
	}
}
