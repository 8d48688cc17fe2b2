/* json_cut_test.c - a text in pieces gives the rows, and the first fault, of the whole. */
#include "check.h"
#include "json/cut.h"

static uint64_t state = 2463534242u;

static uint64_t
rnd(void)
{
	state ^= state << 13;
	state ^= state >> 7;
	return state ^= state << 17;
}

/* What a scan found: rows, one per line, or the fault. */
struct result {
	struct json_bad bad;
	struct buf rows;
	int64_t n;
};

static void
add_rows(struct result *r, const struct json_rows *rows)
{
	const int32_t *o = (const int32_t *)(const void *)rows->offsets.data;

	for (int64_t i = 0; i < rows->rows; i++) {
		buf_add(&r->rows, rows->text.data + o[i], (size_t)(o[i + 1] - o[i]), NULL);
		buf_add(&r->rows, "\n", 1, NULL);
	}
	r->n += rows->rows;
}

/* The line feeds before the cut, and where the last of them is. */
static void
check_lines(const struct json_cut *c, const uint8_t *text)
{
	uint64_t lines = 0;
	size_t feed = 0;

	for (size_t i = 0; i < c->cut; i++)
		if (text[i] == '\n') {
			lines++;
			feed = i + 1;
		}
	CHECK_UINT(c->cut_lines, lines);
	CHECK_UINT(c->cut_feed, feed);
}

/* Scans text whole, or, with step > 0, in pieces of about step bytes, as a reader does. */
static struct result
scan(const uint8_t *text, size_t n, size_t step, enum cpu_level level)
{
	struct json_scan *s = json_scan_new(20, NULL);
	struct json_rows rows = { BUF_INIT, BUF_INIT, 0 };
	struct result r = { { JSON_OK, 0, 0 }, BUF_INIT, 0 };
	enum json_edge from = JSON_EDGE_TOP;
	size_t start = 0, have = 0;
	struct json_cut c;

	s->kernel = json_lex_kernel(level);
	json_cut_init(&c, from, level);
	while (r.bad.fault == JSON_OK) {
		/* An exact copy shows reads behind the end. */
		uint8_t *piece;
		struct json_piece p;

		have = step == 0 || n - start - have < step ? n - start : have + 1 + rnd() % step;
		piece = malloc(have + 1);
		memcpy(piece, text + start, have);
		json_cut_scan(&c, piece, have);
		p = (struct json_piece){ .text = piece, .len = have, .from = from, .to = c.edge,
			.last = start + have == n };
		if (!p.last && !c.broken && c.cut == 0) {
			free(piece);
			continue;
		}
		if (!p.last && !c.broken)
			p.len = c.cut;
		if (json_scan_rows(s, &p, &rows, NULL) != 0) {
			CHECK(s->bad.fault != JSON_OK);
			r.bad.fault = s->bad.fault;
			r.bad.at = start + s->bad.at;
		} else if (!p.last && !CHECK(!c.broken)) {
			break;
		}
		add_rows(&r, &rows);
		rows.text.len = rows.offsets.len = 0;
		rows.rows = 0;
		free(piece);
		if (p.last)
			break;
		if (r.bad.fault != JSON_OK)
			continue;
		check_lines(&c, text + start);
		start += p.len;
		have -= p.len;
		from = c.edge;
		json_cut_init(&c, from, level);
	}
	json_rows_release(&rows);
	json_scan_free(s);
	return r;
}

static void
compare(const char *text, size_t n)
{
	struct result whole = scan((const uint8_t *)text, n, 0, CPU_PORTABLE);

	for (int l = CPU_PORTABLE; l <= (int)cpu_level(); l++)
		for (int k = 0; k < 3; k++) {
			static const size_t steps[] = { 3, 90, 400 };
			struct result r = scan((const uint8_t *)text, n, steps[k], (enum cpu_level)l);

			if (r.bad.fault != whole.bad.fault || r.bad.at != whole.bad.at) {
				check_fail(CHECK_AT, "fault %d at %zu in pieces, %d at %zu as a whole",
				    r.bad.fault, r.bad.at, whole.bad.fault, whole.bad.at);
				check_dump("text", text, n, whole.bad.at);
			}
			/* The rows before the fault too. */
			CHECK_INT(r.n, whole.n);
			CHECK_MEM(r.rows.data, r.rows.len, whole.rows.data, whole.rows.len);
			buf_release(&r.rows);
		}
	buf_release(&whole.rows);
}

static const char *const texts[] = {
	"", " \n", "1", "1 2\n3", "\"a\"\"b\"[1]2 [[3],[4]]{}{\"a\":1}null ", "[]", "[ ] [\n]\n",
	"[1,2,3]", "[{\"a\":[1,2,{\"b\":\"]\"}]},{\"c\":\"[,\\\"{\"},[[],[{}]],\"x,y\", 5 ,null]\n7",
	"{\"a\":1}\n{\"a\":2}\r\n{\"a\":\"\\\\\"}\n\n{\"a\":[\n1\n]}",
	"[ [ 1 , 2 ] , { \"k\" : [ ] } ,\n\"s\" ]\n{ \"z\" : { } }\n\"t\" true\n",
	"[{\"name\":\"Nico\",\"tags\":[\"a\",\"b\"],\"n\":null},\n {\"name\":\"Jos\xc3\xa9\"}]",
};

TEST(whole_texts)
{
	for (size_t i = 0; i < sizeof(texts) / sizeof(*texts); i++)
		compare(texts[i], strlen(texts[i]));
}

TEST(rows_are_what_they_should_be)
{
	static const char in[] = " [ {\"a\" : [ 1 , 2 ]} , [ 3 ], \"x y\" ] 4\n\"5\"[[6]]{ }[]";
	static const char out[] = "{\"a\":[1,2]}\n[3]\n\"x y\"\n4\n\"5\"\n[6]\n{}\n";
	struct result r = scan((const uint8_t *)in, sizeof(in) - 1, 0, cpu_level());

	CHECK_INT(r.bad.fault, JSON_OK);
	CHECK_INT(r.n, 7);
	CHECK_MEM(r.rows.data, r.rows.len, out, sizeof(out) - 1);
	buf_release(&r.rows);
}

TEST(broken_texts)
{
	static const char bytes[] = "\"\\{}[],: \n\xff" "01a\t";
	char text[2048];

	for (int i = 0; i < 4000; i++) {
		size_t n = 0;

		/* Some texts in a row, then some bytes of them changed. */
		for (uint64_t k = 1 + rnd() % 4; k > 0; k--) {
			const char *t = texts[rnd() % (sizeof(texts) / sizeof(*texts))];

			memcpy(text + n, t, strlen(t));
			n += strlen(t);
			text[n++] = '\n';
		}
		for (uint64_t k = rnd() % 3; k > 0; k--)
			text[rnd() % n] = bytes[rnd() % (sizeof(bytes) - 1)];
		compare(text, n);
	}
}

/* Rows and windows: long texts whose rows lie across windows in every way. */
TEST(long_texts)
{
	char *text = malloc(200000);

	for (int i = 0; i < 12; i++) {
		size_t n = 0;

		text[n++] = '[';
		while (n < 60000) {
			size_t len = rnd() % (i % 4 == 0 ? 40000 : 300);

			text[n++] = '"';
			memset(text + n, 'x', len);
			n += len;
			n += (size_t)sprintf(text + n, "\",{\"k\":[%d , \"\\u00e9\"]},\n", (int)len);
		}
		n += (size_t)sprintf(text + n, "0]");
		compare(text, n);
		text[rnd() % n] = '"';
		compare(text, n);
	}
	free(text);
}
