/* options.c - the options for reading that verbs of seqfile share. */
#include "seqfile.h"

#include <string.h>

#include "cli/files.h"
#include "format/seqfile_split.h"

const struct opt seqfile_opt_limit[] = {
	{ OPT_DECOMPRESS_LIMIT, "decompress-limit", "size", "refuse what unpacks to more than "
	    "this at once (default: 1G)", 0, NULL, NULL },
	OPT_END
};

const struct opt seqfile_opt_split[] = {
	{ OPT_SPLIT, "split", "offset:length", "only the records that Hadoop gives to a task for "
	    "this range of bytes", 0, NULL, NULL },
	OPT_END
};

int
seqfile_inputs(struct cmd *c, struct words *out, struct err *e)
{
	int rc = cmd_files(c, 0, out, e);

	if (rc == 0)
		rc = cmd_pass_empty(c, out, e);
	if (rc == 0 && out->n > 1 && opt_given(cmd_opts(c), OPT_SPLIT))
		return opt_error(cmd_opts(c), OPT_SPLIT, e, "it takes one file, and there are %zu",
		    out->n);
	return rc;
}

static int
get_split(struct cmd *c, int64_t *from, int64_t *to, struct err *e)
{
	const char *arg = opt_text(cmd_opts(c), OPT_SPLIT, NULL);
	char quoted[200];

	if (arg == NULL || seqfile_split_parse(arg, from, to))
		return 0;
	return opt_error(cmd_opts(c), OPT_SPLIT, e, "not OFFSET:LENGTH: %s",
	    err_quote(quoted, sizeof(quoted), arg, strlen(arg)));
}

int
seqfile_scan_conf(struct cmd *c, struct seq_scan_conf *out, struct err *e)
{
	uint64_t limit = 0;

	memset(out, 0, sizeof(*out));
	if (opt_size(cmd_opts(c), OPT_DECOMPRESS_LIMIT, &limit, e) != 0 ||
	    get_split(c, &out->from, &out->to, e) != 0)
		return -1;
	if (opt_given(cmd_opts(c), OPT_DECOMPRESS_LIMIT) && limit == 0)
		return opt_error(cmd_opts(c), OPT_DECOMPRESS_LIMIT, e, "it is at least 1");
	out->limit = (size_t)limit;
	out->jobs = cmd_jobs(c);
	return 0;
}
