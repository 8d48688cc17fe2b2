/* seqfile_reader.c - the readers of SequenceFiles. */
#include <string.h>

#include "base/num.h"
#include "codec/whole.h"
#include "format/format.h"
#include "format/seqfile_rows.h"
#include "format/seqfile_split.h"

static int
check(const struct format_values *v, struct err *e)
{
	const char *split = format_value(v, "split");
	char quoted[80];
	int64_t from, to;

	return split == NULL || seqfile_split_parse(split, &from, &to) ? 0 :
	    err_set(e, STATUS_USAGE, "split is OFFSET:LENGTH: %s",
	    err_quote(quoted, sizeof(quoted), split, strlen(split)));
}

static struct source *
open_as(struct in *in, const struct format_reading *r, enum writable_view view, struct err *e)
{
	struct seqfile_rows_conf conf = { .view = view, .pieces.memory = r->memory };
	const char *split = format_value(&r->with, "split");
	const char *limit = format_value(&r->with, "decompress-limit");
	uint64_t size = 0;

	/* Both were checked. */
	if (split != NULL)
		(void)seqfile_split_parse(split, &conf.pieces.from, &conf.pieces.to);
	if (limit != NULL && num_parse_size(limit, strlen(limit), &size))
		conf.limit = (size_t)size;
	else if (r->memory < WHOLE_LIMIT)
		conf.limit = r->memory < SEQFILE_PIECE_LEAST ? SEQFILE_PIECE_LEAST :
		    (size_t)r->memory;
	return seqfile_rows_source(in, &conf, e);
}

static struct source *
open_types(struct in *in, const struct format_reading *r, struct err *e)
{
	return open_as(in, r, r->bytes ? WRITABLE_AS_BYTES : WRITABLE_AS_TYPES, e);
}

static struct source *
open_bytes(struct in *in, const struct format_reading *r, struct err *e)
{
	return open_as(in, r, WRITABLE_AS_BYTES, e);
}

static struct source *
open_raw(struct in *in, const struct format_reading *r, struct err *e)
{
	return open_as(in, r, WRITABLE_AS_RAW, e);
}

static struct source *
open_text(struct in *in, const struct format_reading *r, struct err *e)
{
	return open_as(in, r, WRITABLE_AS_TEXT, e);
}

const struct format_end read_seqfile = {
	.format = &format_seqfile, .check = check, .open = open_types
};

const struct format_end read_seqfile_bytes = {
	.format = &format_seqfile_bytes, .check = check, .open = open_bytes
};

const struct format_end read_seqfile_raw = {
	.format = &format_seqfile_raw, .check = check, .open = open_raw
};

const struct format_end read_seqfile_text = {
	.format = &format_seqfile_text, .check = check, .open = open_text
};
