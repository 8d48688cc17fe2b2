/* frames_footer.c - the footer of Arrow's file format. */
#include "format/frames_footer.h"

#include <inttypes.h>
#include <string.h>

#include "io/fd.h"

/* What ends a file: the size of its footer and the magic number. */
#define END_BYTES 10

/* A schema takes more bytes than this, and the reference that it begins with says less. */
#define SCHEMA_LEAST 16

static const char magic[6] = "ARROW1";

/* Whether tail ends as a whole file does. */
static bool
ends_whole(const struct buf *tail)
{
	return tail->len >= END_BYTES &&
	    memcmp(tail->data + tail->len - sizeof(magic), magic, sizeof(magic)) == 0;
}

/* Finds the footer in tail: 1 and where it is, 0 there is none, -1. */
static int
find_footer(const struct buf *tail, const uint8_t **at, size_t *n, struct err *e)
{
	uint32_t size;

	if (!ends_whole(tail))
		return 0;
	memcpy(&size, tail->data + tail->len - END_BYTES, sizeof(size));
	if (size > tail->len - END_BYTES)
		return err_set(e, STATUS_DATA, "a footer of impossible size");
	*at = tail->data + tail->len - END_BYTES - size;
	*n = size;
	return 1;
}

/* Finds the footer in tail and what it lists: 1, 0 there is none, -1. */
static int
read_footer(const struct buf *tail, const uint8_t **at, size_t *n, struct ipc_footer *out,
    struct err *e)
{
	int rc = find_footer(tail, at, n, e);

	if (rc == 1 && ipc_footer_read(*at, *n, out, e) != 0) {
		if (e != NULL)
			err_prefix(e, "footer: ");
		rc = -1;
	}
	return rc;
}

int
frames_footer_check(const struct buf *tail, int64_t dictionaries, int64_t batches,
    struct err *e)
{
	struct ipc_footer f;
	const uint8_t *at;
	size_t n;
	int rc = read_footer(tail, &at, &n, &f, e);

	if (rc != 1)
		return rc;
	if (f.dictionaries != dictionaries)
		return err_set(e, STATUS_DATA, "the footer lists %" PRId64 " dictionaries, but the"
		    " file has %" PRId64, f.dictionaries, dictionaries);
	if (f.batches != batches)
		return err_set(e, STATUS_DATA, "the footer lists %" PRId64 " batches, but the file"
		    " has %" PRId64, f.batches, batches);
	return 1;
}

bool
frames_footer_needed(const uint8_t word[4])
{
	uint32_t v;

	memcpy(&v, word, sizeof(v));
	return v > 0 && v < SCHEMA_LEAST;
}

/* Reads the n last bytes of a file of size bytes.  0 or -1. */
static int
read_last(int fd, int64_t size, int64_t n, struct buf *out, struct err *e)
{
	size_t got;

	out->len = 0;
	if (buf_reserve(out, (size_t)n, e) != 0 ||
	    fd_pread(fd, out->data, (size_t)n, size - n, &got, "the footer", e) != 0)
		return -1;
	out->len = got;
	return 0;
}

/* The end of the file behind in, from its footer on, if it has one.  0 or -1. */
static int
read_end(struct in *in, struct buf *out, struct err *e)
{
	int64_t size = in_size(in);
	int fd = in_plain_fd(in);
	uint32_t footer;

	if (size < END_BYTES)
		return 0;
	if (read_last(fd, size, END_BYTES, out, e) != 0)
		return -1;
	if (!ends_whole(out))
		return 0;
	memcpy(&footer, out->data, sizeof(footer));
	if (footer > IPC_META_MAX)
		return err_set(e, STATUS_DATA, "a footer over %d MiB", IPC_META_MAX >> 20);
	if (footer > size - END_BYTES)
		return err_set(e, STATUS_DATA, "a footer of impossible size");
	return read_last(fd, size, (int64_t)footer + END_BYTES, out, e);
}

int
frames_footer_open(struct in *in, struct frames_footer *f, struct err *e)
{
	int rc;

	*f = (struct frames_footer){ .end = BUF_INIT };
	if (read_end(in, &f->end, e) != 0)
		return -1;
	rc = read_footer(&f->end, &f->at, &f->n, &f->list, e);
	f->marker = in_size(in) - (int64_t)(f->end.len + sizeof(ipc_eos));
	return rc;
}

void
frames_footer_release(struct frames_footer *f)
{
	buf_release(&f->end);
}

/* n bytes at at of the file behind in, or NULL. */
static struct block *
read_bytes(struct in *in, int64_t at, int64_t n, struct err *e)
{
	struct block *b = block_new((size_t)n, e);
	size_t got;

	if (b == NULL)
		return NULL;
	if (fd_pread(in_plain_fd(in), b->data, (size_t)n, at, &got, "a dictionary", e) == 0) {
		if (got == (size_t)n)
			return b;
		err_set(e, STATUS_DATA, "the file is cut");
	}
	block_unref(b);
	return NULL;
}

/* The bytes before the metadata in meta; -1 where they do not announce them. */
static int
prefix_bytes(const struct block *meta, struct err *e)
{
	uint32_t n;
	int rc, legacy = meta->size < 8 || memcmp(meta->data, ipc_eos, 4) != 0;

	if (meta->size < 8)
		return err_set(e, STATUS_DATA, "metadata of %zu bytes", meta->size);
	rc = legacy ? ipc_size_read(meta->data, &n, e) : ipc_prefix(meta->data, &n, e);
	if (rc < 0)
		return -1;
	if (rc == 0 || n > meta->size - (legacy ? 4 : 8))
		return err_set(e, STATUS_DATA, "metadata of %" PRIu32 " bytes where the footer "
		    "says %zu", n, meta->size);
	return legacy ? 4 : 8;
}

/* Takes in the dictionary in these bytes.  0 or -1. */
static int
take_dictionary(const struct block *meta, struct block *body, const struct ipc_foreign *how,
    struct ipc_dicts **dicts, struct err *e)
{
	int skip = prefix_bytes(meta, e), rc;
	struct ipc_head head;

	if (skip < 0)
		return -1;
	if (ipc_head_read(meta->data + skip, meta->size - (size_t)skip, &head, e) != 0)
		return -1;
	rc = head.kind == IPC_DICTIONARY ? 0 :
	    err_set(e, STATUS_DATA, "the footer lists as one what is none");
	ipc_head_release(&head);
	if (rc != 0)
		return -1;
	return ipc_dicts_add(dicts, how, true, meta->data + skip, meta->size - (size_t)skip, body,
	    e);
}

/* Reads the dictionary at p.  0 or -1. */
static int
read_dictionary(struct in *in, const struct ipc_place *p, const struct ipc_foreign *how,
    int64_t body_max, struct ipc_dicts **dicts, struct err *e)
{
	struct block *meta, *body = NULL;
	int64_t size = in_size(in);
	int rc = -1;

	if (p->at < 0 || p->meta < 0 || p->body < 0 || p->at > size || p->meta > size - p->at ||
	    p->body > size - p->at - p->meta)
		return err_set(e, STATUS_DATA, "%" PRId64 " and %" PRId64 " bytes in a file of %"
		    PRId64, p->meta, p->body, size);
	if (p->meta > IPC_META_MAX || p->body > body_max)
		return err_set(e, STATUS_DATA, "a message of %" PRId64 " bytes: up to %" PRId64
		    " are read", p->body, body_max);
	if ((meta = read_bytes(in, p->at, p->meta, e)) == NULL)
		return -1;
	if (p->body == 0 || (body = read_bytes(in, p->at + p->meta, p->body, e)) != NULL)
		rc = take_dictionary(meta, body, how, dicts, e);
	block_unref(meta);
	block_unref(body);
	return rc;
}

int
frames_footer_dicts(struct in *in, const struct frames_footer *f,
    const struct ipc_foreign *how, int64_t body_max, struct ipc_dicts **dicts, struct err *e)
{
	struct ipc_place p;
	int64_t k;

	for (k = 0; k < f->list.dictionaries; k++) {
		p = ipc_footer_dictionary(f->at, &f->list, k);
		if (read_dictionary(in, &p, how, body_max, dicts, e) == 0)
			continue;
		if (e != NULL) {
			err_prefix(e, "byte %" PRId64 ": dictionary: ", p.at);
			e->byte = -1;
		}
		return -1;
	}
	return 0;
}
