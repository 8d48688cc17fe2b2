/*
 * seq_recode.c - the records of SequenceFiles in another layout or codec.
 *
 * A worker decodes a piece; then, in order, each piece fills up the block that the
 * pieces before it began (the carry), which becomes that worker's to compress when it
 * is full, and begins the next carry with what is left over at its end.
 */
#include "hadoop/seq_recode.h"

#include <pthread.h>
#include <stdatomic.h>
#include <stdlib.h>
#include <string.h>

#include "base/mem.h"
#include "par/ordmap.h"
#include "seqfile/decode.h"

/* A record that was decoded: where its key and its value end among those of the piece. */
struct entry {
	size_t key, value;
};

/* An input, kept as long as it is read or a piece of it is in hand. */
struct input {
	struct seq_recode_input in;
	uint64_t number;
	atomic_int refs;
};

/* A piece of it. */
struct item {
	struct input *input;
	struct seqfile_piece *piece;
};

struct worker {
	struct item *item;		/* in hand */
	uint64_t number;		/* of the input that the decoder is for */
	struct seq_decoder *decoder;
	struct seqfile_check *check;	/* in its place, with conf->gaps */
	struct seq_encoder *encoder;
	int64_t records;		/* decoded */
	/* For blocks: what was decoded, and where new blocks begin in it. */
	struct buf keys, values;
	struct entry *entry;
	size_t *cut;
	size_t entries, entry_cap, cuts, cut_cap;
	/* What was made of it. */
	struct seq_unit *unit;
	size_t units, unit_cap;
};

struct seq_recoder {
	struct seq_recode_conf conf;
	struct seqfile_out *out;
	bool blocks;
	struct seq_cutter cutter;
	struct seq_encoder *carry;	/* the block begun; link() alone looks at it */
	struct worker *worker;		/* conf.jobs */
	seq_recode_open *open;
	void *open_ctx;
	uint64_t opened;
	pthread_mutex_t lock;		/* held while current changes, and while it is cancelled */
	struct input *current;		/* that is read; NULL before the first and between two */
};

int
seq_recode_header(struct seq_header *h, const struct seq_header *from,
    const struct seq_encode_conf *encode, const uint8_t sync[SEQ_SYNC], struct err *e)
{
	if (seq_header_copy(h, from, e) != 0)
		return -1;
	h->version = 6;
	h->layout = encode->layout;
	h->codec = encode->layout == SEQ_PLAIN ? WHOLE_NONE : encode->codec;
	memcpy(h->sync, sync, SEQ_SYNC);
	return 0;
}

static void
input_put(struct input *x)
{
	if (x == NULL || atomic_fetch_sub(&x->refs, 1) > 1)
		return;
	if (x->in.done != NULL)
		x->in.done(x->in.ctx);
	free(x);
}

/* Makes x, or NULL, the input that is read. */
static void
set_current(struct seq_recoder *r, struct input *x)
{
	struct input *old;

	pthread_mutex_lock(&r->lock);
	old = r->current;
	r->current = x;
	pthread_mutex_unlock(&r->lock);
	input_put(old);
}

static int
next_input(struct seq_recoder *r, struct err *e)
{
	struct input *x = mem_zero(1, sizeof(*x), e);
	int rc;

	if (x == NULL)
		return -1;
	if ((rc = r->open(r->open_ctx, &x->in, e)) != 1) {
		free(x);
		return rc;
	}
	x->number = ++r->opened;
	atomic_init(&x->refs, 1);
	set_current(r, x);
	return 1;
}

static int
recode_read(void *ctx, void **out, struct err *e)
{
	struct seq_recoder *r = ctx;
	struct seqfile_piece *k = NULL;
	struct item *t;
	int rc;

	for (;;) {
		if (r->current == NULL && (rc = next_input(r, e)) != 1)
			return rc;
		if ((rc = r->current->in.next(r->current->in.ctx, &k, e)) < 0)
			return -1;
		if (rc == 0)
			set_current(r, NULL);
		else if (k->len > 0)
			break;
		else	/* It only says that the input rests. */
			seqfile_pieces_drop(k);
	}
	if ((t = mem_zero(1, sizeof(*t), e)) == NULL) {
		seqfile_pieces_drop(k);
		return -1;
	}
	t->piece = k;
	t->input = r->current;
	atomic_fetch_add(&t->input->refs, 1);
	*out = t;
	return 1;
}

static void
drop_item(void *ctx, void *item)
{
	struct item *t = item;

	(void)ctx;
	seqfile_pieces_drop(t->piece);
	input_put(t->input);
	free(t);
}

/* A result is the worker that has it. */
static void
drop_result(void *ctx, void *result)
{
	struct worker *w = result;

	drop_item(ctx, w->item);
	w->item = NULL;
}

/* The decoders are for one header. */
static void
release_decoders(struct worker *w)
{
	seq_decoder_free(w->decoder);
	seqfile_check_free(w->check);
	w->decoder = NULL;
	w->check = NULL;
}

static int
start_worker(const struct seq_recoder *r, struct worker *w, struct err *e)
{
	const struct input *x = w->item->input;

	w->entries = w->cuts = w->units = 0;
	w->keys.len = w->values.len = 0;
	w->records = 0;
	if (w->number != x->number)
		release_decoders(w);
	w->number = x->number;
	if (r->conf.gaps != NULL && w->check == NULL &&
	    (w->check = seqfile_check_new(x->in.header, r->conf.limit, e)) == NULL)
		return -1;
	if (r->conf.gaps == NULL && w->decoder == NULL &&
	    (w->decoder = seq_decoder_new(x->in.header, SEQ_ALL, r->conf.limit, e)) == NULL)
		return -1;
	if (w->encoder == NULL && (w->encoder = seq_encoder_new(&r->conf.encode, e)) == NULL)
		return -1;
	return 0;
}

/* Keeps a record for link(). */
static int
keep(struct worker *w, const struct seq_record *s, struct err *e)
{
	if (w->entries >= w->entry_cap && mem_grow(&w->entry, &w->entry_cap, w->entries + 1,
	    sizeof(*w->entry), e) != 0)
		return -1;
	if (buf_room(&w->keys, s->nkey, e) != 0 || buf_room(&w->values, s->nvalue, e) != 0)
		return -1;
	buf_put_bytes(&w->keys, s->key, s->nkey);
	buf_put_bytes(&w->values, s->value, s->nvalue);
	w->entry[w->entries++] = (struct entry){ w->keys.len, w->values.len };
	return 0;
}

/* A record that decoded. */
static int
take(const struct seq_recoder *r, struct worker *w, const struct seq_record *s,
    struct err *e)
{
	w->records++;
	if (r->blocks)
		return keep(w, s, e);
	return seq_encoder_add(w->encoder, s->key, s->nkey, s->value, s->nvalue, e);
}

/* Decodes what is good of the piece. */
static int
decode_good(const struct seq_recoder *r, struct worker *w, struct err *e)
{
	struct seq_record s;
	int rc;

	if (seqfile_check_start(w->check, w->item->piece, r->conf.gaps, e) != 0)
		return -1;
	while ((rc = seqfile_check_next(w->check, &s, e)) == 1)
		if (take(r, w, &s, e) != 0)
			return -1;
	return rc;
}

/* Decodes all records of the piece. */
static int
decode_all(const struct seq_recoder *r, struct worker *w, struct err *e)
{
	const struct seqfile_piece *k = w->item->piece;
	struct seq_record s;
	int rc;

	if (seq_decoder_start(w->decoder, k->data, k->len, e) != 0)
		return -1;
	while ((rc = seq_decoder_next(w->decoder, &s, e)) == 1)
		if (take(r, w, &s, e) != 0)
			return -1;
	return rc;
}

static int
decode(const struct seq_recoder *r, struct worker *w, struct err *e)
{
	struct err why = ERR_INIT;

	if ((w->check != NULL ? decode_good : decode_all)(r, w, &why) == 0)
		return 0;
	if (why.status == STATUS_DATA)
		seqfile_pieces_place(w->item->input->in.name, w->item->piece, &why);
	return err_copy(e, &why);
}

/* The next unit to fill in. */
static struct seq_unit *
new_unit(struct worker *w, struct err *e)
{
	size_t old = w->unit_cap;

	if (w->units >= w->unit_cap) {
		if (mem_grow(&w->unit, &w->unit_cap, w->units + 1, sizeof(*w->unit), e) != 0)
			return NULL;
		for (size_t i = old; i < w->unit_cap; i++)
			w->unit[i] = (struct seq_unit)SEQ_UNIT_INIT;
	}
	return &w->unit[w->units++];
}

static int
end_unit(struct worker *w, struct err *e)
{
	struct seq_unit *u = new_unit(w, e);

	return u == NULL ? -1 : seq_encoder_finish(w->encoder, u, e);
}

static int
recode_work(void *ctx, int worker, void *item, void **result, struct err *e)
{
	struct seq_recoder *r = ctx;
	struct worker *w = &r->worker[worker];

	w->item = item;
	if (start_worker(r, w, e) == 0 && decode(r, w, e) == 0 &&
	    (r->blocks || end_unit(w, e) == 0)) {
		*result = w;
		return 0;
	}
	drop_result(r, w);
	return -1;
}

/* Adds the entries from .. to - 1 to the block of k. */
static int
add_entries(struct seq_encoder *k, const struct worker *w, size_t from, size_t to,
    struct err *e)
{
	struct entry at = { 0, 0 };

	if (from > 0)
		at = w->entry[from - 1];
	for (size_t i = from; i < to; i++) {
		const struct entry *n = &w->entry[i];

		if (seq_encoder_add(k, w->keys.data + at.key, n->key - at.key,
		    w->values.data + at.value, n->value - at.value, e) != 0)
			return -1;
		at = *n;
	}
	return 0;
}

/* Finds where blocks begin among the entries. */
static int
find_cuts(struct seq_recoder *r, struct worker *w, struct err *e)
{
	struct entry at = { 0, 0 };

	for (size_t i = 0; i < w->entries; i++) {
		const struct entry *n = &w->entry[i];

		if (seq_cutter_next(&r->cutter, n->key - at.key, n->value - at.value)) {
			if (w->cuts >= w->cut_cap && mem_grow(&w->cut, &w->cut_cap, w->cuts + 1,
			    sizeof(*w->cut), e) != 0)
				return -1;
			w->cut[w->cuts++] = i;
		}
		at = *n;
	}
	return 0;
}

/* Serial, in order: fills up the carry, and begins the next one. */
static int
recode_link(void *ctx, int worker, void *result, struct err *e)
{
	struct seq_recoder *r = ctx;
	struct worker *w = result;
	struct seq_encoder *full;

	(void)worker;
	if (!r->blocks)
		return 0;
	if (find_cuts(r, w, e) != 0 ||
	    add_entries(r->carry, w, 0, w->cuts > 0 ? w->cut[0] : w->entries, e) != 0)
		return -1;
	if (w->cuts == 0)
		return 0;
	full = r->carry;
	r->carry = w->encoder;
	w->encoder = full;
	return add_entries(r->carry, w, w->cut[w->cuts - 1], w->entries, e);
}

/* Compresses the blocks that ended in this piece. */
static int
recode_finish(void *ctx, int worker, void *result, struct err *e)
{
	const struct seq_recoder *r = ctx;
	struct worker *w = result;

	(void)worker;
	if (!r->blocks || w->cuts == 0)
		return 0;
	if (end_unit(w, e) != 0)
		return -1;
	for (size_t i = 1; i < w->cuts; i++)
		if (add_entries(w->encoder, w, w->cut[i - 1], w->cut[i], e) != 0 ||
		    end_unit(w, e) != 0)
			return -1;
	return 0;
}

static int
recode_write(void *ctx, void *result, bool last, struct err *e)
{
	struct seq_recoder *r = ctx;
	struct worker *w = result;
	int rc = 0;

	(void)last;
	for (size_t i = 0; rc == 0 && i < w->units; i++)
		rc = seqfile_out_put(r->out, &w->unit[i], e);
	if (rc == 0 && r->conf.stats != NULL) {
		atomic_fetch_add(&r->conf.stats->rows_in, w->records);
		atomic_fetch_add(&r->conf.stats->bytes_in, w->item->piece->base.bytes);
	}
	drop_result(r, w);
	return rc;
}

static void
recode_cancel(void *ctx)
{
	struct seq_recoder *r = ctx;

	pthread_mutex_lock(&r->lock);
	if (r->current != NULL && r->current->in.cancel != NULL)
		r->current->in.cancel(r->current->in.ctx);
	pthread_mutex_unlock(&r->lock);
}

static void
release_worker(struct worker *w)
{
	release_decoders(w);
	seq_encoder_free(w->encoder);
	buf_release(&w->keys);
	buf_release(&w->values);
	for (size_t i = 0; i < w->unit_cap; i++)
		seq_unit_release(&w->unit[i]);
	free(w->unit);
	free(w->entry);
	free(w->cut);
}

struct seq_recoder *
seq_recoder_new(struct seqfile_out *o, const struct seq_recode_conf *conf, struct err *e)
{
	struct seq_recoder *r = mem_zero(1, sizeof(*r), e);

	if (r == NULL)
		return NULL;
	r->conf = *conf;
	r->out = o;
	pthread_mutex_init(&r->lock, NULL);
	r->blocks = conf->encode.layout == SEQ_BLOCK;
	r->cutter.size = conf->block_size > 0 ? conf->block_size : SEQ_BLOCK_SIZE;
	if ((r->worker = mem_zero((size_t)conf->jobs, sizeof(*r->worker), e)) != NULL &&
	    (r->carry = seq_encoder_new(&conf->encode, e)) != NULL)
		return r;
	seq_recoder_free(r);
	return NULL;
}

int
seq_recoder_add_all(struct seq_recoder *r, seq_recode_open *open, void *ctx, struct err *e)
{
	const struct ordmap m = { .read = recode_read, .work = recode_work,
	    .write = recode_write, .drop_item = drop_item, .drop_result = drop_result,
	    .cancel = recode_cancel, .ctx = r, .jobs = r->conf.jobs,
	    .link = recode_link, .finish = recode_finish };
	int rc;

	r->open = open;
	r->open_ctx = ctx;
	rc = ordmap_run(&m, e);
	set_current(r, NULL);
	for (int i = 0; i < r->conf.jobs; i++)
		release_decoders(&r->worker[i]);
	return rc;
}

/* One input is all. */
static int
open_one(void *ctx, struct seq_recode_input *in, struct err *e)
{
	const struct seq_recode_input **one = ctx;

	(void)e;
	if (*one == NULL)
		return 0;
	*in = **one;
	*one = NULL;
	return 1;
}

int
seq_recoder_add(struct seq_recoder *r, const struct seq_recode_input *in, struct err *e)
{
	return seq_recoder_add_all(r, open_one, &in, e);
}

int
seq_recoder_finish(struct seq_recoder *r, struct err *e)
{
	struct seq_unit u = SEQ_UNIT_INIT;
	int rc = seq_encoder_finish(r->carry, &u, e);

	if (rc == 0)
		rc = seqfile_out_put(r->out, &u, e);
	seq_unit_release(&u);
	return rc;
}

void
seq_recoder_free(struct seq_recoder *r)
{
	if (r == NULL)
		return;
	for (int i = 0; r->worker != NULL && i < r->conf.jobs; i++)
		release_worker(&r->worker[i]);
	free(r->worker);
	seq_encoder_free(r->carry);
	pthread_mutex_destroy(&r->lock);
	free(r);
}

int
seq_recode(const struct seq_recode_input *in, struct seqfile_out *o,
    const struct seq_recode_conf *conf, struct err *e)
{
	struct seq_recoder *r = seq_recoder_new(o, conf, e);
	int rc = r == NULL || seq_recoder_add(r, in, e) != 0 ? -1 : seq_recoder_finish(r, e);

	seq_recoder_free(r);
	return rc;
}
