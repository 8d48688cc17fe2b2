/*
 * lex_impl.h - the kernel of lex.h, once per instruction set.
 *
 * The includer has defined LEX_KERNEL, the name of the function; LEX_MASKS
 * struct lex_masks lex_classify(const uint8_t *p), which classifies 64 bytes;
 * lex_parity(), whose bit i is the parity of bits 0..i; and LEX_STORE, true
 * where storing eight starts at once beats a loop.
 */
struct lex_masks;

/* The bytes that a backslash escapes; the state goes on to the next block. */
static inline uint64_t
lex_escaped(struct json_lex *x, uint64_t slash)
{
	uint64_t escaped = x->escape;

	x->escape = 0;
	slash &= ~escaped;
	while (slash != 0) {
		unsigned i = (unsigned)__builtin_ctzll(slash);

		if (i == 63) {
			x->escape = 1;
			break;
		}
		escaped |= UINT64_C(2) << i;
		slash &= ~(UINT64_C(3) << i);
	}
	return escaped;
}

static inline void
lex_starts(struct json_lex *x, uint64_t start, size_t base)
{
	uint16_t *o = x->start + x->n;
	uint32_t n = (uint32_t)__builtin_popcountll(start);

	x->n += n;
#if LEX_STORE
	/* More than there are is harmless: the next block overwrites them. */
	for (uint32_t done = 0; done < n; done += 8, o += 8)
		for (int j = 0; j < 8; j++) {
			o[j] = (uint16_t)(base + _tzcnt_u64(start));
			start = _blsr_u64(start);
		}
#else
	for (; start != 0; start &= start - 1)
		*o++ = (uint16_t)(base + (size_t)__builtin_ctzll(start));
#endif
}

void
LEX_KERNEL(struct json_lex *x, const uint8_t *p, size_t count, const uint8_t *text,
    size_t len, size_t from, size_t base)
{
	bool high = false;

	for (size_t b = 0; b < count; b++, p += 64, from += 64, base += 64) {
		struct lex_masks m = lex_classify(p);
		uint64_t escaped = 0, quote, inside, scalar;

		high |= m.high;
		if (__builtin_expect((m.slash | x->escape) != 0, 0))
			escaped = lex_escaped(x, m.slash);
		quote = m.quote & ~escaped;
		/* From each opening quote up to the byte before the closing one. */
		inside = lex_parity(quote) ^ x->inside;
		x->inside = (uint64_t)((int64_t)inside >> 63);
		if (__builtin_expect((m.low & inside) != 0, 0) && x->bad.fault == JSON_OK) {
			x->bad.fault = JSON_CONTROL;
			x->bad.at = from + (size_t)__builtin_ctzll(m.low & inside);
		}
		if (__builtin_expect((escaped & inside) != 0, 0))
			json_lex_escapes(x, escaped & inside, text, len, from);
		scalar = ~(inside | quote | m.op | m.white);
		x->white[base / 64] = m.white & ~inside;
		lex_starts(x, (m.op & ~inside) | (quote & inside) |
		    (scalar & ~(scalar << 1 | x->scalar)), base);
		x->scalar = scalar >> 63;
	}
	x->high |= high;
}
