/* json_reader.c - the reader of JSON. */
#include "format/format.h"
#include "format/json_rows.h"
#include "format/json_types.h"

/* Goes on with the inputs that follow. */
static int
look_further(struct json_types *t, const struct format_reading *r,
    const struct json_pieces_conf *conf, struct err *e)
{
	struct json_pieces *p;
	struct in *in;
	int rc = 0;

	while (rc == 0 && !json_types_enough(t)) {
		if ((rc = r->more(r->arg, &in, e)) != 1)
			return rc;
		rc = -1;
		if ((p = json_pieces_new(in, conf, e)) != NULL)
			rc = json_types_look(t, p, in, r->jobs, e);
		json_pieces_free(p);
		in_free(in);
	}
	return rc;
}

/* The columns, found in the first input and, where it is short, in those that follow. */
static struct json_cols *
find_cols(struct in *in, struct json_pieces *p, const struct format_reading *r,
    const struct json_pieces_conf *conf, struct err *e)
{
	struct json_types *t = *r->shared;

	if (t == NULL && ((*r->shared = t = json_types_new(conf->depth, e)) == NULL ||
	    json_types_look(t, p, in, r->jobs, e) != 0 || look_further(t, r, conf, e) != 0))
		return NULL;
	return json_types_cols(t, e);
}

static struct source *
open_json(struct in *in, const struct format_reading *r, struct err *e)
{
	const struct json_pieces_conf conf = {
		.len = BATCH_BYTES, .value_max = json_pieces_value_max(r->memory),
		.most = r->most, .depth = r->depth
	};
	struct json_pieces *p = json_pieces_new(in, &conf, e);
	struct json_cols *cols = p == NULL ? NULL : find_cols(in, p, r, &conf, e);

	if (cols != NULL)
		return json_rows_typed(in, p, cols, conf.depth, e);
	json_pieces_free(p);
	in_free(in);
	return NULL;
}

static void
release(void *shared)
{
	json_types_free(shared);
}

const struct format_end read_json = {
	.format = &format_json, .open = open_json, .release = release
};
