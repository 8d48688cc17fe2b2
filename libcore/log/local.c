/* local.c - the local log: topics in a folder, without a server. */
#include "log/local.h"

#include <stdlib.h>

#include "base/mem.h"
#include "log/local_fs.h"

static void
local_free(struct log *l)
{
	struct local *lo = (struct local *)l;
	int i;

	for (i = 0; i < RANGE_SHAPES; i++)
		schema_unref(lo->shape[i]);
	ledger_free(lo->ledger);
	free(lo->dir);
	free(lo);
}

static const struct log_ops ops = {
	.kind = "local",
	.create = local_create,
	.remove = local_remove,
	.describe = local_describe,
	.producer_new = local_producer_new,
	.source_new = local_source_new,
	.free = local_free
};

/* The schema of ranges with these flags. */
static struct schema *
make_shape(unsigned flags, const struct schema *record, struct err *e)
{
	struct schema *s = schema_new(e);
	bool ok = s != NULL;

	if (ok && flags & RANGE_KEY)
		ok = schema_add_field(s, &record->field[LOG_KEY], e) != NULL;
	ok = ok && schema_add_field(s, &record->field[LOG_VALUE], e) != NULL;
	if (ok && flags & RANGE_TIMESTAMP)
		ok = schema_add_field(s, &record->field[LOG_TIMESTAMP], e) != NULL;
	if (ok && flags & RANGE_HEADERS)
		ok = schema_add_field(s, &record->field[LOG_HEADERS], e) != NULL;
	if (ok)
		return s;
	schema_unref(s);
	return NULL;
}

static int
make_shapes(struct local *lo, struct err *e)
{
	struct schema *record = log_record_schema(true, e);
	unsigned i;
	int r = 0;

	if (record == NULL)
		return -1;
	for (i = 0; i < RANGE_SHAPES && r == 0; i++) {
		lo->shape[i] = make_shape(i, record, e);
		r = lo->shape[i] != NULL ? 0 : -1;
	}
	schema_unref(record);
	return r;
}

int
log_local_open(struct log **out, struct log_settings *s, struct err *e)
{
	const struct ledger_wait wait = { s->timeout_ms, s->waiting, s->arg };
	struct local *lo = mem_zero(1, sizeof *lo, e);
	int r = -1;

	if (lo != NULL) {
		lo->log.ops = &ops;
		lo->timeout_ms = s->timeout_ms;
		lo->dir = s->dir;
		s->dir = NULL;
		if (make_shapes(lo, e) == 0 && local_fs_prepare(lo->dir, e) == 0)
			r = ledger_open(&lo->ledger, lo->dir, &wait, e);
	}
	log_settings_release(s);
	if (r != 0) {
		if (lo != NULL)
			local_free(&lo->log);
		return -1;
	}
	*out = &lo->log;
	return 0;
}
