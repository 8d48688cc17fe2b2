/* columns.c - the columns of records: those a topic gives, and those it takes. */
#include <ctype.h>
#include <string.h>

#include "base/date.h"
#include "base/mem.h"
#include "log/log_ops.h"

static int
headers_type(struct type *t, struct err *e)
{
	struct type pair = { .id = TYPE_STRUCT };
	const struct type key = { .id = TYPE_STRING }, value = { .id = TYPE_BINARY };
	struct field f = { .name = NULL };
	int r = -1;

	if (field_init(&f, "key", &key, true, e) != 0)
		return -1;
	r = type_struct_add(&pair, &f, e);
	field_release(&f);
	if (r == 0 && (r = field_init(&f, "value", &value, true, e)) == 0) {
		r = type_struct_add(&pair, &f, e);
		field_release(&f);
	}
	if (r == 0)
		r = type_array(t, &pair, true, e);
	type_release(&pair);
	return r;
}

/* Appends one column of a record, as Spark's Kafka source types it. */
static int
add_column(struct schema *s, enum log_column c, struct err *e)
{
	static const enum type_id id[LOG_NCOLUMN] = {
		TYPE_BINARY, TYPE_BINARY, TYPE_STRING, TYPE_INT, TYPE_BIGINT,
		TYPE_TIMESTAMP, TYPE_INT, TYPE_ARRAY
	};
	struct type t;
	struct field *f;

	if (c != LOG_HEADERS)
		return schema_add_id(s, log_column_name[c], id[c], true, e) != NULL ? 0 : -1;
	if (headers_type(&t, e) != 0)
		return -1;
	f = schema_add(s, log_column_name[c], &t, true, e);
	type_release(&t);
	return f != NULL ? 0 : -1;
}

struct schema *
log_record_schema(bool headers, struct err *e)
{
	const struct log_read r = { .headers = headers };

	return log_read_schema(&r, e);
}

static int
column_of(const char *name)
{
	int c;

	for (c = 0; c < LOG_NCOLUMN; c++)
		if (strcmp(name, log_column_name[c]) == 0)
			return c;
	return -1;
}

static int
add_wanted(struct schema *s, const struct log_read *r, struct err *e)
{
	char q[100];
	size_t i;
	int c;

	for (i = 0; i < r->ncolumn; i++) {
		c = column_of(r->column[i]);
		if (c < 0)
			return err_set(e, STATUS_USAGE, "no column %s: a record has key, "
			    "value, topic, partition, offset, timestamp, timestampType "
			    "and headers",
			    err_quote(q, sizeof q, r->column[i], strlen(r->column[i])));
		if (schema_find(s, r->column[i]) != -1)
			return err_set(e, STATUS_USAGE, "column %s is named twice",
			    r->column[i]);
		if (add_column(s, (enum log_column)c, e) != 0)
			return -1;
	}
	if (r->headers && schema_find(s, log_column_name[LOG_HEADERS]) == -1)
		return add_column(s, LOG_HEADERS, e);
	return 0;
}

struct schema *
log_read_schema(const struct log_read *r, struct err *e)
{
	struct schema *s = schema_new(e);
	int c, bad = 0;

	if (s == NULL)
		return NULL;
	if (r->ncolumn > 0) {
		bad = add_wanted(s, r, e);
	} else {
		for (c = 0; c < LOG_NCOLUMN && bad == 0; c++)
			if (c != LOG_HEADERS || r->headers || r->implied)
				bad = add_column(s, (enum log_column)c, e);
		if (bad == 0 && r->implied && !r->headers)
			bad = field_imply(&s->field[s->nfield - 1], false, e);
	}
	if (bad != 0) {
		schema_unref(s);
		return NULL;
	}
	return s;
}

/* -- what a producer takes -- */

static bool
is_headers(const struct type *t)
{
	const struct type *pair;

	if (t->id != TYPE_ARRAY)
		return false;
	pair = &t->child[0].type;
	return pair->id == TYPE_STRUCT && pair->nchild == 2 &&
	    pair->child[0].type.id == TYPE_STRING &&
	    type_is_bytes(pair->child[1].type.id) &&
	    strcmp(pair->child[0].name, "key") == 0 &&
	    strcmp(pair->child[1].name, "value") == 0;
}

static bool
type_fits(enum log_column c, const struct type *t)
{
	switch (c) {
	case LOG_KEY:
	case LOG_VALUE:
		return type_is_bytes(t->id);
	case LOG_TOPIC:
		return t->id == TYPE_STRING;
	case LOG_PARTITION:
		return t->id == TYPE_INT;
	case LOG_TIMESTAMP:
		return t->id == TYPE_TIMESTAMP;
	case LOG_HEADERS:
		return is_headers(t);
	default:
		return true;
	}
}

static const char *
type_wanted(enum log_column c)
{
	switch (c) {
	case LOG_KEY:
	case LOG_VALUE:
		return "string or binary";
	case LOG_TOPIC:
		return "string";
	case LOG_PARTITION:
		return "int";
	case LOG_TIMESTAMP:
		return "timestamp";
	default:
		return "array<struct<key:string,value:binary>>";
	}
}

static int
bad_type(enum log_column c, const struct type *t, struct err *e)
{
	char have[200];

	return err_set(e, STATUS_USAGE, "column %s is %s, not %s; such as: "
	    "dfselect --with '%s = CAST(%s AS %s)'", log_column_name[c],
	    type_string(t, have, sizeof have), type_wanted(c), log_column_name[c],
	    log_column_name[c],
	    c == LOG_KEY || c == LOG_VALUE ? "string" : type_wanted(c));
}

/* A name as an expression has it: between backquotes unless it is a word. */
static const char *
as_operand(const char *name, char *out, size_t outsz)
{
	bool word = !isdigit((unsigned char)*name) && *name != '\0';
	size_t n = 0;

	for (const char *p = name; *p != '\0'; p++)
		word = word && (isalnum((unsigned char)*p) || *p == '_');
	if (word)
		return name;
	out[n++] = '`';
	for (const char *p = name; *p != '\0' && n + 4 < outsz; p++) {
		if (*p == '`')
			out[n++] = '`';
		out[n++] = *p;
	}
	out[n++] = '`';
	out[n] = '\0';
	return out;
}

int
log_columns_find(const struct schema *s, struct log_columns *out, struct err *e)
{
	int *const to[LOG_NCOLUMN] = {
		&out->key, &out->value, &out->topic, &out->partition, NULL,
		&out->timestamp, NULL, &out->headers
	};
	char q[100], name[200];
	size_t i;
	int c;

	out->key = out->value = out->topic = out->partition = -1;
	out->timestamp = out->headers = -1;
	for (i = 0; i < s->nfield; i++) {
		const struct field *f = &s->field[i];

		c = column_of(f->name);
		if (c < 0)
			return err_set(e, STATUS_USAGE, "column %s is none of key, value, "
			    "topic, timestamp, headers; build value from it, such as: "
			    "dfselect 'CAST(%s AS string) AS value'",
			    err_quote(q, sizeof q, f->name, strlen(f->name)),
			    as_operand(f->name, name, sizeof(name)));
		/* A SequenceFile without keys: all of them are NULL. */
		if (c == LOG_KEY && f->type.id == TYPE_VOID)
			continue;
		if (!type_fits((enum log_column)c, &f->type))
			return bad_type((enum log_column)c, &f->type, e);
		if (to[c] == NULL)
			continue;
		if (*to[c] >= 0)
			return err_set(e, STATUS_USAGE, "column %s is there twice", f->name);
		*to[c] = (int)i;
	}
	if (out->value < 0)
		return err_set(e, STATUS_USAGE, "no column value");
	return 0;
}

int
log_timestamp_refused(int64_t us, const char *why, struct err *e)
{
	char text[DATE_MAX_TEXT];

	return err_set(e, STATUS_DATA, "column timestamp: %.*s UTC: %s",
	    (int)date_format_timestamp(text, us, NULL), text, why);
}
