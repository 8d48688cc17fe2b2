/*
 * lex_impl.h - the kernel of lex.h, once per instruction set.
 *
 * The includer has defined struct lex_masks (quote, slash, op, white, low: bit i
 * is byte i; high: some byte is not ASCII); lex_classify(p), which fills it from 64
 * bytes; LEX_KERNEL, the name of the function; LEX_PARITY, its bits_parity(); and
 * LEX_STORE, 1 where storing eight starts at once beats a loop.
 */
#include "json/bits.h"

/* Stores where the bits of start are, from base on; returns what comes after. */
static inline uint16_t *
lex_starts(uint16_t *o, uint64_t start, size_t base)
{
#if LEX_STORE
	size_t n = (size_t)__builtin_popcountll(start);

	/* More than there are is harmless: the next block overwrites them. */
	for (size_t done = 0; done < n; done += 8)
		for (size_t j = 0; j < 8; j++) {
			o[done + j] = (uint16_t)(base + _tzcnt_u64(start));
			start = _blsr_u64(start);
		}
	return o + n;
#else
	for (; start != 0; start &= start - 1)
		*o++ = (uint16_t)(base + (size_t)__builtin_ctzll(start));
	return o;
#endif
}

void
LEX_KERNEL(struct json_lex *x, const uint8_t *p, size_t count, const uint8_t *text,
    size_t len, size_t from, size_t base)
{
	uint64_t string = x->inside, carry = x->escape, last = x->scalar;
	uint64_t *white = x->white + base / JSON_BLOCK;
	uint16_t *o = x->start + x->n;
	bool high = false;

	for (; count > 0; count--, p += 64, from += 64, base += 64) {
		struct lex_masks m = lex_classify(p);
		uint64_t escaped = 0, quote, inside, scalar;

		high |= m.high;
		if (__builtin_expect((m.slash | carry) != 0, 0))
			escaped = bits_escaped(&carry, m.slash);
		quote = m.quote & ~escaped;
		/* From each opening quote up to the byte before the closing one. */
		inside = LEX_PARITY(quote) ^ string;
		string = (uint64_t)((int64_t)inside >> 63);
		if (__builtin_expect((m.low & inside) != 0, 0) && x->bad.fault == JSON_OK) {
			x->bad.fault = JSON_CONTROL;
			x->bad.at = from + (size_t)__builtin_ctzll(m.low & inside);
		}
		if (__builtin_expect((escaped & inside) != 0, 0))
			json_lex_escapes(x, escaped & inside, text, len, from);
		scalar = ~(inside | quote | m.op | m.white);
		*white++ = m.white & ~inside;
		o = lex_starts(o, (m.op & ~inside) | (quote & inside) |
		    (scalar & ~(scalar << 1 | last)), base);
		last = scalar >> 63;
	}
	x->n = (uint32_t)(o - x->start);
	x->inside = string;
	x->escape = carry;
	x->scalar = last;
	x->high |= high;
}
