/* json_writer.c - the writer of JSON. */
#include "format/format.h"
#include "format/json_out.h"
#include "io/out.h"

static struct sink *
create_json(struct out *out, struct schema *s, const struct format_writing *w, struct err *e)
{
	const struct json_out_conf conf = { w->zone };

	if (json_out_check(s, e) != 0) {
		out_free(out);
		return NULL;
	}
	return text_sink_new(out, s, &json_out, &conf, sizeof(conf), w->terminal, e);
}

const struct format_end write_json = { .format = &format_json, .create = create_json };
