/*
 * expr_fuzz.c - expressions from anywhere, over a small batch: whatever compiles
 * gives sound columns, and the same values (or an error) for a batch as for its
 * rows one by one.
 *
 * The first byte picks the step (select, where, with, rename, drop, select and
 * where); the rest is its text, or from 128 on the choices of a writer of
 * expressions, most of which compile.  Half of the columns are p.NAME, half q.NAME.
 */
#include "fuzz.h"

#include "../unit/expr_help.h"
#include "base/utf8.h"

static const char types[] =
    "n int, l bigint, d double, m decimal(10,2), s string, b boolean, dt date, "
    "ts timestamp, ti tinyint, f float, bin binary, a array<int>, mp map<string,int>, "
    "st struct<x:int,y:struct<z:string>>, x.y int, j string";

static const char *const rows[] = {
	"5|7|1.5|2.25|Hello|true|2024-02-29|2024-02-29 12:34:56.5|3|0.25|Hi|[1,2,3]|{k>1,l>2}|"
	"{1,{q}}|1|{\"a\": [1; 2]}",
	"NULL|NULL|NULL|NULL|NULL|NULL|NULL|NULL|NULL|NULL|NULL|NULL|NULL|NULL|NULL|NULL",
	"-3|-9000000000|-2.75|-12345678.99| aé😀 |false|1969-12-31|"
	"1960-01-01 00:00:00.000001|-128|-1e10|\xff|[NULL,-1]|{k>NULL}|{NULL,NULL}|2|12",
	"2147483647|9223372036854775807|1e300|0.01|12|true|9999-12-31|1970-01-01 00:00:00|1|NaN|é|"
	"[]|{}|{7,{NULL}}|3|\"\\u00e9\"",
	NULL
};

static const struct expr_scope scopes[] = { { "p", 0, 8 }, { "q", 8, 8 } };

#define REQUIRE_THAT(cond) do { if (!(cond)) abort(); } while (0)

static void
sound(const struct type *t, const struct column *c, int64_t n)
{
	int64_t i, nulls = 0;
	uint32_t k;

	REQUIRE_THAT(c->rows == n);
	if (t->id == TYPE_VOID)
		return;
	for (i = 0; i < n; i++)
		nulls += column_is_null(c, i);
	REQUIRE_THAT(nulls == c->nulls);
	if (type_is_bytes(t->id) || t->id == TYPE_ARRAY || t->id == TYPE_MAP) {
		for (i = 0; i < n; i++)
			REQUIRE_THAT(c->offsets[i] >= 0 && c->offsets[i] <= c->offsets[i + 1]);
	}
	for (i = 0; t->id == TYPE_STRING && i < n; i++) {
		size_t len;
		const char *p = column_bytes(c, i, &len);

		REQUIRE_THAT(column_is_null(c, i) || utf8_valid_prefix(p, len) == len);
	}
	REQUIRE_THAT(c->nchild == t->nchild);
	for (k = 0; k < t->nchild; k++)
		sound(&t->child[k].type, &c->child[k], c->child[k].rows);
}

/* Runs x over b; the rows as text, or false for an error. */
static bool
run(const struct expr *x, const struct batch *b, struct buf *out)
{
	struct err e = ERR_INIT;
	struct expr_scratch *s = expr_scratch_new(x, NULL);
	struct batch_list l = { 0 };
	int rc = expr_run(x, s, b, &l, &e);
	size_t i, k;

	if (rc != 0) {
		REQUIRE_THAT(e.status == STATUS_DATA && e.row >= 0 && e.row < b->rows);
		REQUIRE_THAT(strchr(e.msg, '\n') == NULL || e.msg[0] != '\0');
	}
	for (i = 0; rc == 0 && i < l.n; i++) {
		for (k = 0; k < l.batch[i]->schema->nfield; k++)
			sound(&l.batch[i]->schema->field[k].type, &l.batch[i]->col[k],
			    l.batch[i]->rows);
	}
	if (rc == 0)
		help_rows(out, &l);
	batch_list_release(&l);
	expr_scratch_free(s);
	return rc == 0;
}

static void
run_both(const struct expr *x, const struct batch *b)
{
	struct buf whole = BUF_INIT, single = BUF_INIT;
	bool ok = run(x, b, &whole), each = true;
	struct batch *one;
	int64_t i;

	for (i = 0; i < b->rows; i++) {
		one = batch_slice(b, i, 1, NULL);
		each = run(x, one, &single) && each;
		batch_free(one);
	}
	REQUIRE_THAT(ok == each);
	REQUIRE_THAT(!ok || (whole.len == single.len &&
	    (whole.len == 0 || memcmp(whole.data, single.data, whole.len) == 0)));
	buf_release(&whole);
	buf_release(&single);
}

struct choices {
	const uint8_t *p, *end;
};

static unsigned
choose(struct choices *c, unsigned n)
{
	return c->p < c->end ? *c->p++ % n : 0;
}

/*
 * Templates by the kind of result: B boolean, N number, S text, T date or time,
 * L nested; in them each of these letters after % is an expression of that kind,
 * %X one of any kind, %% a percent sign.  The first FLAT of a kind nest nothing.
 */
struct grammar {
	char kind;
	unsigned flat, n;
	const char *const *text;
};

static const char *const booleans[] = {
	"b", "TRUE", "FALSE", "NULL", "%N = %N", "%N < %N", "%S >= %S", "%T <> %T", "%N <=> %N",
	"%S <=> %S", "%B AND %B", "%B OR %B", "NOT %B", "%X IS NULL", "%X IS NOT NULL",
	"%B IS TRUE", "%B IS NOT FALSE", "%N IN (%N, %N, 3, NULL)", "%S NOT IN ('Hello', %S, '')",
	"%N IN (1, 2, 5, 9223372036854775807)", "%S IN ('a', 'Hello', '12', '')",
	"%S LIKE '%%l_'", "%S LIKE %S", "%S ILIKE 'h%%'", "%S RLIKE '^.*l'", "%S RLIKE %S",
	"%N BETWEEN %N AND %N", "%T BETWEEN %T AND %T", "TRY_CAST(%S AS BOOLEAN)",
	"CAST(%N AS BOOLEAN)", "contains(%S, %S)", "startswith(%S, %S)", "if(%B, %B, %B)",
	"CASE WHEN %B THEN %B ELSE %B END", "coalesce(%B, %B)", "nullif(%B, %B)", "%L = %L",
	"bin = %S", "bin < X'ff'", "a IN (a, NULL)"
};
static const char *const numbers[] = {
	"n", "l", "d", "m", "ti", "f", "`x.y`", "st.x", "mp.k", "0", "1", "-1", "2Y", "3S", "NULL",
	"9223372036854775807", "-128Y", "1.5", "0.001", "-99999999999999999999.5", "1e300",
	"0.12345678901234567890123456789012345678", "(%N + %N)", "(%N - %N)", "(%N * %N)",
	"(%N / %N)", "(%N % %N)", "(%N DIV %N)", "(n & l)", "(ti | n)", "~n", "-%N", "abs(%N)",
	"round(%N)", "round(%N, 1)", "round(%N, -2)", "length(%S)", "octet_length(%S)", "size(a)",
	"TRY_CAST(%S AS INT)", "TRY_CAST(%S AS DOUBLE)", "TRY_CAST(%S AS DECIMAL(38,20))",
	"TRY_CAST(%N AS DECIMAL(10,2))", "TRY_CAST(%N AS TINYINT)", "TRY_CAST(%N AS BIGINT)",
	"CAST(%N AS DOUBLE)", "CAST(%N AS FLOAT)", "CAST(%B AS INT)", "CAST(ts AS BIGINT)",
	"TRY_CAST(%T::timestamp AS DECIMAL(20,6))", "CASE WHEN %B THEN %N WHEN %B THEN %N END",
	"if(%B, %N, %N)", "coalesce(%N, %N, %N)", "nullif(%N, %N)", "nvl2(%X, %N, %N)",
	"get(a, n)", "a[0]", "mp['l']", "CAST(%N AS DECIMAL(38,10))"
};
static const char *const texts[] = {
	"s", "j", "st.y.z", "'Hello'", "'12'", "''", "' x '", "'\\u00e9\\U0001F600'", "NULL",
	"'2024-02-29'", "upper(%S)", "lower(%S)", "trim(%S)", "reverse(%S)", "(%S || %S)",
	"concat(%S, %N, %S)", "substring(%S, %N::tinyint, 2)", "substring(%S, -2)", "left(%S, 2)",
	"right(%S, 1)", "replace(%S, 'l', 'ab')", "btrim(%S, 'Ho')", "CAST(%N AS STRING)",
	"CAST(%T AS STRING)", "CAST(%B AS STRING)", "CAST(%L AS STRING)", "TRY_CAST(bin AS STRING)",
	"CAST(CAST(%S AS BINARY) AS STRING)", "CASE WHEN %B THEN %S ELSE %S END", "if(%B, %S, %S)",
	"coalesce(%S, %S)", "nullif(%S, %S)", "if(n = -3, j:$, s)", "'{\"a\":[1,\"x\"]}':a[1]",
	"CASE WHEN n > 0 THEN j:a WHEN n < 0 THEN j:$ END"
};
static const char *const times[] = {
	"dt", "ts", "DATE '1969-12-31'", "TIMESTAMP '2024-02-29 12:34:56.5'", "NULL",
	"TRY_CAST(%S AS DATE)", "TRY_CAST(%S AS TIMESTAMP)", "TRY_CAST(%S AS TIMESTAMP_NTZ)",
	"TRY_CAST(%T AS TIMESTAMP)", "TRY_CAST(%T AS TIMESTAMP_NTZ)", "TRY_CAST(%T AS DATE)",
	"date_add(dt, n)", "(dt - ti)", "TRY_CAST(%N AS TIMESTAMP)", "if(%B, %T, %T)",
	"coalesce(%T, %T)"
};
static const char *const lists[] = {
	"a", "TRY_CAST(a AS ARRAY<STRING>)", "TRY_CAST(a AS ARRAY<DECIMAL(4,3)>)", "NULL",
	"if(%B, a, NULL)", "CASE WHEN %B THEN a END", "coalesce(a, a)"
};

#define RULE(kind, flat, list) { kind, flat, sizeof(list) / sizeof(list[0]), list }
static const struct grammar grammars[] = {
	RULE('B', 4, booleans), RULE('N', 22, numbers), RULE('S', 10, texts), RULE('T', 5, times),
	RULE('L', 4, lists)
};

static void
write_expr(struct choices *c, struct buf *out, char kind, int depth)
{
	const struct grammar *g = &grammars[0];
	const char *p;

	if (kind == 'X')
		kind = "BNSTL"[choose(c, 5)];
	while (g->kind != kind)
		g++;
	p = g->text[choose(c, depth > 4 || c->p >= c->end ? g->flat : g->n)];
	buf_add(out, "(", 1, NULL);
	for (; *p != '\0'; p++) {
		if (*p == '%' && p[1] == '%')
			buf_add(out, p++, 1, NULL);
		else if (*p == '%' && p[1] >= 'B' && p[1] <= 'X')
			write_expr(c, out, *++p, depth + 1);
		else
			buf_add(out, p, 1, NULL);
	}
	buf_add(out, ")", 1, NULL);
}

static void
word(struct buf *out, const char *text)
{
	buf_add(out, text, strlen(text), NULL);
}

/* The text of data: as it is, or written. */
static char *
text_of(const uint8_t *data, size_t len)
{
	struct choices c = { data + 1, data + len };
	struct buf out = BUF_INIT;
	char *text;

	if (data[0] < 128)
		return strndup((const char *)data + 1, len - 1);
	word(&out, data[0] % 6 == 2 ? "n = " : "");
	write_expr(&c, &out, data[0] % 6 == 1 ? 'B' : 'X', 0);
	if (data[0] % 6 == 0 || data[0] % 6 == 5) {
		word(&out, " AS one, ");
		write_expr(&c, &out, 'X', 0);
		word(&out, " AS two");
	}
	text = strndup((const char *)out.data, out.len);
	buf_release(&out);
	return text;
}

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t len)
{
	static struct batch *b;
	const struct expr_conf conf = { .scope = scopes, .nscope = 2 };
	struct err e = ERR_INIT;
	struct expr *x;
	char *text;
	int rc;

	if (b == NULL)
		b = help_batch(types, rows);
	if (len == 0 || len > 4096)
		return 0;
	text = text_of(data, len);
	x = expr_new(b->schema, &conf, NULL);
	switch (data[0] % 6) {
	case 0:
		rc = expr_select(x, text, &e);
		break;
	case 1:
		rc = expr_where(x, text, &e);
		break;
	case 2:
		rc = expr_with(x, text, &e);
		break;
	case 3:
		rc = expr_rename(x, text, &e);
		break;
	case 4:
		rc = expr_drop(x, text, &e);
		break;
	default:
		rc = expr_select(x, text, &e);
		if (rc == 0)
			rc = expr_where(x, "n > 0 OR n IS NULL", &e);
		break;
	}
	if (rc == 0)
		run_both(x, b);
	else
		REQUIRE_THAT(e.status == STATUS_USAGE && e.msg[0] != '\0' && e.byte == -1);
	expr_free(x);
	free(text);
	return 0;
}
