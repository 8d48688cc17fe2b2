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

/* The character at p, up to end, or a byte of what is none. */
static const char *
next_char(const char *p, const char *end)
{
	size_t len = utf8_len((const uint8_t *)p, (size_t)(end - p));

	return p + (len > 0 ? len : 1);
}

/* Matches the parts [from, to) at p; the end of the match, or NULL.  *work grows by what it took. */
static const char *
match_at(const struct like *l, size_t from, size_t to, const char *p, const char *end,
    size_t *work)
{
	for (; from < to; from++) {
		const struct like_part *part = &l->part[from];

		*work += 1 + part->len / 16;
		if (part->text == NULL) {
			if (p == end)
				return NULL;
			p = next_char(p, end);
		} else {
			if ((size_t)(end - p) < part->len || memcmp(p, part->text, part->len) != 0)
				return NULL;
			p += part->len;
		}
	}
	return p;
}

/* -- the search that no text and no pattern makes slow -- */

#define SYMBOLS 256

/* Bytes of the parts, one for each _. */
static size_t
places(const struct like *l, size_t from, size_t to)
{
	size_t n = 0;

	for (; from < to; from++)
		n += l->part[from].text == NULL ? 1 : l->part[from].len;
	return n;
}

/*
 * Which places take a byte: bit i of the words of that byte for place i.  A _ takes the
 * first byte of a character, and those that follow it keep it where it is: any.
 */
static void
fill_masks(const struct like *l, size_t from, size_t to, size_t words, uint64_t *mask,
    uint64_t *any)
{
	size_t at = 0;

	for (; from < to; from++) {
		const struct like_part *part = &l->part[from];

		for (size_t i = 0; i < part->len; i++, at++)
			mask[(uint8_t)part->text[i] * words + at / 64] |= (uint64_t)1 << at % 64;
		if (part->text == NULL) {
			any[at / 64] |= (uint64_t)1 << at % 64;
			at++;
		}
	}
	for (size_t c = 0; c < SYMBOLS; c++)
		for (size_t w = 0; w < words && (c & 0xc0) != 0x80; w++)
			mask[c * words + w] |= any[w];
}

/* Goes on by byte c; how many words of state may be other than 0 then. */
static size_t
step(uint8_t c, size_t live, size_t words, const uint64_t *restrict mask,
    const uint64_t *restrict any, uint64_t *restrict state)
{
	size_t end = live < words ? live + 1 : words, w;

	mask += c * words;
	if ((c & 0xc0) == 0x80) {
		/* No text of a pattern begins inside a character. */
		for (w = end; w-- > 1;)
			state[w] = ((state[w] << 1 | state[w - 1] >> 63) & mask[w]) |
			    (state[w] & any[w]);
		state[0] = (state[0] << 1 & mask[0]) | (state[0] & any[0]);
	} else {
		for (w = end; w-- > 1;)
			state[w] = (state[w] << 1 | state[w - 1] >> 63) & mask[w];
		state[0] = (state[0] << 1 | 1) & mask[0];
	}
	while (end > 0 && state[end - 1] == 0)
		end--;
	return end;
}

/*
 * As match_after(), all beginnings side by side: a bit for each place of the pattern that
 * the text before p can have reached (Baeza-Yates and Gonnet's shift-and), so that a byte
 * takes a step for each 64 places, whatever it is.  1 and *hit; 0; -1 (memory).
 */
static int
match_bits(const struct like *l, size_t from, size_t to, const char *p, const char *end,
    const char **hit, struct err *e)
{
	size_t n = places(l, from, to), words = (n + 63) / 64, live = 0;
	uint64_t one[SYMBOLS + 2], *mask = one, *any, *state;

	if (words == 1)
		memset(one, 0, sizeof(one));
	else if ((mask = mem_zero(words * (SYMBOLS + 2), sizeof(*mask), e)) == NULL)
		return -1;
	any = mask + SYMBOLS * words;
	state = any + words;
	fill_masks(l, from, to, words, mask, any);
	for (*hit = NULL; p < end && *hit == NULL; p++) {
		live = step((uint8_t)*p, live, words, mask, any, state);
		if (live == words && (state[words - 1] >> (n - 1) % 64 & 1) != 0)
			*hit = p + 1;
	}
	/* The rest of the character that a last _ took. */
	while (*hit != NULL && *hit < end && ((uint8_t)**hit & 0xc0) == 0x80)
		++*hit;
	if (mask != one)
		free(mask);
	return *hit != NULL;
}

/* Work that trying one beginning after the other may take, beside that for the way it has come. */
#define TRY 256

/*
 * The first place from p on where the parts match: 1, *hit is the end of that match; 0;
 * -1 (memory).  Where beginnings turn out false late and often, the rest is searched by
 * bits.
 */
static int
match_after(const struct like *l, size_t from, size_t to, const char *p, const char *end,
    const char **hit, struct err *e)
{
	const struct like_part *first = &l->part[from];
	const char *start = p;
	size_t work = 0, most;

	*hit = p;
	if (from == to)
		return 1;
	most = TRY + 16 * places(l, from, to);
	for (;; p = next_char(p, end)) {
		if (first->text != NULL) {
			p = find_bytes(p, (size_t)(end - p), first->text, first->len);
			if (p == NULL)
				return 0;
		}
		if ((*hit = match_at(l, from, to, p, end, &work)) != NULL)
			return 1;
		if (p == end)
			return 0;
		if (work > most + 4 * (size_t)(p - start))
			return match_bits(l, from, to, p, end, hit, e);
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

int
like_matches(const struct like *l, const char *p, size_t n, struct err *e)
{
	const char *end = p + n;
	size_t k, work = 0;
	int rc;

	p = match_at(l, 0, l->segment[0], p, end, &work);
	if (p == NULL || l->nsegments == 1)
		return p == end;
	for (k = 1; k + 1 < l->nsegments; k++) {
		rc = match_after(l, l->segment[k - 1], l->segment[k], p, end, &p, e);
		if (rc != 1)
			return rc;
	}
	return match_end(l, l->segment[k - 1], l->segment[k], p, end);
}

/* Puts whether row i matches into out.  0 or -1. */
static int
match_row(struct expr_call *c, const struct like *l, int64_t i, uint8_t *out)
{
	size_t n;
	const char *p = vec_bytes(&c->arg[0], i, &n);
	int rc = like_matches(l, p, n, c->e);

	if (rc < 0)
		return -1;
	out[i >> 3] |= (uint8_t)(rc << (i & 7));
	return 0;
}

/* A pattern per row, compiled when it differs from the one before. */
static int
match_each(struct expr_call *c, uint8_t *out)
{
	struct like l = *(const struct like *)c->data;
	struct active rows = call_rows(c);
	const char *pattern, *last = NULL, *why;
	size_t m, lastlen = 0;
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
		if (match_row(c, &l, i, out) != 0)
			goto done;
	}
	rc = 0;
done:
	like_release(&l);
	return rc;
}

int
like_kernel(struct expr_call *c)
{
	const struct like *l = c->data;
	uint8_t *out = call_bits(c);
	struct active rows = call_rows(c);
	int64_t i;

	if (out == NULL)
		return -1;
	if (!l->constant)
		return match_each(c, out);
	while ((i = active_next(&rows)) >= 0)
		if (match_row(c, l, i, out) != 0)
			return -1;
	return 0;
}
