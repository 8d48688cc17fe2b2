/* recode.c - SequenceFiles out of SequenceFiles: another layout or codec, an index. */
#include <inttypes.h>
#include <string.h>

#include "cli/input.h"
#include "cli/progress.h"
#include "format/seqfile_map.h"
#include "ops/seq_recode.h"
#include "ops/seq_verify.h"
#include "seqfile.h"

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

const struct opt seqfile_index_opts[] = {
	OPT_INCLUDE(seqfile_opt_limit),
	OPT_END
};

/* What the files are copied into; open from the first file on. */
struct recode {
	struct cmd *c;
	struct seqfile_form form;
	struct seq_header header;	/* of the first file */
	struct seq_recode_conf conf;
	struct seqfile_out *out;
	struct seq_recoder *recoder;	/* NULL: salvage, which takes file by file */
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

static int
next_piece(void *ctx, struct seqfile_piece **out, struct err *e)
{
	return seqfile_pieces_next(ctx, out, e);
}

static int
check_classes(const struct recode *r, const struct seq_header *h, const char *name,
    struct err *e)
{
	if (strcmp(h->key_class, r->header.key_class) != 0)
		return err_set(e, STATUS_DATA, "%s: its keys are %s, those of the first file %s",
		    name, h->key_class, r->header.key_class);
	if (strcmp(h->value_class, r->header.value_class) != 0)
		return err_set(e, STATUS_DATA, "%s: its values are %s, those of the first file %s",
		    name, h->value_class, r->header.value_class);
	return 0;
}

static int
copy_good(struct recode *r, struct in *in, struct seqfile_pieces *p, struct err *e)
{
	struct seqfile_gaps *gaps = seqfile_gaps_new(e);
	int rc = gaps == NULL ? -1 : seq_salvage(in, p, r->out, &r->conf, gaps, e);

	if (rc == 0)
		rc = seqfile_print_gaps(r->c, in_name(in), gaps, &r->lost, e);
	seqfile_gaps_free(gaps);
	return rc;
}

static int
copy_all(struct recode *r, struct in *in, struct seqfile_pieces *p, struct err *e)
{
	const struct seq_recode_input input = {
		.name = in_name(in), .header = seqfile_pieces_header(p), .next = next_piece, .ctx = p
	};

	return seq_recoder_add(r->recoder, &input, e);
}

static int
recode_file(struct recode *r, const char *name, const struct seqfile_pieces_conf *range,
    struct err *e)
{
	struct in *in = cmd_open(name, e);
	struct seqfile_pieces *p = in != NULL ? seqfile_pieces_new(in, range, e) : NULL;
	int rc = -1;

	if (p != NULL)
		rc = r->out == NULL ? open_output(r, seqfile_pieces_header(p), e) :
		    check_classes(r, seqfile_pieces_header(p), in_name(in), e);
	if (rc == 0)
		rc = r->salvage ? copy_good(r, in, p, e) : copy_all(r, in, p, e);
	seqfile_pieces_free(p);
	in_free(in);
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
recode_files(struct recode *r, const struct words *files, const struct seq_scan_conf *scan,
    struct err *e)
{
	const struct seqfile_pieces_conf range = { .from = scan->from, .to = scan->to };
	int64_t bytes = seqfile_bytes(files);
	struct seqfile_out_counts n;
	int rc = 0;

	r->conf.jobs = scan->jobs;
	r->conf.limit = scan->limit;
	r->conf.stats = cmd_progress(r->c, bytes);
	cmd_progress_unit(r->c, "record");
	for (size_t i = 0; rc == 0 && i < files->n; i++)
		rc = recode_file(r, files->v[i], &range, e);
	if (rc == 0 && r->recoder != NULL)
		rc = seq_recoder_finish(r->recoder, e);
	seq_recoder_free(r->recoder);
	if (rc != 0) {
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
	struct recode r = { .c = c, .salvage = salvage, .lost = { .warn = true } };
	struct words files = WORDS_INIT;
	struct seq_scan_conf scan;
	int rc = -1;

	/* What is wrong with the options is said before a file is opened. */
	if (seqfile_form(c, NULL, &r.form, e) == 0 && seqfile_scan_conf(c, &scan, e) == 0 &&
	    seqfile_inputs(c, 0, &files, e) == 0)
		rc = recode_files(&r, &files, &scan, e);
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
