/* text_func.c - kernels on text: measuring, cutting, joining, searching. */
#include "expr/text_func.h"

#include <string.h>

#include "base/find.h"
#include "base/utf8.h"

static bool
is_binary(const struct expr_call *c, size_t arg)
{
	return c->node->arg[arg]->type->id == TYPE_BINARY;
}

/* Bytes of all values of an argument. */
static size_t
bytes_of(const struct vec *v)
{
	return (size_t)(v->c->offsets[v->c->rows] - v->c->offsets[0]);
}

static int64_t
int_at(const struct vec *v, int64_t i)
{
	return ((const int32_t *)v->c->values)[vec_at(v, i)];
}

static int32_t *
ints_out(struct expr_call *c)
{
	int32_t *out = call_values(c, (size_t)c->rows * sizeof(*out));

	if (out != NULL && c->active != NULL)
		memset(out, 0, (size_t)c->rows * sizeof(*out));
	return out;
}

int
text_length(struct expr_call *c)
{
	struct active rows = call_rows(c);
	int32_t *out;
	const char *p;
	int64_t i;
	size_t n;

	if (is_binary(c, 0))
		return text_octet_length(c);
	if ((out = ints_out(c)) == NULL)
		return -1;
	while ((i = active_next(&rows)) >= 0) {
		p = vec_bytes(&c->arg[0], i, &n);
		out[i] = (int32_t)utf8_count(p, n);
	}
	return 0;
}

int
text_octet_length(struct expr_call *c)
{
	int32_t *out = ints_out(c);
	struct active rows = call_rows(c);
	int64_t i;
	size_t n;

	if (out == NULL)
		return -1;
	while ((i = active_next(&rows)) >= 0) {
		(void)vec_bytes(&c->arg[0], i, &n);
		out[i] = (int32_t)n;
	}
	return 0;
}

/*
 * The text results that are a part of the first argument: cut(call, row, &p, &n)
 * narrows the bytes of a row.
 */
typedef void cut_fn(const struct expr_call *c, int64_t i, const char **p, size_t *n);

static int
cut_values(struct expr_call *c, cut_fn *cut)
{
	struct active rows = call_rows(c);
	struct text_out t;
	const char *p;
	int64_t i;
	size_t n;
	int rc = -1;

	if (text_start(&t, c, bytes_of(&c->arg[0])) != 0)
		goto done;
	while ((i = active_next(&rows)) >= 0) {
		p = vec_bytes(&c->arg[0], i, &n);
		cut(c, i, &p, &n);
		if (text_add(&t, i, p, n) != 0)
			goto done;
	}
	rc = text_finish(&t);
done:
	text_release(&t);
	return rc;
}

/* Whether the character of len bytes at p is one of the set; without a set, a blank. */
static bool
in_set(const char *p, size_t len, const char *set, size_t n)
{
	size_t k, step;

	if (set == NULL)
		return *p == ' ';
	for (k = 0; k < n; k += step) {
		step = utf8_len((const uint8_t *)set + k, n - k);
		if (step == 0)
			return false;
		if (step == len && memcmp(set + k, p, len) == 0)
			return true;
	}
	return false;
}

static void
trim(const struct expr_call *c, int64_t i, const char **p, size_t *n, bool left, bool right)
{
	const char *set = NULL;
	size_t setlen = 0, len;

	if (c->node->narg > 1)
		set = vec_bytes(&c->arg[1], i, &setlen);
	while (left && *n > 0) {
		len = utf8_len((const uint8_t *)*p, *n);
		if (len == 0 || !in_set(*p, len, set, setlen))
			break;
		*p += len;
		*n -= len;
	}
	while (right && *n > 0) {
		for (len = 1; len < *n && ((*p)[*n - len] & 0xc0) == 0x80; len++)
			;
		if (!in_set(*p + *n - len, len, set, setlen))
			break;
		*n -= len;
	}
}

static void
cut_trim(const struct expr_call *c, int64_t i, const char **p, size_t *n)
{
	trim(c, i, p, n, true, true);
}

static void
cut_ltrim(const struct expr_call *c, int64_t i, const char **p, size_t *n)
{
	trim(c, i, p, n, true, false);
}

static void
cut_rtrim(const struct expr_call *c, int64_t i, const char **p, size_t *n)
{
	trim(c, i, p, n, false, true);
}

int
text_trim(struct expr_call *c)
{
	return cut_values(c, cut_trim);
}

int
text_ltrim(struct expr_call *c)
{
	return cut_values(c, cut_ltrim);
}

int
text_rtrim(struct expr_call *c)
{
	return cut_values(c, cut_rtrim);
}

/* Bytes that the first count characters take. */
static size_t
skip_chars(const char *p, size_t n, int64_t count)
{
	size_t at = 0;

	for (; count > 0 && at < n; count--) {
		at++;
		while (at < n && (p[at] & 0xc0) == 0x80)
			at++;
	}
	return at;
}

/* Narrows to the units (characters or bytes) from, up to but not including to. */
static void
take_range(bool binary, const char **p, size_t *n, int64_t from, int64_t to)
{
	size_t a, b;

	if (from < 0)
		from = 0;
	if (to <= from) {
		*n = 0;
		return;
	}
	if (binary) {
		a = from < (int64_t)*n ? (size_t)from : *n;
		b = to < (int64_t)*n ? (size_t)to : *n;
	} else {
		a = skip_chars(*p, *n, from);
		b = a + skip_chars(*p + a, *n - a, to - from);
	}
	*p += a;
	*n = b - a;
}

static int64_t
units(bool binary, const char *p, size_t n)
{
	return (int64_t)(binary ? n : utf8_count(p, n));
}

/* Positions start at 1; 0 is taken as 1; negative ones count from the end. */
static void
cut_substring(const struct expr_call *c, int64_t i, const char **p, size_t *n)
{
	bool binary = is_binary(c, 0);
	int64_t from = int_at(&c->arg[1], i);
	/* Without a length it is the largest one, as in Spark. */
	int64_t len = c->node->narg > 2 ? int_at(&c->arg[2], i) : INT32_MAX;

	if (from > 0)
		from--;
	else if (from < 0)
		from += units(binary, *p, *n);
	take_range(binary, p, n, from, from + len);
}

int
text_substring(struct expr_call *c)
{
	return cut_values(c, cut_substring);
}

static void
cut_left(const struct expr_call *c, int64_t i, const char **p, size_t *n)
{
	take_range(is_binary(c, 0), p, n, 0, int_at(&c->arg[1], i));
}

static void
cut_right(const struct expr_call *c, int64_t i, const char **p, size_t *n)
{
	bool binary = is_binary(c, 0);
	int64_t all = units(binary, *p, *n), want = int_at(&c->arg[1], i);

	take_range(binary, p, n, want > 0 ? all - want : all, all);
}

int
text_left(struct expr_call *c)
{
	return cut_values(c, cut_left);
}

int
text_right(struct expr_call *c)
{
	return cut_values(c, cut_right);
}

int
text_concat(struct expr_call *c)
{
	struct active rows = call_rows(c);
	size_t k, n, all, narg = c->node->narg, guess = 0;
	struct text_out t;
	const char *p;
	char *out;
	int64_t i;
	int rc = -1;

	for (k = 0; k < narg; k++)
		guess += c->arg[k].constant ? bytes_of(&c->arg[k]) * (size_t)c->rows :
		    bytes_of(&c->arg[k]);
	if (text_start(&t, c, guess) != 0)
		goto done;
	while ((i = active_next(&rows)) >= 0) {
		for (k = all = 0; k < narg; k++) {
			(void)vec_bytes(&c->arg[k], i, &n);
			all += n;
		}
		if ((out = text_room(&t, i, all)) == NULL)
			goto done;
		for (k = 0; k < narg; k++) {
			p = vec_bytes(&c->arg[k], i, &n);
			if (n > 0)
				memcpy(out, p, n);
			out += n;
		}
		text_used(&t, all);
	}
	rc = text_finish(&t);
done:
	text_release(&t);
	return rc;
}

enum place { PLACE_START, PLACE_END, PLACE_ANY };

static int
find_part(struct expr_call *c, enum place place)
{
	uint8_t *out = call_bits(c);
	struct active rows = call_rows(c);
	const char *p, *part;
	size_t n, m;
	int64_t i;
	bool hit;

	if (out == NULL)
		return -1;
	while ((i = active_next(&rows)) >= 0) {
		p = vec_bytes(&c->arg[0], i, &n);
		part = vec_bytes(&c->arg[1], i, &m);
		if (m == 0)
			hit = true;
		else if (m > n)
			hit = false;
		else if (place == PLACE_ANY)
			hit = find_bytes(p, n, part, m) != NULL;
		else
			hit = memcmp(place == PLACE_START ? p : p + n - m, part, m) == 0;
		out[i >> 3] |= (uint8_t)(hit << (i & 7));
	}
	return 0;
}

int
text_starts(struct expr_call *c)
{
	return find_part(c, PLACE_START);
}

int
text_ends(struct expr_call *c)
{
	return find_part(c, PLACE_END);
}

int
text_contains(struct expr_call *c)
{
	return find_part(c, PLACE_ANY);
}

int
text_reverse(struct expr_call *c)
{
	struct active rows = call_rows(c);
	struct text_out t;
	const char *p;
	char *out;
	int64_t i;
	size_t n, at, len;
	int rc = -1;

	if (text_start(&t, c, bytes_of(&c->arg[0])) != 0)
		goto done;
	while ((i = active_next(&rows)) >= 0) {
		p = vec_bytes(&c->arg[0], i, &n);
		if ((out = text_room(&t, i, n)) == NULL)
			goto done;
		for (at = 0; at < n; at += len) {
			len = utf8_len((const uint8_t *)p + at, n - at);
			if (len == 0)
				len = 1;
			memcpy(out + n - at - len, p + at, len);
		}
		text_used(&t, n);
	}
	rc = text_finish(&t);
done:
	text_release(&t);
	return rc;
}

int
text_replace(struct expr_call *c)
{
	struct active rows = call_rows(c);
	const char *p, *what, *by = "", *hit;
	size_t n, m, bylen = 0;
	struct text_out t;
	int64_t i;
	int rc = -1;

	if (text_start(&t, c, bytes_of(&c->arg[0])) != 0)
		goto done;
	while ((i = active_next(&rows)) >= 0) {
		p = vec_bytes(&c->arg[0], i, &n);
		what = vec_bytes(&c->arg[1], i, &m);
		if (c->node->narg > 2)
			by = vec_bytes(&c->arg[2], i, &bylen);
		while (m > 0 && (hit = find_bytes(p, n, what, m)) != NULL) {
			if (text_add(&t, i, p, (size_t)(hit - p)) != 0 ||
			    text_add(&t, i, by, bylen) != 0)
				goto done;
			n -= (size_t)(hit - p) + m;
			p = hit + m;
		}
		if (text_add(&t, i, p, n) != 0)
			goto done;
	}
	rc = text_finish(&t);
done:
	text_release(&t);
	return rc;
}
