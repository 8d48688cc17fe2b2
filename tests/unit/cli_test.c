/* cli_test.c - progress words, several inputs as one. */
/* par */
#include "check.h"

#include <sys/mman.h>
#include <unistd.h>

#include "cli/concat.h"
#include "cli/progress.h"
#include "format/lines.h"
#include "io/in.h"
#include "par/flow.h"

static const char *
words(int64_t rows, int64_t bytes, int64_t size, double seconds)
{
	static char out[200];

	out[progress_words(out, sizeof(out) - 1, rows, bytes, size, seconds)] = '\0';
	return out;
}

TEST(progress_is_readable)
{
	CHECK_STR(words(0, 0, -1, 0), "0 rows");
	CHECK_STR(words(1, 0, -1, 2), "1 row, 0 rows/s");
	CHECK_STR(words(42, 999, -1, 1), "42 rows, 999 B, 999 B/s");
	CHECK_STR(words(1000000, 1000, -1, 1), "1000000 rows, 1.00 kB, 1.00 kB/s");
	CHECK_STR(words(5, 1234567, -1, 2), "5 rows, 1.23 MB, 617 kB/s");
	CHECK_STR(words(5, 99949, -1, 1), "5 rows, 99.9 kB, 99.9 kB/s");
	CHECK_STR(words(5, 999499, -1, 1), "5 rows, 999 kB, 999 kB/s");
	CHECK_STR(words(5, 999500, -1, 1), "5 rows, 1.00 MB, 1.00 MB/s");
	CHECK_STR(words(5, 500, 1000, 10), "5 rows, 500 B, 50 B/s, 50%, 0:10 left");
	CHECK_STR(words(5, 1000000, 3601000000, 1),
	    "5 rows, 1.00 MB, 1.00 MB/s, 0%, 1:00:00 left");
	CHECK_STR(words(5, 1000, 1000, 1), "5 rows, 1.00 kB, 1.00 kB/s, 100%, 0:00 left");
}

/* -- concat -- */

struct files {
	const char *text[4];
	bool binary_last;
	size_t opened;
};

static struct source *
open_text(void *arg, size_t i, struct err *e)
{
	struct files *f = arg;
	const struct lines_conf conf = { '\n', f->binary_last && f->text[i + 1] == NULL };
	char name[] = "f0";
	int fd = memfd_create("t", MFD_CLOEXEC);
	ssize_t n = (ssize_t)strlen(f->text[i]);

	if (fd < 0 || write(fd, f->text[i], (size_t)n) != n ||
	    lseek(fd, 0, SEEK_SET) != 0)
		return NULL;
	name[1] = (char)('0' + i);
	f->opened++;
	return lines_source_new(in_fd(fd, name, false, e), &conf, e);
}

static int
sum(void *ctx, const struct batch *b, struct err *e)
{
	(void)e;
	*(int64_t *)ctx += b->rows;
	return 0;
}

static int
run(struct files *f, int jobs, int64_t *rows, struct err *e)
{
	struct flow flow = { .limit = -1, .jobs = jobs, .see = sum, .ctx = rows };
	size_t n;
	int rc;

	for (n = 0; f->text[n] != NULL; n++)
		;
	*rows = 0;
	if ((flow.source = concat_new(open_text, f, n, -1, e)) == NULL)
		return -1;
	rc = flow_run(&flow, e);
	source_free(flow.source);
	return rc;
}

TEST(inputs_follow_each_other)
{
	struct files f = { .text = { "a\nb", "", "c\nd\n" } };
	struct err e = ERR_INIT;
	int64_t rows;

	for (int jobs = 1; jobs <= 4; jobs++) {
		CHECK_INT(run(&f, jobs, &rows, &e), 0);
		CHECK_INT(rows, 4);
	}
	CHECK_UINT(f.opened, 12);
}

TEST(the_place_is_in_the_right_input)
{
	struct files f = { .text = { "a\nb\n", "c\n", "d\ne\xff\n" } };
	struct err e = ERR_INIT;
	int64_t rows;

	for (int jobs = 1; jobs <= 4; jobs++) {
		CHECK_INT(run(&f, jobs, &rows, &e), -1);
		CHECK_HAS(e.msg, "f2:2: not UTF-8");
		/* The line before it counts. */
		CHECK_INT(rows, 4);
	}
}

TEST(schemas_must_agree)
{
	struct files f = { .text = { "a\n", "b\n" }, .binary_last = true };
	struct err e = ERR_INIT;
	int64_t rows;

	CHECK_INT(run(&f, 1, &rows, &e), -1);
	CHECK_STR(e.msg, "f1: column value is binary, in f0 it is string");
	CHECK_INT(e.status, STATUS_DATA);
}
