/* seqfile_map_rebuild.c - the index of a MapFile out of its data. */
#include <inttypes.h>
#include <stdlib.h>

#include "base/mem.h"
#include "format/seqfile_index.h"
#include "format/seqfile_map_impl.h"
#include "format/seqfile_out.h"
#include "format/seqfile_pieces.h"
#include "io/atomic_file.h"
#include "io/in.h"
#include "seqfile/vint.h"

struct rebuild {
	const char *data;		/* its path */
	const struct seq_order *order;
	bool blocks;
	struct seq_decoder *decoder;
	struct seqfile_index *index;
	struct buf last_key;
	uint64_t pos;			/* where the next record, with syncs before it, starts */
	uint64_t records, entries;
};

/* Sees that the key does not come before the last one. */
static int
check_key(struct rebuild *b, const struct seq_record *r, struct err *e)
{
	struct seq_rank now, last;
	char q[2][200];

	if (seq_order_rank(b->order, r->key, r->nkey, &now, e) != 0) {
		err_prefix(e, "%s: record %" PRIu64 ": ", b->data, b->records + 1);
		return -1;
	}
	if (b->records > 0) {
		if (seq_order_rank(b->order, b->last_key.data, b->last_key.len, &last, e) != 0)
			return -1;
		if (seq_rank_compare(&now, &last) < 0)
			return err_set(e, STATUS_DATA, "%s: record %" PRIu64 ": key %s comes "
			    "after %s: the keys of a MapFile must be sorted", b->data,
			    b->records + 1,
			    seq_order_quote(b->order, r->key, r->nkey, q[0], sizeof(q[0])),
			    seq_order_quote(b->order, b->last_key.data, b->last_key.len, q[1],
			    sizeof(q[1])));
	}
	b->last_key.len = 0;
	return buf_add(&b->last_key, r->key, r->nkey, e);
}

static int
rebuild_record(struct rebuild *b, const struct seqfile_piece *k, const struct seq_record *r,
    struct err *e)
{
	if (check_key(b, r, e) != 0)
		return -1;
	if (seqfile_index_due(b->index, b->pos) == 0) {
		if (seqfile_index_add(b->index, r->key, r->nkey, b->pos, e) != 0)
			return -1;
		b->entries++;
	}
	seqfile_index_pass(b->index, 1);
	b->records++;
	if (!b->blocks)
		b->pos = (uint64_t)k->byte + r->at + 8 +
		    (uint64_t)seq_get_i32(k->data + r->at);
	return 0;
}

static int
rebuild_piece(struct rebuild *b, const struct seqfile_piece *k, struct err *e)
{
	struct seq_record r;
	int rc;

	if (b->blocks)
		b->pos = (uint64_t)k->byte;
	if (seq_decoder_start(b->decoder, k->data, k->len, e) != 0) {
		seqfile_pieces_place(b->data, k, e);
		return -1;
	}
	while ((rc = seq_decoder_next(b->decoder, &r, e)) == 1)
		if (rebuild_record(b, k, &r, e) != 0)
			return -1;
	if (rc < 0)
		seqfile_pieces_place(b->data, k, e);
	return rc;
}

static int
rebuild_all(struct rebuild *b, struct seqfile_pieces *p, struct err *e)
{
	struct seqfile_piece *k;
	int rc;

	while ((rc = seqfile_pieces_next(p, &k, e)) == 1) {
		rc = rebuild_piece(b, k, e);
		seqfile_pieces_drop(k);
		if (rc != 0)
			return -1;
	}
	return rc != 0 ? -1 : seqfile_index_finish(b->index, e);
}

/* Makes the index file at path out of p. */
static int
rebuild_file(struct rebuild *b, struct seqfile_pieces *p, size_t limit, const char *path,
    struct err *e)
{
	const struct seq_header *h = seqfile_pieces_header(p);
	struct atomic_file *f;
	int rc = -1;

	b->blocks = h->layout == SEQ_BLOCK;
	b->pos = h->size;
	if ((b->order = seq_order_find(h->key_class)) == NULL)
		return err_set(e, STATUS_USAGE, "%s: keys of class %s have no order", b->data,
		    h->key_class);
	if ((f = atomic_file_create(path, e)) == NULL)
		return -1;
	b->decoder = seq_decoder_new(h, SEQ_KEYS, limit, e);
	b->index = seqfile_index_new(atomic_file_out(f), h, e);
	if (b->decoder != NULL && b->index != NULL)
		rc = rebuild_all(b, p, e);
	if (rc == 0) {
		seqfile_out_drop_crc(path);
		rc = atomic_file_commit(f, e);
	} else {
		atomic_file_abort(f);
	}
	seqfile_index_free(b->index);
	seq_decoder_free(b->decoder);
	buf_release(&b->last_key);
	return rc;
}

int
seqfile_map_rebuild(const char *path, size_t limit, uint64_t *entries, struct err *e)
{
	static const struct seqfile_pieces_conf conf = { .from = 0 };
	char *data = seqfile_map_data(path, e), *index = mem_printf(e, "%s/index", path);
	struct rebuild b = { .data = data };
	struct seqfile_pieces *p;
	struct in *in = NULL;
	int rc = -1;

	if (data != NULL && index != NULL && (in = in_open(data, true, e)) != NULL &&
	    (p = seqfile_pieces_new(in, &conf, e)) != NULL) {
		rc = rebuild_file(&b, p, limit, index, e);
		seqfile_pieces_free(p);
	}
	in_free(in);
	free(data);
	free(index);
	if (entries != NULL)
		*entries = b.entries;
	return rc;
}
