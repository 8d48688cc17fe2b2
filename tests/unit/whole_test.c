/* whole_test.c - whole buffers: round trips, several members, limits, damage. */
#include "check.h"

#include "codec/whole.h"

/* Bytes that compress somewhat, the same every time. */
static void
fill(uint8_t *p, size_t n, uint32_t seed)
{
	for (size_t i = 0; i < n; i++) {
		seed = seed * 1664525 + 1013904223;
		p[i] = seed >> 30 ? 'a' + (i / 7) % 16 : (uint8_t)(seed >> 24);
	}
}

static void
pack(enum whole kind, const void *p, size_t n, struct buf *out)
{
	struct whole_pack *w = whole_pack_new(kind, 0, NULL);

	if (CHECK(w != NULL))
		CHECK_INT(whole_pack(w, p, n, out, NULL), 0);
	whole_pack_free(w);
}

static int
unpack(enum whole kind, const void *p, size_t n, size_t size, size_t limit, struct buf *out,
    struct err *e)
{
	struct whole_unpack *w = whole_unpack_new(kind, e);
	/* Its own memory, so that the sanitizer sees a read past the end. */
	uint8_t *copy = malloc(n == 0 ? 1 : n);
	int rc;

	if (n > 0)
		memcpy(copy, p, n);
	rc = w == NULL ? -1 : whole_unpack(w, copy, n, size, limit, out, e);
	free(copy);
	whole_unpack_free(w);
	return rc;
}

/* Sizes around what chunks, guesses and libraries care about. */
static const size_t sizes[] = { 0, 1, 5, 63, 64, 65, 1000, 65535, 65536, 218421, 218422, 218423,
	261100, 261101, 600000, 1000003 };
#define NSIZES (sizeof(sizes) / sizeof(*sizes))

TEST(round_trips)
{
	static uint8_t data[1000003];

	fill(data, sizeof(data), 1);
	for (int k = 0; k < WHOLE_KINDS; k++) {
		struct whole_pack *w = whole_pack_new(k, 0, NULL);
		struct whole_unpack *u = whole_unpack_new(k, NULL);

		REQUIRE(w != NULL && u != NULL);
		for (size_t i = 0; i < NSIZES; i++) {
			struct buf packed = BUF_INIT, out = BUF_INIT;
			struct err e = ERR_INIT;

			CHECK_INT(buf_add(&out, "xy", 2, &e), 0);
			CHECK_INT(whole_pack(w, data, sizes[i], &packed, &e), 0);
			CHECK_INT(whole_unpack(u, packed.data, packed.len, sizes[i], 0, &out, &e), 0);
			CHECK_INT(whole_unpack(u, packed.data, packed.len, WHOLE_UNKNOWN, 0, &out,
			    &e), 0);
			CHECK_STR(e.msg, "");
			CHECK_UINT(out.len, 2 + 2 * sizes[i]);
			CHECK_MEM(out.data, 2, "xy", 2);
			CHECK_MEM(out.data + 2, sizes[i], data, sizes[i]);
			CHECK_MEM(out.data + 2 + sizes[i], sizes[i], data, sizes[i]);
			buf_release(&packed);
			buf_release(&out);
		}
		whole_pack_free(w);
		whole_unpack_free(u);
	}
}

TEST(packing_does_not_depend_on_what_came_before)
{
	static uint8_t data[300000];

	fill(data, sizeof(data), 2);
	for (int k = 0; k < WHOLE_KINDS; k++) {
		struct whole_pack *w = whole_pack_new(k, 0, NULL);
		struct buf one = BUF_INIT, other = BUF_INIT, rest = BUF_INIT;

		REQUIRE(w != NULL);
		CHECK_INT(whole_pack(w, data, sizeof(data), &one, NULL), 0);
		CHECK_INT(whole_pack(w, data + 1, 5000, &rest, NULL), 0);
		CHECK_INT(whole_pack(w, data, sizeof(data), &other, NULL), 0);
		CHECK_MEM(other.data, other.len, one.data, one.len);
		buf_release(&one);
		buf_release(&other);
		buf_release(&rest);
		whole_pack_free(w);
	}
}

TEST(levels)
{
	static uint8_t data[100000];

	fill(data, sizeof(data), 3);
	for (int k = 0; k < WHOLE_KINDS; k++) {
		struct err e = ERR_INIT;
		int least, most;

		whole_levels(k, &least, &most);
		CHECK(whole_pack_new(k, most + 1, &e) == NULL);
		CHECK_INT(e.status, STATUS_USAGE);
		CHECK_HAS(e.msg, whole_name(k));
		CHECK(whole_pack_new(k, -1, NULL) == NULL);
		for (int l = least; l <= most && l > 0; l += most - least > 4 ? 5 : 1) {
			struct whole_pack *w = whole_pack_new(k, l, NULL);
			struct buf packed = BUF_INIT, out = BUF_INIT;

			REQUIRE(w != NULL);
			CHECK_INT(whole_pack(w, data, sizeof(data), &packed, NULL), 0);
			CHECK_INT(unpack(k, packed.data, packed.len, sizeof(data), 0, &out, NULL), 0);
			CHECK_MEM(out.data, out.len, data, sizeof(data));
			whole_pack_free(w);
			buf_release(&packed);
			buf_release(&out);
		}
	}
}

TEST(members_back_to_back_are_one)
{
	static uint8_t data[50000];

	fill(data, sizeof(data), 4);
	for (int k = WHOLE_ZLIB; k < WHOLE_KINDS; k++) {
		struct buf packed = BUF_INIT, out = BUF_INIT;

		pack(k, data, 40000, &packed);
		/* In the framing an empty one ends the stream. */
		if (k != WHOLE_SNAPPY && k != WHOLE_LZ4)
			pack(k, data, 0, &packed);
		pack(k, data + 40000, 10000, &packed);
		CHECK_INT(unpack(k, packed.data, packed.len, sizeof(data), 0, &out, NULL), 0);
		CHECK_MEM(out.data, out.len, data, sizeof(data));
		out.len = 0;
		CHECK_INT(unpack(k, packed.data, packed.len, WHOLE_UNKNOWN, 0, &out, NULL), 0);
		CHECK_MEM(out.data, out.len, data, sizeof(data));
		buf_release(&packed);
		buf_release(&out);
	}
}

TEST(trailing_bytes_are_an_error)
{
	static const char *const junk[] = { "x", "\0", "\0\0\0\0", "BZ", "\x1f\x8b\x08", "\x78\x9c",
		"\x28\xb5\x2f\xfd", "\0\0\0\5\0\0\0\5" };
	static const size_t njunk[] = { 1, 1, 4, 2, 3, 2, 4, 8 };

	for (int k = WHOLE_ZLIB; k < WHOLE_KINDS; k++)
		for (size_t i = 0; i < sizeof(njunk) / sizeof(*njunk); i++) {
			struct buf packed = BUF_INIT, out = BUF_INIT;
			struct err e = ERR_INIT;
			/* Hadoop ends some buffers so. */
			bool end = (k == WHOLE_SNAPPY || k == WHOLE_LZ4) && i == 2;

			pack(k, "hello", 5, &packed);
			CHECK_INT(buf_add(&packed, junk[i], njunk[i], NULL), 0);
			CHECK_INT(unpack(k, packed.data, packed.len, WHOLE_UNKNOWN, 0, &out, &e),
			    end ? 0 : -1);
			CHECK_UINT(out.len, end ? 5 : 0);
			CHECK_INT(e.status, end ? 0 : STATUS_DATA);
			out.len = 0;
			CHECK_INT(unpack(k, packed.data, packed.len, 5, 0, &out, NULL),
			    end ? 0 : -1);
			/* And one more byte after the end is too much there too. */
			if (end) {
				CHECK_INT(buf_zero(&packed, 1, NULL), 0);
				CHECK_INT(unpack(k, packed.data, packed.len, 5, 0, &out, &e), -1);
				CHECK_HAS(e.msg, "trailing bytes after");
			}
			buf_release(&packed);
			buf_release(&out);
		}
}

TEST(cut_at_every_byte_is_an_error)
{
	static uint8_t data[3000];

	fill(data, sizeof(data), 5);
	for (int k = WHOLE_ZLIB; k < WHOLE_KINDS; k++) {
		struct buf packed = BUF_INIT, out = BUF_INIT;

		pack(k, data, sizeof(data), &packed);
		for (size_t n = 0; n < packed.len; n++) {
			struct err e = ERR_INIT;

			CHECK_INT(unpack(k, packed.data, n, sizeof(data), 0, &out, &e), -1);
			CHECK_INT(e.status, STATUS_DATA);
			CHECK(e.msg[0] != '\0');
			CHECK_UINT(out.len, 0);
			/* No bytes at all are a framed stream of nothing. */
			if (n > 0 || k < WHOLE_SNAPPY)
				CHECK_INT(unpack(k, packed.data, n, WHOLE_UNKNOWN, 0, &out, NULL), -1);
		}
		buf_release(&packed);
		buf_release(&out);
	}
}

TEST(flipped_bits_are_seen_where_there_is_a_checksum)
{
	static uint8_t data[3000];

	fill(data, sizeof(data), 6);
	for (int k = WHOLE_ZLIB; k <= WHOLE_ZSTD; k++) {
		struct buf packed = BUF_INIT, out = BUF_INIT;

		pack(k, data, sizeof(data), &packed);
		for (size_t i = 0; i < packed.len * 8; i += 5) {
			int rc;

			packed.data[i / 8] ^= 1 << i % 8;
			rc = unpack(k, packed.data, packed.len, WHOLE_UNKNOWN, 0, &out, NULL);
			/* Fields of the header that say nothing about the bytes may change. */
			if (rc == 0)
				CHECK_MEM(out.data, out.len, data, sizeof(data));
			out.len = 0;
			packed.data[i / 8] ^= 1 << i % 8;
		}
		buf_release(&packed);
		buf_release(&out);
	}
}

TEST(the_size_must_be_right)
{
	for (int k = 0; k < WHOLE_KINDS; k++) {
		struct buf packed = BUF_INIT, out = BUF_INIT;
		struct err e = ERR_INIT;

		pack(k, "hello, hello, hello", 19, &packed);
		CHECK_INT(unpack(k, packed.data, packed.len, 18, 0, &out, &e), -1);
		CHECK_HAS(e.msg, "decompresses to more than the 18 bytes that it should");
		CHECK_INT(unpack(k, packed.data, packed.len, 20, 0, &out, &e), -1);
		CHECK_HAS(e.msg, "data of 19 bytes, not 20");
		CHECK_INT(unpack(k, packed.data, packed.len, 0, 0, &out, &e), -1);
		CHECK_INT(unpack(k, packed.data, packed.len, 19, 0, &out, &e), 0);
		out.len = 0;
		/* The limit itself may be reached. */
		CHECK_INT(unpack(k, packed.data, packed.len, WHOLE_UNKNOWN, 19, &out, &e), 0);
		out.len = 0;
		CHECK_INT(unpack(k, packed.data, packed.len, WHOLE_UNKNOWN, 18, &out, &e), -1);
		CHECK_HAS(e.msg, "the limit of 18 bytes");
		CHECK_INT(unpack(k, packed.data, packed.len, 19, 18, &out, &e), -1);
		CHECK_HAS(e.msg, "over the limit of 18");
		CHECK_UINT(out.len, 0);
		buf_release(&packed);
		buf_release(&out);
	}
}

/* What says that it is huge takes no memory for that. */
TEST(bombs_stay_small)
{
	static uint8_t zeros[4 << 20];
	static const size_t huge = (size_t)1 << 40;

	for (int k = WHOLE_ZLIB; k < WHOLE_KINDS; k++) {
		struct buf packed = BUF_INIT, out = BUF_INIT;
		struct err e = ERR_INIT;

		pack(k, zeros, sizeof(zeros), &packed);
		CHECK_INT(unpack(k, packed.data, packed.len, WHOLE_UNKNOWN, 1 << 20, &out, &e), -1);
		CHECK_HAS(e.msg, "the limit of 1048576 bytes");
		CHECK(out.cap <= 4 << 20);
		buf_release(&out);
		/* Somebody who believes in more, and a stream that is not enough for it. */
		CHECK_INT(unpack(k, packed.data, packed.len < 100 ? packed.len : 100, huge, SIZE_MAX,
		    &out, &e), -1);
		CHECK(out.cap <= 8 << 20);
		buf_release(&packed);
		buf_release(&out);
	}
	for (int k = WHOLE_SNAPPY; k <= WHOLE_LZ4; k++) {
		/* A block of 4 GB in one chunk of some bytes, which for Snappy says so too. */
		static const uint8_t big[] = { 0xff, 0xff, 0xff, 0xff, 0, 0, 0, 7, 0xff, 0xff, 0xff,
			0xff, 0x0f, 0, 0 };
		struct buf out = BUF_INIT;
		struct err e = ERR_INIT;

		CHECK_INT(unpack(k, big, sizeof(big), WHOLE_UNKNOWN, 0, &out, &e), -1);
		CHECK_HAS(e.msg, "the limit of 1073741824 bytes");
		CHECK_INT(unpack(k, big, sizeof(big), WHOLE_UNKNOWN, SIZE_MAX, &out, &e), -1);
		CHECK(out.cap < 1 << 20);
		buf_release(&out);
	}
}

/* A few hundred bytes of bzip2 are gigabytes: refused without taking the limit's memory. */
TEST(bzip2_bomb)
{
	static uint8_t zeros[16 << 20];
	struct buf one = BUF_INIT, packed = BUF_INIT, out = BUF_INIT;
	struct err e = ERR_INIT;

	pack(WHOLE_BZIP2, zeros, sizeof(zeros), &one);
	for (int i = 0; i < 6; i++)
		CHECK_INT(buf_add(&packed, one.data, one.len, NULL), 0);
	CHECK(packed.len < 1000);
	CHECK_INT(unpack(WHOLE_BZIP2, packed.data, packed.len, WHOLE_UNKNOWN, (96 << 20) - 1,
	    &out, &e), -1);
	CHECK_HAS(e.msg, "the limit of 100663295 bytes");
	CHECK(out.cap < 80 << 20);
	/* All the same it is right where it is allowed. */
	CHECK_INT(unpack(WHOLE_BZIP2, packed.data, packed.len, WHOLE_UNKNOWN, 96 << 20, &out,
	    &e), 0);
	CHECK_UINT(out.len, 96 << 20);
	buf_release(&one);
	buf_release(&packed);
	buf_release(&out);
}

/* What Hadoop writes: several chunks in a block, an empty block at the end. */
TEST(hadoop_framing)
{
	static const uint8_t lz4[] = { 0, 0, 0, 6, 0, 0, 0, 5, 0x40, 5, 'h', 'e', 'l', 0, 0, 0, 3,
		0x20, 'l', 'o', 0, 0, 0, 0 };
	static const uint8_t snappy[] = { 0, 0, 0, 6, 0, 0, 0, 8, 6, 0x14, 5, 'h', 'e', 'l', 'l',
		'o', 0, 0, 0, 0 };
	static const uint8_t short_block[] = { 0, 0, 0, 5, 0, 0, 0, 8, 6, 0x14, 5, 'h', 'e', 'l',
		'l', 'o' };
	struct buf out = BUF_INIT;
	struct err e = ERR_INIT;

	CHECK_INT(unpack(WHOLE_LZ4, lz4, sizeof(lz4), 6, 0, &out, NULL), 0);
	CHECK_MEM(out.data, out.len, "\5hello", 6);
	out.len = 0;
	CHECK_INT(unpack(WHOLE_LZ4, lz4, sizeof(lz4) - 4, WHOLE_UNKNOWN, 0, &out, NULL), 0);
	CHECK_MEM(out.data, out.len, "\5hello", 6);
	out.len = 0;
	CHECK_INT(unpack(WHOLE_SNAPPY, snappy, sizeof(snappy), 6, 0, &out, NULL), 0);
	CHECK_MEM(out.data, out.len, "\5hello", 6);
	out.len = 0;
	CHECK_INT(unpack(WHOLE_SNAPPY, short_block, sizeof(short_block), WHOLE_UNKNOWN, 0, &out,
	    &e), -1);
	CHECK_HAS(e.msg, "a chunk of 6 bytes where 5 are missing");
	CHECK_INT(e.byte, 4);
	CHECK_INT(unpack(WHOLE_LZ4, "", 0, 0, 0, &out, NULL), 0);
	buf_release(&out);
}

TEST(empty_streams)
{
	static const struct {
		enum whole kind;
		const char *bytes;
		size_t n;
	} empty[] = {
		{ WHOLE_ZLIB, "\x78\x9c\3\0\0\0\0\1", 8 },
		{ WHOLE_SNAPPY, "\0\0\0\0", 4 },
		{ WHOLE_LZ4, "\0\0\0\0", 4 },
		{ WHOLE_BZIP2, "BZh9\x17\x72\x45\x38\x50\x90\0\0\0\0", 14 },
	};
	struct buf out = BUF_INIT;

	for (size_t i = 0; i < sizeof(empty) / sizeof(*empty); i++) {
		CHECK_INT(unpack(empty[i].kind, empty[i].bytes, empty[i].n, 0, 0, &out, NULL), 0);
		CHECK_INT(unpack(empty[i].kind, empty[i].bytes, empty[i].n, WHOLE_UNKNOWN, 0, &out,
		    NULL), 0);
		CHECK_UINT(out.len, 0);
	}
	buf_release(&out);
}
