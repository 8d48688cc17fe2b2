/* cut.c - cuts of long texts: what happens near the top, the kernel in plain C. */
#include "json/cut.h"

#include <string.h>

#include "json/bits.h"

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

enum { QUOTE = 1, SLASH = 2, OPEN = 4, CLOSE = 8, FEED = 16, COMMA = 32, WHITE = 64 };

static const uint8_t class[256] = {
	['"'] = QUOTE, ['\\'] = SLASH, ['['] = OPEN, ['{'] = OPEN, [']'] = CLOSE,
	['}'] = CLOSE, ['\n'] = FEED | WHITE, [','] = COMMA, [' '] = WHITE, ['\t'] = WHITE,
	['\r'] = WHITE
};

struct cut_masks {
	uint64_t quote, slash, open, close, feed;
};

static inline uint64_t
classes(const uint8_t *p)
{
	return (uint64_t)class[p[0]] | (uint64_t)class[p[1]] << 8 |
	    (uint64_t)class[p[2]] << 16 | (uint64_t)class[p[3]] << 24 |
	    (uint64_t)class[p[4]] << 32 | (uint64_t)class[p[5]] << 40 |
	    (uint64_t)class[p[6]] << 48 | (uint64_t)class[p[7]] << 56;
}

static inline struct cut_masks
cut_classify(const uint8_t *p)
{
	struct cut_masks m = { 0, 0, 0, 0, 0 };

	for (int s = 0; s < 64; s += 8) {
		uint64_t t = classes(p + s);

		if ((t & UINT64_C(0x1f1f1f1f1f1f1f1f)) == 0)
			continue;
		m.quote |= bits_gather(t, 0) << s;
		m.slash |= bits_gather(t, 1) << s;
		m.open |= bits_gather(t, 2) << s;
		m.close |= bits_gather(t, 3) << s;
		m.feed |= bits_gather(t, 4) << s;
	}
	return m;
}

static inline void
cut_ends(const uint8_t *p, uint64_t *comma, uint64_t *white)
{
	*comma = *white = 0;
	for (int s = 0; s < 64; s += 8) {
		uint64_t t = classes(p + s);

		*comma |= bits_gather(t, 5) << s;
		*white |= bits_gather(t, 6) << s;
	}
}

#define CUT_KERNEL json_cut_portable
#define CUT_PARITY bits_parity
#include "json/cut_kernel.inc"
