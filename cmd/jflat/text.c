/* text.c - JSON text as records. */
#include <stdlib.h>
#include <string.h>

#include "base/mem.h"
#include "cli/concat.h"
#include "cli/input.h"
#include "cli/output.h"
#include "io/tmp.h"
#include "jflat.h"

/* Opens text input i; frames and other formats are refused. */
static struct in *
open_text(struct jflat *j, size_t i, struct err *e)
{
	struct in *in = cmd_open(j->names.v[i], e);
	enum input_kind kind = INPUT_TEXT;
	const char *name;

	if (in == NULL)
		return NULL;
	if (input_look(in, &kind, &name, e) != 0)
		goto fail;
	if (kind == INPUT_STREAM)
		err_set(e, STATUS_USAGE, "%s: the input is frames: -c names the column with the JSON",
		    in_name(in));
	else if (kind == INPUT_SEQFILE)
		err_set(e, STATUS_USAGE, "%s: the input is a SequenceFile: -c names the column with "
		    "the JSON, key or value", in_name(in));
	else if (kind == INPUT_CUT)
		err_set(e, in_is_file(in) ? STATUS_DATA : STATUS_SYSTEM,
		    "%s: the stream is cut inside its first 8 bytes", in_name(in));
	else if (kind == INPUT_OTHER)
		err_set(e, STATUS_USAGE, "%s: a %s, not JSON", in_name(in), name);
	else
		return in;
fail:
	in_free(in);
	return NULL;
}

static struct source *
open_rows(void *arg, size_t i, struct err *e)
{
	struct jflat *j = arg;
	struct in *in;

	if (j->kept == NULL || j->kept[i] == NULL) {
		in = open_text(j, i, e);
	} else {
		in = j->kept[i];
		j->kept[i] = NULL;
	}
	return in == NULL ? NULL : json_rows_source(in, &j->conf, e);
}

/* The first of two passes over the text. */
static int
infer_text(struct jflat *j, struct err *e)
{
	struct json_infer *f = json_infer_new(j->conf.pieces.depth, e);
	size_t n = j->names.n;
	const char **label = mem_zero(n, sizeof(*label), e);
	int rc = -1;

	j->kept = mem_zero(n, sizeof(*j->kept), e);
	if (f != NULL && label != NULL && j->kept != NULL)
		rc = 0;
	for (size_t i = 0; rc == 0 && i < n; i++) {
		struct in *in = open_text(j, i, e);
		bool again = in != NULL && in_is_file(in) && strcmp(j->names.v[i], "-") != 0;

		if (in == NULL || (in = tmp_spool(in, e)) == NULL) {
			rc = -1;
			break;
		}
		label[i] = strcmp(j->names.v[i], "-") == 0 ? "stdin" : j->names.v[i];
		rc = json_rows_infer(f, in, label, (int)i, &j->conf.pieces, j->bad != NULL,
		    cmd_jobs(j->cmd), e);
		if (again)
			in_free(in);
		else
			j->kept[i] = in;
		if (rc == 0 && !again)
			rc = in_rewind(in, e);
	}
	free(label);
	return jflat_take(j, f, rc, e);
}

int
jflat_text(struct jflat *j, struct err *e)
{
	/* Records on a terminal are lines, columns a table. */
	struct output_conf out = {
		.terminal = opt_given(cmd_opts(j->cmd), OPT_PATH) ||
		    opt_given(cmd_opts(j->cmd), OPT_FLATTEN) ? OUTPUT_AUTO : OUTPUT_LINES
	};
	struct flow f = { .limit = -1 };
	int rc = -1;

	if (strcmp(opt_text(cmd_opts(j->cmd), 'i', ""), "arrow") == 0)
		return opt_error(cmd_opts(j->cmd), 'i', e, "frames need -c");
	if (strncmp(opt_text(cmd_opts(j->cmd), 'i', ""), "seqfile", 7) == 0)
		return opt_error(cmd_opts(j->cmd), 'i', e, "a SequenceFile needs -c");
	if (cmd_files(j->cmd, 0, &j->names, e) != 0 || (j->infer && infer_text(j, e) != 0))
		return -1;
	f.source = j->names.n == 1 ? open_rows(j, 0, e) :
	    concat_new(open_rows, j, j->names.n, -1, e);
	out.from = f.source;
	if (f.source != NULL &&
	    (f.sink = cmd_output(j->cmd, f.source->schema, &out, e)) != NULL)
		rc = cmd_flow(j->cmd, &f, e);
	source_free(f.source);
	return rc;
}
