/* flatbuf_test.c - FlatBuffers: what is written is read, what is damaged is refused. */
#include "check.h"

#include "wire/fb_read.h"
#include "wire/fb_write.h"

/*
 * A table with one field of each size, a string, a vector of two tables (each with
 * a string) and a vector of pairs.
 */
static struct buf
sample(void)
{
	static const struct fbw_slot root[] = {
		{ 1, -5 }, { 8, INT64_MIN }, { 2, -300 }, { 4, 0 }, { 4, 123456 }, { 0, 0 },
		{ 4, 0 }, { 4, 0 }
	};
	static const struct fbw_slot leaf[] = { { 4, 0 } };
	static const int64_t pairs[6] = { 1, 2, 3, 4, 5, INT64_MAX };
	size_t at[8], ref, leafat[1], i;
	struct buf b = BUF_INIT;
	struct fbw w;

	fbw_begin(&w, &b, NULL);
	fbw_table(&w, FBW_ROOT, root, 8, at);
	fbw_str(&w, at[3], "hello", 5);
	ref = fbw_refs(&w, at[6], 2);
	for (i = 0; i < 2; i++) {
		fbw_table(&w, ref + 4 * i, leaf, 1, leafat);
		fbw_str(&w, leafat[0], i == 0 ? "" : "second", i == 0 ? 0 : 6);
	}
	fbw_structs(&w, at[7], pairs, 3, 16);
	CHECK_INT(fbw_end(&w), 0);
	return b;
}

/* Reads everything in it: 0, or -1. */
static int
walk(const uint8_t *p, size_t n, struct err *e)
{
	struct fb_table root, sub;
	struct fb_vec v;
	const char *s;
	struct fb f;
	int64_t x;
	size_t len;
	uint64_t i;

	fb_init(&f, p, n, e);
	if (fb_root(&f, &root) != 0 || fb_int(&f, &root, 0, 1, 0, &x) != 0 ||
	    fb_int(&f, &root, 1, 8, 0, &x) != 0 || fb_int(&f, &root, 2, 2, 0, &x) != 0 ||
	    fb_str(&f, &root, 3, &s, &len) < 0 || fb_int(&f, &root, 4, 4, 0, &x) != 0 ||
	    fb_vec(&f, &root, 6, 4, &v) < 0)
		return -1;
	for (i = 0; i < v.n; i++) {
		if (fb_vec_table(&f, &v, i, &sub) != 0 || fb_str(&f, &sub, 0, &s, &len) < 0)
			return -1;
		if (len > 0 && s[len] != '\0')
			return -1;
	}
	if (fb_vec(&f, &root, 7, 16, &v) < 0)
		return -1;
	for (i = 0; i < v.n; i++)
		(void)fb_i64_at(&f, v.at + 16 * i + 8);
	return 0;
}

TEST(written_and_read)
{
	struct buf b = sample();
	struct fb_table root, sub;
	struct fb_vec v;
	const char *s;
	struct fb f;
	int64_t x;
	size_t n;

	fb_init(&f, b.data, b.len, NULL);
	CHECK_INT(fb_root(&f, &root), 0);
	CHECK_INT(fb_int(&f, &root, 0, 1, 7, &x), 0);
	CHECK_INT(x, -5);
	CHECK_INT(fb_int(&f, &root, 1, 8, 7, &x), 0);
	CHECK_INT(x, INT64_MIN);
	CHECK_INT(fb_int(&f, &root, 2, 2, 7, &x), 0);
	CHECK_INT(x, -300);
	CHECK_INT(fb_int(&f, &root, 4, 4, 7, &x), 0);
	CHECK_INT(x, 123456);
	CHECK_INT(fb_int(&f, &root, 5, 4, 7, &x), 0);
	CHECK_INT(x, 7);		/* left out: the default */
	CHECK_INT(fb_int(&f, &root, 99, 4, 8, &x), 0);
	CHECK_INT(x, 8);		/* past the vtable */
	CHECK_INT(fb_str(&f, &root, 3, &s, &n), 1);
	CHECK_MEM(s, n, "hello", 5);
	CHECK_INT(fb_str(&f, &root, 5, &s, &n), 0);
	CHECK_INT(n, 0);
	CHECK_INT(fb_sub(&f, &root, 5, &sub), 0);
	CHECK_INT(fb_vec(&f, &root, 6, 4, &v), 1);
	CHECK_INT(v.n, 2);
	CHECK_INT(fb_vec_table(&f, &v, 1, &sub), 0);
	CHECK_INT(fb_str(&f, &sub, 0, &s, &n), 1);
	CHECK_MEM(s, n, "second", 6);
	CHECK_INT(fb_vec(&f, &root, 7, 16, &v), 1);
	CHECK_INT(v.n, 3);
	CHECK_INT(v.at % 8, 0);
	CHECK_INT(fb_i64_at(&f, v.at + 40), INT64_MAX);
	buf_release(&b);
}

/* Exactly as long as its content, so that sanitizers see a step too far. */
TEST(cut_and_corrupted)
{
	struct buf b = sample();
	static const uint8_t to[] = { 0, 1, 2, 4, 0x7f, 0x80, 0xfe, 0xff };
	size_t i, k, refused = 0;

	CHECK_INT(walk(b.data, b.len, NULL), 0);
	for (i = 0; i < b.len; i++) {
		uint8_t *copy = malloc(i + 1);
		struct err e = ERR_INIT;

		memcpy(copy, b.data, i);
		copy = realloc(copy, i > 0 ? i : 1);
		if (walk(copy, i, &e) != 0) {
			CHECK_INT(e.status, STATUS_DATA);
			CHECK_HAS(e.msg, "damaged metadata: ");
			CHECK(e.byte >= 0);
		} else {
			/* Padding may be cut off. */
			CHECK(i >= b.len - 8);
		}
		free(copy);
	}
	for (i = 0; i < b.len; i++) {
		for (k = 0; k < sizeof(to); k++) {
			uint8_t *copy = malloc(b.len);

			memcpy(copy, b.data, b.len);
			copy[i] = to[k];
			refused += walk(copy, b.len, NULL) != 0;
			free(copy);
		}
	}
	CHECK(refused > b.len);
	buf_release(&b);
}

/* The NUL of a string that ends the buffer must be part of it. */
TEST(string_at_the_end)
{
	static const struct fbw_slot node[] = { { 4, 0 } };
	struct buf b = BUF_INIT;
	struct fb_table root;
	const char *s;
	size_t at[1], n;
	struct fbw w;
	struct fb f;

	fbw_begin(&w, &b, NULL);
	fbw_table(&w, FBW_ROOT, node, 1, at);
	fbw_str(&w, at[0], "abcd", 4);
	CHECK_INT(fbw_end(&w), 0);
	fb_init(&f, b.data, b.len, NULL);
	CHECK_INT(fb_root(&f, &root), 0);
	CHECK_INT(fb_str(&f, &root, 0, &s, &n), 1);
	fb_init(&f, b.data, b.len - 1, NULL);
	CHECK_INT(fb_str(&f, &root, 0, &s, &n), -1);
	buf_release(&b);
}

/* Two references that lead to the same tables over and over again. */
TEST(shared_tables_do_not_expand)
{
	static const struct fbw_slot node[] = { { 4, 0 } };
	struct buf b = BUF_INIT;
	struct err e = ERR_INIT;
	size_t at[1], ref, i, n = 1000;
	struct fb_table root, sub;
	struct fb_vec v;
	struct fbw w;
	uint32_t off;
	struct fb f;

	fbw_begin(&w, &b, NULL);
	fbw_table(&w, FBW_ROOT, node, 1, at);
	ref = fbw_refs(&w, at[0], n);
	fbw_table(&w, ref, NULL, 0, NULL);
	CHECK_INT(fbw_end(&w), 0);
	/* Every reference leads to the table of the first one. */
	memcpy(&off, b.data + ref, 4);
	for (i = 0; i < n; i++) {
		uint32_t mine = off - (uint32_t)(4 * i);

		memcpy(b.data + ref + 4 * i, &mine, 4);
	}
	fb_init(&f, b.data, b.len, &e);
	CHECK_INT(fb_root(&f, &root), 0);
	CHECK_INT(fb_vec(&f, &root, 0, 4, &v), 1);
	for (i = 0; i < n && fb_vec_table(&f, &v, i, &sub) == 0; i++)
		;
	CHECK(i < n);
	CHECK_HAS(e.msg, "too many tables");
	buf_release(&b);
}
