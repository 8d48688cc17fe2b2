/* json_test.c - what is JSON, where a text stops being it, and alike on every CPU. */
#include <yajl/yajl_parse.h>

#include "check.h"
#include "json/begins.h"
#include "json/scan.h"

static json_lex_fn *
kernel(int i)
{
	static const enum cpu_level level[] = { CPU_PORTABLE, CPU_SSE2, CPU_AVX2 };

	return i < 3 && level[i] <= cpu_level() ? json_lex_kernel(level[i]) : NULL;
}

static struct json_scan *scanner;

static struct json_bad
check_with(json_lex_fn *k, const void *text, size_t n)
{
	const struct json_piece p = { .text = text, .len = n, .last = true, .one = true };
	int rc;

	if (scanner == NULL)
		scanner = json_scan_new(16, NULL);
	scanner->kernel = k;
	rc = json_scan_check(scanner, &p, NULL);
	CHECK_INT(rc, scanner->bad.fault == JSON_OK ? 0 : -1);
	return scanner->bad;
}

/* What every kernel says, after pad bytes of white space; at: without them. */
static struct json_bad
check_all(const void *text, size_t n, size_t pad)
{
	/* An allocation of exactly that size, for the sanitizers. */
	char *copy = malloc(pad + n + (pad + n == 0));
	struct json_bad first = { JSON_OK, 0, 0 };

	memset(copy, ' ', pad);
	memcpy(copy + pad, text, n);
	for (int i = 0; kernel(i) != NULL; i++) {
		struct json_bad b = check_with(kernel(i), copy, pad + n);

		if (b.fault != JSON_OK)
			b.at -= pad;
		if (i == 0)
			first = b;
		if (first.fault != b.fault || first.at != b.at) {
			check_fail(CHECK_AT, "kernel %d: fault %d at %zu, portable: %d at %zu", i,
			    b.fault, b.at, first.fault, first.at);
			check_dump("text", text, n, b.at);
		}
	}
	free(copy);
	return first;
}

static const size_t pads[] = { 0, 1, 31, 40, 62, 63, 64, 100, 16383 - 8, 16384 - 3, 16384 };

TEST(accepts)
{
	static const char *const good[] = {
		"0", "-0", "1", "-1.5e+10", "1E5", "1e-5", "0.0", "123456789012345678901234567890",
		"true", "false", "null", "\"\"", "\"a\"", "[]", "{}", " [ ] ", "\t{\r\n}\n",
		"[1,2,3]", "[[],[[]],{}]", "{\"a\":1,\"b\":[true,false,null]}",
		"{\"a\":1,\"a\":2}", "\"\\\"\\\\\\/\\b\\f\\n\\r\\t\\u00e9\"",
		"\"\\ud83d\\ude00\"", "\"\\uD83D\\uDE00\\ud83d\\ude00\"", "\"\x7f\"",
		"\"\xc3\xa9\xe2\x82\xac\xf0\x9f\x98\x80\xf4\x8f\xbf\xbf\xed\x9f\xbf\xee\x80\x80\"",
		"\"\\\\\\\\\"", "\"\\\\\\\"\"", "{\"\":\"\"}", "[\"\\u0000\"]",
		"{\"\xc3\xa9\":{\"\\u00e9\":[ ]}}", "[[[[[[[[[[[[[[[[1]]]]]]]]]]]]]]]]",
		"[0 , -0.1 ,\n1e1\t]", "{ \"a\" : { \"b\" : [ { } , [ ] , 1 ] } }",
	};

	for (size_t i = 0; i < sizeof(good) / sizeof(*good); i++)
		for (size_t p = 0; p < sizeof(pads) / sizeof(*pads); p++) {
			struct json_bad b = check_all(good[i], strlen(good[i]), pads[p]);

			if (b.fault != JSON_OK)
				check_fail(CHECK_AT, "%s: fault %d at %zu", good[i], b.fault, b.at);
		}
}

#define T(text, fault, at) { text, sizeof(text) - 1, fault, at }
static const struct {
	const char *text;
	size_t n;
	enum json_fault fault;
	size_t at;
} bad[] = {
	T("", JSON_EMPTY, 0), T(" \n", JSON_EMPTY, 2),
	T("[", JSON_CUT, 1), T("{", JSON_CUT, 1), T("[1", JSON_CUT, 2), T("[1,", JSON_CUT, 3),
	T("{\"a\"", JSON_CUT, 4), T("{\"a\":", JSON_CUT, 5), T("{\"a\":1", JSON_CUT, 6),
	T("{\"a\":1,", JSON_CUT, 7), T("\"abc", JSON_CUT, 4), T("\"abc\\", JSON_CUT, 5),
	T("\"\\u12", JSON_CUT, 5), T("\"\\ud83d", JSON_CUT, 7), T("\"\\ud83d\\", JSON_CUT, 8),
	T("\"\\ud83d\\ud", JSON_CUT, 10), T("\"\\ud83d\\ude0", JSON_CUT, 12),
	T("tru", JSON_CUT, 3), T("-", JSON_CUT, 1), T("1.", JSON_CUT, 2), T("1e", JSON_CUT, 2),
	T("1e+", JSON_CUT, 3), T("\"\xc3", JSON_CUT, 2), T("\"\xf0\x9f\x98", JSON_CUT, 4),
	T("[1,]", JSON_NO_VALUE, 3), T("[,1]", JSON_NO_VALUE, 1), T("]", JSON_NO_VALUE, 0),
	T("}", JSON_NO_VALUE, 0), T(",", JSON_NO_VALUE, 0), T("[}", JSON_NO_VALUE, 1),
	T("{\"a\":}", JSON_NO_VALUE, 5), T("{\"a\":,", JSON_NO_VALUE, 5),
	T("+1", JSON_NO_VALUE, 0), T(".5", JSON_NO_VALUE, 0), T("NaN", JSON_NO_VALUE, 0),
	T("Infinity", JSON_NO_VALUE, 0), T("'a'", JSON_NO_VALUE, 0), T("<a>", JSON_NO_VALUE, 0),
	T("\v1", JSON_NO_VALUE, 0), T("\f1", JSON_NO_VALUE, 0), T("[1,\f2]", JSON_NO_VALUE, 3),
	T("[1,\x1a" "2]", JSON_NO_VALUE, 3), T("\0", JSON_NO_VALUE, 0),
	T("\xef\xbb\xbf{}", JSON_NO_VALUE, 0), T("\xc2\xa0" "1", JSON_NO_VALUE, 0),
	T("[\xff]", JSON_NO_VALUE, 1), T("\\n", JSON_NO_VALUE, 0), T("[\\\"]", JSON_NO_VALUE, 1),
	T("// c\n1", JSON_NO_VALUE, 0), T("True", JSON_NO_VALUE, 0),
	T("{,}", JSON_NO_KEY, 1), T("{1:2}", JSON_NO_KEY, 1), T("{a:1}", JSON_NO_KEY, 1),
	T("{\"a\":1,}", JSON_NO_KEY, 7), T("{]", JSON_NO_KEY, 1), T("{\"a\":1,1}", JSON_NO_KEY, 7),
	T("{\"a\"}", JSON_NO_COLON, 4), T("{\"a\" 1}", JSON_NO_COLON, 5),
	T("{\"a\",1}", JSON_NO_COLON, 4), T("{\"a\"\"b\"}", JSON_NO_COLON, 4),
	T("[1 2]", JSON_NO_COMMA_ARRAY, 3), T("[1}", JSON_NO_COMMA_ARRAY, 2),
	T("[1:2]", JSON_NO_COMMA_ARRAY, 2), T("[\"a\" \"b\"]", JSON_NO_COMMA_ARRAY, 5),
	T("[1\"a\"]", JSON_NO_COMMA_ARRAY, 2), T("[\"a\"1]", JSON_NO_COMMA_ARRAY, 4),
	T("[1[2]]", JSON_NO_COMMA_ARRAY, 2), T("[[]\f]", JSON_NO_COMMA_ARRAY, 3),
	T("{\"a\":1 \"b\":2}", JSON_NO_COMMA_OBJECT, 7), T("{\"a\":1]", JSON_NO_COMMA_OBJECT, 6),
	T("{\"a\":1:", JSON_NO_COMMA_OBJECT, 6), T("{\"a\":{}1}", JSON_NO_COMMA_OBJECT, 7),
	T("1 2", JSON_LEFT_OVER, 2), T("{}{}", JSON_LEFT_OVER, 2), T("[]]", JSON_LEFT_OVER, 2),
	T("1\"a\"", JSON_LEFT_OVER, 1), T("null x", JSON_LEFT_OVER, 5), T("{},", JSON_LEFT_OVER, 2),
	T("nul", JSON_CUT, 3), T("nulL", JSON_BAD_LITERAL, 3), T("nullx", JSON_BAD_LITERAL, 4),
	T("nan", JSON_BAD_LITERAL, 1), T("tRue", JSON_BAD_LITERAL, 1),
	T("[falsy]", JSON_BAD_LITERAL, 5), T("[tru\xff]", JSON_BAD_LITERAL, 4),
	T("true\f", JSON_BAD_LITERAL, 4), T("[true1]", JSON_BAD_LITERAL, 5),
	T("01", JSON_BAD_NUMBER, 1), T("-01", JSON_BAD_NUMBER, 2), T("00", JSON_BAD_NUMBER, 1),
	T("1.e5", JSON_BAD_NUMBER, 2), T("[1.]", JSON_BAD_NUMBER, 3), T("[-]", JSON_BAD_NUMBER, 2),
	T("-a", JSON_BAD_NUMBER, 1), T("1e5.5", JSON_BAD_NUMBER, 3), T("0x10", JSON_BAD_NUMBER, 1),
	T("1_000", JSON_BAD_NUMBER, 1), T("1.5.5", JSON_BAD_NUMBER, 3), T("--1", JSON_BAD_NUMBER, 1),
	T("1ee5", JSON_BAD_NUMBER, 2), T("1e++5", JSON_BAD_NUMBER, 3), T("[1e]", JSON_BAD_NUMBER, 3),
	T("1\v", JSON_BAD_NUMBER, 1), T("1\xa0", JSON_BAD_NUMBER, 1), T("[1\0]", JSON_BAD_NUMBER, 2),
	T("-Infinity", JSON_BAD_NUMBER, 1), T("1\\n", JSON_BAD_NUMBER, 1),
	T("\"a\nb\"", JSON_CONTROL, 2), T("\"\t\"", JSON_CONTROL, 1), T("\"\0\"", JSON_CONTROL, 1),
	T("\"\x1f\"", JSON_CONTROL, 1), T("{\"a\rb\":1}", JSON_CONTROL, 3),
	T("\"\\\n\"", JSON_BAD_ESCAPE, 1),
	T("\"\\q\"", JSON_BAD_ESCAPE, 1), T("\"ab\\x41\"", JSON_BAD_ESCAPE, 3),
	T("\"\\u12x4\"", JSON_BAD_ESCAPE, 1), T("\"\\u\"", JSON_BAD_ESCAPE, 1),
	T("\"\\U0041\"", JSON_BAD_ESCAPE, 1), T("\"\\'\"", JSON_BAD_ESCAPE, 1),
	T("\"\\\xc3\xa9\"", JSON_BAD_ESCAPE, 1),
	T("\"\\ud800\"", JSON_SURROGATE, 1), T("\"\\udc00\"", JSON_SURROGATE, 1),
	T("\"\\ud800x\"", JSON_SURROGATE, 1), T("\"\\ud800\\n\"", JSON_SURROGATE, 1),
	T("\"\\ud800\\u0041\"", JSON_SURROGATE, 1), T("\"\\ud800\\ud800\\udc00\"", JSON_SURROGATE, 1),
	T("\"\\udc00\\ud800\"", JSON_SURROGATE, 1), T("\"\\ud83d\\ude00\\ude00\"", JSON_SURROGATE, 13),
	T("\"\\ud83d\\\\ude00\"", JSON_SURROGATE, 1),
	T("\"\xff\"", JSON_BAD_UTF8, 1), T("\"\xc0\x80\"", JSON_BAD_UTF8, 1),
	T("\"a\xc3(\"", JSON_BAD_UTF8, 2), T("\"\xed\xa0\x80\"", JSON_BAD_UTF8, 1),
	T("\"\xf4\x90\x80\x80\"", JSON_BAD_UTF8, 1), T("\"\xe0\x80\x80\"", JSON_BAD_UTF8, 1),
	T("\"\x80\"", JSON_BAD_UTF8, 1), T("\"\xf0\x9f\x98\"", JSON_BAD_UTF8, 1),
	T("\"\xf5", JSON_BAD_UTF8, 1), T("\"\xed\xa0", JSON_BAD_UTF8, 1),
	/* The first fault counts, whichever stage finds it. */
	T("[1 2,\"\xff\"]", JSON_NO_COMMA_ARRAY, 3), T("[\"\xff\",1 2]", JSON_BAD_UTF8, 2),
	T("[\"\\q\",\"\n\"]", JSON_BAD_ESCAPE, 2), T("[\"\n\",\"\\q\"]", JSON_CONTROL, 2),
	T("[\"\n\xff\"]", JSON_CONTROL, 2), T("[\"\xff\n\"]", JSON_BAD_UTF8, 2),
	T("[[[[[[[[[[[[[[[[[1]]]]]]]]]]]]]]]]]", JSON_DEEP, 16),
	T("{\"a\":[{\"a\":[{\"a\":[{\"a\":[{\"a\":[{\"a\":[{\"a\":[{\"a\":[{", JSON_DEEP, 48 + 0),
};

TEST(refuses)
{
	for (size_t i = 0; i < sizeof(bad) / sizeof(*bad); i++)
		for (size_t p = 0; p < sizeof(pads) / sizeof(*pads); p++) {
			struct json_bad b = check_all(bad[i].text, bad[i].n, pads[p]);

			if (b.fault != bad[i].fault || b.at != bad[i].at)
				check_fail(CHECK_AT, "%zu pad %zu: fault %d at %zu, want %d at %zu", i,
				    pads[p], b.fault, b.at, bad[i].fault, bad[i].at);
		}
}

/* Texts that mutations start from. */
static const char *const seeds[] = {
	"{\"sha\":\"0a1b\",\"commit\":{\"author\":{\"name\":\"Jos\xc3\xa9\",\"n\":null},"
	    "\"n\":[1,-2.5e+3,0],\"ok\":true,\"no\":false}}",
	"[ {\n  \"a\" : \"x\\n\\\"y\\\"\\u00e9\" ,\n  \"b\" : [ ] , \"c\" : { }\n} , 12 , \"\" ]",
	"[\"\\ud83d\\ude00\",\"\xf0\x9f\x98\x80\xe2\x82\xac\",\"\\\\\\\\\\\"\"]",
	"[[[[1],2],3],{\"a\":{\"b\":{\"c\":[0.1,1E10,-0]}}},null]",
	"{\"long\":\"Lorem ipsum dolor sit amet, consectetur adipiscing elit, sed do eiusmod "
	    "tempor incididunt ut labore et dolore magna aliqua.\",\"k\":[true,false]}",
};

static uint64_t state = 88172645463325252u;

static uint64_t
rnd(void)
{
	state ^= state << 13;
	state ^= state >> 7;
	return state ^= state << 17;
}

static size_t
mutate(char *out, const char *seed)
{
	static const char bytes[] = "\"\\{}[],: \n\t\f\x1f\x80\xbf\xc3\xe0\xed\xf0\xff" "0123456789-+.eEutfnrdabD\0";
	size_t n = strlen(seed);

	memcpy(out, seed, n);
	for (uint64_t k = rnd() % 4; k > 0 && n > 4; k--) {
		size_t at = rnd() % n, m = rnd() % 8;

		switch (rnd() % 5) {
		case 0:
			out[at] = (char)rnd();
			break;
		case 1:
			out[at] = bytes[rnd() % (sizeof(bytes) - 1)];
			break;
		case 2:
			m = m < n - at ? m : n - at;
			memmove(out + at, out + at + m, n - at - m);
			n -= m;
			break;
		case 3:
			memmove(out + at + 1, out + at, n - at);
			out[at] = bytes[rnd() % (sizeof(bytes) - 1)];
			n++;
			break;
		default:
			n = at + 1;
			break;
		}
	}
	return n;
}

/* What yajl says: JSON_OK, JSON_CUT, or another fault. */
static enum json_fault
yajl_says(const char *text, size_t n)
{
	static yajl_callbacks none;
	yajl_handle h = yajl_alloc(&none, NULL, NULL);
	enum json_fault f = JSON_OK;

	if (yajl_parse(h, (const unsigned char *)text, n) != yajl_status_ok)
		f = JSON_NO_VALUE;
	else if (yajl_complete_parse(h) != yajl_status_ok)
		f = JSON_CUT;
	yajl_free(h);
	return f;
}

static bool
yajl_is_lenient(enum json_fault f, const char *text, size_t at)
{
	/* After the value yajl takes the start of a token for the end of the text. */
	return f == JSON_SURROGATE || f == JSON_BAD_UTF8 || f == JSON_DEEP || f == JSON_LEFT_OVER ||
	    text[at] == '\v' || text[at] == '\f';
}

TEST(mutations)
{
	char text[1024];

	for (int i = 0; i < 60000; i++) {
		size_t n = mutate(text, seeds[rnd() % (sizeof(seeds) / sizeof(*seeds))]);
		size_t pad = i % 8 ? rnd() % 128 : 16384 - rnd() % 300;
		struct json_bad b = check_all(text, n, pad);
		enum json_fault y = yajl_says(text, n);

		if ((b.fault == JSON_OK) != (y == JSON_OK) && !yajl_is_lenient(b.fault, text, b.at)) {
			check_fail(CHECK_AT, "fault %d at %zu, yajl %d", b.fault, b.at, y);
			check_dump("text", text, n, b.at);
		}
		if (b.fault == JSON_OK)
			continue;
		/* What comes before the fault could have gone on, or was whole; one byte more not. */
		struct json_bad before = check_all(text, b.at, pad);
		struct json_bad after = check_all(text, b.at + (b.at < n), pad);

		if (before.fault != JSON_OK && !(before.at == b.at &&
		    (before.fault == JSON_CUT || before.fault == JSON_EMPTY))) {
			check_fail(CHECK_AT, "fault %d at %zu, cut there %d at %zu", b.fault, b.at,
			    before.fault, before.at);
			check_dump("text", text, n, b.at);
		}
		if (b.fault != JSON_BAD_ESCAPE && b.fault != JSON_SURROGATE &&
		    b.fault != JSON_BAD_UTF8 && (after.fault == JSON_OK || after.at != b.at) &&
		    (uint8_t)text[b.at] < 0x80) {
			check_fail(CHECK_AT, "fault %d at %zu, cut behind %d at %zu", b.fault, b.at,
			    after.fault, after.at);
			check_dump("text", text, n, b.at);
		}
	}
}

TEST(every_prefix_is_cut)
{
	for (size_t i = 0; i < sizeof(seeds) / sizeof(*seeds); i++)
		for (size_t n = 1; n < strlen(seeds[i]); n++) {
			struct json_bad b = check_all(seeds[i], n, 0);

			CHECK_INT(b.fault, JSON_CUT);
			CHECK_UINT(b.at, n);
		}
}

/* yajl 2.1.0 takes these; we do not. */
TEST(yajl_leniencies)
{
	static const struct {
		const char *text;
		bool several;
	} lenient[] = {
		{ "\"\\ud800\"", false }, { "\"\\udc00\"", false }, { "\v1", false },
		{ "\f1", false }, { "01", true }, { "1\"a\"", true },
	};

	for (size_t i = 0; i < sizeof(lenient) / sizeof(*lenient); i++) {
		const char *t = lenient[i].text;
		static yajl_callbacks none;
		yajl_handle h = yajl_alloc(&none, NULL, NULL);
		struct json_piece p = { .text = (const uint8_t *)t, .len = strlen(t), .last = true };

		yajl_config(h, yajl_allow_multiple_values, lenient[i].several);
		CHECK_INT(yajl_parse(h, p.text, p.len), yajl_status_ok);
		CHECK_INT(yajl_complete_parse(h), yajl_status_ok);
		yajl_free(h);
		CHECK(check_all(t, p.len, 0).fault != JSON_OK);
		CHECK_INT(json_scan_check(scanner, &p, NULL), -1);
	}
}

static enum json_begins
begins(const char *text, size_t n)
{
	enum json_begins what;

	CHECK_INT(json_begins((const uint8_t *)text, n, &what, NULL), 0);
	return what;
}

TEST(begins)
{
	static const struct {
		const char *text;
		enum json_begins what;
	} want[] = {
		{ "", JSON_BEGINS_NOT }, { "  \n", JSON_BEGINS_NOT }, { "1", JSON_BEGINS_NOT },
		{ "[", JSON_BEGINS_ARRAY }, { "\n [1, {\"a\": [", JSON_BEGINS_ARRAY },
		{ "[]", JSON_BEGINS_ARRAY }, { "[1]\n[2]", JSON_BEGINS_ARRAY },
		{ "\xef\xbb\xbf[tru", JSON_BEGINS_ARRAY }, { "[\"\xc3", JSON_BEGINS_ARRAY },
		{ "[\"\\u00", JSON_BEGINS_ARRAY }, { "[-1.5e", JSON_BEGINS_ARRAY },
		{ "[INFO] x", JSON_BEGINS_NOT }, { "[2024-01-01]", JSON_BEGINS_NOT },
		{ "[1] x", JSON_BEGINS_NOT }, { "[1]x", JSON_BEGINS_NOT },
		{ "[true story]", JSON_BEGINS_NOT }, { "[\"\xff", JSON_BEGINS_NOT },
		{ "{\"a\": 1}\n{\"a\": 2}\n", JSON_BEGINS_NOT }, { "{\"a\": 1", JSON_BEGINS_NOT },
		{ "{\n", JSON_BEGINS_OBJECT }, { "{\r\n\t\"a\": 1,\n", JSON_BEGINS_OBJECT },
		{ "{\"a\": {\n", JSON_BEGINS_OBJECT }, { "{\nint main", JSON_BEGINS_NOT },
		{ "{\"a\":1} {\"b\":\n", JSON_BEGINS_OBJECT }
	};
	size_t i;

	for (i = 0; i < sizeof want / sizeof *want; i++)
		if (!CHECK_INT(begins(want[i].text, strlen(want[i].text)), want[i].what))
			printf("%s\n", want[i].text);
}
