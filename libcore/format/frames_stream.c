/* frames_stream.c - what messages mean to the stream: batches, control messages, its end. */
#include "format/frames_read.h"

#include <inttypes.h>
#include <string.h>

#include "format/frames_footer.h"

/* What follows the end of the stream in a file of Arrow's file format. */
static int
read_footer(struct frames *f, struct err *e)
{
	struct buf b = BUF_INIT;
	size_t got;
	int rc = -1;

	do {
		if (b.len > IPC_META_MAX) {
			err_set(e, STATUS_DATA, "a footer over %d MiB", IPC_META_MAX >> 20);
			goto done;
		}
		if (buf_reserve(&b, 1 << 16, e) != 0 ||
		    frames_pull(f, b.data + b.len, 1 << 16, &got, e) != 0)
			goto done;
		b.len += got;
	} while (got == 1 << 16);
	if ((rc = frames_footer_check(&b, f->dictionaries, f->batches, e)) == 0)
		rc = frames_cut(f, e, "before its footer");
	else if (rc == 1)
		rc = 0;
done:
	buf_release(&b);
	return rc;
}

/* Arrow's marker came.  0 when the stream may end so, -1. */
static int
end_marker(struct frames *f, struct err *e)
{
	uint8_t byte;
	size_t got;

	if (!f->trailer && !f->file && f->conf.end == FRAMES_TRAILER)
		return err_set(e, STATUS_DATA, "byte %" PRId64 ": the stream ends with Arrow's"
		    " marker but without the trailer that proves it whole"
		    " (--allow-unmarked takes it)", in_pos(f->in));
	if (f->footer)
		return read_footer(f, e);
	if (frames_pull(f, &byte, 1, &got, e) != 0)
		return -1;
	if (got > 0)
		return err_set(e, STATUS_DATA, "byte %" PRId64 ": bytes after the end of the"
		    " stream", in_pos(f->in) - 1);
	return 0;
}

/* The trailer came. */
static int
end_trailer(struct frames *f, const struct frames_message *m, struct err *e)
{
	const struct frames_note *n = &m->note;

	if (n->rows != f->rows || n->batches != f->batches)
		return err_set(e, STATUS_DATA, "the trailer counts %" PRId64 " rows in %" PRId64
		    " batches, but %" PRId64 " rows in %" PRId64 " came", n->rows, n->batches,
		    f->rows, f->batches);
	f->trailer = true;
	return 0;
}

static int
upstream_failed(const struct frames_message *m, struct err *e)
{
	err_set(e, m->note.status, "upstream %s failed with status %d", m->note.tool,
	    m->note.status);
	if (e != NULL) {
		e->flags |= ERR_UPSTREAM;
		memcpy(e->tool, m->note.tool, strlen(m->note.tool) + 1);
	}
	return -1;
}

/* Takes in a dictionary. */
static int
take_dictionary(struct frames *f, const struct frames_message *m, struct err *e)
{
	f->dictionaries++;
	if (f->dicts_ahead)
		return 0;
	return ipc_dicts_add(&f->dicts, f->how, f->footer, m->meta->data, m->meta->size,
	    m->body, e);
}

/* Checks a control message to the last byte, as a batch with rows is. */
static int
check_control(struct frames *f, const struct frames_message *m, struct err *e)
{
	struct ipc_rows *rows;

	rows = frames_message_open(f, m, e);
	ipc_rows_free(rows);
	return rows == NULL ? -1 : 0;
}

/* Acts on a message: 1 it is to be handed out, 0 it is done with, -1. */
static int
take_message(struct frames *f, struct frames_message *m, struct err *e)
{
	if (f->trailer)
		return err_set(e, STATUS_DATA, "a message after the trailer");
	if (m->head.kind == IPC_SCHEMA)
		return err_set(e, STATUS_DATA, "a second schema");
	if (m->head.kind == IPC_DICTIONARY)
		return take_dictionary(f, m, e);
	if (frames_note_read(&m->head.meta, m->head.rows, &m->note, e) != 0)
		return -1;
	if (m->note.kind == KIND_ERROR)
		return upstream_failed(m, e);
	if (m->note.kind == KIND_END)
		return check_control(f, m, e) != 0 ? -1 : end_trailer(f, m, e);
	if (m->note.kind == KIND_BARRIER && !f->s.epochs)
		return err_set(e, STATUS_DATA, "a barrier in a stream without epochs");
	if (m->note.kind == KIND_BARRIER && (check_control(f, m, e) != 0 ||
	    (m->raw.barrier = frames_note_epoch(&m->note, e)) == NULL))
		return -1;
	if (f->rows > INT64_MAX - m->head.rows)
		return err_set(e, STATUS_DATA, "more rows than can be counted");
	f->rows += m->head.rows;
	f->batches++;
	m->dicts = ipc_dicts_ref(f->dicts);
	return 1;
}

int
frames_message_next(struct frames *f, struct frames_message **out, struct err *e)
{
	struct frames_message *m = NULL;
	int rc;

	for (;;) {
		switch (frames_message_read(f, false, &m, e)) {
		case FRAMES_GOT_MESSAGE:
			break;
		case FRAMES_GOT_MARKER:
			return end_marker(f, e);
		case FRAMES_GOT_END:
			return f->conf.end == FRAMES_EOF && !f->footer ? 0 :
			    frames_cut(f, e, f->trailer ? "before its end marker" :
			    "without an end marker");
		default:
			return -1;
		}
		if ((rc = take_message(f, m, e)) == 1) {
			*out = m;
			return 1;
		}
		if (rc < 0)
			frames_place(m, e);
		frames_message_free(m);
		if (rc < 0)
			return -1;
	}
}
