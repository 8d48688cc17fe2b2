/* frames_writer.c - the writer of Arrow. */
#include "format/format.h"
#include "format/frames.h"

static struct sink *
create_frames(struct out *out, struct schema *s, const struct format_writing *w, struct err *e)
{
	struct frames_write_conf conf = { .tool = w->tool };

	if (w->from != NULL)
		frames_conf_from(&conf, w->from);
	if (w->partitions > 0)
		conf.partitions = w->partitions;
	if (w->group != NULL)
		conf.group = w->group;
	return frames_sink_new(out, s, &conf, e);
}

const struct format_end write_arrow = { .format = &format_arrow, .create = create_frames };
