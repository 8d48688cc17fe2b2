/* csv_reader.c - the readers of CSV and TSV. */
#include <string.h>

#include "format/csv_rows.h"
#include "format/format.h"
#include "io/in.h"

static struct csv_dialect
dialect(const struct format_values *v)
{
	bool tsv = v->format == &format_tsv;
	const char *null = format_value(v, "null");

	return (struct csv_dialect){
		.delimiter = (uint8_t)format_byte(v, "delimiter", tsv ? '\t' : ','),
		.quote = (uint8_t)format_byte(v, "quote", tsv ? '\0' : '"'),
		.header = format_yes(v, "header", true), .escapes = tsv,
		.null = null, .null_length = null == NULL ? 0 : strlen(null)
	};
}

static int
check(const struct format_values *v, struct err *e)
{
	struct csv_dialect d = dialect(v);
	char quoted[80];

	if (d.quote == d.delimiter)
		return err_set(e, STATUS_USAGE, "the delimiter is the quote");
	/* Which no cell that is written so can be. */
	for (size_t i = 0; i < d.null_length; i++)
		if ((uint8_t)d.null[i] == d.delimiter || csv_is_end((uint8_t)d.null[i]) ||
		    (i == 0 && csv_is_quote(&d, (uint8_t)d.null[i])))
			return err_set(e, STATUS_USAGE, "null holds what parts or quotes cells: %s",
			    err_quote(quoted, sizeof(quoted), d.null, d.null_length));
	return 0;
}

struct further {
	const struct format_reading *r;
	const struct csv_rows_conf *conf;
	struct csv_types *types;
};

/* Looks at the inputs that follow. */
static int
look_further(void *arg, struct err *e)
{
	const struct further *f = arg;
	struct in *in;
	int rc = 0;

	while (rc == 0 && !csv_types_enough(f->types)) {
		if ((rc = f->r->more(f->r->arg, &in, e)) != 1)
			return rc;
		rc = csv_rows_look(in, f->conf, f->types, e);
		in_free(in);
	}
	return rc;
}

static struct source *
open_csv(struct in *in, const struct format_reading *r, struct err *e)
{
	const struct csv_rows_conf conf = {
		.dialect = dialect(&r->with), .zone = r->zone, .memory = r->memory,
		.most = r->most
	};
	struct further f = { r, &conf, *r->shared };
	bool strings = r->count || format_yes(&r->with, "strings", false);

	if (f.types == NULL && (*r->shared = f.types = csv_types_new(strings, e)) == NULL) {
		in_free(in);
		return NULL;
	}
	return csv_rows_source(in, &conf, f.types, look_further, &f, e);
}

static void
release(void *shared)
{
	csv_types_free(shared);
}

const struct format_end read_csv = {
	.format = &format_csv, .check = check, .open = open_csv, .release = release
};

const struct format_end read_tsv = {
	.format = &format_tsv, .check = check, .open = open_csv, .release = release
};
