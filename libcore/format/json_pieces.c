/* json_pieces.c - JSON text in pieces of whole values. */
#include "format/json_pieces.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/mem.h"
#include "json/cut.h"
#include "json/elide.h"

/* A piece is about this long, unless a value is longer: it and its rows stay in the cache. */
#define PIECE (256 << 10)
/* The longest value: the offsets of a column count to 2^31 - 1. */
#define VALUE_MAX ((size_t)INT32_MAX - 4096)

/* A block for a long value becomes longer by at most this much at a time. */
#define ROOM_STEP ((size_t)64 << 20)

struct json_pieces {
	struct in *in;
	enum cpu_level level;
	bool lines;
	size_t len;		/* of a piece, unless a value is longer */
	size_t value_max;
	bool started, ended, broken;
	bool idle;		/* the input had nothing more, when it was last looked at */
	bool owed;		/* pieces were handed out, and not yet with idle */
	struct block *carry;	/* what was read and not handed out: carried bytes at carry_at */
	size_t carried, carry_at;
	enum json_edge edge;	/* where that starts */
	int64_t byte;
	uint64_t line, column;
	int64_t consumed;	/* in_consumed() at the last piece */
	struct json_scan *scan;	/* to judge early what grows, and to recover */
	size_t judged;		/* bytes of a value that has not ended: a fault is none before */
	struct json_elide elide;	/* of that value */
	struct json_recover *recover;	/* NULL: a fault is the end */
	struct json_chunk *again, **last; /* to be handed out again; where the next one goes */
};

struct json_pieces *
json_pieces_new(struct in *in, const struct json_pieces_conf *conf, struct err *e)
{
	struct json_pieces *p = mem_zero(1, sizeof(*p), e);

	if (p == NULL)
		return NULL;
	p->in = in;
	p->level = cpu_level();
	p->lines = conf->lines;
	p->len = conf->len > 0 ? conf->len : PIECE;
	p->value_max = conf->value_max == 0 || conf->value_max > VALUE_MAX ? VALUE_MAX :
	    conf->value_max;
	/* What is cut at lines, or has faults, comes whole. */
	json_elide_init(&p->elide, conf->lines || conf->recover ? 0 : conf->most);
	p->edge = JSON_EDGE_TOP;
	p->line = p->column = 1;
	p->last = &p->again;
	if ((p->scan = json_scan_new(conf->depth, e)) == NULL ||
	    (conf->recover && !conf->lines &&
	    (p->recover = mem_zero(1, sizeof(*p->recover), e)) == NULL)) {
		json_pieces_free(p);
		return NULL;
	}
	if (p->recover != NULL)
		json_recover_init(p->recover, p->scan, JSON_FORM_UNKNOWN);
	return p;
}

void
json_pieces_free(struct json_pieces *p)
{
	struct json_chunk *c;

	if (p == NULL)
		return;
	while ((c = p->again) != NULL) {
		p->again = c->next;
		json_pieces_drop(c);
	}
	block_unref(p->carry);
	if (p->recover != NULL)
		json_recover_release(p->recover);
	free(p->recover);
	json_elide_release(&p->elide);
	json_scan_free(p->scan);
	free(p);
}

int
json_pieces_trim(struct json_chunk *c, struct err *e)
{
	size_t n = c->piece.len;
	struct block *b;

	if (c->block == NULL || n + JSON_BLOCK > c->block->size / 2)
		return 0;
	if ((b = block_new(n + JSON_BLOCK, e)) == NULL)
		return -1;
	memcpy(b->data, c->piece.text, n);
	c->piece.text = b->data;
	block_unref(c->block);
	c->block = b;
	return 0;
}

void
json_pieces_again(struct json_pieces *p, struct json_chunk *c)
{
	c->next = NULL;
	*p->last = c;
	p->last = &c->next;
}

/* The first of those that were taken back, which there are. */
static struct json_chunk *
take_again(struct json_pieces *p)
{
	struct json_chunk *c = p->again;

	p->again = c->next;
	if (p->again == NULL)
		p->last = &p->again;
	return c;
}

size_t
json_pieces_missing(const struct json_chunk *c, size_t at)
{
	return gaps_bytes(&c->gaps, at);
}

void
json_pieces_drop(struct json_chunk *c)
{
	if (c == NULL)
		return;
	block_unref(c->block);
	json_spans_release(&c->spans);
	gaps_release(&c->gaps);
	free(c);
}

/* Skips a byte order mark; without waiting for more bytes than it takes to tell. */
static int
start(struct json_pieces *p, struct err *e)
{
	static const uint8_t mark[] = { 0xef, 0xbb, 0xbf };
	const uint8_t *b;
	size_t n;

	p->started = true;
	p->byte = in_pos(p->in);
	for (size_t want = 1; want <= sizeof(mark); want++)
		if (in_peek(p->in, want, &b, &n, e) != 0)
			return -1;
		else if (n < want || b[want - 1] != mark[want - 1])
			return 0;
	p->byte += (int64_t)sizeof(mark);
	return in_skip(p->in, sizeof(mark), e);
}

/*
 * A block with room for more than what was carried over, with which its text begins,
 * skip bytes in.  The kernel's copy of file pages is several times slower on some
 * CPUs where source and destination differ by a few bytes modulo the page, so the
 * next read goes to an address that equals its place in the file modulo 64 (in a
 * pipe, pages start with the data).
 */
static struct block *
begin(struct json_pieces *p, size_t *skip, struct err *e)
{
	size_t place = in_is_file(p->in) ? (size_t)in_pos(p->in) : 0;
	struct block *b;

	if (p->carried >= p->len) {
		b = p->carry;
		p->carry = NULL;
		*skip = p->carry_at;
		return b;
	}
	b = block_new(JSON_BLOCK + (p->carried < p->len / 2 ? p->len : 2 * p->carried), e);
	*skip = (place - p->carried) % JSON_BLOCK;
	if (b != NULL && p->carried > 0)
		memcpy(b->data + *skip, p->carry->data + p->carry_at, p->carried);
	return b;
}

/* Keeps n bytes from at on of the block of k for the next piece. */
static int
carry(struct json_pieces *p, struct json_chunk *k, size_t at, size_t n, struct err *e)
{
	p->carried = n;
	if (k->piece.len == 0 && n >= p->len) {
		static const uint8_t none[JSON_BLOCK];

		block_unref(p->carry);
		p->carry = k->block;
		p->carry_at = at;
		k->block = NULL;
		k->piece.text = none;
		return 0;
	}
	if (n > 0 && (p->carry == NULL || p->carry->size < n)) {
		block_unref(p->carry);
		p->carry = block_new(n < 4096 ? 4096 : n, e);
		if (p->carry == NULL)
			return -1;
	}
	if (n > 0)
		memcpy(p->carry->data, k->block->data + at, n);
	p->carry_at = 0;
	return 0;
}

/* Finds the last cut among the n bytes at b, the first *seen of which hold none. */
static void
find(const struct json_pieces *p, struct json_cut *c, const uint8_t *b, size_t n,
    size_t seen)
{
	const uint8_t *feed;

	if (!p->lines) {
		json_cut_scan(c, b, n);
		return;
	}
	feed = memrchr(b + seen, '\n', n - seen);
	if (feed != NULL)
		c->cut = (size_t)(feed + 1 - b);
}

/* Makes room in *b, which is full of a value of n bytes that has not ended. */
static int
grow(const struct json_pieces *p, struct block **b, size_t n, struct err *e)
{
	if (n > p->value_max)
		return err_set(e, STATUS_DATA, "%s:%llu:%llu: byte %lld: a value is longer than "
		    "%zu bytes%s", in_name(p->in), (unsigned long long)p->line,
		    (unsigned long long)p->column, (long long)p->byte, p->value_max,
		    p->value_max < VALUE_MAX ? " (-m or SLUICE_MEMORY allows more)" : "");
	/* It grows in place; small steps, because the rest of the block is not needed. */
	n += n < ROOM_STEP ? n : ROOM_STEP;
	return block_resize(b, JSON_BLOCK + (n < p->value_max ? n : p->value_max + 1), e);
}

/*
 * Whether the n bytes at t, in which no value ends, hold a fault: what is not JSON from
 * its first byte on is not read to its end.  Looks again only when there are many more.
 */
static bool
hopeless(struct json_pieces *p, const uint8_t *t, size_t n)
{
	const struct json_piece piece = { .text = t, .len = n, .from = p->edge, .any = true };

	if (n < p->judged)
		return false;
	p->judged = 8 * n;
	/* An escape or a word that is cut at the end is no fault yet. */
	return json_scan_check(p->scan, &piece, NULL) != 0 && p->scan->bad.at + 16 < n;
}

/* Makes room in *b, which is full of a value of *n bytes at skip that has not ended. */
static int
make_room(struct json_pieces *p, struct block **b, size_t skip, size_t *n, struct json_cut *c,
    struct err *e)
{
	bool broken = p->elide.broken;

	if (p->elide.keep == 0)
		return grow(p, b, *n, e);
	if (json_elide(&p->elide, p->edge, (*b)->data + skip, n, e) != 0)
		return -1;
	/* Its words are found where all is looked at. */
	if (p->elide.broken && !broken)
		p->judged = 0;
	json_cut_init(c, p->edge, p->level);
	return *n < (*b)->size / 2 ? 0 : grow(p, b, *n, e);
}

/*
 * Fills *b, whose first skip bytes do not count, from *n on until there is a cut and
 * the block is full, or nothing more is there at the moment (p->idle), or the input
 * ends.  Without a cut it returns at the end, in a text that is broken, and where
 * pieces that were handed out must not wait for the rest of the next one.
 */
static int
fill(struct json_pieces *p, struct block **b, size_t skip, size_t *n, struct json_cut *c,
    struct err *e)
{
	size_t seen = 0, got;

	for (;;) {
		bool full = skip + *n == (*b)->size;

		p->idle = !full && !in_ready(p->in);
		if (full || p->idle) {
			if (*n > seen)
				find(p, c, (*b)->data + skip, *n, seen);
			seen = *n;
			p->broken = c->broken;
			if (c->cut > 0 || p->broken || (p->idle && p->owed))
				return 0;
			if (full && (p->broken = hopeless(p, (*b)->data + skip, *n)))
				return 0;
			if (full && make_room(p, b, skip, n, c, e) != 0)
				return -1;
			seen = *n < seen ? *n : seen;
		}
		if (in_read(p->in, (*b)->data + skip + *n, (*b)->size - skip - *n, &got, e) != 0)
			return -1;
		if (got == 0) {
			p->ended = true;
			return 0;
		}
		*n += got;
	}
}

/*
 * As fill(), where faults are passed over: until there is something to take, or the
 * input ends.  What the text is made of goes to k, *used bytes of it.
 */
static int
fill_spans(struct json_pieces *p, struct json_chunk *k, size_t skip, size_t *n, size_t *used,
    struct err *e)
{
	size_t got;

	for (;;) {
		bool full = skip + *n == k->block->size;

		p->idle = !full && !p->ended && !in_ready(p->in);
		if (full || p->idle || p->ended) {
			if (json_recover(p->recover, k->block->data + skip, *n, !p->ended,
			    &k->spans, used, e) != 0)
				return -1;
			if (*used > 0 || p->ended || (p->idle && p->owed))
				return 0;
			if (full && grow(p, &k->block, *n, e) != 0)
				return -1;
		}
		if (in_read(p->in, k->block->data + skip + *n, k->block->size - skip - *n,
		    &got, e) != 0)
			return -1;
		p->ended = got == 0;
		*n += got;
	}
}

/* Cuts a piece of a text whose faults are passed over. */
static int
cut_spans(struct json_pieces *p, struct json_chunk *k, size_t skip, size_t n, struct err *e)
{
	size_t used = 0, to;
	const uint8_t *t;

	if (fill_spans(p, k, skip, &n, &used, e) != 0)
		return -1;
	t = k->block->data + skip;
	k->piece = (struct json_piece){ .text = t, .len = used, .from = p->edge,
		.to = p->recover->edge, .last = p->ended };
	for (to = used; to > 0 && t[to - 1] != '\n'; to--)
		;
	for (size_t i = 0; i < to; i++)
		p->line += t[i] == '\n';
	if (carry(p, k, skip + used, n - used, e) != 0)
		return -1;
	p->byte += (int64_t)used;
	p->column = to > 0 ? used - to + 1 : p->column + used;
	p->edge = p->recover->edge;
	return 0;
}

/* The n bytes of the chunk are handed out: where the next one starts. */
static void
advance(struct json_pieces *p, const struct json_chunk *k, const struct json_cut *c)
{
	const uint8_t *t = k->piece.text, *feed;

	size_t missing = json_pieces_missing(k, k->piece.len);

	p->byte += (int64_t)(k->piece.len + missing);
	p->edge = c->edge;
	p->judged = 0;
	if (p->lines) {
		for (const uint8_t *end = t + k->piece.len; t < end; t = feed + 1) {
			feed = memchr(t, '\n', (size_t)(end - t));
			if (feed == NULL)
				return;
			p->line++;
		}
		return;
	}
	p->line += c->cut_lines;
	p->column = c->cut_feed > 0 ? k->piece.len - c->cut_feed + 1 + missing -
	    json_pieces_missing(k, c->cut_feed) : p->column + k->piece.len + missing;
}

static int
cut(struct json_pieces *p, struct json_chunk *k, struct err *e)
{
	size_t n = p->carried, skip;
	struct json_cut c;

	json_cut_init(&c, p->edge, p->level);
	k->byte = p->byte;
	k->line = p->line;
	k->column = p->column;
	if ((k->block = begin(p, &skip, e)) == NULL)
		return -1;
	if (p->recover != NULL)
		return cut_spans(p, k, skip, n, e);
	if (fill(p, &k->block, skip, &n, &c, e) != 0)
		return -1;
	if (c.cut == 0)
		c.edge = p->edge;
	/* A text that is broken, or ended, is handed out whole. */
	k->piece = (struct json_piece){ .text = k->block->data + skip, .len = n, .from = p->edge,
		.to = c.edge, .last = p->ended };
	if (!p->ended && !p->broken)
		k->piece.len = c.cut;
	if (k->piece.len > 0)
		json_elide_end(&p->elide, &k->gaps);
	if (carry(p, k, skip + k->piece.len, n - k->piece.len, e) != 0)
		return -1;
	advance(p, k, &c);
	return 0;
}

int
json_pieces_next(struct json_pieces *p, struct json_chunk **out, struct err *e)
{
	struct json_chunk *k;

	if (p->again != NULL) {
		*out = take_again(p);
		return 1;
	}
	if (p->broken)
		/* Nobody gets here: the scan of the piece before has failed. */
		return err_set(e, STATUS_SYSTEM, "%s: internal: a broken text passed",
		    in_name(p->in));
	if (p->ended)
		return 0;
	if (!p->started && start(p, e) != 0)
		return -1;
	if ((k = mem_zero(1, sizeof(*k), e)) == NULL)
		return -1;
	if (cut(p, k, e) != 0) {
		json_pieces_drop(k);
		return -1;
	}
	if (p->ended && k->piece.len == 0 && k->piece.from == JSON_EDGE_TOP) {
		json_pieces_drop(k);
		return 0;
	}
	k->base.bytes = in_consumed(p->in) - p->consumed;
	p->consumed += k->base.bytes;
	k->base.idle = p->idle && !p->ended;
	p->owed = !k->base.idle;
	*out = k;
	return 1;
}

char *
json_pieces_place(const char *name, const struct json_chunk *c, size_t at,
    struct json_mark *m, char *out, size_t outsz)
{
	const uint8_t *t = c->piece.text, *feed;
	struct json_mark none = { 0 };

	if (m == NULL || m->at > at)
		m = m == NULL ? &none : memset(m, 0, sizeof(*m));
	while (m->at < at && (feed = memchr(t + m->at, '\n', at - m->at)) != NULL) {
		m->lines++;
		m->at = m->feed = (size_t)(feed + 1 - t);
	}
	m->at = at;
	snprintf(out, outsz, "%s:%llu:%llu: byte %lld", name,
	    (unsigned long long)(c->line + m->lines),
	    (unsigned long long)(at - m->feed + json_pieces_missing(c, at) -
	    json_pieces_missing(c, m->feed) + (m->lines == 0 ? c->column : 1)),
	    (long long)c->byte + (long long)(at + json_pieces_missing(c, at)));
	return out;
}

/* Whether an array ends after the comma that the piece before ended with. */
static bool
bare_comma(const struct json_piece *text, const struct json_bad *bad)
{
	size_t i = 0;

	if (text->from != JSON_EDGE_NEXT || bad->fault != JSON_NO_VALUE ||
	    bad->at >= text->len || text->text[bad->at] != ']')
		return false;
	while (i < bad->at && strchr(" \t\r\n", text->text[i]) != NULL)
		i++;
	return i == bad->at;
}

char *
json_pieces_words(const struct json_piece *text, const struct json_bad *bad,
    unsigned depth, char *out, size_t outsz)
{
	char words[200], shown[60];
	size_t left = text->len - bad->at;

	if (bare_comma(text, bad))
		snprintf(words, sizeof(words), "a comma with nothing after it");
	else
		json_words(words, sizeof(words), text->text, text->len, bad, depth);
	if (left > 0)
		snprintf(out, outsz, "not JSON: %s: %s", words, err_quote(shown, sizeof(shown),
		    text->text + bad->at, left < 40 ? left : 40));
	else
		snprintf(out, outsz, "not JSON: %s", words);
	return out;
}

int
json_pieces_refuse(const char *name, const struct json_chunk *c, size_t base,
    const struct json_piece *text, const struct json_bad *bad, unsigned depth, struct err *e)
{
	char place[400], words[300];

	err_set(e, STATUS_DATA, "%s: %s",
	    json_pieces_place(name, c, base + bad->at, NULL, place, sizeof(place)),
	    json_pieces_words(text, bad, depth, words, sizeof(words)));
	if (e != NULL)
		e->byte = c->byte + (int64_t)(base + bad->at +
		    json_pieces_missing(c, base + bad->at));
	return -1;
}

char *
json_pieces_bad(const struct json_piece *text, const struct json_span *s,
    unsigned depth, char *out, size_t outsz)
{
	struct json_piece record = *text;
	size_t n;

	/* What follows is not at fault. */
	if (s->kind == JSON_BAD)
		record.len = s->at + s->len;
	if (s->why.fault == JSON_OK)
		snprintf(out, outsz, "not JSON: a value before it does not end");
	else
		json_pieces_words(&record, &s->why, depth, out, outsz);
	n = strlen(out);
	if (s->kind == JSON_LOST)
		snprintf(out + n, outsz - n, "; nothing tells where the next record begins");
	return out;
}
