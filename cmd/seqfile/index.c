/* index.c - the index of a MapFile, made anew. */
#include <inttypes.h>

#include "format/seqfile_map.h"
#include "seqfile.h"

const struct opt seqfile_index_opts[] = {
	OPT_INCLUDE(seqfile_opt_limit),
	OPT_END
};

int
seqfile_index(struct cmd *c, struct err *e)
{
	struct seq_scan_conf conf;
	const char *const *dir;
	uint64_t entries;

	if (cmd_operands(c, &dir) != 1)
		return err_set(e, STATUS_USAGE, "index takes one MapFile");
	if (seqfile_scan_conf(c, &conf, e) != 0 ||
	    seqfile_map_rebuild(dir[0], conf.limit, &entries, e) != 0)
		return -1;
	cmd_result(c, "Wrote an index of %" PRIu64 " %s.", entries,
	    entries == 1 ? "entry" : "entries");
	return 0;
}
