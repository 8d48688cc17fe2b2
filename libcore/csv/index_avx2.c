/* index_avx2.c - cells 64 bytes at a time. */
#include "csv/index.h"

#ifdef __x86_64__
#include "csv/block_avx2.h"

/* Room that a block may need in each list; numbers are written eight at a time. */
#define ROOM 72

/* The lists of an index while they grow. */
struct lists {
	uint32_t *end, *start, *last;
	size_t left;		/* blocks that there is room for */
};

/* Takes the ends of the lists out of x, or puts them back. */
static inline uint32_t *
tail(const struct buf *b)
{
	return (uint32_t *)(void *)(b->data + b->len);
}

static inline void
put_back(struct buf *b, const uint32_t *end)
{
	b->len = (size_t)((const uint8_t *)end - b->data);
}

static inline size_t
blocks_left(const struct buf *b)
{
	return (b->cap - b->len) / (ROOM * sizeof(uint32_t));
}

static void
close_lists(struct csv_index *x, const struct lists *l)
{
	put_back(&x->end, l->end);
	put_back(&x->start, l->start);
	put_back(&x->last, l->last);
}

/* Makes room for some blocks, blocks of them if that is cheap. */
static int
open_lists(struct csv_index *x, struct lists *l, size_t blocks, struct err *e)
{
	size_t want = (blocks < 64 ? blocks : 64) * ROOM * sizeof(uint32_t), k;

	if (buf_room(&x->end, want, e) != 0 || buf_room(&x->start, want, e) != 0 ||
	    buf_room(&x->last, want, e) != 0)
		return -1;
	*l = (struct lists){ tail(&x->end), tail(&x->start), tail(&x->last),
		blocks_left(&x->end) };
	k = blocks_left(&x->start);
	l->left = k < l->left ? k : l->left;
	k = blocks_left(&x->last);
	l->left = k < l->left ? k : l->left;
	return 0;
}

/* Writes from plus the number of each bit to to, and up to seven more; where they end. */
static inline uint32_t *
flatten(uint32_t *to, uint64_t bits, uint32_t from)
{
	size_t n = (size_t)_mm_popcnt_u64(bits);

#define NEXT(k) (to[k] = from + (uint32_t)_tzcnt_u64(bits), bits = _blsr_u64(bits))
	for (uint32_t *end = to + n;; to += 8) {
		NEXT(0), NEXT(1), NEXT(2), NEXT(3), NEXT(4), NEXT(5), NEXT(6), NEXT(7);
		if (bits == 0)
			return end;
	}
#undef NEXT
}

/* Appends how many cells end up to each of the records, which are ends among the cells. */
static inline uint32_t *
ranks(uint32_t *to, uint64_t records, uint64_t cells, size_t before)
{
	for (; records != 0; records = _blsr_u64(records))
		*to++ = (uint32_t)(before + (size_t)_mm_popcnt_u64(cells & _blsmsk_u64(records)));
	return to;
}

/* One block, its bytes outside of quoted cells being known; before: cells so far. */
static inline void
block(struct lists *l, const struct csv_block *k, uint64_t inside, bool blank, size_t from,
    size_t before)
{
	uint64_t end = k->end & ~inside, start = end << 1 | blank;
	uint64_t record = end & ~start, cells = record | (k->delimiter & ~inside);

	if (cells != 0)
		l->end = flatten(l->end, cells, (uint32_t)from);
	start &= ~end;
	for (; start != 0; start = _blsr_u64(start))
		*l->start++ = (uint32_t)(from + (size_t)_tzcnt_u64(start));
	l->last = ranks(l->last, record, cells, before);
}

int
csv_index_avx2(struct csv_index *x, const struct csv_dialect *d, const uint8_t *p, size_t n,
    enum csv_at *at, struct err *e)
{
	const struct csv_bytes c = csv_bytes(d);
	enum csv_at where = *at;
	struct lists l;
	size_t i, blocks = n / 64;

	if (open_lists(x, &l, blocks, e) != 0)
		return -1;
	for (i = 0; i < blocks * 64; i += 64) {
		struct csv_block k = csv_load(&c, p + i);
		bool blank = where == CSV_START;
		uint64_t inside = 0;

		csv_delimiters(&k, &c);
		if (l.left-- == 0) {
			close_lists(x, &l);
			if (open_lists(x, &l, blocks - i / 64, e) != 0)
				return -1;
			l.left--;
		}
		if (csv_inside(&k, &where, &inside)) {
			block(&l, &k, inside, blank, i,
			    (size_t)(l.end - (const uint32_t *)(const void *)x->end.data));
			continue;
		}
		close_lists(x, &l);
		if (csv_index_portable(x, d, p, i, i + 64, &where, e) != 0)
			return -1;
		*at = where;
		if (x->fault != CSV_OK)
			return 0;
		if (open_lists(x, &l, blocks - i / 64, e) != 0)
			return -1;
	}
	close_lists(x, &l);
	*at = where;
	return csv_index_portable(x, d, p, i, n, at, e);
}
#endif
