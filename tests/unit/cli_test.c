/* cli_test.c - progress words. */
#include "check.h"

#include "cli/progress.h"

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
