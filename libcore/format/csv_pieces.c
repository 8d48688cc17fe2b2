/* csv_pieces.c - reading, scanning and linking pieces of a text of cells. */
#include "format/csv_pieces.h"

#include <errno.h>
#include <stdlib.h>
#include <unistd.h>

#include "base/mem.h"
#include "csv/cell_fill.h"
#include "csv/elide.h"
#include "io/in.h"

#define RANGE ((size_t)1 << 20)
/* A record may have at least so many bytes, whatever the memory. */
#define LONGEST_LEAST (1 << 20)
/* A record of which more was gathered is made shorter, where not all of it is looked at. */
#define ELIDE_LEAST (256 << 10)

struct csv_pieces {
	struct in *in;
	struct csv_dialect dialect;
	size_t range;
	int fd;			/* whose ranges are read at once, or -1 */
	int64_t size, at;	/* of fd: all bytes; the next range */
	struct buf sample;	/* bytes that were read to find the types, and come first */
	size_t given;		/* of them */
	int64_t sampled;	/* all that were read, with those that were left out: */
	struct gaps gaps;	/* where, */
	size_t passed;		/* so many by now; */
	bool gap_ret;		/* the last one ends with a carriage return */
	bool ended;		/* nothing more is to be read */
	bool over;		/* the last piece was handed out */
	bool count_only;
	int64_t consumed;
	struct idle_list memory;
	/* After the piece that was linked last. */
	enum csv_at state;
	struct buf carry;	/* of the record that has not ended */
	int64_t carry_line, line, open;
	size_t carried;		/* its bytes, also where they are not kept */
	struct csv_elide elide;	/* of it */
	size_t longest;
	bool ret;		/* the last byte was a carriage return */
};

struct csv_pieces *
csv_pieces_new(struct in *in, const struct csv_pieces_conf *conf, struct err *e)
{
	struct csv_pieces *p = mem_zero(1, sizeof(*p), e);

	if (p == NULL)
		return NULL;
	p->in = in;
	p->dialect = conf->dialect;
	p->range = conf->range > 0 ? conf->range : RANGE;
	p->longest = conf->longest == 0 || conf->longest > CSV_RECORD_MAX ? CSV_RECORD_MAX :
	    conf->longest < LONGEST_LEAST ? LONGEST_LEAST : (size_t)conf->longest;
	csv_elide_init(&p->elide, &p->dialect, conf->most);
	p->fd = in_plain_fd(in);
	p->size = in_size(in);
	p->open = -1;
	idle_init(&p->memory);
	return p;
}

static void
memory_free(void *memory)
{
	free(((struct csv_memory *)memory)->data);
	free(memory);
}

void
csv_pieces_free(struct csv_pieces *p)
{
	if (p == NULL)
		return;
	idle_release(&p->memory, memory_free);
	buf_release(&p->sample);
	buf_release(&p->carry);
	gaps_release(&p->elide.gaps);
	gaps_release(&p->gaps);
	free(p);
}

void
csv_pieces_count(struct csv_pieces *p)
{
	p->count_only = true;
}

/* -- reading -- */

/* Reads what is there, at least a byte, until n are or the input rests.  0 or -1. */
static int
read_some(struct csv_pieces *p, uint8_t *to, size_t n, size_t *got, bool *idle, struct err *e)
{
	*got = 0;
	*idle = false;
	while (*got < n && !p->ended) {
		size_t k;

		*idle = *got > 0 && !in_ready(p->in);
		if (*idle)
			return 0;
		if (in_read(p->in, to + *got, n - *got, &k, e) != 0)
			return -1;
		p->ended = k == 0;
		*got += k;
	}
	if (!p->ended)
		*idle = !in_ready(p->in);
	return 0;
}

/* Passes over a byte order mark; waits for no more bytes than it takes to tell. */
static int
skip_mark(struct csv_pieces *p, struct err *e)
{
	static const uint8_t mark[] = { 0xef, 0xbb, 0xbf };
	const uint8_t *b;
	size_t n;

	for (size_t want = 1; want <= sizeof(mark); want++)
		if (in_peek(p->in, want, &b, &n, e) != 0)
			return -1;
		else if (n < want || b[want - 1] != mark[want - 1])
			return 0;
	return in_skip(p->in, sizeof(mark), e);
}

/* Reads more of the sample; at the end of the text its last line ends.  0 or -1. */
static int
sample_more(struct csv_pieces *p, struct err *e)
{
	size_t got;
	bool idle;

	if (buf_reserve(&p->sample, p->range + 1, e) != 0 ||
	    read_some(p, p->sample.data + p->sample.len, p->range, &got, &idle, e) != 0)
		return -1;
	p->sample.len += got;
	p->sampled += (int64_t)got;
	if (p->ended)
		buf_put(&p->sample, '\n');
	return 0;
}

/* The header is in the first bytes of the sample, which it may not fill: names it in e. */
static int
place_head(const struct csv_pieces *p, struct err *e)
{
	if (e != NULL && e->status == STATUS_DATA && e->byte >= 0)
		err_prefix(e, "%s:%lld: ", in_name(p->in),
		    1 + (long long)csv_lines(p->sample.data, (size_t)e->byte));
	return -1;
}

/* Reads until the first record is whole; *end becomes where it ends, 0: there is none. */
static int
sample_head(struct csv_pieces *p, struct csv_run *run, struct err *e)
{
	for (size_t done = 0; run->first == CSV_NONE && !p->ended; done = p->sample.len) {
		if (done > (size_t)SAMPLE_BYTES)
			return err_set(e, STATUS_DATA, "%s: the first record is longer than 64 MiB",
			    in_name(p->in));
		if (sample_more(p, e) != 0)
			return -1;
		run->last = 0;
		csv_scan(&p->dialect, p->sample.data + done, p->sample.len - done, run);
		run->first += run->first != CSV_NONE ? done : 0;
		run->last += run->last != 0 ? done : 0;
	}
	if (run->first == CSV_NONE && run->at == CSV_QUOTED) {
		err_byte(e, csv_opened(&p->dialect, p->sample.data, p->sample.len),
		    "a quote that is never closed");
		return place_head(p, e);
	}
	return 0;
}

/* The bytes of the sample from from on are of one record, which goes on: makes it shorter. */
static int
sample_elide(struct csv_pieces *p, struct csv_elide *x, size_t from, struct err *e)
{
	size_t n = p->sample.len - from;

	if (x->keep == 0 || n <= ELIDE_LEAST)
		return 0;
	if (csv_elide(x, &p->dialect, p->sample.data + from, &n, e) != 0)
		return -1;
	p->sample.len = from + n;
	return 0;
}

/* The record at byte from of the sample has ended, or the sample has: keeps its gaps. */
static int
sample_gaps(struct csv_pieces *p, struct csv_elide *x, size_t from, struct err *e)
{
	struct gaps gaps;
	int rc = 0;

	p->gap_ret = x->ret;
	csv_elide_end(x, &gaps);
	for (size_t i = 0; rc == 0 && i < gaps.n; i++) {
		gaps.gap[i].at += from;
		rc = gaps_add(&p->gaps, &gaps.gap[i], e);
	}
	gaps_release(&gaps);
	return rc;
}

/* Shows types the records from byte from of the sample on, and reads more while it wants. */
static int
sample_types(struct csv_pieces *p, struct csv_types *types, size_t from, struct csv_run *run,
    struct err *e)
{
	struct csv_elide x = { .keep = p->elide.keep };
	int rc = 0;

	while (rc == 0 && !csv_types_enough(types)) {
		size_t done, missing = gaps_bytes(&x.gaps, SIZE_MAX);

		if (run->last > from) {
			rc = csv_types_look(types, &p->dialect, p->sample.data + from,
			    run->last - from, missing, e);
			if (rc != 0 || (rc = sample_gaps(p, &x, from, e)) != 0)
				break;
			from = run->last;
		}
		if (p->ended || p->sampled > 2 * SAMPLE_BYTES || csv_types_enough(types))
			break;
		done = p->sample.len;
		if ((rc = sample_more(p, e)) != 0)
			break;
		run->last = 0;
		csv_scan(&p->dialect, p->sample.data + done, p->sample.len - done, run);
		if (run->last == 0)
			rc = sample_elide(p, &x, from, e);
		else
			run->last += done;
	}
	if (rc == 0)
		rc = sample_gaps(p, &x, from, e);
	gaps_release(&x.gaps);
	return rc;
}

int
csv_pieces_open(struct csv_pieces *p, struct csv_types *types, struct err *e)
{
	struct csv_run run = CSV_RUN(CSV_START);
	size_t from = 0;
	int64_t mark;

	if (skip_mark(p, e) != 0 || (mark = in_pos(p->in), sample_head(p, &run, e) != 0))
		return -1;
	if (run.first != CSV_NONE &&
	    csv_types_head(types, &p->dialect, p->sample.data, run.first, e) != 0)
		return place_head(p, e);
	if (run.first != CSV_NONE && p->dialect.header)
		from = run.first;
	if (run.first != CSV_NONE && sample_types(p, types, from, &run, e) != 0)
		return -1;
	p->line = (int64_t)csv_lines(p->sample.data, from);
	p->ret = from > 0 && p->sample.data[from - 1] == '\r';
	p->given = from;
	if (p->fd >= 0) {
		/* A line end that the text lacks is no byte of the file. */
		p->at = mark + (int64_t)from < p->size ? mark + (int64_t)from : p->size;
		buf_release(&p->sample);
		gaps_release(&p->gaps);
		p->given = 0;
	}
	return 0;
}

/*
 * Memory for a piece.  What is not filled is not touched: many small files may be read at the
 * same time.
 */
static struct csv_memory *
take_memory(struct csv_pieces *p, struct err *e)
{
	struct csv_memory *m = idle_take(&p->memory);
	bool small = p->fd >= 0 && p->size < (int64_t)p->range;

	if (m != NULL || (m = mem_zero(1, sizeof(*m), e)) == NULL)
		return m;
	/* One byte more for the end of a line that the text may lack. */
	m->size = (small ? (size_t)p->size : p->range) + 1 + CSV_PAD;
	if ((m->data = mem_aligned(m->size, e)) == NULL) {
		free(m);
		return NULL;
	}
	return m;
}

/* c is filled: the last line ends, if there is one; nothing is in the bytes behind it. */
static void
end_text(struct csv_piece *c)
{
	if (c->last)
		c->memory->data[c->n++] = '\n';
	memset(c->memory->data + c->n, 0, CSV_PAD);
}

/* Ends c, which the sample from given on fills, where bytes were left out. */
static void
end_at_gap(struct csv_pieces *p, struct csv_piece *c)
{
	if (p->passed == p->gaps.n || p->gaps.gap[p->passed].at - p->given > c->n)
		return;
	c->gap = p->gaps.gap[p->passed];
	c->n = c->gap.at - p->given;
	p->passed++;
	c->gap_ret = p->passed == p->gaps.n && p->gap_ret;
}

/* Fills c with bytes that were read before, or else with new ones. */
static int
fill(struct csv_pieces *p, struct csv_piece *c, struct err *e)
{
	size_t left = p->sample.len - p->given;

	if ((c->memory = take_memory(p, e)) == NULL)
		return -1;
	c->p = c->memory->data;
	if (left > 0) {
		c->n = left < p->range ? left : p->range;
		end_at_gap(p, c);
		memcpy(c->memory->data, p->sample.data + p->given, c->n);
		p->given += c->n;
		if (c->n == left) {
			buf_release(&p->sample);
			p->given = 0;
			c->base.idle = !p->ended && !in_ready(p->in);
		}
	} else if (read_some(p, c->memory->data, p->range, &c->n, &c->base.idle, e) != 0) {
		return -1;
	}
	c->last = p->ended && p->given == p->sample.len;
	end_text(c);
	return 0;
}

int
csv_pieces_next(struct csv_pieces *p, struct csv_piece **out, struct err *e)
{
	struct csv_piece *c;

	if (p->over)
		return 0;
	if ((c = mem_zero(1, sizeof(*c), e)) == NULL)
		return -1;
	c->from = -1;
	c->open = -1;
	if (p->fd >= 0) {
		c->from = p->at;
		c->n = p->size - p->at < (int64_t)p->range ? (size_t)(p->size - p->at) : p->range;
		p->at += (int64_t)c->n;
		c->last = p->at == p->size;
		c->base.bytes = p->at - p->consumed;
		p->consumed = p->at;
	} else if (fill(p, c, e) != 0) {
		csv_pieces_drop(p, c);
		return -1;
	} else {
		c->base.bytes = in_consumed(p->in) - p->consumed;
		p->consumed += c->base.bytes;
	}
	p->over = c->last;
	*out = c;
	return 1;
}

static int
read_range(struct csv_pieces *p, struct csv_piece *c, struct err *e)
{
	size_t got = 0;

	if ((c->memory = take_memory(p, e)) == NULL)
		return -1;
	c->p = c->memory->data;
	while (got < c->n) {
		ssize_t k = pread(p->fd, c->memory->data + got, c->n - got,
		    (off_t)(c->from + (int64_t)got));

		if (k < 0 && errno == EINTR)
			continue;
		if (k < 0)
			return err_sys(e, "cannot read %s", in_name(p->in));
		if (k == 0)
			return err_set(e, STATUS_SYSTEM, "%s: became shorter while it was read",
			    in_name(p->in));
		got += (size_t)k;
	}
	end_text(c);
	return 0;
}

/* -- scanning -- */

int
csv_pieces_scan(struct csv_pieces *p, struct csv_piece *c, struct err *e)
{
	const uint8_t *feed;

	if (c->from >= 0 && read_range(p, c, e) != 0)
		return -1;
	feed = memchr(c->p, '\n', c->n);
	c->head = feed == NULL ? c->n : (size_t)(feed - c->p) + 1;
	csv_scan_both(&p->dialect, c->p + c->head, c->n - c->head, c->run);
	c->lines = csv_lines(c->p, c->n);
	return 0;
}

/* -- linking -- */

/* What the automaton finds in c, from where it is: places in c, after the last byte of c. */
static struct csv_run
follow(const struct csv_pieces *p, const struct csv_piece *c)
{
	struct csv_run run = CSV_RUN(p->state), body;

	csv_scan(&p->dialect, c->p, c->head, &run);
	if (c->head == c->n)
		return run;
	body = c->run[run.at == CSV_QUOTED];
	if (body.given_up) {
		body = (struct csv_run)CSV_RUN(CSV_QUOTED);
		csv_scan(&p->dialect, c->p + c->head, c->n - c->head, &body);
	}
	run.at = body.at;
	run.records += body.records;
	if (run.first == CSV_NONE && body.first != CSV_NONE)
		run.first = c->head + body.first;
	if (body.last > 0)
		run.last = c->head + body.last;
	return run;
}

/*
 * Adds the n bytes at b to the record that has not ended.  0 or -1; *too_long becomes how
 * long it may be, where it is longer.
 */
static int
carry(struct csv_pieces *p, const uint8_t *b, size_t n, size_t *too_long, struct err *e)
{
	p->carried += n;
	if (p->carried > CSV_RECORD_MAX) {
		*too_long = CSV_RECORD_MAX;
		return 0;
	}
	if (p->count_only)
		return 0;
	if (p->elide.keep == 0 && p->carried > p->longest) {
		*too_long = p->longest;
		return 0;
	}
	if (buf_add(&p->carry, b, n, e) != 0)
		return -1;
	if (p->elide.keep > 0 && p->carry.len > ELIDE_LEAST &&
	    csv_elide(&p->elide, &p->dialect, p->carry.data, &p->carry.len, e) != 0)
		return -1;
	if (p->carry.len > p->longest)
		*too_long = p->longest;
	return 0;
}

/* The line that byte at of c is in, from 0. */
static int64_t
line_of(const struct csv_piece *c, size_t at)
{
	size_t lines = at == c->n ? c->lines : csv_lines(c->p, at);

	return c->line + (int64_t)lines - (c->within && at > 0);
}

int64_t
csv_piece_line(const struct csv_piece *c, size_t at)
{
	return line_of(c, at) + 1;
}

/* Keeps where the cell opened that is open after c, or would be after one more quote. */
static void
note_open(struct csv_pieces *p, const struct csv_piece *c, size_t from)
{
	size_t end = c->n - (p->state == CSV_QUOTE);
	size_t at = end <= from ? CSV_NONE : csv_opened(&p->dialect, c->p + from, end - from);

	if (at != CSV_NONE)
		p->open = line_of(c, from + at);
}

/* The record that began before c ends at byte first of it: it is c's.  0 or -1. */
static int
finish_record(struct csv_pieces *p, struct csv_piece *c, size_t first, struct err *e)
{
	if (carry(p, c->p, first, &c->too_long, e) != 0 ||
	    (!p->count_only && buf_reserve(&p->carry, CSV_PAD, e) != 0))
		return -1;
	csv_elide_end(&p->elide, &c->gaps);
	c->begun = p->carry;
	c->begun_line = p->carry_line;
	c->body = first;
	p->carry = (struct buf)BUF_INIT;
	p->carried = 0;
	return 0;
}

/* The record at the end of c goes on behind it. */
static int
begin_record(struct csv_pieces *p, struct csv_piece *c, struct err *e)
{
	size_t n = c->n - c->end;

	p->carry_line = p->line - (int64_t)csv_lines(c->p + c->end, n);
	return carry(p, c->p + c->end, n, &(size_t){ 0 }, e);
}

/* The record that began before c goes on behind it. */
static int
keep_on(struct csv_pieces *p, struct csv_piece *c, struct err *e)
{
	c->body = c->end = c->n;
	c->begun_line = p->carry_line;
	return carry(p, c->p, c->n, &c->too_long, e);
}

/* Behind c bytes of a cell were left out. */
static int
pass_gap(struct csv_pieces *p, const struct csv_piece *c, struct err *e)
{
	p->line += (int64_t)c->gap.lines;
	p->carried += c->gap.bytes;
	p->ret = c->gap_ret;
	if (p->count_only)
		return 0;
	if (csv_elide(&p->elide, &p->dialect, p->carry.data, &p->carry.len, e) != 0)
		return -1;
	return csv_elide_gap(&p->elide, &c->gap, c->gap_ret, e);
}

/* As csv_pieces_link(), up to what was left out behind c. */
static int
link_bytes(struct csv_pieces *p, struct csv_piece *c, struct err *e)
{
	struct csv_run run = follow(p, c);
	bool begun = p->state != CSV_START;
	size_t half = p->state == CSV_QUOTE && csv_is_quote(&p->dialect, c->p[0]);

	c->line = p->line;
	c->within = p->ret && c->p[0] == '\n';
	c->records = run.records;
	p->line = line_of(c, c->n);
	p->ret = c->p[c->n - 1] == '\r';
	p->state = run.at;
	if (run.at == CSV_QUOTED || run.at == CSV_QUOTE)
		note_open(p, c, half);
	if (c->last && run.at == CSV_QUOTED)
		c->open = p->open;
	if (begun && run.first == CSV_NONE)
		return keep_on(p, c, e);
	if (begun && finish_record(p, c, run.first, e) != 0)
		return -1;
	c->end = run.last > c->body ? run.last : c->body;
	return begin_record(p, c, e);
}

int
csv_pieces_link(struct csv_pieces *p, struct csv_piece *c, struct err *e)
{
	if (link_bytes(p, c, e) != 0)
		return -1;
	return c->gap.bytes > 0 ? pass_gap(p, c, e) : 0;
}

void
csv_pieces_drop(struct csv_pieces *p, struct csv_piece *c)
{
	if (c->memory != NULL)
		idle_give(&p->memory, c->memory);
	buf_release(&c->begun);
	gaps_release(&c->gaps);
	free(c);
}
