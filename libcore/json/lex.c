/* lex.c - windows of text through the kernel of this CPU; escapes. */
#include "json/lex.h"

#include <string.h>

json_lex_fn *
json_lex_kernel(enum cpu_level level)
{
#if defined(__x86_64__)
	if (level == CPU_AVX2)
		return json_lex_avx2;
	if (level == CPU_SSE2)
		return json_lex_sse2;
#endif
	(void)level;
	return json_lex_portable;
}

void
json_lex_init(struct json_lex *x, json_lex_fn *kernel)
{
	x->kernel = kernel;
	x->inside = 0;
	x->escape = 0;
	x->scalar = 0;
	x->pair = UINT64_MAX;
}

void
json_lex_window(struct json_lex *x, const uint8_t *text, size_t len, size_t from,
    size_t n)
{
	size_t whole = n / JSON_BLOCK, rest = n % JSON_BLOCK;
	uint8_t tail[JSON_BLOCK];

	x->high = false;
	x->bad.fault = JSON_OK;
	x->n = 0;
	if (whole > 0)
		x->kernel(x, text + from, whole, text, len, from, 0);
	if (rest > 0) {
		size_t done = whole * JSON_BLOCK;

		memset(tail, ' ', sizeof(tail));
		memcpy(tail, text + from + done, rest);
		x->kernel(x, tail, 1, text, len, from + done, done);
	}
}

static int
hex(uint8_t c)
{
	if (c >= '0' && c <= '9')
		return c - '0';
	c |= 0x20;
	return c >= 'a' && c <= 'f' ? c - 'a' + 10 : -1;
}

/*
 * The four digits of a \u escape, from its u on: their value, -1 where one is
 * no digit, -2 where the text ends before that shows.
 */
static int
unit(const uint8_t *u, const uint8_t *end)
{
	int v = 0;

	for (int i = 1; i <= 4; i++) {
		if (end - u <= i)
			return -2;
		if (hex(u[i]) < 0)
			return -1;
		v = v << 4 | hex(u[i]);
	}
	return v;
}

/* Whether what follows the high surrogate at u is the low one, or text ends before that shows. */
static bool
pair_follows(const uint8_t *u, const uint8_t *end)
{
	static const char want[] = "\\ud";
	const uint8_t *p = u + 5;
	int v;

	for (int i = 0; i < 3; i++) {
		if (p + i >= end)
			return true;
		if ((i < 2 ? p[i] : p[i] | 0x20) != want[i])
			return false;
	}
	v = unit(p + 1, end);
	if (v == -2)
		return p + 3 >= end || ((p[3] | 0x20) >= 'c' && (p[3] | 0x20) <= 'f');
	return v >= 0xdc00 && v <= 0xdfff;
}

static enum json_fault
unicode(struct json_lex *x, const uint8_t *text, size_t len, size_t at)
{
	const uint8_t *u = text + at, *end = text + len;
	int v = unit(u, end);
	bool low = v >= 0xdc00 && v <= 0xdfff;

	if (v == -1)
		return JSON_BAD_ESCAPE;
	if (low && x->pair != at)
		return JSON_SURROGATE;
	if (v >= 0xd800 && v <= 0xdbff) {
		if (!pair_follows(u, end))
			return JSON_SURROGATE;
		x->pair = at + 6;
	}
	return JSON_OK;
}

void
json_lex_escapes(struct json_lex *x, uint64_t escaped, const uint8_t *text, size_t len,
    size_t from)
{
	for (; escaped != 0; escaped &= escaped - 1) {
		size_t at = from + (size_t)__builtin_ctzll(escaped);
		enum json_fault f = JSON_OK;

		if (at >= len)
			return;
		switch (text[at]) {
		case '"': case '\\': case '/': case 'b': case 'f': case 'n': case 'r': case 't':
			continue;
		case 'u':
			f = unicode(x, text, len, at);
			break;
		default:
			f = JSON_BAD_ESCAPE;
			break;
		}
		if (f != JSON_OK) {
			if (x->bad.fault == JSON_OK || at - 1 < x->bad.at) {
				x->bad.fault = f;
				x->bad.at = at - 1;
			}
			return;
		}
	}
}
