/*
 * expr_fuzz.c - expressions from anywhere, over a small batch: whatever compiles
 * gives sound columns, and the same values (or an error) for a batch as for its
 * rows one by one.
 *
 * The first byte picks the step (select, where, with, rename, drop, all of
 * select and where); the rest is its text.
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

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t len)
{
	static struct batch *b;
	struct err e = ERR_INIT;
	struct expr *x;
	char *text;
	int rc;

	if (b == NULL)
		b = help_batch(types, rows);
	if (len == 0 || len > 4096)
		return 0;
	text = strndup((const char *)data + 1, len - 1);
	x = expr_new(b->schema, NULL, NULL);
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
