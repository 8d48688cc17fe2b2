/* json_cols_test.c - typed columns out of values: by path, by schema, inferred. */
#include "check.h"
#include "json/bad_log.h"
#include "json/fill.h"
#include "json/infer.h"
#include "model/text.h"

static const struct text_conf conf = { .null = "NULL" };

/* The rows of text in columns c: "a|b\n", or the words of the error. */
static const char *
rows_of(const struct json_cols *c, const char *text)
{
	static char out[8192];
	struct err e = ERR_INIT;
	struct json_fill *f = json_fill_new(c, &e);
	const struct json_piece p = { .text = (const uint8_t *)text, .len = strlen(text),
		.last = true };
	struct column col[20];
	struct buf b = BUF_INIT;

	if (json_fill_piece(f, &p, &e) != 0) {
		snprintf(out, sizeof(out), "%s @%d", f->scan->bad.fault == JSON_OK ? e.msg : "not JSON",
		    f->scan->bad.fault == JSON_OK ? (int)e.byte : (int)f->scan->bad.at);
		json_fill_free(f);
		return out;
	}
	json_fill_finish(f, col, &e);
	for (int64_t r = 0; r < col[0].rows; r++)
		for (size_t i = 0; i < c->n; i++) {
			text_value(&c->schema->field[i].type, &col[i], r, &conf, &b, &e);
			buf_printf(&b, &e, i + 1 < c->n ? "|" : "\n");
		}
	snprintf(out, sizeof(out), "%.*s", (int)b.len, (const char *)b.data);
	for (size_t i = 0; i < c->n; i++)
		column_release(&col[i]);
	buf_release(&b);
	json_fill_free(f);
	return out;
}

static const char *
pick(const char *spec, const char *text)
{
	static char words[2048];
	struct err e = ERR_INIT;
	struct json_cols *c = json_cols_parse(spec, 0, &e);
	const char *out;

	if (c == NULL) {
		CHECK_INT(e.status, STATUS_USAGE);
		snprintf(words, sizeof(words), "%s", e.msg);
		return words;
	}
	out = rows_of(c, text);
	json_cols_free(c);
	return out;
}

static const char *
ddl(const char *spec, const char *text)
{
	static char words[2048];
	struct err e = ERR_INIT;
	struct json_cols *c = json_cols_ddl(spec, 0, &e);
	const char *out;

	if (c == NULL) {
		CHECK_INT(e.status, STATUS_USAGE);
		snprintf(words, sizeof(words), "%s", e.msg);
		return words;
	}
	out = rows_of(c, text);
	json_cols_free(c);
	return out;
}

/* One value as a type. */
static const char *
as(const char *type, const char *value)
{
	static char spec[200], text[1000];

	snprintf(spec, sizeof(spec), "v %s", type);
	snprintf(text, sizeof(text), "{\"v\":%s}", value);
	return pick(spec, text);
}

TEST(values_as_types)
{
	CHECK_STR(as("STRING", "\"a\\u00e9\\n\""), "a\xc3\xa9\n\n");
	CHECK_STR(as("STRING", "1.50"), "1.50\n");
	CHECK_STR(as("STRING", "{\"a\" : [1 , 2]}"), "{\"a\":[1,2]}\n");
	CHECK_STR(as("BOOLEAN", "true"), "true\n");
	CHECK_HAS(as("BOOLEAN", "1"), "v: does not fit boolean: \"1\" @5");
	CHECK_STR(as("TINYINT", "-128"), "-128\n");
	CHECK_HAS(as("TINYINT", "128"), "does not fit tinyint");
	CHECK_STR(as("SMALLINT", "32767"), "32767\n");
	CHECK_HAS(as("SMALLINT", "-32769"), "does not fit smallint");
	CHECK_STR(as("INT", "2147483647"), "2147483647\n");
	CHECK_HAS(as("INT", "2147483648"), "does not fit int");
	CHECK_STR(as("BIGINT", "-9223372036854775808"), "-9223372036854775808\n");
	CHECK_HAS(as("BIGINT", "9223372036854775808"), "does not fit bigint");
	CHECK_HAS(as("BIGINT", "1.0"), "does not fit bigint");
	CHECK_HAS(as("BIGINT", "1e3"), "does not fit bigint");
	CHECK_HAS(as("BIGINT", "\"1\""), "does not fit bigint");
	CHECK_HAS(as("BIGINT", "[1]"), "does not fit bigint");
	CHECK_HAS(as("BIGINT", "true"), "does not fit bigint");
	CHECK_STR(as("DOUBLE", "1"), "1.0\n");
	CHECK_STR(as("DOUBLE", "2.5e10"), "2.5E10\n");
	CHECK_STR(as("DOUBLE", "\"NaN\""), "NaN\n");
	CHECK_STR(as("DOUBLE", "\"-Infinity\""), "-Infinity\n");
	CHECK_HAS(as("DOUBLE", "1e400"), "does not fit double");
	CHECK_HAS(as("DOUBLE", "1e-400"), "does not fit double");
	CHECK_HAS(as("FLOAT", "1e-60"), "does not fit float");
	CHECK_STR(as("DOUBLE", "0e-400"), "0.0\n");
	CHECK_HAS(as("DOUBLE", "\"1\""), "does not fit double");
	CHECK_HAS(as("DOUBLE", "\"nan\""), "does not fit double");
	CHECK_STR(as("FLOAT", "0.1"), "0.1\n");
	CHECK_HAS(as("FLOAT", "1e39"), "does not fit float");
	CHECK_STR(as("DECIMAL(10,2)", "1.5"), "1.50\n");
	CHECK_STR(as("DECIMAL(10,2)", "1.500"), "1.50\n");
	CHECK_STR(as("DECIMAL(10,2)", "125e-1"), "12.50\n");
	CHECK_STR(as("DECIMAL(4,0)", "1.5e3"), "1500\n");
	CHECK_HAS(as("DECIMAL(10,2)", "1.239"), "does not fit decimal(10,2)");
	CHECK_HAS(as("DECIMAL(10,2)", "123456789.5"), "does not fit decimal(10,2)");
	CHECK_HAS(as("DECIMAL(10,2)", "\"1\""), "does not fit decimal(10,2)");
	CHECK_STR(as("DATE", "\"2024-02-29\""), "2024-02-29\n");
	CHECK_HAS(as("DATE", "\"2023-02-29\""), "does not fit date");
	CHECK_HAS(as("DATE", "20240229"), "does not fit date");
	CHECK_STR(as("TIMESTAMP", "\"2024-02-29T12:00:00+02:00\""), "2024-02-29 10:00:00\n");
	CHECK_HAS(as("DATE", "\"2024-02-29 garbage\""), "does not fit date");
	CHECK_HAS(as("TIMESTAMP", "\"2024-02-29T12:00:00.1234567Z\""), "does not fit timestamp");
	CHECK_STR(as("TIMESTAMP", "\"2024-02-29T12:00:00\""), "2024-02-29 12:00:00\n");
	CHECK_STR(as("TIMESTAMP_NTZ", "\"2024-02-29 12:00:00.5\""), "2024-02-29 12:00:00.5\n");
	CHECK_HAS(as("TIMESTAMP_NTZ", "\"2024-02-29T12:00:00Z\""), "does not fit timestamp_ntz");
	CHECK_STR(as("BINARY", "\"hi\""), "hi\n");
	CHECK_STR(as("BINARY", "{ \"base64\" : \"aGk=\" }"), "hi\n");
	CHECK_HAS(as("BINARY", "{\"base64\":\"aGk\"}"), "does not fit binary");
	CHECK_HAS(as("BINARY", "{\"base64\":\"aGk=\",\"x\":1}"), "does not fit binary");
	CHECK_STR(as("ARRAY<INT>", "[1, null ,3]"), "[1, NULL, 3]\n");
	CHECK_STR(as("ARRAY<ARRAY<STRING>>", "[[\"a,]\"],[],[\"b\\\"\"]]"), "[[a,]], [], [b\"]]\n");
	CHECK_HAS(as("ARRAY<INT>", "[1,\"x\"]"), "does not fit int: \"\\\"x\\\"\"");
	CHECK_HAS(as("ARRAY<INT>", "{}"), "does not fit array<int>");
	CHECK_STR(as("STRUCT<a:INT,b:STRING>", "{\"b\":\"x\",\"c\":1,\"a\":null,\"\\u0061\":5}"),
	    "{5, x}\n");
	CHECK_STR(as("STRUCT<a:INT,b:STRING>", "{}"), "{NULL, NULL}\n");
	CHECK_STR(as("MAP<STRING,INT>", "{\"x\":1,\"y\":null}"), "{x -> 1, y -> NULL}\n");
	CHECK_STR(as("INT", "null"), "NULL\n");
}

TEST(picks)
{
	const char *text = "[{\"a\":{\"b\":1,\"c\":[10,20]},\"s\":\"x\"},{\"a\":null},{\"s\":[1]}]";

	CHECK_STR(pick("a.b BIGINT, s AS t, a.c[1] INT, $ AS doc", text),
	    "1|x|20|{\"a\":{\"b\":1,\"c\":[10,20]},\"s\":\"x\"}\n"
	    "NULL|NULL|NULL|{\"a\":null}\nNULL|[1]|NULL|{\"s\":[1]}\n");
	CHECK_HAS(pick("a.b BIGINT, a.b", text), "two columns are called \"b\"");
	CHECK_HAS(pick("a BIGNT", text), "BIGNT");
	CHECK_HAS(pick("a INT b", text), "at \"b\": a comma is missing");
	CHECK_HAS(pick("a,", text), "at its end: a name is missing");
	CHECK_HAS(pick("a as", text), "at its end: a name is missing");
	CHECK_HAS(pick("a-b", text), "at \"-b\": a path cannot go on like this");
	CHECK_HAS(pick("", text), "a name is missing");
	CHECK_HAS(pick("s BIGINT", text), "s: does not fit bigint: \"\\\"x\\\"\" @30");
	CHECK_STR(pick("`odd key` AS `x y`", "{\"odd key\":5}"), "5\n");
}

TEST(schemas)
{
	const char *text = "{\"id\":7,\"a\":{\"b\":\"x\",\"c\":{\"d\":2.5}},\"l\":[1,2],\"more\":0}";

	CHECK_STR(ddl("id BIGINT, a.b STRING, a.c.d DOUBLE, l STRING", text), "7|x|2.5|[1,2]\n");
	CHECK_STR(ddl("id: INT, a STRUCT<b: STRING, c: STRUCT<d: DOUBLE>>, l ARRAY<INT>", text),
	    "7|x|2.5|[1, 2]\n");
	CHECK_STR(ddl("a STRING, id INT NOT NULL", text), "{\"b\":\"x\",\"c\":{\"d\":2.5}}|7\n");
	CHECK_STR(ddl("`a.b` INT", "{\"a.b\":1,\"a\":{\"b\":2}}"), "1\n");
	CHECK_HAS(ddl("nope INT NOT NULL", text), "nope: missing or null, but NOT NULL @0");
	CHECK_HAS(ddl("a.b INT, a STRING", text), "a is a column, and has columns inside");
	CHECK_HAS(ddl("a.b INT, a.b INT", text), "two columns are called \"a.b\"");
	CHECK_HAS(ddl("id", text), "at its end");
	CHECK_HAS(ddl("a STRUCT<>", text), "a struct without fields makes no column");
	CHECK_HAS(ddl("id INT, a STRUCT<b: STRUCT<>>", text), "makes no column");
	CHECK_HAS(ddl("a.b STRING", "{\"a\":5}"), "a: not an object: \"5\" @5");
	CHECK_STR(ddl("a.b STRING", "{\"a\":null}"), "NULL\n");
	CHECK_HAS(ddl("a.b STRING", "5"), "not an object: \"5\" @0");
	CHECK_HAS(ddl("a INT", "{\"a\":1,\"a\":2}"), "a: occurs twice");
	CHECK_HAS(ddl("a.b INT", "{\"a\":{\"b\":1},\"a\":{}}"), "a: occurs twice");
}

static void
spot(void *ctx, int input, int64_t row, int64_t byte, char *out, size_t outsz)
{
	(void)ctx;
	snprintf(out, outsz, "%d:%d:%d", input, (int)row, (int)byte);
}

/* The columns of the texts, "a bigint, b string", or the words of the error. */
static const char *
infer(const char *const *text, size_t n)
{
	static char out[2048];
	struct err e = ERR_INIT;
	struct json_infer *f = json_infer_new(0, &e);
	struct json_guess *g = json_guess_new(0, &e);
	struct json_cols *c = NULL;
	char type[100];
	int rc = 0;

	for (size_t i = 0; rc == 0 && i < n; i++) {
		struct json_piece p = { .text = (const uint8_t *)text[i], .len = strlen(text[i]),
			.last = true };
		struct json_bad bad;

		rc = json_guess_piece(g, &p, 0, &bad, &e);
		if (rc == 0)
			rc = json_infer_merge(f, g, 0, spot, NULL, &e);
	}
	out[0] = '\0';
	if (rc != 0 || (c = json_infer_cols(f, &e)) == NULL)
		snprintf(out, sizeof(out), "%s", e.msg);
	for (size_t i = 0; c != NULL && i < c->n; i++)
		snprintf(out + strlen(out), sizeof(out) - strlen(out), "%s%s %s", i > 0 ? ", " : "",
		    c->schema->field[i].name,
		    type_string(&c->schema->field[i].type, type, sizeof(type)));
	json_cols_free(c);
	json_guess_free(g);
	json_infer_free(f);
	return out;
}
#define INFER(...) infer((const char *const[]){ __VA_ARGS__ }, \
	sizeof((const char *const[]){ __VA_ARGS__ }) / sizeof(char *))

/* The column that values of one member come to. */
#define OF(a, b) INFER("{\"v\":" a "}{\"v\":" b "}")

TEST(infers_types)
{
	CHECK_STR(OF("1", "-5"), "v bigint");
	CHECK_STR(OF("1", "null"), "v bigint");
	CHECK_STR(OF("null", "null"), "v string");
	CHECK_STR(OF("true", "false"), "v boolean");
	CHECK_STR(OF("1.5", "2"), "v double");
	CHECK_STR(OF("9007199254740992", "0.5"), "v double");
	CHECK_STR(OF("9007199254740993", "0.5"), "v string");
	CHECK_STR(OF("9223372036854775807", "1"), "v bigint");
	CHECK_STR(OF("9223372036854775808", "1"), "v decimal(38,0)");
	CHECK_STR(OF("99999999999999999999999999999999999999", "1"), "v decimal(38,0)");
	CHECK_STR(OF("100000000000000000000000000000000000000", "1"), "v string");
	CHECK_STR(OF("9223372036854775808", "1.5"), "v string");
	CHECK_STR(OF("0.1234567890123456", "1"), "v double");
	CHECK_STR(OF("0.12345678901234567", "1"), "v double");
	CHECK_STR(OF("0.123456789012345678", "1"), "v string");
	CHECK_STR(OF("1e400", "1"), "v string");
	CHECK_STR(OF("1e-400", "1"), "v string");
	CHECK_STR(OF("0e-400", "1"), "v double");
	CHECK_STR(OF("1e5", "1"), "v double");
	CHECK_STR(OF("\"a\"", "\"b\""), "v string");
	CHECK_STR(OF("\"a\"", "1"), "v string");
	CHECK_STR(OF("true", "1"), "v string");
	CHECK_STR(OF("[1]", "[]"), "v string");
	CHECK_STR(OF("{}", "{\"x\":1}"), "v.x bigint");
	CHECK_STR(OF("{}", "{}"), "v string");
	CHECK_STR(OF("-0", "1"), "v double");
	CHECK_STR(OF("-0", "9223372036854775807"), "v string");
}

TEST(infers_columns)
{
	CHECK_STR(INFER("{\"b\":1,\"a\":{\"y\":1}}{\"a\":{\"x\":true,\"y\":2.5},\"c\":\"\"}"),
	    "b bigint, a.y double, a.x boolean, c string");
	/* The order is that of the input, however it is cut. */
	CHECK_STR(INFER("{\"b\":1}", "{\"a\":{\"y\":1}}", "null", "{\"c\":1,\"a\":{\"x\":1},\"b\":0.5}"),
	    "b double, a.y bigint, a.x bigint, c bigint");
	CHECK_STR(INFER(""), "");
	CHECK_STR(INFER("null"), "");
	CHECK_HAS(INFER("{\"a\":1}{\"a\":{\"b\":1}}"),
	    "a is a scalar at 0:0:5, but an object at 0:1:12");
	CHECK_HAS(INFER("{\"a\":1}", "{\"x\":{\"a\":[]}}", "{\"x\":{\"a\":\"s\"}}"),
	    "x.a is an array at 0:1:10, but a scalar at 0:2:10");
	CHECK_HAS(INFER("{\"a\":1} 5"), "0:1:8: the value is no object");
	CHECK_HAS(INFER("{\"a.b\":1,\"a\":{\"b\":2}}"), "two members would both be the column \"a.b\"");
	CHECK_HAS(INFER("{\"a\\u0000b\":1}"), "\\u0000");
}

TEST(many_members)
{
	struct buf text = BUF_INIT;
	const char *one;

	buf_printf(&text, NULL, "{");
	for (int i = 0; i < 11000; i++)
		buf_printf(&text, NULL, "%s\"m%d\":%d", i > 0 ? "," : "", i, i);
	buf_printf(&text, NULL, "}%c", 0);
	one = (const char *)text.data;
	CHECK_HAS(infer(&one, 1), "more than 10000 different members");
	buf_release(&text);
}

/* A row that does not fit leaves nothing, in any type. */
static int
leave_out(struct json_fill *f, size_t at, struct err *e)
{
	(void)at;
	(void)e;
	++*(int *)f->ctx;
	return 0;
}

TEST(misfits_leave_no_trace)
{
	const char *spec = "s, a ARRAY<STRUCT<x:INT,y:STRING>>, m MAP<STRING,BOOLEAN>, b BOOLEAN, n INT";
	struct err e = ERR_INIT;
	struct json_cols *c = json_cols_parse(spec, 0, &e);
	struct json_fill *f = json_fill_new(c, &e);
	struct column col[5];
	struct buf text = BUF_INIT, got = BUF_INIT;
	int left_out = 0;

	f->bad = leave_out;
	f->ctx = &left_out;
	for (int i = 0; i < 300; i++) {
		bool fits = i % 3 != 1;

		buf_printf(&text, &e, "{\"s\":%s,\"a\":[{\"x\":%d},{\"y\":\"y%d\"}%s],"
		    "\"m\":{\"k%d\":true},\"b\":%s,\"n\":%s}\n", i % 7 == 0 ? "null" : "\"s\"", i, i,
		    fits || i % 2 == 0 ? "" : ",5", i, i % 5 == 0 ? "true" : "null",
		    fits ? "1" : i % 2 == 0 ? "\"one\"" : "null");
	}
	const struct json_piece p = { .text = text.data, .len = text.len, .last = true };

	REQUIRE(json_fill_piece(f, &p, &e) == 0);
	CHECK_INT(left_out, 100);
	REQUIRE(json_fill_finish(f, col, &e) == 0);
	CHECK_INT(col[0].rows, 200);
	for (int64_t r = 0; r < 200; r++) {
		int i = (int)(r / 2 * 3 + (r % 2) * 2);
		char want[200];

		got.len = 0;
		for (int k = 0; k < 5; k++) {
			text_value(&c->schema->field[k].type, &col[k], r, &conf, &got, &e);
			buf_printf(&got, &e, "|");
		}
		snprintf(want, sizeof(want), "%s|[{%d, NULL}, {NULL, y%d}]|{k%d -> true}|%s|1|",
		    i % 7 == 0 ? "NULL" : "s", i, i, i, i % 5 == 0 ? "true" : "NULL");
		CHECK_MEM(got.data, got.len, want, strlen(want));
	}
	for (int k = 0; k < 5; k++)
		column_release(&col[k]);
	buf_release(&text);
	buf_release(&got);
	json_fill_free(f);
	json_cols_free(c);
}

/* Bad records come out in the order of their keys. */
TEST(bad_log_keeps_order)
{
	static const int order[] = { 2, 0, 1, 4, 3, 5 };
	char name[] = "/tmp/bad_log_XXXXXX", got[1000];
	struct err e = ERR_INIT;
	int fd = mkstemp(name);
	struct bad_log *l;
	int64_t n;
	FILE *file;
	size_t len;

	REQUIRE(fd >= 0);
	l = bad_log_new(out_fd(fd, "bad", &e), &e);
	for (int i = 0; i < 6; i++) {
		struct bad_list b = { BUF_INIT, 0 };
		char place[20];

		snprintf(place, sizeof(place), "row %d", order[i]);
		if (order[i] != 3)
			bad_list_add(&b, place, "why", order[i] == 1 ? "\xff" : "\"x", order[i] == 1 ? 1 : 2,
			    &e);
		CHECK_INT(bad_log_put(l, order[i] * 10, 10, &b, &e), 0);
	}
	CHECK_INT(bad_log_end(l, &n, &e), 0);
	CHECK_INT(n, 5);
	bad_log_free(l);
	file = fopen(name, "r");
	len = fread(got, 1, sizeof(got) - 1, file);
	got[len] = '\0';
	fclose(file);
	remove(name);
	CHECK_STR(got, "{\"position\":\"row 0\",\"reason\":\"why\",\"record\":\"\\\"x\"}\n"
	    "{\"position\":\"row 1\",\"reason\":\"why\",\"record\":{\"base64\":\"/w==\"}}\n"
	    "{\"position\":\"row 2\",\"reason\":\"why\",\"record\":\"\\\"x\"}\n"
	    "{\"position\":\"row 4\",\"reason\":\"why\",\"record\":\"\\\"x\"}\n"
	    "{\"position\":\"row 5\",\"reason\":\"why\",\"record\":\"\\\"x\"}\n");
}
