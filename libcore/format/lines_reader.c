/* lines_reader.c - the readers of lines. */
#include "format/format.h"
#include "format/lines.h"

static int
check(const struct format_values *v, struct err *e)
{
	if (!format_yes(v, "nul", false) || !format_yes(v, "crlf", false))
		return 0;
	return err_set(e, STATUS_USAGE, "crlf does not go with nul, which ends lines with NUL");
}

static struct source *
open_text(struct in *in, const struct format_reading *r, bool binary, struct err *e)
{
	const struct lines_conf conf = {
		.delimiter = format_yes(&r->with, "nul", false) ? '\0' : '\n', .binary = binary,
		.crlf = format_yes(&r->with, "crlf", false), .memory = r->memory
	};

	return lines_source_new(in, &conf, e);
}

static struct source *
open_lines(struct in *in, const struct format_reading *r, struct err *e)
{
	return open_text(in, r, r->bytes, e);
}

static struct source *
open_bytes(struct in *in, const struct format_reading *r, struct err *e)
{
	return open_text(in, r, true, e);
}

const struct format_end read_lines = {
	.format = &format_lines, .check = check, .open = open_lines
};

const struct format_end read_bytes = {
	.format = &format_bytes, .check = check, .open = open_bytes
};
