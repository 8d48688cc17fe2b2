/* fb_write.c - FlatBuffers, front to back. */
#include "wire/fb_write.h"

#include <string.h>

static size_t
here(const struct fbw *w)
{
	return w->b->len - w->base;
}

static void
add(struct fbw *w, const void *p, size_t n)
{
	if (!w->failed && buf_add(w->b, p, n, w->e) != 0)
		w->failed = true;
}

static void
zero(struct fbw *w, size_t n)
{
	if (!w->failed && buf_zero(w->b, n, w->e) != 0)
		w->failed = true;
}

static void
add_u32(struct fbw *w, size_t v)
{
	uint32_t u = (uint32_t)v;

	if (v > INT32_MAX && !w->failed) {
		err_set(w->e, STATUS_DATA, "metadata over 2 GiB");
		w->failed = true;
	}
	add(w, &u, sizeof(u));
}

/* Zeros so that more bytes from here lead to a multiple of to. */
static void
align(struct fbw *w, size_t more, size_t to)
{
	zero(w, (to - (here(w) + more) % to) % to);
}

/* Makes the reference at link lead to the position target. */
static void
patch(struct fbw *w, size_t link, size_t target)
{
	uint32_t off = (uint32_t)(target - link);

	if (!w->failed)
		memcpy(w->b->data + w->base + link, &off, sizeof(off));
}

void
fbw_begin(struct fbw *w, struct buf *b, struct err *e)
{
	w->b = b;
	w->base = b->len;
	w->e = e;
	w->failed = false;
	add_u32(w, 0);
}

void
fbw_table(struct fbw *w, size_t link, const struct fbw_slot *slot, unsigned n, size_t *at)
{
	uint8_t body[4 + 8 * FBW_SLOTS + 8] = { 0 };
	uint16_t vtable[2 + FBW_SLOTS] = { 0 };
	unsigned size, i, end = 4, biggest = 4;
	int32_t back = (int32_t)(4 + 2 * n);
	size_t start;

	for (size = 8; size > 0; size /= 2) {
		for (i = 0; i < n; i++) {
			if (slot[i].size != size)
				continue;
			if (size > biggest)
				biggest = size;
			end = (end + size - 1) / size * size;
			vtable[2 + i] = (uint16_t)end;
			memcpy(body + end, &slot[i].v, size);
			end += size;
		}
	}
	vtable[0] = (uint16_t)back;
	vtable[1] = (uint16_t)end;
	memcpy(body, &back, sizeof(back));
	align(w, (size_t)back, biggest);
	add(w, vtable, (size_t)back);
	start = here(w);
	add(w, body, end);
	patch(w, link, start);
	for (i = 0; at != NULL && i < n; i++)
		at[i] = start + vtable[2 + i];
}

size_t
fbw_refs(struct fbw *w, size_t link, size_t n)
{
	align(w, 0, 4);
	patch(w, link, here(w));
	add_u32(w, n);
	zero(w, 4 * n);
	return here(w) - 4 * n;
}

void
fbw_structs(struct fbw *w, size_t link, const void *p, size_t n, size_t size)
{
	align(w, 4, 8);
	patch(w, link, here(w));
	add_u32(w, n);
	add(w, p, n * size);
}

void
fbw_str(struct fbw *w, size_t link, const void *p, size_t n)
{
	align(w, 0, 4);
	patch(w, link, here(w));
	add_u32(w, n);
	add(w, p, n);
	zero(w, 1);
}

int
fbw_end(struct fbw *w)
{
	return w->failed ? -1 : 0;
}
