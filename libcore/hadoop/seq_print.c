/* seq_print.c - the records of a SequenceFile as text. */
#include "hadoop/seq_print.h"

#include <stdlib.h>

#include "base/mem.h"
#include "base/term.h"
#include "seqfile/classes.h"
#include "seqfile/content.h"

struct print {
	const struct seq_print_conf *conf;
	struct writable key, value;
	struct buf *scratch;	/* one a worker: text before it is escaped */
};

/* Appends one item. */
static int
put_item(struct print *p, int worker, const struct writable *w, const uint8_t *item, size_t n,
    struct buf *out, struct err *e)
{
	struct buf *raw = &p->scratch[worker];

	if (!p->conf->terminal)
		return writable_text(w, item, n, out, e);
	raw->len = 0;
	if (writable_text(w, item, n, raw, e) != 0)
		return -1;
	return term_escape(out, raw->data, raw->len, 0, e);
}

static int
put_record(struct print *p, int worker, const struct seq_record *r, struct buf *out,
    struct err *e)
{
	size_t before = out->len;

	if (p->conf->sizes && buf_printf(out, e, "%10zu  ",
	    content_size(&p->value, r->nvalue)) != 0)
		return -1;
	if (put_item(p, worker, &p->key, r->key, r->nkey, out, e) != 0)
		goto fail;
	if (p->conf->values && (buf_add(out, "\t", 1, e) != 0 ||
	    put_item(p, worker, &p->value, r->value, r->nvalue, out, e) != 0))
		goto fail;
	return buf_add(out, &p->conf->end, 1, e);
fail:
	out->len = before;	/* no record in part */
	return -1;
}

static int
print_unit(void *ctx, int worker, const struct seqfile_piece *k, struct seq_decoder *d,
    struct buf *out, struct err *e)
{
	struct seq_record r;
	int64_t row = 0;
	int rc;

	(void)k;
	for (; (rc = seq_decoder_next(d, &r, e)) == 1; row++) {
		if (put_record(ctx, worker, &r, out, e) == 0)
			continue;
		if (e != NULL && e->status == STATUS_DATA) {
			e->byte = (int64_t)r.at;
			e->row = row;
		}
		return -1;
	}
	return rc;
}

static int
print_write(void *ctx, const struct seqfile_piece *k, struct buf *out, struct err *e)
{
	const struct seq_print_conf *conf = ((struct print *)ctx)->conf;

	return conf->write(conf->ctx, out->data, out->len, k->base.idle, e);
}

int
seq_print(struct seq_scan *s, const struct seq_print_conf *conf, struct err *e)
{
	const struct seq_header *h = seq_scan_header(s);
	struct print p = { .conf = conf };
	const struct seq_scan_ops ops = {
		.parts = SEQ_KEYS | (conf->values ? SEQ_VALUES : conf->sizes ? SEQ_SIZES : 0),
		.unit = print_unit, .write = print_write, .ctx = &p
	};
	int jobs = seq_scan_jobs(s), rc = -1;

	if (seq_class_find(&p.key, h, false, e) != 0 || seq_class_find(&p.value, h, true, e) != 0)
		goto out;
	if ((p.scratch = mem_zero((size_t)jobs, sizeof(*p.scratch), e)) != NULL)
		rc = seq_scan_run(s, &ops, e);
	for (int i = 0; p.scratch != NULL && i < jobs; i++)
		buf_release(&p.scratch[i]);
	free(p.scratch);
out:
	writable_release(&p.key);
	writable_release(&p.value);
	return rc;
}
