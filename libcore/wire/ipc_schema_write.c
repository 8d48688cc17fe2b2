/* ipc_schema_write.c - message metadata of a schema. */
#include "wire/ipc.h"

#include <string.h>

#include "wire/arrow.h"
#include "wire/ipc_form.h"

void
ipc_pairs_write(struct fbw *w, size_t link, const struct meta *a, const struct meta *b)
{
	static const struct fbw_slot pair[PAIR_SLOTS] = { { 4, 0 }, { 4, 0 } };
	size_t n = a == NULL ? 0 : a->n, all = n + (b == NULL ? 0 : b->n);
	size_t i, refs, at[PAIR_SLOTS];
	const struct meta_pair *p;

	refs = fbw_refs(w, link, all);
	for (i = 0; i < all; i++) {
		p = i < n ? &a->pair[i] : &b->pair[i - n];
		fbw_table(w, refs + 4 * i, pair, PAIR_SLOTS, at);
		fbw_str(w, at[PAIR_KEY], p->key, p->keylen);
		fbw_str(w, at[PAIR_VALUE], p->value, p->vallen);
	}
}

/* Arrow's code for each type, and the slots of its table (references are patched). */
static const struct {
	uint8_t code, slots;
	struct fbw_slot slot[DECIMAL_SLOTS];
} form[TYPE_COUNT] = {
	[TYPE_VOID] = { ARROW_NULL, 0, { { 0, 0 } } },
	[TYPE_BOOLEAN] = { ARROW_BOOL, 0, { { 0, 0 } } },
	[TYPE_TINYINT] = { ARROW_INT, INT_SLOTS, { { 4, 8 }, { 1, 1 } } },
	[TYPE_SMALLINT] = { ARROW_INT, INT_SLOTS, { { 4, 16 }, { 1, 1 } } },
	[TYPE_INT] = { ARROW_INT, INT_SLOTS, { { 4, 32 }, { 1, 1 } } },
	[TYPE_BIGINT] = { ARROW_INT, INT_SLOTS, { { 4, 64 }, { 1, 1 } } },
	[TYPE_FLOAT] = { ARROW_FLOAT, FLOAT_SLOTS, { { 2, FLOAT_SINGLE } } },
	[TYPE_DOUBLE] = { ARROW_FLOAT, FLOAT_SLOTS, { { 2, FLOAT_DOUBLE } } },
	[TYPE_DECIMAL] = { ARROW_DECIMAL, DECIMAL_SLOTS, { { 4, 0 }, { 4, 0 }, { 4, 128 } } },
	[TYPE_STRING] = { ARROW_UTF8, 0, { { 0, 0 } } },
	[TYPE_BINARY] = { ARROW_BINARY, 0, { { 0, 0 } } },
	[TYPE_DATE] = { ARROW_DATE, DATE_SLOTS, { { 2, DATE_DAY } } },
	[TYPE_TIMESTAMP] = { ARROW_TIMESTAMP, TIMESTAMP_SLOTS, { { 2, UNIT_MICRO }, { 4, 0 } } },
	[TYPE_TIMESTAMP_NTZ] = { ARROW_TIMESTAMP, TIMESTAMP_SLOTS,
	    { { 2, UNIT_MICRO }, { 0, 0 } } },
	[TYPE_ARRAY] = { ARROW_LIST, 0, { { 0, 0 } } },
	[TYPE_STRUCT] = { ARROW_STRUCT, 0, { { 0, 0 } } },
	[TYPE_MAP] = { ARROW_MAP, MAP_SLOTS, { { 1, 0 } } }
};

static void
write_type(struct fbw *w, size_t link, const struct type *t)
{
	const char *zone = t->zone != NULL ? t->zone : "UTC";
	struct fbw_slot slot[DECIMAL_SLOTS];
	size_t at[DECIMAL_SLOTS];

	memcpy(slot, form[t->id].slot, sizeof(slot));
	if (t->id == TYPE_DECIMAL) {
		slot[DECIMAL_PRECISION].v = t->precision;
		slot[DECIMAL_SCALE].v = t->scale;
	} else if (t->id == TYPE_MAP) {
		slot[MAP_SORTED].v = t->keys_sorted;
	}
	fbw_table(w, link, slot, form[t->id].slots, at);
	if (t->id == TYPE_TIMESTAMP)
		fbw_str(w, at[TIMESTAMP_ZONE], zone, strlen(zone));
}

static void
write_field(struct fbw *w, size_t link, const struct field *f)
{
	const struct fbw_slot slot[FIELD_SLOTS] = {
		[FIELD_NAME] = { 4, 0 },
		[FIELD_NULLABLE] = { 1, f->nullable },
		[FIELD_CODE] = { 1, form[f->type.id].code },
		[FIELD_TYPE] = { 4, 0 },
		[FIELD_CHILDREN] = { 4, 0 },
		[FIELD_META] = { f->meta.n > 0 ? 4 : 0, 0 }
	};
	size_t at[FIELD_SLOTS], refs;
	uint32_t i;

	fbw_table(w, link, slot, FIELD_SLOTS, at);
	fbw_str(w, at[FIELD_NAME], f->name, strlen(f->name));
	write_type(w, at[FIELD_TYPE], &f->type);
	/* Always there, if empty: older readers insist. */
	refs = fbw_refs(w, at[FIELD_CHILDREN], f->type.nchild);
	for (i = 0; i < f->type.nchild; i++)
		write_field(w, refs + 4 * (size_t)i, &f->type.child[i]);
	if (f->meta.n > 0)
		ipc_pairs_write(w, at[FIELD_META], &f->meta, NULL);
}

int
ipc_schema_write(const struct schema *s, const struct meta *extra, struct ipc_message *out,
    struct err *e)
{
	bool meta = s->meta.n > 0 || (extra != NULL && extra->n > 0);
	const struct fbw_slot slot[SCHEMA_SLOTS] = {
		[SCHEMA_FIELDS] = { 4, 0 },
		[SCHEMA_META] = { meta ? 4 : 0, 0 }
	};
	size_t at[SCHEMA_SLOTS], links[MESSAGE_SLOTS], refs, i;
	struct fbw w;

	memset(out, 0, sizeof(*out));
	ipc_message_begin(&w, out, HEADER_SCHEMA, 0, false, links, e);
	fbw_table(&w, links[MESSAGE_HEADER], slot, SCHEMA_SLOTS, at);
	refs = fbw_refs(&w, at[SCHEMA_FIELDS], s->nfield);
	for (i = 0; i < s->nfield; i++)
		write_field(&w, refs + 4 * i, &s->field[i]);
	if (meta)
		ipc_pairs_write(&w, at[SCHEMA_META], &s->meta, extra);
	if (ipc_piece_add(out, NULL, 0, e) != 0 || ipc_message_end(&w, out, e) != 0) {
		ipc_message_release(out);
		return -1;
	}
	return 0;
}
