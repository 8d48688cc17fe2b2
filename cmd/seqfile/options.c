/* options.c - the options for reading that verbs of seqfile share. */
#include "seqfile.h"

#include <string.h>
#include <sys/stat.h>

#include "base/num.h"
#include "cli/input.h"
#include "files/parts.h"

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

static int
add_file(void *arg, const char *file, struct err *e)
{
	return words_add(arg, file, strlen(file), e);
}

int
seqfile_files(const char *const *name, size_t n, struct words *out, struct err *e)
{
	int rc = 0;

	for (size_t i = 0; rc == 0 && i < n; i++)
		rc = strcmp(name[i], "-") == 0 ? words_add(out, "-", 1, e) :
		    parts_each(name[i], add_file, out, e);
	return rc;
}

int
seqfile_inputs(struct cmd *c, size_t skip, struct words *out, struct err *e)
{
	struct words named = WORDS_INIT;
	int rc = cmd_files(c, skip, &named, e);

	if (rc == 0)
		rc = seqfile_files((const char *const *)named.v, named.n, out, e);
	words_release(&named);
	if (rc == 0 && out->n > 1 && opt_given(cmd_opts(c), OPT_SPLIT))
		return opt_error(cmd_opts(c), OPT_SPLIT, e, "it takes one file, and there are %zu",
		    out->n);
	return rc;
}

int64_t
seqfile_bytes(const struct words *files)
{
	int64_t sum = 0;
	struct stat st;

	for (size_t i = 0; i < files->n; i++) {
		if (stat(files->v[i], &st) != 0 || !S_ISREG(st.st_mode) ||
		    st.st_size > INT64_MAX - sum)
			return -1;
		sum += st.st_size;
	}
	return sum;
}

/* OFFSET:LENGTH, each a size. */
static int
get_split(struct cmd *c, int64_t *from, int64_t *to, struct err *e)
{
	const char *arg = opt_text(cmd_opts(c), OPT_SPLIT, NULL), *colon;
	uint64_t offset, length;
	char quoted[200];

	if (arg == NULL)
		return 0;
	colon = strchr(arg, ':');
	if (colon == NULL || !num_parse_size(arg, (size_t)(colon - arg), &offset) ||
	    !num_parse_size(colon + 1, strlen(colon + 1), &length) || length == 0 ||
	    offset > INT64_MAX || length > INT64_MAX)
		return opt_error(cmd_opts(c), OPT_SPLIT, e, "not OFFSET:LENGTH: %s",
		    err_quote(quoted, sizeof(quoted), arg, strlen(arg)));
	*from = (int64_t)offset;
	*to = length > (uint64_t)(INT64_MAX - *from) ? INT64_MAX : *from + (int64_t)length;
	return 0;
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

struct seq_scan *
seqfile_scan(const char *name, const struct seq_scan_conf *conf, struct err *e)
{
	struct in *in = cmd_open(name, e);

	return in == NULL ? NULL : seq_scan_new(in, conf, e);
}
