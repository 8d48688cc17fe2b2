/* json_map.c - JSON values in frames as other columns. */
#include "ops/json_map.h"

#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/mem.h"
#include "json/fill.h"
#include "json/json.h"
#include "model/bits.h"
#include "model/stream.h"
#include "ops/json_map_impl.h"

/* -- set-up -- */

static int
find(const struct schema *s, const char *name, const char *option, struct err *e)
{
	char hint[400];
	int i = schema_find(s, name);

	if (i >= 0)
		return i;
	if (i == -2)
		return err_set(e, STATUS_USAGE, "option %s: several columns are called \"%s\"",
		    option, name);
	return err_set(e, STATUS_USAGE, "option %s: no column \"%s\"%s", option, name,
	    schema_hint(s, name, hint, sizeof(hint)));
}

/* The column of that name and type, or -1. */
static int
known(const struct schema *s, const char *name, enum type_id type)
{
	int i = schema_find(s, name);

	return i >= 0 && s->field[i].type.id == type ? i : -1;
}

/* The columns of what comes out. */
static int
make_schema(struct json_map *m, const struct schema *in, struct err *e)
{
	const struct schema *add = m->conf.cols == NULL ? NULL : m->conf.cols->schema;
	struct field *f;
	size_t i;

	if ((m->schema = schema_new(e)) == NULL)
		return -1;
	for (i = 0; i < m->nkeep; i++) {
		if ((f = schema_add_field(m->schema, &in->field[m->keep[i]], e)) == NULL)
			return -1;
		meta_remove(&f->meta, FIELD_IMPLIED);
	}
	if (add == NULL)
		return schema_add_id(m->schema, "value", TYPE_STRING, true, e) == NULL ? -1 : 0;
	for (i = 0; i < add->nfield; i++)
		if (schema_add_field(m->schema, &add->field[i], e) == NULL)
			return -1;
	return 0;
}

static int
check_names(const struct schema *s, struct err *e)
{
	for (size_t i = 0; i < s->nfield; i++)
		if (schema_find(s, s->field[i].name) == -2)
			return err_set(e, STATUS_USAGE, "two columns are called \"%s\"",
			    s->field[i].name);
	return 0;
}

static int
find_columns(struct json_map *m, const struct schema *in, struct err *e)
{
	size_t i;
	int k;

	m->fields = in->nfield;
	if ((m->column = find(in, m->conf.column, "-c", e)) < 0)
		return -1;
	if (!type_is_bytes(in->field[m->column].type.id))
		return err_set(e, STATUS_USAGE, "option -c: column \"%s\" is neither string nor "
		    "binary", m->conf.column);
	if ((m->keep = mem_zero(m->conf.nkeep, sizeof(*m->keep), e)) == NULL)
		return -1;
	for (i = 0; i < m->conf.nkeep; i++) {
		if ((k = find(in, m->conf.keep[i], "--keep", e)) < 0)
			return -1;
		m->keep[m->nkeep++] = k;
	}
	m->topic = known(in, "topic", TYPE_STRING);
	m->partition = known(in, "partition", TYPE_INT);
	m->offset = known(in, "offset", TYPE_BIGINT);
	return 0;
}

struct json_map *
json_map_new(const struct schema *in, const struct json_map_conf *conf, struct err *e)
{
	struct json_map *m = mem_zero(1, sizeof(*m), e);

	if (m == NULL)
		return NULL;
	m->conf = *conf;
	m->worker = mem_zero((size_t)conf->jobs, sizeof(*m->worker), e);
	if (m->worker == NULL || find_columns(m, in, e) != 0 || make_schema(m, in, e) != 0 ||
	    check_names(m->schema, e) != 0) {
		json_map_free(m);
		return NULL;
	}
	m->op = (struct op){ &json_map_ops, m->schema, OP_PURE };
	return m;
}

struct op *
json_map_op(struct json_map *m)
{
	return &m->op;
}

void
json_map_free(struct json_map *m)
{
	if (m == NULL)
		return;
	for (int i = 0; m->worker != NULL && i < m->conf.jobs; i++) {
		json_scan_free(m->worker[i].scan);
		json_fill_free(m->worker[i].fill);
		json_rows_release(&m->worker[i].rows);
		bad_list_release(&m->worker[i].bad);
	}
	free(m->worker);
	free(m->keep);
	schema_unref(m->schema);
	free(m);
}

struct schema *
json_map_schema(const struct json_map *m)
{
	return m->schema;
}

void
json_map_used(const struct json_map *m, bool *used)
{
	used[m->column] = true;
	for (size_t i = 0; i < m->nkeep; i++)
		used[m->keep[i]] = true;
	if (m->topic >= 0 && m->partition >= 0 && m->offset >= 0)
		used[m->topic] = used[m->partition] = used[m->offset] = true;
}

int
json_map_plan(const struct json_map *m, struct source *s, struct err *e)
{
	bool *used = mem_zero(m->fields, sizeof(*used), e);
	const struct want w = { .column = used };
	int rc;

	if (used == NULL)
		return -1;
	json_map_used(m, used);
	rc = source_plan(s, &w, e);
	free(used);
	return rc;
}

/* -- places -- */

bool
json_map_where(const struct json_map *m, const struct batch *b, int64_t i, char *out,
    size_t outsz)
{
	const char *topic;
	char shown[300];
	size_t n;

	if (m->topic < 0 || m->partition < 0 || m->offset < 0 ||
	    column_is_null(&b->col[m->topic], i) || column_is_null(&b->col[m->partition], i) ||
	    column_is_null(&b->col[m->offset], i))
		return false;
	topic = column_bytes(&b->col[m->topic], i, &n);
	err_quote(shown, sizeof(shown), topic, n);
	snprintf(out, outsz, "topic %.*s, partition %" PRId32 ", offset %" PRId64,
	    (int)strlen(shown) - 2, shown + 1,
	    ((const int32_t *)b->col[m->partition].values)[i],
	    ((const int64_t *)b->col[m->offset].values)[i]);
	return true;
}

/* Row i of b fails as e says: puts the place before that. */
int
json_map_place(const struct json_map *m, const struct batch *b, int64_t i, struct err *e)
{
	char place[400];

	if (e == NULL)
		return -1;
	if (json_map_where(m, b, i, place, sizeof(place))) {
		err_prefix(e, "%s: %s: ", place, m->conf.column);
		e->row = -1;
	} else {
		err_prefix(e, "%s: ", m->conf.column);
		e->row = i;
	}
	return -1;
}
