/* cut.c - cuts of long texts: what happens near the top, the kernel in plain C. */
#include "json/cut.h"

#include <string.h>

#include "json/masks.h"

void
json_cut_init(struct json_cut *c, enum json_edge from, enum cpu_level level)
{
	memset(c, 0, sizeof(*c));
	c->list = from != JSON_EDGE_TOP;
	c->depth = c->list;
	c->kernel = json_cut_portable;
#if defined(__x86_64__)
	if (level == CPU_SSE2)
		c->kernel = json_cut_sse2;
	if (level == CPU_AVX2)
		c->kernel = json_cut_avx2;
#else
	(void)level;
#endif
}

/* The text may be cut just before byte n of the block. */
static void
cut_at(struct json_cut *c, const struct json_cut_block *b, size_t n, enum json_edge edge)
{
	uint64_t feed = b->feed & bits_below(n);

	c->cut = c->done + n;
	c->edge = edge;
	c->cut_lines = c->lines + (uint64_t)__builtin_popcountll(feed);
	c->cut_feed = feed == 0 ? c->feed :
	    c->done + 64 - (size_t)__builtin_clzll(feed);
}

/* The last bit of m. */
static size_t
last(uint64_t m)
{
	return 63 - (size_t)__builtin_clzll(m);
}

void
json_cut_top(struct json_cut *c, const uint8_t *p, const struct json_cut_block *b)
{
	uint64_t brackets = b->open | b->close;
	size_t from = 0;

	for (;;) {
		size_t i = brackets == 0 ? 64 : (size_t)__builtin_ctzll(brackets);
		uint64_t span = bits_below(i) & ~bits_below(from);

		/* Up to the next bracket the depth stays. */
		if (c->depth == 0 && (b->end & span) != 0)
			cut_at(c, b, last(b->end & span) + 1, JSON_EDGE_TOP);
		if (c->depth == 1 && c->list && (b->comma & span) != 0)
			cut_at(c, b, last(b->comma & span) + 1, JSON_EDGE_NEXT);
		if (i == 64)
			return;
		if ((b->open >> i & 1) != 0) {
			if (c->depth++ == 0)
				c->list = p[i] == '[';
		} else if (--c->depth < 0) {
			c->broken = true;
			return;
		} else if (c->depth == 0) {
			cut_at(c, b, i + 1, JSON_EDGE_TOP);
		} else if (c->depth == 1 && c->list) {
			cut_at(c, b, i + 1, JSON_EDGE_AFTER);
		}
		from = i + 1;
		brackets &= brackets - 1;
	}
}

void
json_cut_scan(struct json_cut *c, const uint8_t *p, size_t n)
{
	uint8_t tail[64] = { 0 };
	struct json_cut before;

	if (c->broken)
		return;
	c->kernel(c, p + c->done, (n - c->done) / 64);
	if (c->broken || n == c->done)
		return;
	/* The rest is looked at again once its block is full. */
	memcpy(tail, p + c->done, n - c->done);
	before = *c;
	c->kernel(c, tail, 1);
	before.cut = c->cut;
	before.edge = c->edge;
	before.cut_lines = c->cut_lines;
	before.cut_feed = c->cut_feed;
	before.broken = c->broken;
	*c = before;
}

/* -- the kernel in plain C -- */

enum { QUOTE = 1, SLASH, OPEN, CLOSE, FEED, COMMA, WHITE };

/* 0: nothing that ends a value or counts. */
static const uint8_t class[256] = {
	['"'] = QUOTE, ['\\'] = SLASH, ['['] = OPEN, ['{'] = OPEN, [']'] = CLOSE,
	['}'] = CLOSE, ['\n'] = FEED, [','] = COMMA, [' '] = WHITE, ['\t'] = WHITE,
	['\r'] = WHITE
};

/* The text may be cut just after byte i of p. */
static void
cut_after(struct json_cut *c, size_t i, enum json_edge edge)
{
	c->cut = c->done + i + 1;
	c->edge = edge;
	c->cut_lines = c->lines;
	c->cut_feed = c->feed;
}

/* Passes over a string from byte i on; returns where it is closed, or n. */
static inline size_t
string(struct json_cut *c, const uint8_t *p, size_t i, size_t n)
{
	if (c->escape != 0 && i < n) {
		c->escape = 0;
		i++;
	}
	while (i < n) {
		while (n - i >= 8) {
			uint64_t w = bits_load(p + i);
			uint64_t stop = bits_equal(w, '"') | bits_equal(w, '\\');

			if (stop != 0) {
				i += bits_first(stop);
				break;
			}
			i += 8;
		}
		if (i == n || p[i] == '"')
			return i;
		if (p[i] == '\\' && ++i == n) {
			c->escape = 1;
			return n;
		}
		i++;
	}
	return n;
}

/* A bracket outside of strings, byte i of p; false where it closes too much. */
static bool
bracket(struct json_cut *c, const uint8_t *p, size_t i, bool open)
{
	if (open) {
		if (c->depth++ == 0)
			c->list = p[i] == '[';
		return true;
	}
	c->broken = --c->depth < 0;
	if (c->depth == 0)
		cut_after(c, i, JSON_EDGE_TOP);
	else if (c->depth == 1 && c->list)
		cut_after(c, i, JSON_EDGE_AFTER);
	return !c->broken;
}

/* Byte i of p, of class k, is neither a quote nor a bracket. */
static void
other(struct json_cut *c, size_t i, uint8_t k)
{
	if (k == FEED) {
		c->lines++;
		c->feed = c->done + i + 1;
	}
	if (k == COMMA && c->depth == 1 && c->list)
		cut_after(c, i, JSON_EDGE_NEXT);
	if ((k == FEED || k == WHITE) && c->depth == 0)
		cut_after(c, i, JSON_EDGE_TOP);
	/* A fault out here; it hides a quote all the same. */
	if (k == SLASH)
		c->escape = 1;
}

/* Goes from byte i on to just after the next opening quote, or to n; n + 1: broken. */
static inline size_t
outside(struct json_cut *c, const uint8_t *p, size_t i, size_t n)
{
	bool deep = c->depth > 1;

	for (; i < n; i++) {
		uint8_t k = class[p[i]];

		if (c->escape != 0) {
			c->escape = 0;
			if (k == QUOTE || k == SLASH)
				continue;
		}
		if (k == QUOTE) {
			c->inside = 1;
			return i + 1;
		}
		if (k == 0 || (k == COMMA && deep))
			continue;
		if (k != OPEN && k != CLOSE)
			other(c, i, k);
		else if (!bracket(c, p, i, k == OPEN))
			return n + 1;
		deep = c->depth > 1;
	}
	return n;
}

void
json_cut_portable(struct json_cut *c, const uint8_t *p, size_t count)
{
	size_t i = 0, n = count * 64;

	while (i < n) {
		if (c->inside == 0) {
			i = outside(c, p, i, n);
			if (i > n)
				return;
		}
		if (c->inside != 0 && (i = string(c, p, i, n)) < n) {
			c->inside = 0;
			if (c->depth == 0)
				cut_after(c, i, JSON_EDGE_TOP);
			i++;
		}
	}
	c->done += n;
}
