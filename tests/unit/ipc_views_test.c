/* ipc_views_test.c - columns of views: what they may say, and what they stand for. */
#include "check.h"

#include "arrow_dump.h"
#include "arrow_parts.h"

/* A sample, open. */
struct views {
	struct buf bytes;
	struct stream s;
};

static void
views_open(struct views *t, const char *name)
{
	t->bytes = dump_file(name);
	if (stream_open(&t->s, t->bytes.data, t->bytes.len, NULL) != 0)
		exit(1);
}

static void
views_close(struct views *t)
{
	stream_close(&t->s);
	buf_release(&t->bytes);
}

/* The next batch as text, in parts of at most max rows; e->msg says why there is none. */
static struct buf
dump_next(struct views *t, int64_t max, struct err *e)
{
	struct buf text = BUF_INIT;
	struct ipc_rows *rows;
	struct batch *b;
	int rc = stream_rows(&t->s, 0, &rows, e);

	while (rc == 1 && (rc = ipc_rows_next(rows, max, &b, e)) == 1) {
		CHECK(b->rows <= max);
		for (int64_t i = 0; i < b->rows; i++) {
			struct batch *one = batch_slice(b, i, 1, e);

			dump_batch(&text, one);
			batch_free(one);
		}
		batch_free(b);
	}
	ipc_rows_free(rows);
	if (rc < 0)
		CHECK_INT(e->status, STATUS_DATA);
	return text;
}

TEST(any_parts_are_the_same_rows)
{
	static const int64_t max[] = { 1, 2, 3, 5, 8, 10 };
	static const char *const name[] = { "good-views.arrows", "good-views-zstd.arrows" };
	size_t i, k;

	for (k = 0; k < 2; k++) {
		for (i = 0; i < sizeof(max) / sizeof(max[0]); i++) {
			struct views whole, cut;
			struct err e = ERR_INIT;
			int batch;

			views_open(&whole, name[k]);
			views_open(&cut, name[k]);
			for (batch = 0; batch < 2; batch++) {
				struct buf a = dump_next(&whole, 1000, &e);
				struct buf b = dump_next(&cut, max[i], &e);

				CHECK(a.len > 1000);
				CHECK_MEM(a.data, a.len, b.data, b.len);
				buf_release(&a);
				buf_release(&b);
			}
			views_close(&whole);
			views_close(&cut);
		}
	}
}

/* A view as its bytes stand in a body: of the 16 before it, the column s has a short one. */
static uint8_t *
find_view(struct views *t, uint32_t length, const char *prefix)
{
	uint8_t want[8];
	uint8_t *p;

	memcpy(want, &length, 4);
	memcpy(want + 4, prefix, 4);
	p = memmem(t->bytes.data, t->bytes.len, want, 8);
	if (p == NULL)
		exit(1);
	return p;
}

TEST(views_that_lie_are_named)
{
	static const struct {
		int at;			/* byte of the view */
		int32_t value;
		const char *says;
	} lies[] = {
		{ 0, -1, "column \"s\": a view of -1 bytes" },
		{ 0, INT32_MIN, "column \"s\": a view of -2147483648 bytes" },
		{ 0, INT32_MAX, "column \"s\": a view of 2147483647 bytes at 13 of a buffer" },
		{ 0, 1000, "column \"s\": a view of 1000 bytes at 13 of a buffer of" },
		{ 4, 0x41414141, "column \"s\": a view whose first bytes are not those" },
		{ 8, 1, "column \"s\": a view into buffer 1 of 1" },
		{ 8, -1, "column \"s\": a view into buffer -1 of 1" },
		{ 12, -1, "bytes at -1 of a buffer of" },
		{ 12, INT32_MAX, "bytes at 2147483647 of a buffer of" },
		{ 12, 0, "column \"s\": a view whose first bytes are not those" }
	};
	size_t i;

	for (i = 0; i < sizeof(lies) / sizeof(lies[0]); i++) {
		struct err e = ERR_INIT;
		struct views t;
		struct buf text;

		views_open(&t, "good-views.arrows");
		memcpy(find_view(&t, 30, "a te") + lies[i].at, &lies[i].value, 4);
		text = dump_next(&t, 2, &e);
		if (!CHECK_HAS(e.msg, lies[i].says))
			printf("\t%zu\n", i);
		/* The row of the batch, not of the part. */
		CHECK_INT(e.row, 5);
		buf_release(&text);
		views_close(&t);
	}
}

/* What lies under a null, its own or of what is around it, is nobody's business. */
TEST(views_under_nulls_say_anything)
{
	struct views t, u;
	struct err e = ERR_INIT;
	struct buf a, b;
	uint8_t *view;
	size_t i;

	views_open(&t, "good-views.arrows");
	views_open(&u, "good-views.arrows");
	/* The second value; this is the fourth. */
	view = find_view(&u, 12, "twel") - 2 * 16;
	CHECK(memcmp(view, (uint8_t[16]){ 0 }, 16) == 0);
	for (i = 0; i < 16; i++)
		view[i] = (uint8_t)(0x80 + i);
	a = dump_next(&t, 1000, &e);
	b = dump_next(&u, 1000, &e);
	CHECK_STR(e.msg, "");
	CHECK_MEM(a.data, a.len, b.data, b.len);
	buf_release(&a);
	buf_release(&b);
	views_close(&t);
	views_close(&u);
}

/* 2200 MiB of values from one: parts of what fits, and nothing falls out. */
TEST(views_of_the_same_bytes_come_in_parts)
{
	struct err e = ERR_INIT;
	struct ipc_rows *rows;
	struct views t;
	struct batch *b;
	int64_t sum = 0, parts = 0;
	size_t n;
	int rc;

	views_open(&t, "many-views.arrows");
	REQUIRE(stream_rows(&t.s, 0, &rows, &e) == 1);
	while ((rc = ipc_rows_next(rows, BATCH_ROWS, &b, &e)) == 1) {
		parts++;
		sum += b->rows;
		CHECK(b->rows < 64);
		(void)column_bytes(&b->col[0], b->rows - 1, &n);
		CHECK_INT(n, 1 << 20);
		CHECK_INT(b->col[0].offsets[b->rows], b->rows << 20);
		batch_free(b);
	}
	CHECK_INT(rc, 0);
	CHECK_INT(sum, 2200);
	CHECK(parts >= 2200 / 64);
	ipc_rows_free(rows);
	views_close(&t);
}

/* One row of them is more than a column holds. */
TEST(views_of_one_row_have_an_end)
{
	struct err e = ERR_INIT;
	struct views t;
	struct buf text;

	views_open(&t, "bad-many-views.arrows");
	text = dump_next(&t, BATCH_ROWS, &e);
	CHECK_STR(e.msg, "column \"c.item\": more than 2147483647 bytes in one row");
	CHECK_INT(e.row, 2);
	CHECK_HAS((char *)text.data, "2 []");
	buf_release(&text);
	views_close(&t);
}

/* Every byte flipped: refused or read, and nothing worse. */
TEST(bytes_flipped)
{
	struct buf in = dump_file("good-views.arrows");

	CHECK(stream_flips(&in, 8, 1) > 1000);
	buf_release(&in);
}
