/*
 * expr_golden_test.c - every expression of tests/golden/expr.tsv has the name, type
 * and values that Spark gave it (golden/expr.py says how it was asked).
 */
#include "check.h"
#include "expr_help.h"
#include "golden.h"

static const char types[] =
    "n int, l bigint, d double, m decimal(10,2), s string, b boolean, dt date, "
    "ts timestamp, ti tinyint, si smallint, f float, nt timestamp_ntz, bin binary, "
    "a array<int>, mp map<string,int>, st struct<x:int,y:struct<z:string>>";

static const char *const rows[] = {
	"5|7|1.5|2.25|Hello|true|2024-02-29|2024-02-29 12:34:56.5|3|4|0.25|"
	"2024-01-01 00:00:00|Hi|[1,2,3]|{k>1,l>2}|{1,{q}}",
	"NULL|NULL|NULL|NULL|NULL|NULL|NULL|NULL|NULL|NULL|NULL|NULL|NULL|NULL|NULL|NULL",
	"-3|-9000000000|-2.75|-12345678.99| aé😀 |false|1969-12-31|"
	"1960-01-01 00:00:00.000001|-128|-300|-1e10|1900-02-28 23:59:59.999||"
	"[NULL,-1]|{k>NULL}|{NULL,NULL}",
	"0|1|1e300|0.01||true|9999-12-31|1970-01-01 00:00:00|1|1|NaN|"
	"9999-12-31 23:59:59|é|[]|{}|{7,{NULL}}",
	NULL
};

static void
put_hex(struct buf *out, const struct column *c, int64_t row)
{
	size_t n, i;
	const char *p = column_bytes(c, row, &n);

	for (i = 0; i < n; i++)
		buf_printf(out, NULL, "%02X", (unsigned)(unsigned char)p[i]);
}

/* name, type and values as in the table. */
static void
answer(const struct batch *b, const char *text, struct buf *out)
{
	const struct text_conf conf = { .null = "NULL" };
	const struct text_conf inner = { .null = "null" };
	struct expr *x = expr_new(b->schema, NULL, NULL);
	struct expr_scratch *s = NULL;
	struct batch_list l = { 0 };
	char type[256];
	int64_t i;

	out->len = 0;
	if (expr_select(x, text, NULL) != 0 || (s = expr_scratch_new(x, NULL)) == NULL ||
	    expr_run(x, s, b, &l, NULL) != 0) {
		buf_printf(out, NULL, "\t\tERROR");
	} else {
		const struct field *f = &expr_schema(x)->field[0];
		const struct column *c = &l.batch[0]->col[0];

		buf_printf(out, NULL, "%s\t%s\t", f->name,
		    type_string(&f->type, type, sizeof(type)));
		for (i = 0; i < b->rows; i++) {
			if (i > 0)
				buf_add(out, "|", 1, NULL);
			if (f->type.id == TYPE_BINARY && !column_is_null(c, i))
				put_hex(out, c, i);
			else
				text_value(&f->type, c, i, f->type.id == TYPE_VOID ||
				    column_is_null(c, i) ? &conf : &inner, out, NULL);
		}
	}
	batch_list_release(&l);
	expr_scratch_free(s);
	expr_free(x);
}

TEST(as_spark)
{
	struct batch *b = help_batch(types, rows);
	struct golden t;
	struct buf out = BUF_INIT;

	REQUIRE(golden_open(&t, "expr.tsv"));
	while (golden_next(&t)) {
		answer(b, t.line, &out);
		if (!CHECK_MEM(out.data, out.len, t.answer, t.n))
			printf("\tof %s\n", t.line);
	}
	CHECK(t.lines > 1000);
	buf_release(&out);
	batch_free(b);
}
