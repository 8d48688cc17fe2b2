/* jflat.c - JSON as records: unwrapped, picked or flattened. */
#include "jflat.h"

#include "cli/input.h"
#include "cli/output.h"

static const struct opt opts[] = {
	{ 'c', "column", "name", "take the values of this column of frames, or of lines (value): "
	    "one value in, one row out", OPT_COLUMN, NULL, NULL },
	{ OPT_KEEP, "keep", "names", "keep these columns of the frames too", OPT_MANY | OPT_COLUMN,
	    NULL, NULL },
	{ OPT_PATH, "path", "list", "pick columns: PATH [TYPE] [AS NAME], ...", OPT_MANY, NULL,
	    NULL },
	{ OPT_FLATTEN, "flatten", NULL, "a column for each member, those of objects inside with "
	    "dotted names", 0, NULL, NULL },
	{ OPT_SCHEMA, "schema", "ddl", "the columns of --flatten: NAME TYPE, ..., or a file with "
	    "that", 0, NULL, NULL },
	{ OPT_BAD, "bad", "where", "what to do with bad records: fail (default), skip, or a file "
	    "for them", OPT_FILE | OPT_WRITES, NULL, NULL },
	OPT_INCLUDE(opt_depth),
	OPT_INCLUDE(opt_output),
	OPT_INCLUDE(opt_input),
	OPT_INCLUDE(opt_zero),
	OPT_INCLUDE(opt_zone),
	OPT_INCLUDE(opt_jobs),
	OPT_INCLUDE(opt_memory),
	OPT_INCLUDE(opt_progress),
	OPT_END
};

/* Says how many records were bad. */
static int
end_bad(struct jflat *j, struct err *e)
{
	int64_t n;

	if (j->bad == NULL)
		return 0;
	if (bad_log_end(j->bad, &n, e) != 0)
		return -1;
	if (n > 0 && j->bad_file != NULL)
		cmd_warn(j->cmd, "%lld bad record%s in %s", (long long)n, n == 1 ? "" : "s",
		    j->bad_file);
	else if (n > 0)
		cmd_warn(j->cmd, "%lld bad record%s skipped", (long long)n, n == 1 ? "" : "s");
	return 0;
}

static int
run(struct cmd *c, struct err *e)
{
	struct jflat j = { .cmd = c };
	int rc = jflat_options(&j, e);

	if (rc == 0)
		rc = opt_given(cmd_opts(c), 'c') ? jflat_frames(&j, e) : jflat_text(&j, e);
	if (rc == 0)
		rc = end_bad(&j, e);
	/* It borrows what goes now. */
	cmd_input_close(c);
	json_infer_free(j.found);
	words_release(&j.names);
	bad_log_free(j.bad);
	json_cols_free(j.cols);
	return rc;
}

int
main(int argc, char **argv)
{
	static const struct cmd_def def = {
		.name = "jflat",
		.synopsis = "[-c name [--keep names]] [--path list | --flatten [--schema ddl]] "
		    "[--bad where] [-o format] [-O file] [file ...]",
		.opts = opts,
		.run = run,
		.about = "JSON as records: unwrapped, picked or flattened",
		.flags = CMD_FRAMES,
	};

	return cmd_main(&def, argc, argv);
}
