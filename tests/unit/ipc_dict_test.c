/* ipc_dict_test.c - dictionaries: what of them may come when, and indices that lie. */
#include "check.h"

#include "arrow_dump.h"
#include "arrow_parts.h"

/* The bytes of a sample without the messages whose number (from 0) has a bit in leave. */
static struct buf
without(const char *name, uint64_t leave)
{
	struct buf in = dump_file(name), out = BUF_INIT;
	const uint8_t *p = in.data, *from = p;
	struct part m;
	unsigned i;

	for (i = 0; next_part(&p, in.data + in.len, &m, NULL) == 1; i++, from = p) {
		ipc_head_release(&m.head);
		if (i < 64 && (leave >> i & 1) != 0)
			continue;
		if (buf_add(&out, from, (size_t)(p - from), NULL) != 0)
			exit(1);
	}
	if (buf_add(&out, ipc_eos, sizeof(ipc_eos), NULL) != 0)
		exit(1);
	buf_release(&in);
	return out;
}

/* Reads b, which is released, in which dictionaries may come once. */
static int
walk(struct buf *b, bool once, struct err *e)
{
	struct ipc_rows *rows;
	struct stream t;
	struct batch *batch;
	int rc, part = 0;

	if (stream_open(&t, b->data, b->len, e) != 0)
		exit(1);
	t.once = once;
	while ((rc = stream_rows(&t, 0, &rows, e)) == 1) {
		while ((part = ipc_rows_next(rows, BATCH_ROWS, &batch, e)) == 1)
			batch_free(batch);
		ipc_rows_free(rows);
		if ((rc = part) != 0)
			break;
	}
	stream_close(&t);
	buf_release(b);
	return rc;
}

/*
 * good-dictionary-deltas: the schema, dictionaries 0 and 1, a batch; then more of 0, another
 * 1 and a batch, 39 times.
 */
TEST(what_has_not_come_is_named)
{
	static const struct {
		uint64_t leave;
		const char *says;
		int64_t row;
	} cases[] = {
		{ 0, "", -1 },
		{ 1 << 1 | 1 << 3, "more of dictionary 0, which has not come", -1 },
		{ 1 << 1, "column \"d\": its dictionary has not come", 0 },
		{ 1 << 2, "column \"e\": its dictionary has not come", 0 },
		{ 1 << 4, "column \"d\": index 1 in a dictionary of 1", 0 },
		{ 1 << 5, "column \"e\": index 1 in a dictionary of 1", 1 }
	};
	size_t i;

	for (i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
		struct buf b = without("good-dictionary-deltas.arrows", cases[i].leave);
		struct err e = ERR_INIT;

		CHECK_INT(walk(&b, false, &e), cases[i].says[0] == '\0' ? 0 : -1);
		if (!CHECK_STR(e.msg, cases[i].says))
			printf("\t%zu\n", i);
		CHECK_INT(e.row, cases[i].row);
	}
}

TEST(a_file_has_each_once)
{
	struct buf b = without("good-dictionary-deltas.arrows", 0);
	struct err e = ERR_INIT;

	CHECK_INT(walk(&b, true, &e), -1);
	CHECK_STR(e.msg, "dictionary 1 a second time, which Arrow's file format does not have");
	err_clear(&e);
	b = without("good-dictionaries.arrows", 0);
	CHECK_INT(walk(&b, true, &e), 0);
}

TEST(only_those_of_the_schema)
{
	struct buf dict = dump_file("good-dictionary-deltas.arrows");
	struct buf plain = dump_file("good-simple.arrows");
	const uint8_t *p = dict.data;
	struct ipc_dicts *d = NULL;
	struct err e = ERR_INIT;
	struct stream t;
	struct part m;

	CHECK_INT(next_part(&p, dict.data + dict.len, &m, &e), 1);
	ipc_head_release(&m.head);
	CHECK_INT(next_part(&p, dict.data + dict.len, &m, &e), 1);
	CHECK_INT(m.head.kind, IPC_DICTIONARY);
	REQUIRE(stream_open(&t, plain.data, plain.len, &e) == 0);
	CHECK_INT(ipc_dicts_add(&d, t.how, false, m.meta, m.metalen, NULL, &e), -1);
	CHECK_STR(e.msg, "dictionary 0, which no column of the schema has");
	CHECK(d == NULL);
	ipc_head_release(&m.head);
	stream_close(&t);
	buf_release(&dict);
	buf_release(&plain);
}

/* Batches that are decoded later have the dictionaries that were there when they came. */
TEST(batches_hold_what_was_there)
{
	struct buf in = dump_file("good-dictionary-replaced.arrows");
	struct buf want = dump_file("good-dictionary-replaced.txt"), got = BUF_INIT;
	struct ipc_rows *rows[64];
	struct err e = ERR_INIT;
	struct stream t;
	struct batch *b;
	int n = 0, i;

	REQUIRE(stream_open(&t, in.data, in.len, &e) == 0);
	dump_schema(&got, t.schema);
	while (n < 64 && stream_rows(&t, 0, &rows[n], &e) == 1)
		n++;
	CHECK_INT(n, 40);
	/* What they hold does not need the stream. */
	ipc_dicts_unref(t.dicts);
	t.dicts = NULL;
	for (i = 0; i < n; i++) {
		REQUIRE(ipc_rows_next(rows[i], BATCH_ROWS, &b, &e) == 1);
		dump_batch(&got, b);
		batch_free(b);
		ipc_rows_free(rows[i]);
	}
	CHECK_MEM(got.data, got.len, want.data, want.len);
	stream_close(&t);
	buf_release(&in);
	buf_release(&want);
	buf_release(&got);
}

/* Any cut of a batch gives the same rows. */
TEST(any_parts_are_the_same_rows)
{
	struct buf in = dump_file("good-dictionaries.arrows");
	int64_t max;

	for (max = 1; max < 9; max++) {
		struct buf a = BUF_INIT, c = BUF_INIT;
		struct err e = ERR_INIT;
		struct ipc_rows *rows;
		struct batch *b, *one;
		struct stream t;
		int64_t i, from = 0;

		REQUIRE(stream_open(&t, in.data, in.len, &e) == 0);
		REQUIRE(stream_rows(&t, 0, &rows, &e) == 1);
		while (ipc_rows_next(rows, max, &b, &e) == 1) {
			CHECK(b->rows <= max);
			for (i = 0; i < b->rows; i++) {
				one = batch_slice(b, i, 1, &e);
				dump_batch(&a, one);
				batch_free(one);
			}
			from += b->rows;
			batch_free(b);
		}
		CHECK_INT(from, 8);
		ipc_rows_free(rows);
		stream_close(&t);
		REQUIRE(stream_open(&t, in.data, in.len, &e) == 0);
		REQUIRE(stream_next(&t, 0, &b, &e) == 1);
		for (i = 0; i < b->rows; i++) {
			one = batch_slice(b, i, 1, &e);
			dump_batch(&c, one);
			batch_free(one);
		}
		batch_free(b);
		CHECK_MEM(a.data, a.len, c.data, c.len);
		stream_close(&t);
		buf_release(&a);
		buf_release(&c);
	}
	buf_release(&in);
}

/* Indices of every width that are outside, and those under nulls, which say anything. */
TEST(indices_that_lie_are_named)
{
	static const struct {
		const char *name;
		size_t width;
		int64_t value;
		const char *says;
	} lies[] = {
		{ "c0", 1, -1, "index -1 in a dictionary of 6" },
		{ "c0", 1, 6, "index 6 in a dictionary of 6" },
		{ "c1", 2, -32768, "index -32768 in a dictionary of 6" },
		{ "c2", 4, INT32_MAX, "index 2147483647 in a dictionary of 6" },
		{ "c3", 8, INT64_C(1) << 32, "index 4294967296 in a dictionary of 6" },
		{ "c3", 8, -1, "index -1 in a dictionary of 6" },
		{ "c4", 1, -1, "index 255 in a dictionary of 6" },
		{ "c5", 2, -1, "index 65535 in a dictionary of 6" },
		{ "c6", 4, -1, "index 4294967295 in a dictionary of 6" },
		{ "c7", 8, -1, "index 18446744073709551615 in a dictionary of 6" },
		{ "c7", 8, INT64_C(1) << 32 | 1, "index 4294967297 in a dictionary of 6" }
	};
	static const int64_t index[8] = { 0, 5, 0, 1, 3, 3, 2, 4 };
	struct buf in = dump_file("good-dictionaries.arrows");
	size_t i, k, col, at;
	uint8_t want[64];

	for (i = 0; i < sizeof(lies) / sizeof(lies[0]); i++) {
		struct err e = ERR_INIT;
		size_t w = lies[i].width, found = 0;
		char says[80];

		for (k = 0; k < 8; k++)
			memcpy(want + k * w, &index[k], w);
		/* Of columns that are as wide, the signed one comes first. */
		col = (size_t)(lies[i].name[1] - '0');
		for (at = 0; at + 8 * w <= in.len; at += 8) {
			if (memcmp(in.data + at, want, 8 * w) == 0 && found++ == col / 4)
				break;
		}
		REQUIRE(at + 8 * w <= in.len);
		memcpy(in.data + at + 5 * w, &lies[i].value, w);
		CHECK_INT(stream_walk(in.data, in.len, 3, &e), -1);
		(void)snprintf(says, sizeof(says), "column \"%s\": %s", lies[i].name,
		    lies[i].says);
		CHECK_STR(e.msg, says);
		CHECK_INT(e.row, 5);
		memcpy(in.data + at + 5 * w, &index[5], w);
		/* The third is null. */
		memcpy(in.data + at + 2 * w, &lies[i].value, w);
		CHECK_INT(stream_walk(in.data, in.len, 3, &e), 0);
		memcpy(in.data + at + 2 * w, &index[2], w);
	}
	buf_release(&in);
}

TEST(bytes_flipped)
{
	struct buf in = dump_file("good-dictionaries.arrows");

	CHECK(stream_flips(&in, 8, 1) > 500);
	buf_release(&in);
	in = dump_file("good-dictionary-deltas.arrows");
	CHECK(stream_flips(&in, 8, 7) > 100);
	buf_release(&in);
}
