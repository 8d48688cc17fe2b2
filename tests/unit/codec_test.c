/* codec_test.c - compressed input: whole, in a row, cut at every byte, not what it says. */
#include "check.h"

#include <bzlib.h>
#include <errno.h>
#include <fcntl.h>
#include <lz4.h>
#include <lz4frame.h>
#include <lzma.h>
#include <signal.h>
#include <sys/mman.h>
#include <unistd.h>
#include <zlib.h>
#include <zstd.h>

#include "base/buf.h"
#include "io/in.h"

/* -- compressing, each with its own library -- */

static size_t
pack_gzip(void *out, size_t room, const void *p, size_t n)
{
	z_stream z = { .next_in = (Bytef *)(uintptr_t)p, .avail_in = (uInt)n,
	    .next_out = out, .avail_out = (uInt)room };

	CHECK_INT(deflateInit2(&z, 6, Z_DEFLATED, 31, 8, Z_DEFAULT_STRATEGY), Z_OK);
	CHECK_INT(deflate(&z, Z_FINISH), Z_STREAM_END);
	deflateEnd(&z);
	return room - z.avail_out;
}

static size_t
pack_zstd(void *out, size_t room, const void *p, size_t n)
{
	ZSTD_CCtx *c = ZSTD_createCCtx();
	size_t k;

	ZSTD_CCtx_setParameter(c, ZSTD_c_checksumFlag, 1);
	k = ZSTD_compress2(c, out, room, p, n);
	CHECK(!ZSTD_isError(k));
	ZSTD_freeCCtx(c);
	return k;
}

static size_t
pack_xz(void *out, size_t room, const void *p, size_t n)
{
	size_t pos = 0;

	CHECK_INT(lzma_easy_buffer_encode(0, LZMA_CHECK_CRC64, NULL, p, n, out, &pos, room),
	    LZMA_OK);
	return pos;
}

static size_t
pack_bzip2(void *out, size_t room, const void *p, size_t n)
{
	unsigned k = (unsigned)room;

	CHECK_INT(BZ2_bzBuffToBuffCompress(out, &k, (char *)(uintptr_t)p, (unsigned)n,
	    1, 0, 0), BZ_OK);
	return k;
}

static size_t
pack_lz4(void *out, size_t room, const void *p, size_t n)
{
	LZ4F_preferences_t pref = { .frameInfo.contentChecksumFlag =
	    LZ4F_contentChecksumEnabled };
	size_t k = LZ4F_compressFrame(out, room, p, n, &pref);

	CHECK(!LZ4F_isError(k));
	return k;
}

/* One that says no size and ends with a marker. */
static size_t
pack_lzma(void *out, size_t room, const void *p, size_t n)
{
	lzma_stream z = LZMA_STREAM_INIT;
	lzma_options_lzma o;

	CHECK(!lzma_lzma_preset(&o, 6));
	CHECK_INT(lzma_alone_encoder(&z, &o), LZMA_OK);
	z.next_in = p;
	z.avail_in = n;
	z.next_out = out;
	z.avail_out = room;
	CHECK_INT(lzma_code(&z, LZMA_FINISH), LZMA_STREAM_END);
	lzma_end(&z);
	return room - z.avail_out;
}

/* What LZMA has after its header, with another header and a trailer. */
static size_t
pack_lzip(void *out, size_t room, const void *p, size_t n)
{
	uint8_t *o = out;
	size_t k = pack_lzma(o, room, p, n) - 13;
	uint32_t crc = lzma_crc32(p, n, 0);
	uint64_t size = n, member = 6 + k + 20;

	memmove(o + 6, o + 13, k);
	memcpy(o, "LZIP\1\x17", 6);
	memcpy(o + 6 + k, &crc, 4);
	memcpy(o + 10 + k, &size, 8);
	memcpy(o + 18 + k, &member, 8);
	return member;
}

static size_t
pack_lz4_old(void *out, size_t room, const void *p, size_t n)
{
	uint8_t *o = out;
	int k = LZ4_compress_default(p, (char *)o + 8, (int)n, (int)room - 8);

	CHECK(k > 0);
	memcpy(o, "\2\x21\x4c\x18", 4);
	memcpy(o + 4, &k, 4);
	return 8 + (size_t)k;
}

static const struct packer {
	const char *name, *suffix;
	size_t (*pack)(void *out, size_t room, const void *p, size_t n);
} packers[] = {
	{ "gzip", ".gz", pack_gzip }, { "zstd", ".zst", pack_zstd }, { "xz", ".xz", pack_xz },
	{ "bzip2", ".bz2", pack_bzip2 }, { "lz4", ".lz4", pack_lz4 },
	{ "lzip", ".lz", pack_lzip },
};

#define FOR_PACKERS(k) for (const struct packer *k = packers; \
	k < packers + sizeof(packers) / sizeof(*packers); k++)

/* -- reading -- */

/* A file without a name that holds these bytes, positioned at its start. */
static int
file_of(const void *p, size_t n)
{
	int fd = memfd_create("sample", MFD_CLOEXEC);

	CHECK_INT(write(fd, p, n), n);
	lseek(fd, 0, SEEK_SET);
	return fd;
}

/* A pipe that holds these bytes (few enough) and ends. */
static int
pipe_of(const void *p, size_t n)
{
	int fd[2];

	CHECK_INT(pipe2(fd, O_CLOEXEC), 0);
	CHECK_INT(write(fd[1], p, n), n);
	close(fd[1]);
	return fd[0];
}

/* Reads all of fd in pieces of step bytes: 0 or -1. */
static int
slurp(int fd, size_t step, struct buf *out, struct err *e)
{
	struct in *in = in_fd(fd, "sample", false, e);
	size_t got;
	int rc;

	if (in == NULL) {
		close(fd);
		return -1;
	}
	do {
		CHECK_INT(buf_reserve(out, step, NULL), 0);
		rc = in_read(in, out->data + out->len, step, &got, e);
		out->len += got;
	} while (rc == 0 && got > 0);
	CHECK_INT(in_pos(in), out->len);
	in_free(in);
	return rc;
}

static uint8_t text[300000], packed[700000];

/* Text that packs well and differs everywhere. */
static void
make_text(void)
{
	size_t n = 0;

	for (unsigned i = 0; n + 32 < sizeof(text); i++)
		n += (size_t)sprintf((char *)text + n, "row %u of the sample\n", i);
	while (n < sizeof(text))
		text[n++] = '\n';
}

TEST(whole_streams)
{
	make_text();
	FOR_PACKERS(k) {
		size_t n = k->pack(packed, sizeof(packed), text, sizeof(text));

		for (size_t step = 1000; step < 2000000; step *= 10) {
			struct buf b = BUF_INIT;
			struct err e = ERR_INIT;

			CHECK_INT(slurp(file_of(packed, n), step, &b, &e), 0);
			CHECK_STR(e.msg, "");
			CHECK_MEM(b.data, b.len, text, sizeof(text));
			buf_release(&b);
		}
	}
}

TEST(streams_in_a_row)
{
	make_text();
	FOR_PACKERS(k) {
		struct buf b = BUF_INIT;
		struct err e = ERR_INIT;
		size_t n = k->pack(packed, sizeof(packed), text, 1000);

		n += k->pack(packed + n, sizeof(packed) - n, text, 0);
		n += k->pack(packed + n, sizeof(packed) - n, text + 1000, 200000);
		CHECK_INT(slurp(pipe_of(packed, n), 70000, &b, &e), 0);
		CHECK_STR(e.msg, "");
		CHECK_MEM(b.data, b.len, text, 201000);
		buf_release(&b);
	}
}

TEST(an_empty_stream)
{
	FOR_PACKERS(k) {
		struct buf b = BUF_INIT;
		struct err e = ERR_INIT;
		size_t n = k->pack(packed, sizeof(packed), text, 0);

		CHECK_INT(slurp(pipe_of(packed, n), 100, &b, &e), 0);
		CHECK_INT(b.len, 0);
		buf_release(&b);
	}
}

TEST(cut_at_every_byte)
{
	make_text();
	FOR_PACKERS(k) {
		size_t n = k->pack(packed, sizeof(packed), text, 3000);
		/* Cut between two streams it is whole; what is text may be nothing else. */
		size_t whole = n, text_to = k->pack == pack_bzip2 || k->pack == pack_lzip ? 4 :
		    k->pack == pack_zstd || k->pack == pack_lz4 ? 1 : 0;

		n += k->pack(packed + n, sizeof(packed) - n, text, 50);
		for (size_t cut = 0; cut < n; cut++) {
			for (int file = 0; file < 2; file++) {
				struct buf b = BUF_INIT;
				struct err e = ERR_INIT;
				int rc = slurp(file ? file_of(packed, cut) :
				    pipe_of(packed, cut), 4000, &b, &e);

				if (cut == whole || cut <= text_to) {
					CHECK_INT(rc, 0);
				} else if (!CHECK_INT(rc, -1) || !CHECK_INT(e.status, file ?
				    STATUS_DATA : STATUS_SYSTEM) ||
				    !CHECK_HAS(e.msg, "cut off at byte")) {
					printf("\t%s cut at %zu\n", k->name, cut);
				}
				buf_release(&b);
			}
		}
	}
}

TEST(bytes_after_the_end)
{
	make_text();
	FOR_PACKERS(k) {
		struct buf b = BUF_INIT;
		struct err e = ERR_INIT;
		size_t n = k->pack(packed, sizeof(packed), text, 3000);

		memcpy(packed + n, "garbage!garbage!", 16);
		CHECK_INT(slurp(file_of(packed, n + 16), 4000, &b, &e), -1);
		CHECK_INT(e.status, STATUS_DATA);
		CHECK_HAS(e.msg, "sample: byte ");
		CHECK_HAS(e.msg, k->name);
		if (k->pack == pack_gzip || k->pack == pack_bzip2)
			CHECK_HAS(e.msg, "trailing bytes after");
		CHECK_MEM(b.data, b.len, text, 3000);
		buf_release(&b);
	}
}

TEST(padding)
{
	struct buf b = BUF_INIT;
	struct err e = ERR_INIT;
	size_t n;

	make_text();
	memset(packed, 0, sizeof(packed));
	n = pack_gzip(packed, sizeof(packed), text, 3000);
	CHECK_INT(slurp(file_of(packed, n + 512), 4000, &b, &e), 0);
	CHECK_INT(b.len, 3000);
	b.len = 0;
	memcpy(packed + n + 512, packed, n);
	CHECK_INT(slurp(file_of(packed, 2 * n + 512), 4000, &b, &e), -1);
	CHECK_HAS(e.msg, "trailing bytes after");
	b.len = 0;
	memset(packed, 0, sizeof(packed));
	n = pack_xz(packed, sizeof(packed), text, 3000);
	memset(packed + n, 0, 8);
	CHECK_INT(slurp(file_of(packed, n + 8), 4000, &b, &e), 0);
	CHECK_INT(b.len, 3000);
	b.len = 0;
	CHECK_INT(slurp(file_of(packed, n + 3), 4000, &b, &e), -1);
	buf_release(&b);
}

TEST(lzma)
{
	struct buf b = BUF_INIT;
	struct err e = ERR_INIT;
	size_t n;

	make_text();
	n = pack_lzma(packed, sizeof(packed), text, 3000);
	CHECK_INT(slurp(pipe_of(packed, n), 700, &b, &e), 0);
	CHECK_MEM(b.data, b.len, text, 3000);
	for (size_t cut = 14; cut < n; cut++) {
		b.len = 0;
		CHECK_INT(slurp(file_of(packed, cut), 4000, &b, &e), -1);
		CHECK_HAS(e.msg, "LZMA data is cut off");
	}
	b.len = 0;
	packed[n] = 'x';
	CHECK_INT(slurp(file_of(packed, n + 1), 4000, &b, &e), -1);
	CHECK_HAS(e.msg, "trailing bytes after LZMA data");
	buf_release(&b);
}

/* Blocks in a row, of which the first is full; another magic number ends them. */
TEST(lz4_of_old)
{
	const size_t full = 8 << 20;
	uint8_t *large = malloc(full), *out = malloc(2 * full);
	struct buf b = BUF_INIT;
	struct err e = ERR_INIT;
	size_t n, k;

	make_text();
	for (size_t i = 0; i < full; i++)
		large[i] = text[i % sizeof(text)];
	n = pack_lz4_old(out, 2 * full, large, full);
	k = pack_lz4_old(out + n, full, text, 3000);
	memmove(out + n, out + n + 4, k - 4);
	n += k - 4;
	n += pack_lz4(out + n, full, text, 500);
	n += pack_lz4_old(out + n, full, text, 100);
	for (size_t step = 1000; step < 20000000; step *= 100) {
		b.len = 0;
		CHECK_INT(slurp(file_of(out, n), step, &b, &e), 0);
		CHECK_STR(e.msg, "");
		CHECK_INT(b.len, full + 3600);
		CHECK_MEM(b.data, full, large, full);
		CHECK_MEM(b.data + full, 3000, text, 3000);
		CHECK_MEM(b.data + full + 3500, 100, text, 100);
	}
	/* It has no end mark: only inside a block can one tell that it is cut. */
	n = pack_lz4_old(out, full, text, 3000);
	for (size_t cut = 2; cut < n; cut++) {
		b.len = 0;
		CHECK_INT(slurp(file_of(out, cut), 4000, &b, &e), cut == 4 ? 0 : -1);
	}
	b.len = 0;
	memset(out + 4, 0xff, 4);
	CHECK_INT(slurp(file_of(out, n), 4000, &b, &e), -1);
	CHECK_HAS(e.msg, "a block of impossible size");
	buf_release(&b);
	free(out);
	free(large);
}

/* Before lz4's frames as before zstd's; alone they are nothing. */
TEST(skippable_frames_first)
{
	static const uint8_t skip[] = "\x55\x2a\x4d\x18\x04\0\0\0abcd\x50\x2a\x4d\x18\0\0\0";
	size_t (*const pack[])(void *, size_t, const void *, size_t) = { pack_lz4, pack_zstd,
	    pack_lz4_old };
	struct buf b = BUF_INIT;
	struct err e = ERR_INIT;

	make_text();
	memcpy(packed, skip, 20);
	for (size_t i = 0; i < 3; i++) {
		size_t n = 20 + pack[i](packed + 20, sizeof(packed) - 20, text, 3000);

		for (size_t step = 1; step < 10000; step *= 100) {
			b.len = 0;
			err_clear(&e);
			CHECK_INT(slurp(file_of(packed, n), step, &b, &e), 0);
			CHECK_STR(e.msg, "");
			CHECK_MEM(b.data, b.len, text, 3000);
		}
		for (size_t cut = 4; cut < n && pack[i] != pack_lz4_old; cut++) {
			b.len = 0;
			CHECK_INT(slurp(pipe_of(packed, cut), 4000, &b, &e),
			    cut == 12 || cut == 20 ? 0 : -1);
		}
	}
	b.len = 0;
	memcpy(packed + 20, "text", 4);
	CHECK_INT(slurp(file_of(packed, 24), 4000, &b, &e), -1);
	CHECK_HAS(e.msg, "trailing bytes after a skippable frame");
	buf_release(&b);
}

/* A check that liblzma does not know (number 2) is not passed over. */
TEST(xz_check_unknown)
{
	struct buf b = BUF_INIT;
	struct err e = ERR_INIT;
	uint32_t crc;
	size_t n;

	make_text();
	n = pack_xz(packed, sizeof(packed), text, 3000);
	packed[7] = packed[n - 3] = 2;
	crc = lzma_crc32(packed + 6, 2, 0);
	memcpy(packed + 8, &crc, 4);
	CHECK_INT(slurp(file_of(packed, n), 4000, &b, &e), -1);
	CHECK_HAS(e.msg, "a check that this liblzma cannot verify (number 2)");
	buf_release(&b);
}

/* zstd's skippable frames, before and after. */
TEST(skippable_frames)
{
	static const uint8_t skip[] = "\x55\x2a\x4d\x18\x04\0\0\0abcd";
	struct buf b = BUF_INIT;
	struct err e = ERR_INIT;
	size_t n = 12;

	make_text();
	memcpy(packed, skip, 12);
	n += pack_zstd(packed + n, sizeof(packed) - n, text, 3000);
	memcpy(packed + n, skip, 12);
	CHECK_INT(slurp(file_of(packed, n + 12), 4000, &b, &e), 0);
	CHECK_MEM(b.data, b.len, text, 3000);
	b.len = 0;
	CHECK_INT(slurp(file_of(packed, n + 11), 4000, &b, &e), -1);
	CHECK_HAS(e.msg, "cut off");
	buf_release(&b);
}

/* Every byte of a stream changed: an error or, where it does not matter, the same text. */
TEST(corrupt_at_every_byte)
{
	make_text();
	FOR_PACKERS(k) {
		size_t n = k->pack(packed, sizeof(packed), text, 500);

		for (size_t i = 12; i < n; i++) {
			struct buf b = BUF_INIT;
			struct err e = ERR_INIT;

			packed[i] ^= 0x55;
			if (slurp(file_of(packed, n), 4000, &b, &e) == 0)
				CHECK_MEM(b.data, b.len, text, 500);
			else
				CHECK(e.status != 0 && e.msg[0] != '\0');
			packed[i] ^= 0x55;
			buf_release(&b);
		}
	}
}

TEST(text_that_looks_like_magic)
{
	static const char *const texts[] = {
		"BZh91 is a word\n", "BZh9", "BZ", "(", "7zXZ\n", "PK\n", "P*M",
		"\x1f\n", "\x04\"M\n", "P*M\n", "" };

	for (size_t i = 0; i < sizeof(texts) / sizeof(*texts); i++) {
		struct buf b = BUF_INIT;
		struct err e = ERR_INIT;
		size_t n = strlen(texts[i]);

		CHECK_INT(slurp(pipe_of(texts[i], n), 100, &b, &e), 0);
		CHECK_MEM(b.data, b.len, texts[i], n);
		buf_release(&b);
	}
}

/* A name that promises compression is held to it; raw asks for the bytes as they are. */
TEST(names_that_promise)
{
	char path[64];

	FOR_PACKERS(k) {
		struct err e = ERR_INIT;
		struct in *in;
		int fd;

		snprintf(path, sizeof(path), "/tmp/codec_test.%ld%s", (long)getpid(),
		    k->suffix);
		fd = open(path, O_WRONLY | O_CREAT | O_EXCL, 0600);
		REQUIRE(fd >= 0);
		close(fd);
		CHECK(in_open(path, false, &e) == NULL);
		CHECK_INT(e.status, STATUS_DATA);
		CHECK_HAS(e.msg, k->name);
		in = in_open(path, true, &e);
		CHECK(in != NULL);
		in_free(in);
		unlink(path);
	}
}

TEST(what_is_known_of_a_file)
{
	struct err e = ERR_INIT;
	const uint8_t *p;
	struct in *in;
	uint8_t got[64];
	size_t n, len;

	make_text();
	len = pack_zstd(packed, sizeof(packed), text, 3000);
	in = in_fd(file_of(packed, len), "sample", false, &e);
	REQUIRE(in != NULL);
	CHECK_STR(in_compression(in), "zstd");
	CHECK(in_is_file(in));
	CHECK_INT(in_plain_fd(in), -1);
	CHECK_INT(in_size(in), len);
	CHECK_INT(in_peek(in, 64, &p, &n, &e), 0);
	CHECK_MEM(p, n, text, 64);
	CHECK_INT(in_pos(in), 0);
	CHECK_INT(in_skip(in, 2990, &e), 0);
	CHECK_INT(in_pos(in), 2990);
	CHECK_INT(in_read_full(in, got, 64, &n, &e), 0);
	CHECK_MEM(got, n, text + 2990, 10);
	CHECK_INT(in_consumed(in), len);
	CHECK_INT(in_rewind(in, &e), 0);
	CHECK_INT(in_read_full(in, got, 64, &n, &e), 0);
	CHECK_MEM(got, n, text, 64);
	CHECK_INT(in_skip(in, 5000, &e), -1);
	in_free(in);
}

/* A header that claims a dictionary of 1.5 GiB is refused, not obeyed. */
TEST(xz_that_wants_too_much_memory)
{
	lzma_filter filter[2] = { { LZMA_FILTER_LZMA2, NULL }, { LZMA_VLI_UNKNOWN, NULL } };
	lzma_options_lzma opt;
	struct buf b = BUF_INIT;
	struct err e = ERR_INIT;
	size_t pos = 0, header;
	uint32_t crc;

	lzma_lzma_preset(&opt, 0);
	filter[0].options = &opt;
	REQUIRE(lzma_stream_buffer_encode(filter, LZMA_CHECK_CRC32, NULL, (const uint8_t *)"abc",
	    3, packed, &pos, sizeof(packed)) == LZMA_OK);
	/* The block header: size, flags, two sizes, filter, properties (1), dictionary, CRC. */
	CHECK_MEM(packed + 16, 2, "\x21\x01", 2);
	packed[18] = 39;
	header = (packed[12] + 1) * 4u;
	crc = lzma_crc32(packed + 12, header - 4, 0);
	memcpy(packed + 12 + header - 4, &crc, 4);
	CHECK_INT(slurp(file_of(packed, pos), 100, &b, &e), -1);
	CHECK_HAS(e.msg, "needs");
	buf_release(&b);
}
