/* json_path_test.c - paths into JSON text; words for what is no JSON; escaping. */
#include "check.h"
#include "json/json.h"
#include "json/path.h"
#include "json/write.h"
#include "model/builder.h"

static const struct type string = { .id = TYPE_STRING };

/* What a path finds in one text: "NULL" in angle brackets, or the words of the error. */
static const char *
get(const char *path, const char *text)
{
	static char got[4096];
	struct err e = ERR_INIT;
	struct json_paths *p = json_paths_new(0, &e);
	struct builder b;
	struct column in, out;
	const char *v;
	size_t n;

	if (json_paths_add(p, &path, &e) != 0) {
		json_paths_free(p);
		snprintf(got, sizeof(got), "%s", e.msg);
		return got;
	}
	builder_init(&b, &string, &e);
	if (text == NULL)
		builder_null(&b, &e);
	else
		builder_bytes(&b, text, strlen(text), &e);
	builder_finish(&b, &in, &e);
	builder_release(&b);
	if (json_paths_column(p, &in, NULL, &out, &e) != 0) {
		snprintf(got, sizeof(got), "%s", e.msg);
	} else {
		v = column_bytes(&out, 0, &n);
		if (column_is_null(&out, 0))
			snprintf(got, sizeof(got), "<NULL>");
		else
			snprintf(got, sizeof(got), "%.*s", (int)n, v);
		column_release(&out);
	}
	column_release(&in);
	json_paths_free(p);
	return got;
}

TEST(finds)
{
	static const char doc[] = "{\"commit\":{\"author\":null,\"committer\" : {\"name\" : "
	    "\"Nico \\u0057illiams\\n\" , \"n\":-1.50e3}},\"odd key\":[10,[20, {\"x\" : [ ]}],"
	    "\"\\\"\"],\"a.b\":1,\"a\":{\"b\":2,\"b\":3},\"\":4,\"it's\":5,\"\\u00e9\":6,"
	    "\"dup\":null,\"dup\":7,\"t\":true,\"e\":{},\"half\":{\"x\":1},\"half\":{\"y\":8}}";

	CHECK_STR(get("commit.committer.name", doc), "Nico Williams\n");
	CHECK_STR(get("commit.committer.n", doc), "-1.50e3");
	CHECK_STR(get("commit.committer", doc), "{\"name\":\"Nico \\u0057illiams\\n\",\"n\":-1.50e3}");
	CHECK_STR(get("commit.author", doc), "<NULL>");
	CHECK_STR(get("commit.author.name", doc), "<NULL>");
	CHECK_STR(get("commit.nobody", doc), "<NULL>");
	CHECK_STR(get("['odd key'][0]", doc), "10");
	CHECK_STR(get("['odd key'][1]", doc), "[20,{\"x\":[]}]");
	CHECK_STR(get("[\"odd key\"][ 1 ][1].x", doc), "[]");
	CHECK_STR(get("`odd key`[2]", doc), "\"");
	CHECK_STR(get("['odd key'][3]", doc), "<NULL>");
	CHECK_STR(get("['odd key'].x", doc), "<NULL>");
	CHECK_STR(get("['a.b']", doc), "1");
	CHECK_STR(get("a.b", doc), "2");
	CHECK_STR(get("a[0]", doc), "<NULL>");
	CHECK_STR(get("['']", doc), "4");
	CHECK_STR(get("['it''s']", doc), "5");
	CHECK_STR(get("['it\\'s']", doc), "5");
	CHECK_STR(get("\xc3\xa9", doc), "6");
	CHECK_STR(get("dup", doc), "7");
	CHECK_STR(get("half.y", doc), "8");
	CHECK_STR(get("half.x", doc), "1");
	CHECK_STR(get("t", doc), "true");
	CHECK_STR(get("t.x", doc), "<NULL>");
	CHECK_STR(get("e", doc), "{}");
	CHECK_STR(get("Commit", doc), "<NULL>");
	CHECK_STR(get("$.a.b", doc), "2");
	CHECK_STR(get("$", " [ 1 , \"a b\" ] "), "[1,\"a b\"]");
	CHECK_STR(get("$[1]", "[1,2]"), "2");
	CHECK_STR(get("[0][0]", "[[5],[6]]"), "5");
	CHECK_STR(get("$", "\"x\""), "x");
	CHECK_STR(get("$", "null"), "<NULL>");
	CHECK_STR(get("a", "[1]"), "<NULL>");
	CHECK_STR(get("a", "5"), "<NULL>");
	CHECK_STR(get("a", NULL), "<NULL>");
}

TEST(syntax_errors)
{
	CHECK_HAS(get("", "1"), "a name is missing");
	CHECK_HAS(get("a..b", "1"), "a name is missing");
	CHECK_HAS(get("a.", "1"), "a name is missing");
	CHECK_HAS(get("a[", "1"), "a subscript is a number");
	CHECK_HAS(get("a[-1]", "1"), "a subscript is a number");
	CHECK_HAS(get("a[1", "1"), "no ]");
	CHECK_HAS(get("a[*]", "1"), "not supported");
	CHECK_HAS(get("a['x]", "1"), "no closing '");
	CHECK_HAS(get("`a", "1"), "no closing `");
	CHECK_HAS(get("a[99999999999999]", "1"), "too large");
}

TEST(path_ends_where_it_must)
{
	struct err e = ERR_INIT;
	struct json_paths *p = json_paths_new(0, &e);
	const char *t = "a.b[0] || 'x'", *u = "c-d", *v = "$ BIGINT", *w = "x['y z'] AS k";

	CHECK_INT(json_paths_add(p, &t, &e), 0);
	CHECK_STR(t, " || 'x'");
	CHECK_INT(json_paths_add(p, &u, &e), 1);
	CHECK_STR(u, "-d");
	CHECK_INT(json_paths_add(p, &v, &e), 2);
	CHECK_STR(v, " BIGINT");
	CHECK_INT(json_paths_add(p, &w, &e), 3);
	CHECK_STR(w, " AS k");
	CHECK_STR(json_paths_name(p, 0), "b");
	CHECK_STR(json_paths_name(p, 1), "c");
	CHECK_STR(json_paths_name(p, 2), "value");
	CHECK_STR(json_paths_name(p, 3), "y z");
	json_paths_free(p);
}

TEST(bad_text_is_an_error)
{
	CHECK_HAS(get("a", "Hello"), "not JSON: invalid char in json text at");
	CHECK_HAS(get("a", "Hello"), "at byte 0 (1:1): \"Hello\"");
	CHECK_HAS(get("a", "{\"a\":1}\n{"), "at byte 8 (2:1)");
	CHECK_HAS(get("a", "{\"a\":1,\"b\":tru}"), "at byte 14");
	CHECK_HAS(get("a", ""), "no value at byte 0");
}

/* Many rows, several paths, some rows not asked for: the same as one by one. */
TEST(columns)
{
	struct err e = ERR_INIT;
	struct json_paths *p = json_paths_new(0, &e);
	const char *paths[] = { "id", "x.y[1]", "$", "id" };
	uint8_t wanted[125];
	struct builder b;
	struct column in, out[4];
	char text[200];

	for (int i = 0; i < 4; i++)
		CHECK_INT(json_paths_add(p, &paths[i], &e), i);
	builder_init(&b, &string, &e);
	for (int i = 0; i < 1000; i++) {
		snprintf(text, sizeof(text), i % 7 == 3 ? "not json %d" :
		    "{ \"x\" : {\"y\":[%d,\"<%d>\"]}, \"id\": %d}", i, i, i);
		if (i % 5 == 0)
			builder_null(&b, &e);
		else
			builder_bytes(&b, text, strlen(text), &e);
		if (i % 8 == 0)
			wanted[i / 8] = 0;
		wanted[i / 8] |= (uint8_t)((i % 7 != 3) << (i % 8));
	}
	builder_finish(&b, &in, &e);
	builder_release(&b);
	CHECK_INT(json_paths_column(p, &in, NULL, out, &e), -1);
	CHECK_INT(e.row, 3);
	REQUIRE(json_paths_column(p, &in, wanted, out, &e) == 0);
	for (int64_t i = 0; i < 1000; i++) {
		size_t n;
		const char *v;

		CHECK_INT(column_is_null(&out[1], i), i % 7 == 3 || i % 5 == 0);
		if (i % 7 == 3 || i % 5 == 0)
			continue;
		snprintf(text, sizeof(text), "<%d>", (int)i);
		v = column_bytes(&out[1], i, &n);
		CHECK_MEM(v, n, text, strlen(text));
		snprintf(text, sizeof(text), "{\"x\":{\"y\":[%d,\"<%d>\"]},\"id\":%d}", (int)i,
		    (int)i, (int)i);
		v = column_bytes(&out[2], i, &n);
		CHECK_MEM(v, n, text, strlen(text));
		snprintf(text, sizeof(text), "%d", (int)i);
		v = column_bytes(&out[3], i, &n);
		CHECK_MEM(v, n, text, strlen(text));
	}
	for (int i = 0; i < 4; i++)
		column_release(&out[i]);
	column_release(&in);
	json_paths_free(p);
}

static const char *
words(const char *text, size_t n)
{
	static char out[200];
	struct json_bad bad;

	if (json_check(text, n, 0, &bad) == 0)
		return "fine";
	return json_words(out, sizeof(out), text, n, &bad, 0);
}
#define WORDS(text) words(text, sizeof(text) - 1)

TEST(says_why)
{
	CHECK_STR(WORDS("{}"), "fine");
	CHECK_HAS(WORDS("<html>"), "XML or HTML");
	CHECK_HAS(WORDS("[\"a\" [1]"), "I expect ',' or ']'");
	CHECK_HAS(WORDS("[1,]"), "a comma with nothing after it");
	CHECK_HAS(WORDS("{\"a\":1,}"), "a comma with nothing after it");
	CHECK_HAS(WORDS("{'a':1}"), "double quotes");
	CHECK_HAS(WORDS("01"), "cannot start with 0");
	CHECK_HAS(WORDS("+1"), "cannot start with +");
	CHECK_HAS(WORDS("NaN"), "no NaN");
	CHECK_HAS(WORDS("-Infinity"), "no NaN");
	CHECK_HAS(WORDS("\xff\xfe{"), "UTF-16");
	CHECK_HAS(WORDS("[\xff]"), "invalid UTF-8");
	CHECK_HAS(WORDS("\"\xff\""), "invalid bytes in UTF8 string");
	CHECK_HAS(WORDS("\"\\ud800\""), "surrogate");
	CHECK_HAS(WORDS("{\"a\" 1}"), "separated by a colon");
	CHECK_HAS(WORDS("{\"a\":1 \"b\":2}"), "I expect ',' or '}'");
	CHECK_HAS(WORDS("{1:2}"), "must be a string");
	CHECK_HAS(WORDS("{} {}"), "something follows the value");
	CHECK_HAS(WORDS("[1.]"), "a digit is required after the decimal point");
	CHECK_HAS(WORDS("\"a\tb\""), "invalid character inside string");
	CHECK_HAS(WORDS("\"\\q\""), "'\\' occurs before a character");
	CHECK_HAS(WORDS("[1,2"), "ends inside a value");
	CHECK_HAS(WORDS(""), "no value");
	CHECK_HAS(WORDS("\0"), "NUL");
}

static const char *
string_of(const char *text, size_t n)
{
	static char out[400];
	struct buf b = BUF_INIT;

	json_write_string(&b, text, n, NULL);
	snprintf(out, sizeof(out), "%.*s", (int)b.len, (char *)b.data);
	buf_release(&b);
	return out;
}

TEST(writes_strings)
{
	char text[40];

	CHECK_STR(string_of("", 0), "\"\"");
	CHECK_STR(string_of("a\"b\\c/\b\t\n\f\r\x01\x1f\x7f\0<\xc3\xa9", 18),
	    "\"a\\\"b\\\\c/\\b\\t\\n\\f\\r\\u0001\\u001f\\u007f\\u0000<\xc3\xa9\"");
	/* Every byte at every place of a longer string. */
	for (int c = 0; c < 128; c++)
		for (int at = 0; at < 20; at++) {
			char want[60], esc[8];

			memset(text, 'x', 20);
			text[at] = (char)c;
			if (c == '"' || c == '\\')
				snprintf(esc, sizeof(esc), "\\%c", c);
			else if (strchr("\b\t\n\f\r", c) != NULL && c != 0)
				snprintf(esc, sizeof(esc), "\\%c", "btnfr"[strchr("\b\t\n\f\r", c) - "\b\t\n\f\r"]);
			else if (c < 0x20 || c == 0x7f)
				snprintf(esc, sizeof(esc), "\\u%04x", c);
			else
				snprintf(esc, sizeof(esc), "%c", c);
			snprintf(want, sizeof(want), "\"%.*s%s%.*s\"", at, "xxxxxxxxxxxxxxxxxxxx", esc,
			    19 - at, "xxxxxxxxxxxxxxxxxxxx");
			CHECK_STR(string_of(text, 20), want);
		}
}

TEST(writes_base64)
{
	static const char *const want[] = { "", "Zg==", "Zm8=", "Zm9v", "Zm9vYg==", "Zm9vYmE=",
		"Zm9vYmFy" };

	for (size_t n = 0; n <= 6; n++) {
		struct buf b = BUF_INIT;

		CHECK_INT(json_write_base64(&b, "foobar", n, NULL), 0);
		CHECK_MEM(b.data, b.len, want[n], strlen(want[n]));
		buf_release(&b);
	}
}
