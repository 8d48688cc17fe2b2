/* json_recover_test.c - what is good of texts with faults, however they come in pieces. */
#include "check.h"

#include <stdlib.h>
#include <string.h>

#include "json/recover.h"

/* Appends what spans say: rows on lines, records at fault in <>; whether all is lost. */
static bool
say(struct json_scan *rows, const uint8_t *text, const struct json_spans *l, struct buf *out)
{
	for (size_t i = 0; i < l->n; i++) {
		const struct json_span *s = &l->span[i];
		const struct json_piece p = { .text = text + s->at, .len = s->len,
			.from = s->from, .to = s->to };
		struct json_rows r = { BUF_INIT, BUF_INIT, 0 };
		const int32_t *at;

		if (s->kind == JSON_LOST)
			(void)buf_printf(out, NULL, "lost\n");
		else if (s->kind == JSON_BAD)
			(void)buf_printf(out, NULL, "<%.*s>\n", (int)s->len,
			    (const char *)text + s->at);
		if (s->kind != JSON_GOOD)
			continue;
		if (!CHECK_INT(json_scan_rows(rows, &p, &r, NULL), 0))
			printf("\tin %.*s\n", (int)s->len, (const char *)p.text);
		at = (const int32_t *)(const void *)r.offsets.data;
		for (int64_t k = 0; k < r.rows; k++)
			(void)buf_printf(out, NULL, "%.*s\n", at[k + 1] - at[k],
			    (const char *)r.text.data + at[k]);
		json_rows_release(&r);
	}
	return l->n > 0 && l->span[l->n - 1].kind == JSON_LOST;
}

/* What is made of a text of which first some bytes are there, and then always step more. */
static struct buf
in_pieces(const char *text, size_t total, size_t some, size_t step)
{
	struct json_scan *s = json_scan_new(0, NULL), *rows = json_scan_new(0, NULL);
	struct json_spans l = { NULL, 0, 0 };
	struct buf out = BUF_INIT;
	struct json_recover r;
	size_t at = 0, used;

	json_recover_init(&r, s, JSON_FORM_UNKNOWN);
	for (bool more = true; more; some += step) {
		uint8_t *p;
		size_t n = (some < total ? some : total) - at;

		more = some < total;
		/* A block of its own, so that reading beyond it is seen. */
		p = malloc(n + 1);
		memcpy(p, text + at, n);
		CHECK_INT(json_recover(&r, p, n, more, &l, &used, NULL), 0);
		CHECK(used <= n && (more || used == n));
		more &= !say(rows, p, &l, &out);
		at += used;
		free(p);
	}
	(void)buf_add(&out, "", 1, NULL);
	json_recover_release(&r);
	json_spans_release(&l);
	json_scan_free(s);
	json_scan_free(rows);
	return out;
}

static void
always(const char *text, size_t n, const char *want)
{
	struct buf got = in_pieces(text, n, n, n);
	size_t most = n < 200 ? n : 0;

	if (!CHECK_STR((char *)got.data, want))
		printf("\tof %s\n", text);
	for (size_t some = 0; some <= most; some++) {
		struct buf again = in_pieces(text, n, some, some % 7 + 1);

		if (!CHECK_STR((char *)again.data, (char *)got.data)) {
			printf("\tof %s\n\tfrom %zu bytes on\n", text, some);
			some = most;
		}
		buf_release(&again);
	}
	buf_release(&got);
}

TEST(by_hand)
{
	static const struct {
		const char *text, *want;
	} cases[] = {
		/* Arrays on a line and over many. */
		{ "[\n{\"a\":1},\n{\"a\":2}\n]\n", "{\"a\":1}\n{\"a\":2}\n" },
		{ "[1,tru,3]", "1\n<tru>\n3\n" },
		{ "[tru]", "<tru>\n" },
		{ "[ 1 , oh no , [2,}] ]", "1\n<oh no>\nlost\n" },
		{ "[\n{\"a\":1},\n{\"a\":tru},\n{\"a\":3}\n]\n", "{\"a\":1}\n<{\"a\":tru}>\n{\"a\":3}\n" },
		{ "[\n {\n  \"a\": x\n },\n {\n  \"a\": 2\n }\n]\n", "<{\n  \"a\": x\n }>\n{\"a\":2}\n" },
		{ "[1,,2]", "1\n<>\n2\n" },
		{ "[,1,]", "<>\n1\n<>\n" },
		{ "[10 errors, 2]", "<10 errors>\n2\n" },
		{ "[{\"a\":1} {\"a\":2}, 3]", "{\"a\":1}\n<{\"a\":2}>\n3\n" },
		{ "[1]\n[\"\x1\", 2]\n[3]\n", "1\n<\"\x1\">\n2\n3\n" },
		{ "[\"a\\qb\", \"\\ud800\", \"\xff\", \"c\"]", "<\"a\\qb\">\n<\"\\ud800\">\n<\"\xff\">\n\"c\"\n" },
		/* Brackets that do not pair: nothing tells where the next element is. */
		{ "[\n{\"a\":1},\n{\"a\":2,\n{\"a\":3}\n]\n", "{\"a\":1}\nlost\n" },
		{ "[\n1,\n\"x,\n2\n]\n", "1\nlost\n" },
		{ "[\n1,\n2\n", "1\nlost\n" },
		/* Values one after the other, on a line and over many. */
		{ "{\"a\":1}{\"a\":tru}{\"a\":3}", "{\"a\":1}\n<{\"a\":tru}>\n{\"a\":3}\n" },
		{ "{\n \"a\": 1\n}\n{\n \"a\": x\n}\n{\n \"a\": 3\n}\n",
		    "{\"a\":1}\n<{\n \"a\": x\n}>\n{\"a\":3}\n" },
		{ "{\"a\":1}\n{\n \"a\": x\n}\n{\"a\":3}\n", "{\"a\":1}\n<{\n \"a\": x\n}>\n{\"a\":3}\n" },
		{ "{\"a\":1}\n{\n\"a\": 2\n}\n{\"a\":3}\n", "{\"a\":1}\n{\"a\":2}\n{\"a\":3}\n" },
		/* Words between values, on one line and over many. */
		{ "{\"a\":1}tru{\"a\":3}{\"a\":4}", "{\"a\":1}\n<tru>\n{\"a\":3}\n{\"a\":4}\n" },
		{ "{\"a\":1} 5 \"{\" x {\"a\":3}y[4] z", "{\"a\":1}\n<5 \"{\" x>\n{\"a\":3}\n<y>\n4\n<z>\n" },
		{ "x{\"a\":1}12{\"a\":y}z{\"a\":3}", "<x>\n{\"a\":1}\n<12>\n<{\"a\":y}>\n<z>\n{\"a\":3}\n" },
		{ "{\"a\":1},{\"a\":2},[3]", "{\"a\":1}\n<,>\n{\"a\":2}\n<,>\n3\n" },
		{ "{\"a\":1}\n{\"a\":2}tru{\"a\":3}\nx{\"a\":4}\n",
		    "{\"a\":1}\n{\"a\":2}\n<tru>\n{\"a\":3}\n<x{\"a\":4}>\n" },
		{ "{\"a\":1}{\"a\":2}\nx{\"a\":3}\ny\n{\"a\":4}\n",
		    "{\"a\":1}\n{\"a\":2}\n<x>\n{\"a\":3}\n<y>\n{\"a\":4}\n" },
		{ "{\n\"a\":1\n} tru {\n\"a\":2\n}\nx\n{\n\"a\":3\n}", "{\"a\":1}\n<tru>\n{\"a\":2}\n<x>\n{\"a\":3}\n" },
		/* Words that are of an object or array. */
		{ "{\"a\":1}}{\"a\":2}", "{\"a\":1}\nlost\n" },
		{ "{\"a\":1},\"b\":{\"a\":2}}{\"a\":3}", "{\"a\":1}\nlost\n" },
		{ "{\"a\":1}\", \"b\" {\"a\":2}", "{\"a\":1}\nlost\n" },
		{ "{\"a\":1}{\"a\":2}\n{\"a\":3}}{\"a\":4}\n", "{\"a\":1}\n{\"a\":2}\n{\"a\":3}\nlost\n" },
		{ "{\n\"a\":[[1]\n]},\n[2]\n]}\n", "{\"a\":[[1]]}\nlost\n" },
		/* Strings that are shifted by a quote: what is in them is no value. */
		{ "{\"a\":b\", \"c\":\"}{\\\"d\\\":1}\"}\n{\"e\":1}\n",
		    "<{\"a\":b\", \"c\":\"}{\\\"d\\\":1}\"}>\n{\"e\":1}\n" },
		/* A bracket too many in a value over many lines. */
		{ "{\n \"a\": {\"b\":1}},\n \"c\": [\n{\"d\":1}\n ]\n}\n",
		    "{\"a\":{\"b\":1}}\nlost\n" },
		/* JSON lines. */
		{ "{\"a\":1}\nHello\n{\"a\":2}\n", "{\"a\":1}\n<Hello>\n{\"a\":2}\n" },
		{ "Hello\n\nWorld\n{\"a\":2}\n", "<Hello>\n<World>\n{\"a\":2}\n" },
		{ "1\n2 x\n\"y\" : 3\n4 5\n", "1\n<2 x>\n<\"y\" : 3>\n4\n5\n" },
		{ "Hello", "<Hello>\n" },
		{ "{\"a\":1}\n10 errors found\n{\"a\":3} x\n", "{\"a\":1}\n<10 errors found>\n{\"a\":3}\n<x>\n" },
		{ "{\"a\":4\n{\"a\":5}\n{\"a\":6}\n", "<{\"a\":4>\n{\"a\":5}\n{\"a\":6}\n" },
		{ "{\"a\":1}\n{\"a\":\n{\"a\":5}\n{\"a\":6}\n", "{\"a\":1}\n<{\"a\":>\n{\"a\":5}\n{\"a\":6}\n" },
		{ "{\"a\":1}\n{\"a\":\"x}\n{\"a\":\"y\"}\n", "{\"a\":1}\n<{\"a\":\"x}>\n{\"a\":\"y\"}\n" },
		{ "{\"a\":1}\n[{\"a\":2},{\"a\":3]\n{\"a\":4}\n", "{\"a\":1}\n{\"a\":2}\n<{\"a\":3]>\n{\"a\":4}\n" },
		{ "{\"a\":1}\n{\"a\":[1,\n2,\n3\n{\"a\":2}\n", "{\"a\":1}\n<{\"a\":[1,>\n<2,>\n<3>\n{\"a\":2}\n" },
		{ "{\"a\":1}}\n{\"a\":2}\n", "{\"a\":1}\n<}>\n{\"a\":2}\n" },
		{ "{\"a\":1}\n{\"a\":2", "{\"a\":1}\n<{\"a\":2>\n" },
		{ "{\"a\":1}\n12{\"a\":2}\n3\n", "{\"a\":1}\n<12{\"a\":2}>\n3\n" },
		{ "", "" }, { " \n", "" }, { "1 2 3", "1\n2\n3\n" }, { "[1, 2", "1\nlost\n" }
	};

	for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++)
		always(cases[i].text, strlen(cases[i].text), cases[i].want);
}

static uint32_t seed = 7;

static uint32_t
draw(uint32_t n)
{
	seed = seed * 1664525 + 1013904223;
	return (seed >> 16) % n;
}

/* Faults that leave brackets and quotes alone lose nothing else, in every form. */
TEST(good_elements_are_kept)
{
	static const char *const fault[] = { "tru", "{\"a\":tru}", "{\"a\":1,}", "[1,2,]", "{a:1}",
		"\"\\x\"", "{\"a\":\"\\ud800\"}", "[[1,-]]", "{\"a\" 1}", "{\"\":{\"b\":.5}}" };
	static const char *const good[] = { "{\"a\":1}", "{\"a\":[1,{\"b\":\"],}\"}]}", "{}",
		"{\"a\":\"\\\"{\"}", "{\"a\":{\"b\":null}}" };
	/* Array on a line, over lines, values on a line, on lines of their own. */
	static const char *const form[][3] = { { "[", ",", "]" }, { "[\n", ",\n", "\n]\n" },
		{ "", " ", "" }, { "", "\n", "\n" } };

	for (int round = 0; round < 200; round++) {
		const char *const *f = form[round % 4];
		struct buf text = BUF_INIT, want = BUF_INIT, got, again;
		size_t n = 1 + draw(400), some;
		bool word = false;

		(void)buf_printf(&text, NULL, "%s", f[0]);
		for (size_t i = 0; i < n; i++) {
			/* At the top words go up to the next value, or take their line. */
			bool bad = (!word || round % 4 != 2) && draw(3) == 0;
			const char *v = bad ? fault[draw(10)] : good[draw(5)];

			word = bad && v[0] != '{' && v[0] != '[';
			if (bad && v[0] == '[' && round % 4 >= 2)
				v = fault[1];
			(void)buf_printf(&text, NULL, "%s%s", i > 0 ? f[1] : "", v);
			(void)buf_printf(&want, NULL, bad ? "<%s>\n" : "%s\n", v);
		}
		(void)buf_printf(&text, NULL, "%s", f[2]);
		(void)buf_add(&want, "", 1, NULL);
		got = in_pieces((char *)text.data, text.len, text.len, text.len);
		if (!CHECK_STR((char *)got.data, (char *)want.data))
			printf("\tof %.*s\n", (int)text.len, (char *)text.data);
		some = 1 + draw(300);
		again = in_pieces((char *)text.data, text.len, some, 1 + draw(3000));
		CHECK_STR((char *)again.data, (char *)want.data);
		buf_release(&text);
		buf_release(&want);
		buf_release(&got);
		buf_release(&again);
	}
}

/* The length of a line makes no difference. */
TEST(long_lines_are_as_short_ones)
{
	static const char *const part[] = { "{\"a\":1}", "tru", "{\"a\":tru}", "{\"a\":[1,2]} " };

	for (size_t n = 12; n <= 400000; n *= 30) {
		struct buf text = BUF_INIT, want = BUF_INIT, got;

		for (size_t i = 0; i < n; i++) {
			(void)buf_printf(&text, NULL, "%s", part[i % 4]);
			(void)buf_printf(&want, NULL, i % 4 == 1 || i % 4 == 2 ? "<%s>\n" :
			    i % 4 == 3 ? "{\"a\":[1,2]}\n" : "%s\n", part[i % 4]);
		}
		(void)buf_printf(&text, NULL, "}{}");
		(void)buf_add(&want, "lost\n", 6, NULL);
		got = in_pieces((char *)text.data, text.len, 250000, 250000);
		CHECK_STR((char *)got.data, (char *)want.data);
		buf_release(&text);
		buf_release(&want);
		buf_release(&got);
	}
}

/* Whatever the text, its pieces make no difference, and good spans are good. */
TEST(pieces_make_no_difference)
{
	static const char *const word[] = { "{", "}", "[", "]", ",", ":", "\"", "\"a\"", "1", "tru",
		"true", "\n", "\n", " ", "\\", "{\"a\":1}", "\n{\"a\":2}\n", "[1,2]", "\"\\", "x" };

	for (int round = 0; round < 3000; round++) {
		struct buf text = BUF_INIT, got, again;
		size_t n = draw(40);

		(void)buf_printf(&text, NULL, round % 3 == 0 ? "{\"a\":0}\n" : round % 3 == 1 ? "[\n" : "");
		for (size_t i = 0; i < n; i++)
			(void)buf_printf(&text, NULL, "%s", word[draw(20)]);
		got = in_pieces((char *)text.data, text.len, text.len, text.len);
		again = in_pieces((char *)text.data, text.len, 1 + draw(30), 1 + draw(9));
		if (!CHECK_STR((char *)again.data, (char *)got.data))
			printf("\tof %.*s\n", (int)text.len, (char *)text.data);
		buf_release(&text);
		buf_release(&got);
		buf_release(&again);
	}
}
