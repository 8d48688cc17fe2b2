/* points_test.c - places in a topic, as text. */
#include "check.h"

#include "cli/points.h"

#define NOW 1717243932123

/* The value of one time, or -1 with its status in *status. */
static int64_t
time_of(const char *text, int *status)
{
	struct log_point *p;
	struct err e = ERR_INIT;
	int64_t v = -1;
	size_t n;

	if (points_parse(text, NULL, NOW, &p, &n, &e) == 0) {
		if (n == 1 && p->kind == LOG_TIME)
			v = p->value;
		free(p);
	}
	*status = e.status;
	return v;
}

TEST(times)
{
	static const struct {
		const char *text;
		int64_t ms;
	} good[] = {
		{ "@now", NOW }, { "@-1h", NOW - 3600000 }, { "@-90s", NOW - 90000 },
		{ "@-1.5d", NOW - 129600000 }, { "@-250ms", NOW - 250 },
		{ "@1717243932s", 1717243932000 }, { "@1717243932.5s", 1717243932500 },
		{ "@1717243932500ms", 1717243932500 }, { "@0s", 0 }, { "@7ms", 7 },
		{ "@100000000000", 100000000000 }, { "@1717243932123", 1717243932123 },
		{ "@2024", 1704067200000 }, { "@2024-06-01", 1717200000000 },
		{ "@2024-06-01T12:00Z", 1717243200000 },
		{ "@2024-06-01 12:00:00.0001+02:00", 1717236000001 },
		{ "3:@-1h", NOW - 3600000 },
	};
	static const char *const bad[] = {
		"@", "@0", "@20240601", "@1717243932", "@99999999999", "@-90", "@-", "@-h",
		"@s", "@-1x", "@1h", "@yesterday", "@nowadays", "@+1h", "@-99999999999999999999d",
		"@9999999999999999999999", "0:@1717243932"
	};
	int status;

	for (size_t i = 0; i < sizeof good / sizeof *good; i++) {
		CHECK_INT(time_of(good[i].text, &status), good[i].ms);
		CHECK_INT(status, STATUS_OK);
	}
	for (size_t i = 0; i < sizeof bad / sizeof *bad; i++) {
		CHECK_INT(time_of(bad[i], &status), -1);
		CHECK_INT(status, STATUS_USAGE);
	}
}

TEST(both_readings_are_shown)
{
	struct log_point *p;
	struct err e = ERR_INIT;
	size_t n;

	CHECK(points_parse("@1717243932", NULL, NOW, &p, &n, &e) != 0);
	CHECK_STR(e.msg, "a time needs its unit: @1717243932s is 2024-06-01 12:12:12, "
	    "@1717243932ms is 1970-01-20 21:00:43.932");
}
