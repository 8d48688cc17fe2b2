/* frames_reader.c - the reader of Arrow. */
#include "format/format.h"
#include "format/frames.h"

static struct source *
open_frames(struct in *in, const struct format_reading *r, struct err *e)
{
	const char *unmarked = format_value(&r->with, "unmarked");
	const struct frames_read_conf conf = {
		.end = unmarked == NULL || *unmarked == 'n' ? FRAMES_TRAILER :
		    *unmarked == 'y' ? FRAMES_MARKER : FRAMES_EOF,
		.truncate_ns = format_yes(&r->with, "truncate-ns", false),
		.memory = r->memory > INT64_MAX ? INT64_MAX : (int64_t)r->memory
	};

	return frames_source_new(in, &conf, e);
}

const struct format_end read_arrow = { .format = &format_arrow, .open = open_frames };
