/*
 * frames_read.c - the source of frames.
 *
 * read() takes one message off the input, whole, and acts on control messages;
 * decode() checks and opens its columns on any thread.
 */
#include "format/frames.h"

#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/mem.h"
#include "format/frames_meta.h"
#include "wire/ipc.h"

/* What is allocated for a message before any of its bytes are there. */
#define FIRST_PIECE (4 << 20)

#define BODY_MAX (INT64_C(8) << 30)

/* One message, and what it stands for in the stream. */
struct message {
	struct raw raw;
	int64_t at, meta_at;		/* of its first byte, of its metadata */
	int64_t number;			/* of its batch; -1 for the schema */
	int64_t first;			/* number of its first row */
	struct block *meta, *body;
	struct ipc_head head;
	struct frames_note note;
};

struct frames {
	struct source s;
	struct in *in;
	struct frames_read_conf conf;
	bool file;		/* a regular file */
	bool footer;		/* Arrow's file format: a footer follows the marker */
	bool legacy;		/* messages begin with their size alone */
	bool trailer;		/* seen: only the marker may follow */
	bool over;		/* seen the end */
	bool input_failed;	/* the input's own words name it already */
	int64_t rows, batches;	/* so far */
	int64_t consumed;	/* in_consumed() at the last raw */
	struct message *ahead;	/* read already */
};

enum got { GOT_MESSAGE, GOT_MARKER, GOT_END, GOT_ERROR };

static void
message_free(struct message *m)
{
	if (m == NULL)
		return;
	block_unref(m->meta);
	block_unref(m->body);
	ipc_head_release(&m->head);
	free(m);
}

/* Puts the place of m before e's words; e->byte counts from its metadata. */
static void
place(const struct message *m, struct err *e)
{
	int64_t at;

	if (e == NULL || (e->flags & ERR_UPSTREAM) != 0)
		return;
	at = e->byte >= 0 ? m->meta_at + e->byte : m->at;
	if (m->number >= 0)
		err_prefix(e, "byte %" PRId64 ": batch %" PRId64 ": ", at, m->number);
	else
		err_prefix(e, "byte %" PRId64 ": schema: ", at);
	e->byte = -1;
}

/* The input ended where the stream did not. */
static int
cut(const struct frames *f, struct err *e, const char *where)
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

/* Reads n bytes; *got tells how many there were.  0 or -1. */
static int
pull(struct frames *f, void *p, size_t n, size_t *got, struct err *e)
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
		    pull(f, b->data + have, step - have, &got, e) != 0)
			goto fail;
		if (got < step - have) {
			cut(f, e, what);
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
static enum got
read_prefix(struct frames *f, bool first, uint32_t *size, struct err *e)
{
	uint8_t prefix[8];
	size_t got;
	int rc;

	if (pull(f, prefix, 4, &got, e) != 0)
		return GOT_ERROR;
	if (got == 0)
		return GOT_END;
	if (got == 4 && first)
		f->legacy = memcmp(prefix, ipc_eos, 4) != 0;
	if (got == 4 && f->legacy) {
		rc = ipc_size_read(prefix, size, e);
	} else {
		if (got == 4) {
			if (pull(f, prefix + 4, 4, &got, e) != 0)
				return GOT_ERROR;
			got += 4;
		}
		if (got < 8) {
			cut(f, e, "inside the prefix of a message");
			return GOT_ERROR;
		}
		rc = ipc_prefix(prefix, size, e);
	}
	if (rc < 0 && e != NULL)
		err_prefix(e, "byte %" PRId64 ": ", in_pos(f->in) - (f->legacy ? 4 : 8));
	return rc < 0 ? GOT_ERROR : rc == 0 ? GOT_MARKER : GOT_MESSAGE;
}

/* Reads the next message whole, without acting on it. */
static enum got
read_message(struct frames *f, bool first, struct message **out, struct err *e)
{
	struct message *m;
	uint32_t size = 0;
	enum got got;

	if ((m = mem_zero(1, sizeof(*m), e)) == NULL)
		return GOT_ERROR;
	m->at = in_pos(f->in);
	m->number = first ? -1 : f->batches;
	m->first = f->rows;
	if ((got = read_prefix(f, first, &size, e)) != GOT_MESSAGE)
		goto done;
	got = GOT_ERROR;
	m->meta_at = in_pos(f->in);
	if ((m->meta = read_block(f, size, "inside its metadata", e)) == NULL)
		goto done;
	if (ipc_head_read(m->meta->data, m->meta->size, &m->head, e) != 0) {
		place(m, e);
		goto done;
	}
	if (m->head.body > f->conf.body_max) {
		err_set(e, STATUS_DATA, "a message of %" PRId64 " bytes: up to %" PRId64
		    " are read", m->head.body, f->conf.body_max);
		place(m, e);
		goto done;
	}
	if (m->head.body > 0 &&
	    (m->body = read_block(f, m->head.body, "inside its values", e)) == NULL)
		goto done;
	*out = m;
	return GOT_MESSAGE;
done:
	message_free(m);
	return got;
}

/* What follows the end of the stream in a file of Arrow's file format. */
static int
read_footer(struct frames *f, struct err *e)
{
	static const char magic[6] = "ARROW1";
	struct buf b = BUF_INIT;
	int64_t batches;
	uint32_t size;
	size_t got;
	int rc = -1;

	do {
		if (b.len > IPC_META_MAX) {
			err_set(e, STATUS_DATA, "a footer over %d MiB", IPC_META_MAX >> 20);
			goto done;
		}
		if (buf_reserve(&b, 1 << 16, e) != 0 ||
		    pull(f, b.data + b.len, 1 << 16, &got, e) != 0)
			goto done;
		b.len += got;
	} while (got == 1 << 16);
	if (b.len < 10 || memcmp(b.data + b.len - 6, magic, 6) != 0) {
		cut(f, e, "before its footer");
		goto done;
	}
	memcpy(&size, b.data + b.len - 10, sizeof(size));
	if (size > b.len - 10) {
		err_set(e, STATUS_DATA, "a footer of impossible size");
		goto done;
	}
	if (ipc_footer_read(b.data + b.len - 10 - size, size, &batches, e) != 0) {
		if (e != NULL)
			err_prefix(e, "footer: ");
		goto done;
	}
	if (batches != f->batches) {
		err_set(e, STATUS_DATA, "the footer lists %" PRId64 " batches, but the file"
		    " has %" PRId64, batches, f->batches);
		goto done;
	}
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
	if (pull(f, &byte, 1, &got, e) != 0)
		return -1;
	if (got > 0)
		return err_set(e, STATUS_DATA, "byte %" PRId64 ": bytes after the end of the"
		    " stream", in_pos(f->in) - 1);
	return 0;
}

/* The trailer came. */
static int
end_trailer(struct frames *f, const struct message *m, struct err *e)
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
upstream_failed(const struct message *m, struct err *e)
{
	err_set(e, m->note.status, "upstream %s failed with status %d", m->note.tool,
	    m->note.status);
	if (e != NULL) {
		e->flags |= ERR_UPSTREAM;
		memcpy(e->tool, m->note.tool, strlen(m->note.tool) + 1);
	}
	return -1;
}

/* Checks a control message to the last byte, as a batch with rows is. */
static int
check_control(struct frames *f, const struct message *m, struct err *e)
{
	struct batch *b;

	b = ipc_batch_read(f->s.schema, m->meta->data, m->meta->size, m->body, e);
	if (b == NULL)
		return -1;
	batch_free(b);
	return 0;
}

/* Acts on a message: 1 it is to be handed out, 0 it is done with, -1. */
static int
take_message(struct frames *f, struct message *m, struct err *e)
{
	if (f->trailer)
		return err_set(e, STATUS_DATA, "a message after the trailer");
	if (m->head.kind == IPC_SCHEMA)
		return err_set(e, STATUS_DATA, "a second schema");
	if (m->head.kind == IPC_DICTIONARY)
		return err_set(e, STATUS_DATA,
		    "a dictionary, though no column of the schema has one");
	if (frames_note_read(&m->head.meta, m->head.rows, &m->note, e) != 0)
		return -1;
	if (m->note.kind == KIND_ERROR)
		return upstream_failed(m, e);
	if (m->note.kind == KIND_END)
		return check_control(f, m, e) != 0 ? -1 : end_trailer(f, m, e);
	if (m->note.kind == KIND_BARRIER && !f->s.epochs)
		return err_set(e, STATUS_DATA, "a barrier in a stream without epochs");
	if (f->rows > INT64_MAX - m->head.rows)
		return err_set(e, STATUS_DATA, "more rows than can be counted");
	f->rows += m->head.rows;
	f->batches++;
	return 1;
}

/* The next message to hand out: 1, 0 at a good end, -1. */
static int
next_message(struct frames *f, struct message **out, struct err *e)
{
	struct message *m = NULL;
	int rc;

	for (;;) {
		switch (read_message(f, false, &m, e)) {
		case GOT_MESSAGE:
			break;
		case GOT_MARKER:
			return end_marker(f, e);
		case GOT_END:
			return f->conf.end == FRAMES_EOF && !f->footer ? 0 :
			    cut(f, e, f->trailer ? "before its end marker" :
			    "without an end marker");
		default:
			return -1;
		}
		if ((rc = take_message(f, m, e)) == 1) {
			*out = m;
			return 1;
		}
		if (rc < 0)
			place(m, e);
		message_free(m);
		if (rc < 0)
			return -1;
	}
}

/* Puts the name of the input before the words of a failure, unless they have it. */
static void
name_input(const struct frames *f, struct err *e)
{
	if (e != NULL && !f->input_failed && (e->flags & ERR_UPSTREAM) == 0)
		err_prefix(e, "%s: ", f->s.name);
}

static int
frames_read(struct source *s, struct raw **out, struct err *e)
{
	struct frames *f = (struct frames *)s;
	struct message *m = f->ahead;
	int rc;

	f->ahead = NULL;
	if (m == NULL) {
		if (f->over)
			return 0;
		if ((rc = next_message(f, &m, e)) != 1) {
			f->over = true;
			if (rc < 0)
				name_input(f, e);
			return rc;
		}
	}
	m->raw.idle = !in_ready(f->in);
	m->raw.bytes = in_consumed(f->in) - f->consumed;
	f->consumed += m->raw.bytes;
	*out = &m->raw;
	return 1;
}

/* Appends b, which is taken, in pieces of at most BATCH_ROWS. */
static int
add_cut(struct batch_list *out, struct batch *b, struct err *e)
{
	struct batch *piece;
	int64_t from, n;
	int rc = 0;

	if (b->rows <= BATCH_ROWS || b->schema->nfield == 0)
		return batch_list_add(out, b, e);
	for (from = 0; from < b->rows && rc == 0; from += BATCH_ROWS) {
		n = b->rows - from < BATCH_ROWS ? b->rows - from : BATCH_ROWS;
		if ((piece = batch_slice(b, from, n, e)) == NULL)
			rc = -1;
		else
			rc = batch_list_add(out, piece, e);
	}
	batch_free(b);
	return rc;
}

static int
frames_decode(struct source *s, struct raw *r, struct batch_list *out, struct err *e)
{
	struct message *m = (struct message *)r;
	struct batch *b;
	int rc = -1;

	b = ipc_batch_read(s->schema, m->meta->data, m->meta->size, m->body, e);
	if (b == NULL) {
		place(m, e);
		goto done;
	}
	if (m->note.kind == KIND_BARRIER) {
		batch_free(b);
		b = batch_barrier(s->schema, m->note.epoch, m->note.offsets, e);
		rc = b == NULL ? -1 : batch_list_add(out, b, e);
	} else {
		b->partition = m->note.partition;
		b->first = m->first;
		rc = add_cut(out, b, e);
	}
done:
	message_free(m);
	return rc;
}

static void
frames_drop(struct source *s, struct raw *r)
{
	(void)s;
	message_free((struct message *)r);
}

static void
frames_free(struct source *s)
{
	struct frames *f = (struct frames *)s;

	message_free(f->ahead);
	schema_unref(f->s.schema);
	in_free(f->in);
	free(f);
}

static void
frames_cancel(struct source *s)
{
	in_cancel(((struct frames *)s)->in);
}

static const struct source_ops frames_ops = {
	.read = frames_read, .decode = frames_decode, .drop = frames_drop,
	.free = frames_free, .cancel = frames_cancel
};

/* Skips the magic of Arrow's file format, if that is what it is. */
static int
open_file_format(struct frames *f, struct err *e)
{
	const uint8_t *p;
	size_t n;

	if (in_peek(f->in, 8, &p, &n, e) != 0) {
		f->input_failed = true;
		return -1;
	}
	if (n == 0 && f->file)
		return err_set(e, STATUS_DATA, "an empty file is no Arrow stream");
	if (n == 0)
		return err_set(e, STATUS_SYSTEM,
		    "no stream came, not even a schema: what should write it died");
	f->footer = n == 8 && memcmp(p, "ARROW1\0", 8) == 0;
	return f->footer ? in_skip(f->in, 8, e) : 0;
}

/* Reads the schema. */
static int
open_schema(struct frames *f, struct err *e)
{
	struct message *m = NULL;
	const char *flag;

	switch (read_message(f, true, &m, e)) {
	case GOT_MESSAGE:
		break;
	case GOT_ERROR:
		return -1;
	default:
		return err_set(e, STATUS_DATA, "the stream ends before its schema");
	}
	f->s.schema = ipc_schema_read(m->meta->data, m->meta->size, e);
	if (f->s.schema == NULL)
		place(m, e);
	message_free(m);
	if (f->s.schema == NULL)
		return -1;
	flag = meta_get(&f->s.schema->meta, FRAMES_LIVE);
	f->s.live = flag != NULL && strcmp(flag, "1") == 0;
	flag = meta_get(&f->s.schema->meta, FRAMES_EPOCHS);
	f->s.epochs = flag != NULL && strcmp(flag, "1") == 0;
	return 0;
}

struct source *
frames_source_new(struct in *in, const struct frames_read_conf *conf, struct err *e)
{
	struct frames *f = mem_zero(1, sizeof(*f), e);
	int rc;

	if (f == NULL) {
		in_free(in);
		return NULL;
	}
	f->s.ops = &frames_ops;
	f->s.name = in_name(in);
	f->s.size = in_size(in);
	f->in = in;
	f->file = in_is_file(in);
	if (conf != NULL)
		f->conf = *conf;
	if (f->conf.body_max <= 0)
		f->conf.body_max = BODY_MAX;
	if (open_file_format(f, e) != 0 || open_schema(f, e) != 0)
		goto fail;
	if (f->s.schema->nfield == 0) {
		if ((rc = next_message(f, &f->ahead, e)) < 0)
			goto fail;
		f->over = rc == 0;
	}
	return &f->s;
fail:
	name_input(f, e);
	frames_free(&f->s);
	return NULL;
}
