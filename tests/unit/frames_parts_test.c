/* par */
/* frames_parts_test.c - files of frames of which only what is wanted is read. */
#include "check.h"

#include "base/mem.h"
#include "frames_util.h"
#include "par/flow.h"

#define ROWS 20000

/* Frames of three columns: a, 0 1 2 ...; s, words; b, the negatives of a.  Two batches. */
static struct buf
three_columns(void)
{
	const struct frames_write_conf conf = { .tool = "t" };
	struct schema *s = schema_new(NULL);
	struct memory_sink m;
	struct buf bytes;

	schema_add(s, "a", &(struct type){ .id = TYPE_BIGINT }, false, NULL);
	schema_add(s, "s", &(struct type){ .id = TYPE_STRING }, false, NULL);
	schema_add(s, "b", &(struct type){ .id = TYPE_BIGINT }, false, NULL);
	m = memory_sink(s, &conf);
	for (int64_t k = 0; k < 2; k++) {
		struct batch *b = batch_new(s, ROWS, NULL);
		int32_t *offsets;
		int64_t *v[2];

		for (size_t c = 0; c < 3; c++) {
			b->col[c].rows = ROWS;
			b->col[c].hold[2] = block_new(ROWS * 8, NULL);
			b->col[c].values = b->col[c].hold[2]->data;
		}
		b->col[1].hold[1] = block_new((ROWS + 1) * 4, NULL);
		b->col[1].offsets = offsets = (int32_t *)(void *)b->col[1].hold[1]->data;
		memset(b->col[1].hold[2]->data, 'x', ROWS * 8);
		v[0] = (int64_t *)(void *)b->col[0].hold[2]->data;
		v[1] = (int64_t *)(void *)b->col[2].hold[2]->data;
		for (int i = 0; i <= ROWS; i++)
			offsets[i] = i * 8;
		for (int i = 0; i < ROWS; i++) {
			v[0][i] = k * ROWS + i;
			v[1][i] = -v[0][i];
		}
		CHECK_INT(sink_put(m.k, b, NULL), 0);
	}
	CHECK_INT(m.k->ops->finish(m.k, NULL), 0);
	schema_unref(s);
	bytes = memory_sink_end(&m);
	return bytes;
}

/* Whether the rows of column c are sign times their number, and s is absent. */
static void
check_rows(const struct batch_list *l, size_t c, int64_t sign)
{
	int64_t row = 0, wrong = 0;

	for (size_t k = 0; k < l->n; k++) {
		const int64_t *v = l->batch[k]->col[c].values;

		CHECK(l->batch[k]->col[1].absent);
		CHECK_INT(l->batch[k]->rows, ROWS);
		for (int64_t i = 0; i < l->batch[k]->rows; i++, row++)
			wrong += v[i] != sign * row;
	}
	CHECK_INT(row, 2 * ROWS);
	CHECK_INT(wrong, 0);
}

static void
read_around_the_words(const struct buf *bytes, int64_t sign)
{
	static const bool used[] = { true, false, true };
	struct source *s = source_of(bytes->data, bytes->len, AS_FILE, FRAMES_TRAILER, NULL);
	struct batch_list l = { 0, 0, NULL };
	struct err e = ERR_INIT;
	int rc;

	REQUIRE(s != NULL);
	CHECK_INT(source_plan(s, &(struct want){ .column = used }, NULL), 0);
	while ((rc = source_next(s, &l, NULL, &e)) == 1)
		;
	if (!CHECK_INT(rc, 0))
		printf("\t%s\n", e.msg);
	CHECK_INT(l.n, 2);
	check_rows(&l, 0, sign);
	check_rows(&l, 2, -sign);
	batch_list_release(&l);
	source_free(s);
}

/* Where in the metadata of a batch the pair (offset, length) stands. */
static uint8_t *
find_pair(uint8_t *meta, size_t n, int64_t offset, int64_t length)
{
	const int64_t pair[2] = { offset, length };

	return memmem(meta, n, pair, sizeof(pair));
}

TEST(parts_are_those_of_the_columns)
{
	struct buf bytes = three_columns();
	size_t at[8];
	uint32_t size[8];
	uint8_t *first, *last;

	read_around_the_words(&bytes, 1);
	/* The buffers of the columns in another order: b lies before a. */
	REQUIRE(messages(&bytes, at, size, 8) >= 3);
	for (size_t i = 1; i <= 2; i++) {
		struct ipc_parts p = { 0 };
		struct source *s = source_of(bytes.data, bytes.len, AS_FILE, FRAMES_TRAILER, NULL);
		static const bool used[] = { true, false, true };
		uint8_t *meta = bytes.data + at[i] + 8;

		CHECK_INT(ipc_parts_find(&p, s->schema, NULL, used, 0, meta, size[i], NULL), 0);
		CHECK_INT(p.n, 2);
		REQUIRE(p.n == 2);
		CHECK_INT(p.part[0].at, 0);
		CHECK_INT(p.part[0].n, ROWS * 8);
		CHECK_INT(p.part[1].n, ROWS * 8);
		first = find_pair(meta, size[i], 0, ROWS * 8);
		last = find_pair(meta, size[i], p.part[1].at, ROWS * 8);
		REQUIRE(first != NULL && last != NULL && first < last);
		memcpy(first, &p.part[1].at, 8);
		memset(last, 0, 8);
		ipc_parts_release(&p);
		source_free(s);
	}
	read_around_the_words(&bytes, -1);
	buf_release(&bytes);
}

/* What is not looked at is not checked, but it must be there. */
TEST(unread_columns_must_be_there)
{
	struct buf bytes = three_columns();
	size_t at[8];
	uint32_t size[8];

	REQUIRE(messages(&bytes, at, size, 8) >= 3);
	for (size_t cut = at[2] + 8 + size[2]; cut < bytes.len; cut += 5000) {
		struct source *s = source_of(bytes.data, cut, AS_UNREAD, FRAMES_TRAILER, NULL);
		struct batch_list l = { 0, 0, NULL };
		struct err e = ERR_INIT;
		char says[80];

		CHECK_INT(source_next(s, &l, NULL, &e), 1);
		CHECK_INT(source_next(s, &l, NULL, &e), -1);
		CHECK_INT(e.status, STATUS_DATA);
		(void)snprintf(says, sizeof(says), "x: byte %zu: batch 1: the file is cut", cut);
		CHECK_HAS(e.msg, says);
		batch_list_release(&l);
		source_free(s);
	}
	buf_release(&bytes);
}

/* A file that becomes shorter between the metadata and the values. */
TEST(cut_while_it_is_read)
{
	struct buf bytes = three_columns();
	int fd = fd_of(bytes.data, bytes.len, AS_FILE);
	struct source *s = frames_source_new(in_fd(dup(fd), "x", true, NULL), NULL, NULL);
	struct err e = ERR_INIT;
	struct raw *r;

	REQUIRE(s != NULL);
	CHECK_INT(s->ops->next(s, &r, &e), 1);
	CHECK_INT(ftruncate(fd, 5000), 0);
	CHECK_INT(s->ops->scan(s, 0, r, &e), -1);
	CHECK_INT(e.status, STATUS_DATA);
	CHECK_HAS(e.msg, "batch 0: the file is cut: it ends inside its values, at byte 5000");
	source_drop(s, r);
	source_free(s);
	(void)close(fd);
	buf_release(&bytes);
}

/* Workers read at the same time. */
TEST(read_by_many)
{
	struct buf bytes = three_columns();

	for (int jobs = 1; jobs <= 4; jobs++) {
		struct flow f = { .limit = -1, .jobs = jobs };
		struct flow_stats stats = { 0 };
		struct err e = ERR_INIT;

		f.line.source = source_of(bytes.data, bytes.len, AS_PARTS, FRAMES_TRAILER, NULL);
		f.stats = &stats;
		REQUIRE(f.line.source != NULL);
		if (!CHECK_INT(flow_run(&f, &e), 0))
			printf("\t%s\n", e.msg);
		CHECK_INT(stats.rows_in, 2 * ROWS);
		source_free(f.line.source);
	}
	buf_release(&bytes);
}
