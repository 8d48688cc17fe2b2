/* json_nest_test.c - nested types out of values, and values as nested columns. */
#include "check.h"
#include "json/fill.h"
#include "json/nest.h"
#include "json/shape.h"
#include "model/text.h"

/* The columns of what stands in text, one value a line, or the error in words. */
static struct json_cols *
cols_of(const char *text, char *words, size_t size)
{
	struct err e = ERR_INIT;
	struct json_shape *s = json_shape_new(&e);
	struct json_cols *c = NULL;
	size_t n;
	int rc = 0;

	for (const char *p = text; *p != '\0' && rc == 0; p += n + (p[n] == '\n')) {
		n = strcspn(p, "\n");
		rc = json_shape_add(s, (const uint8_t *)p, n, &e);
	}
	if (rc == 0)
		c = json_shape_cols(s, 0, &e);
	if (c == NULL)
		snprintf(words, size, "%s @%d", e.msg, (int)e.byte);
	json_shape_free(s);
	return c;
}

/* "name type, ..." of the columns. */
static const char *
types(const char *text)
{
	static char out[4096];
	char type[1024];
	struct json_cols *c = cols_of(text, out, sizeof(out));
	size_t n = 0;

	if (c == NULL)
		return out;
	out[0] = '\0';
	for (size_t i = 0; i < c->n; i++)
		n += (size_t)snprintf(out + n, sizeof(out) - n, "%s%s %s", i > 0 ? ", " : "",
		    c->schema->field[i].name,
		    type_string(&c->schema->field[i].type, type, sizeof(type)));
	json_cols_free(c);
	return out;
}

/* The rows of text in the columns of sample, "a|b\n", and the words of an error. */
static const char *
rows(const char *sample, const char *text)
{
	static const struct text_conf conf = { .null = "NULL" };
	static char out[4096];
	struct err e = ERR_INIT;
	struct json_cols *c = cols_of(sample, out, sizeof(out));
	struct json_fill *f = json_fill_new(c, &e);
	const struct json_piece p = { .text = (const uint8_t *)text, .len = strlen(text),
		.last = true };
	struct column col[20];
	struct buf b = BUF_INIT;
	int rc = json_fill_piece(f, &p, &e);

	CHECK_INT(json_fill_finish(f, col, NULL), 0);
	for (int64_t r = 0; r < col[0].rows; r++)
		for (size_t i = 0; i < c->n; i++) {
			text_value(&c->schema->field[i].type, &col[i], r, &conf, &b, NULL);
			buf_printf(&b, NULL, i + 1 < c->n ? "|" : "\n");
		}
	if (rc != 0)
		buf_printf(&b, NULL, "%.*s @%d", (int)strcspn(e.msg, "("), e.msg, (int)e.byte);
	snprintf(out, sizeof(out), "%.*s", (int)b.len, (const char *)b.data);
	for (size_t i = 0; i < c->n; i++)
		column_release(&col[i]);
	buf_release(&b);
	json_fill_free(f);
	json_cols_free(c);
	return out;
}

TEST(types)
{
	CHECK_STR(types(""), "");
	CHECK_STR(types("{}"), "");
	CHECK_STR(types("null"), "value string");
	CHECK_STR(types("1\n2.5"), "value double");
	CHECK_STR(types("{\"b\":1,\"a\":[{\"c\":true}]}\n{\"a\":[{\"d\":[]},{}],\"b\":\"x\"}"),
	    "b string, a array<struct<c:boolean,d:array<string>>>");
	CHECK_STR(types("{\"a\":{\"b\":1}}\n{\"a\":[1]}"), "a string");
	CHECK_STR(types("{\"a\":[[[1]],[],[[1e0]]]}"), "a array<array<array<double>>>");
	CHECK_STR(types("{\"a\":{}}"), "a struct<>");
	CHECK_STR(types("{ \"a\" : { \"\\u0062\" : null } , \"a\" : {\"b\":7} }"), "a struct<b:bigint>");
}

/* A text with n of open before, and n of shut behind x. */
static char *
nested(int n, const char *open, const char *x, const char *shut)
{
	char *s = calloc((size_t)n * (strlen(open) + strlen(shut)) + strlen(x) + 1, 1), *p = s;

	for (int i = 0; i < n; i++)
		p = stpcpy(p, open);
	p = stpcpy(p, x);
	for (int i = 0; i < n; i++)
		p = stpcpy(p, shut);
	return s;
}

TEST(depth)
{
	char *s;

	s = nested(JSON_SHAPE_DEPTH, "{\"a\":", "1", "}");
	CHECK(strncmp(types(s), "a struct<a:struct<", 18) == 0);
	free(s);
	s = nested(JSON_SHAPE_DEPTH + 1, "{\"a\":", "1", "}");
	CHECK_STR(types(s), "nested deeper than 64 fields: -i lines takes the records as text @325");
	free(s);
	s = nested(JSON_SHAPE_DEPTH - 1, "[", "1", "]");
	CHECK(strncmp(types(s), "value array<array<", 18) == 0);
	free(s);
	s = nested(JSON_SHAPE_DEPTH, "[", "1", "]");
	CHECK_STR(types(s), "nested deeper than 64 fields: -i lines takes the records as text @64");
	free(s);
}

TEST(too_many)
{
	char *s = malloc(200000), *p = s;

	p = stpcpy(p, "{");
	for (int i = 0; i < 10001; i++)
		p += sprintf(p, "%s\"%d\":1", i > 0 ? "," : "", i);
	strcpy(p, "}");
	CHECK(strstr(types(s), "more than 10000 different members") != NULL);
	free(s);
}

TEST(fill)
{
	const char *s = "{\"a\":1,\"b\":{\"c\":[{\"d\":\"x\"}],\"e\":0.5}}";

	CHECK_STR(rows(s, s), "1|{[{x}], 0.5}\n");
	CHECK_STR(rows(s, "{\"b\":{\"e\":1,\"c\":[null,{},{\"d\":5}]}} {\"b\":{}} {} null"),
	    "NULL|{[NULL, {NULL}, {5}], 1.0}\nNULL|{NULL, NULL}\nNULL|NULL\nNULL|NULL\n");
	/* The row that fails leaves nothing behind, whatever it had. */
	CHECK_STR(rows(s, "{\"a\":1} {\"a\":2,\"b\":{\"c\":[{\"d\":1},{\"d\":2},{\"f\":3}]}}"),
	    "1|NULL\nb.c[2]: no field \"f\"  @42");
	CHECK_STR(rows(s, "{\"a\":1} {\"b\":{\"e\":1,\"c\":[[]]},\"a\":2}"),
	    "1|NULL\nb.c[0]: does not fit struct<d:string>: \"[]\"  @25");
	CHECK_STR(rows(s, "{\"a\":1} {\"a\":2.5,\"b\":{\"e\":1}}"),
	    "1|NULL\na: does not fit bigint: \"2.5\"  @13");
	CHECK_STR(rows("[[1]]", "[[[2],[3]]]"), "[[2], [3]]\n");
	CHECK_STR(rows("[[1]]", "[[[2],[3,\"x\"]]]"),
	    "value[1][1]: does not fit bigint: \"\\\"x\\\"\"  @9");
}

TEST(only_what_is_wanted)
{
	const char *sample = "{\"a\":1,\"b\":[1]}";
	static const bool used[2] = { true, false }, none[2] = { false, false };
	const char *text = "{\"a\":1,\"b\":\"x\",\"b\":{}} {\"b\":[{}],\"a\":2}";
	const struct json_piece p = { .text = (const uint8_t *)text, .len = strlen(text),
		.last = true };
	struct err e = ERR_INIT;
	char words[200];
	struct json_cols *c = cols_of(sample, words, sizeof(words));
	struct column col[2];
	struct json_fill *f;

	json_cols_use(c, &(struct want){ .column = used });
	f = json_fill_new(c, &e);
	CHECK_INT(json_fill_piece(f, &p, &e), 0);
	CHECK_INT(json_fill_finish(f, col, &e), 0);
	CHECK_INT(col[0].rows, 2);
	CHECK_INT(column_i64(TYPE_BIGINT, col[0].values, 1), 2);
	CHECK_INT(col[1].rows, 2);
	CHECK(col[1].absent);
	column_release(&col[0]);
	column_release(&col[1]);
	json_fill_free(f);
	json_cols_use(c, &(struct want){ .column = none });
	f = json_fill_new(c, &e);
	CHECK_INT(json_fill_piece(f, &p, &e), 0);
	CHECK_INT(f->rows, 2);
	json_fill_free(f);
	json_cols_free(c);
}

/* The rows of text where of the columns of sample only w is wanted, or the words of an error. */
static void
check_filled(const char *sample, const struct want *w, const char *text, struct column *col,
    const char *says)
{
	const struct json_piece p = { .text = (const uint8_t *)text, .len = strlen(text),
		.last = true };
	struct err e = ERR_INIT;
	char words[200];
	struct json_cols *c = cols_of(sample, words, sizeof(words));
	struct json_fill *f;

	json_cols_use(c, w);
	json_cols_use(c, w);
	f = json_fill_new(c, &e);
	if (says != NULL) {
		CHECK_INT(json_fill_piece(f, &p, &e), -1);
		CHECK_HAS(e.msg, says);
	} else {
		if (!CHECK_INT(json_fill_piece(f, &p, &e), 0))
			printf("\t%s\n", e.msg);
		CHECK_INT(json_fill_finish(f, col, &e), 0);
	}
	json_fill_free(f);
	json_cols_free(c);
}

/* s.y.u and t alone: nothing else is built or looked at, whatever comes there later. */
TEST(only_the_fields_that_are_wanted)
{
	const char *sample = "{\"s\":{\"x\":1,\"y\":{\"z\":\"a\",\"u\":1}},\"t\":{\"v\":1}}";
	static const bool used[2] = { true, true };
	static const uint32_t at[] = { 0, 1, 1 };
	static const struct path field[] = { { at, 3 } };
	struct want w = { .column = used, .field = field, .nfield = 1 };
	struct column col[2], *y;

	check_filled(sample, &w, "{\"s\":{\"x\":{},\"y\":{\"u\":7,\"new\":[{\"a\":1}]},\"x\":2},\"t\":{}}"
	    " {\"t\":null} {\"s\":{\"y\":null},\"t\":null} {\"s\":{\"new\":1,\"y\":{\"z\":0,\"u\":8}}}",
	    col, NULL);
	CHECK_INT(col[0].rows, 4);
	CHECK_INT(col[0].nulls, 1);
	CHECK_INT(col[0].nchild, 2);
	CHECK(col[0].child[0].absent && col[0].child[0].rows == 4);
	y = &col[0].child[1];
	CHECK(!y->absent && y->child[0].absent && !y->child[1].absent);
	CHECK_INT(y->nulls, 2);
	CHECK_INT(y->child[1].rows, 4);
	CHECK_INT(column_i64(TYPE_BIGINT, y->child[1].values, 0), 7);
	CHECK_INT(column_i64(TYPE_BIGINT, y->child[1].values, 3), 8);
	column_release(&col[0]);
	column_release(&col[1]);
	/* What is wanted is looked at as ever. */
	check_filled(sample, &w, "{\"s\":{\"y\":{\"u\":\"x\"}}}", col,
	    "s.y.u: does not fit bigint: \"\\\"x\\\"\"");
	check_filled(sample, &w, "{\"s\":{\"y\":{\"u\":1,\"u\":1}}}", col, "s.y.u: occurs twice");
	check_filled(sample, &w, "{\"t\":{\"new\":1}}", col, "t: no field \"new\"");
	check_filled(sample, &w, "{\"new\":1}", col, "no column \"new\"");
	/* By name a member of the row is not missed; one of a struct that is wanted whole is. */
	w.named = true;
	check_filled(sample, &w, "{\"new\":1}", col, NULL);
	column_release(&col[0]);
	column_release(&col[1]);
	check_filled(sample, &w, "{\"t\":{\"new\":1}}", col, "t: no field \"new\"");
}
