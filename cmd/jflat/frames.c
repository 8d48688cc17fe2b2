/* frames.c - JSON in a column of frames, or in lines, as records. */
#include <unistd.h>

#include "cli/input.h"
#include "cli/output.h"
#include "format/frames.h"
#include "io/tmp.h"
#include "jflat.h"
#include "ops/json_map.h"

static struct json_map *
new_map(struct jflat *j, const struct source *s, const struct words *keep, struct err *e)
{
	const struct json_map_conf conf = {
		.column = opt_text(cmd_opts(j->cmd), 'c', ""),
		.keep = (const char *const *)keep->v, .nkeep = keep->n,
		.depth = j->conf.pieces.depth, .cols = j->cols, .bad = j->bad,
		.jobs = cmd_jobs(j->cmd)
	};

	return json_map_new(s->schema, &conf, e);
}

/* The first of two passes over frames: *s becomes what to read in the second one. */
static int
infer_frames(struct jflat *j, struct source **s, const struct words *keep, struct err *e)
{
	const struct frames_read_conf conf = { .end = FRAMES_TRAILER };
	struct json_infer *f;
	struct json_map *m;
	struct in *in = NULL;
	int fd, rc = -1;

	if ((*s)->live)
		return err_set(e, STATUS_USAGE, "option --flatten: a live stream has no end to "
		    "wait for: --schema names the columns");
	if ((fd = tmp_open(e)) < 0)
		return -1;
	m = new_map(j, *s, keep, e);
	f = m == NULL ? NULL : json_infer_new(j->conf.pieces.depth, e);
	if (f != NULL) {
		rc = json_map_plan(m, *s, e);
		if (rc == 0)
			rc = jflat_take(j, f, json_map_infer(m, *s, f, fd, e), e);
	}
	json_map_free(m);
	if (rc == 0 && lseek(fd, 0, SEEK_SET) != 0)
		rc = err_sys(e, "cannot read a temporary file");
	if (rc == 0)
		in = in_fd(fd, (*s)->name, true, e);
	if (in == NULL) {
		close(fd);
		return -1;
	}
	return (*s = frames_source_new(in, &conf, e)) == NULL ? -1 : 0;
}

int
jflat_frames(struct jflat *j, struct err *e)
{
	const struct input_conf conf = { .flags = INPUT_ANY_TEXT };
	struct source *s = cmd_input(j->cmd, &conf, e), *first = s;
	struct words keep = WORDS_INIT;
	struct output_conf out = { .from = NULL };
	struct json_map *m = NULL;
	struct op *op[1];
	struct flow f = { .limit = -1, .line.op = op, .line.nop = 1 };
	int rc = -1;

	if (s == NULL || opt_list(cmd_opts(j->cmd), OPT_KEEP, &keep, e) != 0 ||
	    (j->infer && infer_frames(j, &s, &keep, e) != 0) ||
	    (m = new_map(j, s, &keep, e)) == NULL ||
	    (s == first && json_map_plan(m, s, e) != 0))
		goto out;
	out.from = s;
	f.line.source = s;
	op[0] = json_map_op(m);
	if ((f.sink = cmd_output(j->cmd, json_map_schema(m), &out, e)) != NULL)
		rc = cmd_flow(j->cmd, &f, e);
out:
	if (s != first)
		source_free(s);
	json_map_free(m);
	words_release(&keep);
	return rc;
}
