/* text.c - JSON text as records. */
#include <string.h>

#include "cli/input.h"
#include "cli/output.h"
#include "jflat.h"

/* Frames and other formats are refused. */
static void
refuse(const struct in *in, enum magic m, struct err *e)
{
	if (m == MAGIC_STREAM || m == MAGIC_ARROW_FILE)
		err_set(e, STATUS_USAGE, "%s: the input is frames: -c names the column with the JSON",
		    in_name(in));
	else if (m == MAGIC_SEQFILE)
		err_set(e, STATUS_USAGE, "%s: the input is a SequenceFile: -c names the column with "
		    "the JSON, key or value", in_name(in));
	else if (m == MAGIC_CUT)
		err_set(e, in_is_file(in) ? STATUS_DATA : STATUS_SYSTEM,
		    "%s: the stream is cut inside its first 8 bytes", in_name(in));
	else
		err_set(e, STATUS_USAGE, "%s: %s, not JSON", in_name(in), magic_name(m));
}

/* The first of two passes: what the columns are. */
static int
infer(void *arg, struct in *in, struct err *e)
{
	struct jflat *j = arg;
	size_t n = j->names.n;

	if (in == NULL) {
		struct json_infer *f = j->found;

		j->found = NULL;
		return jflat_take(j, f, 0, e);
	}
	if ((j->found == NULL && (j->found = json_infer_new(j->conf.pieces.depth, e)) == NULL) ||
	    words_add(&j->names, in_name(in), strlen(in_name(in)), e) != 0)
		return -1;
	return json_rows_infer(j->found, in, (const char *const *)j->names.v, (int)n,
	    &j->conf.pieces, cmd_jobs(j->cmd), e);
}

int
jflat_text(struct jflat *j, struct err *e)
{
	static const struct format_end *const formats[] = { &read_json_values, NULL };
	const struct input_conf in = {
		.flags = INPUT_ANY_TEXT | INPUT_NONE_OK, .formats = formats, .reader = &j->conf,
		.refuse = refuse, .first = j->infer ? infer : NULL, .arg = j
	};
	const struct format *word = cmd_input_format(j->cmd);
	struct output_conf out = { .from = NULL };
	struct flow f = { .limit = -1 };

	if (word != NULL && (word->flags & FORMAT_TEXT) == 0)
		return opt_error(cmd_opts(j->cmd), 'i', e, word == &format_arrow ?
		    "frames need -c" : "a SequenceFile needs -c");
	if ((f.line.source = cmd_input(j->cmd, &in, e)) == NULL)
		return -1;
	out.from = f.line.source;
	return (f.sink = cmd_output(j->cmd, f.line.source->schema, &out, e)) == NULL ? -1 :
	    cmd_flow(j->cmd, &f, e);
}
