/* index.c - cells in portable C, and what is wrong with records. */
#include "csv/index.h"

#include "base/cpu.h"
#include "base/gaps.h"
#include "csv/record_scan.h"

static inline void
put(struct buf *b, size_t v)
{
	uint32_t w = (uint32_t)v;

	buf_put_bytes(b, &w, sizeof(w));
}

static inline size_t
count(const struct buf *b)
{
	return b->len / sizeof(uint32_t);
}

static inline uint32_t
get(const struct buf *b, size_t i)
{
	return ((const uint32_t *)(const void *)b->data)[i];
}

/* Goes over the bytes from .. n - 1; text after a quoted cell stops it. */
int
csv_index_portable(struct csv_index *x, const struct csv_dialect *d, const uint8_t *p,
    size_t from, size_t n, enum csv_at *at, struct err *e)
{
	for (size_t i = from; i < n; i++) {
		enum csv_at was = *at;

		*at = csv_step(d, was, p[i]);
		if (*at == CSV_AFTER) {
			x->fault = CSV_TEXT_AFTER;
			x->at = i;
			return 0;
		}
		if (was == CSV_START && *at == CSV_START)
			continue;
		if (buf_room(&x->start, sizeof(uint32_t), e) != 0 ||
		    buf_room(&x->end, sizeof(uint32_t), e) != 0 ||
		    buf_room(&x->last, sizeof(uint32_t), e) != 0)
			return -1;
		if (was == CSV_START)
			put(&x->start, i);
		if (*at == CSV_START || *at == CSV_CELL)
			put(&x->end, i);
		if (*at == CSV_START)
			put(&x->last, count(&x->end));
	}
	return 0;
}

/* Counts the rows before the first with another number of cells. */
static void
judge(struct csv_index *x, size_t columns)
{
	size_t n = count(&x->last), before = 0;

	for (x->rows = 0; x->rows < n; x->rows++) {
		size_t last = get(&x->last, x->rows);

		if (last - before != columns) {
			x->fault = CSV_CELLS;
			x->at = get(&x->start, x->rows);
			x->cells = last - before;
			return;
		}
		before = last;
	}
}

int
csv_index(struct csv_index *x, const struct csv_dialect *d, const uint8_t *p, size_t n,
    size_t columns, struct err *e)
{
	enum csv_at at = CSV_START;
	int rc;

	x->end.len = x->start.len = x->last.len = 0;
	x->fault = CSV_OK;
#ifdef __x86_64__
	if (cpu_level() >= CPU_AVX2)
		rc = csv_index_avx2(x, d, p, n, &at, e);
	else
#endif
		rc = csv_index_portable(x, d, p, 0, n, &at, e);
	if (rc != 0)
		return -1;
	if (x->fault == CSV_OK && at == CSV_QUOTED) {
		x->fault = CSV_OPEN;
		x->at = csv_opened(d, p, n);
	}
	judge(x, columns);
	return 0;
}

size_t
csv_line_start(const uint8_t *p, size_t at)
{
	while (at > 0 && !csv_is_end(p[at - 1]))
		at--;
	return at;
}

int
csv_index_fault(const struct csv_index *x, const uint8_t *p, size_t n,
    const struct gaps *gaps, size_t columns, struct err *e)
{
	const struct gaps none = { 0 };
	char shown[80];
	size_t end = x->at, in_line = gaps_in_line(gaps != NULL ? gaps : &none,
	    csv_line_start(p, x->at), x->at);

	while (end < n && !csv_is_end(p[end]))
		end++;
	switch (x->fault) {
	case CSV_CELLS:
		return err_byte(e, x->at, "a record of %zu cell%s, but there %s %zu "
		    "column%s", x->cells, x->cells == 1 ? "" : "s", columns == 1 ? "is" : "are",
		    columns, columns == 1 ? "" : "s");
	case CSV_TEXT_AFTER:
		return err_byte(e, x->at, "byte %zu of the line: text after the closing quote of "
		    "a cell: %s", in_line,
		    err_quote(shown, sizeof(shown), p + x->at, end - x->at));
	default:
		return err_byte(e, x->at, "byte %zu of the line: a quote that is never closed",
		    in_line);
	}
}

void
csv_index_release(struct csv_index *x)
{
	buf_release(&x->end);
	buf_release(&x->start);
	buf_release(&x->last);
}
