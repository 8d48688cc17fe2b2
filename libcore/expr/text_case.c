/* text_case.c - upper() and lower(), by Unicode's tables, alike in every locale. */
#include <string.h>

#include "base/utf8.h"
#include "expr/case_table.h"
#include "expr/text_func.h"

#define SIGMA 0x3a3
#define SMALL_SIGMA 0x3c3
#define FINAL_SIGMA 0x3c2

struct mapping {
	const struct case_run *run;
	const struct case_many *many;
	size_t runs, manys;
	bool lower;
};

static struct mapping
mapping(bool lower)
{
	if (lower)
		return (struct mapping){ case_lower_run, case_lower_many, case_lower_runs,
		    case_lower_manys, true };
	return (struct mapping){ case_upper_run, case_upper_many, case_upper_runs,
	    case_upper_manys, false };
}

/* The run that cp is in, or NULL. */
static const struct case_run *
find_run(const struct mapping *m, uint32_t cp)
{
	size_t low = 0, high = m->runs;

	while (low < high) {
		size_t mid = low + (high - low) / 2;
		const struct case_run *r = &m->run[mid];

		if (cp > r->last)
			low = mid + 1;
		else if (cp < r->first)
			high = mid;
		else
			/* No other run begins inside one at a step of 2. */
			return (cp - r->first) % (uint32_t)r->step == 0 ? r : NULL;
	}
	return NULL;
}

static const struct case_many *
find_many(const struct mapping *m, uint32_t cp)
{
	size_t low = 0, high = m->manys;

	while (low < high) {
		size_t mid = low + (high - low) / 2;

		if (cp == m->many[mid].from)
			return &m->many[mid];
		if (cp > m->many[mid].from)
			low = mid + 1;
		else
			high = mid;
	}
	return NULL;
}

static bool
in_ranges(const struct case_range *r, size_t n, uint32_t cp)
{
	size_t low = 0, high = n;

	while (low < high) {
		size_t mid = low + (high - low) / 2;

		if (cp > r[mid].last)
			low = mid + 1;
		else if (cp < r[mid].first)
			high = mid;
		else
			return true;
	}
	return false;
}

static bool
is_cased(uint32_t cp)
{
	return in_ranges(case_cased, case_cased_n, cp);
}

/* Characters that a word's end looks through; some are cased as well, which decides first. */
static bool
is_ignorable(uint32_t cp)
{
	return in_ranges(case_ignorable, case_ignorable_n, cp);
}

/*
 * Unicode's condition Final_Sigma for the sigma at p + at: before it a cased letter
 * and then ignorable characters, after it no ignorable ones and then a cased letter.
 */
static bool
is_final(const uint8_t *p, size_t n, size_t at)
{
	size_t i = at, len;
	uint32_t cp = 0;
	bool before = false;

	while (i > 0 && !before) {
		do
			i--;
		while (i > 0 && (p[i] & 0xc0) == 0x80);
		(void)utf8_decode(p + i, &cp);
		before = is_cased(cp);
		if (!before && !is_ignorable(cp))
			return false;
	}
	if (!before)
		return false;
	for (i = at + 2; i < n; i += len) {
		len = utf8_decode(p + i, &cp);
		if (is_cased(cp))
			return false;
		if (!is_ignorable(cp))
			return true;
	}
	return true;
}

/* Maps one value of valid UTF-8 to out, which has room for three times its bytes. */
static size_t
map_value(const struct mapping *m, const uint8_t *p, size_t n, uint8_t *out)
{
	const struct case_many *many;
	const struct case_run *run;
	size_t at = 0, len, used = 0, k;
	uint32_t cp;

	while (at < n) {
		if (p[at] < 0x80) {
			uint8_t first = m->lower ? 'A' : 'a';

			out[used++] = (uint8_t)(p[at] ^
			    ((uint8_t)(p[at] - first) < 26 ? 0x20 : 0));
			at++;
			continue;
		}
		len = utf8_decode(p + at, &cp);
		if (m->lower && cp == SIGMA) {
			used += utf8_encode(out + used,
			    is_final(p, n, at) ? FINAL_SIGMA : SMALL_SIGMA);
		} else if ((many = find_many(m, cp)) != NULL) {
			for (k = 0; k < 3 && many->to[k] != 0; k++)
				used += utf8_encode(out + used, many->to[k]);
		} else {
			run = find_run(m, cp);
			used += utf8_encode(out + used,
			    run == NULL ? cp : (uint32_t)((int32_t)cp + run->diff));
		}
		at += len;
	}
	return used;
}

static bool
is_ascii(const uint8_t *p, size_t n)
{
	uint64_t eight, seen = 0;
	size_t i;

	for (i = 0; i + 8 <= n; i += 8) {
		memcpy(&eight, p + i, 8);
		seen |= eight;
	}
	for (; i < n; i++)
		seen |= p[i];
	return (seen & UINT64_C(0x8080808080808080)) == 0;
}

/* All bytes at once: nothing moves, so the offsets stay what they are. */
static int
map_ascii(struct expr_call *c, bool lower)
{
	const struct column *in = c->arg[0].c;
	const uint8_t *p = in->values;
	size_t n = (size_t)in->offsets[c->rows], i = (size_t)in->offsets[0];
	const uint64_t ones = UINT64_C(0x0101010101010101);
	uint64_t w, from, past;
	uint8_t first = lower ? 'A' : 'a', *out = call_values(c, n);

	if (out == NULL)
		return -1;
	memset(out, 0, i);
	/* Eight at a step: bit 7 of from is set from the first letter on, of past after the last. */
	for (; i + 8 <= n; i += 8) {
		memcpy(&w, p + i, 8);
		from = w + (UINT64_C(0x80) - first) * ones;
		past = w + (UINT64_C(0x7f) - first - 25) * ones;
		w ^= ((from ^ past) & (ones << 7)) >> 2;
		memcpy(out + i, &w, 8);
	}
	for (; i < n; i++)
		out[i] = (uint8_t)(p[i] ^ ((uint8_t)(p[i] - first) < 26 ? 0x20 : 0));
	c->out->offsets = in->offsets;
	c->out->hold[1] = block_ref(in->hold[1]);
	return 0;
}

static int
map_case(struct expr_call *c, bool lower)
{
	const struct column *in = c->arg[0].c;
	const struct mapping m = mapping(lower);
	size_t n = (size_t)(in->offsets[c->rows] - in->offsets[0]);
	struct active rows = call_rows(c);
	struct text_out t;
	const char *p;
	char *out;
	int64_t i;
	int rc = -1;

	if (in->offsets[0] < 1 << 16 && (n == 0 ||
	    is_ascii((const uint8_t *)in->values + in->offsets[0], n)))
		return map_ascii(c, lower);
	if (text_start(&t, c, n + n / 8) != 0)
		goto done;
	while ((i = active_next(&rows)) >= 0) {
		p = vec_bytes(&c->arg[0], i, &n);
		/* No character's mapping takes more than three times its bytes. */
		if ((out = text_room(&t, i, 3 * n)) == NULL)
			goto done;
		text_used(&t, map_value(&m, (const uint8_t *)p, n, (uint8_t *)out));
	}
	rc = text_finish(&t);
done:
	text_release(&t);
	return rc;
}

int
text_upper(struct expr_call *c)
{
	return map_case(c, false);
}

int
text_lower(struct expr_call *c)
{
	return map_case(c, true);
}

/* The one character that cp maps to. */
static uint32_t
map_simply(const struct mapping *m, uint32_t cp)
{
	const struct case_run *run;

	if (m->lower && cp == 0x130)
		return 'i';
	/* Greek with iota below: one character in the simple mapping, two in the full one. */
	if (!m->lower && cp >= 0x1f80 && cp <= 0x1faf)
		return cp | 8;
	if (!m->lower && (cp == 0x1fb3 || cp == 0x1fc3 || cp == 0x1ff3))
		return cp + 9;
	run = find_run(m, cp);
	return run == NULL ? cp : (uint32_t)((int32_t)cp + run->diff);
}

uint32_t
text_fold(uint32_t cp)
{
	const struct mapping up = mapping(false), down = mapping(true);

	return map_simply(&down, map_simply(&up, cp));
}

int
text_each_case(int (*fn)(void *of, uint32_t cp, uint32_t upper, uint32_t fold), void *of)
{
	const struct mapping map[2] = { mapping(false), mapping(true) };
	size_t i;
	uint32_t cp;
	int k, rc;

	for (k = 0; k < 2; k++) {
		for (i = 0; i < map[k].runs; i++) {
			const struct case_run *r = &map[k].run[i];

			for (cp = r->first; cp <= r->last; cp += (uint32_t)r->step) {
				rc = fn(of, cp, map_simply(&map[0], cp), text_fold(cp));
				if (rc != 0)
					return rc;
			}
		}
		for (i = 0; i < map[k].manys; i++) {
			cp = map[k].many[i].from;
			if ((rc = fn(of, cp, map_simply(&map[0], cp), text_fold(cp))) != 0)
				return rc;
		}
	}
	return 0;
}
