/* arrow_parts.h - the messages of an Arrow stream in memory, one by one. */
#ifndef TESTS_ARROW_PARTS_H
#define TESTS_ARROW_PARTS_H

#include "wire/ipc.h"

/* One message of a stream in memory. */
struct part {
	const uint8_t *meta;
	uint32_t metalen;
	const uint8_t *body;
	struct ipc_head head;
};

/* The message at *p, which moves on: 1, 0 at the end marker, -1. */
static inline int
next_part(const uint8_t **p, const uint8_t *end, struct part *out, struct err *e)
{
	int rc;

	memset(out, 0, sizeof(*out));
	if (end - *p < 8)
		return err_set(e, STATUS_DATA, "no prefix");
	if ((rc = ipc_prefix(*p, &out->metalen, e)) != 1)
		return rc;
	out->meta = *p + 8;
	if (out->metalen > (size_t)(end - out->meta))
		return err_set(e, STATUS_DATA, "metadata cut");
	if (ipc_head_read(out->meta, out->metalen, &out->head, e) != 0)
		return -1;
	out->body = out->meta + out->metalen;
	if (out->head.body > end - out->body) {
		ipc_head_release(&out->head);
		return err_set(e, STATUS_DATA, "body cut");
	}
	*p = out->body + out->head.body;
	return 1;
}

/* A stream that is read message by message. */
struct stream {
	const uint8_t *p, *end;
	struct schema *schema;
	struct ipc_foreign *how;
	struct ipc_dicts *dicts;
	bool once;			/* dictionaries come once */
};

/* Reads the schema of the stream in p.  0, or -1 with nothing to close. */
static inline int
stream_open(struct stream *t, const uint8_t *p, size_t n, struct err *e)
{
	struct part m;

	*t = (struct stream){ .p = p, .end = p + n };
	if (next_part(&t->p, t->end, &m, e) != 1)
		return -1;
	t->schema = ipc_schema_read(m.meta, m.metalen, &t->how, e);
	ipc_head_release(&m.head);
	return t->schema == NULL ? -1 : 0;
}

static inline void
stream_close(struct stream *t)
{
	ipc_dicts_unref(t->dicts);
	ipc_foreign_free(t->how);
	schema_unref(t->schema);
}

/* The body of m, copied to skew bytes past a multiple of 64. */
static inline struct block *
copy_body(const struct part *m, size_t skew)
{
	struct block *b = block_new((size_t)m->head.body + skew, NULL);

	if (b == NULL)
		exit(1);
	memcpy(b->data + skew, m->body, (size_t)m->head.body);
	b->data += skew;
	b->size -= skew;
	return b;
}

static inline void
drop_body(struct block *b, size_t skew)
{
	b->data -= skew;
	b->size += skew;
	block_unref(b);
}

/*
 * The rows of the next batch, the dictionaries before it taken in: 1; 0 at the end
 * marker; -1.
 */
static inline int
stream_rows(struct stream *t, size_t skew, struct ipc_rows **rows, struct err *e)
{
	struct block *body;
	struct part m;
	int rc;

	while ((rc = next_part(&t->p, t->end, &m, e)) == 1) {
		body = copy_body(&m, skew);
		*rows = NULL;
		if (m.head.kind == IPC_DICTIONARY) {
			rc = ipc_dicts_add(&t->dicts, t->how, t->once, m.meta, m.metalen, body, e);
		} else {
			*rows = ipc_rows_new(t->schema, t->how, t->dicts, NULL, m.meta, m.metalen,
			    body, NULL, e);
			rc = *rows == NULL ? -1 : 1;
		}
		drop_body(body, skew);
		ipc_head_release(&m.head);
		if (rc != 0)
			break;
	}
	return rc;
}

/* The next batch, whose rows are few, in one: 1, 0, -1. */
static inline int
stream_next(struct stream *t, size_t skew, struct batch **out, struct err *e)
{
	struct ipc_rows *rows;
	struct batch *more;
	int rc = stream_rows(t, skew, &rows, e);

	if (rc != 1)
		return rc;
	if ((rc = ipc_rows_next(rows, INT64_MAX, out, e)) == 1)
		CHECK_INT(ipc_rows_next(rows, INT64_MAX, &more, e), 0);
	ipc_rows_free(rows);
	return rc;
}

/*
 * Opens whatever of the n bytes at p can be opened, rows included, in parts of up to max:
 * 0 all of it, -1.
 */
static inline int
stream_walk(const uint8_t *p, size_t n, int64_t max, struct err *e)
{
	struct ipc_rows *rows;
	struct stream t;
	struct batch *b;
	int rc, part = 0;

	if (stream_open(&t, p, n, e) != 0)
		return -1;
	while ((rc = stream_rows(&t, 0, &rows, e)) == 1) {
		while ((part = ipc_rows_next(rows, max, &b, e)) == 1)
			batch_free(b);
		ipc_rows_free(rows);
		if ((rc = part) != 0)
			break;
	}
	stream_close(&t);
	return rc;
}

/* Flips bits of every byte of a sample from from on, by step; how many of them are refused. */
static inline size_t
stream_flips(struct buf *in, size_t from, size_t step)
{
	size_t k, bad = 0;

	for (k = from; k < in->len; k += step) {
		struct err e = ERR_INIT;

		in->data[k] ^= 0x41;
		if (stream_walk(in->data, in->len, BATCH_ROWS, &e) != 0) {
			CHECK_INT(e.status, STATUS_DATA);
			bad++;
		}
		in->data[k] ^= 0x41;
	}
	return bad;
}

#endif
