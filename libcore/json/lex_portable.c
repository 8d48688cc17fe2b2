/* lex_portable.c - the kernel of lex.h in plain C: a table, then 8 bytes at a time. */
#include "json/bits.h"
#include "json/lex.h"

enum { QUOTE = 1, SLASH = 2, OP = 4, WHITE = 8, LOW = 16, HIGH = 32 };

#define LOW8 LOW, LOW, LOW, LOW, LOW, LOW, LOW, LOW
#define HIGH16 HIGH, HIGH, HIGH, HIGH, HIGH, HIGH, HIGH, HIGH, \
	HIGH, HIGH, HIGH, HIGH, HIGH, HIGH, HIGH, HIGH

/*
 * 0x0c and 0x1a count as operators because the vector kernels fold case (or
 * 0x20) to tell [ ] { } , : apart; the grammar refuses them like any other.
 */
static const uint8_t class[256] = {
	LOW8,
	LOW, LOW | WHITE, LOW | WHITE, LOW, LOW | OP, LOW | WHITE, LOW, LOW,
	LOW8,
	LOW, LOW, LOW | OP, LOW, LOW, LOW, LOW, LOW,
	[' '] = WHITE, ['"'] = QUOTE, [','] = OP, [':'] = OP,
	['['] = OP, ['\\'] = SLASH, [']'] = OP, ['{'] = OP, ['}'] = OP,
	[128] = HIGH16, HIGH16, HIGH16, HIGH16, HIGH16, HIGH16, HIGH16, HIGH16
};

struct lex_masks {
	uint64_t quote, slash, op, white, low;
	bool high;
};

static inline struct lex_masks
lex_classify(const uint8_t *p)
{
	struct lex_masks m = { 0, 0, 0, 0, 0, false };
	uint64_t all = 0;

	for (int w = 0; w < 8; w++, p += 8) {
		uint64_t t = (uint64_t)class[p[0]] | (uint64_t)class[p[1]] << 8 |
		    (uint64_t)class[p[2]] << 16 | (uint64_t)class[p[3]] << 24 |
		    (uint64_t)class[p[4]] << 32 | (uint64_t)class[p[5]] << 40 |
		    (uint64_t)class[p[6]] << 48 | (uint64_t)class[p[7]] << 56;
		int s = 8 * w;

		if ((t & UINT64_C(0x0f0f0f0f0f0f0f0f)) != 0) {
			m.quote |= bits_gather(t, 0) << s;
			m.slash |= bits_gather(t, 1) << s;
			m.op |= bits_gather(t, 2) << s;
			m.white |= bits_gather(t, 3) << s;
		}
		if ((t & UINT64_C(0x1010101010101010)) != 0)
			m.low |= bits_gather(t, 4) << s;
		all |= t;
	}
	m.high = (all & UINT64_C(0x2020202020202020)) != 0;
	return m;
}

#define LEX_KERNEL json_lex_portable
#define LEX_PARITY bits_parity
#define LEX_STORE 0
#include "json/lex_kernel.inc"
