/* like.c - LIKE patterns: literals between wildcards. */
#include <stdlib.h>
#include <string.h>

#include "base/find.h"
#include "base/mem.h"
#include "base/utf8.h"
#include "expr/pattern.h"

void
like_release(struct like *l)
{
	free(l->part);
	free(l->segment);
	free(l->text);
	l->part = NULL;
	l->segment = NULL;
	l->text = NULL;
	l->nparts = l->cap = l->nsegments = l->segcap = 0;
}

static int
add_part(struct like *l, const char *text, size_t len, struct err *e)
{
	struct like_part *last = l->nparts > 0 ? &l->part[l->nparts - 1] : NULL;
	size_t from = l->nsegments > 1 ? l->segment[l->nsegments - 2] : 0;

	/* Literals that follow each other in a segment are one. */
	if (text != NULL && last != NULL && l->nparts > from && last->text != NULL &&
	    last->text + last->len == text) {
		last->len += len;
		return 0;
	}
	if (mem_grow(&l->part, &l->cap, l->nparts + 1, sizeof(*l->part), e) != 0)
		return -1;
	l->part[l->nparts++] = (struct like_part){ text, len };
	return 0;
}

/* Ends the segment in hand and begins another. */
static int
next_segment(struct like *l, struct err *e)
{
	if (mem_grow(&l->segment, &l->segcap, l->nsegments + 1, sizeof(*l->segment), e) != 0)
		return -1;
	if (l->nsegments > 0)
		l->segment[l->nsegments - 1] = l->nparts;
	l->segment[l->nsegments++] = l->nparts;
	return 0;
}

bool
like_compile(struct like *l, const char *pattern, size_t n, const char **why, struct err *e)
{
	const uint8_t *p = (const uint8_t *)pattern, *end = p + n;
	char *out;
	uint32_t cp;
	size_t len;

	*why = NULL;
	like_release(l);
	if ((l->text = out = mem_dup(pattern, n, e)) == NULL || next_segment(l, e) != 0)
		return false;
	for (; p < end; p += len) {
		len = utf8_decode(p, &cp);
		if (cp == l->escape) {
			p += len;
			if (p == end) {
				*why = "the pattern ends with its escape character";
				return false;
			}
			len = utf8_decode(p, &cp);
			if (cp != '%' && cp != '_' && cp != l->escape) {
				*why = "the escape character stands before a character that "
				    "needs none";
				return false;
			}
		} else if (cp == '%' || cp == '_') {
			if ((cp == '%' ? next_segment(l, e) : add_part(l, NULL, 0, e)) != 0)
				return false;
			continue;
		}
		memcpy(out, p, len);
		if (add_part(l, out, len, e) != 0)
			return false;
		out += len;
	}
	l->segment[l->nsegments - 1] = l->nparts;
	return true;
}

/* Matches the parts [from, to) at p; the end of the match, or NULL. */
static const char *
match_at(const struct like *l, size_t from, size_t to, const char *p, const char *end)
{
	size_t len;

	for (; from < to; from++) {
		const struct like_part *part = &l->part[from];

		if (part->text == NULL) {
			if (p == end)
				return NULL;
			len = utf8_len((const uint8_t *)p, (size_t)(end - p));
			p += len > 0 ? len : 1;
		} else {
			if ((size_t)(end - p) < part->len || memcmp(p, part->text, part->len) != 0)
				return NULL;
			p += part->len;
		}
	}
	return p;
}

/* The first place from p on where the parts match; the end of that match, or NULL. */
static const char *
match_after(const struct like *l, size_t from, size_t to, const char *p, const char *end)
{
	const struct like_part *first = &l->part[from];
	const char *hit;
	size_t len;

	if (from == to)
		return p;
	for (;;) {
		if (first->text != NULL) {
			p = find_bytes(p, (size_t)(end - p), first->text, first->len);
			if (p == NULL)
				return NULL;
		}
		if ((hit = match_at(l, from, to, p, end)) != NULL)
			return hit;
		if (p == end)
			return NULL;
		len = utf8_len((const uint8_t *)p, (size_t)(end - p));
		p += len > 0 ? len : 1;
	}
}

/* Whether the parts match what ends at end, beginning at p or later. */
static bool
match_end(const struct like *l, size_t from, size_t to, const char *p, const char *end)
{
	const char *at = end;

	/* Going back over the parts finds the only place where they can begin. */
	while (to > from) {
		const struct like_part *part = &l->part[--to];

		if (part->text == NULL) {
			if (at == p)
				return false;
			do
				at--;
			while (at > p && ((unsigned char)*at & 0xc0) == 0x80);
		} else {
			if ((size_t)(at - p) < part->len ||
			    memcmp(at - part->len, part->text, part->len) != 0)
				return false;
			at -= part->len;
		}
	}
	return true;
}

bool
like_matches(const struct like *l, const char *p, size_t n)
{
	const char *end = p + n;
	size_t k;

	p = match_at(l, 0, l->segment[0], p, end);
	if (p == NULL || l->nsegments == 1)
		return p == end;
	for (k = 1; k + 1 < l->nsegments; k++) {
		p = match_after(l, l->segment[k - 1], l->segment[k], p, end);
		if (p == NULL)
			return false;
	}
	return match_end(l, l->segment[k - 1], l->segment[k], p, end);
}

/* A pattern per row, compiled when it differs from the one before. */
static int
match_each(struct call *c, uint8_t *out)
{
	struct like l = *(const struct like *)c->data;
	struct active rows = call_rows(c);
	const char *p, *pattern, *last = NULL, *why;
	size_t n, m, lastlen = 0;
	int64_t i;
	int rc = -1;

	while ((i = active_next(&rows)) >= 0) {
		pattern = vec_bytes(&c->arg[1], i, &m);
		if (last == NULL || m != lastlen || (m > 0 && memcmp(pattern, last, m) != 0)) {
			if (!like_compile(&l, pattern, m, &why, c->e)) {
				if (why != NULL)
					call_error(c, i, "%s", why);
				goto done;
			}
			last = pattern;
			lastlen = m;
		}
		p = vec_bytes(&c->arg[0], i, &n);
		out[i >> 3] |= (uint8_t)(like_matches(&l, p, n) << (i & 7));
	}
	rc = 0;
done:
	like_release(&l);
	return rc;
}

int
like_kernel(struct call *c)
{
	const struct like *l = c->data;
	uint8_t *out = call_bits(c);
	struct active rows = call_rows(c);
	const char *p;
	int64_t i;
	size_t n;

	if (out == NULL)
		return -1;
	if (!l->constant)
		return match_each(c, out);
	while ((i = active_next(&rows)) >= 0) {
		p = vec_bytes(&c->arg[0], i, &n);
		out[i >> 3] |= (uint8_t)(like_matches(l, p, n) << (i & 7));
	}
	return 0;
}
