/* format/csv_rows: the same rows and words however the text is cut, and whatever it comes from. */
#include "check.h"

#include <sys/mman.h>
#include <unistd.h>

#include "base/mem.h"
#include "csv/record_scan.h"
#include "format/csv_rows.h"
#include "io/in.h"
#include "model/text.h"

static uint64_t seed = 7;

static uint32_t
any(uint32_t below)
{
	seed = seed * UINT64_C(6364136223846793005) + UINT64_C(1442695040888963407);
	return (uint32_t)(seed >> 33) % below;
}

static struct in *
file_of(const void *p, size_t n)
{
	int fd = memfd_create("t", MFD_CLOEXEC);

	if (fd < 0 || write(fd, p, n) != (ssize_t)n || lseek(fd, 0, SEEK_SET) != 0)
		abort();
	return in_fd(fd, "t", true, NULL);
}

static struct in *
pipe_of(const void *p, size_t n)
{
	int fd[2];

	if (pipe(fd) != 0 || write(fd[1], p, n) != (ssize_t)n)
		abort();
	close(fd[1]);
	return in_fd(fd[0], "t", true, NULL);
}

struct result {
	struct buf text;	/* cells in brackets, a line a row, then what is wrong */
	int64_t rows;
	bool failed;
};

static void
add_row(struct buf *out, const struct batch *b, int64_t i)
{
	const struct text_conf how = { .null = "NULL" };

	for (size_t k = 0; k < b->schema->nfield; k++) {
		buf_add(out, "[", 1, NULL);
		if (column_is_null(&b->col[k], i))
			buf_add(out, "NULL", 4, NULL);
		else
			text_value(&b->schema->field[k].type, &b->col[k], i, &how, out, NULL);
		buf_add(out, "]", 1, NULL);
	}
	buf_add(out, "\n", 1, NULL);
}

/* All rows of in; count: no column is looked at. */
static struct result
read_all(struct in *in, const struct csv_dialect *d, size_t range, bool strings, bool count)
{
	const struct csv_rows_conf conf = { .dialect = *d, .range = range };
	static const bool none[64];
	struct csv_types *t = csv_types_new(strings, NULL);
	struct result r = { BUF_INIT, 0, true };
	struct batch_list l = { 0, 0, NULL };
	struct err e = ERR_INIT;
	struct source *s = csv_rows_source(in, &conf, t, NULL, NULL, &e);
	int rc = -1;

	if (s != NULL && count)
		source_plan(s, &(struct want){ .column = none }, NULL);
	while (s != NULL && (rc = source_next(s, &l, NULL, &e)) == 1)
		;
	for (size_t i = 0; i < l.n; i++) {
		r.rows += l.batch[i]->rows;
		for (int64_t k = 0; !count && k < l.batch[i]->rows; k++)
			add_row(&r.text, l.batch[i], k);
	}
	r.failed = rc != 0;
	if (rc != 0)
		buf_printf(&r.text, NULL, "%s", e.msg);
	batch_list_release(&l);
	source_free(s);
	csv_types_free(t);
	return r;
}

static const struct csv_dialect csv = { ',', '"', true, false, NULL, 0 };

/* What comes out of text, in one piece of a file. */
static void
rows_are(const char *text, const char *want)
{
	struct result r = read_all(file_of(text, strlen(text)), &csv, 0, false, false);

	CHECK_MEM(r.text.data, r.text.len, want, strlen(want));
	buf_release(&r.text);
}

TEST(rows)
{
	rows_are("", "");
	rows_are("\n\r\n", "");
	rows_are("a,b", "");
	rows_are("a,b\n", "");
	rows_are("a,b\n1,x", "[1][x]\n");
	rows_are("\xef\xbb\xbf" "a\n1\n", "[1]\n");
	rows_are("\n\na\n\n1\n\n", "[1]\n");
	rows_are("a,b\r\n1,\"x\r\ny\"\r\n", "[1][x\r\ny]\n");
	rows_are("a\rb\rc", "[b]\n[c]\n");
	rows_are("\"a\nb\",c\n1,2\n", "[1][2]\n");
	rows_are("a\n\"\"\n", "[]\n");
}

TEST(faults_have_their_line)
{
	rows_are("a,b\n1,2\n3\n", "[1][2]\nt:3: a record of 1 cell, but there are 2 columns");
	rows_are("a\n\"x\ny\"\n\"z\"q\n", "[x\ny]\nt:4: byte 3 of the line: text after the closing "
	    "quote of a cell: \"q\"");
	rows_are("a\n1\n\"x\n\ny", "[1]\nt:3: a quote that is never closed");
	rows_are("\"a", "t:1: a quote that is never closed");
	rows_are("a\r\n\r\nx\r\n\xff\r\n", "[x]\nt:4: column a: not UTF-8 at byte 0 of the cell: "
	    "\"\\xff\"");
	rows_are("x\n\n,\n", "t:3: a record of 2 cells, but there is 1 column");
	rows_are("\n\na,\n1,2\n", "t:3: the name of column 2 is empty: \"\" "
	    "(-i csv:header=no names the columns _c0, _c1, ...)");
}

/* A random text of about so many bytes, of records of two cells but for a few. */
static size_t
random_text(char *p, size_t most, bool wild)
{
	static const char *const cell[] = { "", "\"\"", "a", "\"x\"\"\"", "\"\n,\"", "y\"", "\xc3\xa9",
		"\"\r\n\"\"\n\"", "12", "\"a,b\"" };
	static const char *const end[] = { "\n", "\r\n", "\r", "\n\n" };
	static const char *const odd[] = { ",", "\"", "\n", "\xff", "\r" };
	size_t n = (size_t)sprintf(p, "a,b\n");

	while (n + 40 < most) {
		n += (size_t)sprintf(p + n, "%s,%s%s", cell[any(10)], cell[any(10)], end[any(4)]);
		if (wild && any(8) == 0)
			n += (size_t)sprintf(p + n, "%s", odd[any(5)]);
	}
	if (any(3) == 0)
		n += (size_t)sprintf(p + n, "z,\"w\"");
	return n;
}

static bool
same(const struct result *a, struct result b)
{
	bool is = CHECK_INT(b.rows, a->rows) && CHECK(a->failed == b.failed) &&
	    CHECK_MEM(b.text.data, b.text.len, a->text.data, a->text.len);

	buf_release(&b.text);
	return is;
}

/* Rows, their number alone, and what is wrong, at every size of a piece. */
TEST(every_size_of_a_piece)
{
	char text[400];
	size_t failed = 0, whole = 0;

	for (int round = 0; round < 300; round++) {
		size_t n = random_text(text, 60 + any(300), round % 2 != 0);
		struct result r = read_all(file_of(text, n), &csv, 1 << 20, true, false);
		struct result c = read_all(file_of(text, n), &csv, 1 << 20, true, true);

		failed += r.failed;
		whole += !r.failed;
		if (!r.failed)
			REQUIRE(CHECK_INT(c.rows, r.rows));
		for (size_t range = 1; range <= n + 1; range += range < 70 ? 1 : 1 + any(40)) {
			bool ok = same(&r, read_all(file_of(text, n), &csv, range, true, false)) &&
			    same(&r, read_all(pipe_of(text, n), &csv, range, true, false)) &&
			    same(&c, read_all(file_of(text, n), &csv, range, true, true));

			if (!ok)
				printf("\trange %zu of %zu\n", range, n);
			REQUIRE(ok);
		}
		buf_release(&r.text);
		buf_release(&c.text);
	}
	CHECK(failed > 50 && whole > 50);
}

/* The line of a quote that is never closed, though others follow it, cut anywhere. */
TEST(an_open_quote_at_every_cut)
{
	static const char *const text[] = {
		"a\n\"x\n\"\"y\n", "a\n\"\n\"\"\n\"\"\"\"\n\"\"", "a\r\n\"x\r\n\"\"\"\"\r\nz", "a\n\"\"\"\n\n"
	};

	for (size_t i = 0; i < sizeof(text) / sizeof(*text); i++)
		for (size_t range = 1; range <= strlen(text[i]); range++) {
			struct result r = read_all(file_of(text[i], strlen(text[i])), &csv, range,
			    i % 2 != 0, range % 2 != 0);

			buf_zero(&r.text, 1, NULL);
			REQUIRE(CHECK_STR((char *)r.text.data, "t:2: a quote that is never closed"));
			buf_release(&r.text);
		}
}

/* More rows than a batch may have, and than the types are judged by. */
TEST(many_rows)
{
	size_t n = 0, rows = 3 * SAMPLE_ROWS;
	char *text = malloc(2 * rows + 20);
	struct result r;

	REQUIRE(text != NULL);
	n += (size_t)sprintf(text, "a\n");
	for (size_t i = 0; i < rows; i++)
		n += (size_t)sprintf(text + n, "%d\n", (int)(i % 10));
	r = read_all(file_of(text, n), &csv, 0, false, true);
	CHECK_INT(r.rows, (int64_t)rows);
	buf_release(&r.text);
	r = read_all(file_of(text, n), &csv, 0, false, false);
	CHECK_INT(r.rows, (int64_t)rows);
	CHECK_UINT(r.text.len, 4 * rows);
	buf_release(&r.text);
	/* The first row that does not count for the types may be anything. */
	text[2 + 2 * SAMPLE_ROWS] = 'x';
	r = read_all(file_of(text, n), &csv, 0, false, false);
	CHECK_INT(r.rows, SAMPLE_ROWS);
	buf_zero(&r.text, 1, NULL);
	CHECK_STR((char *)r.text.data + 4 * SAMPLE_ROWS, "t:65538: column a: no bigint, as the "
	    "first rows have: \"x\" (--strings takes any text)");
	buf_release(&r.text);
	text[2 + 2 * (SAMPLE_ROWS - 1)] = 'x';
	r = read_all(file_of(text, n), &csv, 0, false, false);
	CHECK_INT(r.rows, (int64_t)rows);
	buf_release(&r.text);
	free(text);
}
