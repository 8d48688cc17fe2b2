/* table_fit.c - narrow columns, then leave some out. */
#include "format/table_fit.h"

#include <stdint.h>

/* Narrower than this a column tells too little: rather leave some out. */
#define NARROW 8

static size_t
least(size_t a, size_t b)
{
	return a < b ? a : b;
}

/* What the shown columns take when none is wider than cap. */
static size_t
total(const struct table_fit *f, const size_t *width, size_t n, size_t cap)
{
	size_t sum = 0, k;

	for (k = 0; k < n; k++)
		if (k < f->head || k >= n - f->tail)
			sum += least(width[k], cap);
	return sum;
}

/* Takes columns from both ends in turn, as many as the window holds when they are narrow. */
static void
leave_out(struct table_fit *f, const size_t *width, size_t n, size_t window)
{
	/* The first border, and the column that stands for the others. */
	size_t used = 1 + TABLE_WIDTH_MIN + 1;

	f->head = f->tail = 0;
	while (f->head + f->tail < n) {
		size_t k = f->head <= f->tail ? f->head : n - 1 - f->tail;

		used += least(width[k], NARROW) + 1;
		if (used > window)
			break;
		*(k == f->head ? &f->head : &f->tail) += 1;
	}
	if (f->head == 0 && n > 0)
		f->head = 1;
}

void
table_fit(struct table_fit *f, const size_t *width, size_t n, size_t window)
{
	size_t shown, borders, low = TABLE_WIDTH_MIN, high = window;

	*f = (struct table_fit){ .head = n, .cap = SIZE_MAX };
	if (window == 0 || total(f, width, n, SIZE_MAX) + n + 1 <= window)
		return;
	if (total(f, width, n, NARROW) + n + 1 > window)
		leave_out(f, width, n, window);
	shown = f->head + f->tail;
	borders = shown + 1 + (shown < n ? TABLE_WIDTH_MIN + 1 : 0);
	/* The widest cap that fits. */
	while (low < high) {
		f->cap = low + (high - low + 1) / 2;
		if (total(f, width, n, f->cap) + borders <= window)
			low = f->cap;
		else
			high = f->cap - 1;
	}
	f->cap = low;
}
