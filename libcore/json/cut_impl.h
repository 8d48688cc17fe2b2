/*
 * cut_impl.h - the kernel of cut.h, once per instruction set.
 *
 * The includer has defined struct cut_masks (quote, slash, open, close, feed);
 * cut_classify(p), which fills it from 64 bytes; cut_ends(p, &comma, &white);
 * CUT_KERNEL, the name of the function; and CUT_PARITY, its bits_parity().
 */
#include "json/bits.h"

void
CUT_KERNEL(struct json_cut *c, const uint8_t *p, size_t count)
{
	uint64_t string = c->inside, carry = c->escape;

	for (; count > 0; count--, p += 64) {
		struct cut_masks m = cut_classify(p);
		uint64_t escaped = 0, quote, inside, outside;
		int closes;

		if (__builtin_expect((m.slash | carry) != 0, 0))
			escaped = bits_escaped(&carry, m.slash);
		quote = m.quote & ~escaped;
		inside = CUT_PARITY(quote) ^ string;
		string = (uint64_t)((int64_t)inside >> 63);
		outside = ~inside;
		closes = __builtin_popcountll(m.close & outside);
		if (c->depth - closes <= 1) {
			struct json_cut_block b = {
				.open = m.open & outside, .close = m.close & outside,
				.feed = m.feed
			};
			uint64_t white;

			cut_ends(p, &b.comma, &white);
			b.comma &= outside;
			b.end = (white | quote) & outside;
			json_cut_top(c, p, &b);
			if (c->broken)
				return;
		} else {
			c->depth += __builtin_popcountll(m.open & outside) - closes;
		}
		if (m.feed != 0) {
			c->lines += (uint64_t)__builtin_popcountll(m.feed);
			c->feed = c->done + 64 - (size_t)__builtin_clzll(m.feed);
		}
		c->done += 64;
	}
	c->inside = string;
	c->escape = carry;
}
