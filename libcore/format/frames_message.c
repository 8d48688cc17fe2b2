/* frames_message.c - one message off the input. */
#include "format/frames_read.h"

#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/mem.h"
#include "io/fd.h"
#include "wire/ipc_cut.h"

/* What is allocated for a message before any of its bytes are there. */
#define FIRST_PIECE (4 << 20)

void
frames_message_clear(struct frames_message *m)
{
	ipc_rows_free(m->rows);
	ipc_dicts_unref(m->dicts);
	block_unref(m->meta);
	block_unref(m->body);
	ipc_parts_release(&m->parts);
	m->rows = NULL;
	m->dicts = NULL;
	m->meta = m->body = NULL;
}

void
frames_message_free(struct frames_message *m)
{
	if (m == NULL)
		return;
	frames_message_clear(m);
	ipc_head_release(&m->head);
	epoch_free(m->raw.barrier);
	free(m);
}

void
frames_place(const struct frames_message *m, struct err *e)
{
	int64_t at;

	if (e == NULL || (e->flags & ERR_UPSTREAM) != 0)
		return;
	at = e->byte >= 0 ? m->meta_at + e->byte : m->at;
	if (m->head.kind == IPC_DICTIONARY && m->number >= 0)
		err_prefix(e, "byte %" PRId64 ": dictionary: ", at);
	else if (m->number >= 0)
		err_prefix(e, "byte %" PRId64 ": batch %" PRId64 ": ", at, m->number);
	else
		err_prefix(e, "byte %" PRId64 ": schema: ", at);
	e->byte = -1;
}

int
frames_cut(const struct frames *f, struct err *e, const char *where)
{
	char batch[40] = "";

	if (f->s.schema != NULL)
		(void)snprintf(batch, sizeof(batch), "batch %" PRId64 ": ", f->batches);
	if (f->file)
		return err_set(e, STATUS_DATA, "byte %" PRId64 ": %sthe file is cut: it ends %s",
		    in_pos(f->in), batch, where);
	return err_set(e, STATUS_SYSTEM, "byte %" PRId64 ": %sthe stream stopped %s: what wrote"
	    " it died", in_pos(f->in), batch, where);
}

int
frames_pull(struct frames *f, void *p, size_t n, size_t *got, struct err *e)
{
	if (in_read_full(f->in, p, n, got, e) == 0)
		return 0;
	f->input_failed = true;
	return -1;
}

/*
 * Reads n bytes into a new block.  What is not there yet costs nothing: beyond
 * the first piece, memory grows with the bytes that have come.
 */
static struct block *
read_block(struct frames *f, int64_t n, const char *what, struct err *e)
{
	size_t have = 0, step = n < FIRST_PIECE ? (size_t)n : FIRST_PIECE, got;
	struct block *b = NULL;

	do {
		if (block_resize(&b, step, e) != 0 ||
		    frames_pull(f, b->data + have, step - have, &got, e) != 0)
			goto fail;
		if (got < step - have) {
			frames_cut(f, e, what);
			goto fail;
		}
		have = step;
		step = step > (uint64_t)n / 2 ? (size_t)n : step * 2;
	} while (have < (uint64_t)n);
	return b;
fail:
	block_unref(b);
	return NULL;
}

/* Reads the prefix of a message; *size becomes the bytes of its metadata. */
static enum frames_got
read_prefix(struct frames *f, bool first, uint32_t *size, struct err *e)
{
	uint8_t prefix[8];
	size_t got;
	int rc;

	if (frames_pull(f, prefix, 4, &got, e) != 0)
		return FRAMES_GOT_ERROR;
	if (got == 0)
		return FRAMES_GOT_END;
	if (got == 4 && first)
		f->legacy = memcmp(prefix, ipc_eos, 4) != 0;
	if (got == 4 && f->legacy) {
		rc = ipc_size_read(prefix, size, e);
	} else {
		if (got == 4) {
			if (frames_pull(f, prefix + 4, 4, &got, e) != 0)
				return FRAMES_GOT_ERROR;
			/* The first half came with the message before. */
			if (got == 0 && !first && memcmp(prefix, ipc_eos, 4) == 0)
				return FRAMES_GOT_END;
			got += 4;
		}
		if (got < 8) {
			frames_cut(f, e, "inside the prefix of a message");
			return FRAMES_GOT_ERROR;
		}
		rc = ipc_prefix(prefix, size, e);
	}
	if (rc < 0 && e != NULL)
		err_prefix(e, "byte %" PRId64 ": ", in_pos(f->in) - (f->legacy ? 4 : 8));
	return rc < 0 ? FRAMES_GOT_ERROR : rc == 0 ? FRAMES_GOT_MARKER : FRAMES_GOT_MESSAGE;
}

/* Whether the body of m, which follows, is left: it need not all be wanted. */
static bool
leaves_body(const struct frames *f, const struct frames_message *m)
{
	return f->fd >= 0 && m->head.kind == IPC_BATCH && m->head.rows > 0 &&
	    m->head.body >= f->conf.leave_least && m->head.body <= in_size(f->in) - in_pos(f->in);
}

/* Asks for n bytes of the memory, before they are taken.  0 or -1. */
static int
ask_memory(const struct frames *f, const struct frames_message *m, int64_t n, struct err *e)
{
	if (n <= f->conf.memory)
		return 0;
	err_set(e, STATUS_DATA, "a message of %" PRId64 " bytes, more than the %" PRId64
	    " MiB that may be kept (-m or SLUICE_MEMORY allows more)", n, f->conf.memory >> 20);
	frames_place(m, e);
	return -1;
}

/* -- a body by parts -- */

/* Bytes that are read at once of what is cut or passed over. */
#define PIECE ((size_t)256 << 10)

/* Smaller bodies of a stream are not looked into for what could be cut. */
#define CUT_LEAST (1 << 20)

/* Where the parts of m's body come from. */
struct way {
	struct frames *stream;		/* one byte after the other; or */
	const struct frames *file;	/* from their places */
	struct frames_message *m;
	int64_t at;			/* bytes of the body that are read of a stream */
	uint8_t *piece;			/* PIECE bytes, where it was needed */
};

/* The file has become shorter. */
static int
cut_meanwhile(const struct frames_message *m, int64_t at, struct err *e)
{
	err_set(e, STATUS_DATA, "the file is cut: it ends inside its values, at byte %" PRId64,
	    m->body_at + at);
	frames_place(m, e);
	return -1;
}

/* Reads the next n bytes of the stream's body. */
static int
pull(struct way *y, uint8_t *p, size_t n, struct err *e)
{
	size_t got;

	if (frames_pull(y->stream, p, n, &got, e) != 0)
		return -1;
	y->at += (int64_t)got;
	return got < n ? frames_cut(y->stream, e, "inside its values") : 0;
}

/* Passes over the bytes of the stream's body before at. */
static int
pass(struct way *y, int64_t at, struct err *e)
{
	while (y->at < at) {
		size_t n = at - y->at < (int64_t)PIECE ? (size_t)(at - y->at) : PIECE;

		if ((y->piece == NULL && (y->piece = mem_zero(1, PIECE, e)) == NULL) ||
		    pull(y, y->piece, n, e) != 0)
			return -1;
	}
	return 0;
}

/* Reads the n bytes of the body at at. */
static int
fetch(struct way *y, int64_t at, uint8_t *p, size_t n, struct err *e)
{
	size_t got;

	if (y->stream != NULL)
		return pass(y, at, e) != 0 ? -1 : pull(y, p, n, e);
	if (fd_pread(y->file->fd, p, n, y->m->body_at + at, &got, y->file->s.name, e) != 0)
		return -1;
	return got < n ? cut_meanwhile(y->m, at + (int64_t)got, e) : 0;
}

/* Reads a buffer of values, of each of which the begin stays. */
static int
read_cut(struct way *y, struct ipc_cut *cut, uint8_t *offsets, uint8_t *to, struct err *e)
{
	size_t n, left = 0, taken;
	struct ipc_cutter c;

	if (!ipc_cutter_init(&c, cut, offsets, to, y->m->parts.most))
		return 0;
	if (y->stream != NULL && pass(y, cut->at, e) != 0)
		return -1;
	if (y->piece == NULL && (y->piece = mem_zero(1, PIECE, e)) == NULL)
		return -1;
	for (int64_t at = 0; at < cut->n; at += (int64_t)n) {
		n = cut->n - at < (int64_t)(PIECE - left) ? (size_t)(cut->n - at) : PIECE - left;
		if (fetch(y, cut->at + at, y->piece + left, n, e) != 0 ||
		    ipc_cutter_take(&c, y->piece, left + n, &taken, e) != 0)
			return -1;
		left = left + n - taken;
		memmove(y->piece, y->piece + taken, left);
	}
	ipc_cutter_finish(&c);
	return 0;
}

/* Reads the parts of the body, which were found.  0 or -1. */
static int
read_all_parts(struct way *y, struct err *e)
{
	struct frames_message *m = y->m;
	const struct ipc_parts *parts = &m->parts;

	for (size_t i = 0; i < parts->n; i++) {
		const struct ipc_part *p = &parts->part[i];
		struct ipc_cut *cut = p->cut > 0 ? &parts->cut[p->cut - 1] : NULL;
		uint8_t *to = m->body->data + p->in;

		if (cut == NULL ? fetch(y, p->at, to, (size_t)p->n, e) != 0 :
		    read_cut(y, cut, ipc_parts_at(parts, m->body, cut->offsets), to, e) != 0)
			return -1;
	}
	return y->stream != NULL ? pass(y, m->head.body, e) : 0;
}

/* As read_all_parts(), with memory for them, which is asked for. */
static int
read_parts(struct way *y, struct err *e)
{
	struct frames_message *m = y->m;
	int rc;

	if (ask_memory(y->stream != NULL ? y->stream : y->file, m, m->parts.size, e) != 0)
		return -1;
	if (m->parts.size > 0 && (m->body = block_new((size_t)m->parts.size, e)) == NULL)
		return -1;
	rc = read_all_parts(y, e);
	free(y->piece);
	return rc;
}

/* Whether some of the values of m in a stream might be cut. */
static bool
may_cut(const struct frames *f, const struct frames_message *m)
{
	return f->most > 0 && m->head.kind == IPC_BATCH && m->head.rows > 0 &&
	    m->head.body >= CUT_LEAST;
}

static int
read_stream_parts(struct frames *f, struct frames_message *m, struct err *e)
{
	struct way way = { .stream = f, .m = m };

	return read_parts(&way, e);
}

/* What is wanted of the body of m, of which some may be cut, for m->parts.  0 or -1. */
static int
find_parts(const struct frames *f, struct frames_message *m, struct err *e)
{
	m->parted = true;
	if (ipc_parts_find(&m->parts, f->implied.wire, f->how, f->used, f->most, m->meta->data,
	    m->meta->size, e) == 0)
		return 0;
	frames_place(m, e);
	return -1;
}

/* Reads the body of m, or passes over it.  0 or -1. */
static int
take_body(struct frames *f, struct frames_message *m, struct err *e)
{
	if (m->head.body == 0)
		return 0;
	if (!leaves_body(f, m) && may_cut(f, m)) {
		if (find_parts(f, m, e) != 0)
			return -1;
		if (m->parts.ncut > 0)
			return read_stream_parts(f, m, e);
		ipc_parts_release(&m->parts);
		m->parted = false;
	}
	if (!leaves_body(f, m)) {
		if (ask_memory(f, m, m->head.body, e) != 0)
			return -1;
		m->body = read_block(f, m->head.body, "inside its values", e);
		return m->body == NULL ? -1 : 0;
	}
	m->body_at = in_pos(f->in);
	if (in_skip(f->in, m->head.body, e) == 0)
		return 0;
	f->input_failed = true;
	return -1;
}

enum frames_got
frames_message_read(struct frames *f, bool first, struct frames_message **out, struct err *e)
{
	struct frames_message *m;
	uint32_t size = 0;
	enum frames_got got;

	if ((m = mem_zero(1, sizeof(*m), e)) == NULL)
		return FRAMES_GOT_ERROR;
	m->at = in_pos(f->in);
	m->body_at = -1;
	m->number = first ? -1 : f->batches;
	m->first = f->rows;
	if ((got = read_prefix(f, first, &size, e)) != FRAMES_GOT_MESSAGE)
		goto done;
	got = FRAMES_GOT_ERROR;
	m->meta_at = in_pos(f->in);
	if ((m->meta = read_block(f, size, "inside its metadata", e)) == NULL)
		goto done;
	if (ipc_head_read(m->meta->data, m->meta->size, &m->head, e) != 0) {
		frames_place(m, e);
		goto done;
	}
	if (m->head.body > f->conf.body_max) {
		err_set(e, STATUS_DATA, "a message of %" PRId64 " bytes: up to %" PRId64
		    " are read", m->head.body, f->conf.body_max);
		frames_place(m, e);
		goto done;
	}
	if (take_body(f, m, e) != 0)
		goto done;
	*out = m;
	return FRAMES_GOT_MESSAGE;
done:
	frames_message_free(m);
	return got;
}

int
frames_message_load(struct frames *f, struct frames_message *m, struct err *e)
{
	struct way way = { .file = f, .m = m };

	if (m->body_at < 0)
		return 0;
	if (find_parts(f, m, e) != 0)
		return -1;
	/* The next ones will want about as much. */
	atomic_store_explicit(&f->wanted, m->parts.size + (int64_t)m->meta->size,
	    memory_order_relaxed);
	return read_parts(&way, e);
}

struct ipc_rows *
frames_message_open(const struct frames *f, const struct frames_message *m, struct err *e)
{
	return ipc_rows_new(f->implied.wire, f->how, m->dicts, f->used, m->meta->data,
	    m->meta->size, m->body, m->parted ? &m->parts : NULL, e);
}
