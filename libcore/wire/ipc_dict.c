/* ipc_dict.c - values from the indices of a dictionary. */
#include "wire/ipc_dict.h"

#include <inttypes.h>
#include <stdlib.h>

#include "base/mem.h"

/*
 * The rows that n indices stand for, of which those without a bit in valid (NULL: none)
 * are COLUMN_NO_ROW; whether all are below size.
 */
#define INDICES(name, T) \
static bool \
name(const T *in, const uint8_t *valid, int64_t n, uint64_t size, uint32_t *row) \
{ \
	bool bad = false, live; \
	uint64_t v; \
	int64_t i; \
 \
	for (i = 0; valid == NULL && i < n; i++) { \
		v = (uint64_t)in[i]; \
		bad |= v >= size; \
		row[i] = (uint32_t)v; \
	} \
	for (; i < n; i++) { \
		v = (uint64_t)in[i]; \
		live = column_bit(valid, i); \
		bad |= live & (v >= size); \
		row[i] = live ? (uint32_t)v : COLUMN_NO_ROW; \
	} \
	return !bad; \
}

INDICES(rows_i8, int8_t)
INDICES(rows_i16, int16_t)
INDICES(rows_i32, int32_t)
INDICES(rows_i64, int64_t)
INDICES(rows_u8, uint8_t)
INDICES(rows_u16, uint16_t)
INDICES(rows_u32, uint32_t)
INDICES(rows_u64, uint64_t)

static bool
rows_of(const struct ipc_how *how, const struct column *in, const uint8_t *valid,
    uint64_t size, uint32_t *row)
{
	bool s = how->index_signed;
	int64_t n = in->rows;

	switch (how->index) {
	case TYPE_TINYINT:
		return s ? rows_i8(in->values, valid, n, size, row) :
		    rows_u8(in->values, valid, n, size, row);
	case TYPE_SMALLINT:
		return s ? rows_i16(in->values, valid, n, size, row) :
		    rows_u16(in->values, valid, n, size, row);
	case TYPE_INT:
		return s ? rows_i32(in->values, valid, n, size, row) :
		    rows_u32(in->values, valid, n, size, row);
	default:
		return s ? rows_i64(in->values, valid, n, size, row) :
		    rows_u64(in->values, valid, n, size, row);
	}
}

/* Says which of the indices that count is outside.  Returns -1. */
static int
bad_index(const struct ipc_level *l, const struct ipc_how *how, const struct ipc_dict *d,
    const struct column *in, const uint8_t *live, struct err *e)
{
	uint64_t size = d == NULL ? 0 : (uint64_t)d->rows, mask;
	int64_t i, v = 0;

	mask = how->index_signed ? UINT64_MAX : UINT64_MAX >> (64 - 8 * type_width(how->index));
	for (i = 0; i < in->rows; i++) {
		v = column_i64(how->index, in->values, i);
		if (column_bit(live, i) && ((uint64_t)v & mask) >= size)
			break;
	}
	if (d == NULL)
		return ipc_refuse(l, i, e, "its dictionary has not come");
	if (how->index_signed)
		return ipc_refuse(l, i, e, "index %" PRId64 " in a dictionary of %" PRIu64, v,
		    size);
	return ipc_refuse(l, i, e, "index %" PRIu64 " in a dictionary of %" PRIu64,
	    (uint64_t)v & mask, size);
}

/* The rows of d that in stands for.  0 or -1. */
static int
find_rows(struct ipc_late *late, const struct ipc_level *l, const struct ipc_how *how,
    const struct ipc_dict *d, const struct column *in, uint32_t *row)
{
	uint64_t size = d == NULL ? 0 : (uint64_t)d->rows;
	const struct ipc_level at = { l->up, l->field, in };
	uint8_t *live;
	int rc = 0;

	if (rows_of(how, in, in->valid, size, row))
		return 0;
	if ((live = ipc_live_values(&at, late->e)) == NULL)
		return -1;
	if (!rows_of(how, in, live, size, row))
		rc = bad_index(&at, how, d, in, live, late->e);
	free(live);
	return rc;
}

/* Turns rows of d into columns of d and rows of them. */
static void
split_rows(const struct ipc_dict *d, uint32_t *row, uint32_t *which, int64_t n)
{
	uint32_t k;
	int64_t i;

	for (i = 0; i < n; i++) {
		if (row[i] == COLUMN_NO_ROW)
			continue;
		for (k = 0; row[i] >= d->piece[k].end; k++)
			;
		which[i] = k;
		row[i] -= (uint32_t)(d->piece[k].end - d->piece[k].col.rows);
	}
}

/* Counts what the rows will take.  0 or -1. */
static int
charge_rows(struct ipc_late *late, const struct ipc_level *l, const struct column *const *piece,
    const uint32_t *which, const uint32_t *row, int64_t n)
{
	const struct type *t = &l->field->type;
	int64_t i, sum = n * (int64_t)type_width(t->id);

	if (type_is_bytes(t->id) || type_is_nested(t->id)) {
		for (i = 0, sum = n * 8; i < n && sum <= late->room; i++) {
			if (row[i] != COLUMN_NO_ROW)
				sum += column_extent(t, piece[which == NULL ? 0 : which[i]],
				    row[i], (int64_t)row[i] + 1);
		}
	}
	return ipc_late_charge(late, l, sum);
}

int
ipc_dict_plain(struct ipc_late *late, const struct ipc_level *l, const struct ipc_how *how,
    const struct column *in, struct column *out)
{
	const struct ipc_dict *d = late->dicts == NULL ? NULL : late->dicts->dict[how->at];
	const struct column *piece[DICT_PIECES];
	uint32_t *row = mem_zero((size_t)in->rows, sizeof(*row), late->e), *which = NULL, k;
	int rc = -1;

	if (row == NULL || find_rows(late, l, how, d, in, row) != 0)
		goto done;
	if (d != NULL && d->n > 1) {
		which = mem_zero((size_t)in->rows, sizeof(*which), late->e);
		if (which == NULL)
			goto done;
		split_rows(d, row, which, in->rows);
	}
	for (k = 0; d != NULL && k < d->n; k++)
		piece[k] = &d->piece[k].col;
	rc = charge_rows(late, l, piece, which, row, in->rows);
	if (rc == 0)
		rc = column_gather(out, &l->field->type, piece, which, row, in->rows, late->e);
	if (rc == 0 && (rc = ipc_check_nulls(l, late->e)) != 0)
		column_release(out);
done:
	free(row);
	free(which);
	return rc;
}
