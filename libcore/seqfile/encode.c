/* encode.c - records become a block or a run of records. */
#include "seqfile/encode.h"

#include <stdlib.h>
#include <string.h>

#include "base/mem.h"
#include "seqfile/vint.h"

/* The two length words before a record. */
#define RECORD_HEAD 8

struct seq_encoder {
	struct seq_encode_conf conf;
	struct whole_pack *pack;	/* NULL: SEQ_PLAIN */
	struct seq_unit unit;		/* being filled; of a block, data is made at the end */
	struct buf key_sizes, keys, value_sizes, values;	/* of a block */
	struct buf value;		/* SEQ_RECORD: one, not compressed */
	size_t begun_key;		/* the room that the last begin made for its key */
	uint64_t raw;
};

void
seq_unit_release(struct seq_unit *u)
{
	buf_release(&u->data);
	buf_release(&u->keys);
	free(u->end);
	free(u->key_end);
	*u = (struct seq_unit)SEQ_UNIT_INIT;
}

/* Empties u and keeps its memory. */
static void
unit_clear(struct seq_unit *u)
{
	u->data.len = u->keys.len = 0;
	u->records = 0;
	u->unsorted = -1;
}

const uint8_t *
seq_unit_key(const struct seq_unit *u, uint64_t i, size_t *n)
{
	size_t start;

	if (u->block) {
		start = i == 0 ? 0 : u->key_end[i - 1];
		*n = u->key_end[i] - start;
		return u->keys.data + start;
	}
	start = i == 0 ? 0 : u->end[i - 1];
	*n = (size_t)seq_get_i32(u->data.data + start + 4);
	return u->data.data + start + RECORD_HEAD;
}

struct seq_encoder *
seq_encoder_new(const struct seq_encode_conf *conf, struct err *e)
{
	struct seq_encoder *w = mem_zero(1, sizeof(*w), e);

	if (w == NULL)
		return NULL;
	w->conf = *conf;
	w->unit = (struct seq_unit)SEQ_UNIT_INIT;
	if (conf->layout != SEQ_PLAIN &&
	    (w->pack = whole_pack_new(conf->codec, conf->level, e)) == NULL) {
		free(w);
		return NULL;
	}
	return w;
}

void
seq_encoder_free(struct seq_encoder *w)
{
	if (w == NULL)
		return;
	whole_pack_free(w->pack);
	seq_unit_release(&w->unit);
	buf_release(&w->key_sizes);
	buf_release(&w->keys);
	buf_release(&w->value_sizes);
	buf_release(&w->values);
	buf_release(&w->value);
	free(w);
}

/* Forgets the unit begun. */
static void
clear(struct seq_encoder *w)
{
	unit_clear(&w->unit);
	w->key_sizes.len = w->keys.len = w->value_sizes.len = w->values.len = 0;
	w->raw = 0;
}

uint64_t
seq_encoder_records(const struct seq_encoder *w)
{
	return w->unit.records;
}

static int
too_long(const struct seq_encoder *w, const char *what, uint64_t n, struct err *e)
{
	return err_row(e, (int64_t)w->unit.records,
	    "%s of %llu bytes: the limit of the format is %zu", what, (unsigned long long)n,
	    SEQ_RECORD_MAX);
}

int
seq_encoder_begin(struct seq_encoder *w, size_t nkey, size_t nvalue, uint8_t **key,
    uint8_t **value, struct err *e)
{
	struct buf *d = &w->unit.data;

	if (nkey > SEQ_RECORD_MAX || nvalue > SEQ_RECORD_MAX - nkey)
		return too_long(w, "a record", (uint64_t)nkey + nvalue, e);
	w->begun_key = nkey;
	if (w->conf.layout == SEQ_BLOCK) {
		if (nkey + nvalue > SEQ_RECORD_MAX - w->raw && w->raw > 0)
			return too_long(w, "a block", w->raw + nkey + nvalue, e);
		if (buf_room(&w->keys, nkey, e) != 0 ||
		    buf_room(&w->values, nvalue, e) != 0)
			return -1;
		*key = w->keys.data + w->keys.len;
		*value = w->values.data + w->values.len;
		return 0;
	}
	if (w->conf.layout == SEQ_RECORD) {
		w->value.len = 0;
		if (buf_room(d, RECORD_HEAD + nkey, e) != 0 ||
		    buf_room(&w->value, nvalue, e) != 0)
			return -1;
		*value = w->value.data;
	} else {
		if (buf_room(d, RECORD_HEAD + nkey + nvalue, e) != 0)
			return -1;
		*value = d->data + d->len + RECORD_HEAD + nkey;
	}
	*key = d->data + d->len + RECORD_HEAD;
	return 0;
}

/* Looks whether key, that of the record to be added, comes before the last one's. */
static int
look_at_order(struct seq_encoder *w, const uint8_t *key, size_t nkey, struct err *e)
{
	struct seq_unit *u = &w->unit;
	struct seq_rank now, last;
	const uint8_t *p;
	size_t n;

	if (seq_order_rank(w->conf.order, key, nkey, &now, e) != 0) {
		if (e != NULL)
			e->row = (int64_t)u->records;
		return -1;
	}
	if (u->records == 0 || u->unsorted >= 0)
		return 0;
	if (u->block) {
		size_t start = u->records == 1 ? 0 : u->key_end[u->records - 2];

		p = w->keys.data + start;
		n = u->key_end[u->records - 1] - start;
	} else {
		p = seq_unit_key(u, u->records - 1, &n);
	}
	if (seq_order_rank(w->conf.order, p, n, &last, e) != 0)
		return -1;
	if (seq_rank_compare(&now, &last) < 0)
		u->unsorted = (int64_t)u->records;
	return 0;
}

/* Adds what stands after the ends of w->keys and w->values. */
static int
end_in_block(struct seq_encoder *w, size_t nkey, size_t nvalue, struct err *e)
{
	struct seq_unit *u = &w->unit;

	if (buf_room(&w->key_sizes, VINT_MAX, e) != 0 ||
	    buf_room(&w->value_sizes, VINT_MAX, e) != 0)
		return -1;
	if (w->conf.order != NULL) {
		if (u->records >= u->key_cap && mem_grow(&u->key_end, &u->key_cap,
		    (size_t)u->records + 1, sizeof(*u->key_end), e) != 0)
			return -1;
		if (look_at_order(w, w->keys.data + w->keys.len, nkey, e) != 0)
			return -1;
		u->key_end[u->records] = w->keys.len + nkey;
	}
	w->key_sizes.len += vint_put(w->key_sizes.data + w->key_sizes.len, (int32_t)nkey);
	w->value_sizes.len += vint_put(w->value_sizes.data + w->value_sizes.len,
	    (int32_t)nvalue);
	w->keys.len += nkey;
	w->values.len += nvalue;
	return 0;
}

/* Adds what stands after the end of the data and, with SEQ_RECORD, in w->value. */
static int
end_in_run(struct seq_encoder *w, size_t nkey, size_t nvalue, struct err *e)
{
	struct seq_unit *u = &w->unit;
	struct buf *d = &u->data;
	size_t start = d->len;

	if (u->records >= u->end_cap && mem_grow(&u->end, &u->end_cap,
	    (size_t)u->records + 1, sizeof(*u->end), e) != 0)
		return -1;
	if (w->conf.order != NULL &&
	    look_at_order(w, d->data + start + RECORD_HEAD, nkey, e) != 0)
		return -1;
	d->len += RECORD_HEAD + nkey;
	if (w->conf.layout == SEQ_PLAIN) {
		if (w->begun_key > nkey)
			memmove(d->data + d->len, d->data + d->len + w->begun_key - nkey, nvalue);
		d->len += nvalue;
	} else if (whole_pack(w->pack, w->value.data, nvalue, d, e) != 0) {
		d->len = start;
		return -1;
	}
	if (d->len - start - RECORD_HEAD > SEQ_RECORD_MAX) {
		nvalue = d->len - start - RECORD_HEAD;
		d->len = start;
		return too_long(w, "a compressed record", nvalue, e);
	}
	seq_put_i32(d->data + start, (int32_t)(d->len - start - RECORD_HEAD));
	seq_put_i32(d->data + start + 4, (int32_t)nkey);
	u->end[u->records] = d->len;
	return 0;
}

int
seq_encoder_end(struct seq_encoder *w, size_t nkey, size_t nvalue, struct err *e)
{
	w->unit.block = w->conf.layout == SEQ_BLOCK;
	if ((w->unit.block ? end_in_block : end_in_run)(w, nkey, nvalue, e) != 0)
		return -1;
	w->unit.records++;
	w->raw += nkey + nvalue;
	return 0;
}

int
seq_encoder_add(struct seq_encoder *w, const void *key, size_t nkey, const void *value,
    size_t nvalue, struct err *e)
{
	uint8_t *k, *v;

	if (seq_encoder_begin(w, nkey, nvalue, &k, &v, e) != 0)
		return -1;
	if (nkey > 0)
		memcpy(k, key, nkey);
	if (nvalue > 0)
		memcpy(v, value, nvalue);
	return seq_encoder_end(w, nkey, nvalue, e);
}

/* Appends the compressed form of raw, and before it how long that is. */
static int
add_packed(struct seq_encoder *w, const struct buf *raw, struct err *e)
{
	struct buf *d = &w->unit.data;
	size_t start = d->len, packed, n;
	uint8_t head[VLONG_MAX];

	if (buf_reserve(d, VINT_MAX, e) != 0)
		return -1;
	d->len += VINT_MAX;
	if (whole_pack(w->pack, raw->data, raw->len, d, e) != 0)
		return -1;
	packed = d->len - start - VINT_MAX;
	if (packed > INT32_MAX)
		return too_long(w, "a compressed block", packed, e);
	/* The length is known only now: the bytes move to its end. */
	n = vint_put(head, (int32_t)packed);
	memmove(d->data + start + n, d->data + start + VINT_MAX, packed);
	memcpy(d->data + start, head, n);
	d->len = start + n + packed;
	return 0;
}

/* The block up to its values. */
static int
begin_block(struct seq_encoder *w, struct err *e)
{
	struct seq_unit *u = &w->unit;

	if (u->records > INT32_MAX)
		return err_set(e, STATUS_DATA, "too many records for a block");
	if (buf_reserve(&u->data, VINT_MAX, e) != 0)
		return -1;
	u->data.len = vint_put(u->data.data, (int32_t)u->records);
	if (add_packed(w, &w->key_sizes, e) != 0 || add_packed(w, &w->keys, e) != 0 ||
	    add_packed(w, &w->value_sizes, e) != 0)
		return -1;
	if (w->conf.order != NULL) {
		struct buf keys = u->keys;

		u->keys = w->keys;
		w->keys = keys;
	}
	return 0;
}

static int
make_block(struct seq_encoder *w, struct err *e)
{
	return begin_block(w, e) != 0 ? -1 : add_packed(w, &w->values, e);
}

/* Hands the unit over and begins another. */
static void
hand_over(struct seq_encoder *w, struct seq_unit *u)
{
	struct seq_unit made = w->unit;

	w->unit = *u;
	*u = made;
}

int
seq_encoder_finish(struct seq_encoder *w, struct seq_unit *u, struct err *e)
{
	int rc = 0;

	unit_clear(u);
	if (w->conf.layout == SEQ_BLOCK && w->unit.records > 0)
		rc = make_block(w, e);
	if (rc == 0)
		hand_over(w, u);
	clear(w);
	return rc;
}

/* -- records in pieces -- */

/* A record without a value, which gets the length of the one to come. */
static int
add_front(struct seq_encoder *w, const void *key, size_t nkey, uint64_t nvalue,
    struct err *e)
{
	struct buf *d = &w->unit.data;

	if (w->conf.layout == SEQ_BLOCK) {
		if (seq_encoder_add(w, key, nkey, NULL, 0, e) != 0)
			return -1;
		w->value_sizes.len = vint_put(w->value_sizes.data, (int32_t)nvalue);
		return begin_block(w, e);
	}
	if (buf_room(d, RECORD_HEAD + nkey, e) != 0)
		return -1;
	seq_put_i32(d->data, 0);
	seq_put_i32(d->data + 4, (int32_t)nkey);
	d->len = RECORD_HEAD;
	buf_put_bytes(d, key, nkey);
	if (w->conf.order != NULL && look_at_order(w, key, nkey, e) != 0)
		return -1;
	w->unit.block = false;
	w->unit.records = 1;
	return 0;
}

int
seq_encoder_front(struct seq_encoder *w, const void *key, size_t nkey, uint64_t nvalue,
    struct seq_unit *u, struct err *e)
{
	int rc;

	unit_clear(u);
	if (nkey > SEQ_RECORD_MAX || nvalue > SEQ_RECORD_MAX - nkey)
		return too_long(w, "a record", nkey + nvalue, e);
	if ((rc = add_front(w, key, nkey, nvalue, e)) == 0)
		hand_over(w, u);
	clear(w);
	return rc;
}

int
seq_encoder_piece(struct seq_encoder *w, const void *p, size_t n, struct buf *out,
    struct err *e)
{
	return w->pack == NULL ? buf_add(out, p, n, e) : whole_pack(w->pack, p, n, out, e);
}
