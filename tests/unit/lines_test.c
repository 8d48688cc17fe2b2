/* lines_test.c - lines as rows: every variant, every cut, every place. */
#include "check.h"

#include <sys/mman.h>
#include <unistd.h>

#include "base/cpu.h"
#include "format/lines.h"
#include "format/lines_scan.h"
#include "io/in.h"

/* A pseudo random number of its own, alike everywhere. */
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
	const struct lines_conf conf = { delimiter, binary };
	struct err e = ERR_INIT;
	struct source *s = lines_source_new(in, &conf, &e);
	struct batch_list l = { 0, 0, NULL };
	struct buf out = BUF_INIT;
	int rc;

	*rows = 0;
	while ((rc = source_next(s, &l, &e)) == 1)
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
		s->ops->place(s, &e);
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
	const struct lines_conf conf = { '\n', false };
	struct err e = ERR_INIT;
	struct raw *r = NULL;
	struct batch_list l = { 0, 0, NULL };
	struct source *s;
	int p[2];

	REQUIRE(pipe(p) == 0);
	REQUIRE((s = lines_source_new(in_fd(p[0], "p", false, &e), &conf, &e)) != NULL);
	REQUIRE(write(p[1], "a\nb\npart", 8) == 8);
	REQUIRE(s->ops->read(s, &r, &e) == 1);
	CHECK(r->idle);
	CHECK_INT(s->ops->decode(s, r, &l, &e), 0);
	REQUIRE(l.n == 1);
	CHECK_INT(l.batch[0]->rows, 2);
	REQUIRE(write(p[1], "ial\n", 4) == 4);
	REQUIRE(s->ops->read(s, &r, &e) == 1);
	CHECK_INT(s->ops->decode(s, r, &l, &e), 0);
	REQUIRE(l.n == 2);
	CHECK_INT(l.batch[1]->rows, 1);
	CHECK_INT(l.batch[1]->col[0].offsets[1] - l.batch[1]->col[0].offsets[0], 7);
	close(p[1]);
	CHECK_INT(s->ops->read(s, &r, &e), 0);
	batch_list_release(&l);
	source_free(s);
}

TEST(counting_needs_no_values_but_checks_them)
{
	const struct lines_conf conf = { '\n', false };
	const bool used[1] = { false };
	struct err e = ERR_INIT;
	struct batch_list l = { 0, 0, NULL };
	struct source *s = lines_source_new(file_of("a\nb\nc", 5), &conf, &e);

	s->ops->push(s, used, NULL);
	REQUIRE(source_next(s, &l, &e) == 1);
	CHECK_INT(l.batch[0]->rows, 3);
	CHECK_INT(l.batch[0]->col[0].nulls, 3);
	batch_list_release(&l);
	source_free(s);
	s = lines_source_new(file_of("a\n\xff\n", 4), &conf, &e);
	s->ops->push(s, used, NULL);
	CHECK_INT(source_next(s, &l, &e), -1);
	/* The lines before the fault are there. */
	batch_list_release(&l);
	source_free(s);
}
