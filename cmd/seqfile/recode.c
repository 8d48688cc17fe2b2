/* recode.c - SequenceFiles out of SequenceFiles: another layout or codec, an index. */
#include <inttypes.h>
#include <string.h>

#include "cli/input.h"
#include "cli/progress.h"
#include "format/seqfile_map.h"
#include "ops/seq_recode.h"
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
	struct seq_recoder *recoder;
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
	if (rc == 0) {
		r->conf.encode.order = seqfile_out_order(r->out);
		r->recoder = seq_recoder_new(r->out, &r->conf, e);
	}
	seq_header_release(&made);
	return r->recoder != NULL ? 0 : -1;
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
recode_file(struct recode *r, const char *name, const struct seqfile_pieces_conf *range,
    struct err *e)
{
	struct in *in = cmd_open(name, e);
	struct seqfile_pieces *p = in != NULL ? seqfile_pieces_new(in, range, e) : NULL;
	struct seq_recode_input input = { .next = next_piece, .ctx = p };
	int rc = -1;

	if (p != NULL) {
		input.name = in_name(in);
		input.header = seqfile_pieces_header(p);
		rc = r->out == NULL ? open_output(r, input.header, e) :
		    check_classes(r, input.header, in_name(in), e);
	}
	if (rc == 0)
		rc = seq_recoder_add(r->recoder, &input, e);
	seqfile_pieces_free(p);
	in_free(in);
	return rc;
}

/* "Recoded 3 records, 1.2 GB to 800 MB." */
static void
tell(struct cmd *c, struct seqfile_out_counts n, int64_t bytes)
{
	char from[PROGRESS_BYTES], to[PROGRESS_BYTES];

	progress_bytes(from, (double)bytes);
	progress_bytes(to, (double)n.bytes);
	if (bytes >= 0)
		cmd_result(c, "Recoded %" PRIu64 " record%s, %s to %s.", n.records,
		    n.records == 1 ? "" : "s", from, to);
	else
		cmd_result(c, "Recoded %" PRIu64 " record%s to %s.", n.records,
		    n.records == 1 ? "" : "s", to);
}

int
seqfile_recode(struct cmd *c, struct err *e)
{
	struct recode r = { .c = c };
	struct words files = WORDS_INIT;
	struct seq_scan_conf scan;
	struct seqfile_pieces_conf range;
	struct seqfile_out_counts n;
	int rc = -1;

	/* Without a file to tell the rest: what is wrong with the options is said first. */
	if (seqfile_form(c, NULL, &r.form, e) == 0 && seqfile_scan_conf(c, &scan, e) == 0)
		rc = seqfile_inputs(c, 0, &files, e);
	if (rc == 0) {
		r.conf.jobs = scan.jobs;
		r.conf.limit = scan.limit;
		r.conf.stats = cmd_progress(c, seqfile_bytes(&files));
		range = (struct seqfile_pieces_conf){ .from = scan.from, .to = scan.to };
	}
	cmd_progress_unit(c, "record");
	for (size_t i = 0; rc == 0 && i < files.n; i++)
		rc = recode_file(&r, files.v[i], &range, e);
	if (rc == 0)
		rc = seq_recoder_finish(r.recoder, e);
	seq_recoder_free(r.recoder);
	if (rc == 0) {
		n = seqfile_out_counts(r.out);
		rc = seqfile_out_commit(r.out, e);
	} else {
		seqfile_out_abort(r.out);
	}
	if (rc == 0)
		tell(c, n, seqfile_bytes(&files));
	seq_header_release(&r.header);
	words_release(&files);
	return rc;
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
