/* get.c - single values of SequenceFiles by their keys. */
#include "cli/files.h"
#include "hadoop/seq_get.h"
#include "seqfile.h"

const struct opt seqfile_get_opts[] = {
	OPT_INCLUDE(seqfile_opt_limit),
	OPT_INCLUDE(opt_jobs),
	OPT_INCLUDE(opt_progress),
	OPT_END
};

static int
put(void *ctx, const void *value, size_t n, struct err *e)
{
	return cmd_write(ctx, value, n, e);
}

int
seqfile_get(struct cmd *c, struct err *e)
{
	struct seq_get g = { .put = put, .ctx = c };
	struct words files = WORDS_INIT;
	const char *const *v;
	size_t n = cmd_operands(c, &v);
	int rc = -1;

	if (n < 2)
		return err_set(e, STATUS_USAGE, "get takes a file and keys: see %s get -h",
		    cmd_name(c));
	if (seqfile_scan_conf(c, &g.scan, e) == 0 && cmd_files_of(c, v[0], &files, e) == 0) {
		g.path = v[0];
		g.file = (const char *const *)files.v;
		g.nfile = files.n;
		g.name = v + 1;
		g.nname = n - 1;
		rc = seq_get(&g, e);
	}
	words_release(&files);
	return rc;
}
