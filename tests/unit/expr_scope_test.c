/* expr_scope_test.c - qualified names: Spark's answers, messages, what is looked at. */
#include "check.h"
#include "expr/plan.h"
#include "expr_help.h"
#include "golden.h"

/* The rows of tests/golden/expr_scope.py, joined. */
static const char types[] =
    "id int!, n int, s string, st struct<x:int,y:struct<z:string>>, r struct<id:int,w:int>, "
    "odd_q int, l struct<z:int>, a array<int>, mp map<string,int>, q int, "
    "id int!, name string, n int, st struct<x:int>, odd_q int, only int, "
    "q struct<id:int,only:int>";

static const char *const rows[] = {
	"1|10|a|{1,{q}}|{5,6}|3|{9}|[1,2]|{k>7}|42|1|bob|20|{2}|5|8|{77,3}",
	"2|NULL|b|NULL|{NULL,8}|4|NULL|[]|{}|-1|2|eve|30|NULL|NULL|9|NULL",
	NULL
};

static const struct expr_scope scopes[] = { { "l", 0, 10 }, { "r", 10, 7 } };

/* The batch; odd_q becomes a name with a blank. */
static struct batch *
joined(void)
{
	struct batch *b = help_batch(types, rows);
	size_t i;

	for (i = 0; i < b->schema->nfield; i++) {
		if (strcmp(b->schema->field[i].name, "odd_q") == 0)
			b->schema->field[i].name[3] = ' ';
	}
	return b;
}

static struct expr *
new_expr(const struct batch *b, const struct expr_scope *scope, size_t n)
{
	const struct expr_conf conf = { .scope = scope, .nscope = n };
	struct err e = ERR_INIT;
	struct expr *x = expr_new(b->schema, &conf, &e);

	if (!CHECK(x != NULL))
		printf("\t%s\n", e.msg);
	return x;
}

/* The values of a batch as in the table. */
static void
put_rows(const struct batch *b, struct buf *out)
{
	const struct text_conf conf = { .null = "NULL" }, inner = { .null = "null" };
	int64_t r;
	size_t f;

	for (r = 0; r < b->rows; r++) {
		for (f = 0; f < b->schema->nfield; f++) {
			const struct column *c = &b->col[f];

			buf_printf(out, NULL, "%s", f > 0 ? "|" : r > 0 ? "," : "");
			text_value(&b->schema->field[f].type, c, r,
			    column_is_null(c, r) ? &conf : &inner, out, NULL);
		}
	}
}

/* Names, types and values as in the table, or the error (words: its message). */
static void
run(struct expr *x, const struct batch *b, bool words, struct buf *out)
{
	struct expr_scratch *s = NULL;
	struct batch_list l = { 0 };
	struct err e = ERR_INIT;
	char type[256];
	size_t i;

	if ((s = expr_scratch_new(x, &e)) == NULL || expr_run(x, s, b, &l, &e) != 0) {
		if (words)
			help_error(out, &e);
		else
			buf_printf(out, NULL, "\tERROR");
	} else {
		for (i = 0; i < expr_schema(x)->nfield; i++)
			buf_printf(out, NULL, "%s%s:%s", i > 0 ? "," : "",
			    expr_schema(x)->field[i].name,
			    type_string(&expr_schema(x)->field[i].type, type, sizeof(type)));
		buf_add(out, "\t", 1, NULL);
		for (i = 0; i < l.n; i++)
			put_rows(l.batch[i], out);
	}
	batch_list_release(&l);
	expr_scratch_free(s);
}

/* A select list and, after WHERE, a condition. */
static int
compile(struct expr *x, const char *text, struct err *e)
{
	const char *where = strstr(text, " WHERE ");
	char *list = strndup(text, where == NULL ? strlen(text) : (size_t)(where - text));
	int rc = expr_select(x, list, e);

	free(list);
	return rc != 0 || where == NULL ? rc : expr_where(x, where + 7, e);
}

static const char *
answer(const struct batch *b, const struct expr_scope *scope, size_t n, const char *text,
    bool words)
{
	struct expr *x = new_expr(b, scope, n);
	struct buf out = BUF_INIT;
	struct err e = ERR_INIT;

	if (compile(x, text, &e) == 0)
		run(x, b, words, &out);
	else if (words)
		help_error(&out, &e);
	else
		buf_printf(&out, NULL, "\tERROR");
	expr_free(x);
	return help_text(&out);
}

#define SAID(text) answer(b, scopes, 2, (text), true)

TEST(as_spark)
{
	struct batch *b = joined();
	struct golden t;

	REQUIRE(golden_open(&t, "expr_scope.tsv"));
	while (golden_next(&t))
		if (!CHECK_STR(answer(b, scopes, 2, t.line, false), t.answer))
			printf("\tof %s\n", t.line);
	CHECK(t.lines > 80);
	batch_free(b);
}

TEST(messages)
{
	static const struct {
		const char *text, *want;
	} cases[] = {
		{ "n + 1", "several columns are named \"n\": l.n, r.n\nn + 1\n^" },
		{ "`odd q`", "several columns are named \"odd q\": l.`odd q`, r.`odd q`\n`odd q`\n^" },
		{ "st.y", "several columns are named \"st\": l.st, r.st\nst.y\n^" },
		{ "q.*", "several columns are named \"q\": l.q, r.q\nq.*\n^" },
		{ "nope.id", "no column \"nope.id\"; qualifiers are: l, r\nnope.id\n^" },
		{ "nope.*", "no column \"nope\"; qualifiers are: l, r\nnope.*\n^" },
		{ "idd", "no column \"idd\"; near: \"id\"\nidd\n^" },
		{ "l.nope", "no field \"nope\" in struct<z:int>\nl.nope\n  ^" },
		{ "l.st.q", "no field \"q\"; near: \"x\", \"y\"\nl.st.q\n     ^" },
		{ "r.name.x", "column \"name\" is no struct: name:x reaches into JSON text\n"
		    "r.name.x\n       ^" },
		{ "l.id, l.id", "two results are named \"id\": give one another name with AS\n"
		    "l.id, l.id\n      ^" },
		{ "l.id, r.id, r.id", "two results are named \"id\": give one another name with AS\n"
		    "l.id, r.id, r.id\n            ^" },
		{ "l.n + 1, r.n + 1", "two results are named \"(n + 1)\": give one another name "
		    "with AS\nl.n + 1, r.n + 1\n             ^" },
		{ "s WHERE n = 1", "several columns are named \"n\": l.n, r.n\nn = 1\n^" }
	};
	struct batch *b = joined();
	char want[512];
	size_t i;

	for (i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
		(void)snprintf(want, sizeof(want), "error 2: %s", cases[i].want);
		if (!CHECK_STR(SAID(cases[i].text), want))
			printf("\tof %s\n", cases[i].text);
	}
	/* What is wrong with a value: qualified where the name alone says too little. */
	CHECK_STR(SAID("only WHERE 1 / (r.id - 2) > 0"), "error 1 at row 1: column r.id: division by "
	    "zero: the dividend is 1.0");
	CHECK_STR(SAID("only WHERE 1 / (l.`odd q` - 4) > 0"), "error 1 at row 1: column l.`odd q`: "
	    "division by zero: the dividend is 1.0");
	CHECK_STR(SAID("only WHERE CAST(name AS INT) = 1"), "error 1 at row 0: column name: cannot "
	    "cast \"bob\" to INT");
	batch_free(b);
}

/* A qualifier that no column is named like. */
TEST(unknown_in_a_qualifier)
{
	static const struct expr_scope named[] = { { "x", 0, 10 }, { "y", 10, 7 } };
	struct batch *b = joined();

	CHECK_STR(answer(b, named, 2, "s, y.zip", true), "error 2: no column \"zip\" in \"y\"; "
	    "there are: \"id\", \"name\", \"n\", \"st\", \"odd q\", \"only\", \"q\"\n"
	    "s, y.zip\n     ^");
	CHECK_STR(answer(b, named, 2, "y.nam", true),
	    "error 2: no column \"nam\" in \"y\"; near: \"name\"\ny.nam\n  ^");
	CHECK_STR(answer(b, named, 2, "y.nam.x + 1", true), "error 2: no column \"nam.x\" in \"y\"; "
	    "near: \"name\"\ny.nam.x + 1\n  ^");
	CHECK_STR(answer(b, named, 2, "X.id", true),
	    "error 2: no column \"X.id\"; qualifiers are: x, y\nX.id\n^");
	batch_free(b);
}

/* Qualifiers of odd names, twice the same, a column twice within one, columns without any. */
TEST(odd_scopes)
{
	static const char *const one[] = { "1|2|3|4|5", NULL };
	static const struct expr_scope twice[] = { { "t", 0, 1 }, { "t", 1, 1 } };
	static const struct expr_scope within[] = { { "a b", 0, 2 } };
	static const struct expr_scope part[] = { { "t", 0, 1 }, { "u", 2, 3 } };
	static const struct expr_scope over[] = { { "t", 0, 2 }, { "u", 1, 4 } };
	struct batch *b = help_batch("a int, a int, b int, t.b int, b.c int", one);
	const struct expr_conf conf = { .scope = (const struct expr_scope[]){ { "t", 4, 2 } },
		.nscope = 1 };
	struct err e = ERR_INIT;

	CHECK_STR(answer(b, twice, 2, "t.*", true), "a:int,a:int\t1|2");
	CHECK_STR(answer(b, twice, 2, "t.a", true), "error 2: there are several columns t.a\nt.a\n^");
	CHECK_STR(answer(b, within, 1, "a", true), "error 2: there are several columns `a b`.a\n"
	    "a\n^");
	CHECK_STR(answer(b, within, 1, "`a b`.*, b", true), "a:int,a:int,b:int\t1|2|3");
	CHECK_STR(answer(b, within, 1, "x.a", true), "error 2: no column \"x.a\"; qualifiers are: "
	    "`a b`\nx.a\n^");
	CHECK_STR(answer(b, part, 2, "t.a", true), "a:int\t1");
	CHECK_STR(answer(b, part, 2, "a", true), "error 2: several columns are named \"a\": t.a, a\n"
	    "a\n^");
	/* Columns with points in their names: in a qualifier first. */
	CHECK_STR(answer(b, part, 2, "t.b, u.b, u.t.b, u.b.c + 1", true),
	    "error 2: two results are named \"t.b\": give one another name with AS\n"
	    "t.b, u.b, u.t.b, u.b.c + 1\n          ^");
	CHECK_STR(answer(b, part, 2, "t.b, u.b, u.b.c, u.b.c + 1", true),
	    "t.b:int,b:int,b.c:int,(b.c + 1):int\t4|3|5|6");
	/* The first of two scopes has a column. */
	CHECK_STR(answer(b, over, 2, "t.*", true), "a:int,a:int\t1|2");
	CHECK_STR(answer(b, over, 2, "u.a", true), "error 2: no column \"a\" in \"u\"; near: \"b\"\n"
	    "u.a\n  ^");
	CHECK(expr_new(b->schema, &conf, &e) == NULL);
	CHECK_STR(e.msg, "t has columns that are not there");
	batch_free(b);
}

/* A column keeps its qualifier from step to step, until it gets a name. */
TEST(steps)
{
	static const struct {
		const char *first, *second, *want;
	} cases[] = {
		{ "l.id, r.id", "r.id", "id:int\t1,2" },
		{ "l.id, r.n", "l.*", "id:int\t1,2" },
		{ "l.id, r.n", "id, r.n", "id:int,n:int\t1|20,2|30" },
		{ "l.id AS id, r.n", "l.id", "error 2: no column \"id\" in \"l\"\nl.id\n  ^" },
		{ "CAST(l.id AS STRING)", "l.id", "error 2: no column \"id\" in \"l\"\nl.id\n  ^" },
		{ "r.n", "l.*", "error 2: no column of \"l\" is left\nl.*\n^" },
		{ "l.id, r.id", "id", "error 2: several columns are named \"id\": l.id, r.id\nid\n^" }
	};
	struct batch *b = joined();
	struct err e = ERR_INIT;
	struct expr *x;
	size_t i;

	for (i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
		struct buf out = BUF_INIT;

		x = new_expr(b, scopes, 2);
		CHECK_INT(expr_select(x, cases[i].first, &e), 0);
		if (expr_select(x, cases[i].second, &e) == 0)
			run(x, b, true, &out);
		else
			help_error(&out, &e);
		if (!CHECK_STR(help_text(&out), cases[i].want))
			printf("\tof %s\n", cases[i].second);
		expr_free(x);
	}
	x = new_expr(b, scopes, 2);
	CHECK_INT(expr_rename(x, "name=who", &e), 0);
	CHECK_INT(expr_with(x, "s = upper(l.s)", &e), 0);
	/* A filter sees the inputs with their qualifiers whatever came out. */
	CHECK_INT(expr_where(x, "r.name = 'bob' AND who = r.name AND l.s = 'a'", &e), 0);
	batch_free(b);
	expr_free(x);
}

/* Which columns are looked at; star: of which scopes all come out. */
TEST(what_is_looked_at)
{
	static const struct {
		const char *text, *want;
	} cases[] = {
		{ "*", "0 1 2 3 4 5 6 7 8 9 10 11 12 13 14 15 16 starred l r" },
		{ "l.id, r.name", "0 11 named" },
		{ "r.*, l.s", "2 10 11 12 13 14 15 16 starred r" },
		{ "l.st.x WHERE r.n > 1 AND r.q.only = 3", "3 12 16, 3 0, 16 1 named" },
		{ "l.*, r.* WHERE r.id = 1",
		    "0 1 2 3 4 5 6 7 8 9 10 11 12 13 14 15 16 starred l r" },
		{ "l.r.*", "4 named" }
	};
	struct batch *b = joined();
	struct err e = ERR_INIT;
	size_t i, c;
	uint32_t k;

	for (i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
		struct expr *x = new_expr(b, scopes, 2);
		struct buf out = BUF_INIT;
		struct want w = { 0 };

		CHECK_INT(compile(x, cases[i].text, &e), 0);
		CHECK_INT(expr_want(x, false, &w, &e), 0);
		for (c = 0; c < b->schema->nfield; c++)
			if (w.column[c])
				buf_printf(&out, NULL, "%s%zu", out.len > 0 ? " " : "", c);
		for (c = 0; c < w.nfield; c++) {
			buf_printf(&out, NULL, ",");
			for (k = 0; k < w.field[c].n; k++)
				buf_printf(&out, NULL, " %u", w.field[c].at[k]);
		}
		buf_printf(&out, NULL, "%s", w.named ? " named" : " starred");
		for (c = 0; c < 2; c++)
			buf_printf(&out, NULL, "%s%s", expr_scope_starred(x, c) ? " " : "",
			    expr_scope_starred(x, c) ? scopes[c].name : "");
		CHECK_STR(help_text(&out), cases[i].want);
		want_release(&w);
		expr_free(x);
	}
	batch_free(b);
}

/* ---- one scope and every name qualified: nothing changes ---- */

static uint64_t seed = 88172645463325252;

static unsigned
pick(unsigned n)
{
	seed ^= seed << 13;
	seed ^= seed >> 7;
	seed ^= seed << 17;
	return (unsigned)((seed >> 20) % n);
}

/* Writes a random expression; # stands before each name. */
static void
random_expr(struct buf *out, char kind, int depth)
{
	static const char *const numbers[] = { "#n", "#id", "#st.x", "#`odd q`", "#mp.k", "#a[0]",
		"3", "NULL", "(%N + %N)", "(%N - #n)", "(%N / %N)", "-%N", "abs(%N)", "if(%B, %N, %N)",
		"coalesce(%N, %N)", "CASE WHEN %B THEN %N ELSE %N END", "length(%S)",
		"CAST(%S AS INT)" };
	static const char *const texts[] = { "#s", "#st.y.z", "'x'", "upper(%S)", "(%S || %S)",
		"CAST(%N AS STRING)", "if(%B, %S, %S)", "substring(%S, 1)" };
	static const char *const booleans[] = { "#id = 1", "TRUE", "%N < %N", "%S = %S",
		"(%B AND %B)", "NOT %B", "%N IN (1, %N)", "%N BETWEEN #id AND %N", "%S LIKE %S",
		"%N IS NULL" };
	const char *p = kind == 'N' ? numbers[pick(depth > 3 ? 8 : 18)] :
	    kind == 'S' ? texts[pick(depth > 3 ? 3 : 8)] : booleans[pick(depth > 3 ? 2 : 10)];

	for (; *p != '\0'; p++) {
		if (*p == '%')
			random_expr(out, *++p, depth + 1);
		else
			buf_add(out, p, 1, NULL);
	}
}

/* The text with the qualifier at each #, or with nothing. */
static char *
qualify(const struct buf *text, const char *qualifier)
{
	struct buf out = BUF_INIT;
	char *s;
	size_t i;

	for (i = 0; i < text->len; i++) {
		if (text->data[i] == '#')
			buf_add(&out, qualifier, strlen(qualifier), NULL);
		else
			buf_add(&out, &text->data[i], 1, NULL);
	}
	s = strndup((const char *)out.data, out.len);
	buf_release(&out);
	return s;
}

TEST(one_scope_changes_nothing)
{
	static const struct expr_scope one = { "s", 0, 10 };
	static const char *const two[] = { "1|10|a|{1,{q}}|{5,6}|3|{9}|[1,2]|{k>7}|42",
		"2|NULL|7|NULL|{NULL,8}|4|NULL|[5]|{}|-1", NULL };
	struct batch *b = help_batch("id int, n int, s string, st struct<x:int,y:struct<z:string>>, "
	    "r struct<id:int,w:int>, odd_q int, l struct<z:int>, a array<int>, mp map<string,int>, "
	    "q int", two);
	size_t errors = 0;
	int i;

	b->schema->field[5].name[3] = ' ';
	for (i = 0; i < 2000; i++) {
		struct buf text = BUF_INIT;
		const char *got, *want;
		char *plain, *full;

		random_expr(&text, "NSB"[pick(3)], 0);
		if (pick(3) == 0) {
			buf_add(&text, " WHERE ", 7, NULL);
			random_expr(&text, 'B', 1);
		}
		plain = qualify(&text, "");
		full = qualify(&text, "s.");
		want = answer(b, NULL, 0, plain, true);
		got = answer(b, &one, 1, full, true);
		/* Errors of a text show it. */
		if (strncmp(want, "error 2", 7) == 0)
			CHECK_MEM(got, strcspn(got, "\n"), want, strcspn(want, "\n"));
		else if (!CHECK_STR(got, want))
			printf("\tof %s\n", full);
		CHECK_STR(answer(b, &one, 1, plain, true), want);
		errors += strncmp(want, "error", 5) == 0;
		free(plain);
		free(full);
		buf_release(&text);
	}
	CHECK(errors < 1000);
	batch_free(b);
}
