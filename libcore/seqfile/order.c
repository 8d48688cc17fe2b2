/* order.c - the order of keys, by their class. */
#include "seqfile/order.h"

#include <inttypes.h>
#include <stdio.h>
#include <string.h>

#include "base/mem.h"
#include "seqfile/vint.h"

enum form {
	FORM_NULL, FORM_BOOLEAN, FORM_I8, FORM_I16, FORM_I32, FORM_I64, FORM_VINT, FORM_VLONG,
	FORM_FLOAT, FORM_DOUBLE, FORM_MD5, FORM_TEXT, FORM_BYTES, FORM_UTF8
};

struct seq_order {
	const char *class;
	enum form form;
	int size;		/* of the serialized form; -1: it tells itself */
};

#define IO "org.apache.hadoop.io."

static const struct seq_order orders[] = {
	{ IO "Text", FORM_TEXT, -1 },
	{ IO "BytesWritable", FORM_BYTES, -1 },
	{ IO "IntWritable", FORM_I32, 4 },
	{ IO "LongWritable", FORM_I64, 8 },
	{ IO "FloatWritable", FORM_FLOAT, 4 },
	{ IO "DoubleWritable", FORM_DOUBLE, 8 },
	{ IO "NullWritable", FORM_NULL, 0 },
	{ IO "BooleanWritable", FORM_BOOLEAN, 1 },
	{ IO "ByteWritable", FORM_I8, 1 },
	{ IO "ShortWritable", FORM_I16, 2 },
	{ IO "VIntWritable", FORM_VINT, -1 },
	{ IO "VLongWritable", FORM_VLONG, -1 },
	{ IO "MD5Hash", FORM_MD5, 16 },
	{ IO "UTF8", FORM_UTF8, -1 },
};

const struct seq_order *
seq_order_find(const char *class)
{
	for (size_t i = 0; i < sizeof(orders) / sizeof(*orders); i++)
		if (strcmp(orders[i].class, class) == 0)
			return &orders[i];
	return NULL;
}

static int
bad_key(const struct seq_order *o, size_t n, struct err *e)
{
	return err_set(e, STATUS_DATA, "a key of %zu bytes is no %s", n,
	    o->class + sizeof(IO) - 1);
}

/*
 * The bits of a number of Java's floating point as an integer of the same order: the
 * magnitudes of negative ones turned over, all NaN at the end.
 */
static int64_t
rank_float(const uint8_t *p)
{
	int32_t i = seq_get_i32(p);
	float f;

	memcpy(&f, &i, sizeof(f));
	if (f != f)
		return INT64_MAX;
	return i < 0 ? (int64_t)(i ^ INT32_MAX) : i;
}

static int64_t
rank_double(const uint8_t *p)
{
	int64_t i = seq_get_i64(p);
	double d;

	memcpy(&d, &i, sizeof(d));
	if (d != d)
		return INT64_MAX;
	return i < 0 ? i ^ INT64_MAX : i;
}

/* A key whose length stands at its front. */
static int
rank_sized(const struct seq_order *o, const uint8_t *key, size_t n, struct seq_rank *r,
    struct err *e)
{
	int32_t length = -1;
	size_t head = 0;

	if (o->form == FORM_TEXT) {
		int got = vint_get(key, n, &length);

		head = got > 0 ? (size_t)got : 0;
	} else if (o->form == FORM_BYTES && n >= 4) {
		length = seq_get_i32(key);
		head = 4;
	} else if (o->form == FORM_UTF8 && n >= 2) {
		length = key[0] << 8 | key[1];
		head = 2;
	}
	if (head == 0 || length < 0 || (size_t)length != n - head)
		return bad_key(o, n, e);
	r->bytes = key + head;
	r->n = (size_t)length;
	return 0;
}

static int
rank_vint(const struct seq_order *o, const uint8_t *key, size_t n, struct seq_rank *r,
    struct err *e)
{
	int got = vlong_get(key, n, &r->number);

	if (got <= 0 || (size_t)got != n ||
	    (o->form == FORM_VINT && (r->number < INT32_MIN || r->number > INT32_MAX)))
		return bad_key(o, n, e);
	return 0;
}

int
seq_order_rank(const struct seq_order *o, const uint8_t *key, size_t n,
    struct seq_rank *r, struct err *e)
{
	*r = (struct seq_rank){ 0, key, 0 };
	if (o->size >= 0 && n != (size_t)o->size)
		return bad_key(o, n, e);
	switch (o->form) {
	case FORM_NULL:
		return 0;
	case FORM_BOOLEAN:
		r->number = key[0] != 0;
		return 0;
	case FORM_I8:
		r->number = (int8_t)key[0];
		return 0;
	case FORM_I16:
		r->number = (int16_t)(key[0] << 8 | key[1]);
		return 0;
	case FORM_I32:
		r->number = seq_get_i32(key);
		return 0;
	case FORM_I64:
		r->number = seq_get_i64(key);
		return 0;
	case FORM_FLOAT:
		r->number = rank_float(key);
		return 0;
	case FORM_DOUBLE:
		r->number = rank_double(key);
		return 0;
	case FORM_MD5:
		r->n = n;
		return 0;
	case FORM_VINT:
	case FORM_VLONG:
		return rank_vint(o, key, n, r, e);
	default:
		return rank_sized(o, key, n, r, e);
	}
}

int
seq_rank_compare(const struct seq_rank *a, const struct seq_rank *b)
{
	if (a->number != b->number)
		return a->number < b->number ? -1 : 1;
	return mem_compare(a->bytes, a->n, b->bytes, b->n);
}

char *
seq_order_quote(const struct seq_order *o, const uint8_t *key, size_t n, char *out,
    size_t outsz)
{
	struct seq_rank r;
	int32_t bits32;
	int64_t bits64;
	float f;
	double d;

	if (seq_order_rank(o, key, n, &r, NULL) != 0)
		return err_quote(out, outsz, key, n);
	switch (o->form) {
	case FORM_TEXT:
	case FORM_BYTES:
	case FORM_UTF8:
	case FORM_MD5:
		return err_quote(out, outsz, r.bytes, r.n);
	case FORM_FLOAT:
		bits32 = seq_get_i32(key);
		memcpy(&f, &bits32, sizeof(f));
		snprintf(out, outsz, "%.9g", (double)f);
		return out;
	case FORM_DOUBLE:
		bits64 = seq_get_i64(key);
		memcpy(&d, &bits64, sizeof(d));
		snprintf(out, outsz, "%.17g", d);
		return out;
	case FORM_BOOLEAN:
		snprintf(out, outsz, "%s", r.number != 0 ? "true" : "false");
		return out;
	case FORM_NULL:
		snprintf(out, outsz, "null");
		return out;
	default:
		snprintf(out, outsz, "%" PRId64, r.number);
		return out;
	}
}
