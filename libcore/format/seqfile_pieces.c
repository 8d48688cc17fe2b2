/* seqfile_pieces.c - a SequenceFile in pieces. */
#include "format/seqfile_pieces.h"

#include <errno.h>
#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/mem.h"
#include "io/fd.h"
#include "seqfile/vint.h"

/* A read asks for so much, and a run of records has about so many bytes. */
#define WINDOW (1 << 20)
/* Values of less than this are read along, and after longer ones so much is read at first. */
#define LONG (64 << 10)
#define AFTER_LONG 4096
/* With less room than this a new window is begun, unless it is enough. */
#define LITTLE (64 << 10)

struct seqfile_pieces {
	struct in *in;
	struct seq_header h;
	size_t run;
	size_t most;		/* bytes of a record or block that are kept */
	size_t window;		/* bytes of the next one: a short stream takes little memory */
	int64_t from, to;
	int fd;			/* -1, or where bytes come from in place of in */
	bool any_codec;
	bool skims;		/* values need not be read */
	size_t skim;		/* that have so many bytes left */
	int64_t pos;		/* of the next byte that is read */
	int64_t consumed;	/* at the last piece */

	struct block *block;	/* the window: [head, tail) was read and not handed out */
	size_t head, tail;
	size_t scan;		/* [head, scan) are whole records and syncs, or a block */
	size_t least;		/* bytes that it takes from scan on to go further */
	int64_t byte;		/* of head in the file */
	int64_t skip;		/* bytes after [head, scan) that are not read */
	int64_t records;	/* in [head, scan) */
	int64_t record;		/* handed out, or -1 where numbers are not known */

	bool ended;		/* the input */
	bool done;		/* the range, or what can be read of it */
	bool idle, owed;	/* as in json_pieces.c */
	struct err bad;		/* status not 0: what comes after [head, scan) */
	char words[200];	/* of it, without the place */
};

/* What stands after the records that were found. */
enum found { MORE, FULL, RANGE_END, BAD };

/* -- the window -- */

/* Bytes of the file, where that is known, as they are now; else -1. */
static int64_t
file_size(const struct seqfile_pieces *p)
{
	int fd = in_plain_fd(p->in);
	struct stat st;

	return fd >= 0 && fstat(fd, &st) == 0 ? (int64_t)st.st_size : -1;
}

static bool
has_room(const struct seqfile_pieces *p)
{
	size_t room = p->block == NULL ? 0 : p->block->size - p->tail;
	size_t there = p->tail - p->scan;

	return room >= LITTLE || (room > 0 && there < p->least && room >= p->least - there);
}

/*
 * Begins a window with what is left of the old one.  It grows as bytes come, and only
 * to what a file has at once.  The kernel's copy is several times slower on some CPUs
 * where source and destination differ modulo 64: so the next read goes to an address
 * that equals its place in the file.
 */
static int
make_room(struct seqfile_pieces *p, struct err *e)
{
	size_t live = p->tail - p->head, more = live > p->window ? live : p->window, skip;
	int64_t left = file_size(p) - p->pos;
	struct block *b;

	if (p->window < WINDOW)
		p->window *= 4;
	if (left >= 0) {
		size_t there = p->tail - p->scan, missing = p->least > there ? p->least - there : 0;

		if ((uint64_t)left >= missing && missing > more)
			more = missing;
		if ((uint64_t)left < more)
			more = (size_t)left + 4096;
	}
	if (more > SIZE_MAX / 2 - live)
		return err_nomem(e, more);
	skip = ((size_t)p->pos - live) % BLOCK_ALIGN;
	if ((b = block_new(skip + live + more, e)) == NULL)
		return -1;
	if (live > 0)
		memcpy(b->data + skip, p->block->data + p->head, live);
	block_unref(p->block);
	p->block = b;
	p->scan = skip + (p->scan - p->head);
	p->head = skip;
	p->tail = skip + live;
	return 0;
}

/* Reads at the end of the window, which has room. */
static int
read_more(struct seqfile_pieces *p, struct err *e)
{
	uint8_t *to = p->block->data + p->tail;
	size_t room = p->block->size - p->tail, got = 0;
	ssize_t n;

	if (p->fd < 0) {
		if (in_read(p->in, to, room, &got, e) != 0)
			return -1;
	} else {
		while ((n = pread(p->fd, to, room, (off_t)p->pos)) < 0)
			if (errno != EINTR)
				return err_sys(e, "cannot read %s", in_name(p->in));
		got = (size_t)n;
	}
	p->tail += got;
	p->pos += (int64_t)got;
	p->ended = got == 0;
	return 0;
}

/* As read_more(), after making room where there is none. */
static int
refill(struct seqfile_pieces *p, struct err *e)
{
	if (!has_room(p) && make_room(p, e) != 0)
		return -1;
	return read_more(p, e);
}

/* Gives up the first n bytes of the window. */
static void
advance(struct seqfile_pieces *p, size_t n)
{
	p->head += n;
	p->byte += (int64_t)n;
	p->scan = p->head;
	p->records = 0;
}

/* Goes p->skip bytes on, without reading them. */
static void
jump(struct seqfile_pieces *p)
{
	size_t there = p->tail - p->head;

	if (p->skip <= (int64_t)there) {
		advance(p, (size_t)p->skip);
	} else {
		p->byte += p->skip;
		p->pos = p->byte;
		p->head = p->scan = p->tail = p->block->size;
		p->ended = false;
		p->fd = in_plain_fd(p->in);
		p->window = p->h.layout == SEQ_BLOCK ? LONG : AFTER_LONG;
	}
	p->skip = 0;
}

/* -- opening -- */

static int
cut_status(const struct seqfile_pieces *p)
{
	return in_is_file(p->in) ? STATUS_DATA : STATUS_SYSTEM;
}

static int
read_header(struct seqfile_pieces *p, struct err *e)
{
	size_t n;
	int rc;

	p->least = 4;
	for (;;) {
		if (refill(p, e) != 0)
			return -1;
		n = p->tail - p->head;
		if (p->ended && n == 0)
			return err_set(e, cut_status(p), "%s: empty, not a SequenceFile",
			    in_name(p->in));
		rc = n == 0 ? 0 : (p->any_codec ? seq_header_parse_any : seq_header_parse)(&p->h,
		    p->block->data + p->head, n, e);
		if (rc < 0) {
			if (e != NULL && e->status == STATUS_DATA)
				err_prefix(e, "%s: byte %" PRId64 ": ", in_name(p->in), e->byte);
			return -1;
		}
		if (rc == 1)
			break;
		if (p->ended)
			return err_set(e, cut_status(p), "%s: byte %" PRId64 ": cut off inside "
			    "the header of a SequenceFile", in_name(p->in), p->pos);
		p->least = n + 1;
	}
	advance(p, p->h.size);
	return 0;
}

/* Moves on to the next sync: 1; 0 when there is none before the end of the range. */
static int
find_sync(struct seqfile_pieces *p, struct err *e)
{
	uint8_t escape[SEQ_ESCAPE];

	seq_header_escape(&p->h, escape);
	p->least = SEQ_ESCAPE;
	for (;;) {
		size_t n = p->tail - p->head;
		const uint8_t *data = n == 0 ? NULL : p->block->data + p->head;
		const uint8_t *hit = n < SEQ_ESCAPE ? NULL :
		    memmem(data, n, escape, SEQ_ESCAPE);

		if (hit != NULL)
			advance(p, (size_t)(hit - data));
		else if (n >= SEQ_ESCAPE)
			advance(p, n - SEQ_ESCAPE + 1);
		if (p->byte >= p->to)
			return 0;
		if (hit != NULL)
			return 1;
		if (p->ended)
			return 0;
		if (refill(p, e) != 0)
			return -1;
	}
}

/* Goes to the first sync point of the range. */
static int
find_start(struct seqfile_pieces *p, struct err *e)
{
	int rc;

	if (p->from > p->byte) {
		int fd = in_plain_fd(p->in);

		if (fd >= 0 && p->from > p->pos) {
			p->fd = fd;
			p->byte = p->pos = p->from;
			p->consumed = p->from;
			p->head = p->scan = p->tail;
		}
		while (p->pos < p->from && !p->ended) {
			advance(p, p->tail - p->head);
			p->least = 1;
			if (refill(p, e) != 0)
				return -1;
		}
		if (p->pos < p->from) {
			p->done = true;
			return 0;
		}
		advance(p, (size_t)(p->from - p->byte));
		if ((rc = find_sync(p, e)) < 0)
			return -1;
		p->done = rc == 0;
	}
	if (p->byte >= p->to)
		p->done = true;
	return 0;
}

struct seqfile_pieces *
seqfile_pieces_new(struct in *in, const struct seqfile_pieces_conf *conf, struct err *e)
{
	struct seqfile_pieces *p = mem_zero(1, sizeof(*p), e);

	if (p == NULL)
		return NULL;
	seq_header_init(&p->h);
	p->in = in;
	p->fd = -1;
	p->window = LITTLE;
	p->run = conf->run == 0 ? WINDOW : conf->run;
	p->skim = conf->skim == 0 ? LONG : conf->skim;
	p->most = conf->memory == 0 || conf->memory > SIZE_MAX ? SIZE_MAX :
	    conf->memory < SEQFILE_PIECE_LEAST ? SEQFILE_PIECE_LEAST : (size_t)conf->memory;
	p->any_codec = conf->any_codec;
	p->from = conf->from;
	p->to = conf->to == 0 ? INT64_MAX : conf->to;
	p->record = p->from > 0 ? -1 : 0;
	if (read_header(p, e) != 0 || find_start(p, e) != 0) {
		seqfile_pieces_free(p);
		return NULL;
	}
	return p;
}

void
seqfile_pieces_free(struct seqfile_pieces *p)
{
	if (p == NULL)
		return;
	block_unref(p->block);
	seq_header_release(&p->h);
	free(p);
}

const struct seq_header *
seqfile_pieces_header(const struct seqfile_pieces *p)
{
	return &p->h;
}

/* -- faults -- */

/* Puts the place of the record or block at scan before the words of p->bad. */
static void
place_bad(struct seqfile_pieces *p)
{
	int64_t byte = p->byte + (int64_t)(p->scan - p->head) + (p->bad.byte > 0 ? p->bad.byte : 0);
	int64_t row = p->record < 0 ? -1 : p->record + p->records;

	snprintf(p->words, sizeof(p->words), "%.199s", p->bad.msg);
	if (row >= 0)
		err_prefix(&p->bad, "%s: byte %" PRId64 ": record %" PRId64 ": ",
		    in_name(p->in), byte, row + 1);
	else
		err_prefix(&p->bad, "%s: byte %" PRId64 ": ", in_name(p->in), byte);
	p->bad.byte = byte;
	p->bad.row = row;
}

/* What is at scan goes on past the end of the input. */
static enum found
cut_off(struct seqfile_pieces *p, enum seq_item item)
{
	const char *what = p->h.layout == SEQ_BLOCK ? "block" :
	    item == SEQ_ITEM_SYNC ? "sync" : "record";

	err_set(&p->bad, cut_status(p), "cut off inside a %s", what);
	place_bad(p);
	return BAD;
}

/* What is at scan takes more memory than it may. */
static enum found
too_long(struct seqfile_pieces *p, size_t size)
{
	err_set(&p->bad, STATUS_DATA, "a %s of %zu bytes, more than the %zu MiB that may be kept "
	    "(-m or SLUICE_MEMORY allows more)", p->h.layout == SEQ_BLOCK ? "block" : "record",
	    size, p->most >> 20);
	place_bad(p);
	return BAD;
}

/* What is at scan is not all there: whether more can come. */
static enum found
more(struct seqfile_pieces *p, size_t least, enum seq_item item)
{
	int64_t size;

	p->least = least;
	if (p->ended)
		return p->tail > p->scan ? cut_off(p, item) : RANGE_END;
	/* Nothing is read, and no memory taken, for a length that cannot be. */
	if (least > WINDOW && (size = file_size(p)) >= 0 &&
	    p->byte + (int64_t)(p->scan - p->head) + (int64_t)least > size)
		return cut_off(p, item);
	if (least > p->most)
		return too_long(p, least);
	return MORE;
}

/* -- finding pieces -- */

void
seqfile_pieces_want(struct seqfile_pieces *p, unsigned parts)
{
	bool sizes = (parts & SEQ_SIZES) != 0 && p->h.layout == SEQ_RECORD;

	p->skims = in_plain_fd(p->in) >= 0 && (parts & SEQ_VALUES) == 0 && !sizes;
}

/*
 * Whether the item at scan, of size bytes, of which more must be read, ends in a long
 * value that need not be: then its first front bytes are all that is taken.
 */
static bool
skims(struct seqfile_pieces *p, size_t front, size_t size)
{
	size_t there = p->tail - p->scan;

	if (!p->skims || front > there || size - there < p->skim ||
	    p->byte + (int64_t)(p->scan - p->head) + (int64_t)size > file_size(p))
		return false;
	p->scan += front;
	p->skip = (int64_t)(size - front);
	return true;
}

static enum found
scan_block(struct seqfile_pieces *p)
{
	struct seq_block b = { .size = SEQ_ESCAPE };
	int rc = 0;

	if (p->tail > p->scan) {
		if (p->byte >= p->to)
			return RANGE_END;
		rc = seq_block_parse(&p->h, p->block->data + p->scan, p->tail - p->scan, &b,
		    &p->bad);
	}
	if (rc < 0) {
		place_bad(p);
		return BAD;
	}
	if (rc == 0 && !(b.buffer[3].at > 0 && skims(p, b.buffer[3].at, b.size)))
		return more(p, b.size, SEQ_ITEM_SYNC);
	if (rc == 1)
		p->scan += b.size;
	p->records = b.records;
	return FULL;
}

static enum found
scan_run(struct seqfile_pieces *p)
{
	enum seq_item item = SEQ_ITEM_RECORD;
	size_t size = 8;
	int rc;

	while (p->scan - p->head < p->run) {
		rc = p->tail == p->scan ? 0 : seq_item_parse(&p->h, p->block->data + p->scan,
		    p->tail - p->scan, &item, &size, &p->bad);
		if (rc < 0) {
			place_bad(p);
			return BAD;
		}
		if (rc == 0 && item == SEQ_ITEM_RECORD && p->tail - p->scan >= 8 &&
		    skims(p, 8 + (size_t)seq_get_i32(p->block->data + p->scan + 4), size)) {
			p->records++;
			return FULL;
		}
		if (rc == 0)
			return more(p, p->tail == p->scan ? 8 : size, item);
		if (item == SEQ_ITEM_SYNC && p->byte + (int64_t)(p->scan - p->head) >= p->to)
			return RANGE_END;
		p->records += item == SEQ_ITEM_RECORD;
		p->scan += size;
	}
	return FULL;
}

/* Hands out what was found, which may be nothing. */
static int
emit(struct seqfile_pieces *p, struct seqfile_piece **out, struct err *e)
{
	struct seqfile_piece *k = mem_zero(1, sizeof(*k), e);
	int64_t consumed;

	if (k == NULL)
		return -1;
	k->base.idle = p->idle && !p->done;
	p->owed = !k->base.idle;
	k->block = block_ref(p->block);
	k->data = p->block->data + p->head;
	k->len = p->scan - p->head;
	k->span = (int64_t)k->len + p->skip;
	k->byte = p->byte;
	k->record = p->record;
	k->records = p->records;
	if (p->record >= 0)
		p->record += p->records;
	advance(p, k->len);
	if (p->skip > 0)
		jump(p);
	consumed = in_plain_fd(p->in) >= 0 ? p->pos : in_consumed(p->in);
	k->base.bytes = consumed - p->consumed;
	p->consumed = consumed;
	*out = k;
	return 1;
}

/* Before more is read: 1 when what was found, or that the input rests, is to be told first. */
static bool
tell_first(struct seqfile_pieces *p)
{
	p->idle = p->fd < 0 && !in_ready(p->in);
	return p->records > 0 ? p->idle || !has_room(p) : p->idle && p->owed;
}

int
seqfile_pieces_next(struct seqfile_pieces *p, struct seqfile_piece **out, struct err *e)
{
	enum found f;

	while (!p->done) {
		p->idle = false;
		f = p->h.layout == SEQ_BLOCK ? scan_block(p) : scan_run(p);
		if (f == FULL || (f == MORE && tell_first(p)))
			return emit(p, out, e);
		if (f == MORE) {
			if (refill(p, e) != 0)
				return -1;
			continue;
		}
		p->done = true;
		/* Syncs alone are a piece too: who counts wants them. */
		if (p->scan > p->head)
			return emit(p, out, e);
	}
	if (p->bad.status == 0)
		return 0;
	return err_copy(e, &p->bad);
}

/* -- going on after damage -- */

/* What can be told of the block or record at head, before it is given up. */
static void
begin_gap(const struct seqfile_pieces *p, const struct err *why, struct seqfile_gap *gap)
{
	struct seq_block b = { .records = -1 };
	const char *words = why != NULL ? why->msg : p->words;

	/* A number beside lengths that cannot be says nothing. */
	if (p->h.layout == SEQ_BLOCK && p->tail > p->head &&
	    seq_block_parse(&p->h, p->block->data + p->head, p->tail - p->head, &b, NULL) < 0)
		b.records = -1;
	gap->from = p->byte;
	gap->record = p->record;
	gap->records = b.records < 0 ? -1 : b.records;
	snprintf(gap->reason, sizeof(gap->reason), "%.199s", words);
}

int
seqfile_pieces_resync(struct seqfile_pieces *p, const struct err *why,
    struct seqfile_gap *gap, struct err *e)
{
	int64_t end = p->to;
	int rc;

	advance(p, p->scan - p->head);
	begin_gap(p, why, gap);
	if (p->tail > p->head)
		advance(p, 1);
	/* Past the range, what is damaged still ends at the next sync. */
	p->to = INT64_MAX;
	rc = find_sync(p, e);
	p->to = end;
	if (rc < 0)
		return -1;
	if (rc == 0)
		advance(p, p->tail - p->head);
	gap->to = p->byte;
	err_clear(&p->bad);
	p->record = p->record < 0 || gap->records < 0 ? -1 : p->record + gap->records;
	p->done = rc == 0 || p->byte >= p->to;
	return !p->done;
}

int
seqfile_pieces_unread(struct seqfile_pieces *p, struct seqfile_piece *k, size_t len,
    int64_t records, struct err *e)
{
	size_t back = k->len - len, live = p->tail - p->head;
	struct block *b = p->block;

	if (b != k->block) {
		/* Something was read since, into a new window. */
		if ((b = block_new(back + live + LITTLE, e)) == NULL)
			return -1;
		memcpy(b->data + back, p->block->data + p->head, live);
		memcpy(b->data, k->data + len, back);
		block_unref(p->block);
		p->block = b;
		p->head = back;
		p->tail = back + live;
	}
	p->head -= back;
	p->scan = p->head;
	p->byte -= (int64_t)back;
	if (p->record >= 0)
		p->record -= k->records - records;
	p->records = 0;
	p->done = false;
	err_clear(&p->bad);
	k->len = len;
	k->records = records;
	return 0;
}

/* How many bytes from scan on must be seen to know what they are; 0 when they are wrong. */
static size_t
to_see(const struct seqfile_pieces *p, size_t n)
{
	const uint8_t *at = p->block->data + p->scan;
	enum seq_item item;
	struct seq_block b;
	size_t size;

	if (p->h.layout == SEQ_BLOCK)
		return n > 0 && seq_block_parse(&p->h, at, n, &b, NULL) < 0 ? 0 : SEQ_ESCAPE;
	if (n > 0 && seq_item_parse(&p->h, at, n, &item, &size, NULL) < 0)
		return 0;
	if (n < 8)
		return 8;
	if (item == SEQ_ITEM_SYNC)
		return SEQ_ESCAPE;
	/* A record must have room in the file. */
	return file_size(p) < 0 || p->byte + (int64_t)size <= file_size(p) ? 8 : 0;
}

int
seqfile_pieces_follows(struct seqfile_pieces *p, struct err *e)
{
	size_t n, want;

	for (;;) {
		n = p->tail - p->scan;
		want = p->block == NULL ? 8 : to_see(p, n);
		if (want == 0)
			return 0;
		if (n >= want)
			return 1;
		if (p->ended)
			return n == 0;
		p->least = want;
		if (refill(p, e) != 0)
			return -1;
	}
}

int
seqfile_pieces_cuts_sync(struct seqfile_pieces *p, const struct seqfile_piece *k,
    struct err *e)
{
	uint8_t escape[SEQ_ESCAPE];

	seq_header_escape(&p->h, escape);
	for (size_t n = 1; n < SEQ_ESCAPE && n <= k->len; n++) {
		size_t rest = SEQ_ESCAPE - n;

		if (memcmp(k->data + k->len - n, escape, n) != 0)
			continue;
		p->least = rest;
		while (p->tail - p->scan < rest && !p->ended)
			if (refill(p, e) != 0)
				return -1;
		if (p->tail - p->scan >= rest &&
		    memcmp(p->block->data + p->scan, escape + n, rest) == 0)
			return 1;
	}
	return 0;
}

int
seqfile_pieces_whole(const struct seqfile_pieces *p, const struct seqfile_piece *k,
    struct buf *b, const uint8_t **data, size_t *n, struct err *e)
{
	size_t want = (size_t)k->span;

	*data = k->data;
	*n = k->len;
	if (k->len == want)
		return 0;
	b->len = 0;
	if (buf_reserve(b, want, e) != 0 || fd_pread(in_plain_fd(p->in), b->data, want, k->byte,
	    &b->len, in_name(p->in), e) != 0)
		return -1;
	if (b->len < want)
		return err_set(e, STATUS_DATA, "the file was cut while it was read");
	*data = b->data;
	*n = want;
	return 0;
}

void
seqfile_pieces_drop(struct seqfile_piece *k)
{
	if (k == NULL)
		return;
	block_unref(k->block);
	free(k);
}

void
seqfile_piece_range(const struct seqfile_piece *k, const struct seq_header *h, size_t at,
    int64_t *from, int64_t *to)
{
	enum seq_item item;
	size_t size = k->len;

	if (h->layout == SEQ_BLOCK ||
	    seq_item_parse(h, k->data + at, k->len - at, &item, &size, NULL) != 1) {
		at = 0;
		size = k->len;
	}
	*from = k->byte + (int64_t)at;
	*to = *from + (int64_t)size;
}

void
seqfile_pieces_place(const char *name, const struct seqfile_piece *k, struct err *e)
{
	if (e == NULL)
		return;
	e->byte = k->byte + (e->byte > 0 ? e->byte : 0);
	/* A block that is broken as a whole has the number of its first record. */
	e->row = k->record < 0 ? -1 : k->record + (e->row > 0 ? e->row : 0);
	if (e->row >= 0)
		err_prefix(e, "%s: byte %" PRId64 ": record %" PRId64 ": ", name, e->byte,
		    e->row + 1);
	else
		err_prefix(e, "%s: byte %" PRId64 ": ", name, e->byte);
}
