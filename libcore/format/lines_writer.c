/* lines_writer.c - the writer of lines. */
#include <string.h>

#include "format/format.h"
#include "format/lines_out.h"
#include "io/out.h"

/* The column that lines are made of, or -1. */
static int
find_column(const struct schema *s, const char *wanted, struct err *e)
{
	int i = wanted != NULL ? schema_find(s, wanted) : -1;
	char names[300] = "", quoted[100];
	size_t k;

	if (i >= 0)
		return i;
	if (s->nfield == 1)
		return 0;
	for (k = 0; k < s->nfield && strlen(names) < 200; k++) {
		err_quote(quoted, sizeof(quoted), s->field[k].name, strlen(s->field[k].name));
		strcat(names, k > 0 ? ", " : ": ");
		strncat(names, quoted, sizeof(names) - strlen(names) - 1);
	}
	return err_set(e, STATUS_USAGE, "-o lines takes one column, and there are %zu%s%s",
	    s->nfield, names, k < s->nfield ? ", ..." : "");
}

/* NULL is one line, unless values need not be. */
static int
check_null(const struct lines_out_conf *c, struct err *e)
{
	char quoted[80];

	if (c->null == NULL || c->raw || c->delimiter == '\0' || strchr(c->null, '\n') == NULL)
		return 0;
	return err_set(e, STATUS_USAGE, "null holds the end of a line (--raw writes it): %s",
	    err_quote(quoted, sizeof(quoted), c->null, strlen(c->null)));
}

static struct sink *
create_lines(struct out *out, struct schema *s, const struct format_writing *w, struct err *e)
{
	struct lines_out_conf conf = {
		.delimiter = format_yes(&w->with, "nul", false) ? '\0' : '\n',
		.raw = format_yes(&w->with, "raw", false),
		.null = format_value(&w->with, "null"), .zone = w->zone
	};
	int column = find_column(s, w->column, e);
	char type[100];

	if (column >= 0 && type_is_nested(s->field[column].type.id))
		column = err_set(e, STATUS_USAGE, "column %s: %s has no line (select its parts, or "
		    "use -o json)", s->field[column].name,
		    type_string(&s->field[column].type, type, sizeof(type)));
	if (column < 0 || check_null(&conf, e) != 0) {
		out_free(out);
		return NULL;
	}
	conf.column = (size_t)column;
	return text_sink_new(out, s, &lines_out, &conf, sizeof(conf), w->terminal, e);
}

const struct format_end write_lines = { .format = &format_lines, .create = create_lines };
