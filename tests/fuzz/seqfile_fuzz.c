/*
 * seqfile_fuzz.c - SequenceFiles from anywhere: read at once, in small pieces, from a
 * pipe, keys only and in splits they give the same records, or fail at the same place;
 * and reading around what is damaged comes to an end.
 *
 * The first byte picks how the splits lie; the rest is the file.
 */
#include "fuzz.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "../unit/seqfile_make.h"
#include "format/seqfile_damage.h"

#define LIMIT ((size_t)1 << 20)

static void
need(bool is)
{
	if (!is)
		abort();
}

/* Where syncs and blocks start, as reading from the front finds them. */
struct points {
	int64_t *at;
	size_t n, cap;
};

static void
note_points(struct points *t, const struct seq_header *h, const struct seqfile_piece *k)
{
	enum seq_item item = SEQ_ITEM_SYNC;
	size_t size = k->len;

	for (size_t at = 0; at < k->len; at += size) {
		if (h->layout != SEQ_BLOCK)
			need(seq_item_parse(h, k->data + at, k->len - at, &item, &size, NULL) == 1);
		if (item == SEQ_ITEM_SYNC) {
			mem_grow(&t->at, &t->cap, t->n + 1, sizeof(*t->at), NULL);
			t->at[t->n++] = k->byte + (int64_t)at;
		}
	}
}

static void
read_all(struct heard *s, const uint8_t *p, size_t n, const struct seqfile_pieces_conf *conf,
    unsigned parts, bool as_pipe, struct points *t)
{
	struct in *in = input(p, n, as_pipe, NULL);
	struct seqfile_pieces *q;
	struct seq_decoder *d = NULL;
	struct seqfile_piece *k;

	err_clear(&s->e);
	s->rc = -1;
	if (in == NULL)
		return;
	if ((q = seqfile_pieces_new(in, conf, &s->e)) != NULL &&
	    (d = seq_decoder_new(seqfile_pieces_header(q), parts, LIMIT, &s->e)) != NULL) {
		seqfile_pieces_want(q, parts);
		while ((s->rc = seqfile_pieces_next(q, &k, &s->e)) == 1) {
			if (t != NULL)
				note_points(t, seqfile_pieces_header(q), k);
			s->rc = hear_piece(s, d, k);
			seqfile_pieces_drop(k);
			if (s->rc != 0)
				break;
		}
	}
	need(s->rc == 0 || (s->e.status != 0 && strncmp(s->e.msg, "x.seq: ", 7) == 0));
	seq_decoder_free(d);
	seqfile_pieces_free(q);
	in_free(in);
}

static void
same(const struct heard *a, const struct heard *b)
{
	need(a->rc == b->rc && a->records == b->records && a->text.len == b->text.len);
	need(a->text.len == 0 || memcmp(a->text.data, b->text.data, a->text.len) == 0);
	need(strcmp(a->e.msg, b->e.msg) == 0);
}

/* Whether the marker stands nowhere but where a sync is: only then splits can be right. */
static bool
honest(const uint8_t *p, size_t n, const struct points *t)
{
	uint8_t escape[SEQ_ESCAPE];
	struct seq_header h;
	size_t at, i = 0;

	need(seq_header_parse(&h, p, n, NULL) == 1);
	seq_header_escape(&h, escape);
	at = h.size;
	seq_header_release(&h);
	for (const uint8_t *hit; (hit = memmem(p + at, n - at, escape, SEQ_ESCAPE)) != NULL;
	    at = (size_t)(hit - p) + 1) {
		while (i < t->n && t->at[i] < hit - p)
			i++;
		if (i == t->n || t->at[i] != hit - p)
			return false;
	}
	return true;
}

static void
splits(const uint8_t *p, size_t n, unsigned step, const struct heard *all)
{
	struct heard s = { 0 };

	for (size_t at = 0; at < n; at += step) {
		struct seqfile_pieces_conf c = { .from = (int64_t)at, .to = (int64_t)(at + step),
			.run = 100 };

		read_all(&s, p, n, &c, SEQ_ALL, false, NULL);
		need(s.rc == 0);
	}
	same(&s, all);
	heard_release(&s);
}

/* Reads around damage to the end; what is left, and the gaps, lie in the file in order. */
static void
damage(const uint8_t *p, size_t n, const struct seqfile_pieces_conf *conf,
    const struct heard *all)
{
	struct seqfile_gaps *gaps = seqfile_gaps_new(NULL);
	struct in *in = input(p, n, false, NULL);
	struct seqfile_damage *d = NULL;
	struct seqfile_check *c = NULL;
	int64_t records = 0, at = 0;
	const struct seqfile_gap *g;
	struct seqfile_pieces *q = NULL;
	struct seqfile_piece *k;
	struct seq_record r;
	size_t ngaps;
	int rc = 0;

	if (in == NULL || (q = seqfile_pieces_new(in, conf, NULL)) == NULL ||
	    (c = seqfile_check_new(seqfile_pieces_header(q), LIMIT, NULL)) == NULL)
		goto out;
	d = seqfile_damage_new(q, gaps, NULL);
	while ((rc = seqfile_damage_next(d, &k, NULL)) == 1) {
		need(k->byte >= at && (k->len > 0 || k->base.idle));
		at = k->byte + (int64_t)k->len;
		need(seqfile_check_start(c, k, gaps, NULL) == 0);
		while ((rc = seqfile_check_next(c, &r, NULL)) == 1)
			records++;
		seqfile_pieces_drop(k);
		if (rc < 0)
			break;
	}
	need(rc == 0);
	g = seqfile_gaps_all(gaps, &ngaps);
	for (size_t i = 0; i < ngaps; i++)
		need(g[i].from < g[i].to && g[i].to <= (int64_t)n && g[i].reason[0] != '\0' &&
		    (i == 0 || g[i].from >= g[i - 1].from));
	/* What a wrong length hid counts again behind the gap. */
	need(ngaps > 0 || (all->rc == 0 && records == all->records));
out:
	seqfile_check_free(c);
	seqfile_damage_free(d);
	seqfile_pieces_free(q);
	seqfile_gaps_free(gaps);
	in_free(in);
}

/* What a header says survives being written in the newest version. */
static void
header(const uint8_t *p, size_t n)
{
	struct buf one = BUF_INIT, other = BUF_INIT;
	struct seq_header h, back;

	if (seq_header_parse(&h, p, n, NULL) != 1)
		return;
	need(seq_header_write(&h, &one, NULL) == 0);
	need(seq_header_parse(&back, one.data, one.len, NULL) == 1 && back.size == one.len);
	need(seq_header_write(&back, &other, NULL) == 0);
	need(one.len == other.len && memcmp(one.data, other.data, one.len) == 0);
	need(back.layout == h.layout && back.codec == h.codec && back.nmeta == h.nmeta);
	seq_header_release(&h);
	seq_header_release(&back);
	buf_release(&one);
	buf_release(&other);
}

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t len)
{
	static const struct seqfile_pieces_conf whole, small = { .run = 1 }, skim = { .skim = 1 };
	struct heard all = { 0 }, other = { 0 }, keys = { 0 };
	struct points t = { 0 };
	const uint8_t *p;
	size_t n;

	if (len == 0 || len > 60000)
		return 0;
	p = data + 1;
	n = len - 1;
	header(p, n);
	read_all(&all, p, n, &whole, SEQ_ALL, false, &t);
	read_all(&other, p, n, &small, SEQ_ALL, false, NULL);
	same(&all, &other);
	heard_release(&other);
	read_all(&other, p, n, &small, SEQ_ALL, true, NULL);
	need(other.rc == all.rc && other.records == all.records);
	read_all(&keys, p, n, &whole, SEQ_KEYS, false, NULL);
	need(keys.records >= all.records);
	heard_release(&other);
	read_all(&other, p, n, &skim, SEQ_KEYS, false, NULL);
	same(&keys, &other);
	if (all.e.status != STATUS_SYSTEM) {
		damage(p, n, &whole, &all);
		damage(p, n, &small, &all);
	}
	if (all.rc == 0) {
		need(keys.rc == 0 && keys.records == all.records);
		if (honest(p, n, &t))
			splits(p, n, n / (1 + data[0] % 16) + 1, &all);
	}
	free(t.at);
	heard_release(&all);
	heard_release(&other);
	heard_release(&keys);
	return 0;
}
