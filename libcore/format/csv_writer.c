/* csv_writer.c - the writers of CSV and TSV. */
#include <ctype.h>
#include <string.h>

#include "format/csv_out.h"
#include "format/format.h"
#include "io/out.h"

/* Unquoted as it is written, NULL is one cell. */
static int
check_null(const struct format_values *v, char delimiter, struct err *e)
{
	const char *null = format_value(v, "null");
	char quoted[80];
	bool tsv = v->format == &format_tsv;

	if (null == NULL || (strchr(null, delimiter) == NULL && strpbrk(null, "\r\n") == NULL &&
	    (tsv || *null != '"')))
		return 0;
	return err_set(e, STATUS_USAGE, "null holds what parts or quotes cells: %s",
	    err_quote(quoted, sizeof(quoted), null, strlen(null)));
}

static int
check_tsv(const struct format_values *v, struct err *e)
{
	return check_null(v, '\t', e);
}

/* What numbers, dates and quotes are made of parts no cells. */
static int
check_csv(const struct format_values *v, struct err *e)
{
	char c = format_byte(v, "delimiter", ','), quoted[16];

	if (!isalnum((unsigned char)c) && strchr("+-.: \"", c) == NULL)
		return check_null(v, c, e);
	return err_set(e, STATUS_USAGE, "delimiter is no letter, digit, blank, quote or one of "
	    "+-.: where values are written: %s", err_quote(quoted, sizeof(quoted), &c, 1));
}

static struct sink *
create_csv(struct out *out, struct schema *s, const struct format_writing *w, struct err *e)
{
	bool tsv = w->with.format == &format_tsv;
	const char *form = format_value(&w->with, "binary");
	const struct csv_out_conf conf = {
		.separator = tsv ? '\t' : format_byte(&w->with, "delimiter", ','), .tsv = tsv,
		.header = format_yes(&w->with, "header", true),
		.binary = form == NULL ? CSV_BINARY_TEXT : *form == 'b' ? CSV_BINARY_BASE64 :
		    CSV_BINARY_HEX,
		.null = format_value(&w->with, "null"), .zone = w->zone
	};

	if (csv_out_check(s, e) != 0) {
		out_free(out);
		return NULL;
	}
	return text_sink_new(out, s, &csv_out, &conf, sizeof(conf), w->terminal, e);
}

const struct format_end write_csv = {
	.format = &format_csv, .check = check_csv, .create = create_csv
};

const struct format_end write_tsv = {
	.format = &format_tsv, .check = check_tsv, .create = create_csv
};
