/* frames.c - the records of SequenceFiles as a data frame. */
#include <string.h>

#include "cli/concat.h"
#include "cli/input.h"
#include "cli/output.h"
#include "format/seqfile_rows.h"
#include "seqfile.h"

struct frames {
	const struct words *files;
	struct seqfile_rows_conf conf;
};

static struct source *
open_rows(void *arg, size_t i, struct err *e)
{
	struct frames *f = arg;
	struct in *in = cmd_open(f->files->v[i], e);

	return in == NULL ? NULL : seqfile_rows_source(in, &f->conf, e);
}

int
seqfile_frames(struct cmd *c, const struct words *files, const struct seq_scan_conf *scan,
    struct err *e)
{
	struct frames x = {
		.files = files,
		.conf = { .pieces = { .from = scan->from, .to = scan->to }, .limit = scan->limit }
	};
	struct output_conf out = { .column = "value" };
	struct flow f = { .limit = -1 };
	/* In the order of the words of -i. */
	static const enum writable_view views[] = {
		WRITABLE_AS_TYPES, WRITABLE_AS_BYTES, WRITABLE_AS_RAW, WRITABLE_AS_TEXT
	};
	int view = 0, rc = -1;

	if (opt_choice(cmd_opts(c), 'i', &view, e) != 0)
		return -1;
	x.conf.view = views[view];
	f.source = files->n == 1 ? open_rows(&x, 0, e) :
	    concat_new(open_rows, &x, files->n, seqfile_bytes(files), e);
	out.from = f.source;
	if (f.source != NULL &&
	    (f.sink = cmd_output(c, f.source->schema, &out, e)) != NULL)
		rc = cmd_flow(c, &f, e);
	source_free(f.source);
	return rc;
}
