/*
 * ipc_check.c - checks of the values in columns from outside.
 *
 * Each check has a loop without branches over the whole column, which good data
 * passes; only when that fails does a second one look at each value, to find
 * the place or to see that the value lies under a null.
 */
#include "wire/ipc_check.h"

#include <inttypes.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/gaps.h"
#include "base/mem.h"
#include "base/num.h"
#include "base/utf8.h"
#include "model/bits.h"

/* The row of the batch that value i of l belongs to. */
static int64_t
top_row(const struct ipc_level *l, int64_t i)
{
	for (l = l->up; l != NULL && i >= 0; l = l->up)
		if (l->field->type.id != TYPE_STRUCT)
			i = column_row_of(l->col->offsets, 0, l->col->rows, i);
	return i;
}

static void
level_name(const struct ipc_level *l, char *out, size_t outsz)
{
	size_t n = 0;

	out[0] = '\0';
	if (l->up != NULL) {
		level_name(l->up, out, outsz);
		n = strlen(out);
	}
	(void)snprintf(out + n, outsz - n, "%s%s", l->up != NULL ? "." : "", l->field->name);
}

int
ipc_refuse(const struct ipc_level *l, int64_t i, struct err *e, const char *fmt, ...)
{
	char name[256], quoted[300], what[512];
	va_list ap;

	va_start(ap, fmt);
	(void)vsnprintf(what, sizeof(what), fmt, ap);
	va_end(ap);
	level_name(l, name, sizeof(name));
	return err_row(e, top_row(l, i), "column %s: %s",
	    err_quote(quoted, sizeof(quoted), name, strlen(name)), what);
}

/* The sign bit tells whether an offset is negative or the one after it is smaller. */
static inline uint32_t
offsets_bad(int32_t a, int32_t b)
{
	return (uint32_t)a | (uint32_t)b | ((uint32_t)b - (uint32_t)a);
}

int
ipc_check_offsets(const struct ipc_level *l, int64_t end, struct err *e)
{
	const int32_t *o = l->col->offsets;
	int64_t n = l->col->rows, i;
	uint32_t bad = 0;
	int k;

	/* Steps of a fixed length, which compilers turn into vector code at -O2. */
	for (i = 0; i + 16 <= n; i += 16) {
		for (k = 0; k < 16; k++)
			bad |= offsets_bad(o[i + k], o[i + k + 1]);
	}
	for (; i < n; i++)
		bad |= offsets_bad(o[i], o[i + 1]);
	if (bad >> 31 == 0 && o[n] <= end)
		return 0;
	for (i = 0; i < n; i++) {
		if (offsets_bad(o[i], o[i + 1]) >> 31 != 0)
			return ipc_refuse(l, i, e, "offsets fall from %" PRId32 " to %" PRId32,
			    o[i], o[i + 1]);
		if (o[i + 1] > end)
			return ipc_refuse(l, i, e, "an offset of %" PRId32 " where only %" PRId64
			    " follow", o[i + 1], end);
	}
	return 0;
}

/*
 * A bitmap of the first n values inside l that count; free() frees.  NULL on
 * failure.  l is not NULL.
 */
static uint8_t *
live_inside(const struct ipc_level *l, int64_t n, struct err *e)
{
	const struct column *c = l->col;
	uint8_t *live, *inner;
	int64_t i, k, end;
	size_t b;

	if (l->up != NULL) {
		if ((live = live_inside(l->up, c->rows, e)) == NULL)
			return NULL;
	} else {
		if ((live = mem_zero(bits_bytes(c->rows), 1, e)) == NULL)
			return NULL;
		memset(live, 0xff, bits_bytes(c->rows));
	}
	for (b = 0; c->valid != NULL && b < bits_bytes(c->rows); b++)
		live[b] &= c->valid[b];
	if (l->field->type.id == TYPE_STRUCT)
		return live;
	if ((inner = mem_zero(bits_bytes(n), 1, e)) == NULL) {
		free(live);
		return NULL;
	}
	for (i = 0; i < c->rows; i++) {
		if (!column_bit(live, i))
			continue;
		end = c->offsets[i + 1] < n ? c->offsets[i + 1] : n;
		for (k = c->offsets[i]; k < end; k++)
			bits_set(inner, k);
	}
	free(live);
	return inner;
}

uint8_t *
ipc_live_values(const struct ipc_level *l, struct err *e)
{
	size_t n = bits_bytes(l->col->rows), b;
	uint8_t *live;

	if (l->up != NULL) {
		if ((live = live_inside(l->up, l->col->rows, e)) == NULL)
			return NULL;
	} else {
		if ((live = mem_zero(n, 1, e)) == NULL)
			return NULL;
		memset(live, 0xff, n);
	}
	for (b = 0; l->col->valid != NULL && b < n; b++)
		live[b] &= l->col->valid[b];
	return live;
}

int
ipc_check_nulls(const struct ipc_level *l, struct err *e)
{
	const struct column *c = l->col;
	uint8_t *live = NULL;
	int64_t nulls, i;

	if (c->valid != NULL && (nulls = c->rows - column_popcount(c->valid, c->rows)) != c->nulls)
		return ipc_refuse(l, -1, e, "%" PRId64 " nulls where %" PRId64 " are declared",
		    nulls, c->nulls);
	if (c->nulls == 0 || l->field->nullable)
		return 0;
	if (l->up != NULL && (live = live_inside(l->up, c->rows, e)) == NULL)
		return -1;
	for (i = 0; i < c->rows; i++) {
		if ((c->valid == NULL || !column_bit(c->valid, i)) &&
		    (live == NULL || column_bit(live, i)))
			break;
	}
	free(live);
	return i == c->rows ? 0 : ipc_refuse(l, i, e, "null in a column declared without");
}

static bool
all_ascii(const uint8_t *p, size_t n)
{
	uint64_t w[4], bad = 0;
	uint8_t high = 0;
	size_t i;

	for (i = 0; i + sizeof(w) <= n; i += sizeof(w)) {
		memcpy(w, p + i, sizeof(w));
		bad |= (w[0] | w[1]) | (w[2] | w[3]);
	}
	for (; i < n; i++)
		high |= p[i];
	return ((bad & UINT64_C(0x8080808080808080)) | (high & 0x80)) == 0;
}

/* Whether all bytes between the offsets are UTF-8 and no offset cuts a character. */
static bool
strings_whole(const struct column *c)
{
	const uint8_t *p = c->values;
	const int32_t *o = c->offsets;
	size_t from = (size_t)o[0], end = (size_t)o[c->rows];
	unsigned cut = 0;
	int64_t i;

	if (all_ascii(p + from, end - from))
		return true;
	if (utf8_valid_prefix(p + from, end - from) != end - from)
		return false;
	for (i = c->rows - 1; i >= 0 && (size_t)o[i] == end; i--)
		;
	for (; i >= 0; i--)
		cut |= (p[o[i]] & 0xc0) == 0x80;
	return cut == 0;
}

/* Gives c memory that holds only the values in live. */
static int
strings_compact(struct column *c, const uint8_t *live, struct err *e)
{
	struct block *offsets, *data;
	const int32_t *in = c->offsets;
	int32_t *out, at = 0, n;
	int64_t i;

	if ((offsets = block_new(((size_t)c->rows + 1) * sizeof(*out), e)) == NULL)
		return -1;
	if ((data = block_new((size_t)(in[c->rows] - in[0]), e)) == NULL) {
		block_unref(offsets);
		return -1;
	}
	out = (int32_t *)(void *)offsets->data;
	for (i = 0; i < c->rows; i++) {
		out[i] = at;
		if (!column_bit(live, i))
			continue;
		n = in[i + 1] - in[i];
		memcpy(data->data + at, (const uint8_t *)c->values + in[i], (size_t)n);
		at += n;
	}
	out[i] = at;
	block_unref(c->hold[1]);
	block_unref(c->hold[2]);
	c->hold[1] = offsets;
	c->hold[2] = data;
	c->offsets = out;
	c->values = data->data;
	return 0;
}

/* Bytes that did not come of value i before byte good of it. */
static size_t
missing(const struct gaps *faults, int64_t i, size_t good)
{
	for (size_t k = 0; faults != NULL && k < faults->n; k++)
		if (faults->gap[k].at == (size_t)i && faults->gap[k].text <= good)
			return faults->gap[k].bytes;
	return 0;
}

int
ipc_check_strings(const struct ipc_level *l, struct column *c, const struct gaps *faults,
    struct err *e)
{
	char quoted[80];
	const char *p;
	uint8_t *live;
	size_t n, good;
	int64_t i;
	int rc;

	if (c->rows == 0 || strings_whole(c))
		return 0;
	if ((live = ipc_live_values(l, e)) == NULL)
		return -1;
	for (i = 0; i < c->rows; i++) {
		if (!column_bit(live, i))
			continue;
		p = column_bytes(c, i, &n);
		if ((good = utf8_valid_prefix(p, n)) == n)
			continue;
		free(live);
		return ipc_refuse(l, i, e, "not UTF-8 at byte %zu: %s", good + missing(faults, i, good),
		    err_quote(quoted, sizeof(quoted), p, n));
	}
	rc = strings_compact(c, live, e);
	free(live);
	return rc;
}

int
ipc_check_decimals(const struct ipc_level *l, struct err *e)
{
	const int128_t *v = l->col->values;
	int128_t end = num_pow10(l->field->type.precision);
	char text[NUM_MAX];
	uint8_t *live;
	int64_t i;
	size_t n;

	for (i = 0; i < l->col->rows; i++) {
		if (v[i] >= end || v[i] <= -end)
			break;
	}
	if (i == l->col->rows)
		return 0;
	if ((live = ipc_live_values(l, e)) == NULL)
		return -1;
	for (; i < l->col->rows; i++) {
		if (column_bit(live, i) && (v[i] >= end || v[i] <= -end))
			break;
	}
	free(live);
	if (i == l->col->rows)
		return 0;
	n = num_format_decimal(text, v[i], l->field->type.scale);
	return ipc_refuse(l, i, e, "more than %d digits: %.*s", l->field->type.precision,
	    (int)n, text);
}
