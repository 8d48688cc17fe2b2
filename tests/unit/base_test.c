/* base_test.c - numbers, dates, hashes, UTF-8, quoting, near names. */
#include "check.h"

#include "base/cpu.h"
#include "base/date.h"
#include "base/err.h"
#include "base/find.h"
#include "base/hash.h"
#include "base/near.h"
#include "base/num.h"
#include "base/utf8.h"
#include "base/utf8_impl.h"

#define S(text) text, sizeof(text) - 1

static const char *
f64(double v)
{
	static char out[NUM_MAX + 1];

	out[num_format_f64(out, v)] = '\0';
	return out;
}

TEST(integers)
{
	static const struct {
		const char *text;
		bool ok;
		int64_t want;
	} cases[] = {
		{ "0", true, 0 }, { "-0", true, 0 }, { "+7", true, 7 },
		{ "9223372036854775807", true, INT64_MAX },
		{ "9223372036854775808", false, 0 },
		{ "-9223372036854775808", true, INT64_MIN },
		{ "-9223372036854775809", false, 0 },
		{ "99999999999999999999999", false, 0 },
		{ "", false, 0 }, { "-", false, 0 }, { " 1", false, 0 }, { "1 ", false, 0 },
		{ "1.0", false, 0 }, { "0x10", false, 0 }, { "--1", false, 0 }
	};
	size_t i;
	int64_t v;

	for (i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
		v = 0;
		CHECK_INT(num_parse_i64(cases[i].text, strlen(cases[i].text), &v), cases[i].ok);
		if (cases[i].ok)
			CHECK_INT(v, cases[i].want);
	}
}

TEST(hexadecimal)
{
	uint8_t got[3];

	CHECK(num_parse_hex("00fFA9", got, 3));
	CHECK_MEM(got, 3, "\0\xff\xa9", 3);
	CHECK(num_parse_hex("", got, 0));
	CHECK(!num_parse_hex("00ffa", got, 3));
	CHECK(!num_parse_hex("00ffa9b", got, 3));
	CHECK(!num_parse_hex("00ffg9", got, 3));
}

TEST(doubles_to_text_are_java_s)
{
	CHECK_STR(f64(0), "0.0");
	CHECK_STR(f64(-0.0), "-0.0");
	CHECK_STR(f64(1), "1.0");
	CHECK_STR(f64(0.1), "0.1");
	CHECK_STR(f64(0.001), "0.001");
	CHECK_STR(f64(0.0001), "1.0E-4");
	CHECK_STR(f64(0.00123), "0.00123");
	CHECK_STR(f64(1234567), "1234567.0");
	CHECK_STR(f64(9999999), "9999999.0");
	CHECK_STR(f64(10000000), "1.0E7");
	CHECK_STR(f64(12345678.9), "1.23456789E7");
	CHECK_STR(f64(1e10), "1.0E10");
	CHECK_STR(f64(1e23), "1.0E23");
	CHECK_STR(f64(0.1 + 0.2), "0.30000000000000004");
	CHECK_STR(f64(1.0 / 3), "0.3333333333333333");
	CHECK_STR(f64(2.0 / 3), "0.6666666666666666");
	CHECK_STR(f64(5e-324), "4.9E-324");
	CHECK_STR(f64(1.7976931348623157e308), "1.7976931348623157E308");
	CHECK_STR(f64(100.5), "100.5");
	CHECK_STR(f64(3.14), "3.14");
	CHECK_STR(f64(-273.15), "-273.15");
	CHECK_STR(f64(NAN), "NaN");
	CHECK_STR(f64(-INFINITY), "-Infinity");
}

TEST(floats_to_text)
{
	char out[NUM_MAX + 1];

	out[num_format_f32(out, 0.1f)] = '\0';
	CHECK_STR(out, "0.1");
	out[num_format_f32(out, 16777216.0f)] = '\0';
	CHECK_STR(out, "1.6777216E7");
	out[num_format_f32(out, 3.4028235e38f)] = '\0';
	CHECK_STR(out, "3.4028235E38");
	out[num_format_f32(out, 1.5f)] = '\0';
	CHECK_STR(out, "1.5");
}

TEST(doubles_read_back)
{
	uint64_t bits = 88172645463325252u;
	char out[NUM_MAX];
	double v, back;
	int i;

	for (i = 0; i < 20000; i++) {
		bits ^= bits << 13;
		bits ^= bits >> 7;
		bits ^= bits << 17;
		memcpy(&v, &bits, sizeof(v));
		if (i % 2 == 0)
			v = (double)(int64_t)(bits >> 34) / 1000;
		if (isnan(v) || isinf(v))
			continue;
		CHECK(num_parse_f64(out, num_format_f64(out, v), &back));
		CHECK(back == v);
	}
}

TEST(doubles_from_text)
{
	static const char *const bad[] = {
		"", ".", "e5", "1e", "1e+", "0x1p3", "1_0", "1,5", " 1", "infin", "nanx", "1d"
	};
	size_t i;
	double v;
	float f;

	CHECK(num_parse_f64(S("1."), &v) && v == 1);
	CHECK(num_parse_f64(S(".5"), &v) && v == 0.5);
	CHECK(num_parse_f64(S("-1.5E-3"), &v) && v == -0.0015);
	CHECK(!num_parse_f64(S("1e400"), &v) && !num_parse_f64(S("-1e309"), &v));
	CHECK(!num_parse_f64(S("1e-400"), &v) && !num_parse_f64(S("2e-324"), &v));
	CHECK(num_parse_f64(S("3e-324"), &v) && v == 0x1p-1074);
	CHECK(num_parse_f64(S("-0.000e-400"), &v) && v == 0 && signbit(v));
	CHECK(!num_parse_f32(S("3.5e38"), &f) && !num_parse_f32(S("1e-60"), &f));
	CHECK(num_parse_f32(S("1e-45"), &f) && f == 0x1p-149f);
	CHECK(num_parse_f32(S("0e-60"), &f) && f == 0);
	CHECK(num_parse_f32(S("inf"), &f) && isinf(f));
	CHECK(num_parse_f64(S("-Infinity"), &v) && isinf(v) && v < 0);
	CHECK(num_parse_f64(S("nan"), &v) && isnan(v));
	CHECK(num_parse_f64(S("9007199254740993"), &v) && v == 9007199254740992.0);
	CHECK(num_parse_f64(S("2.2250738585072011e-308"), &v) && v == 2.2250738585072011e-308);
	for (i = 0; i < sizeof(bad) / sizeof(bad[0]); i++)
		CHECK(!num_parse_f64(bad[i], strlen(bad[i]), &v));
}

TEST(decimals)
{
	static const struct {
		const char *text;
		int precision, scale;
		const char *want;	/* NULL: refused */
	} cases[] = {
		{ "1", 10, 2, "1.00" }, { "-1.005", 10, 2, "-1.01" }, { "1.004", 10, 2, "1.00" },
		{ "0.5", 1, 0, "1" }, { "0.49999", 1, 0, "0" }, { ".5", 3, 2, "0.50" },
		{ "1e3", 10, 0, "1000" }, { "12e-1", 10, 1, "1.2" }, { "99.5", 2, 0, NULL },
		{ "99.4", 2, 0, "99" }, { "100", 2, 0, NULL }, { "1e40", 38, 0, NULL },
		{ "1e-100", 38, 10, "0.0000000000" }, { "0e999", 5, 1, "0.0" },
		{ "99999999999999999999999999999999999999", 38, 0,
		    "99999999999999999999999999999999999999" },
		/* 39 digits, of which only some pass 128 bits. */
		{ "100000000000000000000000000000000000000", 38, 0, NULL },
		{ "340000000000000000000000000000000000000", 38, 0, NULL },
		{ "-3.4e38", 38, 0, NULL }, { "18", 38, 37, NULL }, { "3.4e18", 38, 20, NULL },
		{ "-0.01", 3, 2, "-0.01" }, { "", 3, 2, NULL }, { "x", 3, 2, NULL },
		{ "1.2.3", 5, 2, NULL }, { "1e", 5, 2, NULL }
	};
	char out[NUM_MAX + 1];
	size_t i;
	int128_t v;

	for (i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
		if (!num_parse_decimal(cases[i].text, strlen(cases[i].text),
		    cases[i].precision, cases[i].scale, &v)) {
			CHECK_STR("refused", cases[i].want == NULL ? "refused" : cases[i].want);
			continue;
		}
		out[num_format_decimal(out, v, cases[i].scale)] = '\0';
		CHECK_STR(out, cases[i].want == NULL ? "refused" : cases[i].want);
	}
}

TEST(sizes_and_durations)
{
	uint64_t u;
	int64_t ms;

	CHECK(num_parse_size(S("100"), &u) && u == 100);
	CHECK(num_parse_size(S("64M"), &u) && u == 64 << 20);
	CHECK(num_parse_size(S("1.5GiB"), &u) && u == 3u << 29);
	CHECK(num_parse_size(S("2kB"), &u) && u == 2048);
	CHECK(!num_parse_size(S("12x"), &u));
	CHECK(!num_parse_size(S(""), &u));
	CHECK(!num_parse_size(S("99999999P"), &u));
	CHECK(num_parse_duration(S("30"), &ms) && ms == 30000);
	CHECK(num_parse_duration(S("500ms"), &ms) && ms == 500);
	CHECK(num_parse_duration(S("0.25s"), &ms) && ms == 250);
	CHECK(num_parse_duration(S("2h"), &ms) && ms == 7200000);
	CHECK(!num_parse_duration(S("2y"), &ms));
}

TEST(dates)
{
	static const struct {
		const char *text;
		const char *want;
	} cases[] = {
		{ "1970-01-01", "1970-01-01" }, { " 2024-02-29 ", "2024-02-29" },
		{ "2023-02-29", NULL }, { "2024-2-9", "2024-02-09" }, { "2024", "2024-01-01" },
		{ "2024-03", "2024-03-01" }, { "2024-13-01", NULL }, { "99-01-01", NULL },
		{ "2024-01-01T10:00", "2024-01-01" }, { "2024-01-01x", NULL },
		{ "2024-01-01 garbage", NULL }, { "2024-01-01T", NULL },
		{ "2024-01-01T10", "2024-01-01" }, { "2024-01-01 25:00", NULL },
		{ "2024-01-01T10:00:00.5+02:00", "2024-01-01" },
		{ "2024-01-01T10:00 Nowhere/Land", NULL },
		{ "-0001-01-01", "-0001-01-01" }, { "+12345-06-07", "+12345-06-07" },
		{ "0000-01-01", "0000-01-01" }, { "", NULL }, { "2024-", NULL }
	};
	char out[DATE_MAX_TEXT + 1];
	int32_t days;
	size_t i;

	for (i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
		if (!date_parse(cases[i].text, strlen(cases[i].text), &days)) {
			CHECK_STR("refused", cases[i].want == NULL ? "refused" : cases[i].want);
			continue;
		}
		out[date_format(out, days)] = '\0';
		CHECK_STR(out, cases[i].want == NULL ? "refused" : cases[i].want);
	}
	for (days = -800000; days < 800000; days += 37) {
		int32_t back;

		CHECK(date_parse(out, date_format(out, days), &back));
		CHECK_INT(back, days);
	}
}

TEST(timestamps)
{
	static const struct {
		const char *text;
		const char *want;
	} cases[] = {
		{ "1970-01-01 00:00:00", "1970-01-01 00:00:00" },
		{ "2024-05-06T07:08:09.5Z", "2024-05-06 07:08:09.5" },
		{ "2024-05-06 07:08:09.123456789", NULL },
		{ "2024-05-06 07:08:09.123456000", "2024-05-06 07:08:09.123456" },
		{ "2024-05-06T07", "2024-05-06 07:00:00" },
		{ "2024-05-06 7 ", "2024-05-06 07:00:00" }, { "2024-05-06T07:", NULL },
		{ "2024-05-06T07Z", NULL }, { "2024-05-06T24", NULL },
		{ "2024-05-06 07:08:09.", "2024-05-06 07:08:09" },
		{ "2024-05-06 07:08", "2024-05-06 07:08:00" },
		{ "2024-05-06 07:08:09+02:00", "2024-05-06 05:08:09" },
		{ "2024-05-06 07:08:09 -0330", "2024-05-06 10:38:09" },
		{ "2024-05-06", "2024-05-06 00:00:00" },
		{ "1969-12-31 23:59:59.999999", "1969-12-31 23:59:59.999999" },
		{ "2024-05-06 25:00:00", NULL }, { "2024-05-06 07:60", NULL },
		{ "2024-05-06 07:08:09 Nowhere/Land", NULL }, { "x", NULL }, { "", NULL },
		{ "2024-05-06 18:00:00+18:00", "2024-05-06 00:00:00" },
		{ "2024-05-06 07:08:09+18:01", NULL }, { "2024-05-06 07:08:09-19", NULL },
		{ "002024-05-06", "2024-05-06 00:00:00" }, { "0002024-05-06", NULL }
	};
	const struct date_zone *berlin;
	char out[DATE_MAX_TEXT + 1];
	int64_t us;
	size_t i;

	for (i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
		if (!date_parse_timestamp(cases[i].text, strlen(cases[i].text), NULL, &us,
		    NULL)) {
			CHECK_STR("refused", cases[i].want == NULL ? "refused" : cases[i].want);
			continue;
		}
		out[date_format_timestamp(out, us, NULL)] = '\0';
		CHECK_STR(out, cases[i].want == NULL ? "refused" : cases[i].want);
	}
	if ((berlin = date_zone_find("Europe/Berlin")) == NULL)
		SKIP("no zone files here");
	CHECK_INT(date_zone_offset(berlin, INT64_C(1704067200000000)), 3600);
	CHECK_INT(date_zone_offset(berlin, INT64_C(1720000000000000)), 7200);
	/* Far after the last transition of the file: the footer's rule. */
	CHECK(date_parse_timestamp(S("2091-07-01 12:00:00"), berlin, &us, NULL));
	out[date_format_timestamp(out, us, NULL)] = '\0';
	CHECK_STR(out, "2091-07-01 10:00:00");
	CHECK(date_parse_timestamp(S("2091-12-01 12:00:00"), berlin, &us, NULL));
	out[date_format_timestamp(out, us, NULL)] = '\0';
	CHECK_STR(out, "2091-12-01 11:00:00");
	/* In the gap: shifted by its length; in the overlap: the earlier. */
	CHECK(date_parse_timestamp(S("2024-03-31 02:30:00"), berlin, &us, NULL));
	out[date_format_timestamp(out, us, NULL)] = '\0';
	CHECK_STR(out, "2024-03-31 01:30:00");
	CHECK(date_parse_timestamp(S("2024-10-27 02:30:00"), berlin, &us, NULL));
	out[date_format_timestamp(out, us, NULL)] = '\0';
	CHECK_STR(out, "2024-10-27 00:30:00");
}

TEST(murmur2_is_kafka_s)
{
	/* Values of the Java client's own unit test. */
	CHECK_INT((int32_t)hash_murmur2(S("21")), -973932308);
	CHECK_INT((int32_t)hash_murmur2(S("foobar")), -790332482);
	CHECK_INT((int32_t)hash_murmur2(S("a-little-bit-long-string")), -985981536);
	CHECK_INT((int32_t)hash_murmur2(S("a-little-bit-longer-string")), -1486304829);
	CHECK_INT((int32_t)hash_murmur2(S("abc")), 479470107);
	CHECK_INT(hash_kafka_partition(S("abc"), 7), 479470107 % 7);
	CHECK_INT(hash_kafka_partition(S("21"), 7), (-973932308 & 0x7fffffff) % 7);
}

/* Checks that every variant finds the same first invalid byte. */
static void
utf8_case(const char *p, size_t n, size_t want)
{
	CHECK_INT(utf8_valid_prefix_portable((const uint8_t *)p, n), want);
	CHECK_INT(utf8_valid_prefix(p, n), want);
#if defined(__x86_64__)
	if (cpu_level() >= CPU_AVX2)
		CHECK_INT(utf8_valid_avx2((const uint8_t *)p, n), want == n);
#endif
}

TEST(utf8)
{
	static const struct {
		const char *bytes;
		size_t n;
		bool ok;
	} units[] = {
		{ S("a"), true }, { S("\xc3\xa4"), true }, { S("\xe2\x82\xac"), true },
		{ S("\xf0\x9f\x98\x80"), true }, { S("\xed\x9f\xbf"), true },
		{ S("\xf4\x8f\xbf\xbf"), true }, { S("\0"), true },
		{ S("\x80"), false }, { S("\xc0\x80"), false }, { S("\xc1\xbf"), false },
		{ S("\xe0\x80\x80"), false }, { S("\xe0\x9f\xbf"), false },
		{ S("\xed\xa0\x80"), false }, { S("\xf0\x80\x80\x80"), false },
		{ S("\xf4\x90\x80\x80"), false }, { S("\xf5\x80\x80\x80"), false },
		{ S("\xff"), false }, { S("\xc3"), false }, { S("\xe2\x82"), false },
		{ S("\xf0\x9f\x98"), false }, { S("\xf0\x9f\x98" "a"), false }
	};
	char buf[200];
	size_t i, at, n;

	/* Each unit at every place around the vector's edges, with ASCII and with letters before. */
	for (i = 0; i < sizeof(units) / sizeof(units[0]); i++) {
		for (at = 0; at < 140; at++) {
			memset(buf, 'x', sizeof(buf));
			memcpy(buf + at, units[i].bytes, units[i].n);
			n = at + units[i].n;
			utf8_case(buf, n, units[i].ok ? n : at);
			utf8_case(buf, 180, units[i].ok ? 180 : at);
		}
		for (at = 0; at < 140; at += 2) {
			for (n = 0; n < 200; n += 2)
				memcpy(buf + n, "\xc3\xa4", 2);
			memcpy(buf + at, units[i].bytes, units[i].n);
			n = at + units[i].n;
			utf8_case(buf, n, units[i].ok ? n : at);
		}
	}
}

TEST(quoting)
{
	char out[32];

	CHECK_STR(err_quote(out, sizeof(out), S("a\"b\\\n\x1b\x7f\0z")),
	    "\"a\\\"b\\\\\\n\\x1b\\x7f\\x00z\"");
	CHECK_STR(err_quote(out, sizeof(out), S("\xc3\xa4\xff")), "\"\xc3\xa4\\xff\"");
	CHECK_STR(err_quote(out, sizeof(out), S("\xc2\x9b")), "\"\\xc2\\x9b\"");
	CHECK_STR(err_quote(out, 12, S("0123456789abcdef")), "\"012345...\"");
}

/* As memmem(), for every kernel there is: texts of few letters, so that much nearly fits. */
TEST(search)
{
	uint32_t seed = 1;

	for (size_t n = 0; n < 200; n++) {
		/* An exact copy shows reads behind the end. */
		char *text = malloc(n + 1), what[80];

		for (size_t i = 0; i < n; i++)
			text[i] = (char)('a' + ((seed = seed * 1664525 + 1013904223) >> 24) % 3);
		text = realloc(text, n > 0 ? n : 1);
		for (size_t m = 1; m < 80; m += 1 + m / 4) {
			size_t from = n == 0 ? 0 : (seed >> 8) % n;

			memset(what, 'a', sizeof(what));
			memcpy(what, text + from, n - from < m ? n - from : m);
			CHECK(find_bytes(text, n, what, m) == memmem(text, n, what, m));
			what[m / 2] = 'x';
			CHECK(find_bytes(text, n, what, m) == NULL);
		}
		free(text);
	}
}

TEST(near)
{
	static const char *const names[] = { "value", "key", "timestamp", "timestampType" };
	char out[256];

	CHECK_INT(near_names(out, sizeof(out), "vlaue", names, 4), 1);
	CHECK_STR(out, "\"value\"");
	near_names(out, sizeof(out), "timestam", names, 4);
	CHECK_STR(out, "\"timestamp\", \"timestampType\"");
	CHECK_INT(near_names(out, sizeof(out), "zzz", names, 4), 0);
	CHECK_STR(out, "");
}

TEST(error_messages)
{
	struct err e = ERR_INIT;

	CHECK_INT(err_row(&e, 7, "bad %s", "thing"), -1);
	CHECK_INT(e.status, STATUS_DATA);
	CHECK_INT(e.row, 7);
	err_prefix(&e, "%s:%d: ", "f", 3);
	CHECK_STR(e.msg, "f:3: bad thing");
	CHECK_INT(err_set(NULL, 1, "nobody listens"), -1);
}
