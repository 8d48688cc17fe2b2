/*
 * ipc_check_test.c - values that break Arrow's rules, made by changing bytes of good
 * messages, and values under nulls, which may be anything.
 */
#include "check.h"

#include "arrow_dump.h"
#include "model/builder.h"
#include "wire/ipc.h"

/* A message with one batch, and the schema to read it by. */
struct made {
	struct schema *s;
	struct buf bytes;
};

/* One column c of the type that text names. */
static struct schema *
one_column(const char *text, bool nullable)
{
	struct schema *s = schema_new(NULL);
	struct type t = { 0 };

	if (type_parse(&text, &t, NULL) != 0 || schema_add(s, "c", &t, nullable, NULL) == NULL)
		exit(1);
	type_release(&t);
	return s;
}

static void
message_of(struct made *m, struct batch_builder *bb)
{
	struct batch *b = batch_builder_finish(bb, NULL);
	struct ipc_message msg;
	size_t i;

	if (b == NULL || ipc_batch_write(b, NULL, &msg, NULL) != 0)
		exit(1);
	for (i = 0; i < msg.npiece; i++)
		(void)buf_add(&m->bytes, msg.piece[i].p, msg.piece[i].n, NULL);
	ipc_message_release(&msg);
	batch_free(b);
	batch_builder_release(bb);
}

/* A string column; NULL is null. */
static struct made
strings(const char *const *v, size_t n)
{
	struct made m = { one_column("string", true), BUF_INIT };
	struct batch_builder bb;
	size_t i;

	(void)batch_builder_init(&bb, m.s, NULL);
	for (i = 0; i < n; i++) {
		if (v[i] == NULL)
			(void)builder_null(&bb.col[0], NULL);
		else
			(void)builder_bytes(&bb.col[0], v[i], strlen(v[i]), NULL);
	}
	message_of(&m, &bb);
	return m;
}

/* Replaces the first place of n bytes. */
static void
patch(struct made *m, const void *from, const void *to, size_t n)
{
	uint8_t *p = memmem(m->bytes.data, m->bytes.len, from, n);

	if (CHECK(p != NULL))
		memcpy(p, to, n);
}

/* Reads m by schema s. */
static struct batch *
read_by(struct schema *s, const struct made *m, struct err *e)
{
	struct block *body;
	struct batch *b;
	uint32_t len;

	err_clear(e);
	if (ipc_prefix(m->bytes.data, &len, e) != 1)
		return NULL;
	if ((body = block_new(m->bytes.len - 8 - len, e)) == NULL)
		return NULL;
	memcpy(body->data, m->bytes.data + 8 + len, body->size);
	b = ipc_batch_read(s, m->bytes.data + 8, len, body, e);
	block_unref(body);
	return b;
}

static void
made_release(struct made *m)
{
	schema_unref(m->s);
	buf_release(&m->bytes);
}

/* Reading m fails at row with these words; releases m. */
static void
refused(struct made *m, int64_t row, const char *says)
{
	struct err e = ERR_INIT;
	struct batch *b = read_by(m->s, m, &e);

	CHECK(b == NULL);
	CHECK_INT(e.status, STATUS_DATA);
	CHECK_INT(e.row, row);
	CHECK_HAS(e.msg, says);
	batch_free(b);
	made_release(m);
}

/* Reading m gives the rows in words, one per line; releases m. */
static void
accepted(struct made *m, const char *rows)
{
	struct err e = ERR_INIT;
	struct batch *b = read_by(m->s, m, &e);
	struct buf text = BUF_INIT;
	const char *p;

	if (CHECK(b != NULL)) {
		dump_batch(&text, b);
		(void)buf_add(&text, "", 1, NULL);
		p = strchr((char *)text.data, '\n') + 1;
		CHECK_STR(p, rows);
	} else {
		printf("\t%s\n", e.msg);
	}
	buf_release(&text);
	batch_free(b);
	made_release(m);
}

TEST(utf8_in_values)
{
	static const char *const ascii[] = { "abc", "defg", "hij" };
	static const char *const wide[] = { "\u00e9", "\u00e9x", "z" };
	static const int32_t cut[4] = { 0, 1, 5, 6 }, good[4] = { 0, 2, 5, 6 };
	struct made m;

	m = strings(ascii, 3);
	patch(&m, "defg", "d\xff" "fg", 4);
	refused(&m, 1, "column \"c\": not UTF-8 at byte 1: \"d\\xfffg\"");
	/* All bytes together are UTF-8, but an offset cuts a character. */
	m = strings(wide, 3);
	patch(&m, good, cut, sizeof(cut));
	refused(&m, 0, "not UTF-8 at byte 0: \"\\xc3\"");
	m = strings(wide, 3);
	accepted(&m, "\"\\xc3\\xa9\"\n\"\\xc3\\xa9x\"\n\"z\"\n");
}

TEST(bytes_under_nulls)
{
	static const char *const v[] = { "\u00e9", "XYZ", NULL, "end" };
	static const uint8_t valid[8] = { 0x0b }, moved[8] = { 0xfd };
	struct err e = ERR_INIT;
	struct made m = strings(v, 4);
	struct batch *b;

	/* Row 1 becomes the null, row 2 an empty string; spare bits are set. */
	patch(&m, valid, moved, 8);
	patch(&m, "XYZ", "\xff\xfe\x80", 3);
	b = read_by(m.s, &m, &e);
	REQUIRE(b != NULL);
	/* What is not UTF-8 is gone, so that nobody downstream can trip over it. */
	CHECK_MEM((const char *)b->col[0].values + b->col[0].offsets[0],
	    (size_t)(b->col[0].offsets[4] - b->col[0].offsets[0]), "\u00e9" "end", 5);
	batch_free(b);
	accepted(&m, "\"\\xc3\\xa9\"\nnull\n\"\"\n\"end\"\n");

	m = strings(v, 4);
	patch(&m, valid, moved, 8);
	patch(&m, "XYZ", "\xff\xfe\x80", 3);
	patch(&m, "end", "e\xffz", 3);
	refused(&m, 3, "not UTF-8 at byte 1");
}

/* struct<s: string> with rows ("ok"), ("XYZ"), null */
static struct made
structs(const char *type)
{
	struct made m = { one_column(type, true), BUF_INIT };
	struct batch_builder bb;
	struct builder *c;
	int i;

	(void)batch_builder_init(&bb, m.s, NULL);
	c = &bb.col[0];
	for (i = 0; i < 3; i++) {
		if (i == 2) {
			(void)builder_null(c, NULL);
			continue;
		}
		(void)builder_bytes(&c->child[0], i == 0 ? "ok" : "XYZ", i == 0 ? 2 : 3, NULL);
		(void)builder_row(c, NULL);
	}
	message_of(&m, &bb);
	return m;
}

TEST(bytes_under_a_null_struct)
{
	struct made m = structs("struct<s:string>");
	uint8_t *bits;
	uint32_t len;

	patch(&m, "XYZ", "\xff\xfe\x80", 3);
	refused(&m, 1, "column \"c.s\": not UTF-8");
	m = structs("struct<s:string>");
	patch(&m, "XYZ", "\xff\xfe\x80", 3);
	/* The struct's validity is the first buffer of the body: row 1 null, row 2 not. */
	CHECK_INT(ipc_prefix(m.bytes.data, &len, NULL), 1);
	bits = m.bytes.data + 8 + len;
	CHECK_INT(*bits, 3);
	*bits = 5;
	accepted(&m, "(\"ok\")\nnull\n(null)\n");
}

/* array<string>: ["ok"], ["XYZ", "w"], null, ["end"] */
static struct made
lists(void)
{
	static const char *const v[] = { "ok", "XYZ", "w", NULL, "end" };
	struct made m = { one_column("array<string>", true), BUF_INIT };
	struct batch_builder bb;
	struct builder *c;
	int i;

	(void)batch_builder_init(&bb, m.s, NULL);
	c = &bb.col[0];
	for (i = 0; i < 5; i++) {
		if (v[i] == NULL) {
			(void)builder_null(c, NULL);
			continue;
		}
		(void)builder_bytes(&c->child[0], v[i], strlen(v[i]), NULL);
		if (i != 1)
			(void)builder_row(c, NULL);
	}
	message_of(&m, &bb);
	return m;
}

TEST(bytes_under_a_null_list)
{
	static const uint8_t valid[8] = { 0x0b }, moved[8] = { 0x0d };
	struct made m = lists();

	patch(&m, "XYZ", "\xff\xfe\x80", 3);
	refused(&m, 1, "column \"c.element\": not UTF-8");
	m = lists();
	patch(&m, "end", "e\xff\x80", 3);
	refused(&m, 3, "column \"c.element\": not UTF-8");
	m = lists();
	patch(&m, "XYZ", "\xff\xfe\x80", 3);
	patch(&m, valid, moved, 8);
	accepted(&m, "[\"ok\"]\nnull\n[]\n[\"end\"]\n");
}

TEST(offsets)
{
	static const char *const v[] = { "abc", "defg", "hij" };
	static const int32_t good[4] = { 0, 3, 7, 10 };
	static const struct {
		int32_t o[4];
		int64_t row;
		const char *says;
	} cases[] = {
		{ { 0, 7, 3, 10 }, 1, "offsets fall from 7 to 3" },
		{ { -1, 3, 7, 10 }, 0, "offsets fall from -1 to 3" },
		{ { 0, 3, 7, 11 }, 2, "an offset of 11 where only 10 follow" },
		{ { 0, 3, 7, INT32_MAX }, 2, "an offset of 2147483647" },
		{ { 0, 3, INT32_MIN, 10 }, 1, "offsets fall from 3 to -2147483648" }
	};
	static const int32_t later[4] = { 2, 3, 7, 9 };
	struct made m;
	size_t i;

	for (i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
		m = strings(v, 3);
		patch(&m, good, cases[i].o, sizeof(good));
		refused(&m, cases[i].row, cases[i].says);
	}
	m = strings(v, 3);
	patch(&m, good, later, sizeof(later));
	accepted(&m, "\"c\"\n\"defg\"\n\"hi\"\n");
}

TEST(offsets_of_many_rows)
{
	const char *v[100];
	int32_t o[2];
	struct made m;
	size_t i, k;

	for (i = 0; i < 100; i++)
		v[i] = "abc";
	/* A fall at every place, whatever the vector code takes at a step. */
	for (k = 1; k < 99; k++) {
		m = strings(v, 100);
		o[0] = (int32_t)(3 * k);
		o[1] = (int32_t)(3 * k + 3);
		patch(&m, o, &(int32_t[2]){ 3 * 100, o[1] }, sizeof(o));
		refused(&m, (int64_t)k, "offsets fall from 300");
	}
}

TEST(null_counts)
{
	static const char *const v[] = { "a", NULL, "c" }, *const whole[] = { "a", "b", "c" };
	static const int64_t one[2] = { 3, 1 }, two[2] = { 3, 2 }, none[2] = { 3, 0 };
	static const uint8_t valid[8] = { 0x05 }, all[8] = { 0x07 };
	struct made m = strings(v, 3);

	patch(&m, one, two, sizeof(one));
	refused(&m, -1, "1 nulls where 2 are declared");
	m = strings(v, 3);
	patch(&m, one, none, sizeof(one));
	refused(&m, -1, "1 nulls where 0 are declared");
	/* A bitmap without nulls is fine; nulls without a bitmap are not. */
	m = strings(v, 3);
	patch(&m, one, none, sizeof(one));
	patch(&m, valid, all, sizeof(all));
	accepted(&m, "\"a\"\n\"\"\n\"c\"\n");
	m = strings(whole, 3);
	patch(&m, none, one, sizeof(one));
	refused(&m, -1, "0 bytes of validity for 3 values");
}

TEST(nulls_where_none_are_allowed)
{
	static const char *const v[] = { "a", NULL, "c" };
	struct made m = strings(v, 3);

	schema_unref(m.s);
	m.s = one_column("string", false);
	refused(&m, 1, "column \"c\": null in a column declared without");

	/* Inside a struct that is null itself it does not count. */
	m = structs("struct<s:string>");
	m.s->field[0].type.child[0].nullable = false;
	accepted(&m, "(\"ok\")\n(\"XYZ\")\nnull\n");
}

TEST(decimals)
{
	int128_t v[3] = { 12345, -99999, 99999 };
	struct made m = { one_column("decimal(5,2)", true), BUF_INIT };
	struct batch_builder bb;
	int128_t over = 100000;
	int i;

	(void)batch_builder_init(&bb, m.s, NULL);
	for (i = 0; i < 3; i++)
		(void)builder_decimal(&bb.col[0], v[i], NULL);
	message_of(&m, &bb);
	patch(&m, &v[1], &(int128_t){ -over }, sizeof(over));
	refused(&m, 1, "more than 5 digits: -1000.00");
}

TEST(more_or_fewer_columns_than_the_schema)
{
	static const char *const v[] = { "a", "b" };
	struct made m = strings(v, 2);

	(void)schema_add_id(m.s, "more", TYPE_INT, true, NULL);
	refused(&m, -1, "column \"more\": damaged metadata: no node");
	m = strings(v, 2);
	schema_unref(m.s);
	m.s = schema_new(NULL);
	refused(&m, -1, "more columns than the schema has");
	/* An int takes fewer buffers, a struct other rows. */
	m = strings(v, 2);
	schema_unref(m.s);
	m.s = one_column("int", true);
	refused(&m, -1, "more columns than the schema has");
	m = strings(v, 2);
	schema_unref(m.s);
	m.s = one_column("bigint", true);
	refused(&m, -1, "12 bytes of values for 2 values");
	m = strings(v, 2);
	schema_unref(m.s);
	m.s = one_column("void", true);
	refused(&m, -1, "0 nulls in 2 values of type void");
}

TEST(rows_that_disagree)
{
	static const char *const v[] = { "a", "b" };
	static const int64_t node[2] = { 2, 0 }, other[2] = { 1, 0 };
	struct made m = strings(v, 2);

	patch(&m, node, other, sizeof(node));
	refused(&m, -1, "1 values where 2 are due");
	/* Children of structs and lists. */
	m = structs("struct<s:string>");
	{
		static const int64_t child[4] = { 3, 1, 3, 1 }, longer[4] = { 3, 1, 4, 1 };

		patch(&m, child, longer, sizeof(child));
	}
	refused(&m, -1, "column \"c.s\": damaged metadata: 4 values where 3 are due");
	m = lists();
	{
		static const int64_t child[4] = { 4, 1, 4, 0 }, shorter[4] = { 4, 1, 3, 0 };

		patch(&m, child, shorter, sizeof(child));
	}
	refused(&m, -1, "column \"c.element\": damaged metadata: 3 values where 4 are due");
}

/* Offsets, bitmaps and padding of what is written. */
TEST(written_form)
{
	static const char *const v[] = { "a", NULL, "ccc", "dd", "e" };
	struct made m = strings(v, 5);
	struct err e = ERR_INIT;
	struct batch *b = read_by(m.s, &m, &e), *s;
	struct ipc_message msg;
	struct buf out = BUF_INIT;
	uint32_t len;
	size_t i, body;

	REQUIRE(b != NULL);
	REQUIRE((s = batch_slice(b, 2, 2, NULL)) != NULL);
	CHECK_INT(ipc_batch_write(s, NULL, &msg, NULL), 0);
	for (i = 0; i < msg.npiece; i++)
		(void)buf_add(&out, msg.piece[i].p, msg.piece[i].n, NULL);
	CHECK_INT(ipc_prefix(out.data, &len, NULL), 1);
	body = 8 + len;
	CHECK_INT(body % 64, 0);
	/* No bitmap, offsets from 0, nothing but what the rows need, zeros between. */
	CHECK_INT(out.len - body, 128);
	CHECK_MEM(out.data + body, 12, ((int32_t[3]){ 0, 3, 5 }), 12);
	CHECK_MEM(out.data + body + 64, 5, "cccdd", 5);
	for (i = 12; i < 64; i++)
		CHECK_INT(out.data[body + i], 0);
	for (i = 69; i < 128; i++)
		CHECK_INT(out.data[body + i], 0);
	ipc_message_release(&msg);
	buf_release(&out);
	batch_free(s);
	batch_free(b);
	made_release(&m);
}

/* Spare bits of a bitmap may hold anything; they go out as zeros. */
TEST(spare_bits_are_zero)
{
	struct schema *s = one_column("boolean", true);
	struct batch *b = batch_new(s, 11, NULL);
	struct block *values = block_new(2, NULL), *valid = block_new(2, NULL);
	struct ipc_message msg;
	struct buf out = BUF_INIT;
	uint32_t len;
	size_t i;

	memset(values->data, 0xff, 2);
	memset(valid->data, 0xfe, 2);
	b->col[0] = (struct column){ .rows = 11, .nulls = 2, .valid = valid->data,
	    .values = values->data, .hold = { [0] = valid, [2] = values } };
	CHECK_INT(ipc_batch_write(b, NULL, &msg, NULL), 0);
	for (i = 0; i < msg.npiece; i++)
		(void)buf_add(&out, msg.piece[i].p, msg.piece[i].n, NULL);
	CHECK_INT(ipc_prefix(out.data, &len, NULL), 1);
	CHECK_MEM(out.data + 8 + len, 4, "\xfe\x06\0\0", 4);
	CHECK_MEM(out.data + 8 + len + 64, 4, "\xff\x07\0\0", 4);
	ipc_message_release(&msg);
	buf_release(&out);
	batch_free(b);
	schema_unref(s);
}

/* Nothing is copied but what must be. */
TEST(written_without_copying)
{
	struct schema *s = one_column("bigint", true);
	struct batch *b = batch_new(s, 16, NULL);
	struct block *k = block_new(128, NULL);
	struct ipc_message msg;

	memset(k->data, 1, 128);
	b->col[0] = (struct column){ .rows = 16, .values = k->data, .hold = { [2] = k } };
	CHECK_INT(ipc_batch_write(b, NULL, &msg, NULL), 0);
	REQUIRE(msg.npiece == 2);
	CHECK(msg.piece[1].p == k->data);
	CHECK_INT(msg.piece[1].n, 128);
	ipc_message_release(&msg);
	batch_free(b);
	schema_unref(s);
}
