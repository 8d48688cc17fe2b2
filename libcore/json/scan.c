/* scan.c - the grammar: one state machine over the tokens of each window. */
#include "json/scan.h"

#include <stdlib.h>
#include <string.h>

#include "base/mem.h"
#include "base/utf8.h"
#include "json/scalar.h"
#include "json/squeeze.h"
#include "json/tree.h"

/* Containers that may be open; LIST is an array at the top, whose elements are rows. */
enum { TOP, LIST };	/* others: their brackets */

/* What the next token must be. */
enum {
	AT_TOP, AT_LIST_FIRST, AT_LIST_NEXT, AT_LIST_AFTER, AT_FIRST, AT_ELEMENT,
	AT_AFTER_ELEMENT, AT_FIRST_KEY, AT_KEY, AT_COLON, AT_MEMBER, AT_AFTER_MEMBER
};

/* One window, as the state machine sees it. */
struct walk {
	const uint8_t *text, *end;
	const uint8_t *w;	/* the window */
	size_t from;		/* its place in the text */
	struct json_tree *tree;
	struct err *e;
};

struct json_scan *
json_scan_new(unsigned depth, struct err *e)
{
	struct json_scan *s = malloc(sizeof(*s));

	if (s == NULL) {
		err_nomem(e, sizeof(*s));
		return NULL;
	}
	s->kernel = json_lex_kernel(cpu_level());
	s->max = depth == 0 ? JSON_DEPTH : depth;
	s->open = mem_zero((size_t)s->max + 1, 1, e);
	if (s->open == NULL) {
		free(s);
		return NULL;
	}
	return s;
}

void
json_scan_free(struct json_scan *s)
{
	if (s != NULL)
		free(s->open);
	free(s);
}

void
json_rows_release(struct json_rows *r)
{
	buf_release(&r->text);
	buf_release(&r->offsets);
}

static bool
fault(struct json_scan *s, enum json_fault f, size_t at)
{
	s->bad.fault = f;
	s->bad.at = at;
	return false;
}

/* The row that is open, if any, ended before byte i of the window. */
static bool
row_end(struct json_scan *s, const struct walk *k, size_t i)
{
	if (!s->row)
		return true;
	s->row = false;
	if (k->tree == NULL) {
		s->end[s->nend++] = (uint16_t)i;
		return true;
	}
	s->stopped = json_tree_row(k->tree, k->e) != 0;
	return !s->stopped;
}

/* Byte i of the window belongs to no row. */
static void
drop(struct json_scan *s, size_t i)
{
	s->lex.white[i / 64] |= UINT64_C(1) << (i % 64);
}

/* The next token: byte i of the window, c. */
#define NEXT(state) do { \
		if (t == n) { \
			s->at = (state); \
			goto pause; \
		} \
		i = start[t++]; \
		c = k->w[i]; \
	} while (0)
#define FAIL(f) do { \
		fault(s, f, k->from + i); \
		goto pause; \
	} while (0)
#define RESUME(state, label) case (state): goto label;
#define FOLLOWED (tree && depth == k->tree->level)
#define SHUT (tree && depth == k->tree->shut)
#define WANTED (tree && k->tree->next != NULL)
#define VALUE() do { \
		if (c == '{' || c == '[') \
			goto container; \
		if (c != '"' && !json_scalar(k->text, k->w + i, k->end, &s->bad)) \
			goto pause; \
		if (WANTED) \
			json_tree_scalar(k->tree, k->w + i, k->end); \
	} while (0)

/*
 * Takes tokens on from *next, inside the containers of a row.  True once the
 * last of them is closed; false at the end of the window, with the state kept
 * for the next one, or with s->bad set.
 */
static inline __attribute__((always_inline)) bool
nested(struct json_scan *s, const struct walk *k, uint32_t *next, const bool tree)
{
	const uint16_t *start = s->lex.start;
	uint32_t t = *next, n = s->lex.n;
	uint8_t *open = s->open;
	unsigned depth = s->depth;
	size_t i = 0;
	uint8_t c = 0;

	switch (s->at) {
	RESUME(AT_FIRST, first) RESUME(AT_ELEMENT, element)
	RESUME(AT_AFTER_ELEMENT, after_element) RESUME(AT_FIRST_KEY, first_key)
	RESUME(AT_KEY, next_key) RESUME(AT_COLON, colon) RESUME(AT_MEMBER, member)
	default: goto after_member;
	}
container:
	if (depth == s->max)
		FAIL(JSON_DEEP);
	open[++depth] = c;
	if (WANTED)
		json_tree_open(k->tree, depth, k->w + i);
	if (c == '{')
		goto first_key;
first:
	NEXT(AT_FIRST);
	if (c == ']')
		goto close;
	goto have_element;
element:
	NEXT(AT_ELEMENT);
have_element:
	if (FOLLOWED)
		json_tree_element(k->tree);
	VALUE();
after_element:
	NEXT(AT_AFTER_ELEMENT);
	if (c == ',')
		goto element;
	if (c == ']')
		goto close;
	FAIL(JSON_NO_COMMA_ARRAY);
first_key:
	NEXT(AT_FIRST_KEY);
	if (c == '}')
		goto close;
	goto have_key;
next_key:
	NEXT(AT_KEY);
have_key:
	if (c != '"')
		FAIL(JSON_NO_KEY);
	if (FOLLOWED)
		json_tree_key(k->tree, k->w + i, k->end);
colon:
	NEXT(AT_COLON);
	if (c != ':')
		FAIL(JSON_NO_COLON);
member:
	NEXT(AT_MEMBER);
	VALUE();
after_member:
	NEXT(AT_AFTER_MEMBER);
	if (c == ',')
		goto next_key;
	if (c != '}')
		FAIL(JSON_NO_COMMA_OBJECT);
close:
	if (SHUT)
		json_tree_close(k->tree, k->w + i);
	depth--;
	if (open[depth] == '{')
		goto after_member;
	if (open[depth] == '[')
		goto after_element;
	s->at = open[depth] == LIST ? AT_LIST_AFTER : AT_TOP;
pause:
	s->depth = depth;
	*next = t;
	return s->at <= AT_LIST_AFTER && s->bad.fault == JSON_OK;
}

/* Opens the container at byte i of the window. */
static bool
push(struct json_scan *s, const struct walk *k, size_t i, uint8_t kind)
{
	if (s->depth == s->max)
		return fault(s, JSON_DEEP, k->from + i);
	s->open[++s->depth] = kind;
	return true;
}

/* A row starts at byte i of the window; after it the state is after. */
static bool
row_start(struct json_scan *s, const struct walk *k, size_t i, uint8_t after)
{
	uint8_t c = k->w[i];
	bool container = c == '{' || c == '[';

	s->row = true;
	s->from = s->last = k->from + i;
	if (k->tree != NULL)
		json_tree_start(k->tree, k->w + i);
	if (container) {
		if (!push(s, k, i, c))
			return false;
		if (k->tree != NULL)
			json_tree_open(k->tree, s->depth, k->w + i);
		s->at = c == '{' ? AT_FIRST_KEY : AT_FIRST;
		return true;
	}
	if (c != '"' && !json_scalar(k->text, k->w + i, k->end, &s->bad))
		return false;
	if (k->tree != NULL)
		json_tree_scalar(k->tree, k->w + i, k->end);
	s->at = after;
	return true;
}

/* Keeps s->run as the value at byte i of the window asks for. */
static void
run(struct json_scan *s, const struct walk *k, size_t i)
{
	size_t at = k->from + i;

	if (*(k->w + i) == '{' || *(k->w + i) == '[')
		s->run = SIZE_MAX;
	else if (s->run == SIZE_MAX || memchr(k->text + s->last, '\n', at - s->last) != NULL)
		s->run = at;
}

/* A value starts at byte i of the window, outside of everything. */
static bool
top_value(struct json_scan *s, const struct walk *k, size_t i)
{
	const uint8_t *p = k->w + i;
	bool delimited = *p == '"' || *p == '[' || *p == '{';

	if (!row_end(s, k, i))
		return false;
	s->from = SIZE_MAX;
	if (s->one && s->any)
		return fault(s, JSON_LEFT_OVER, k->from + i);
	if (s->bare && delimited && !json_white[p[-1]])
		return fault(s, JSON_TOGETHER, k->from + i);
	s->any = true;
	s->bare = !delimited;
	if (s->runs)
		run(s, k, i);
	if (s->one || *p != '[')
		return row_start(s, k, i, AT_TOP);
	s->list = k->from + i;
	drop(s, i);
	s->at = AT_LIST_FIRST;
	return push(s, k, i, LIST);
}

/* A token at byte i of the window, between rows. */
static bool
between(struct json_scan *s, const struct walk *k, size_t i)
{
	uint8_t c = k->w[i];

	if (s->at == AT_TOP)
		return top_value(s, k, i);
	if (s->at == AT_LIST_AFTER) {
		if (!row_end(s, k, i))
			return false;
		s->from = SIZE_MAX;
		if (c != ',' && c != ']')
			return fault(s, JSON_NO_COMMA_ARRAY, k->from + i);
	} else if (c != ']' || s->at == AT_LIST_NEXT) {
		return row_start(s, k, i, AT_LIST_AFTER);
	}
	drop(s, i);
	if (c == ']')
		s->depth--;
	s->at = c == ']' ? AT_TOP : AT_LIST_NEXT;
	return true;
}

/* Takes the tokens of the window; false where s->bad or s->stopped came to be set. */
static inline __attribute__((always_inline)) bool
walk(struct json_scan *s, const struct walk *k, const bool tree)
{
	uint32_t t = 0;

	for (;;) {
		if (s->at > AT_LIST_AFTER && !nested(s, k, &t, tree))
			return s->bad.fault == JSON_OK;
		if (t == s->lex.n)
			return true;
		if (!between(s, k, s->lex.start[t++]))
			return false;
	}
}

/* Whether the n bytes at p, left at the end of the text, could start a character. */
static bool
character_cut(const uint8_t *p, size_t n)
{
	uint8_t full[4] = { 0x80, 0x80, 0x80, 0x80 };

	if (n >= 4 || p[0] < 0xc2)
		return false;
	memcpy(full, p, n);
	/* The second byte of some characters may not be 0x80. */
	if (n == 1)
		full[1] = p[0] == 0xe0 ? 0xa0 : p[0] == 0xf0 ? 0x90 : 0x80;
	return utf8_len(full, 4) > n;
}

/*
 * Validates the bytes from *from up to the end of the window and moves *from
 * on; a character that the window cuts is left for the next one.
 */
static void
characters(struct json_scan *s, const struct json_piece *p, size_t to, size_t *from)
{
	size_t n = to - *from, ok = utf8_valid_prefix(p->text + *from, n);

	*from += ok;
	if (ok == n || character_cut(p->text + *from, n - ok))
		return;
	if (s->lex.bad.fault == JSON_OK || *from < s->lex.bad.at) {
		s->lex.bad.fault = JSON_BAD_UTF8;
		s->lex.bad.at = *from;
	}
}

/* Hides the tokens that start at byte at of the window or later. */
static void
forget(struct json_lex *x, size_t at)
{
	while (x->n > 0 && x->start[x->n - 1] >= at)
		x->n--;
}

static void
begin(struct json_scan *s, const struct json_piece *p)
{
	static const uint8_t at[] = {
		[JSON_EDGE_TOP] = AT_TOP, [JSON_EDGE_NEXT] = AT_LIST_NEXT,
		[JSON_EDGE_AFTER] = AT_LIST_AFTER
	};

	json_lex_init(&s->lex, s->kernel);
	s->at = at[p->from];
	s->depth = 0;
	s->open[0] = TOP;
	if (p->from != JSON_EDGE_TOP)
		s->open[++s->depth] = LIST;
	s->one = p->one;
	s->runs = p->runs;
	s->last = s->list = s->run = SIZE_MAX;
	s->any = s->row = s->bare = s->stopped = false;
	s->nend = 0;
	s->from = SIZE_MAX;
	s->bad = (struct json_bad){ JSON_OK, 0, SIZE_MAX };
}

/* All tokens were taken: whether the piece ends as it must. */
static bool
ended(struct json_scan *s, const struct walk *k, const struct json_piece *p)
{
	enum json_edge to = p->last ? JSON_EDGE_TOP : p->to;
	static const uint8_t at[] = {
		[JSON_EDGE_TOP] = AT_TOP, [JSON_EDGE_NEXT] = AT_LIST_NEXT,
		[JSON_EDGE_AFTER] = AT_LIST_AFTER
	};

	if (p->any)
		return true;
	if (s->at != at[to] || s->lex.inside != 0) {
		/* An element is whole if it ends by itself; 12 could have been 123. */
		if (s->row && s->at == AT_LIST_AFTER && s->lex.inside == 0 &&
		    json_boundary[p->text[s->from]] && !row_end(s, k, p->len - k->from))
			return false;
		return fault(s, JSON_CUT, p->len);
	}
	if (s->one && !s->any)
		return fault(s, JSON_EMPTY, p->len);
	return row_end(s, k, p->len - k->from);
}

/* Appends n bytes of the window at from to the rows.  0 or -1. */
static int
squeeze(struct json_scan *s, const struct json_piece *p, size_t from, size_t n,
    struct json_rows *out, struct err *e)
{
	if (s->nend > 0 &&
	    buf_reserve(&out->offsets, s->nend * sizeof(int32_t), e) != 0)
		return -1;
	out->text.len += json_squeeze(out->text.data + out->text.len, p->text + from, n,
	    p->len - from, s->lex.white, s->end, s->nend,
	    (int32_t *)(void *)(out->offsets.data + out->offsets.len),
	    (int32_t)out->text.len);
	out->offsets.len += s->nend * sizeof(int32_t);
	out->rows += s->nend;
	s->nend = 0;
	return 0;
}

/* After a fault in the window at from: appends the rows that ended in it before that. */
static int
squeeze_ended(struct json_scan *s, const struct json_piece *p, size_t from,
    struct json_rows *out, struct err *e)
{
	if (s->nend > 0 && squeeze(s, p, from, s->end[s->nend - 1], out, e) != 0)
		return -1;
	/* What was copied of a row that did not end. */
	out->text.len = (size_t)((int32_t *)(void *)out->offsets.data)[out->rows];
	return 0;
}

/* Scans the piece window by window; t and out may be NULL. */
static inline __attribute__((always_inline)) int
scan(struct json_scan *s, const struct json_piece *p, struct json_tree *t,
    struct json_rows *out, struct err *e)
{
	struct walk k = { p->text, p->text + p->len, p->text, 0, t, e };
	size_t valid = 0, n;

	begin(s, p);
	do {
		n = p->len - k.from < JSON_WINDOW ? p->len - k.from : JSON_WINDOW;
		k.w = p->text + k.from;
		json_lex_window(&s->lex, p->text, p->len, k.from, n);
		if (!s->lex.high && valid == k.from)
			valid += n;
		else
			characters(s, p, k.from + n, &valid);
		if (s->lex.bad.fault != JSON_OK)
			forget(&s->lex, s->lex.bad.at < k.from ? 0 : s->lex.bad.at - k.from + 1);
		if (t != NULL ? !walk(s, &k, true) : !walk(s, &k, false))
			break;
		if (s->lex.bad.fault != JSON_OK || (k.from + n == p->len && !ended(s, &k, p)))
			break;
		if (out != NULL && squeeze(s, p, k.from, n, out, e) != 0)
			return -1;
		if (t == NULL)
			s->nend = 0;
		k.from += n;
	} while (k.from < p->len);
	if (s->stopped || (out != NULL && squeeze_ended(s, p, k.from, out, e) != 0))
		return -1;
	if (s->lex.bad.fault != JSON_OK &&
	    (s->bad.fault == JSON_OK || s->lex.bad.at < s->bad.at))
		s->bad = s->lex.bad;
	s->bad.from = s->from;
	return s->bad.fault == JSON_OK ? 0 : -1;
}

struct json_piece
json_piece_value(const void *text, size_t n)
{
	size_t mark = n >= 3 && memcmp(text, "\xef\xbb\xbf", 3) == 0 ? 3 : 0;

	return (struct json_piece){ .text = (const uint8_t *)text + mark, .len = n - mark,
		.last = true, .one = true };
}

int
json_scan_check(struct json_scan *s, const struct json_piece *p, struct err *e)
{
	return scan(s, p, NULL, NULL, e);
}

int
json_scan_rows(struct json_scan *s, const struct json_piece *p,
    struct json_rows *out, struct err *e)
{
	const int32_t zero = 0;

	s->bad.fault = JSON_OK;
	if (out->offsets.len == 0 && buf_add(&out->offsets, &zero, sizeof(zero), e) != 0)
		return -1;
	if (buf_reserve(&out->text, p->len + JSON_BLOCK, e) != 0)
		return -1;
	return scan(s, p, NULL, out, e);
}

bool
json_scan_listed(const struct json_scan *s)
{
	return s->depth > 0 && s->open[1] == LIST;
}

/* Where the row that is open may be cut off: before it. */
static size_t
before_row(const struct json_scan *s, const uint8_t *text, enum json_edge *edge)
{
	size_t k = s->from;

	if (!json_scan_listed(s)) {
		*edge = JSON_EDGE_TOP;
		return s->from;
	}
	while (k > 0 && json_white[text[k - 1]])
		k--;
	if (s->list != SIZE_MAX && k == s->list + 1) {
		*edge = JSON_EDGE_TOP;
		return s->list;
	}
	*edge = JSON_EDGE_NEXT;
	return s->from;
}

size_t
json_scan_edge(const struct json_scan *s, const uint8_t *text, size_t n, enum json_edge *edge)
{
	bool between = s->at <= AT_LIST_AFTER && s->lex.inside == 0;

	/* Words and numbers on one line are good together or not at all. */
	if (s->runs && s->run != SIZE_MAX && !json_scan_listed(s) &&
	    memchr(text + s->last, '\n', n - s->last) == NULL) {
		*edge = JSON_EDGE_TOP;
		return s->run;
	}
	*edge = s->at == AT_LIST_NEXT ? JSON_EDGE_NEXT :
	    s->at == AT_LIST_AFTER ? JSON_EDGE_AFTER : JSON_EDGE_TOP;
	/* A number may go on, unless white space ends it; an element, until the comma. */
	if (s->row && s->runs && json_scan_listed(s) && text[s->from] != '{' &&
	    text[s->from] != '[')
		return before_row(s, text, edge);
	if (s->row && !(between && (json_boundary[text[s->from]] || json_boundary[text[n - 1]])))
		return before_row(s, text, edge);
	return s->at == AT_LIST_FIRST ? s->list : n;
}

void
json_rows_cut(struct json_rows *r, int64_t rows)
{
	if (r->rows <= rows)
		return;
	r->rows = rows;
	r->offsets.len = ((size_t)rows + 1) * sizeof(int32_t);
	r->text.len = (size_t)((int32_t *)(void *)r->offsets.data)[rows];
}

int
json_scan_tree(struct json_scan *s, const struct json_piece *p,
    struct json_tree *t, struct err *e)
{
	t->text = p->text;
	return scan(s, p, t, NULL, e);
}
