/*
 * check.h - unit tests: one plain C program per module, tests/unit/NAME_test.c.
 *
 *	#include "check.h"
 *	#include "base/buf.h"
 *
 *	TEST(append_grows)
 *	{
 *		CHECK_INT(buf_len(&b), 3);
 *	}
 *
 * Every TEST registers itself; main() is in here.  A failed CHECK is reported
 * and the test goes on; REQUIRE leaves the test function; SKIP leaves it too
 * and counts it as skipped.  CHECKs may run on several threads at once.
 *
 * A line with only a comment "par" marks a program with threads, worth running
 * under SAN=thread.
 *
 * The program takes names of tests (parts of them) to run and -v, prints
 * failures as file:line with the values, and ends with the line
 * "N passed, N failed, N skipped"; its status is 1 when any failed.
 */
#ifndef TESTS_CHECK_H
#define TESTS_CHECK_H

#include <inttypes.h>
#include <math.h>
#include <stdarg.h>
#include <stdbool.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

struct check_test {
	const char *name;
	void (*fn)(void);
	struct check_test *next;
};

static struct check_test *check_first, **check_tail = &check_first;
static unsigned check_failures;
static bool check_skipped;

#define TEST(test) \
	static void test_##test(void); \
	static struct check_test check_##test = { #test, test_##test, NULL }; \
	__attribute__((constructor)) static void check_add_##test(void) \
	{ \
		*check_tail = &check_##test; \
		check_tail = &check_##test.next; \
	} \
	static void test_##test(void)

/* Counts and prints one failure; always false. */
__attribute__((format(printf, 3, 4), unused)) static bool
check_fail(const char *file, int line, const char *fmt, ...)
{
	va_list ap;

	__atomic_fetch_add(&check_failures, 1, __ATOMIC_RELAXED);
	flockfile(stdout);
	printf("%s:%d: ", file, line);
	va_start(ap, fmt);
	vprintf(fmt, ap);
	va_end(ap);
	putchar('\n');
	fflush(stdout);
	funlockfile(stdout);
	return false;
}

/* Prints at most 256 bytes as a C string, from 32 bytes before the place. */
__attribute__((unused)) static void
check_dump(const char *what, const void *p, size_t len, size_t place)
{
	const unsigned char *s = p;
	size_t i = place > 32 ? place - 32 : 0, end = len - i > 256 ? i + 256 : len;

	printf("\t%s (%zu bytes%s) \"", what, len, i ? ", in part" : "");
	for (; i < end; i++) {
		if (s[i] == '\n')
			printf("\\n");
		else if (s[i] == '\t')
			printf("\\t");
		else if (s[i] == '"' || s[i] == '\\')
			printf("\\%c", s[i]);
		else if (s[i] < 0x20 || s[i] > 0x7e)
			printf("\\x%02x", s[i]);
		else
			putchar(s[i]);
	}
	printf("\"%s\n", end < len ? "..." : "");
	fflush(stdout);
}

__attribute__((unused)) static bool
check_true(const char *file, int line, const char *expr, bool is)
{
	return is || check_fail(file, line, "%s is false", expr);
}

__attribute__((unused)) static bool
check_mem(const char *file, int line, const char *expr, const void *got,
	size_t gotlen, const void *want, size_t wantlen)
{
	size_t i = 0, least = gotlen < wantlen ? gotlen : wantlen;

	if (gotlen == wantlen && (gotlen == 0 || memcmp(got, want, gotlen) == 0))
		return true;
	while (i < least && ((const char *)got)[i] == ((const char *)want)[i])
		i++;
	flockfile(stdout);
	check_fail(file, line, "%s: differs at byte %zu", expr, i);
	check_dump("got ", got, gotlen, i);
	check_dump("want", want, wantlen, i);
	funlockfile(stdout);
	return false;
}

__attribute__((unused)) static bool
check_str(const char *file, int line, const char *expr, const char *got,
	const char *want)
{
	if (got != NULL && want != NULL)
		return check_mem(file, line, expr, got, strlen(got), want, strlen(want));
	return got == want || check_fail(file, line, "%s: got %s%s, want %s%s", expr,
		got ? "the string " : "NULL", got ? got : "",
		want ? "the string " : "NULL", want ? want : "");
}

__attribute__((unused)) static bool
check_int(const char *file, int line, const char *expr, intmax_t got,
	intmax_t want)
{
	return got == want || check_fail(file, line,
		"%s: got %" PRIdMAX ", want %" PRIdMAX, expr, got, want);
}

__attribute__((unused)) static bool
check_uint(const char *file, int line, const char *expr, uintmax_t got,
	uintmax_t want)
{
	return got == want || check_fail(file, line,
		"%s: got %" PRIuMAX ", want %" PRIuMAX, expr, got, want);
}

/* Equal as values: NaN equals NaN, and the two zeros differ. */
__attribute__((unused)) static bool
check_dbl(const char *file, int line, const char *expr, double got, double want)
{
	if ((isnan(got) && isnan(want)) ||
	    (got == want && signbit(got) == signbit(want))) /* exact on purpose */
		return true;
	return check_fail(file, line, "%s: got %.17g, want %.17g", expr, got, want);
}

/* part occurs in got; for messages. */
__attribute__((unused)) static bool
check_has(const char *file, int line, const char *expr, const char *got,
	const char *part)
{
	return (got != NULL && strstr(got, part) != NULL) || check_fail(file, line,
		"%s: got \"%s\", which lacks \"%s\"", expr, got ? got : "NULL", part);
}

#define CHECK_AT __FILE__, __LINE__
#define CHECK(cond) check_true(CHECK_AT, #cond, (cond))
#define CHECK_INT(got, want) check_int(CHECK_AT, #got, (got), (want))
#define CHECK_UINT(got, want) check_uint(CHECK_AT, #got, (got), (want))
#define CHECK_STR(got, want) check_str(CHECK_AT, #got, (got), (want))
#define CHECK_MEM(got, gotlen, want, wantlen) \
	check_mem(CHECK_AT, #got, (got), (gotlen), (want), (wantlen))
#define CHECK_DBL(got, want) check_dbl(CHECK_AT, #got, (got), (want))
#define CHECK_HAS(got, part) check_has(CHECK_AT, #got, (got), (part))

/* Leaves the test function when cond is false; only from the test itself. */
#define REQUIRE(cond) do { if (!CHECK(cond)) return; } while (0)
#define SKIP(why) do { \
	printf("SKIP: %s: %s\n", __func__ + 5, (why)); \
	check_skipped = true; \
	return; \
} while (0)

static bool
check_wanted(const char *name, char **filters)
{
	for (; *filters != NULL; filters++)
		if (strstr(name, *filters) != NULL)
			return true;
	return false;
}

int
main(int argc, char **argv)
{
	unsigned passed = 0, failed = 0, skipped = 0;
	bool verbose = argc > 1 && strcmp(argv[1], "-v") == 0;
	char **filters = argv + 1 + verbose;

	for (struct check_test *t = check_first; t != NULL; t = t->next) {
		unsigned before = check_failures;

		if (*filters != NULL && !check_wanted(t->name, filters))
			continue;
		if (verbose)
			printf("test %s\n", t->name);
		fflush(stdout);
		check_skipped = false;
		t->fn();
		if (check_failures != before) {
			printf("FAIL: %s\n", t->name);
			failed++;
		} else if (check_skipped) {
			skipped++;
		} else {
			passed++;
		}
	}
	printf("%u passed, %u failed, %u skipped\n", passed, failed, skipped);
	return failed != 0;
}

#endif
