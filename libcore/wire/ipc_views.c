/*
 * ipc_views.c - columns of views.
 *
 * A view has a length and, up to 12 bytes, the value itself; else its first 4 bytes, the
 * number of a buffer and an offset into it.  Source: Arrow columnar format 1.5, "Variable-size
 * Binary View Layout".
 *
 * Two loops make a plain column: one over the lengths, which says how much memory that
 * takes, one that copies.  Only when one of them fails is it looked which values count, to
 * find the place or to see that what is wrong lies under a null.
 */
#include "wire/ipc_views.h"

#include <inttypes.h>
#include <stdlib.h>

#include "base/copy.h"
#include "base/mem.h"
#include "model/bits.h"
#include "wire/ipc.h"

#define VIEW_BYTES 16
#define VIEW_INLINE 12

/* Of a value that is longer than VIEW_INLINE. */
struct far {
	uint32_t length, prefix, buffer, offset;
};

static inline struct far
far_at(const uint8_t *in, int64_t i)
{
	struct far v;

	memcpy(&v, in + i * VIEW_BYTES, sizeof(v));
	return v;
}

static inline uint32_t
length_at(const uint8_t *in, int64_t i)
{
	uint32_t n;

	memcpy(&n, in + i * VIEW_BYTES, sizeof(n));
	return n;
}

void
ipc_view_data_release(struct ipc_view_data *d)
{
	uint32_t i;

	for (i = 0; i < d->n; i++)
		block_unref(d->in[i].in);
	free(d->in);
	*d = (struct ipc_view_data){ 0, NULL };
}

int
ipc_views_read(struct ipc_reader *r, const struct ipc_level *l, const struct ipc_how *how,
    struct column *c)
{
	struct ipc_view_data *d = &r->view[how->at];
	int64_t n;

	if (ipc_take_buffer(r, l, "views", (uint64_t)c->rows * VIEW_BYTES, 1, &c->values,
	    &c->hold[2]) != 0)
		return -1;
	if (r->count >= r->variadic.n)
		return ipc_refuse(l, -1, r->e, "damaged metadata: no number of its buffers");
	n = fb_i64_at(&r->f, r->variadic.at + r->count++ * sizeof(n));
	/* A count of what the metadata lists bounds what is allocated. */
	if (n < 0 || (uint64_t)n > r->buffers.n - r->buffer)
		return ipc_refuse(l, -1, r->e, "damaged metadata: %" PRId64 " buffers of data "
		    "where %" PRIu64 " are left", n, r->buffers.n - r->buffer);
	if (n == 0)
		return 0;
	if ((d->in = mem_zero((size_t)n, sizeof(*d->in), r->e)) == NULL)
		return -1;
	for (; d->n < (uint32_t)n; d->n++) {
		/* What lies in them is not known yet, so all of it may be wanted. */
		if (ipc_next_buffer(r, l, "data", IPC_BODY_MAX, &d->in[d->n]) != 0)
			return -1;
	}
	return 0;
}

/* Whether the bytes of v lie where it says. */
static inline bool
far_good(const struct far *v, const struct ipc_view_data *d)
{
	return v->buffer < d->n && v->offset <= INT32_MAX &&
	    (int64_t)v->offset + v->length <= d->in[v->buffer].n &&
	    memcmp(d->in[v->buffer].p + v->offset, &v->prefix, sizeof(v->prefix)) == 0;
}

/*
 * The offsets that n views take at o, those without a bit in valid (NULL: none) as empty.
 * Their sum, or -1: a length is negative.
 */
static int64_t
lengths(const uint8_t *in, const uint8_t *valid, int64_t n, int32_t *o)
{
	uint32_t bad = 0, len;
	int64_t i, sum = 0;

	o[0] = 0;
	for (i = 0; valid == NULL && i < n; i++) {
		len = length_at(in, i);
		bad |= len;
		sum += len;
		o[i + 1] = (int32_t)sum;
	}
	for (; i < n; i++) {
		len = length_at(in, i) & -(uint32_t)column_bit(valid, i);
		bad |= len;
		sum += len;
		o[i + 1] = (int32_t)sum;
	}
	return bad >> 31 != 0 ? -1 : sum;
}

/* Copies the n values between the offsets o; false where one does not lie where it says. */
static bool
copy_values(const uint8_t *in, const struct ipc_view_data *d, const int32_t *o, int64_t n,
    uint8_t *out)
{
	struct far v;
	int64_t i;

	for (i = 0; i < n; i++) {
		if (o[i + 1] - o[i] <= VIEW_INLINE) {
			/* Whole, which is cheaper; what is too much is written over. */
			memcpy(out + o[i], in + i * VIEW_BYTES + 4, VIEW_INLINE);
			continue;
		}
		v = far_at(in, i);
		if (!far_good(&v, d))
			return false;
		copy_few(out + o[i], d->in[v.buffer].p + v.offset, v.length);
	}
	return true;
}

/* Says which of the views that count is wrong.  -1; 0 when none is. */
static int
find_bad(const struct ipc_level *l, const struct ipc_view_data *d, const uint8_t *in,
    const uint8_t *live, struct err *e)
{
	struct far v;
	int64_t i;

	for (i = 0; i < l->col->rows; i++) {
		v = far_at(in, i);
		if (!column_bit(live, i) || v.length <= VIEW_INLINE)
			continue;
		if (v.length > INT32_MAX)
			return ipc_refuse(l, i, e, "a view of %" PRId32 " bytes",
			    (int32_t)v.length);
		if (v.buffer >= d->n)
			return ipc_refuse(l, i, e, "a view into buffer %" PRId32 " of %" PRIu32,
			    (int32_t)v.buffer, d->n);
		if (v.offset > INT32_MAX ||
		    (int64_t)v.offset + v.length > d->in[v.buffer].n)
			return ipc_refuse(l, i, e, "a view of %" PRIu32 " bytes at %" PRId32
			    " of a buffer of %" PRId64, v.length, (int32_t)v.offset,
			    d->in[v.buffer].n);
		if (!far_good(&v, d))
			return ipc_refuse(l, i, e,
			    "a view whose first bytes are not those of its value");
	}
	return 0;
}

/* One attempt, in which only values in valid count: 1, 0 one of them is wrong, -1. */
static int
make_plain(struct ipc_late *late, const struct ipc_level *l, const struct ipc_view_data *d,
    const uint8_t *in, const uint8_t *valid, struct column *out)
{
	int32_t *o = (int32_t *)(void *)out->hold[1]->data;
	int64_t sum = lengths(in, valid, out->rows, o);
	struct block *data;

	if (sum < 0)
		return 0;
	if (ipc_late_charge(late, l, sum) != 0)
		return -1;
	if ((data = block_new((size_t)sum + VIEW_INLINE, late->e)) == NULL)
		return -1;
	if (!copy_values(in, d, o, out->rows, data->data)) {
		block_unref(data);
		late->room += sum;
		return 0;
	}
	memset(data->data + sum, 0, VIEW_INLINE);
	block_unref(out->hold[2]);
	out->hold[2] = data;
	out->values = data->data;
	return 1;
}

int
ipc_views_plain(struct ipc_late *late, const struct ipc_level *l,
    const struct ipc_view_data *d, const uint8_t *in, struct column *out)
{
	uint8_t *live;
	int rc;

	if (ipc_late_charge(late, l, (out->rows + 1) * (int64_t)sizeof(int32_t)) != 0)
		return -1;
	out->hold[1] = block_new(((size_t)out->rows + 1) * sizeof(int32_t), late->e);
	if (out->hold[1] == NULL)
		return -1;
	out->offsets = (const int32_t *)(const void *)out->hold[1]->data;
	rc = make_plain(late, l, d, in, out->valid, out);
	if (rc == 0 || (rc < 0 && late->too_big)) {
		/* Something is wrong, or large, that may lie under a null. */
		late->too_big = false;
		if (late->e != NULL)
			err_clear(late->e);
		if ((live = ipc_live_values(l, late->e)) == NULL)
			return -1;
		rc = find_bad(l, d, in, live, late->e);
		if (rc == 0)
			rc = make_plain(late, l, d, in, live, out);
		free(live);
	}
	if (rc != 1)
		return -1;
	return l->field->type.id == TYPE_STRING ? ipc_check_strings(l, out, NULL, late->e) : 0;
}
