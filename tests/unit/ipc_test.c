/* ipc_test.c - the Arrow IPC codec, in memory. */
#include "check.h"

#include "arrow_dump.h"
#include "wire/ipc.h"

/* One message of a stream in memory. */
struct part {
	const uint8_t *meta;
	uint32_t metalen;
	const uint8_t *body;
	struct ipc_head head;
};

/* The message at *p, which moves on: 1, 0 at the end marker, -1. */
static int
next_part(const uint8_t **p, const uint8_t *end, struct part *out, struct err *e)
{
	int rc;

	memset(out, 0, sizeof(*out));
	if (end - *p < 8)
		return err_set(e, STATUS_DATA, "no prefix");
	if ((rc = ipc_prefix(*p, &out->metalen, e)) != 1)
		return rc;
	out->meta = *p + 8;
	if (out->metalen > (size_t)(end - out->meta))
		return err_set(e, STATUS_DATA, "metadata cut");
	if (ipc_head_read(out->meta, out->metalen, &out->head, e) != 0)
		return -1;
	out->body = out->meta + out->metalen;
	if (out->head.body > end - out->body) {
		ipc_head_release(&out->head);
		return err_set(e, STATUS_DATA, "body cut");
	}
	*p = out->body + out->head.body;
	return 1;
}

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

/* Copies the body of m, skew bytes past a multiple of 64, and reads the batch. */
static struct batch *
read_part(struct schema *s, const struct part *m, size_t skew, struct err *e)
{
	struct block *b = block_new((size_t)m->head.body + skew, e);
	struct batch *batch;

	memcpy(b->data + skew, m->body, (size_t)m->head.body);
	b->data += skew;
	b->size -= skew;
	batch = ipc_batch_read(s, m->meta, m->metalen, b, e);
	b->data -= skew;
	b->size += skew;
	block_unref(b);
	return batch;
}

/* Reads the stream in p; text (may be NULL) gets its dump.  0 or -1. */
static int
read_stream(const uint8_t *p, size_t n, size_t skew, struct buf *text, struct err *e)
{
	const uint8_t *end = p + n;
	struct schema *s = NULL;
	struct batch *b;
	struct part m;
	int rc;

	if (next_part(&p, end, &m, e) != 1)
		return -1;
	s = ipc_schema_read(m.meta, m.metalen, e);
	ipc_head_release(&m.head);
	if (s == NULL)
		return -1;
	if (text != NULL)
		dump_schema(text, s);
	while ((rc = next_part(&p, end, &m, e)) == 1) {
		b = read_part(s, &m, skew, e);
		ipc_head_release(&m.head);
		if (b == NULL) {
			rc = -1;
			break;
		}
		for (size_t i = 0; i < s->nfield; i++)
			check_aligned(&s->field[i].type, &b->col[i]);
		if (text != NULL)
			dump_batch(text, b);
		batch_free(b);
	}
	schema_unref(s);
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
	const uint8_t *end = p + n;
	struct ipc_message im;
	struct schema *s;
	struct batch *b, *slice;
	struct part m;
	int64_t i;
	int rc;

	if (next_part(&p, end, &m, e) != 1 ||
	    (s = ipc_schema_read(m.meta, m.metalen, e)) == NULL)
		return -1;
	ipc_head_release(&m.head);
	CHECK_INT(ipc_schema_write(s, NULL, &im, e), 0);
	append(out, &im);
	while ((rc = next_part(&p, end, &m, e)) == 1) {
		ipc_head_release(&m.head);
		if ((b = read_part(s, &m, 0, e)) == NULL)
			return -1;
		for (i = 0; i < b->rows; i += step) {
			slice = batch_slice(b, i, b->rows - i < step ? b->rows - i : step, e);
			CHECK_INT(ipc_batch_write(slice, NULL, &im, e), 0);
			append(out, &im);
			batch_free(slice);
		}
		batch_free(b);
	}
	CHECK_INT(buf_add(out, ipc_eos, sizeof(ipc_eos), NULL), 0);
	schema_unref(s);
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
	"good-nofields", "good-v4" };
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
	struct meta extra = { 0 };
	struct part m;

	CHECK_INT(next_part(&p, in.data + in.len, &m, NULL), 1);
	s = ipc_schema_read(m.meta, m.metalen, NULL);
	REQUIRE(s != NULL);
	CHECK_INT(meta_add(&extra, "x", 1, "1", 1, NULL), 0);
	CHECK_INT(ipc_schema_write(s, &extra, &im, NULL), 0);
	append(&out, &im);
	again = ipc_schema_read(out.data + 8, out.len - 8, NULL);
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
	struct ipc_message m;
	struct type t;

	CHECK_INT(type_map(&t, &string, &string, true, NULL), 0);
	t.child[0].nullable = t.child[0].type.child[0].nullable = true;
	t.keys_sorted = true;
	REQUIRE(schema_add(s, "m", &t, true, NULL) != NULL);
	CHECK_INT(ipc_schema_write(s, NULL, &m, NULL), 0);
	again = ipc_schema_read(m.head.data + 8, m.head.len - 8, NULL);
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
		again = ipc_schema_read(m.head.data + 8, m.head.len - 8, &e);
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

TEST(what_is_not_read_is_named)
{
	static const struct {
		const char *name, *says;
	} cases[] = {
		{ "uint8", "\"c\": Arrow type UInt8" }, { "uint16", "UInt16" },
		{ "uint32", "UInt32" }, { "uint64", "UInt64" }, { "float16", "Float16" },
		{ "large-utf8", "LargeUtf8" }, { "large-binary", "LargeBinary" },
		{ "large-list", "LargeList" }, { "utf8-view", "Utf8View" },
		{ "binary-view", "BinaryView" }, { "date64", "Date64" },
		{ "time32", "Time" }, { "time64", "Time" }, { "duration", "Duration" },
		{ "timestamp-s", "Timestamp(second)" },
		{ "timestamp-ns", "Timestamp(nanosecond)" },
		{ "fixed-binary", "FixedSizeBinary" }, { "fixed-list", "FixedSizeList" },
		{ "decimal256", "Decimal256(50, 2)" }, { "decimal32", "Decimal32(5, 2)" },
		{ "decimal-scale", "Decimal128(5, -2)" }, { "interval", "Interval" },
		{ "list-view", "ListView" }, { "run-end", "RunEndEncoded" },
		{ "nested-uint8", "\"c.item.u\": Arrow type UInt8" },
		{ "dictionary", "Dictionary" }, { "union", "Union" },
		{ "lz4", "compressed" }, { "zstd", "compressed" }
	};
	size_t i;

	for (i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
		struct err e = ERR_INIT;
		char name[64];
		struct buf in;

		(void)snprintf(name, sizeof(name), "unsupported-%s", cases[i].name);
		in = sample(name, ".arrows");
		CHECK_INT(read_stream(in.data, in.len, 0, NULL, &e), -1);
		CHECK_INT(e.status, STATUS_DATA);
		CHECK_HAS(e.msg, cases[i].says);
		buf_release(&in);
	}
}
