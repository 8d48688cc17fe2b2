/* ipc_late.c - plain columns from those that stayed as they came. */
#include "wire/ipc_late.h"

#include <inttypes.h>

#include "base/mem.h"
#include "wire/ipc_dict.h"
#include "wire/ipc_views.h"

int
ipc_late_charge(struct ipc_late *late, const struct ipc_level *l, int64_t bytes)
{
	if (bytes <= late->room) {
		late->room -= bytes;
		return 0;
	}
	late->too_big = true;
	return ipc_refuse(l, 0, late->e, "more than %" PRId32 " bytes in one row", INT32_MAX);
}

/* Gives out the rows and the validity of in. */
static void
take_validity(struct column *out, const struct column *in)
{
	out->rows = in->rows;
	out->nulls = in->nulls;
	out->valid = in->valid;
	out->hold[0] = block_ref(in->hold[0]);
}

/* Gives out the offsets of in, from 0 on. */
static int
take_offsets(struct ipc_late *late, const struct ipc_level *l, struct column *out,
    const struct column *in)
{
	int64_t i, size = (in->rows + 1) * (int64_t)sizeof(int32_t);
	int32_t base = in->offsets[0], *o;
	struct block *b;

	if (base == 0) {
		out->offsets = in->offsets;
		out->hold[1] = block_ref(in->hold[1]);
		return 0;
	}
	if (ipc_late_charge(late, l, size) != 0 ||
	    (b = block_new((size_t)size, late->e)) == NULL)
		return -1;
	o = (int32_t *)(void *)b->data;
	for (i = 0; i <= in->rows; i++)
		o[i] = in->offsets[i] - base;
	out->offsets = o;
	out->hold[1] = b;
	return 0;
}

/* The children of in become those of out, a struct, or the elements of an array or map. */
static int
late_children(struct ipc_late *late, const struct ipc_level *l, const struct field *stored,
    const struct ipc_how *how, const struct column *in, struct column *out)
{
	const struct type *t = &l->field->type;
	struct column part = { 0 };
	int64_t from = 0;
	int rc = 0;

	if ((out->child = mem_zero(t->nchild, sizeof(*out->child), late->e)) == NULL)
		return -1;
	if (t->id != TYPE_STRUCT) {
		if (take_offsets(late, l, out, in) != 0)
			return -1;
		from = in->offsets[0];
		if (column_slice(&part, &stored->type.child[0].type, &in->child[0], from,
		    in->offsets[in->rows] - from, late->e) != 0)
			return -1;
	}
	for (; rc == 0 && out->nchild < t->nchild; out->nchild++) {
		rc = ipc_late_column(late, l, &t->child[out->nchild],
		    &stored->type.child[out->nchild], ipc_child(how, out->nchild),
		    t->id == TYPE_STRUCT ? &in->child[out->nchild] : &part,
		    &out->child[out->nchild]);
		if (rc != 0)
			break;
	}
	column_release(&part);
	return rc;
}

int
ipc_late_column(struct ipc_late *late, const struct ipc_level *up, const struct field *f,
    const struct field *stored, const struct ipc_how *how, const struct column *in,
    struct column *out)
{
	const struct ipc_level l = { up, f, out };
	int rc;

	if (!how->late)
		return column_share(out, in, late->e);
	if (how->layout == LAYOUT_DICTIONARY)
		return ipc_dict_plain(late, &l, how, in, out);
	take_validity(out, in);
	if (how->layout == LAYOUT_VIEW)
		rc = ipc_views_plain(late, &l, &late->view[how->at], in->values, out);
	else
		rc = late_children(late, &l, stored, how, in, out);
	if (rc != 0)
		column_release(out);
	return rc;
}
