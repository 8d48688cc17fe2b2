/* ipc_cut_test.c - values that are cut while they come, in pieces of any size. */
#include "base/utf8.h"
#include "check.h"
#include "wire/ipc_cut.h"

enum { ROWS = 5, MOST = 7, SPACE = 1 << 16 };

static const char *const value[ROWS] = {
	"short",
	"",
	"éééééééééééééééééééééééé",
	"a€€😀 and more, 😀 up to its end€",
	"plain text that is longer than what is looked at"
};

/* Cuts data, in pieces of size bytes; width of offsets.  The bytes that stayed. */
static size_t
cut(struct ipc_cut *c, void *offsets, const uint8_t *data, size_t size, uint8_t *to)
{
	uint8_t piece[SPACE];
	size_t left = 0, taken;
	struct ipc_cutter k;

	if (!ipc_cutter_init(&k, c, offsets, to, MOST))
		return SIZE_MAX;
	for (size_t at = 0, n; at < (size_t)c->n; at += n) {
		n = (size_t)c->n - at < size ? (size_t)c->n - at : size;
		memcpy(piece + left, data + at, n);
		if (ipc_cutter_take(&k, piece, left + n, &taken, NULL) != 0)
			return SIZE_MAX;
		left = left + n - taken;
		CHECK(left <= 3);
		memmove(piece, piece + taken, left);
	}
	ipc_cutter_finish(&k);
	return (size_t)k.out;
}

/* Each begins as it was, with at least what is looked at, and whole characters. */
TEST(prefixes)
{
	for (size_t size = 1; size < 200; size++) {
		uint8_t data[SPACE] = "skipped", to[SPACE];
		int32_t narrow[ROWS + 1] = { 7 };
		int64_t wide[ROWS + 1];
		struct ipc_cut c = { .width = sizeof(*narrow), .rows = ROWS, .text = true };
		size_t kept;

		for (int i = 0; i < ROWS; i++) {
			memcpy(data + narrow[i], value[i], strlen(value[i]));
			narrow[i + 1] = narrow[i] + (int32_t)strlen(value[i]);
		}
		for (int i = 0; i <= ROWS; i++)
			wide[i] = narrow[i];
		c.n = narrow[ROWS] + 20;
		kept = cut(&c, narrow, data, size, to);
		CHECK_INT(kept, narrow[ROWS]);
		for (int i = 0; i < ROWS; i++) {
			size_t n = (size_t)(narrow[i + 1] - narrow[i]), all = strlen(value[i]);

			CHECK(n == all || (n >= MOST && n < MOST + 4));
			CHECK_INT(memcmp(to + narrow[i], value[i], n), 0);
			CHECK_INT(utf8_valid_prefix(to + narrow[i], n), n);
		}
		c.width = sizeof(*wide);
		CHECK_INT(cut(&c, wide, data, size, to), kept);
		for (int i = 0; i <= ROWS; i++)
			CHECK_INT(wide[i], narrow[i]);
		CHECK_INT(c.faults.n, 0);
	}
}

/* What is not UTF-8 stays so, and where it was is known; in binary values nothing is at fault. */
TEST(faults)
{
	static const struct {
		const char *text;
		size_t at;
	} bad[] = {
		{ "ab\xff" "cdefghijklm", 2 }, { "abcdefghijklm\xffnopq", 13 },
		{ "abcdefghijklmn\xe2\x82", 14 }, { "abcdefghijk\xed\xa0\x80zzzz", 11 },
		{ "abcdef\x80\x80\x80\x80\x80\x80zzzz", 6 }, { "ééééééé\xc3", 14 }
	};

	for (size_t b = 0; b < sizeof(bad) / sizeof(*bad); b++)
		for (size_t size = 1; size < 30; size++) {
			int32_t n = (int32_t)strlen(bad[b].text), offsets[3] = { 0, n, n + 8 };
			uint8_t data[100], to[100];
			struct ipc_cut c = { .width = 4, .rows = 2, .text = true, .n = n + 8 };
			size_t good, missing;

			memcpy(data, bad[b].text, (size_t)n);
			memcpy(data + n, "fineagain", 8);
			cut(&c, offsets, data, size, to);
			good = utf8_valid_prefix(to, (size_t)offsets[1]);
			CHECK(good < (size_t)offsets[1]);
			missing = c.faults.n > 0 && c.faults.gap[0].text <= good ?
			    c.faults.gap[0].bytes : 0;
			CHECK_INT(good + missing, bad[b].at);
			CHECK_INT(memcmp(to + offsets[1], "fineaga", MOST), 0);
			gaps_release(&c.faults);
			offsets[1] = n;
			offsets[2] = n + 8;
			c.text = false;
			CHECK_INT(cut(&c, offsets, data, size, to), 2 * MOST);
			CHECK_INT(memcmp(to, bad[b].text, MOST), 0);
		}
}

/* Offsets at fault are left alone; and what it is worth. */
TEST(refused)
{
	int32_t falling[3] = { 0, 5, 4 }, far[3] = { 0, 5, 11 }, negative[3] = { -1, 0, 1 };
	struct ipc_cut c = { .width = 4, .rows = 2, .n = 10 };
	uint8_t data[10] = { 0 }, to[100];

	CHECK(cut(&c, falling, data, 10, to) == SIZE_MAX);
	CHECK(cut(&c, far, data, 10, to) == SIZE_MAX);
	CHECK(cut(&c, negative, data, 10, to) == SIZE_MAX);
	CHECK_INT(falling[1], 5);
	CHECK_INT(ipc_cut_room(1, 100, 1000), 0);
	CHECK_INT(ipc_cut_room(0, 100, 1 << 30), 0);
	CHECK_INT(ipc_cut_room(1 << 20, 100, 64 << 20), 0);
	CHECK_INT(ipc_cut_room(20, 100, INT64_C(1) << 31), 20 * 107);
}
