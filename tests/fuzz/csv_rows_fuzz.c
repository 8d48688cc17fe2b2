/*
 * csv_rows_fuzz.c - any bytes as a CSV file: the same rows, and the same words about what is
 * wrong, in one piece and in pieces of any size, and as many records as are counted.
 *
 * The first byte picks the dialect, the second the size of a piece.
 */
#include "fuzz.h"

#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <unistd.h>

#include "format/csv_rows.h"
#include "io/in.h"

struct result {
	int64_t rows;
	struct buf cells;
	struct err e;
	int rc;
};

static struct in *
file_of(const uint8_t *p, size_t n)
{
	int fd = memfd_create("fuzz", MFD_CLOEXEC);

	if (fd < 0 || (n > 0 && write(fd, p, n) != (ssize_t)n) || lseek(fd, 0, SEEK_SET) != 0)
		abort();
	return in_fd(fd, "fuzz", true, NULL);
}

static void
add_cells(struct buf *out, const struct batch *b)
{
	for (int64_t i = 0; i < b->rows; i++)
		for (size_t k = 0; k < b->schema->nfield; k++) {
			size_t n;
			const char *p = column_bytes(&b->col[k], i, &n);

			if (buf_add(out, column_is_null(&b->col[k], i) ? "\n-" : "\n+", 2, NULL) != 0 ||
			    buf_add(out, p, n, NULL) != 0)
				abort();
		}
}

static struct result
read_all(const uint8_t *p, size_t n, const struct csv_dialect *d, size_t range, bool count)
{
	static const bool none[1 << 16];
	const struct csv_rows_conf conf = { .dialect = *d, .range = range };
	struct result r = { 0, BUF_INIT, ERR_INIT, -1 };
	struct batch_list l = { 0, 0, NULL };
	struct csv_types *t = csv_types_new(true, NULL);
	struct source *s = csv_rows_source(file_of(p, n), &conf, t, NULL, NULL, &r.e);

	if (s != NULL && count && source_plan(s, &(struct want){ .column = none }, &r.e) != 0)
		abort();
	while (s != NULL && (r.rc = source_next(s, &l, NULL, &r.e)) == 1)
		;
	for (size_t i = 0; i < l.n; i++) {
		r.rows += l.batch[i]->rows;
		if (!count)
			add_cells(&r.cells, l.batch[i]);
	}
	batch_list_release(&l);
	source_free(s);
	csv_types_free(t);
	return r;
}

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t len)
{
	static const struct csv_dialect dialects[] = {
		{ ',', '"', true, false, NULL, 0 }, { ';', '\'', false, false, NULL, 0 },
		{ '\t', 0, true, true, "NA", 2 }
	};
	const struct csv_dialect *d;
	struct result a, b, c;

	if (len < 2 || len > 5000)
		return 0;
	d = &dialects[data[0] % 3];
	a = read_all(data + 2, len - 2, d, 1 << 16, false);
	b = read_all(data + 2, len - 2, d, 1 + (size_t)data[1] % 90, false);
	c = read_all(data + 2, len - 2, d, 1 + (size_t)data[1] % 90, true);
	if (a.rc != b.rc || a.rows != b.rows || strcmp(a.e.msg, b.e.msg) != 0 ||
	    a.cells.len != b.cells.len ||
	    (a.cells.len > 0 && memcmp(a.cells.data, b.cells.data, a.cells.len) != 0))
		abort();
	if (a.rc == 0 && (c.rc != 0 || c.rows != a.rows))
		abort();
	buf_release(&a.cells);
	buf_release(&b.cells);
	return 0;
}
