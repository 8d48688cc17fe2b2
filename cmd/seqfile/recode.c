/* recode.c - SequenceFiles out of SequenceFiles: another layout or codec, what is good. */
#include <inttypes.h>
#include <stdlib.h>
#include <string.h>

#include "base/mem.h"
#include "cli/files.h"
#include "cli/progress.h"
#include "hadoop/seq_recode.h"
#include "hadoop/seq_verify.h"
#include "seqfile.h"
#include "seqfile/classes.h"

const struct opt seqfile_recode_opts[] = {
	OPT_INCLUDE(seqfile_opt_output),
	OPT_INCLUDE(seqfile_opt_form),
	OPT_INCLUDE(seqfile_opt_split),
	OPT_INCLUDE(seqfile_opt_limit),
	OPT_INCLUDE(opt_jobs),
	OPT_INCLUDE(opt_progress),
	OPT_END
};

const struct opt seqfile_salvage_opts[] = {
	OPT_INCLUDE(seqfile_opt_output),
	OPT_INCLUDE(seqfile_opt_form),
	OPT_INCLUDE(seqfile_opt_limit),
	OPT_INCLUDE(opt_jobs),
	OPT_INCLUDE(opt_progress),
	OPT_END
};

/* A file that is read. */
struct file {
	struct in *in;
	struct seqfile_pieces *p;
};

/* What the files are copied into; open from the first file on. */
struct recode {
	struct cmd *c;
	const struct words *files;
	size_t next;			/* of these to open */
	struct file *first;		/* open, and not yet taken */
	struct seqfile_pieces_conf range;
	struct seqfile_form form;
	struct seq_header header;	/* of the first file */
	struct seq_recode_conf conf;
	struct seqfile_out *out;
	struct seq_recoder *recoder;	/* NULL: salvage */
	bool salvage;			/* what is damaged is left out, and told */
	struct seqfile_lost lost;
};

static int
open_output(struct recode *r, const struct seq_header *from, struct err *e)
{
	struct seq_header made;
	int rc;

	if (seqfile_form(r->c, from, &r->form, e) != 0 ||
	    seq_header_copy(&r->header, from, e) != 0)
		return -1;
	r->conf.encode = (struct seq_encode_conf){ .layout = r->form.layout,
	    .codec = r->form.codec, .level = r->form.level };
	r->conf.block_size = r->form.block_size;
	if (seq_recode_header(&made, from, &r->conf.encode, r->form.sync, e) != 0)
		return -1;
	r->form.out.header = &made;
	rc = seqfile_metadata(r->c, &made, e);
	if (rc == 0 && (r->out = seqfile_out_new(&r->form.out, e)) == NULL)
		rc = -1;
	seq_header_release(&made);
	if (rc != 0)
		return -1;
	r->conf.encode.order = seqfile_out_order(r->out);
	if (!r->salvage && (r->recoder = seq_recoder_new(r->out, &r->conf, e)) == NULL)
		return -1;
	return 0;
}

/* Says that the keys or values of a file are not those of the first one. */
static int
other_class(const struct recode *r, const struct seq_header *h, bool values, const char *name,
    struct err *e)
{
	const char *is = values ? h->value_class : h->key_class, *what = values ? "values" : "keys";
	const char *was = values ? r->header.value_class : r->header.key_class;

	if (strcmp(is, was) == 0)
		return err_set(e, STATUS_DATA, "%s: its %s are %s of other elements than those of "
		    "the first file, by its metadata", name, what, is);
	return err_set(e, STATUS_DATA, "%s: its %s are %s, those of the first file %s", name, what,
	    is, was);
}

static int
check_classes(const struct recode *r, const struct seq_header *h, const char *name,
    struct err *e)
{
	for (int values = 0; values < 2; values++)
		if (!seq_class_fits(&r->header, h, values))
			return other_class(r, h, values, name, e);
	return 0;
}

static void
close_file(void *ctx)
{
	struct file *f = ctx;

	if (f == NULL)
		return;
	seqfile_pieces_free(f->p);
	in_free(f->in);
	free(f);
}

/* Opens the next file; the first one decides what is written. */
static struct file *
open_file(struct recode *r, struct err *e)
{
	struct file *f = mem_zero(1, sizeof(*f), e);
	const struct seq_header *h;

	if (f == NULL)
		return NULL;
	if ((f->in = in_operand(r->files->v[r->next++], false, e)) != NULL &&
	    (f->p = seqfile_pieces_new(f->in, &r->range, e)) != NULL) {
		h = seqfile_pieces_header(f->p);
		if ((r->out == NULL ? open_output(r, h, e) :
		    check_classes(r, h, in_name(f->in), e)) == 0)
			return f;
	}
	close_file(f);
	return NULL;
}

static int
copy_good(struct recode *r, struct file *f, struct err *e)
{
	struct seqfile_gaps *gaps = seqfile_gaps_new(e);
	int rc = gaps == NULL ? -1 : seq_salvage(f->in, f->p, r->out, &r->conf, gaps, e);

	if (rc == 0)
		rc = seqfile_print_gaps(r->c, in_name(f->in), gaps, &r->lost, e);
	seqfile_gaps_free(gaps);
	return rc;
}

/* File by file: what each has lost is told by itself. */
static int
salvage_files(struct recode *r, struct err *e)
{
	struct file *f;
	int rc = 0;

	while (rc == 0 && r->next < r->files->n) {
		f = open_file(r, e);
		rc = f == NULL ? -1 : copy_good(r, f, e);
		close_file(f);
	}
	return rc;
}

static int
next_piece(void *ctx, struct seqfile_piece **out, struct err *e)
{
	const struct file *f = ctx;

	return seqfile_pieces_next(f->p, out, e);
}

static void
cancel_file(void *ctx)
{
	const struct file *f = ctx;

	in_cancel(f->in);
}

static int
next_file(void *ctx, struct seq_recode_input *in, struct err *e)
{
	struct recode *r = ctx;
	struct file *f = r->first;

	r->first = NULL;
	if (f == NULL && r->next == r->files->n)
		return 0;
	if (f == NULL && (f = open_file(r, e)) == NULL)
		return -1;
	*in = (struct seq_recode_input){ .name = in_name(f->in),
	    .header = seqfile_pieces_header(f->p), .next = next_piece, .cancel = cancel_file,
	    .ctx = f, .done = close_file };
	return 1;
}

/* All files at once. */
static int
copy_files(struct recode *r, struct err *e)
{
	int rc = -1;

	if ((r->first = open_file(r, e)) != NULL &&
	    seq_recoder_add_all(r->recoder, next_file, r, e) == 0)
		rc = seq_recoder_finish(r->recoder, e);
	close_file(r->first);
	seq_recoder_free(r->recoder);
	return rc;
}

/* "Recoded 3 records, 1.2 GB to 800 MB." */
static void
tell(const struct recode *r, struct seqfile_out_counts n, int64_t bytes)
{
	const char *done = r->salvage ? "Salvaged" : "Recoded", *s = n.records == 1 ? "" : "s";
	char from[PROGRESS_BYTES], to[PROGRESS_BYTES];

	progress_bytes(from, (double)bytes);
	progress_bytes(to, (double)n.bytes);
	if (bytes >= 0)
		cmd_result(r->c, "%s %" PRIu64 " record%s, %s to %s.", done, n.records, s, from, to);
	else
		cmd_result(r->c, "%s %" PRIu64 " record%s to %s.", done, n.records, s, to);
}

/* All files into one, then the word about it. */
static int
recode_files(struct recode *r, const struct seq_scan_conf *scan, struct err *e)
{
	int64_t bytes = cmd_files_size(r->files);
	struct seqfile_out_counts n;

	r->range = (struct seqfile_pieces_conf){ .from = scan->from, .to = scan->to };
	r->conf.jobs = scan->jobs;
	r->conf.limit = scan->limit;
	r->conf.stats = cmd_progress(r->c, bytes);
	cmd_progress_unit(r->c, "record");
	if ((r->salvage ? salvage_files : copy_files)(r, e) != 0) {
		seqfile_out_abort(r->out);
		return -1;
	}
	n = seqfile_out_counts(r->out);
	if (seqfile_out_commit(r->out, e) != 0)
		return -1;
	tell(r, n, bytes);
	return seqfile_lost(&r->lost, " left out", e);
}

static int
recode(struct cmd *c, bool salvage, struct err *e)
{
	struct words files = WORDS_INIT;
	struct recode r = { .c = c, .files = &files, .salvage = salvage,
	    .lost = { .warn = true } };
	struct seq_scan_conf scan;
	int rc = -1;

	/* What is wrong with the options is said before a file is opened. */
	if (seqfile_form(c, NULL, &r.form, e) == 0 && seqfile_scan_conf(c, &scan, e) == 0 &&
	    seqfile_inputs(c, &files, e) == 0)
		rc = recode_files(&r, &scan, e);
	seq_header_release(&r.header);
	words_release(&files);
	return rc;
}

int
seqfile_recode(struct cmd *c, struct err *e)
{
	return recode(c, false, e);
}

int
seqfile_salvage(struct cmd *c, struct err *e)
{
	return recode(c, true, e);
}
