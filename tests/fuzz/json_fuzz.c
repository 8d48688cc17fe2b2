/*
 * json_fuzz.c - any bytes as JSON: every kernel gives the same verdict and place, yajl
 * agrees where it is as strict, pieces give the rows of the whole, minified rows are
 * their own minified form, and columns that were inferred from a text hold it.
 *
 * The first byte is the length of the pieces; the rest is the text.
 */
#include "fuzz.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <yajl/yajl_parse.h>

#include "json/cut.h"
#include "json/fill.h"
#include "json/infer.h"
#include "json/path.h"

#define DEPTH 40

struct result {
	struct json_bad bad;
	struct json_rows rows;
};

static json_lex_fn *
kernel(int level)
{
	return json_lex_kernel((enum cpu_level)level);
}

/* An allocation of just that size, so that nothing behind it can be read unseen. */
static uint8_t *
copy(const uint8_t *p, size_t n)
{
	uint8_t *c = malloc(n + (n == 0));

	if (n > 0)
		memcpy(c, p, n);
	return c;
}

static struct result
scan(const uint8_t *p, size_t n, int level, bool one)
{
	struct json_scan *s = json_scan_new(DEPTH, NULL);
	struct json_piece piece = { .text = p, .len = n, .last = true, .one = one };
	struct result r = { { JSON_OK, 0, 0 }, { BUF_INIT, BUF_INIT, 0 } };

	s->kernel = kernel(level);
	json_scan_rows(s, &piece, &r.rows, NULL);
	r.bad = s->bad;
	json_scan_free(s);
	return r;
}

static bool
same(const struct result *a, const struct result *b)
{
	return a->bad.fault == b->bad.fault && a->bad.at == b->bad.at &&
	    a->rows.rows == b->rows.rows && a->rows.text.len == b->rows.text.len &&
	    (a->rows.text.len == 0 ||
	    memcmp(a->rows.text.data, b->rows.text.data, a->rows.text.len) == 0) &&
	    memcmp(a->rows.offsets.data, b->rows.offsets.data, a->rows.offsets.len) == 0;
}

static void
need(bool holds)
{
	if (!holds)
		abort();
}

/* The rows of the text in pieces that end where they may, step bytes read at a time. */
static struct result
in_pieces(const uint8_t *text, size_t n, size_t step, int level)
{
	struct json_scan *s = json_scan_new(DEPTH, NULL);
	struct result r = { { JSON_OK, 0, 0 }, { BUF_INIT, BUF_INIT, 0 } };
	struct json_piece p = { .from = JSON_EDGE_TOP };
	size_t start = 0, have = 0;
	struct json_cut c;
	uint8_t *block;

	s->kernel = kernel(level);
	json_cut_init(&c, p.from, (enum cpu_level)level);
	do {
		have = n - start - have < step ? n - start : have + step;
		p.last = start + have == n;
		block = copy(text + start, have);
		json_cut_scan(&c, block, have);
		if (p.last || c.broken || c.cut > 0) {
			p.text = block;
			p.len = p.last || c.broken ? have : c.cut;
			p.to = c.edge;
			json_scan_rows(s, &p, &r.rows, NULL);
			r.bad.fault = s->bad.fault;
			r.bad.at = s->bad.fault == JSON_OK ? 0 : start + s->bad.at;
			need(r.bad.fault != JSON_OK || !c.broken || p.last);
			start += p.len;
			have -= p.len;
			p.from = c.edge;
			json_cut_init(&c, p.from, (enum cpu_level)level);
		}
		free(block);
	} while (r.bad.fault == JSON_OK && !p.last);
	json_scan_free(s);
	return r;
}

/* Whether yajl takes the text as one value, and whether that says anything. */
static void
ask_yajl(const uint8_t *p, size_t n, const struct json_bad *bad)
{
	static yajl_callbacks none;
	yajl_handle h = yajl_alloc(&none, NULL, NULL);
	bool takes = yajl_parse(h, p, n) == yajl_status_ok &&
	    yajl_complete_parse(h) == yajl_status_ok;

	yajl_free(h);
	if (bad->fault == JSON_OK) {
		need(takes);
		return;
	}
	/* What it is lenient about (tests/unit/json_test.c), or cannot know. */
	if (bad->fault == JSON_SURROGATE || bad->fault == JSON_BAD_UTF8 ||
	    bad->fault == JSON_DEEP || bad->fault == JSON_LEFT_OVER ||
	    (bad->at < n && (p[bad->at] == '\v' || p[bad->at] == '\f')))
		return;
	need(!takes);
}

/* What comes before the fault is whole, or could have gone on. */
static void
check_place(const uint8_t *p, const struct json_bad *bad)
{
	uint8_t *part = copy(p, bad->at);
	struct result r = scan(part, bad->at, CPU_PORTABLE, true);

	need(r.bad.fault == JSON_OK || (r.bad.at == bad->at &&
	    (r.bad.fault == JSON_CUT || r.bad.fault == JSON_EMPTY)));
	json_rows_release(&r.rows);
	free(part);
}

static void
words(const uint8_t *p, size_t n, const struct json_bad *bad)
{
	char out[120];

	need(*json_words(out, sizeof(out), p, n, bad, DEPTH) != '\0');
}

static int
keep(struct json_fill *f, size_t at, struct err *e)
{
	(void)at;
	(void)e;
	/* All that inference cannot see. */
	need(strstr(f->why.msg, "occurs twice") != NULL);
	return 0;
}

static void
spot(void *ctx, int input, int64_t row, int64_t byte, char *out, size_t outsz)
{
	(void)ctx;
	snprintf(out, outsz, "%d %lld %lld", input, (long long)row, (long long)byte);
}

static void
columns(const struct json_piece *p)
{
	struct json_infer *f = json_infer_new(DEPTH, NULL);
	struct json_guess *g = json_guess_new(DEPTH, NULL);
	struct json_cols *c = NULL;
	struct json_fill *fill;
	struct json_bad bad;

	if (json_guess_piece(g, p, 0, &bad, NULL) == 0 &&
	    json_infer_merge(f, g, 0, spot, NULL, NULL) == 0)
		c = json_infer_cols(f, NULL);
	if (c != NULL && c->n > 0) {
		fill = json_fill_new(c, NULL);
		fill->bad = keep;
		need(json_fill_piece(fill, p, NULL) == 0);
		json_fill_free(fill);
	}
	json_cols_free(c);
	json_guess_free(g);
	json_infer_free(f);
}

/* A few paths into a valid value; what they find must not depend on white space. */
static void
paths(const uint8_t *p, size_t n, const struct json_rows *minified)
{
	const char *list[] = { "a", "a.b", "[0]", "$", "a[1].b" };
	struct json_paths *set = json_paths_new(DEPTH, NULL);
	const int32_t offsets[2] = { 0, (int32_t)n };
	struct column in = { .rows = 1, .offsets = offsets, .values = p }, mini = in;
	struct column found[5], again[5];

	for (int i = 0; i < 5; i++)
		need(json_paths_add(set, &list[i], NULL) == i);
	mini.offsets = (const int32_t *)(const void *)minified->offsets.data;
	mini.values = minified->text.data;
	need(json_paths_column(set, &in, NULL, found, NULL) == 0);
	need(json_paths_column(set, &mini, NULL, again, NULL) == 0);
	for (int i = 0; i < 5; i++) {
		size_t a, b;
		const char *x = column_bytes(&found[i], 0, &a), *y = column_bytes(&again[i], 0, &b);

		need(a == b && (a == 0 || memcmp(x, y, a) == 0));
		column_release(&found[i]);
		column_release(&again[i]);
	}
	json_paths_free(set);
}

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t len)
{
	struct result one, all, other;
	size_t n, step;
	uint8_t *p;

	if (len == 0 || len > 1 << 18)
		return 0;
	step = (size_t)data[0] + 1;
	n = len - 1;
	p = copy(data + 1, n);
	one = scan(p, n, CPU_PORTABLE, true);
	all = scan(p, n, CPU_PORTABLE, false);
	for (int l = CPU_SSE2; l <= (int)cpu_level(); l++) {
		other = scan(p, n, l, true);
		need(same(&one, &other));
		json_rows_release(&other.rows);
	}
	for (int l = CPU_PORTABLE; l <= (int)cpu_level(); l++) {
		other = in_pieces(p, n, step, l);
		need(same(&all, &other));
		json_rows_release(&other.rows);
	}
	ask_yajl(p, n, &one.bad);
	if (one.bad.fault != JSON_OK) {
		check_place(p, &one.bad);
		words(p, n, &one.bad);
	} else {
		other = scan(one.rows.text.data, one.rows.text.len, CPU_PORTABLE, true);
		need(same(&one, &other));
		json_rows_release(&other.rows);
		paths(p, n, &one.rows);
	}
	if (all.bad.fault != JSON_OK)
		words(p, n, &all.bad);
	else
		columns(&(struct json_piece){ .text = p, .len = n, .last = true });
	json_rows_release(&one.rows);
	json_rows_release(&all.rows);
	free(p);
	return 0;
}
