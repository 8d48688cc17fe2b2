/* ipc_head.c - prefixes, message envelopes, footers. */
#include "wire/ipc.h"

#include <inttypes.h>
#include <string.h>

#include "wire/arrow.h"
#include "wire/ipc_parse.h"

const uint8_t ipc_eos[8] = { 0xff, 0xff, 0xff, 0xff, 0, 0, 0, 0 };

int
ipc_size_read(const uint8_t word[4], uint32_t *meta_len, struct err *e)
{
	int32_t m;

	memcpy(&m, word, sizeof(m));
	if (m < 0 || m > IPC_META_MAX)
		return err_set(e, STATUS_DATA, "not an Arrow message: metadata of %" PRId32
		    " bytes", m);
	*meta_len = (uint32_t)m;
	return m > 0;
}

int
ipc_prefix(const uint8_t prefix[8], uint32_t *meta_len, struct err *e)
{
	char text[64];

	if (memcmp(prefix, ipc_eos, 4) != 0)
		return err_set(e, STATUS_DATA, "not an Arrow message: it begins with %s",
		    err_quote(text, sizeof(text), prefix, 4));
	return ipc_size_read(prefix + 4, meta_len, e);
}

int
ipc_pairs_read(struct fb *f, const struct fb_table *t, unsigned slot, struct meta *out)
{
	struct fb_table pair;
	struct fb_vec v;
	const char *key, *value;
	size_t keylen, vallen;
	uint64_t i;

	memset(out, 0, sizeof(*out));
	if (fb_vec(f, t, slot, 4, &v) < 0)
		return -1;
	for (i = 0; i < v.n; i++) {
		if (fb_vec_table(f, &v, i, &pair) != 0 ||
		    fb_str(f, &pair, PAIR_KEY, &key, &keylen) < 0 ||
		    fb_str(f, &pair, PAIR_VALUE, &value, &vallen) < 0 ||
		    meta_add(out, key, keylen, value, vallen, f->e) != 0) {
			meta_release(out);
			return -1;
		}
	}
	return 0;
}

int
ipc_envelope_read(struct fb *f, struct ipc_envelope *m)
{
	int64_t version;
	int rc;

	if (fb_root(f, &m->message) != 0 ||
	    fb_int(f, &m->message, MESSAGE_VERSION, 2, 0, &version) != 0 ||
	    fb_int(f, &m->message, MESSAGE_TYPE, 1, 0, &m->type) != 0 ||
	    fb_int(f, &m->message, MESSAGE_BODY, 8, 0, &m->body) != 0)
		return -1;
	if (version != ARROW_V4 && version != ARROW_V5)
		return err_set(f->e, STATUS_DATA,
		    "Arrow metadata version %" PRId64 ": only 4 and 5 are read", version + 1);
	if (m->body < 0)
		return fb_bad(f, m->message.at, "a negative body size");
	if ((rc = fb_sub(f, &m->message, MESSAGE_HEADER, &m->header)) == 0)
		return fb_bad(f, m->message.at, "a message without header");
	return rc < 0 ? -1 : 0;
}

/* Turns the header type of an envelope into a kind.  0 or -1. */
static int
kind_of(struct fb *f, const struct ipc_envelope *m, enum ipc_kind *kind)
{
	switch ((uint8_t)m->type) {
	case HEADER_SCHEMA:
		*kind = IPC_SCHEMA;
		if (m->body != 0)
			return fb_bad(f, m->message.at, "a schema with a body");
		return 0;
	case HEADER_DICTIONARY:
		*kind = IPC_DICTIONARY;
		return 0;
	case HEADER_BATCH:
		*kind = IPC_BATCH;
		return 0;
	default:
		return err_set(f->e, STATUS_DATA, "Arrow message of type %u: only schemas,"
		    " dictionaries and record batches are read", (unsigned)(uint8_t)m->type);
	}
}

int
ipc_head_read(const uint8_t *meta, size_t n, struct ipc_head *h, struct err *e)
{
	struct ipc_envelope m;
	struct fb f;

	memset(h, 0, sizeof(*h));
	fb_init(&f, meta, n, e);
	if (ipc_envelope_read(&f, &m) != 0 || kind_of(&f, &m, &h->kind) != 0)
		return -1;
	h->body = m.body;
	if (h->kind == IPC_BATCH) {
		if (fb_int(&f, &m.header, BATCH_LENGTH, 8, 0, &h->rows) != 0)
			return -1;
		if (h->rows < 0 || h->rows > IPC_ROWS_MAX)
			return err_set(e, STATUS_DATA, "a record batch of %" PRId64
			    " rows: between 0 and %d are read", h->rows, IPC_ROWS_MAX);
	}
	return ipc_pairs_read(&f, &m.message, MESSAGE_META, &h->meta);
}

void
ipc_head_release(struct ipc_head *h)
{
	meta_release(&h->meta);
}

/* The least offset in a vector of Blocks, or least. */
static int64_t
first_block(const struct fb *f, const struct fb_vec *v, int64_t least)
{
	int64_t at;
	uint64_t i;

	for (i = 0; i < v->n; i++) {
		at = fb_i64_at(f, v->at + i * ARROW_BLOCK);
		if (least < 0 || at < least)
			least = at;
	}
	return least;
}

int
ipc_footer_read(const uint8_t *footer, size_t n, struct ipc_footer *out, struct err *e)
{
	struct fb_table root;
	struct fb_vec d, v;
	struct fb f;

	fb_init(&f, footer, n, e);
	if (fb_root(&f, &root) != 0 ||
	    fb_vec(&f, &root, FOOTER_DICTIONARIES, ARROW_BLOCK, &d) < 0 ||
	    fb_vec(&f, &root, FOOTER_BATCHES, ARROW_BLOCK, &v) < 0)
		return -1;
	out->dictionaries = (int64_t)d.n;
	out->batches = (int64_t)v.n;
	out->dictionary = d.at;
	out->first = first_block(&f, &v, first_block(&f, &d, -1));
	return 0;
}

struct ipc_place
ipc_footer_dictionary(const uint8_t *footer, const struct ipc_footer *f, int64_t k)
{
	const uint8_t *block = footer + f->dictionary + (uint64_t)k * ARROW_BLOCK;
	struct ipc_place p;
	int32_t meta;

	memcpy(&p.at, block, sizeof(p.at));
	memcpy(&meta, block + 8, sizeof(meta));
	memcpy(&p.body, block + 16, sizeof(p.body));
	p.meta = meta;
	return p;
}
