/* lines_test.c - lines as rows: every variant, every cut, every place. */
#include "check.h"

#include <sys/mman.h>
#include <unistd.h>

#include "base/cpu.h"
#include "format/lines.h"
#include "format/lines_scan.h"
#include "io/in.h"

/* A pseudo random number of its own, alike everywhere. */
/* Decodes r and lets it go. */
static int
decode(struct source *s, struct raw *r, struct batch_list *out, struct err *e)
{
	int rc = source_decode(s, r, out, e);

	source_drop(s, r);
	return rc;
}

static uint32_t
next(uint32_t *seed)
{
	*seed = *seed * 1664525u + 1013904223u;
	return *seed >> 8;
}

/* n bytes of lines of 0 to longest bytes, the last byte a line feed. */
static void
make_text(uint8_t *p, size_t n, unsigned longest, uint32_t seed)
{
	size_t i = 0, len;

	while (i < n) {
		for (len = next(&seed) % (longest + 1); len > 0 && i < n - 1; len--)
			p[i++] = (uint8_t)('a' + next(&seed) % 26);
		p[i++] = '\n';
	}
}

TEST(the_variants_agree)
{
	static const size_t sizes[] = { 1, 2, 31, 32, 33, 63, 64, 65, 127, 1000, 20000 };
	static const unsigned longest[] = { 0, 1, 7, 40, 300, 5000 };
	uint8_t *text = malloc(20000 + LINES_PAD), *a = malloc(20000 + LINES_PAD);
	uint8_t *b = malloc(20000 + LINES_PAD);
	int32_t *ea = malloc(20001 * sizeof(*ea)), *eb = malloc(20001 * sizeof(*eb));
	size_t i, k, n, rows;

	REQUIRE(text && a && b && ea && eb);
	for (i = 0; i < sizeof(sizes) / sizeof(*sizes); i++) {
		for (k = 0; k < sizeof(longest) / sizeof(*longest); k++) {
			n = sizes[i];
			make_text(text, n, longest[k], (uint32_t)(i * 31 + k));
			memset(text + n, '\n', LINES_PAD);	/* must not be looked at */
			rows = lines_count_portable(text, n, '\n');
			lines_squeeze_portable(text, n, '\n', a, ea);
			CHECK_INT(ea[rows - 1], (intmax_t)(n - rows));
#ifdef __x86_64__
			if (cpu_level() < CPU_AVX2)
				continue;
			CHECK_UINT(lines_count_avx2(text, n, '\n'), rows);
			lines_squeeze_avx2(text, n, '\n', b, eb);
			CHECK_MEM(b, n - rows, a, n - rows);
			CHECK_MEM(eb, rows * sizeof(*eb), ea, rows * sizeof(*ea));
#endif
		}
	}
	free(text);
	free(a);
	free(b);
	free(ea);
	free(eb);
}

/* An input that holds these bytes, as a file. */
static struct in *
file_of(const void *p, size_t n)
{
	int fd = memfd_create("t", MFD_CLOEXEC);
	struct err e = ERR_INIT;

	if (fd < 0 || write(fd, p, n) != (ssize_t)n || lseek(fd, 0, SEEK_SET) != 0)
		return NULL;
	return in_fd(fd, "t", false, &e);
}

/* All rows, each in brackets; or the error with its place. */
static char *
read_all(struct in *in, char delimiter, bool binary, size_t *rows)
{
	const struct lines_conf conf = { delimiter, binary, false, 0 };
	struct err e = ERR_INIT;
	struct source *s = lines_source_new(in, &conf, &e);
	struct batch_list l = { 0, 0, NULL };
	struct buf out = BUF_INIT;
	int rc;

	*rows = 0;
	while ((rc = source_next(s, &l, NULL, &e)) == 1)
		;
	for (size_t i = 0; i < l.n; i++) {
		CHECK(l.batch[i]->rows <= BATCH_ROWS);
		*rows += (size_t)l.batch[i]->rows;
		for (int64_t k = 0; k < l.batch[i]->rows; k++) {
			size_t n;
			const char *p = column_bytes(&l.batch[i]->col[0], k, &n);

			buf_printf(&out, NULL, "[");
			buf_add(&out, p, n, NULL);
			buf_printf(&out, NULL, "]");
		}
	}
	if (rc < 0) {
		s->ops->place(s, NULL, &e);
		buf_printf(&out, NULL, "%s", e.msg);
	}
	batch_list_release(&l);
	source_free(s);
	buf_add(&out, "", 1, NULL);
	return (char *)out.data;
}

static void
rows_are(const char *text, size_t n, char delimiter, bool binary, const char *want,
    size_t wantlen)
{
	size_t rows;
	char *got = read_all(file_of(text, n), delimiter, binary, &rows);

	CHECK_MEM(got, wantlen, want, wantlen);
	CHECK_INT(got[wantlen], 0);
	free(got);
}
#define ROWS(text, want) \
	rows_are(text, sizeof(text) - 1, '\n', false, want, sizeof(want) - 1)

TEST(lines_are_rows_byte_for_byte)
{
	ROWS("", "");
	ROWS("\n", "[]");
	ROWS("a", "[a]");
	ROWS("a\n", "[a]");
	ROWS("a\n\n", "[a][]");
	ROWS("a\r\nb\r", "[a\r][b\r]");
	ROWS("a\0b\nc\n", "[a\0b][c]");
	ROWS("\xc3\xa4\n\xf0\x9f\x98\x80", "[\xc3\xa4][\xf0\x9f\x98\x80]");
	rows_are("a\nb\0c\0", 6, '\0', false, "[a\nb][c]", 8);
	rows_are("a\xff\n\x80", 4, '\n', true, "[a\xff][\x80]", 7);
}

TEST(invalid_utf8_has_a_place)
{
	ROWS("a\xff\n", "t:1: not UTF-8 at byte 1 of the line (-i bytes takes any): \"a\\xff\"");
	ROWS("ok\n\xc3\nx\n",
	    "[ok]t:2: not UTF-8 at byte 0 of the line (-i bytes takes any): \"\\xc3\"");
	/* A character must not go over a line end, nor over the end. */
	ROWS("ok\nend\xe2\x82",
	    "[ok]t:2: not UTF-8 at byte 3 of the line (-i bytes takes any): \"end\\xe2\\x82\"");
}

/* Long input: many raws, lines across their borders, the place counts on. */
TEST(long_input)
{
	size_t n = 5u << 20, rows, want, i;
	uint8_t *text = malloc(n + 1), *p, *q;
	char *got;

	REQUIRE(text);
	make_text(text, n, 200, 1);
	want = lines_count_portable(text, n, '\n');
	got = read_all(file_of(text, n), '\n', false, &rows);
	CHECK_UINT(rows, want);
	for (i = 0, p = text, q = (uint8_t *)got; i < want; i++) {
		size_t len = (size_t)((uint8_t *)memchr(p, '\n', n) - p);

		if (*q != '[' || memcmp(q + 1, p, len) != 0 || q[len + 1] != ']') {
			CHECK_UINT(i, want);
			break;
		}
		p += len + 1;
		q += len + 2;
	}
	free(got);
	/* The last line goes wrong. */
	text[n - 1] = 0xff;
	got = read_all(file_of(text, n), '\n', false, &rows);
	p = (uint8_t *)strrchr(got, ']') + 1;
	CHECK(rows > 0 && rows < want);
	CHECK_UINT(strtoul((char *)p + 2, NULL, 10), want);
	free(got);
	free(text);
}

TEST(a_line_longer_than_a_block)
{
	size_t n = 9u << 20, rows;
	char *text = malloc(n), *got;

	REQUIRE(text);
	memset(text, 'x', n);
	text[10] = '\n';
	text[n - 5] = '\n';
	got = read_all(file_of(text, n), '\n', false, &rows);
	CHECK_UINT(rows, 3);
	CHECK_UINT(strlen(got), n - 2 + 6);
	free(got);
	free(text);
}

/* What a slow pipe gave is handed out before the next read blocks. */
TEST(a_pipe_is_not_waited_for)
{
	const struct lines_conf conf = { '\n', false, false, 0 };
	struct err e = ERR_INIT;
	struct raw *r = NULL;
	struct batch_list l = { 0, 0, NULL };
	struct source *s;
	int p[2];

	REQUIRE(pipe(p) == 0);
	REQUIRE((s = lines_source_new(in_fd(p[0], "p", false, &e), &conf, &e)) != NULL);
	REQUIRE(write(p[1], "a\nb\npart", 8) == 8);
	REQUIRE(s->ops->next(s, &r, &e) == 1);
	CHECK(r->idle);
	CHECK_INT(decode(s, r, &l, &e), 0);
	REQUIRE(l.n == 1);
	CHECK_INT(l.batch[0]->rows, 2);
	REQUIRE(write(p[1], "ial\n", 4) == 4);
	REQUIRE(s->ops->next(s, &r, &e) == 1);
	CHECK_INT(decode(s, r, &l, &e), 0);
	REQUIRE(l.n == 2);
	CHECK_INT(l.batch[1]->rows, 1);
	CHECK_INT(l.batch[1]->col[0].offsets[1] - l.batch[1]->col[0].offsets[0], 7);
	close(p[1]);
	CHECK_INT(s->ops->next(s, &r, &e), 0);
	batch_list_release(&l);
	source_free(s);
}

TEST(counting_needs_no_values_but_checks_them)
{
	const struct lines_conf conf = { '\n', false, false, 0 };
	const bool used[1] = { false };
	struct err e = ERR_INIT;
	struct batch_list l = { 0, 0, NULL };
	struct source *s = lines_source_new(file_of("a\nb\nc", 5), &conf, &e);

	source_plan(s, &(struct want){ .column = used }, NULL);
	REQUIRE(source_next(s, &l, NULL, &e) == 1);
	CHECK_INT(l.batch[0]->rows, 3);
	CHECK(l.batch[0]->col[0].absent);
	batch_list_release(&l);
	source_free(s);
	s = lines_source_new(file_of("a\n\xff\n", 4), &conf, &e);
	source_plan(s, &(struct want){ .column = used }, NULL);
	CHECK_INT(source_next(s, &l, NULL, &e), -1);
	/* The lines before the fault are there. */
	batch_list_release(&l);
	source_free(s);
}

/* What source says of a text of which only the lines are counted; counts from 0 rows on. */
static int
count_only(const char *p, size_t n, int64_t *rows, size_t *most, struct err *e)
{
	const struct lines_conf conf = { '\n', false, false, 0 };
	const bool used[1] = { false };
	struct source *s = lines_source_new(file_of(p, n), &conf, e);
	struct batch_list l = { 0, 0, NULL };
	struct raw *r;
	int rc;

	*rows = 0;
	*most = 0;
	source_plan(s, &(struct want){ .column = used }, NULL);
	while ((rc = s->ops->next(s, &r, e)) == 1) {
		if ((size_t)r->bytes > *most)
			*most = (size_t)r->bytes;
		if ((rc = decode(s, r, &l, e)) != 0)
			break;
	}
	for (size_t i = 0; i < l.n; i++)
		*rows += l.batch[i]->rows;
	batch_list_release(&l);
	source_free(s);
	return rc;
}

/* Counting does not keep a long line, and reads it as everybody else does. */
TEST(counting_long_lines)
{
	const size_t size = (size_t)5 << 20;
	char *text = malloc(size + 16);
	struct err e = ERR_INIT, whole = ERR_INIT;
	const struct lines_conf conf = { '\n', false, false, 0 };
	struct batch_list l = { 0, 0, NULL };
	struct source *s;
	int64_t rows;
	size_t most;

	REQUIRE(text != NULL);
	/* Characters of three bytes, cut by every block in another place. */
	for (size_t i = 0; i < size; i += 3)
		memcpy(text + i, "\xe2\x82\xac", 3);
	for (size_t before = 0; before < 4; before++) {
		size_t n = 0;

		CHECK_INT(count_only(text, size / 3 * 3, &rows, &most, &e), 0);
		CHECK_INT(rows, 1);
		CHECK(most < 2 << 20);
		/* Lines before and behind it. */
		memmove(text + 2 * before, text, size / 3 * 3);
		for (; n < 2 * before; n += 2)
			memcpy(text + n, "a\n", 2);
		n += size / 3 * 3;
		memcpy(text + n, "\nb\nc", 4);
		CHECK_INT(count_only(text, n + 4, &rows, &most, &e), 0);
		CHECK_INT(rows, (int64_t)before + 3);
		CHECK_INT(count_only(text, n + 1, &rows, &most, &e), 0);
		CHECK_INT(rows, (int64_t)before + 1);
		memmove(text, text + 2 * before, size / 3 * 3);
	}
	/* The same words for what is not UTF-8 in it, early or late, as with the values. */
	for (size_t at = 100; at < size; at += size - 200) {
		text[at / 3 * 3] = '\xff';
		CHECK_INT(count_only(text, size / 3 * 3, &rows, &most, &e), -1);
		s = lines_source_new(file_of(text, size / 3 * 3), &conf, &whole);
		CHECK_INT(source_next(s, &l, NULL, &whole), -1);
		CHECK_STR(e.msg, whole.msg);
		CHECK_INT(e.row, whole.row);
		batch_list_release(&l);
		source_free(s);
		text[at / 3 * 3] = '\xe2';
	}
	/* A character that is cut by the end. */
	CHECK_INT(count_only(text, size / 3 * 3 - 1, &rows, &most, &e), -1);
	CHECK_HAS(e.msg, "not UTF-8");
	free(text);
}

/* What is not UTF-8 is found before the end of its line. */
TEST(judged_early)
{
	const struct lines_conf conf = { '\n', false, false, 0 };
	const size_t size = (size_t)64 << 20;
	char *text = malloc(size);
	struct batch_list l = { 0, 0, NULL };
	struct err e = ERR_INIT;
	struct source *s;
	struct raw *r;

	REQUIRE(text != NULL);
	memset(text, 'x', size);
	text[5] = '\xff';
	s = lines_source_new(file_of(text, size), &conf, &e);
	REQUIRE(s->ops->next(s, &r, &e) == 1);
	CHECK(r->bytes < 4 << 20);
	CHECK_INT(decode(s, r, &l, &e), -1);
	CHECK_HAS(e.msg, "not UTF-8 at byte 5 of the line");
	batch_list_release(&l);
	source_free(s);
	free(text);
}

/* Reads a text of which most bytes of each line are looked at; what its source says. */
static int
look_at(const char *p, size_t n, const struct lines_conf *conf, size_t most,
    struct batch_list *l, struct err *e)
{
	const bool used[1] = { true };
	struct source *s = lines_source_new(file_of(p, n), conf, e);
	int rc;

	source_plan(s, &(struct want){ .column = used, .most = most }, NULL);
	while ((rc = source_next(s, l, NULL, e)) == 1)
		;
	source_free(s);
	return rc;
}

/* Row i of l is the line of n bytes at p, which is cut after most bytes or later. */
static void
check_cut(const struct batch_list *l, int64_t i, const char *p, size_t n, size_t most)
{
	const char *value;
	size_t got, k = 0;

	for (; k < l->n && i >= l->batch[k]->rows; k++)
		i -= l->batch[k]->rows;
	REQUIRE(k < l->n);
	value = column_bytes(&l->batch[k]->col[0], i, &got);
	CHECK(got > most || got == n);
	CHECK_INT(memcmp(value, p, got < most ? got : most), 0);
	CHECK(l->batch[k]->col[0].hold[2]->size < (size_t)3 << 20);
}

/* Of a long line, of which a few bytes are looked at, no more than a block is kept. */
TEST(the_begin_of_long_lines)
{
	static const size_t mosts[] = { 1, 84, 85, 86, 100000, 700000 };
	const size_t size = ((size_t)5 << 20) / 3 * 3, before = 5000, n = 2 * before + size + 4;
	const struct lines_conf text = { '\n', false, false, 0 }, bytes = { '\n', true, false, 0 };
	const struct lines_conf crlf = { '\n', false, true, 0 };
	char *p = malloc(n), *line = p + 2 * before;
	struct batch_list l = { 0, 0, NULL };
	struct err e = ERR_INIT, whole = ERR_INIT;

	REQUIRE(p != NULL);
	for (size_t i = 0; i < before; i++)
		memcpy(p + 2 * i, "a\n", 2);
	for (size_t i = 0; i < size; i += 3)
		memcpy(line + i, "\xe2\x82\xac", 3);
	memcpy(line + size, "\nbc\n", 4);
	for (size_t k = 0; k < sizeof(mosts) / sizeof(*mosts); k++) {
		for (int with = 0; with < 4; with++) {
			const struct lines_conf *conf = with & 1 ? &bytes : &text;
			const char *from = with & 2 ? p : line;
			int64_t at = with & 2 ? (int64_t)before : 0;

			CHECK_INT(look_at(from, (size_t)(p + n - from), conf, mosts[k], &l, &e), 0);
			check_cut(&l, at, line, size, mosts[k]);
			check_cut(&l, at + 1, "bc", 2, mosts[k]);
			batch_list_release(&l);
		}
	}
	/* A carriage return that ends what is kept is not the one before the delimiter. */
	memset(line, '\r', size);
	CHECK_INT(look_at(line, size + 1, &crlf, 1, &l, &e), 0);
	check_cut(&l, 0, line, size, 1);
	batch_list_release(&l);
	/* What is not UTF-8 is found wherever it is, in the same words. */
	for (size_t i = 0; i < size; i += 3)
		memcpy(line + i, "\xe2\x82\xac", 3);
	for (size_t at = 100; at < size; at += size - 200) {
		line[at / 3 * 3] = '\xff';
		CHECK_INT(look_at(p, n, &text, 84, &l, &e), -1);
		batch_list_release(&l);
		CHECK_INT(look_at(p, n, &text, 0, &l, &whole), -1);
		batch_list_release(&l);
		CHECK_HAS(e.msg, "not UTF-8");
		CHECK_STR(e.msg, whole.msg);
		CHECK_INT(e.row, whole.row);
		line[at / 3 * 3] = '\xe2';
	}
	/* A character that is cut by the end. */
	CHECK_INT(look_at(line, size - 1, &text, 84, &l, &e), -1);
	CHECK_HAS(e.msg, "not UTF-8");
	batch_list_release(&l);
	free(p);
}

/* All of t of which most bytes of a line are looked at, with 2 MiB for a line. */
static void
within_memory(const char *text, size_t n, bool look, size_t most, struct err *e)
{
	const struct lines_conf conf = { '\n', false, false, 2 << 20 };
	struct source *s = lines_source_new(file_of(text, n), &conf, e);
	struct batch_list l = { 0, 0, NULL };

	source_plan(s, &(struct want){ .column = &look, .most = most }, NULL);
	err_clear(e);
	while (source_next(s, &l, NULL, e) == 1)
		;
	batch_list_release(&l);
	source_free(s);
}

/* Memory for a line is asked for before it is taken; of what is not looked at it needs none. */
TEST(memory_of_a_line)
{
	const size_t size = (size_t)8 << 20, fits = (size_t)2 << 20;
	char *text = malloc(size);
	struct err e = ERR_INIT;

	REQUIRE(text != NULL);
	memset(text, 'x', size);
	text[1] = '\n';
	within_memory(text, size, true, 0, &e);
	CHECK_INT(e.status, STATUS_DATA);
	CHECK_STR(e.msg, "t: byte 2: a line of more than 2 MiB (-m or SLUICE_MEMORY allows more)");
	within_memory(text, fits, true, 0, &e);
	CHECK_STR(e.msg, "");
	within_memory(text, size, false, 0, &e);
	CHECK_STR(e.msg, "");
	within_memory(text, size, true, 84, &e);
	CHECK_STR(e.msg, "");
	free(text);
}
