/* pack.c - files, trees and members of archives as one SequenceFile. */
#include <inttypes.h>
#include <stdio.h>
#include <string.h>

#include "cli/input.h"
#include "cli/progress.h"
#include "hadoop/seq_frames.h"
#include "hadoop/seq_pack.h"
#include "seqfile.h"

const struct opt seqfile_pack_opts[] = {
	OPT_INCLUDE(seqfile_opt_output),
	{ 'C', "directory", "dir", "paths are relative to this directory, and so are keys",
	    OPT_DIR, NULL, NULL },
	OPT_INCLUDE(seqfile_opt_form),
	{ OPT_KEY, "key", "form", "the key of a file: path (default), name, name+mtime; of a row "
	    "the column that holds it (default: key)", 0, NULL, NULL },
	{ OPT_FROM_FRAMES, "from-frames", NULL, "pack the rows of a data frame, stdin or the "
	    "operands", 0, NULL, NULL },
	{ OPT_VALUE, "value", "column", "the value of a row (default: value)", 0, NULL, NULL },
	{ OPT_KEY_CLASS, "key-class", "class", "the class of the keys of rows", 0, NULL, NULL },
	{ OPT_VALUE_CLASS, "value-class", "class", "the class of the values of rows", 0, NULL,
	    NULL },
	{ OPT_FILES_FROM, "files-from", "file", "pack the files that this one names, one on a "
	    "line", OPT_FILE, NULL, NULL },
	OPT_INCLUDE(opt_zero),
	{ OPT_NO_ARCHIVES, "no-archives", NULL, "an archive is a file like others", 0, NULL,
	    NULL },
	{ OPT_IGNORE_UNREADABLE, "ignore-unreadable", NULL, "leave out files that cannot be "
	    "read, and name them", 0, NULL, NULL },
	OPT_INCLUDE(opt_input),
	OPT_INCLUDE(opt_jobs),
	OPT_INCLUDE(opt_progress),
	OPT_END
};

static int
problem(void *ctx, const struct err *why, struct err *e)
{
	(void)e;
	cmd_warn(ctx, "%s", why->msg);
	return 0;
}

static void
listed(void *ctx, const struct file_counts *n)
{
	cmd_progress(ctx, (int64_t)n->bytes);
}

static int
get_key(struct cmd *c, enum file_key *key, struct err *e)
{
	static const char *const words[] = { "path", "name", "name+mtime" };
	static const enum file_key keys[] = {
		FILE_KEY_PATH, FILE_KEY_NAME, FILE_KEY_NAME_MTIME
	};
	const char *word = opt_text(cmd_opts(c), OPT_KEY, "path");

	for (size_t i = 0; i < sizeof(words) / sizeof(*words); i++) {
		if (strcmp(word, words[i]) == 0) {
			*key = keys[i];
			return 0;
		}
	}
	return opt_error(cmd_opts(c), OPT_KEY, e, "path, name or name+mtime, not \"%s\"", word);
}

/* "Packed 100000 files, 1.05 GB, into 9 part files." */
static void
tell(struct cmd *c, const struct seqfile_form *f, const struct seq_pack_result *r)
{
	char bytes[PROGRESS_BYTES], others[300], parts[64] = "";

	if (f->out.shape == SEQFILE_PARTS)
		snprintf(parts, sizeof(parts), ", into %" PRIu64 " part file%s", r->out.parts,
		    r->out.parts == 1 ? "" : "s");
	cmd_result(c, "Packed %" PRIu64 " file%s, %s%s.", r->counts.files,
	    r->counts.files == 1 ? "" : "s",
	    progress_bytes(bytes, (double)r->counts.bytes), parts);
	if (*file_counts_others(&r->counts, others, sizeof(others)) != '\0')
		cmd_result(c, "Left out %s.", others);
	if (r->counts.unreadable > 0)
		cmd_result(c, "Left out %" PRIu64 " that could not be read.", r->counts.unreadable);
}

static int
pack_files(struct cmd *c, struct seqfile_form *f, struct seq_header *h, struct err *e)
{
	const struct opts *o = cmd_opts(c);
	struct seq_pack_conf conf = {
		.files = {
			.dir = opt_text(o, 'C', NULL), .from = opt_text(o, OPT_FILES_FROM, NULL),
			.nul = opt_given(o, '0'), .no_archives = opt_given(o, OPT_NO_ARCHIVES),
			.output = f->out.path, .problem = problem, .ctx = c
		},
		.out = f->out, .level = f->level, .block_size = f->block_size,
		.ignore_unreadable = opt_given(o, OPT_IGNORE_UNREADABLE), .jobs = cmd_jobs(c),
		.stats = cmd_progress(c, -1), .listed = listed, .ctx = c
	};
	struct seq_pack_result r;

	if (conf.files.nul && conf.files.from == NULL)
		return opt_error(o, '0', e, "it goes with --files-from");
	if (get_key(c, &conf.files.key, e) != 0)
		return -1;
	conf.files.names = cmd_operands(c, &conf.files.name);
	conf.out.header = h;
	cmd_progress_unit(c, "file");
	if (seq_pack(&conf, &r, e) != 0)
		return -1;
	tell(c, f, &r);
	return 0;
}

/* -- rows -- */

/* The column that is asked for, else the one of that name where there is one, else none. */
static const char *
get_column(struct cmd *c, int id, const char *name, const struct schema *schema)
{
	if (opt_given(cmd_opts(c), id))
		return opt_text(cmd_opts(c), id, NULL);
	return schema_find(schema, name) >= 0 ? name : NULL;
}

static int
pack_rows(struct cmd *c, struct seqfile_form *f, struct seq_header *h, struct err *e)
{
	const struct opts *o = cmd_opts(c);
	struct source *s = cmd_input(c, NULL, e);
	struct seq_frames_conf conf = {
		.key_class = opt_text(o, OPT_KEY_CLASS, NULL),
		.value_class = opt_text(o, OPT_VALUE_CLASS, NULL),
		.out = f->out, .level = f->level, .block_size = f->block_size, .jobs = cmd_jobs(c)
	};
	struct seqfile_out_counts n;
	char bytes[PROGRESS_BYTES];

	if (s == NULL)
		return -1;
	conf.key = get_column(c, OPT_KEY, "key", s->schema);
	conf.value = get_column(c, OPT_VALUE, "value", s->schema);
	if (conf.key == NULL && conf.value == NULL)
		return err_set(e, STATUS_USAGE, "%s has neither a column \"key\" nor \"value\": "
		    "say which they are with --key and --value", s->name);
	conf.out.header = h;
	conf.stats = cmd_progress(c, s->size);
	if (seq_frames(s, &conf, &n, e) != 0)
		return -1;
	cmd_result(c, "Packed %" PRIu64 " row%s into %s.", n.records, n.records == 1 ? "" : "s",
	    progress_bytes(bytes, (double)n.bytes));
	return 0;
}

/* Options for files do not go with rows, nor the other way round. */
static int
check_options(const struct opts *o, bool rows, struct err *e)
{
	static const int of_files[] = {
		'C', '0', OPT_FILES_FROM, OPT_NO_ARCHIVES, OPT_IGNORE_UNREADABLE, 0
	};
	static const int of_rows[] = {
		OPT_VALUE, OPT_KEY_CLASS, OPT_VALUE_CLASS, OPT_ALLOW_UNMARKED,
		OPT_TRUNCATE_NS, OPT_UNION, 'i', 0
	};

	return rows ? opt_refuse(o, of_files, "it does not go with --from-frames", e) :
	    opt_refuse(o, of_rows, "it goes with --from-frames", e);
}

int
seqfile_pack(struct cmd *c, struct err *e)
{
	bool rows = opt_given(cmd_opts(c), OPT_FROM_FRAMES);
	struct seqfile_form form;
	struct seq_header h;
	int rc = -1;

	if (check_options(cmd_opts(c), rows, e) != 0 || seqfile_form(c, NULL, &form, e) != 0)
		return -1;
	seq_header_init(&h);
	h.layout = form.layout;
	h.codec = form.codec;
	memcpy(h.sync, form.sync, SEQ_SYNC);
	if (seqfile_metadata(c, &h, e) == 0)
		rc = rows ? pack_rows(c, &form, &h, e) : pack_files(c, &form, &h, e);
	seq_header_release(&h);
	return rc;
}
