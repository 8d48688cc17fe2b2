/* local.c - the local log: topics in a folder, without a server. */
#include "log/local.h"

#include <errno.h>
#include <stdlib.h>
#include <unistd.h>

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
local_need(struct local *lo, bool make, struct err *e)
{
	char *path;
	int there;

	if (lo->ledger != NULL)
		return 1;
	if (make && local_fs_make(lo->dir, e) != 0)
		return -1;
	if ((there = local_fs_check(lo->dir, e)) <= 0)
		return there;
	if ((path = mem_printf(e, "%s/ledger", lo->dir)) == NULL)
		return -1;
	there = make || access(path, F_OK) == 0 || errno != ENOENT;
	free(path);
	if (!there)
		return 0;
	return ledger_open(&lo->ledger, lo->dir, &lo->wait, e) == 0 ? 1 : -1;
}

int
local_no_log(const struct local *lo, const char *topic, struct err *e)
{
	return err_set(e, STATUS_SYSTEM, "no such topic: %s (there is no log in %s)", topic,
	    lo->dir);
}

int
log_local_open(struct log **out, struct log_settings *s, struct err *e)
{
	struct local *lo = mem_zero(1, sizeof *lo, e);
	int r = -1;

	if (lo != NULL) {
		lo->log.ops = &ops;
		lo->wait = (struct ledger_conf){ .timeout_ms = s->timeout_ms,
		    .waiting = s->waiting, .tell = s->debug, .arg = s->arg };
		lo->dir = s->dir;
		lo->named = s->dir_named;
		s->dir = NULL;
		r = make_shapes(lo, e);
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
