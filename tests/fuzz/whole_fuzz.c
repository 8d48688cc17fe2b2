/*
 * whole_fuzz.c - compressed buffers from anywhere: what they give does not depend on
 * whether the size was known, on the limit, or on what was unpacked before; and what
 * was packed comes back.
 *
 * The first byte picks the kind; the rest is the buffer.
 */
#include "fuzz.h"

#include <stdbool.h>
#include <stdlib.h>
#include <string.h>

#include "codec/whole.h"

#define LIMIT ((size_t)1 << 20)

static void
need(bool is)
{
	if (!is)
		abort();
}

static void
same(const struct buf *a, const struct buf *b)
{
	need(a->len == b->len && (a->len == 0 || memcmp(a->data, b->data, a->len) == 0));
}

/* The bytes, compressed and back. */
static void
round_trip(enum whole kind, struct whole_unpack *u, const uint8_t *p, size_t n)
{
	struct buf packed = BUF_INIT, out = BUF_INIT;
	struct whole_pack *w = whole_pack_new(kind, 0, NULL);

	need(w != NULL && whole_pack(w, p, n, &packed, NULL) == 0);
	need(whole_unpack(u, packed.data, packed.len, n, 0, &out, NULL) == 0);
	need(out.len == n && (n == 0 || memcmp(out.data, p, n) == 0));
	whole_pack_free(w);
	buf_release(&packed);
	buf_release(&out);
}

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t len)
{
	struct buf one = BUF_INIT, other = BUF_INIT;
	struct whole_unpack *u;
	struct err e = ERR_INIT;
	enum whole kind;
	const uint8_t *p;
	size_t n;
	int rc;

	if (len == 0 || len > 1 << 16)
		return 0;
	kind = data[0] % WHOLE_KINDS;
	p = data + 1;
	n = len - 1;
	need((u = whole_unpack_new(kind, NULL)) != NULL);
	rc = whole_unpack(u, p, n, WHOLE_UNKNOWN, LIMIT, &one, &e);
	if (rc != 0) {
		need(e.status == STATUS_DATA && e.msg[0] != '\0' && one.len == 0);
		need(e.byte <= (int64_t)n);
		/* No size makes it better. */
		need(whole_unpack(u, p, n, n, LIMIT, &other, NULL) != 0);
	} else {
		need(whole_unpack(u, p, n, one.len, LIMIT, &other, NULL) == 0);
		same(&one, &other);
		other.len = 0;
		need(whole_unpack(u, p, n, one.len + 1, LIMIT + 1, &other, NULL) != 0);
		need(one.len < 2 || whole_unpack(u, p, n, WHOLE_UNKNOWN, one.len - 1, &other, NULL) != 0);
		need(one.len < 1 || whole_unpack(u, p, n, one.len - 1, LIMIT, &other, NULL) != 0);
		need(other.len == 0);
		/* The second time, with memory that is there. */
		need(whole_unpack(u, p, n, WHOLE_UNKNOWN, LIMIT, &other, NULL) == 0);
		same(&one, &other);
	}
	round_trip(kind, u, p, n);
	whole_unpack_free(u);
	buf_release(&one);
	buf_release(&other);
	return 0;
}
