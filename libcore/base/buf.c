/* buf.c - growing bytes. */
#include "base/buf.h"

#include <stdio.h>
#include <stdlib.h>

#include "base/mem.h"

/* From here on it does not double: it grows in place. */
#define MUCH ((size_t)64 << 20)

void
buf_release(struct buf *b)
{
	free(b->data);
	memset(b, 0, sizeof(*b));
}

int
buf_reserve(struct buf *b, size_t more, struct err *e)
{
	size_t want, cap;
	void *p = b->data;

	if (more <= b->cap - b->len)
		return 0;
	if (more > SIZE_MAX / 4 - b->len)
		return err_nomem(e, more);
	want = b->len + more;
	cap = b->cap < 256 ? 256 : b->cap < MUCH ? b->cap * 2 : b->cap + b->cap / 4;
	if (cap < want)
		cap = want;
	cap = (cap + BLOCK_ALIGN - 1) / BLOCK_ALIGN * BLOCK_ALIGN;
	if (b->data != NULL) {
		if (mem_aligned_grow(&p, b->len, cap, e) != 0) {
			b->data = p;
			return -1;
		}
	} else if ((p = mem_aligned(cap, e)) == NULL) {
		return -1;
	}
	b->data = p;
	b->cap = cap;
	return 0;
}

int
buf_add(struct buf *b, const void *p, size_t n, struct err *e)
{
	if (buf_reserve(b, n, e) != 0)
		return -1;
	buf_put_bytes(b, p, n);
	return 0;
}

int
buf_zero(struct buf *b, size_t n, struct err *e)
{
	if (buf_reserve(b, n, e) != 0)
		return -1;
	memset(b->data + b->len, 0, n);
	b->len += n;
	return 0;
}

int
buf_printf(struct buf *b, struct err *e, const char *fmt, ...)
{
	va_list ap;
	int rc;

	va_start(ap, fmt);
	rc = buf_vprintf(b, e, fmt, ap);
	va_end(ap);
	return rc;
}

int
buf_vprintf(struct buf *b, struct err *e, const char *fmt, va_list ap)
{
	va_list again;
	int n;

	va_copy(again, ap);
	n = vsnprintf(NULL, 0, fmt, again);
	va_end(again);
	if (n < 0)
		return err_set(e, STATUS_SYSTEM, "cannot format text");
	if (buf_reserve(b, (size_t)n + 1, e) != 0)
		return -1;
	(void)vsnprintf((char *)b->data + b->len, (size_t)n + 1, fmt, ap);
	b->len += (size_t)n;
	return 0;
}

static void
release_buf(struct block *b)
{
	free(b->data);
}

struct block *
buf_to_block(struct buf *b, struct err *e)
{
	struct block *k;
	size_t pad;

	if (buf_reserve(b, 1, e) != 0)
		return NULL;
	pad = (BLOCK_ALIGN - b->len % BLOCK_ALIGN) % BLOCK_ALIGN;
	if (pad > b->cap - b->len)
		pad = b->cap - b->len;
	memset(b->data + b->len, 0, pad);
	if ((k = block_wrap(b->data, b->len, release_buf, NULL, e)) == NULL)
		return NULL;
	memset(b, 0, sizeof(*b));
	return k;
}
