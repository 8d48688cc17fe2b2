/* format_test.c - the table of formats: words, names, first bytes. */
#include "format/format.h"

#include <string.h>

#include "check.h"

/* What becomes of the options in text: "NAME=[VALUE] ...", or the message. */
static void
options_are(const struct format_end *end, const char *text, const char *want)
{
	struct format_values v = { .format = end->format };
	struct err e = ERR_INIT;
	char copy[200], got[400] = "";

	snprintf(copy, sizeof(copy), "%s", text);
	if (format_parse(end, copy, &v, &e) != 0) {
		CHECK_INT(e.status, STATUS_USAGE);
		CHECK_STR(e.msg, want);
		return;
	}
	for (int i = 0; end->format->opt[i].name != NULL; i++)
		if (v.value[i] != NULL)
			snprintf(got + strlen(got), sizeof(got) - strlen(got), "%s%s=[%s]",
			    *got == '\0' ? "" : " ", end->format->opt[i].name, v.value[i]);
	CHECK_STR(got, want);
}

TEST(options)
{
	options_are(&read_csv, "header=no", "header=[no]");
	options_are(&read_csv, "header=no,delimiter=;,quote=", "header=[no] delimiter=[;] quote=[]");
	options_are(&read_csv, "header=no,header=yes", "header is given twice: no and yes");
	/* A comma is a value where another or nothing follows. */
	options_are(&read_csv, "delimiter=,", "delimiter=[,]");
	options_are(&read_csv, "delimiter=,,header=no", "header=[no] delimiter=[,]");
	options_are(&read_csv, "null=,header=no", "header=[no] null=[]");
	options_are(&read_csv, "null=a=b", "null=[a=b]");
	options_are(&write_lines, "null=,,raw=yes", "null=[,] raw=[yes]");
	options_are(&read_csv, "delimiter=\\t", "delimiter=[\\t]");
	options_are(&read_csv, "header=no,", "csv has no option \"\"; there are: \"header\", "
	    "\"delimiter\", \"quote\", \"strings\", \"null\"");
	options_are(&read_csv, "delimiter=", "delimiter is one byte of ASCII, or \\t: \"\"");
	options_are(&read_csv, "delimiter=\"", "the delimiter is the quote");
	options_are(&read_csv, "binary=hex", "csv has no option \"binary\"; there are: \"header\", "
	    "\"delimiter\", \"quote\", \"strings\", \"null\"");
	options_are(&write_tsv, "delimiter=;", "tsv has no option \"delimiter\"; there are: "
	    "\"header\", \"null\", \"binary\"");
	options_are(&read_arrow, "unmarked=EOF", "unmarked is no, yes or eof: \"EOF\"");
	options_are(&read_seqfile, "decompress-limit=0", "decompress-limit is a size (such as 64M): "
	    "\"0\"");
	options_are(&read_seqfile, "split=1:", "split is OFFSET:LENGTH: \"1:\"");
	options_are(&write_table, "x=1", "table has no options: \"x\"");
}

TEST(values)
{
	struct format_values v = { .format = &format_csv };

	CHECK(format_yes(&v, "header", true));
	CHECK_INT(format_byte(&v, "delimiter", ';'), ';');
	v.value[format_opt_find(&format_csv, "header", FORMAT_IN)] = "no";
	v.value[format_opt_find(&format_csv, "delimiter", FORMAT_IN)] = "\\t";
	v.value[format_opt_find(&format_csv, "quote", FORMAT_IN)] = "";
	CHECK(!format_yes(&v, "header", true));
	CHECK_INT(format_byte(&v, "delimiter", ';'), '\t');
	CHECK_INT(format_byte(&v, "quote", '"'), 0);
	CHECK(format_value(&v, "null") == NULL);
	CHECK(format_value(&v, "nope") == NULL);
}

static const char *
named(const char *name, enum format_side side)
{
	const struct format *f = format_of_name(name, side);

	return f == NULL ? "none" : f->name;
}

TEST(names)
{
	CHECK_STR(named("x.csv", FORMAT_IN), "csv");
	CHECK_STR(named("d.json/X.TAB.gz", FORMAT_IN), "tsv");
	CHECK_STR(named("x.tab.gz", FORMAT_OUT), "none");
	CHECK_STR(named("x.ndjson", FORMAT_OUT), "json");
	CHECK_STR(named("x.geojson", FORMAT_IN), "json");
	CHECK_STR(named("x.geojson", FORMAT_OUT), "none");
	CHECK_STR(named("x.feather", FORMAT_IN), "arrow");
	CHECK_STR(named("x.feather", FORMAT_OUT), "none");
	CHECK_STR(named("part.seq", FORMAT_IN), "seqfile");
	CHECK_STR(named("x.txt", FORMAT_OUT), "lines");
	CHECK_STR(named(".csv", FORMAT_IN), "none");
	CHECK_STR(named("d/.csv", FORMAT_IN), "none");
	CHECK_STR(named("csv", FORMAT_IN), "none");
	CHECK_STR(named("x.parquet", FORMAT_IN), "none");
}

/* No two rows are called the same but the two of JSON, each has room for its options, and
 * text has no first bytes. */
TEST(rows)
{
	size_t n = 0;

	for (const struct format *const *f = format_all; *f != NULL; f++, n++) {
		int options = 0;

		while ((*f)->opt != NULL && (*f)->opt[options].name != NULL)
			options++;
		CHECK(options <= FORMAT_OPTS);
		CHECK(((*f)->flags & FORMAT_TEXT) == 0 || (*f)->magic == NULL);
		for (const struct format *const *g = format_all; g < f; g++)
			CHECK(strcmp((*f)->name, (*g)->name) != 0 || *f == &format_json_values);
	}
	CHECK_INT(n, 12);
	CHECK(format_has_magic(&format_arrow, MAGIC_CUT));
	CHECK(!format_has_magic(&format_arrow, MAGIC_EMPTY));
	CHECK(!format_has_magic(&format_csv, MAGIC_NONE));
}
