/* mem_test.c - memory that grows or is cut: contents, alignment, padding, what is moved. */
#include "check.h"

#include "base/block.h"
#include "base/buf.h"
#include "base/mem.h"

static bool
zero(const uint8_t *p, size_t n)
{
	size_t i;

	for (i = 0; i < n && p[i] == 0; i++)
		;
	return i == n;
}

/* Byte i of what is kept. */
static uint8_t
mark(size_t i)
{
	return (uint8_t)(i * 7 + (i >> 12));
}

TEST(a_block_grows_and_keeps_what_it_held)
{
	/* Below and above the size from which the kernel moves pages. */
	static const size_t from[] = { 1, 63, 64, 4097, (8 << 20) - 1, 8 << 20, (9 << 20) + 5 };
	static const size_t more[] = { 1, 65, 1 << 20, (20 << 20) + 3 };
	size_t i, k, at, n;

	for (i = 0; i < sizeof(from) / sizeof(*from); i++) {
		for (k = 0; k < sizeof(more) / sizeof(*more); k++) {
			struct block *b = block_new(from[i], NULL);

			REQUIRE(b != NULL);
			for (at = 0; at < from[i]; at++)
				b->data[at] = mark(at);
			n = from[i] + more[k];
			CHECK_INT(block_resize(&b, n, NULL), 0);
			CHECK_UINT(b->size, n);
			CHECK_UINT((uintptr_t)b->data % BLOCK_ALIGN, 0);
			for (at = 0; at < from[i] && b->data[at] == mark(at); at++)
				;
			CHECK_UINT(at, from[i]);
			CHECK(zero(b->data + n, (BLOCK_ALIGN - n % BLOCK_ALIGN) % BLOCK_ALIGN));
			/* It never becomes smaller. */
			CHECK_INT(block_resize(&b, 1, NULL), 0);
			CHECK_UINT(b->size, n);
			block_unref(b);
		}
	}
}

TEST(a_block_is_cut_and_keeps_what_it_held)
{
	static const size_t from[] = { 0, 1, 64, 1000, 200000, 9 << 20 };
	size_t i, k, at, n;

	for (i = 0; i < sizeof(from) / sizeof(*from); i++) {
		for (k = 0; k < 4; k++) {
			struct block *b = block_new(from[i], NULL);

			REQUIRE(b != NULL);
			for (at = 0; at < from[i]; at++)
				b->data[at] = mark(at);
			n = from[i] * k / 3;
			block_cut(&b, n);
			CHECK_UINT(b->size, n);
			CHECK_UINT((uintptr_t)b->data % BLOCK_ALIGN, 0);
			for (at = 0; at < n && b->data[at] == mark(at); at++)
				;
			CHECK_UINT(at, n);
			CHECK(zero(b->data + n, (BLOCK_ALIGN - n % BLOCK_ALIGN) % BLOCK_ALIGN));
			block_unref(b);
		}
	}
}

TEST(a_buf_grows_from_nothing_to_much)
{
	struct buf b = BUF_INIT;
	uint8_t piece[100003];
	size_t at, n = sizeof(piece);

	while (b.len < (20u << 20)) {
		for (at = 0; at < n; at++)
			piece[at] = mark(b.len + at);
		REQUIRE(buf_add(&b, piece, n, NULL) == 0);
		CHECK_UINT((uintptr_t)b.data % BLOCK_ALIGN, 0);
	}
	for (at = 0; at < b.len && b.data[at] == mark(at); at++)
		;
	CHECK_UINT(at, b.len);
	buf_release(&b);
}

TEST(too_much_is_refused_and_loses_nothing)
{
	struct block *b = block_new(16 << 20, NULL);
	struct err e = ERR_INIT;

	REQUIRE(b != NULL);
	b->data[0] = 42;
	CHECK_INT(block_resize(&b, SIZE_MAX - 100, &e), -1);
	CHECK_INT(e.status, STATUS_SYSTEM);
	CHECK_UINT(b->size, 16 << 20);
	CHECK_INT(b->data[0], 42);
	block_unref(b);
}
