/* recover.c - the stretches of a text between its faults. */
#include "json/recover.h"

#include <stdlib.h>
#include <string.h>

#include "base/mem.h"
#include "json/scalar.h"

/* Bytes at the start of a text that tell its form. */
#define HEAD (1 << 20)

/* Among JSON lines a value that is at fault and over many lines ends within so much. */
#define TALL (1 << 20)

/* Words at the top are followed so far to the next value. */
#define WORDS (1 << 20)

/*
 * So close to the end of what is there a fault may be none: an escape of two halves,
 * a word or a character is cut.
 */
#define UNSURE 16

/* How far the first scan after a fault goes. */
#define NEAR 1024

/* Brackets inside each other whose kinds are compared; more are counted only. */
#define KINDS 1024

void
json_recover_init(struct json_recover *r, struct json_scan *scan, enum json_form form)
{
	memset(r, 0, sizeof(*r));
	r->scan = scan;
	r->form = form;
	r->edge = JSON_EDGE_TOP;
}

void
json_recover_release(struct json_recover *r)
{
	buf_release(&r->head);
}

void
json_spans_release(struct json_spans *s)
{
	free(s->span);
	memset(s, 0, sizeof(*s));
}

/* The text at hand. */
struct text {
	struct json_recover *r;
	const uint8_t *p;
	size_t n;
	bool more;
	struct json_spans *out;
	struct err *e;
};

/* What is known about the end of a record. */
enum found { FOUND, UNSURE_END, NOT_YET };

static size_t
line_end(const struct text *t, size_t at)
{
	const uint8_t *feed = at < t->n ? memchr(t->p + at, '\n', t->n - at) : NULL;

	return feed == NULL ? t->n : (size_t)(feed - t->p);
}

static size_t
skip_white(const struct text *t, size_t at)
{
	while (at < t->n && json_white[t->p[at]])
		at++;
	return at;
}

static bool
opens(const struct text *t, size_t at)
{
	return at < t->n && (t->p[at] == '{' || t->p[at] == '[');
}

/* -- where a record ends -- */

/* The closing quote of the string that opens at byte *i, which is not the record's first. */
static enum found
string_end(const struct text *t, size_t start, size_t *i)
{
	const uint8_t *p = t->p;
	size_t k = *i;

	if (k > start && !json_white[p[k - 1]] && memchr("{[,:", p[k - 1], 4) == NULL)
		return UNSURE_END;
	for (k++; k < t->n && p[k] != '"'; k++) {
		if (p[k] == '\n')
			return UNSURE_END;
		if (p[k] == '\\')
			k++;
	}
	if (k >= t->n || (k + 1 == t->n && t->more))
		return NOT_YET;
	*i = k;
	return k + 1 == t->n || json_white[p[k + 1]] || memchr("}],:", p[k + 1], 4) != NULL ?
	    FOUND : UNSURE_END;
}

/*
 * Where the record ends that starts at byte start: a value by its own bracket, an
 * element of an array at the comma or bracket behind it.
 */
static enum found
record_end(const struct text *t, size_t start, bool element, size_t *end)
{
	char kind[KINDS];
	size_t depth = 0;
	enum found f;

	for (size_t i = start; i < t->n; i++) {
		uint8_t c = t->p[i];

		if (c == '"') {
			if ((f = string_end(t, start, &i)) != FOUND)
				return f;
		} else if (c == '{' || c == '[') {
			if (depth < KINDS)
				kind[depth] = c == '{' ? '}' : ']';
			depth++;
		} else if (depth == 0 && element && (c == ',' || c == ']')) {
			*end = i;
			return FOUND;
		} else if (c == '}' || c == ']') {
			if (depth-- == 0 || (depth < KINDS && kind[depth] != (char)c))
				return UNSURE_END;
			*end = i + 1;
			if (depth == 0 && !element)
				return FOUND;
		}
	}
	return NOT_YET;
}

/*
 * Where a run of words at the top ends, of which the first starts at byte start: at the
 * bracket that opens the next value, or with its line.  What is of an object or array, a
 * colon or a closing bracket, says that brackets do not pair.  *comma: one is among them.
 */
static enum found
words_end(const struct text *t, size_t start, size_t *end, bool *comma)
{
	struct text run = *t;
	enum found f = FOUND;
	bool cut = t->n - start > WORDS;
	size_t i;

	*comma = false;
	if (cut)
		run.n = start + WORDS;
	run.more |= cut;
	for (i = start; i < run.n && run.p[i] != '\n' && !opens(&run, i); i++) {
		uint8_t c = run.p[i];

		if (c == '"' && (f = string_end(&run, start, &i)) != FOUND)
			break;
		if (c == '}' || c == ']' || c == ':')
			return UNSURE_END;
		*comma |= c == ',';
	}
	if (f == FOUND && i >= run.n && run.more)
		f = NOT_YET;
	*end = i;
	return f == NOT_YET && (cut || !run.more) ? UNSURE_END : f;
}

/* Whether there is anything before byte at on its line. */
static bool
behind(const struct text *t, size_t at)
{
	while (at > 0 && json_white[t->p[at - 1]])
		if (t->p[--at] == '\n')
			return false;
	return at > 0 || t->r->behind;
}

/* -- the form of a text -- */

/* Whether the line [at, end) is JSON by itself; one: a single value. */
static bool
whole_line(const struct text *t, size_t at, size_t end, bool one)
{
	const struct json_piece line = { .text = t->p + at, .len = end - at, .last = true,
		.one = one };

	return json_scan_check(t->r->scan, &line, NULL) == 0;
}

/*
 * Whether the line [at, end), which is not JSON, looks like a part of a longer value:
 * FOUND; UNSURE_END: it does not.
 */
static enum found
part_of_value(const struct text *t, size_t at, size_t end)
{
	size_t last = end, to;
	enum found f;

	while (last > at && json_white[t->p[last - 1]])
		last--;
	if (json_white[t->p[at]] || (opens(t, at) && last == at + 1))
		return FOUND;
	if (!opens(t, at))
		return UNSURE_END;
	f = record_end(t, at, false, &to);
	return f == FOUND && to <= end ? UNSURE_END : f;
}

/*
 * Finds out from its head whether the lines of a text are values of their own: the first
 * line that is JSON tells.
 */
static enum json_form
form_of_head(const struct text *t, bool all)
{
	size_t at = 0, end, first;
	enum found f;

	for (bool any = false;; at = end + 1, any = true) {
		first = skip_white(t, at);
		if (first >= t->n)
			return all ? JSON_FORM_FREE : JSON_FORM_UNKNOWN;
		/* Blank lines go; what a line is indented by stays. */
		while (first > at && t->p[first - 1] != '\n')
			first--;
		at = first;
		end = line_end(t, at);
		if (end == t->n && !all)
			return JSON_FORM_UNKNOWN;
		if (whole_line(t, at, end, false)) {
			/* Behind what is no JSON a word or a number proves nothing. */
			if (!any || opens(t, at))
				return whole_line(t, at, end, true) ? JSON_FORM_LINES : JSON_FORM_FREE;
			continue;
		}
		if ((f = part_of_value(t, at, end)) == FOUND)
			return JSON_FORM_FREE;
		if (f == NOT_YET && !all)
			return JSON_FORM_UNKNOWN;
	}
}

/*
 * Finds out the form of a text that begins with what was seen before and goes on with t.
 * The answer does not depend on the pieces in which the text comes.  0 or -1.
 */
static int
find_form(const struct text *t)
{
	struct json_recover *r = t->r;
	size_t have = r->head.len - r->taken, n = t->n > have ? t->n - have : 0;
	struct text head = { .r = r };

	if (n > HEAD - r->head.len)
		n = HEAD - r->head.len;
	if (n > 0 && buf_add(&r->head, t->p + have, n, t->e) != 0)
		return -1;
	head.p = r->head.data;
	head.n = r->head.len;
	head.more = t->more || r->head.len == HEAD;
	r->form = form_of_head(&head, !head.more);
	if (r->form == JSON_FORM_UNKNOWN && r->head.len == HEAD)
		r->form = JSON_FORM_FREE;
	if (r->form != JSON_FORM_UNKNOWN)
		buf_release(&r->head);
	return 0;
}

/* -- spans -- */

static int
add(const struct text *t, const struct json_span *s)
{
	struct json_spans *o = t->out;

	if (s->kind == JSON_GOOD && s->len == 0)
		return 0;
	if (mem_grow(&o->span, &o->cap, o->n + 1, sizeof(*o->span), t->e) != 0)
		return -1;
	o->span[o->n++] = *s;
	return 0;
}

/* A record at fault, and how it is left. */
struct bad {
	size_t start, end;
	struct json_bad why;
	bool list;		/* it is an element of an array at the top */
	bool line;		/* the rest of its line was taken with it */
};

/*
 * Finds the record with the fault in a scan from byte pos on.  *to, *edge: where the
 * good stretch before it ends.
 */
static void
find_start(const struct text *t, size_t pos, struct bad *b, size_t *to, enum json_edge *edge)
{
	const struct json_scan *s = t->r->scan;
	size_t k;

	b->list = json_scan_listed(s);
	if (s->bad.fault == JSON_CUT) {
		*to = b->start = pos + json_scan_edge(s, t->p + pos, t->n - pos, edge);
		if (b->list && *edge == JSON_EDGE_TOP)
			b->start = skip_white(t, *to + 1);
		return;
	}
	b->start = pos + (s->from != SIZE_MAX ? s->from : s->bad.at);
	if (b->list && s->from == SIZE_MAX && s->last != SIZE_MAX && !opens(t, pos + s->last))
		b->start = pos + s->last;
	if (!b->list && s->run != SIZE_MAX)
		b->start = pos + s->run;
	*to = b->start;
	*edge = JSON_EDGE_TOP;
	if (!b->list)
		return;
	for (k = b->start; k > pos && json_white[t->p[k - 1]];)
		k--;
	if (k == pos)
		*edge = t->r->edge;
	else if (t->p[k - 1] == ',')
		*edge = JSON_EDGE_NEXT;
	else if (s->list != SIZE_MAX && k - 1 == pos + s->list)
		*to = k - 1;
	else
		*edge = JSON_EDGE_AFTER;
}

/* The record ends with its line. */
static enum found
end_with_line(const struct text *t, struct bad *b)
{
	b->end = line_end(t, b->start);
	if (b->end == t->n && t->more)
		return NOT_YET;
	b->line = true;
	/* What was found behind it speaks of other records. */
	if (b->why.at >= b->end)
		b->why = (struct json_bad){ JSON_CUT, b->end, b->start };
	return FOUND;
}

/*
 * Finds the end of the record b, which is words at the top.  Where a value stands before
 * them on their line, such is not one record, and the next bracket opens another value,
 * whatever the form of the text.
 */
static enum found
find_words_end(const struct text *t, struct bad *b)
{
	enum json_form form = t->r->form;
	bool comma;
	enum found f = words_end(t, b->start, &b->end, &comma);

	if (f == NOT_YET)
		return NOT_YET;
	if (f == FOUND && opens(t, b->end) && (form == JSON_FORM_FREE || behind(t, b->start)))
		return FOUND;
	/* A comma at the end of a line goes between elements of what does not pair. */
	if (form == JSON_FORM_LINES || (f == FOUND && !opens(t, b->end) && !comma))
		return end_with_line(t, b);
	return form == JSON_FORM_UNKNOWN ? NOT_YET : UNSURE_END;
}

/* Finds the end of the record b. */
static enum found
find_end(const struct text *t, struct bad *b)
{
	struct json_recover *r = t->r;
	size_t line, next;
	enum found f;

	if (!b->list && !opens(t, b->start))
		return find_words_end(t, b);
	f = record_end(t, b->start, b->list, &b->end);
	line = line_end(t, b->start);
	if (f == FOUND && b->end <= line)
		return FOUND;
	if (r->form == JSON_FORM_UNKNOWN)
		return NOT_YET;
	if (r->form == JSON_FORM_FREE)
		return f == NOT_YET && !t->more ? UNSURE_END : f;
	next = skip_white(t, line);
	if (next == t->n && t->more)
		return NOT_YET;
	/* A value over many lines among JSON lines goes on with what opens no value. */
	if (next == t->n || (opens(t, next) && t->p[next - 1] == '\n') || f == UNSURE_END)
		return end_with_line(t, b);
	if (f == FOUND ? b->end - b->start <= TALL : t->more && t->n - b->start <= TALL)
		return f;
	return end_with_line(t, b);
}

/*
 * Passes over lines up to one that opens a value: they may belong to one before that
 * does not end.  1, 0 when more is needed, -1.
 */
static int
skip_lines(const struct text *t, size_t *pos)
{
	struct json_span s = { .kind = JSON_BAD };

	while (*pos < t->n) {
		size_t end = line_end(t, *pos);

		if (opens(t, *pos)) {
			t->r->skip = false;
			return 1;
		}
		if (end == t->n && t->more)
			return 0;
		s.at = *pos;
		s.len = end - *pos;
		s.why = (struct json_bad){ JSON_OK, *pos, SIZE_MAX };
		if (!whole_line(t, *pos, end, false)) {
			s.why = t->r->scan->bad;
			s.why.at += *pos;
			s.why.from = *pos;
		}
		if (skip_white(t, *pos) < end && add(t, &s) != 0)
			return -1;
		*pos = end < t->n ? end + 1 : end;
	}
	return t->more ? 0 : 1;
}

/* A scan from *pos on met a fault: passes over it.  1, 0 when more is needed, -1. */
static int
pass_over(const struct text *t, size_t *pos)
{
	struct json_recover *r = t->r;
	struct json_span good = { .kind = JSON_GOOD, .at = *pos, .from = r->edge };
	struct json_span span = { .kind = JSON_BAD };
	struct bad b = { .why = r->scan->bad };
	size_t to;
	enum found f;

	b.why.at += *pos;
	if (b.why.from != SIZE_MAX)
		b.why.from += *pos;
	find_start(t, *pos, &b, &to, &good.to);
	good.len = to - *pos;
	f = t->more && b.why.at + UNSURE > t->n ? NOT_YET : find_end(t, &b);
	if (add(t, &good) != 0)
		return -1;
	r->edge = good.to;
	*pos = to;
	if (f == NOT_YET && t->more)
		return 0;
	span.kind = f == FOUND ? JSON_BAD : JSON_LOST;
	span.at = b.start;
	span.len = (f == FOUND ? b.end : t->n) - b.start;
	while (span.len > 0 && json_white[t->p[b.start + span.len - 1]])
		span.len--;
	span.why = b.why;
	*pos = f == FOUND ? b.end : t->n;
	r->edge = b.list && !b.line && f == FOUND ? JSON_EDGE_AFTER : JSON_EDGE_TOP;
	if (b.line && *pos < t->n)
		++*pos;
	r->skip = b.line && f == FOUND && (b.list || opens(t, b.start));
	return add(t, &span) != 0 ? -1 : 1;
}

int
json_recover(struct json_recover *r, const uint8_t *text, size_t n, bool more,
    struct json_spans *out, size_t *used, struct err *e)
{
	const struct text t = { r, text, n, more, out, e };
	size_t pos = 0, reach = n;
	int rc = 1;

	out->n = 0;
	if (r->form == JSON_FORM_UNKNOWN && find_form(&t) != 0)
		return -1;
	while (rc > 0 && (pos < n || (!more && r->edge != JSON_EDGE_TOP))) {
		size_t len = n - pos < reach ? n - pos : reach;
		struct json_span good = { .kind = JSON_GOOD, .at = pos, .from = r->edge };
		struct json_piece p = { .text = text + pos, .len = len, .from = r->edge,
			.last = !more && len == n - pos, .runs = true };

		if (r->skip) {
			rc = skip_lines(&t, &pos);
			continue;
		}
		p.any = !p.last;
		if (json_scan_check(r->scan, &p, e) != 0) {
			if (r->scan->bad.fault == JSON_OK)
				return -1;
			if (len < n - pos && r->scan->bad.at + UNSURE > len) {
				reach *= 4;
				continue;
			}
			rc = pass_over(&t, &pos);
			/* Another one may be near. */
			reach = NEAR;
			continue;
		}
		good.len = p.any ? json_scan_edge(r->scan, p.text, len, &good.to) : len;
		if (add(&t, &good) != 0)
			return -1;
		r->edge = good.to;
		pos += good.len;
		if (good.at + len == n)
			break;
		reach *= 4;
	}
	*used = pos;
	r->taken += pos;
	r->behind = behind(&t, pos);
	return rc < 0 ? -1 : 0;
}
