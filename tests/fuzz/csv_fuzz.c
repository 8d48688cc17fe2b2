/*
 * csv_fuzz.c - any bytes as delimited text: the vector code finds the records and cells that
 * the automaton finds, however the text is split, and columns of any types come out of them
 * or a message with a place in the text.
 *
 * The first byte picks the dialect, the second how many records the types are judged by.
 */
#include "fuzz.h"

#include <stdlib.h>
#include <string.h>

#include "csv/cell_fill.h"
#include "csv/record_scan.h"
#include "csv/types.h"

static void
check_scan(const struct csv_dialect *d, const uint8_t *p, size_t n, size_t cut)
{
	struct csv_run want = CSV_RUN(CSV_START), a = want, b, both[2];

	csv_scan_portable(d, p, n, &want);
	csv_scan(d, p, cut, &a);
	b = (struct csv_run)CSV_RUN(a.at);
	csv_scan(d, p + cut, n - cut, &b);
	if (a.records + b.records != want.records || b.at != want.at ||
	    csv_lines(p, n) != csv_lines_portable(p, n))
		abort();
	csv_scan_both(d, p, n, both);
	if (both[0].records != want.records || both[0].at != want.at ||
	    both[0].first != want.first || both[0].last != want.last)
		abort();
	want = (struct csv_run)CSV_RUN(CSV_QUOTED);
	csv_scan_portable(d, p, n, &want);
	if (!both[1].given_up && (both[1].records != want.records || both[1].at != want.at))
		abort();
}

/* The end of the first records of the n bytes at p. */
static size_t
end_of(const struct csv_dialect *d, const uint8_t *p, size_t n, size_t records)
{
	enum csv_at at = CSV_START;
	size_t i, end = 0;

	for (i = 0; i < n && records > 0; i++) {
		enum csv_at was = at;

		at = csv_step(d, at, p[i]);
		if (at == CSV_START && was != CSV_START) {
			end = i + 1;
			records--;
		}
	}
	return end;
}

static void
check_columns(const struct csv_columns *c, const uint8_t *p, size_t n)
{
	struct csv_index x = { 0 };
	struct csv_fill f;
	struct err e = ERR_INIT;

	csv_fill_init(&f, c);
	csv_fill_text(&f, p, n, NULL);
	if (csv_index(&x, &c->dialect, p, n, c->schema->nfield, &e) != 0)
		abort();
	for (size_t from = 0; from < x.rows && e.status == 0;) {
		int64_t rows = x.rows - from < 3 ? (int64_t)(x.rows - from) : 3, want = rows;
		struct batch *b = csv_fill(&f, &x, p, from, &rows, &e);

		if ((b == NULL) != (rows == 0) || (b != NULL && b->rows != rows) ||
		    (e.status == 0) != (rows == want) || (e.status != 0 && e.status != 1) ||
		    (e.status == 1 && (e.byte < 0 || (size_t)e.byte > n)))
			abort();
		from += (size_t)rows;
		batch_free(b);
	}
	if (x.fault != CSV_OK && (csv_index_fault(&x, p, n, NULL, c->schema->nfield, &e) != -1 ||
	    e.byte < 0 || (size_t)e.byte >= n))
		abort();
	csv_fill_release(&f);
	csv_index_release(&x);
}

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t len)
{
	static const struct csv_dialect dialects[] = {
		{ ',', '"', true, false, NULL, 0 }, { ';', '\'', false, false, NULL, 0 },
		{ '\t', 0, true, true, "NA", 2 }
	};
	struct csv_columns c;
	struct csv_types *t;
	size_t n, head, body;
	uint8_t *p;

	if (len < 2)
		return 0;
	n = len - 2;
	c = (struct csv_columns){ .dialect = dialects[data[0] % 3] };
	if ((p = calloc(1, n + 1 + CSV_PAD)) == NULL)
		abort();
	memcpy(p, data + 2, n);
	p[n++] = '\n';
	check_scan(&c.dialect, p, n, data[1] % n);
	head = end_of(&c.dialect, p, n, 1);
	body = head + end_of(&c.dialect, p + head, n - head, data[1] % 4);
	if ((t = csv_types_new(data[0] % 2 != 0, NULL)) == NULL)
		abort();
	if (head > 0 && csv_types_head(t, &c.dialect, p, head, NULL) == 0) {
		if (csv_types_look(t, &c.dialect, p + head, body - head, 0, NULL) != 0 ||
		    (c.schema = csv_types_schema(t, NULL)) == NULL)
			abort();
		check_columns(&c, p + (c.dialect.header ? head : 0),
		    n - (c.dialect.header ? head : 0));
		schema_unref(c.schema);
	}
	csv_types_free(t);
	free(p);
	return 0;
}
