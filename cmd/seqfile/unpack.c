/* unpack.c - the records of SequenceFiles as files. */
#include <inttypes.h>
#include <stdio.h>

#include "cli/files.h"
#include "cli/progress.h"
#include "hadoop/seq_unpack.h"
#include "seqfile.h"

const struct opt seqfile_unpack_opts[] = {
	{ 'C', "directory", "dir", "where the files go; it is made if need be", OPT_DIR, NULL,
	    NULL },
	{ OPT_OVERWRITE, "overwrite", NULL, "replace what exists", 0, NULL, NULL },
	{ OPT_SKIP, "skip", NULL, "leave files that exist as they are", 0, NULL, NULL },
	OPT_INCLUDE(seqfile_opt_split),
	OPT_INCLUDE(seqfile_opt_limit),
	OPT_INCLUDE(opt_jobs),
	OPT_INCLUDE(opt_progress),
	OPT_END
};

/* "Unpacked 100000 files, 1.05 GB." */
static void
tell(struct cmd *c, const struct seq_unpack_result *r)
{
	char bytes[PROGRESS_BYTES], skipped[64] = "";

	if (r->skipped > 0)
		snprintf(skipped, sizeof(skipped), ", and skipped %" PRIu64, r->skipped);
	cmd_result(c, "Unpacked %" PRIu64 " file%s, %s%s.", r->files, r->files == 1 ? "" : "s",
	    progress_bytes(bytes, (double)r->bytes), skipped);
}

static struct in *
open_input(void *files, size_t i, struct err *e)
{
	return in_operand(((const struct words *)files)->v[i], false, e);
}

int
seqfile_unpack(struct cmd *c, struct err *e)
{
	const struct opts *o = cmd_opts(c);
	struct seq_unpack_conf conf = { .dir = opt_text(o, 'C', NULL) };
	struct seq_unpack_result r = { 0 };
	struct words files = WORDS_INIT;
	struct seq_unpack_input in = { open_input, &files, 0 };
	const char *const *v;
	size_t n = cmd_operands(c, &v);
	int rc = -1;

	if (n == 0)
		return err_set(e, STATUS_USAGE, "unpack takes a file, or - for stdin");
	if (opt_given(o, OPT_OVERWRITE) && opt_given(o, OPT_SKIP))
		return opt_error(o, OPT_SKIP, e, "--overwrite says otherwise");
	conf.exists = opt_given(o, OPT_OVERWRITE) ? EXTRACT_OVERWRITE :
	    opt_given(o, OPT_SKIP) ? EXTRACT_SKIP : EXTRACT_FAIL;
	conf.pattern = v + 1;
	conf.patterns = n - 1;
	if (seqfile_scan_conf(c, &conf.scan, e) == 0)
		rc = cmd_files_of(c, v[0], &files, e);
	if (rc == 0 && files.n > 1 && opt_given(o, OPT_SPLIT))
		rc = opt_error(o, OPT_SPLIT, e, "it takes one file, and there are %zu", files.n);
	if (rc == 0) {
		conf.scan.stats = cmd_progress(c, cmd_files_size(&files));
		cmd_progress_unit(c, "file");
		in.n = files.n;
		rc = seq_unpack(&in, &conf, &r, e);
	}
	if (rc == 0)
		tell(c, &r);
	words_release(&files);
	return rc;
}
