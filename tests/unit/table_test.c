/* table_test.c - show(), character for character. */
#include "check.h"

#include <unistd.h>

#include "base/width.h"
#include "format/table_fit.h"
#include "format/table_sink.h"
#include "model/builder.h"

/* Two columns, four rows; shown as conf says. */
static char *
show(const struct table_conf *conf)
{
	struct schema *s = schema_new(NULL);
	struct buf out = BUF_INIT;
	struct batch_builder bb;
	struct table *t = NULL;
	struct batch *b;

	schema_add_id(s, "key", TYPE_BINARY, true, NULL);
	schema_add_id(s, "a long name of a column", TYPE_STRING, true, NULL);
	batch_builder_init(&bb, s, NULL);
	builder_null(&bb.col[0], NULL);
	builder_bytes(&bb.col[1], "x", 1, NULL);
	builder_bytes(&bb.col[0], "hello", 5, NULL);
	builder_null(&bb.col[1], NULL);
	builder_bytes(&bb.col[0], "", 0, NULL);
	builder_bytes(&bb.col[1], "123456789012345678901", 21, NULL);
	builder_bytes(&bb.col[0], "\x01", 1, NULL);
	builder_bytes(&bb.col[1], "\xe6\x97\xa5\xe6\x9c\xac\n\x1b", 8, NULL);
	b = batch_builder_finish(&bb, NULL);
	if (table_new(&t, s, conf, NULL) != 0 || table_add(t, b, NULL) < 0 ||
	    table_print(t, &out, NULL) != 0 || buf_add(&out, "", 1, NULL) != 0)
		check_fail(__FILE__, __LINE__, "cannot print");
	table_free(t);
	batch_free(b);
	batch_builder_release(&bb);
	schema_unref(s);
	return (char *)out.data;
}

TEST(horizontal)
{
	const struct table_conf conf = TABLE_CONF_INIT;
	char *got = show(&conf);

	CHECK_STR(got,
	    "+----------------+-----------------------+\n"
	    "|             key|a long name of a column|\n"
	    "+----------------+-----------------------+\n"
	    "|            NULL|                      x|\n"
	    "|[68 65 6C 6C 6F]|                   NULL|\n"
	    "|              []|   12345678901234567...|\n"
	    "|            [01]|             \xe6\x97\xa5\xe6\x9c\xac\\n\\x1b|\n"
	    "+----------------+-----------------------+\n");
	free(got);
}

TEST(not_truncated_and_cut)
{
	const struct table_conf conf = { .rows = 1, .truncate = 0 };
	char *got = show(&conf);

	CHECK_STR(got,
	    "+----+-----------------------+\n"
	    "|key |a long name of a column|\n"
	    "+----+-----------------------+\n"
	    "|NULL|x                      |\n"
	    "+----+-----------------------+\n"
	    "only showing top 1 row\n");
	free(got);
}

TEST(vertical)
{
	const struct table_conf conf = { .rows = 2, .truncate = 20, .vertical = true };
	char *got = show(&conf);

	CHECK_STR(got,
	    "-RECORD 0-----------------------------------\n"
	    " key                     | NULL             \n"
	    " a long name of a column | x                \n"
	    "-RECORD 1-----------------------------------\n"
	    " key                     | [68 65 6C 6C 6F] \n"
	    " a long name of a column | NULL             \n"
	    "only showing top 2 rows\n");
	free(got);
}

/* Whatever the widths and the window: as much as fits, the first column, no more than is there. */
TEST(columns_fit_every_window)
{
	size_t width[12], n, k, window, sum, shown;
	struct table_fit f;
	unsigned seed = 1;

	for (int round = 0; round < 2000; round++) {
		n = (size_t)rand_r(&seed) % 13;
		for (k = 0; k < n; k++)
			width[k] = TABLE_WIDTH_MIN + (size_t)(rand_r(&seed) % (k % 3 ? 9 : 60));
		for (window = 9; window < 400; window += 1 + window / 20) {
			table_fit(&f, width, n, window);
			shown = f.head + f.tail;
			CHECK(shown <= n && (n == 0 || f.head > 0) && f.head - f.tail <= (shown < n ? 1 : n));
			sum = 1 + (shown < n ? TABLE_WIDTH_MIN + 1 : 0);
			for (k = 0; k < n; k++)
				if (k < f.head || k >= n - f.tail)
					sum += 1 + (width[k] < f.cap ? width[k] : f.cap);
			CHECK(sum <= window);
		}
		table_fit(&f, width, n, 0);
		CHECK(f.head == n && f.tail == 0 && f.cap == SIZE_MAX);
	}
}

TEST(text_fits_columns)
{
	static const struct {
		const char *text;
		size_t most, bytes, columns;
	} v[] = {
		{ "", 3, 0, 0 }, { "abc", 0, 0, 0 }, { "abc", 2, 2, 2 }, { "abc", 4, 3, 3 },
		{ "a\xe6\x97\xa5z", 2, 1, 1 }, { "a\xe6\x97\xa5z", 3, 4, 3 },
		{ "ae\xcc\x81z", 2, 4, 2 }, { "ae\xcc\x81z", 1, 1, 1 },
		{ "1\xef\xb8\x8f", 1, 1, 1 }, { "1\xef\xb8\x8f", 2, 4, 2 },
	};
	size_t i, columns;

	for (i = 0; i < sizeof(v) / sizeof(*v); i++) {
		CHECK_INT(width_fit(v[i].text, strlen(v[i].text), v[i].most, &columns), v[i].bytes);
		CHECK_INT(columns, v[i].columns);
	}
}

/* Writes rows of one int column, then a barrier where epoch >= 0. */
static int
feed(struct sink *k, struct schema *s, int rows, int64_t epoch)
{
	struct batch_builder bb;
	struct epoch *ep;
	int rc;

	batch_builder_init(&bb, s, NULL);
	for (int i = 0; i < rows; i++)
		builder_i64(&bb.col[0], i, NULL);
	rc = sink_put(k, batch_builder_finish(&bb, NULL), NULL);
	batch_builder_release(&bb);
	if (rc != 0 || epoch < 0)
		return rc;
	ep = epoch_new(epoch, NULL);
	rc = k->ops->commit(k, ep, NULL);
	epoch_free(ep);
	return rc;
}

TEST(a_table_per_epoch)
{
	static const struct table_conf conf = { .rows = 2, .truncate = 20 };
	static const char want[] =
	    "Epoch 1:\n+---+\n|  n|\n+---+\n|  0|\n|  1|\n+---+\nonly showing top 2 rows\n"
	    "Epoch 3:\n+---+\n|  n|\n+---+\n|  0|\n+---+\n";
	struct schema *s = schema_new(NULL);
	struct sink *k;
	char got[500];
	ssize_t n;
	int p[2];

	schema_add_id(s, "n", TYPE_INT, true, NULL);
	REQUIRE(pipe(p) == 0);
	REQUIRE((k = table_sink_new(out_fd(p[1], "p", NULL), s, &conf, 1 << 20, true, NULL)) != NULL);
	CHECK_INT(feed(k, s, 5, 1), 0);
	CHECK_INT(feed(k, s, 0, 2), 0);
	CHECK_INT(feed(k, s, 1, 3), 0);
	CHECK_INT(k->rows, 6);
	CHECK_INT(k->ops->finish(k, NULL), 0);
	n = read(p[0], got, sizeof(got));
	CHECK_MEM(got, (size_t)n, want, sizeof(want) - 1);
	sink_free(k);
	close(p[0]);
	schema_unref(s);
}

TEST(a_table_has_a_bound)
{
	static const struct table_conf conf = { .rows = -1, .truncate = 20 };
	struct schema *s = schema_new(NULL);
	struct sink *k;
	int i;

	schema_add_id(s, "n", TYPE_INT, true, NULL);
	REQUIRE((k = table_sink_new(out_fd(dup(1), "p", NULL), s, &conf, 100000, false, NULL)) != NULL);
	for (i = 0; i < 100 && feed(k, s, 1000, -1) == 0; i++)
		;
	CHECK(i > 0 && i < 100);
	sink_free(k);
	schema_unref(s);
}
