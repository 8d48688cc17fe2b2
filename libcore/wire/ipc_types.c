/* ipc_types.c - the type of one field in the metadata of a schema. */
#include "wire/ipc_types.h"

#include <inttypes.h>
#include <stdio.h>
#include <string.h>

#include "base/mem.h"
#include "base/utf8.h"
#include "wire/arrow.h"

void
ipc_path_name(const struct ipc_path *p, char *out, size_t outsz)
{
	size_t n;

	if (p->up != NULL) {
		ipc_path_name(p->up, out, outsz);
		n = strlen(out);
		if (n + 2 < outsz)
			memcpy(out + n, ".", 2);
	} else {
		out[0] = '\0';
	}
	n = strlen(out);
	if (n + 1 < outsz) {
		size_t len = strlen(p->name);

		if (len > outsz - n - 1)
			len = outsz - n - 1;
		memcpy(out + n, p->name, len);
		out[n + len] = '\0';
	}
}

/* Says that the type what of this field is not read.  Returns -1. */
static int
refuse(struct fb *f, const struct ipc_path *p, const char *what)
{
	char name[256], quoted[300];

	ipc_path_name(p, name, sizeof(name));
	return err_set(f->e, STATUS_DATA, "column %s: Arrow type %s is not read yet",
	    err_quote(quoted, sizeof(quoted), name, strlen(name)), what);
}

int
ipc_path_wrong(struct fb *f, const struct ipc_path *p, const char *what)
{
	char name[256], quoted[300];

	ipc_path_name(p, name, sizeof(name));
	return err_set(f->e, STATUS_DATA, "damaged metadata: column %s: %s",
	    err_quote(quoted, sizeof(quoted), name, strlen(name)), what);
}

static int
read_int(struct fb *f, const struct ipc_path *p, const struct fb_table *t, struct type *out,
    enum ipc_layout *how)
{
	static const struct {
		enum type_id id, wider;
		enum ipc_layout how;
	} width[] = {
		{ TYPE_TINYINT, TYPE_SMALLINT, LAYOUT_UINT8 },
		{ TYPE_SMALLINT, TYPE_INT, LAYOUT_UINT16 },
		{ TYPE_INT, TYPE_BIGINT, LAYOUT_UINT32 },
		{ TYPE_BIGINT, TYPE_DECIMAL, LAYOUT_UINT64 }
	};
	int64_t bits, sign;
	int i;

	if (fb_int(f, t, INT_BITS, 4, 0, &bits) != 0 ||
	    fb_int(f, t, INT_SIGNED, 1, 0, &sign) != 0)
		return -1;
	for (i = 0; i < 4 && bits != 8 << i; i++)
		;
	if (i == 4)
		return ipc_path_wrong(f, p, "an integer of unknown width");
	out->id = sign != 0 ? width[i].id : width[i].wider;
	if (sign == 0)
		*how = width[i].how;
	if (out->id == TYPE_DECIMAL)
		out->precision = 20;
	return 0;
}

static int
read_float(struct fb *f, const struct ipc_path *p, const struct fb_table *t, struct type *out,
    enum ipc_layout *how)
{
	int64_t precision;

	if (fb_int(f, t, FLOAT_PRECISION, 2, FLOAT_HALF, &precision) != 0)
		return -1;
	if (precision != FLOAT_HALF && precision != FLOAT_SINGLE && precision != FLOAT_DOUBLE)
		return ipc_path_wrong(f, p, "a floating point number of unknown precision");
	out->id = precision == FLOAT_DOUBLE ? TYPE_DOUBLE : TYPE_FLOAT;
	if (precision == FLOAT_HALF)
		*how = LAYOUT_HALF;
	return 0;
}

static int
read_decimal(struct fb *f, const struct ipc_path *p, const struct fb_table *t,
    struct type *out)
{
	int64_t precision, scale, bits;
	char what[64];

	if (fb_int(f, t, DECIMAL_PRECISION, 4, 0, &precision) != 0 ||
	    fb_int(f, t, DECIMAL_SCALE, 4, 0, &scale) != 0 ||
	    fb_int(f, t, DECIMAL_BITS, 4, 128, &bits) != 0)
		return -1;
	if (bits != 32 && bits != 64 && bits != 128 && bits != 256)
		return ipc_path_wrong(f, p, "a decimal of unknown width");
	(void)snprintf(what, sizeof(what), "Decimal%d(%" PRId64 ", %" PRId64 ")",
	    (int)bits, precision, scale);
	if (bits != 128)
		return refuse(f, p, what);
	if (precision < 1 || precision > 38)
		return ipc_path_wrong(f, p, "a decimal of impossible precision");
	if (scale < 0 || scale > precision)
		return refuse(f, p, what);
	out->id = TYPE_DECIMAL;
	out->precision = (uint8_t)precision;
	out->scale = (uint8_t)scale;
	return 0;
}

static int
read_date(struct fb *f, const struct ipc_path *p, const struct fb_table *t, struct type *out,
    enum ipc_layout *how)
{
	int64_t unit;

	if (fb_int(f, t, DATE_UNIT, 2, DATE_MILLI, &unit) != 0)
		return -1;
	if (unit != DATE_DAY && unit != DATE_MILLI)
		return ipc_path_wrong(f, p, "a date of unknown unit");
	out->id = TYPE_DATE;
	if (unit == DATE_MILLI)
		*how = LAYOUT_DATE_MILLI;
	return 0;
}

static int
read_timestamp(struct fb *f, const struct ipc_path *p, const struct fb_table *t,
    struct type *out, enum ipc_layout *how)
{
	static const enum ipc_layout unit_layout[] = {
		LAYOUT_SECOND, LAYOUT_MILLI, LAYOUT_PLAIN, LAYOUT_NANO
	};
	const char *zone;
	size_t n;
	int64_t unit;

	if (fb_int(f, t, TIMESTAMP_UNIT, 2, UNIT_SECOND, &unit) != 0 ||
	    fb_str(f, t, TIMESTAMP_ZONE, &zone, &n) < 0)
		return -1;
	if (unit < UNIT_SECOND || unit > UNIT_NANO)
		return ipc_path_wrong(f, p, "a timestamp of unknown unit");
	*how = unit_layout[unit];
	out->id = n > 0 ? TYPE_TIMESTAMP : TYPE_TIMESTAMP_NTZ;
	/* No zone means UTC in our types, and none at all in Arrow's. */
	if (n == 0 || (n == 3 && memcmp(zone, "UTC", 3) == 0))
		return 0;
	if (memchr(zone, '\0', n) != NULL || utf8_valid_prefix(zone, n) != n)
		return ipc_path_wrong(f, p, "a time zone that is no text");
	return (out->zone = mem_dup(zone, n, f->e)) == NULL ? -1 : 0;
}

int
ipc_type_read(struct fb *f, const struct ipc_path *p, int code, const struct fb_table *t,
    struct type *out, enum ipc_layout *how)
{
	static const char *const later[ARROW_TYPES] = {
		[ARROW_TIME] = "Time", [ARROW_INTERVAL] = "Interval",
		[ARROW_UNION] = "Union", [ARROW_FIXED_BINARY] = "FixedSizeBinary",
		[ARROW_FIXED_LIST] = "FixedSizeList", [ARROW_DURATION] = "Duration",
		[ARROW_RUN_END] = "RunEndEncoded",
		[ARROW_LIST_VIEW] = "ListView", [ARROW_LARGE_LIST_VIEW] = "LargeListView"
	};
	static const uint8_t plain[ARROW_TYPES] = {
		[ARROW_NULL] = TYPE_VOID, [ARROW_BINARY] = TYPE_BINARY,
		[ARROW_UTF8] = TYPE_STRING, [ARROW_BOOL] = TYPE_BOOLEAN,
		[ARROW_LIST] = TYPE_ARRAY, [ARROW_STRUCT] = TYPE_STRUCT,
		[ARROW_LARGE_BINARY] = TYPE_BINARY, [ARROW_LARGE_UTF8] = TYPE_STRING,
		[ARROW_LARGE_LIST] = TYPE_ARRAY,
		[ARROW_BINARY_VIEW] = TYPE_BINARY, [ARROW_UTF8_VIEW] = TYPE_STRING
	};
	int64_t sorted;

	if (code <= 0 || code >= ARROW_TYPES)
		return ipc_path_wrong(f, p, "an unknown type");
	if (later[code] != NULL)
		return refuse(f, p, later[code]);
	switch (code) {
	case ARROW_INT:
		return read_int(f, p, t, out, how);
	case ARROW_FLOAT:
		return read_float(f, p, t, out, how);
	case ARROW_DECIMAL:
		return read_decimal(f, p, t, out);
	case ARROW_DATE:
		return read_date(f, p, t, out, how);
	case ARROW_TIMESTAMP:
		return read_timestamp(f, p, t, out, how);
	case ARROW_MAP:
		if (fb_int(f, t, MAP_SORTED, 1, 0, &sorted) != 0)
			return -1;
		out->id = TYPE_MAP;
		out->keys_sorted = sorted != 0;
		return 0;
	case ARROW_LARGE_BINARY:
	case ARROW_LARGE_UTF8:
	case ARROW_LARGE_LIST:
		*how = LAYOUT_LARGE;
		out->id = (enum type_id)plain[code];
		return 0;
	case ARROW_BINARY_VIEW:
	case ARROW_UTF8_VIEW:
		*how = LAYOUT_VIEW;
		out->id = (enum type_id)plain[code];
		return 0;
	default:
		out->id = (enum type_id)plain[code];
		return 0;
	}
}

