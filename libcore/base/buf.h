/* buf.h - growing bytes, 64-byte aligned, that can become a block without a copy. */
#ifndef SLUICE_BASE_BUF_H
#define SLUICE_BASE_BUF_H

#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include "base/block.h"
#include "base/err.h"

struct buf {
	uint8_t *data;
	size_t len;
	size_t cap;
};

#define BUF_INIT { NULL, 0, 0 }

/* Frees the memory and leaves an empty buf. */
void buf_release(struct buf *b);

/* Makes room for more bytes after len.  0, or -1 with b unchanged. */
int buf_reserve(struct buf *b, size_t more, struct err *e);

/* Appends n bytes.  0 or -1. */
int buf_add(struct buf *b, const void *p, size_t n, struct err *e);

/* Appends n zero bytes. */
int buf_zero(struct buf *b, size_t n, struct err *e);

/* Appends formatted text, without its NUL. */
int buf_printf(struct buf *b, struct err *e, const char *fmt, ...)
	__attribute__((format(printf, 3, 4)));
int buf_vprintf(struct buf *b, struct err *e, const char *fmt, va_list ap)
	__attribute__((format(printf, 3, 0)));

/* Turns the content into a block (one reference) and empties b; NULL on failure. */
struct block *buf_to_block(struct buf *b, struct err *e);

/* As buf_reserve(), without a call where there is room: for loops over small things. */
static inline int
buf_room(struct buf *b, size_t more, struct err *e)
{
	return more <= b->cap - b->len ? 0 : buf_reserve(b, more, e);
}

/* Appends one byte where buf_reserve made room. */
static inline void
buf_put(struct buf *b, uint8_t c)
{
	b->data[b->len++] = c;
}

/* Appends n bytes where buf_reserve made room. */
static inline void
buf_put_bytes(struct buf *b, const void *p, size_t n)
{
	if (n > 0)
		memcpy(b->data + b->len, p, n);
	b->len += n;
}

#endif
