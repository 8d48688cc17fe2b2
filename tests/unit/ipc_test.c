/* ipc_test.c - the Arrow IPC codec, in memory. */
#include "check.h"

#include "arrow_dump.h"
#include "arrow_parts.h"

/* Every pointer is aligned as its type wants it, wherever the body lay. */
static void
check_aligned(const struct type *t, const struct column *c)
{
	size_t width = type_width(t->id);
	uint32_t i;

	if (width > 0 && c->rows > 0)
		CHECK_INT((uintptr_t)c->values % width, 0);
	CHECK_INT((uintptr_t)c->offsets % sizeof(int32_t), 0);
	for (i = 0; i < c->nchild; i++)
		check_aligned(&t->child[i].type, &c->child[i]);
}

/* Reads the stream in p; text (may be NULL) gets its dump.  0 or -1. */
static int
read_stream(const uint8_t *p, size_t n, size_t skew, struct buf *text, struct err *e)
{
	struct stream t;
	struct batch *b;
	int rc;

	if (stream_open(&t, p, n, e) != 0)
		return -1;
	if (text != NULL)
		dump_schema(text, t.schema);
	while ((rc = stream_next(&t, skew, &b, e)) == 1) {
		for (size_t i = 0; i < t.schema->nfield; i++)
			check_aligned(&t.schema->field[i].type, &b->col[i]);
		if (text != NULL)
			dump_batch(text, b);
		batch_free(b);
	}
	stream_close(&t);
	return rc;
}

/* Appends all pieces of m and releases it. */
static void
append(struct buf *out, struct ipc_message *m)
{
	int64_t sum = 0;
	size_t i;

	for (i = 0; i < m->npiece; i++) {
		CHECK_INT(buf_add(out, m->piece[i].p, m->piece[i].n, NULL), 0);
		sum += (int64_t)m->piece[i].n;
	}
	CHECK_INT(sum, m->bytes);
	CHECK_INT(out->len % 64, 0);
	ipc_message_release(m);
}

/* Reads the stream in p and writes it again, each batch in slices of step rows. */
static int
rewrite(const uint8_t *p, size_t n, int64_t step, struct buf *out, struct err *e)
{
	struct batch *b, *slice;
	struct ipc_message im;
	struct stream t;
	int64_t i;
	int rc;

	if (stream_open(&t, p, n, e) != 0)
		return -1;
	CHECK_INT(ipc_schema_write(t.schema, NULL, &im, e), 0);
	append(out, &im);
	while ((rc = stream_next(&t, 0, &b, e)) == 1) {
		for (i = 0; i < b->rows; i += step) {
			slice = batch_slice(b, i, b->rows - i < step ? b->rows - i : step, e);
			CHECK_INT(ipc_batch_write(slice, NULL, &im, e), 0);
			append(out, &im);
			batch_free(slice);
		}
		batch_free(b);
	}
	CHECK_INT(buf_add(out, ipc_eos, sizeof(ipc_eos), NULL), 0);
	stream_close(&t);
	return rc;
}

/* dump without the lines that count rows */
static struct buf
without_counts(const struct buf *in)
{
	const char *p = (const char *)in->data, *end = p + in->len, *nl;
	struct buf out = BUF_INIT;

	for (; p < end; p = nl + 1) {
		nl = memchr(p, '\n', (size_t)(end - p));
		if (p[0] != '-' || p[1] != '-')
			(void)buf_add(&out, p, (size_t)(nl + 1 - p), NULL);
	}
	return out;
}

static const char *const good[] = { "good-simple", "good-nested", "good-empty",
	"good-nofields", "good-v4", "good-unsigned", "good-large", "good-float16",
	"good-times", "good-under-null",
	"good-lz4", "good-zstd", "good-views", "good-views-zstd",
	"good-dictionaries", "good-dictionaries-lz4", "good-dictionary-replaced",
	"good-dictionary-deltas" };
#define GOOD (sizeof(good) / sizeof(good[0]))

static struct buf
sample(const char *name, const char *suffix)
{
	char file[128];

	(void)snprintf(file, sizeof(file), "%s%s", name, suffix);
	return dump_file(file);
}

TEST(samples_of_pyarrow)
{
	size_t i, skew;

	for (i = 0; i < GOOD; i++) {
		struct buf in = sample(good[i], ".arrows"), want = sample(good[i], ".txt");

		for (skew = 0; skew < 10; skew += 3) {
			struct buf text = BUF_INIT;
			struct err e = ERR_INIT;

			if (!CHECK_INT(read_stream(in.data, in.len, skew, &text, &e), 0))
				printf("\t%s: %s\n", good[i], e.msg);
			CHECK_MEM(text.data, text.len, want.data, want.len);
			buf_release(&text);
		}
		buf_release(&in);
		buf_release(&want);
	}
}

TEST(written_and_read_again)
{
	static const int64_t steps[] = { 1, 3, 8, 1000 };
	size_t i, k;

	for (i = 0; i < GOOD; i++) {
		struct buf in = sample(good[i], ".arrows"), txt = sample(good[i], ".txt");
		struct buf want = without_counts(&txt);

		for (k = 0; k < 4; k++) {
			struct buf out = BUF_INIT, text = BUF_INIT, got;
			struct err e = ERR_INIT;

			CHECK_INT(rewrite(in.data, in.len, steps[k], &out, &e), 0);
			if (!CHECK_INT(read_stream(out.data, out.len, 0, &text, &e), 0))
				printf("\t%s: %s\n", good[i], e.msg);
			got = without_counts(&text);
			CHECK_MEM(got.data, got.len, want.data, want.len);
			buf_release(&out);
			buf_release(&text);
			buf_release(&got);
		}
		buf_release(&in);
		buf_release(&txt);
		buf_release(&want);
	}
}

TEST(metadata_is_kept)
{
	struct buf in = dump_file("good-simple.arrows");
	const uint8_t *p = in.data;
	struct ipc_message im;
	struct buf out = BUF_INIT;
	struct schema *s, *again;
	struct ipc_foreign *how;
	struct meta extra = { 0 };
	struct part m;

	CHECK_INT(next_part(&p, in.data + in.len, &m, NULL), 1);
	s = ipc_schema_read(m.meta, m.metalen, &how, NULL);
	REQUIRE(s != NULL);
	CHECK_INT(meta_add(&extra, "x", 1, "1", 1, NULL), 0);
	CHECK_INT(ipc_schema_write(s, &extra, &im, NULL), 0);
	append(&out, &im);
	again = ipc_schema_read(out.data + 8, out.len - 8, &how, NULL);
	REQUIRE(again != NULL);
	CHECK(schema_equal(s, again));
	CHECK_STR(meta_get(&again->meta, "source"), "make.py");
	CHECK_STR(meta_get(&again->meta, "k"), "v");
	CHECK_STR(meta_get(&again->meta, "x"), "1");
	CHECK_STR(meta_get(&again->field[4].meta, "unit"), "m");
	CHECK_STR(meta_get(&again->field[4].meta, ""), "empty key");
	CHECK_STR(again->field[14].type.zone, "Europe/Oslo");
	CHECK(again->field[12].type.zone == NULL);
	CHECK_INT(next_part(&p, in.data + in.len, &m, NULL), 1);
	CHECK_STR(meta_get(&m.head.meta, "offset"), "41");
	CHECK_INT(m.head.rows, 11);
	ipc_head_release(&m.head);
	schema_unref(s);
	schema_unref(again);
	meta_release(&extra);
	buf_release(&out);
	buf_release(&in);
}

/* Keys and entries are never null, whatever flags a producer sets. */
TEST(maps_have_keys)
{
	const struct type string = { .id = TYPE_STRING };
	struct schema *s = schema_new(NULL), *again;
	struct ipc_foreign *how;
	struct ipc_message m;
	struct type t;

	CHECK_INT(type_map(&t, &string, &string, true, NULL), 0);
	t.child[0].nullable = t.child[0].type.child[0].nullable = true;
	t.keys_sorted = true;
	REQUIRE(schema_add(s, "m", &t, true, NULL) != NULL);
	CHECK_INT(ipc_schema_write(s, NULL, &m, NULL), 0);
	again = ipc_schema_read(m.head.data + 8, m.head.len - 8, &how, NULL);
	REQUIRE(again != NULL);
	CHECK(again->field[0].type.keys_sorted);
	CHECK(!again->field[0].type.child[0].nullable);
	CHECK(!again->field[0].type.child[0].type.child[0].nullable);
	CHECK(again->field[0].type.child[0].type.child[1].nullable);
	ipc_message_release(&m);
	type_release(&t);
	schema_unref(again);
	schema_unref(s);
}

TEST(nesting_has_an_end)
{
	struct type t = { .id = TYPE_INT }, outer;
	struct ipc_message m;
	struct schema *s, *again;
	struct ipc_foreign *how;
	struct err e = ERR_INIT;
	int depth;

	for (depth = 2; depth <= 65; depth++) {
		CHECK_INT(type_array(&outer, &t, true, NULL), 0);
		type_release(&t);
		t = outer;
		if (depth < 64)
			continue;
		s = schema_new(NULL);
		REQUIRE(schema_add(s, "deep", &t, true, NULL) != NULL);
		CHECK_INT(ipc_schema_write(s, NULL, &m, NULL), 0);
		again = ipc_schema_read(m.head.data + 8, m.head.len - 8, &how, &e);
		if (depth == 64)
			CHECK(again != NULL && schema_equal(s, again));
		else
			CHECK(again == NULL);
		ipc_message_release(&m);
		schema_unref(again);
		schema_unref(s);
	}
	CHECK_HAS(e.msg, "nested deeper than 64");
	type_release(&t);
}

struct refused {
	const char *name, *says;
};

/* Each of the n samples is refused with those words. */
static void
check_refused(const struct refused *cases, size_t n)
{
	size_t i;

	for (i = 0; i < n; i++) {
		struct buf in = sample(cases[i].name, ".arrows");
		struct err e = ERR_INIT;

		CHECK_INT(read_stream(in.data, in.len, 0, NULL, &e), -1);
		CHECK_INT(e.status, STATUS_DATA);
		CHECK_HAS(e.msg, cases[i].says);
		buf_release(&in);
	}
}

/* Every byte of compressed streams that are flipped: refused, or read, and nothing worse. */
TEST(compressed_bytes_flipped)
{
	static const char *const name[] = { "good-lz4", "good-zstd" };
	size_t i, bad = 0;

	for (i = 0; i < 2; i++) {
		struct buf in = sample(name[i], ".arrows");

		bad += stream_flips(&in, 8, 1);
		buf_release(&in);
	}
	CHECK(bad > 1000);
}

/* A buffer that claims far more than its values take is refused before memory is. */
TEST(compressed_claims_are_bounded)
{
	static const int64_t claims[] = { -2, INT64_MAX, INT64_C(1) << 40, 1 << 20, 479, 0 };
	struct buf in = sample("good-zstd", ".arrows");
	struct err e = ERR_INIT;
	size_t at = 0, i;
	int64_t size;

	/* The 60 bigints: 480 bytes, compressed. */
	for (i = 0; i + 8 < in.len && at == 0; i += 8) {
		memcpy(&size, in.data + i, 8);
		if (size == 480 && memcmp(in.data + i + 8, "\x28\xb5\x2f\xfd", 4) == 0)
			at = i;
	}
	REQUIRE(at > 0);
	for (i = 0; i < sizeof(claims) / sizeof(claims[0]); i++) {
		memcpy(in.data + at, &claims[i], 8);
		CHECK_INT(read_stream(in.data, in.len, 0, NULL, &e), -1);
		CHECK_HAS(e.msg, "column \"n\": ");
		CHECK_HAS(e.msg, i < 4 ? "compressed values that claim" : "values");
	}
	buf_release(&in);
}

TEST(values_that_do_not_fit_are_named)
{
	static const struct refused cases[] = {
		{ "bad-nano", "column \"c\": -1001 nanoseconds since 1970 are no whole microseconds "
		    "(--truncate-ns cuts them)" },
		{ "bad-second", "column \"c\": 4611686018427387904 seconds since 1970 are out" },
		{ "bad-milli", "column \"c\": -4611686018427387904 milliseconds since 1970 are" },
		{ "bad-date64", "column \"c\": a date of 86400001 milliseconds since 1970, whi" },
		{ "bad-date64-range", "column \"c\": a date of 185542587187200000 milliseconds" }
	};

	check_refused(cases, sizeof(cases) / sizeof(cases[0]));
}

/* Nanoseconds become the microsecond that they are in, before 1970 too. */
TEST(nanoseconds_are_cut_where_asked)
{
	struct buf in = sample("bad-nano", ".arrows"), text = BUF_INIT;
	struct err e = ERR_INIT;
	struct stream t;
	struct batch *b;

	REQUIRE(stream_open(&t, in.data, in.len, &e) == 0);
	ipc_foreign_truncate(t.how);
	REQUIRE(stream_next(&t, 0, &b, &e) == 1);
	dump_batch(&text, b);
	CHECK_MEM(text.data, text.len, "-- 3 rows\n0\nnull\n-2\n", 20);
	batch_free(b);
	stream_close(&t);
	buf_release(&text);
	buf_release(&in);
}

TEST(what_is_not_read_is_named)
{
	static const struct refused cases[] = {
		{ "unsupported-time32", "Time" },
		{ "unsupported-time64", "Time" },
		{ "unsupported-duration", "Duration" },
		{ "unsupported-fixed-binary", "FixedSizeBinary" },
		{ "unsupported-fixed-list", "FixedSizeList" },
		{ "unsupported-decimal256", "Decimal256(50, 2)" },
		{ "unsupported-decimal32", "Decimal32(5, 2)" },
		{ "unsupported-decimal-scale", "Decimal128(5, -2)" },
		{ "unsupported-interval", "Interval" },
		{ "unsupported-nested-list-view", "\"c.item.u\": Arrow type ListView" },
		{ "unsupported-list-view", "ListView" },
		{ "unsupported-run-end", "RunEndEncoded" },
		{ "unsupported-union", "Union" }
	};
	check_refused(cases, sizeof(cases) / sizeof(cases[0]));
}
