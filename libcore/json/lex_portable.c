/*
 * lex_portable.c - the kernel of lex.h in plain C: a state machine, which passes
 * over the inside of strings eight bytes at a time.
 */
#include <string.h>

#include "json/lex.h"
#include "json/masks.h"

/* What a byte is outside of strings; the rest belongs to numbers and literals. */
enum { SCALAR, QUOTE, SLASH, OP, WHITE };

/*
 * 0x0c and 0x1a count as operators because the vector kernels fold case (or
 * 0x20) to tell [ ] { } , : apart; the grammar refuses them like any other.
 */
static const uint8_t class[256] = {
	[' '] = WHITE, ['\t'] = WHITE, ['\n'] = WHITE, ['\r'] = WHITE,
	['"'] = QUOTE, ['\\'] = SLASH, [','] = OP, [':'] = OP, ['['] = OP, [']'] = OP,
	['{'] = OP, ['}'] = OP, [0x0c] = OP, [0x1a] = OP
};

/* The blocks of one call. */
struct run {
	struct json_lex *x;
	const uint8_t *p;
	size_t n;
	const uint8_t *text;
	size_t len, from, base;
	uint64_t high;
	bool escape;		/* the next byte is escaped */
	bool scalar;		/* the last byte belonged to a number or literal */
};

/* Byte i, inside a string, comes after a backslash. */
static void
escaped(struct run *r, size_t i)
{
	r->escape = false;
	r->high |= r->p[i];
	json_lex_escapes(r->x, UINT64_C(1) << (i % JSON_BLOCK), r->text, r->len,
	    r->from + i / JSON_BLOCK * JSON_BLOCK);
}

/* Byte i stands in a string; if it is a control character, it must not. */
static void
control(const struct run *r, size_t i)
{
	if (r->p[i] < 0x20 && r->x->bad.fault == JSON_OK) {
		r->x->bad.fault = JSON_CONTROL;
		r->x->bad.at = r->from + i;
	}
}

/* Passes over a string from byte i on; returns where it is closed, or r->n. */
static inline size_t
string(struct run *r, size_t i)
{
	const uint8_t *p = r->p;
	uint64_t high = 0;
	size_t n = r->n;

	for (; i < n; i++) {
		if (r->escape) {
			escaped(r, i);
			control(r, i);
			continue;
		}
		while (n - i >= 8) {
			uint64_t w = bits_load(p + i), stop = bits_equal(w, '"') |
			    bits_equal(w, '\\') | bits_control(w);

			if (stop != 0) {
				size_t k = bits_first(stop);

				high |= w & bits_below(8 * k);
				i += k;
				break;
			}
			high |= w;
			i += 8;
		}
		if (i == n || p[i] == '"')
			break;
		high |= p[i];
		r->escape = p[i] == '\\';
		control(r, i);
	}
	r->high |= high;
	return i;
}

/*
 * Takes what stands outside of strings from byte *at on, up to and with the opening
 * quote of the next one, or to the end; true at a quote.
 */
static inline bool
outside(struct run *r, uint16_t **out, size_t *at)
{
	uint64_t *white = r->x->white + r->base / JSON_BLOCK, high = 0;
	const uint8_t *p = r->p;
	size_t n = r->n, i;
	bool scalar = r->scalar, quote = false;
	uint16_t *o = *out;

	for (i = *at; i < n && !quote; i++) {
		uint8_t c = p[i], k = class[c];

		high |= c;
		if (__builtin_expect(r->escape || k == SLASH, 0)) {
			/* A fault out here; it hides a quote all the same. */
			bool hidden = r->escape && (k == QUOTE || k == SLASH);

			r->escape = k == SLASH && !hidden;
			if (hidden || k == SLASH)
				k = SCALAR;
		}
		if (k == WHITE)
			white[i / JSON_BLOCK] |= UINT64_C(1) << (i % JSON_BLOCK);
		else if (k != SCALAR || !scalar)
			*o++ = (uint16_t)(r->base + i);
		quote = k == QUOTE;
		scalar = k == SCALAR;
	}
	r->high |= high;
	r->scalar = scalar;
	*out = o;
	*at = i;
	return quote;
}

void
json_lex_portable(struct json_lex *x, const uint8_t *p, size_t count,
    const uint8_t *text, size_t len, size_t from, size_t base)
{
	struct run r = { x, p, count * JSON_BLOCK, text, len, from, base, 0,
		x->escape != 0, x->scalar != 0 };
	uint16_t *o = x->start + x->n;
	bool inside = x->inside != 0;
	size_t i = 0;

	memset(x->white + base / JSON_BLOCK, 0, count * sizeof(*x->white));
	while (i < r.n) {
		if (!inside)
			inside = outside(&r, &o, &i);
		if (inside && i < r.n && (i = string(&r, i)) < r.n) {
			inside = false;
			i++;
		}
	}
	x->n = (uint32_t)(o - x->start);
	x->inside = 0 - (uint64_t)inside;
	x->escape = r.escape;
	x->scalar = r.scalar;
	x->high |= (r.high & UINT64_C(0x8080808080808080)) != 0;
}
