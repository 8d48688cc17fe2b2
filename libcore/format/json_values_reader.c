/* json_values_reader.c - the reader of JSON whose columns the caller knows. */
#include "format/format.h"
#include "format/json_rows.h"

static struct source *
open_values(struct in *in, const struct format_reading *r, struct err *e)
{
	return json_rows_source(in, r->conf, e);
}

const struct format_end read_json_values = {
	.format = &format_json_values, .open = open_values
};
