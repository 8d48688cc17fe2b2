/* read.c - the records of SequenceFiles: keys, text, frames. */
#include <unistd.h>

#include "cli/files.h"
#include "cli/input.h"
#include "cli/output.h"
#include "hadoop/seq_print.h"
#include "seqfile.h"

const struct opt seqfile_list_opts[] = {
	{ 'l', "long", NULL, "the size of each value, then its key", 0, NULL, NULL },
	OPT_INCLUDE(opt_zero),
	OPT_INCLUDE(seqfile_opt_split),
	OPT_INCLUDE(seqfile_opt_limit),
	OPT_INCLUDE(opt_jobs),
	OPT_INCLUDE(opt_progress),
	OPT_END
};

static const struct format_end *const views[] = {
	&read_seqfile, &read_seqfile_bytes, &read_seqfile_raw, &read_seqfile_text, NULL
};

const struct opt seqfile_cat_opts[] = {
	OPT_INCLUDE(opt_output_asked),
	{ 'i', "input", "format", "with -o: columns by the classes (default), with text as binary, "
	    "all as it is serialized, or all as text", OPT_FORMATS, NULL, views },
	OPT_INCLUDE(opt_zero),
	OPT_INCLUDE(seqfile_opt_split),
	OPT_INCLUDE(seqfile_opt_limit),
	OPT_INCLUDE(opt_zone),
	OPT_INCLUDE(opt_jobs),
	OPT_INCLUDE(opt_memory),
	OPT_INCLUDE(opt_progress),
	OPT_END
};

static int
write_text(void *arg, const void *text, size_t n, bool idle, struct err *e)
{
	struct cmd *c = arg;

	if (n > 0 && cmd_write(c, text, n, e) != 0)
		return -1;
	return idle ? cmd_flush(c, e) : 0;
}

static int
print_files(struct cmd *c, const struct words *files, struct seq_scan_conf *conf,
    struct seq_print_conf *p, struct err *e)
{
	struct seq_scan *s;
	int rc = 0;

	p->terminal = isatty(STDOUT_FILENO);
	p->end = opt_given(cmd_opts(c), '0') ? '\0' : '\n';
	p->write = write_text;
	p->ctx = c;
	/* A line of progress would be drawn over the text. */
	cmd_progress_unit(c, "record");
	if (!p->terminal)
		conf->stats = cmd_progress(c, cmd_files_size(files));
	for (size_t i = 0; rc == 0 && i < files->n; i++) {
		s = seq_scan_open(files->v[i], conf, e);
		rc = s == NULL ? -1 : seq_print(s, p, e);
		seq_scan_free(s);
	}
	return rc;
}

int
seqfile_list(struct cmd *c, struct err *e)
{
	struct seq_print_conf p = { .sizes = opt_given(cmd_opts(c), 'l') };
	struct words files = WORDS_INIT;
	struct seq_scan_conf conf;
	int rc = -1;

	if (seqfile_scan_conf(c, &conf, e) == 0 && seqfile_inputs(c, &files, e) == 0)
		rc = print_files(c, &files, &conf, &p, e);
	words_release(&files);
	return rc;
}

/* What goes with -o only would have no effect without it. */
static int
check_text(const struct opts *o, struct err *e)
{
	static const int frames[] = {
		'i', OPT_RAW, OPT_NULL, OPT_BINARY, OPT_NO_HEADER, OPT_TZ, 0
	};

	return opt_refuse(o, frames, "it goes with -o", e);
}

int
seqfile_cat(struct cmd *c, struct err *e)
{
	struct seq_print_conf p = { .values = true };
	bool frames = opt_given(cmd_opts(c), 'o') || opt_given(cmd_opts(c), 'O');
	struct words files = WORDS_INIT;
	struct seq_scan_conf conf;
	int rc = -1;

	if ((frames || check_text(cmd_opts(c), e) == 0) && seqfile_scan_conf(c, &conf, e) == 0 &&
	    seqfile_inputs(c, &files, e) == 0)
		rc = frames ? seqfile_frames(c, &files, e) :
		    print_files(c, &files, &conf, &p, e);
	words_release(&files);
	return rc;
}
