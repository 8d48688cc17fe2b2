/*
 * seqfile_map_index.c - the index of a MapFile as it is read.
 *
 * Of an index with hundreds of thousands of entries one look-up needs few: when it is
 * opened only the places of its blocks are taken; a look-up halves their number until one
 * is left, takes the first key of those that it meets, and all entries of the last one.
 */
#include <errno.h>
#include <fcntl.h>
#include <inttypes.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "base/mem.h"
#include "format/seqfile_map_impl.h"
#include "format/seqfile_pieces.h"
#include "io/fd.h"
#include "seqfile/vint.h"

/* -- opening -- */

static int
add_part(struct seqfile_map_index *x, const struct seqfile_piece *k, struct err *e)
{
	struct seqfile_map_part *t;

	if (k->records == 0)
		return 0;
	if (x->parts >= x->cap && mem_grow(&x->part, &x->cap, x->parts + 1, sizeof(*x->part),
	    e) != 0)
		return -1;
	t = &x->part[x->parts++];
	memset(t, 0, sizeof(*t));
	t->byte = k->byte;
	t->size = (size_t)k->span;
	t->n = (size_t)k->records;
	t->first = x->entries;
	x->entries += t->n;
	return 0;
}

static int
find_parts(struct seqfile_map *m, struct seqfile_pieces *p, struct err *e)
{
	struct seqfile_map_index *x = &m->index;
	const struct seq_header *h = seqfile_pieces_header(p);
	struct seqfile_piece *k;
	int rc;

	if (strcmp(h->key_class, m->header.key_class) != 0 ||
	    strcmp(h->value_class, SEQFILE_MAP_INDEX_VALUE) != 0)
		return err_set(e, STATUS_DATA, "%s: classes %s and %s do not fit the data",
		    m->index_path, h->key_class, h->value_class);
	if (seq_header_copy(&x->header, h, e) != 0)
		return -1;
	seqfile_pieces_want(p, 0);
	while ((rc = seqfile_pieces_next(p, &k, e)) == 1) {
		rc = add_part(x, k, e);
		seqfile_pieces_drop(k);
		if (rc != 0)
			break;
	}
	return rc;
}

int
seqfile_map_index_open(struct seqfile_map *m, struct err *e)
{
	static const struct seqfile_pieces_conf conf = { .from = 0 };
	struct seqfile_pieces *p;
	int rc = -1;

	if (access(m->index_path, F_OK) != 0 && errno == ENOENT)
		return 0;
	if ((m->index.in = in_open(m->index_path, true, e)) == NULL)
		return -1;
	/* An empty one is told as such here. */
	if ((p = seqfile_pieces_new(m->index.in, &conf, e)) == NULL)
		return -1;
	if (in_plain_fd(m->index.in) < 0)
		err_set(e, STATUS_USAGE, "%s is no regular file", m->index_path);
	else
		rc = find_parts(m, p, e);
	seqfile_pieces_free(p);
	return rc;
}

void
seqfile_map_index_release(struct seqfile_map *m)
{
	struct seqfile_map_index *x = &m->index;

	for (size_t i = 0; i < x->parts; i++) {
		buf_release(&x->part[i].low);
		buf_release(&x->part[i].keys);
		free(x->part[i].end);
		free(x->part[i].pos);
	}
	free(x->part);
	seq_decoder_free(x->keys);
	seq_decoder_free(x->all);
	seq_header_release(&x->header);
	buf_release(&x->raw);
	in_free(x->in);
}

/* -- reading parts -- */

/* Puts the bytes of the part into x->raw. */
static int
read_part(struct seqfile_map *m, const struct seqfile_map_part *t, struct err *e)
{
	struct buf *b = &m->index.raw;

	b->len = 0;
	if (buf_reserve(b, t->size, e) != 0 || fd_pread(in_plain_fd(m->index.in), b->data,
	    t->size, t->byte, &b->len, m->index_path, e) != 0)
		return -1;
	if (b->len < t->size)
		return err_set(e, STATUS_DATA, "%s was cut while it was read", m->index_path);
	return 0;
}

/* Says where in the index a decoder failed.  Returns -1. */
static int
bad_part(const struct seqfile_map *m, const struct seqfile_map_part *t, struct err *e)
{
	const struct seqfile_piece place = { .byte = t->byte, .record = (int64_t)t->first };

	seqfile_pieces_place(m->index_path, &place, e);
	return -1;
}

static int
changed(const struct seqfile_map *m, struct err *e)
{
	return err_set(e, STATUS_DATA, "%s changed while it was read", m->index_path);
}

/* Begins the part with decoder *d, made at need. */
static int
start(struct seqfile_map *m, const struct seqfile_map_part *t, struct seq_decoder **d,
    unsigned parts, struct err *e)
{
	struct seqfile_map_index *x = &m->index;

	if (*d == NULL && (*d = seq_decoder_new(&x->header, parts, m->limit, e)) == NULL)
		return -1;
	if (read_part(m, t, e) != 0)
		return -1;
	if (seq_decoder_start(*d, x->raw.data, t->size, e) != 0)
		return bad_part(m, t, e);
	/* From here on the number of entries is one that was looked at. */
	if (x->header.layout == SEQ_BLOCK && seq_decoder_count(*d) != t->n)
		return changed(m, e);
	return 0;
}

/* Takes the first key of the part, unless it is here. */
static int
load_low(struct seqfile_map *m, struct seqfile_map_part *t, struct err *e)
{
	struct seq_record r;
	int rc;

	if (t->low.data != NULL)
		return 0;
	if (start(m, t, &m->index.keys, SEQ_KEYS, e) != 0)
		return -1;
	if ((rc = seq_decoder_next(m->index.keys, &r, e)) != 1)
		return rc < 0 ? bad_part(m, t, e) : changed(m, e);
	if (buf_reserve(&t->low, r.nkey, e) != 0)
		return -1;
	buf_put_bytes(&t->low, r.key, r.nkey);
	return 0;
}

static int
take_entry(const struct seqfile_map *m, struct seqfile_map_part *t, size_t i,
    const struct seq_record *r, struct err *e)
{
	if (r->nvalue != 8)
		return err_set(e, STATUS_DATA, "%s: entry %" PRIu64 ": its offset has not 8 bytes",
		    m->index_path, t->first + i + 1);
	if (buf_room(&t->keys, r->nkey, e) != 0)
		return -1;
	buf_put_bytes(&t->keys, r->key, r->nkey);
	t->end[i] = t->keys.len;
	/* A negative offset becomes one past the end of any file. */
	t->pos[i] = (uint64_t)seq_get_i64(r->value);
	return 0;
}

static int
take_entries(struct seqfile_map *m, struct seqfile_map_part *t, struct err *e)
{
	struct seq_record r;
	size_t i = 0;
	int rc;

	if (start(m, t, &m->index.all, SEQ_ALL, e) != 0)
		return -1;
	free(t->end);
	free(t->pos);
	t->keys.len = 0;
	t->pos = NULL;
	if ((t->end = mem_zero(t->n, sizeof(*t->end), e)) == NULL ||
	    (t->pos = mem_zero(t->n, sizeof(*t->pos), e)) == NULL)
		return -1;
	while ((rc = seq_decoder_next(m->index.all, &r, e)) == 1 && i < t->n)
		if (take_entry(m, t, i++, &r, e) != 0)
			return -1;
	if (rc < 0)
		return bad_part(m, t, e);
	return i == t->n ? 0 : changed(m, e);
}

/* Takes all entries of the part, unless they are here. */
static int
load(struct seqfile_map *m, struct seqfile_map_part *t, struct err *e)
{
	if (!t->loaded)
		t->loaded = take_entries(m, t, e) == 0;
	return t->loaded ? 0 : -1;
}

/* -- looking up -- */

static const uint8_t *
key_of(const struct seqfile_map_part *t, size_t i, size_t *n)
{
	size_t start = i == 0 ? 0 : t->end[i - 1];

	*n = t->end[i] - start;
	return t->keys.data + start;
}

/* Whether a key, that of entry number i, comes before wanted: 1, 0, -1. */
static int
is_before(const struct seqfile_map *m, const uint8_t *key, size_t n, uint64_t i,
    const struct seq_rank *wanted, struct err *e)
{
	struct seq_rank r;

	if (seq_order_rank(m->order, key, n, &r, e) != 0) {
		err_prefix(e, "%s: entry %" PRIu64 ": ", m->index_path, i + 1);
		return -1;
	}
	return seq_rank_compare(&r, wanted) < 0;
}

/*
 * How many come before wanted: of the entries of t, which is loaded, or, where that is
 * NULL, of the parts by their first keys.  The lo first ones are known to.
 */
static int
count_before(struct seqfile_map *m, const struct seqfile_map_part *t, size_t lo,
    const struct seq_rank *wanted, size_t *count, struct err *e)
{
	size_t hi = t != NULL ? t->n : m->index.parts;

	while (lo < hi) {
		size_t mid = lo + (hi - lo) / 2, n;
		struct seqfile_map_part *p = t != NULL ? NULL : &m->index.part[mid];
		const uint8_t *key;
		int rc;

		if (p != NULL && load_low(m, p, e) != 0)
			return -1;
		key = p != NULL ? p->low.data : key_of(t, mid, &n);
		rc = p != NULL ? is_before(m, key, p->low.len, p->first, wanted, e) :
		    is_before(m, key, n, t->first + mid, wanted, e);
		if (rc < 0)
			return -1;
		if (rc == 1)
			lo = mid + 1;
		else
			hi = mid;
	}
	*count = lo;
	return 0;
}

static void
give_entry(const struct seqfile_map_part *t, size_t i, struct seqfile_map_entry *x)
{
	x->key = key_of(t, i, &x->nkey);
	x->pos = t->pos[i];
	x->number = t->first + i;
}

int
seqfile_map_index_find(struct seqfile_map *m, const struct seq_rank *wanted,
    struct seqfile_map_entry *x, struct err *e)
{
	struct seqfile_map_part *t;
	size_t parts, entries;

	if (count_before(m, NULL, 0, wanted, &parts, e) != 0)
		return -1;
	if (parts == 0)
		return 0;
	t = &m->index.part[parts - 1];
	/* Its first entry does. */
	if (load(m, t, e) != 0 || count_before(m, t, 1, wanted, &entries, e) != 0)
		return -1;
	give_entry(t, entries - 1, x);
	return 1;
}

int
seqfile_map_index_at(struct seqfile_map *m, uint64_t number, struct seqfile_map_entry *x,
    struct err *e)
{
	size_t lo = 0, hi = m->index.parts;

	/* lo: a part that begins at or before it. */
	while (hi - lo > 1) {
		size_t mid = lo + (hi - lo) / 2;

		if (m->index.part[mid].first <= number)
			lo = mid;
		else
			hi = mid;
	}
	if (load(m, &m->index.part[lo], e) != 0)
		return -1;
	give_entry(&m->index.part[lo], (size_t)(number - m->index.part[lo].first), x);
	return 0;
}
