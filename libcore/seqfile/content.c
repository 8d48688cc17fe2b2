/* content.c - items without their serialized form. */
#include "seqfile/content.h"

#include <string.h>

#include "base/num.h"
#include "seqfile/vint.h"

bool
content_plain(const struct writable *w)
{
	return w->id == WRITABLE_TEXT || w->id == WRITABLE_BYTES;
}

int
content_get(const struct writable *w, const uint8_t *p, size_t n, const uint8_t **out,
    size_t *nout, struct err *e)
{
	bool text = w->id == WRITABLE_TEXT;
	int32_t size = -1;
	int at = 4;

	if (text)
		at = vint_get(p, n, &size);
	else if (n >= 4)
		size = seq_get_i32(p);
	if (at <= 0 || (text ? 0 : n < 4) || size < 0 || n - (size_t)at != (size_t)size) {
		err_set(e, STATUS_DATA, "%s of %zu bytes says that it has %ld",
		    text ? "a Text" : "a BytesWritable", n, (long)size);
		if (e != NULL)
			e->byte = 0;
		return -1;
	}
	*out = p + at;
	*nout = (size_t)size;
	return 0;
}

size_t
content_size(const struct writable *w, size_t n)
{
	uint8_t digits[VLONG_MAX];

	if (w->id == WRITABLE_BYTES)
		return n >= 4 ? n - 4 : 0;
	for (size_t k = 1; w->id == WRITABLE_TEXT && k <= VINT_MAX && k <= n; k++)
		if (vlong_put(digits, (int64_t)(n - k)) == k)
			return n - k;
	return n;
}

static int
not_a(const struct writable *w, const char *text, struct err *e)
{
	char quoted[200];

	return err_set(e, STATUS_USAGE, "the key is no %s: %s", writable_name(w),
	    err_quote(quoted, sizeof(quoted), text, strlen(text)));
}

/* A number in the lowest n bytes of v, or as a VInt (n 0). */
static int
put_number(int64_t v, int n, struct buf *out, struct err *e)
{
	uint8_t bytes[VLONG_MAX];

	if (n == 0)
		return buf_add(out, bytes, vlong_put(bytes, v), e);
	seq_put_i64(bytes, v);
	return buf_add(out, bytes + 8 - n, (size_t)n, e);
}

static int
key_integer(const struct writable *w, const char *text, int bits, int n, struct buf *out,
    struct err *e)
{
	int64_t most = bits == 64 ? INT64_MAX : ((int64_t)1 << (bits - 1)) - 1, v;

	if (!num_parse_i64(text, strlen(text), &v) || v > most || v < -most - 1)
		return not_a(w, text, e);
	return put_number(v, n, out, e);
}

static int
key_real(const struct writable *w, const char *text, struct buf *out, struct err *e)
{
	size_t len = strlen(text);
	uint32_t bits;
	int64_t wide;
	double d;
	float f;

	if (w->id == WRITABLE_FLOAT) {
		if (!num_parse_f32(text, len, &f))
			return not_a(w, text, e);
		memcpy(&bits, &f, sizeof(bits));
		return put_number(bits, 4, out, e);
	}
	if (!num_parse_f64(text, len, &d))
		return not_a(w, text, e);
	memcpy(&wide, &d, sizeof(wide));
	return put_number(wide, 8, out, e);
}

static int
key_md5(const struct writable *w, const char *text, struct buf *out, struct err *e)
{
	uint8_t bytes[16];

	if (!num_parse_hex(text, bytes, sizeof(bytes)))
		return not_a(w, text, e);
	return buf_add(out, bytes, sizeof(bytes), e);
}

int
content_key(const struct writable *w, const char *text, struct buf *out, struct err *e)
{
	size_t len = strlen(text);

	switch (w->id) {
	case WRITABLE_TEXT:
	case WRITABLE_BYTES:
		if (put_number((int64_t)len, w->id == WRITABLE_TEXT ? 0 : 4, out, e) != 0)
			return -1;
		return buf_add(out, text, len, e);
	case WRITABLE_BOOLEAN:
		if (strcmp(text, "true") != 0 && strcmp(text, "false") != 0)
			return not_a(w, text, e);
		return put_number(*text == 't', 1, out, e);
	case WRITABLE_BYTE:
		return key_integer(w, text, 8, 1, out, e);
	case WRITABLE_SHORT:
		return key_integer(w, text, 16, 2, out, e);
	case WRITABLE_INT:
		return key_integer(w, text, 32, 4, out, e);
	case WRITABLE_LONG:
		return key_integer(w, text, 64, 8, out, e);
	case WRITABLE_VINT:
		return key_integer(w, text, 32, 0, out, e);
	case WRITABLE_VLONG:
		return key_integer(w, text, 64, 0, out, e);
	case WRITABLE_FLOAT:
	case WRITABLE_DOUBLE:
		return key_real(w, text, out, e);
	case WRITABLE_MD5:
		return key_md5(w, text, out, e);
	default:
		return err_set(e, STATUS_USAGE, "a key of class %s cannot be named",
		    writable_name(w));
	}
}
