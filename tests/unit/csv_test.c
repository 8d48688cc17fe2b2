/* csv/: records, cells, types and columns of delimited text. */
#include "check.h"

#include "base/block.h"
#include "csv/cell.h"
#include "csv/cell_fill.h"
#include "csv/record_scan.h"
#include "csv/types.h"
#include "model/text.h"

static const struct csv_dialect csv = { ',', '"', true, false, NULL, 0 };
static const struct csv_dialect tsv = { '\t', 0, true, true, NULL, 0 };

static uint64_t seed = 1;

static uint32_t
any(uint32_t below)
{
	seed = seed * UINT64_C(6364136223846793005) + UINT64_C(1442695040888963407);
	return (uint32_t)(seed >> 33) % below;
}

/* n random bytes of an alphabet that a reader trips over; more letters where quotes are few. */
static void
random_text(uint8_t *p, size_t n, unsigned letters)
{
	static const char *const tricky[] = { ",", "\"", "\n", "\r", "\xc3\xa9", "\"\"", "\",\"", "\r\n" };

	for (size_t i = 0; i < n;) {
		uint32_t k = any(8 + letters);
		const char *t = k < 8 ? tricky[k] : "a";

		for (; *t != '\0' && i < n; t++)
			p[i++] = (uint8_t)*t;
	}
}

/* -- records -- */

TEST(records_are_counted)
{
	static const struct { const char *text; size_t records; enum csv_at at; } rows[] = {
		{ "", 0, CSV_START }, { "\n", 0, CSV_START }, { "a\n", 1, CSV_START },
		{ "a\r\nb\r\n", 2, CSV_START }, { "a\rb\r", 2, CSV_START },
		{ "a\n\n\r\n\rb\n", 2, CSV_START }, { ",\n", 1, CSV_START }, { "\"\"\n", 1, CSV_START },
		{ "\"a\nb\"\n", 1, CSV_START }, { "\"a\"\"\nb\"\n", 1, CSV_START },
		{ "x\"y\nz\"\n", 2, CSV_START }, { "a,\"", 0, CSV_QUOTED }, { "a,\"\"", 0, CSV_QUOTE },
		{ "a,\"\"\"", 0, CSV_QUOTED }, { "\"a\"b\"\n", 1, CSV_START }, { "a,", 0, CSV_CELL },
		{ "a", 0, CSV_PLAIN }, { "\"a\"b", 0, CSV_AFTER }, { " \n", 1, CSV_START },
	};

	for (size_t i = 0; i < sizeof(rows) / sizeof(*rows); i++) {
		struct csv_run r = CSV_RUN(CSV_START);

		csv_scan(&csv, (const uint8_t *)rows[i].text, strlen(rows[i].text), &r);
		if (!CHECK_UINT(r.records, rows[i].records) || !CHECK_INT(r.at, rows[i].at))
			printf("\trow %zu\n", i);
	}
}

static bool
same_run(const struct csv_run *a, const struct csv_run *b)
{
	return CHECK_INT(a->at, b->at) && CHECK_UINT(a->records, b->records) &&
	    CHECK_UINT(a->first, b->first) && CHECK_UINT(a->last, b->last);
}

/* The vector code finds what the automaton finds, from every start, at every length. */
TEST(scan_is_the_automaton)
{
	uint8_t text[700];

	for (int round = 0; round < 20000; round++) {
		size_t n = any(sizeof(text) + 1);
		struct csv_run both[2];

		random_text(text, n, (unsigned)round % 60);
		for (int at = CSV_START; at <= CSV_AFTER; at++) {
			struct csv_run a = CSV_RUN((enum csv_at)at), b = a;

			csv_scan_portable(&csv, text, n, &a);
			csv_scan(&csv, text, n, &b);
			REQUIRE(same_run(&a, &b));
		}
		csv_scan_both(&csv, text, n, both);
		for (int k = 0; k < 2; k++) {
			struct csv_run a = CSV_RUN(k == 0 ? CSV_START : CSV_QUOTED);

			csv_scan_portable(&csv, text, n, &a);
			REQUIRE(both[k].given_up || same_run(&a, &both[k]));
		}
		CHECK(!both[0].given_up);
		REQUIRE(CHECK_UINT(csv_lines(text, n), csv_lines_portable(text, n)));
	}
}

/* However it is split, the automaton goes on where it was. */
TEST(every_split)
{
	uint8_t text[120];

	for (int round = 0; round < 3000; round++) {
		size_t n = any(sizeof(text) + 1);
		struct csv_run whole = CSV_RUN(CSV_START);

		random_text(text, n, (unsigned)round % 30);
		csv_scan(&csv, text, n, &whole);
		for (size_t cut = 0; cut <= n; cut++) {
			struct csv_run a = CSV_RUN(CSV_START), b;

			csv_scan(&csv, text, cut, &a);
			b = (struct csv_run)CSV_RUN(a.at);
			csv_scan(&csv, text + cut, n - cut, &b);
			REQUIRE(CHECK_UINT(a.records + b.records, whole.records));
			REQUIRE(CHECK_INT(b.at, whole.at));
			/* After a line feed one of two starts is right. */
			if (cut > 0 && text[cut - 1] == '\n')
				REQUIRE(CHECK(a.at == CSV_START || a.at == CSV_QUOTED));
		}
	}
}

TEST(where_a_cell_opened)
{
	uint8_t text[120];

	for (int round = 0; round < 20000; round++) {
		size_t n = any(sizeof(text) + 1), opened = CSV_NONE;
		enum csv_at at = CSV_START;

		random_text(text, n, (unsigned)round % 9);
		for (size_t i = 0; i < n; i++) {
			enum csv_at was = at;

			at = csv_step(&csv, at, text[i]);
			if (at == CSV_QUOTED && (was == CSV_START || was == CSV_CELL))
				opened = i;
		}
		if (at == CSV_QUOTED)
			REQUIRE(CHECK_UINT(csv_opened(&csv, text, n), opened));
	}
	CHECK_UINT(csv_opened(&csv, (const uint8_t *)"a\"\"b", 4), CSV_NONE);
}

/* -- cells -- */

static bool
same_buf(const struct buf *a, const struct buf *b)
{
	return CHECK_MEM(a->data, a->len, b->data, b->len);
}

TEST(index_is_the_automaton)
{
	struct csv_index a = { 0 }, b = { 0 };
	uint8_t text[700];

	for (int round = 0; round < 20000; round++) {
		size_t n = any(sizeof(text)), columns = any(4);
		enum csv_at at = CSV_START;

		random_text(text, n, (unsigned)round % 60);
		text[n++] = '\n';
		a.end.len = a.start.len = a.last.len = 0;
		a.fault = CSV_OK;
		REQUIRE(csv_index_portable(&a, &csv, text, 0, n, &at, NULL) == 0);
		REQUIRE(csv_index(&b, &csv, text, n, columns, NULL) == 0);
		REQUIRE(same_buf(&a.end, &b.end) && same_buf(&a.start, &b.start) &&
		    same_buf(&a.last, &b.last));
		if (a.fault == CSV_TEXT_AFTER && b.fault != CSV_CELLS)
			REQUIRE(CHECK_INT(b.fault, a.fault) && CHECK_UINT(b.at, a.at));
	}
	csv_index_release(&a);
	csv_index_release(&b);
}

/* The cells of a text of so many columns, each in brackets, rows on lines; then the fault. */
static void
cells_are(const struct csv_dialect *d, const char *text, size_t columns, const char *want)
{
	struct buf out = BUF_INIT, scratch = BUF_INIT;
	struct csv_index x = { 0 };
	struct err e = ERR_INIT;
	const uint8_t *p = (const uint8_t *)text;
	size_t n = strlen(text), len;

	CHECK_INT(csv_index(&x, d, p, n, columns, &e), 0);
	for (size_t r = 0; r < x.rows; r++) {
		for (size_t c = 0; c < columns; c++) {
			const uint8_t *cell = csv_cell(&x, columns, p, r, c, &len);
			const char *t = len == 0 ? "NULL" : csv_text(d, cell, len, &scratch, &len, &e);

			buf_printf(&out, NULL, "[%.*s]", len == 0 && t[0] == 'N' ? 4 : (int)len, t);
		}
		buf_printf(&out, NULL, ";");
	}
	if (x.fault != CSV_OK) {
		csv_index_fault(&x, p, n, NULL, columns, &e);
		buf_printf(&out, NULL, "%s @%d", e.msg, (int)e.byte);
	}
	CHECK_MEM(out.data, out.len, want, strlen(want));
	buf_release(&out);
	buf_release(&scratch);
	csv_index_release(&x);
}

TEST(cells)
{
	cells_are(&csv, "a,b\n1,2\r\n\n3,\"x\ny\"\n", 2, "[a][b];[1][2];[3][x\ny];");
	cells_are(&csv, "\"a\"\"b\",\n\"\",\"\"\"\"\n", 2, "[a\"b][NULL];[][\"];");
	cells_are(&csv, "6\" pipe,a\"b\n", 2, "[6\" pipe][a\"b];");
	cells_are(&csv, "1\n1,2\n", 1, "[1];a record of 2 cells, but there is 1 column @2");
	cells_are(&csv, "1,2\n1\n", 2, "[1][2];a record of 1 cell, but there are 2 columns @4");
	cells_are(&csv, "1\n\"a\"b\n", 1,
	    "[1];byte 3 of the line: text after the closing quote of a cell: \"b\" @5");
	cells_are(&csv, "1,\"\n", 2, "byte 2 of the line: a quote that is never closed @2");
	cells_are(&tsv, "a\\tb\t\\\\n\\n\t\"x\"\tc:\\d\n", 4, "[a\tb][\\n\n][\"x\"][c:\\d];");
}

/* -- types -- */

static void
type_is(const char *cells, const char *want)
{
	char all[400], name[80];
	struct csv_seen s = { 0 };
	struct type t;

	snprintf(all, sizeof(all), "%s", cells);
	for (char *p = strtok(all, "|"); p != NULL; p = strtok(NULL, "|"))
		csv_see(&s, p, strlen(p));
	t = csv_seen_type(&s);
	if (!CHECK_STR(type_string(&t, name, sizeof(name)), want))
		printf("\t%s\n", cells);
	/* What was seen fits. */
	snprintf(all, sizeof(all), "%s", cells);
	for (char *p = strtok(all, "|"); p != NULL; p = strtok(NULL, "|"))
		CHECK(csv_fits(&t, p, strlen(p)));
}

TEST(types_lose_nothing)
{
	type_is("", "string");
	type_is("1|-2|0", "bigint");
	type_is("9223372036854775807|-9223372036854775808", "bigint");
	type_is("9223372036854775808", "decimal(38,0)");
	type_is("99999999999999999999999999999999999999", "decimal(38,0)");
	type_is("100000000000000000000000000000000000000", "string");
	type_is("1|2.5", "double");
	type_is("0.00000001|1e300|-0", "double");
	type_is("123456789.123456|1", "double");
	type_is("1234567890.123456", "decimal(38,6)");
	type_is("0.1234567890123456|12|-3", "decimal(38,16)");
	type_is("9007199254740992|0.5", "double");
	type_is("9007199254740993|0.5", "decimal(38,1)");
	type_is("99999999999999999999999999999999999999|0.5", "string");
	type_is("0.1234567890123456|1e5", "string");
	type_is("0.1234567890123456|-0.0", "string");
	type_is("9007199254740993|1e5", "string");
	type_is("007", "string");
	type_is("0|00", "string");
	type_is("+1", "string");
	type_is("1.|.5", "string");
	type_is("1e400", "string");
	type_is("1e-400", "string");
	type_is("1e", "string");
	type_is("-", "string");
	type_is("NaN", "string");
	type_is("1|x", "string");
	type_is(" 1", "string");
	type_is("1 ", "string");
	type_is("0.00000000000000000000000000000000000000001", "double");
	type_is("true|false", "boolean");
	type_is("True", "string");
	type_is("true|1", "string");
	type_is("2024-02-29|1970-01-01", "date");
	type_is("2023-02-29", "string");
	type_is("2024-2-9", "string");
	type_is("20240209", "bigint");
	type_is("2024-02-29 12:00:00|2024-02-29T12:00:00.123456Z|2024-02-29 12:00", "timestamp");
	type_is("2024-02-29 12:00:00+02:00", "timestamp");
	type_is("2024-02-29 12:00:00.1234567", "string");
	type_is("2024-02-29 24:00:00", "string");
	type_is("2024-02-29 1:00:00", "string");
	type_is("2024-02-29|2024-02-29 12:00:00", "string");
}

/* -- columns -- */

/* Rows of all batches of a text with its own types, in brackets, then what is wrong. */
static void
columns_are(const char *text, bool strings, const char *want)
{
	size_t n = strlen(text), head, body;
	char *padded = calloc(1, n + CSV_PAD);
	const uint8_t *p = (const uint8_t *)padded;
	struct csv_types *t = csv_types_new(strings, NULL);
	struct csv_run r = CSV_RUN(CSV_START);
	struct csv_columns c = { .dialect = csv };
	struct csv_index x = { 0 };
	struct csv_fill f;
	struct buf out = BUF_INIT;
	struct err e = ERR_INIT;
	struct batch *b;
	int64_t rows;

	memcpy(padded, text, n);
	csv_scan(&csv, p, n, &r);
	head = r.first;
	REQUIRE(csv_types_head(t, &csv, p, head, &e) == 0);
	body = (size_t)(strchr(text, '|') != NULL ? strchr(text, '|') - text : (int)n);
	if (body < n)
		padded[body++] = '\n';
	REQUIRE(csv_types_look(t, &csv, p + head, body - head, 0, &e) == 0);
	REQUIRE((c.schema = csv_types_schema(t, &e)) != NULL);
	REQUIRE(csv_index(&x, &csv, p + head, n - head, c.schema->nfield, &e) == 0);
	csv_fill_init(&f, &c);
	csv_fill_text(&f, p + head, n - head, NULL);
	for (size_t k = 0; k < c.schema->nfield; k++) {
		char name[40];

		buf_printf(&out, NULL, "%s%s", k > 0 ? "," : "",
		    type_string(&c.schema->field[k].type, name, sizeof(name)));
	}
	buf_printf(&out, NULL, ";");
	rows = (int64_t)x.rows;
	b = csv_fill(&f, &x, p + head, 0, &rows, &e);
	for (int64_t i = 0; b != NULL && i < b->rows; i++) {
		const struct text_conf how = { .null = "NULL" };

		for (size_t k = 0; k < c.schema->nfield; k++) {
			buf_printf(&out, NULL, "[");
			if (column_is_null(&b->col[k], i))
				buf_printf(&out, NULL, "NULL");
			else
				text_value(&c.schema->field[k].type, &b->col[k], i, &how, &out, NULL);
			buf_printf(&out, NULL, "]");
		}
		buf_printf(&out, NULL, ";");
	}
	if (e.status != 0)
		buf_printf(&out, NULL, "%s @%d", e.msg, (int)e.byte);
	CHECK_MEM(out.data, out.len, want, strlen(want));
	batch_free(b);
	csv_fill_release(&f);
	csv_index_release(&x);
	schema_unref(c.schema);
	csv_types_free(t);
	buf_release(&out);
	free(padded);
}

TEST(columns)
{
	columns_are("a,b\n1,x\n,\n-2,\"\"\n", false, "bigint,string;[1][x];[NULL][NULL];[-2][];");
	columns_are("a,b\n1,x\n,\n", true, "string,string;[1][x];[NULL][NULL];");
	columns_are("a,b,c\n1.5,true,2024-02-29\n2,false,1969-12-31\n", false,
	    "double,boolean,date;[1.5][true][2024-02-29];[2.0][false][1969-12-31];");
	columns_are("a,b\n2024-01-01 00:00:01,12345678901234567890\n"
	    "2024-01-01T00:00:00.5+01:00,1\n", false, "timestamp,decimal(38,0);"
	    "[2024-01-01 00:00:01][12345678901234567890];[2023-12-31 23:00:00.5][1];");
	columns_are("a\n0.1234567890123456\n-1\n", false,
	    "decimal(38,16);[0.1234567890123456];[-1.0000000000000000];");
	columns_are("a\n\"1\"\n\"2\"\n", false, "bigint;[1];[2];");
	columns_are("a,b\n\"x\"\"y\",\"a\nb\"\n", false, "string,string;[x\"y][a\nb];");
	columns_are("a\n-0\n1e3\n-0.0\n123456789012.345\n", false,
	    "double;[-0.0];[1000.0];[-0.0];[1.23456789012345E11];");
}

TEST(misfits)
{
	columns_are("a,b\n1,1|2,2\n3,x\ny,4\n", false, "bigint,bigint;[1][1];[2][2];"
	    "column b: no bigint, as the first rows have: \"x\" (--strings takes any text) @10");
	columns_are("a\n1|007\n", false, "bigint;[1];"
	    "column a: no bigint, as the first rows have: \"007\" (--strings takes any text) @2");
	columns_are("a\n1|\"\"\n", false, "bigint;[1];"
	    "column a: no bigint, as the first rows have: \"\" (--strings takes any text) @2");
	columns_are("a\n1.5|1234567890.1234567\n", false, "double;[1.5];column a: no double, as "
	    "the first rows have: \"1234567890.1234567\" (--strings takes any text) @4");
	columns_are("a\n2024-01-01|2024-01-32\n", false, "date;[2024-01-01];column a: no date, as "
	    "the first rows have: \"2024-01-32\" (--strings takes any text) @11");
	columns_are("a\n2024-01-01 00:00:00|2024-01-01 00:60:00\n", false, "timestamp;"
	    "[2024-01-01 00:00:00];column a: no timestamp, as the first rows have: "
	    "\"2024-01-01 00:60:00\" (--strings takes any text) @20");
	columns_are("a,b\nx,1|\xff,2\n", false, "string,bigint;[x][1];"
	    "column a: not UTF-8 at byte 0 of the cell: \"\\xff\" @4");
}

static void
head_is(const char *text, const char *want)
{
	struct csv_types *t = csv_types_new(false, NULL);
	struct err e = ERR_INIT;

	CHECK_INT(csv_types_head(t, &csv, (const uint8_t *)text, strlen(text), &e), *want ? -1 : 0);
	CHECK_STR(e.msg, want);
	csv_types_free(t);
}

TEST(headers)
{
#define HINT " (-i csv:header=no names the columns _c0, _c1, ...)"
	head_is("a,b,\"c d\"\n", "");
	head_is("a,,c\n", "the name of column 2 is empty: \"\"" HINT);
	head_is("a,b,a\n", "the name of column 3 occurs twice: \"a\"" HINT);
	head_is("a\xff\n", "the name of column 1 is not UTF-8 without NUL: \"a\\xff\"" HINT);
}

/* Every cell of a text comes out as the automaton finds it, through columns of strings. */
TEST(strings_are_the_cells)
{
	uint8_t text[700 + CSV_PAD];
	struct csv_types *t = csv_types_new(true, NULL);
	struct csv_columns c = { .dialect = csv };
	struct csv_index x = { 0 };
	struct csv_fill f;
	struct buf scratch = BUF_INIT;
	size_t checked = 0;

	memset(text, 0, sizeof(text));
	REQUIRE(csv_types_head(t, &csv, (const uint8_t *)"a,b\n", 4, NULL) == 0);
	c.schema = csv_types_schema(t, NULL);
	csv_fill_init(&f, &c);
	for (int round = 0; round < 3000; round++) {
		size_t n = 0, len;
		struct batch *b;
		struct err e = ERR_INIT;
		int64_t rows;

		while (n < 600) {
			static const char *const cell[] = { "", "\"\"", "a", "\"x\"\"\"", "\"\n,\"", "y\"",
				"\xc3\xa9", "0123456789012345678901234567890123456789" };

			n += (size_t)sprintf((char *)text + n, "%s,%s%s", cell[any(8)], cell[any(8)],
			    any(2) == 0 ? "\n" : "\r\n");
		}
		REQUIRE(csv_index(&x, &csv, text, n, 2, NULL) == 0);
		REQUIRE(CHECK_INT(x.fault, CSV_OK));
		csv_fill_text(&f, text, n, NULL);
		rows = (int64_t)x.rows;
		REQUIRE((b = csv_fill(&f, &x, text, 0, &rows, &e)) != NULL);
		for (size_t i = 0; i < 2 * x.rows; i++, checked++) {
			const uint8_t *p = csv_cell(&x, 2, text, i / 2, i % 2, &len);
			size_t got;
			const char *have = column_bytes(&b->col[i % 2], (int64_t)i / 2, &got);

			REQUIRE(CHECK(column_is_null(&b->col[i % 2], (int64_t)i / 2) == (len == 0)));
			if (len > 0) {
				const char *want = csv_text(&csv, p, len, &scratch, &len, NULL);

				REQUIRE(CHECK_MEM(have, got, want, len));
			}
		}
		batch_free(b);
	}
	CHECK(checked > 100000);
	csv_fill_release(&f);
	csv_index_release(&x);
	buf_release(&scratch);
	schema_unref(c.schema);
	csv_types_free(t);
}
