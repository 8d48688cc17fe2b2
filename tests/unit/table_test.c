/* table_test.c - show(), character for character. */
#include "check.h"

#include "format/table.h"
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
