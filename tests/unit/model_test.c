/* model_test.c - types, schemas, columns, builders, filters. */
#include "check.h"

#include "model/batch.h"
#include "model/bits.h"
#include "model/builder.h"
#include "model/filter_impl.h"
#include "base/cpu.h"

static struct type
parse(const char *text)
{
	struct type t;
	const char *p = text;
	struct err e = ERR_INIT;

	if (type_parse(&p, &t, &e) != 0)
		check_fail(__FILE__, __LINE__, "%s: %s", text, e.msg);
	return t;
}

TEST(type_names)
{
	static const struct {
		const char *text, *want;
	} good[] = {
		{ "INT", "int" }, { "long", "bigint" }, { "Byte", "tinyint" },
		{ "decimal", "decimal(10,0)" }, { "dec(5)", "decimal(5,0)" },
		{ "numeric( 12 , 3 )", "decimal(12,3)" }, { "real", "float" },
		{ "timestamp_ltz", "timestamp" }, { "varchar( 3 )", "string" },
		{ "CHAR(12)", "string" }, { "array<character(1)>", "array<string>" },
		{ "array< struct<a:int, `b c` string> >", "array<struct<a:int,b c:string>>" },
		{ "map<string,array<bigint>>", "map<string,array<bigint>>" }
	};
	static const char *const bad[] = {
		"strng", "decimal(39)", "decimal(5,6)", "array<int", "map<int>", "", "struct<a>",
		"varchar", "varchar()", "char(3", "interval", "struct<`a"
	};
	struct err e = ERR_INIT;
	char out[128];
	struct type t;
	const char *p;
	size_t i;

	for (i = 0; i < sizeof(good) / sizeof(good[0]); i++) {
		t = parse(good[i].text);
		CHECK_STR(type_string(&t, out, sizeof(out)), good[i].want);
		type_release(&t);
	}
	for (i = 0; i < sizeof(bad) / sizeof(bad[0]); i++) {
		p = bad[i];
		CHECK_INT(type_parse(&p, &t, &e), -1);
		CHECK_INT(e.status, STATUS_USAGE);
	}
	p = "strng";
	CHECK_INT(type_parse(&p, &t, &e), -1);
	CHECK_STR(e.msg, "no type \"strng\"; near: \"string\"");
}

TEST(print_schema)
{
	struct schema *s = schema_new(NULL);
	struct type t = parse("array<struct<a:int,m:map<string,bigint>>>");
	struct buf out = BUF_INIT;

	schema_add_id(s, "key", TYPE_BINARY, true, NULL);
	schema_add_id(s, "n", TYPE_BIGINT, false, NULL);
	schema_add(s, "list", &t, true, NULL);
	CHECK_INT(schema_tree(s, &out, NULL), 0);
	buf_add(&out, "", 1, NULL);
	CHECK_STR((const char *)out.data,
	    "root\n"
	    " |-- key: binary (nullable = true)\n"
	    " |-- n: long (nullable = false)\n"
	    " |-- list: array (nullable = true)\n"
	    " |    |-- element: struct (containsNull = true)\n"
	    " |    |    |-- a: integer (nullable = true)\n"
	    " |    |    |-- m: map (nullable = true)\n"
	    " |    |    |    |-- key: string\n"
	    " |    |    |    |-- value: long (valueContainsNull = true)\n");
	CHECK_INT(schema_find(s, "n"), 1);
	CHECK_INT(schema_find(s, "N"), -1);
	schema_add_id(s, "n", TYPE_INT, true, NULL);
	CHECK_INT(schema_find(s, "n"), -2);
	buf_release(&out);
	type_release(&t);
	schema_unref(s);
}

#define ROWS 1000

/* struct<i:int,s:string,b:boolean,l:array<bigint>> with NULLs at every level. */
static void
make_nested(struct builder *b)
{
	char text[32];
	int i, k;

	for (i = 0; i < ROWS; i++) {
		if (i % 13 == 5) {
			builder_null(b, NULL);
			continue;
		}
		if (i % 3 == 0)
			builder_null(&b->child[0], NULL);
		else
			builder_i64(&b->child[0], i, NULL);
		snprintf(text, sizeof(text), "row %d", i);
		builder_bytes(&b->child[1], text, strlen(text), NULL);
		builder_i64(&b->child[2], i % 2, NULL);
		for (k = 0; k < i % 4; k++)
			builder_i64(&b->child[3].child[0], i * 10 + k, NULL);
		builder_row(&b->child[3], NULL);
		builder_row(b, NULL);
	}
}

static void
check_nested(const struct column *c, int64_t at, int i)
{
	const struct column *list = &c->child[3];
	char text[32];
	const char *got;
	size_t n;
	int k;

	CHECK_INT(column_is_null(c, at), i % 13 == 5);
	if (i % 13 == 5)
		return;
	CHECK_INT(column_is_null(&c->child[0], at), i % 3 == 0);
	if (i % 3 != 0)
		CHECK_INT(((const int32_t *)c->child[0].values)[at], i);
	snprintf(text, sizeof(text), "row %d", i);
	got = column_bytes(&c->child[1], at, &n);
	CHECK_MEM(got, n, text, strlen(text));
	CHECK_INT(column_bit(c->child[2].values, at), i % 2);
	CHECK_INT(list->offsets[at + 1] - list->offsets[at], i % 4);
	for (k = 0; k < i % 4; k++)
		CHECK_INT(((const int64_t *)list->child[0].values)[list->offsets[at] + k],
		    i * 10 + k);
}

TEST(build_slice_and_filter)
{
	struct type t = parse("struct<i:int,s:string,b:boolean,l:array<bigint>>");
	struct column c, part, some;
	struct builder b;
	uint8_t sel[(ROWS + 7) / 8];
	int64_t from, n, count, at, i;

	REQUIRE(builder_init(&b, &t, NULL) == 0);
	make_nested(&b);
	CHECK_INT(b.rows, ROWS);
	REQUIRE(builder_finish(&b, &c, NULL) == 0);
	CHECK_INT(b.rows, 0);
	CHECK_INT(c.rows, ROWS);
	for (i = 0; i < ROWS; i++)
		check_nested(&c, i, (int)i);
	for (from = 0; from < 70; from += 3) {
		n = ROWS - from - 5;
		REQUIRE(column_slice(&part, &t, &c, from, n, NULL) == 0);
		CHECK_INT(part.nulls, n - (part.valid == NULL ? n :
		    column_popcount(part.valid, n)));
		for (i = 0; i < n; i++)
			check_nested(&part, i, (int)(from + i));
		/* A filter of a slice: every seventh row and a run of whole words. */
		memset(sel, 0, sizeof(sel));
		for (count = i = 0; i < n; i++) {
			if (i % 7 == 0 || (i >= 128 && i < 320)) {
				bits_set(sel, i);
				count++;
			}
		}
		REQUIRE(column_filter(&some, &t, &part, sel, count, NULL) == 0);
		CHECK_INT(some.rows, count);
		for (at = i = 0; i < n; i++) {
			if (i % 7 == 0 || (i >= 128 && i < 320))
				check_nested(&some, at++, (int)(from + i));
		}
		column_release(&some);
		column_release(&part);
	}
	column_release(&c);
	builder_release(&b);
	type_release(&t);
}

TEST(filter_variants_agree)
{
#if defined(__x86_64__)
	enum { N = 777 };
	uint64_t in[N], out[N + 8], seed = 42;
	uint8_t sel[(N + 7) / 8];
	size_t want, got, i;
	int round;

	if (cpu_level() < CPU_AVX2)
		SKIP("this machine has no AVX2, or SLUICE_CPU forbids it");
	for (round = 0; round < 50; round++) {
		for (i = 0; i < N; i++)
			in[i] = i * 1000003;
		for (i = 0; i < sizeof(sel); i++) {
			seed = seed * 6364136223846793005u + 1442695040888963407u;
			sel[i] = round == 0 ? 0 : round == 1 ? 255 : (uint8_t)(seed >> 56);
		}
		got = filter_8_avx2(out, in, sel, N);
		for (want = i = 0; i < N; i++) {
			if (column_bit(sel, (int64_t)i))
				CHECK_INT(out[want++], in[i]);
		}
		CHECK_INT(got, want);
	}
#else
	SKIP("no vector variant on this machine");
#endif
}

TEST(columns_of_nulls)
{
	static const char *const types[] = {
		"void", "boolean", "int", "decimal(5,2)", "string", "array<int>",
		"struct<a:int,b:string>", "map<string,int>"
	};
	struct column c;
	struct type t;
	size_t i;
	int64_t k;

	for (i = 0; i < sizeof(types) / sizeof(types[0]); i++) {
		t = parse(types[i]);
		for (k = 0; k < 20; k += 9) {
			REQUIRE(column_nulls(&c, &t, k, NULL) == 0);
			CHECK_INT(c.rows, k);
			CHECK_INT(c.nulls, k);
			column_release(&c);
		}
		type_release(&t);
	}
}

TEST(the_row_of_an_element)
{
	static const int32_t offsets[] = { 2, 2, 5, 5, 5, 9 };	/* rows 1 and 4 have some */
	static const int64_t want[] = { -1, -1, 1, 1, 1, 4, 4, 4, 4 };

	for (int64_t i = 0; i < 9; i++)
		CHECK_INT(column_row_of(offsets, 0, 5, i), want[i]);
	CHECK_INT(column_row_of(offsets, 3, 5, 4), 2);
	CHECK_INT(column_row_of(offsets, 3, 5, 5), 4);
	CHECK_INT(column_row_of(offsets, 0, 0, 5), -1);
}

TEST(batches)
{
	struct schema *s = schema_new(NULL);
	struct batch_builder bb;
	struct batch *b, *cut;
	int i;

	schema_add_id(s, "n", TYPE_BIGINT, false, NULL);
	REQUIRE(batch_builder_init(&bb, s, NULL) == 0);
	for (i = 0; i < 10; i++)
		builder_i64(&bb.col[0], i, NULL);
	b = batch_builder_finish(&bb, NULL);
	REQUIRE(b != NULL);
	b->first = 100;
	b->partition = 3;
	cut = batch_slice(b, 4, 3, NULL);
	CHECK_INT(cut->rows, 3);
	CHECK_INT(cut->first, 104);
	CHECK_INT(cut->partition, 3);
	CHECK_INT(((const int64_t *)cut->col[0].values)[0], 4);
	batch_free(b);
	CHECK_INT(((const int64_t *)cut->col[0].values)[2], 6);
	batch_free(cut);
	batch_free(NULL);
	batch_builder_release(&bb);
	schema_unref(s);
}

TEST(a_long_value_changes_hands)
{
	const struct type t = { .id = TYPE_STRING };
	const size_t n = 3 << 20;
	struct builder b;
	struct column c;
	struct buf v = BUF_INIT;
	const uint8_t *was;

	REQUIRE(builder_init(&b, &t, NULL) == 0);
	for (int round = 0; round < 2; round++) {
		CHECK_INT(builder_null(&b, NULL), 0);
		REQUIRE(buf_reserve(&v, n, NULL) == 0);
		memset(v.data, 'a' + round, n);
		v.len = n;
		was = v.data;
		CHECK_INT(builder_take(&b, &v, NULL), 0);
		CHECK(b.values.data == was);
		CHECK_UINT(v.len, 0);
		/* Behind others, and short ones, it is copied. */
		REQUIRE(buf_add(&v, "xyz", 3, NULL) == 0);
		CHECK_INT(builder_take(&b, &v, NULL), 0);
		CHECK_UINT(v.len, 0);
		REQUIRE(builder_finish(&b, &c, NULL) == 0);
		CHECK_INT(c.rows, 3);
		CHECK_INT(c.nulls, 1);
		CHECK_INT(c.offsets[1], 0);
		CHECK_INT(c.offsets[2], n);
		CHECK_INT(c.offsets[3], n + 3);
		CHECK_MEM((const char *)c.values + n - 2, 5, round == 0 ? "aaxyz" : "bbxyz", 5);
		column_release(&c);
	}
	buf_release(&v);
	builder_release(&b);
}
