/* frames_message.c - one message off the input. */
#include "format/frames_read.h"

#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/mem.h"
#include "io/fd.h"

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

/* Reads the body of m, or passes over it.  0 or -1. */
static int
take_body(struct frames *f, struct frames_message *m, struct err *e)
{
	if (m->head.body == 0)
		return 0;
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

/* The file has become shorter. */
static int
cut_meanwhile(const struct frames_message *m, size_t got, const struct ipc_part *p, struct err *e)
{
	err_set(e, STATUS_DATA, "the file is cut: it ends inside its values, at byte %" PRId64,
	    m->body_at + p->at + (int64_t)got);
	frames_place(m, e);
	return -1;
}

int
frames_message_load(const struct frames *f, struct frames_message *m, struct err *e)
{
	const struct ipc_part *p;
	size_t i, got;

	if (m->body_at < 0)
		return 0;
	if (ipc_parts_find(&m->parts, f->implied.wire, f->how, f->used, m->meta->data,
	    m->meta->size, e) != 0) {
		frames_place(m, e);
		return -1;
	}
	m->parted = true;
	if (ask_memory(f, m, m->parts.size, e) != 0)
		return -1;
	if (m->parts.size > 0 && (m->body = block_new((size_t)m->parts.size, e)) == NULL)
		return -1;
	for (i = 0; i < m->parts.n; i++) {
		p = &m->parts.part[i];
		if (fd_pread(f->fd, m->body->data + p->in, (size_t)p->n, m->body_at + p->at, &got,
		    f->s.name, e) != 0)
			return -1;
		if (got < (size_t)p->n)
			return cut_meanwhile(m, got, p, e);
	}
	return 0;
}

struct ipc_rows *
frames_message_open(const struct frames *f, const struct frames_message *m, struct err *e)
{
	return ipc_rows_new(f->implied.wire, f->how, m->dicts, f->used, m->meta->data,
	    m->meta->size, m->body, m->parted ? &m->parts : NULL, e);
}
