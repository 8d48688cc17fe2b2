/* expr_help.h - batches from text and results as text, for the tests of expr. */
#ifndef TESTS_EXPR_HELP_H
#define TESTS_EXPR_HELP_H

#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/date.h"
#include "base/num.h"
#include "expr/expr.h"
#include "model/batch.h"
#include "model/builder.h"
#include "model/text.h"

/* Appends one value given as text up to a byte of ends; nested: [1,2], {x,NULL}, {k>1,l>2}. */
__attribute__((unused)) static const char *
help_value(struct builder *b, const char *p, const char *ends)
{
	bool list = b->type->id == TYPE_ARRAY, map = b->type->id == TYPE_MAP, ok = true;
	size_t n = strcspn(p, ends);
	int64_t v = 0;
	int32_t days = 0;
	double d = 0;
	int128_t dec = 0;
	uint32_t i;

	if (n == 4 && memcmp(p, "NULL", 4) == 0) {
		builder_null(b, NULL);
		return p + n;
	}
	switch (b->type->id) {
	case TYPE_ARRAY:
	case TYPE_MAP:
	case TYPE_STRUCT:
		for (i = 0, p++; *p != ']' && *p != '}'; p += *p == ',') {
			if (map) {
				p = help_value(&b->child[0].child[0], p, ">");
				p = help_value(&b->child[0].child[1], p + 1, ",}");
				builder_row(&b->child[0], NULL);
			} else {
				p = help_value(list ? &b->child[0] : &b->child[i++], p, ",]}");
			}
		}
		builder_row(b, NULL);
		return p + 1;
	case TYPE_STRING:
	case TYPE_BINARY:
		builder_bytes(b, p, n, NULL);
		break;
	case TYPE_BOOLEAN:
		builder_i64(b, n == 4, NULL);
		break;
	case TYPE_FLOAT:
	case TYPE_DOUBLE:
		ok = num_parse_f64(p, n, &d) && builder_f64(b, d, NULL) == 0;
		break;
	case TYPE_DECIMAL:
		ok = num_parse_decimal(p, n, b->type->precision, b->type->scale, &dec) &&
		    builder_decimal(b, dec, NULL) == 0;
		break;
	case TYPE_DATE:
		ok = date_parse(p, n, &days) && builder_i64(b, days, NULL) == 0;
		break;
	case TYPE_TIMESTAMP:
	case TYPE_TIMESTAMP_NTZ:
		ok = date_parse_timestamp(p, n, date_zone_find("UTC"), &v, NULL) &&
		    builder_i64(b, v, NULL) == 0;
		break;
	default:
		ok = num_parse_i64(p, n, &v) && builder_i64(b, v, NULL) == 0;
		break;
	}
	if (!ok) {
		fprintf(stderr, "bad value in a test: %.*s\n", (int)n, p);
		abort();
	}
	return p + n;
}

/*
 * A batch: types is "a int, b string", rows are "1|x" lines up to NULL.  A type
 * followed by ! is not nullable.
 */
__attribute__((unused)) static struct batch *
help_batch(const char *types, const char *const *rows)
{
	struct schema *s = schema_new(NULL);
	struct batch_builder bb;
	struct batch *b;
	const char *p = types;
	size_t i;

	while (*p != '\0') {
		char name[64];
		size_t n = strcspn(p, " ");
		struct type t;
		struct err e = ERR_INIT;

		(void)snprintf(name, sizeof(name), "%.*s", (int)n, p);
		p += n + 1;
		if (type_parse(&p, &t, &e) != 0) {
			fprintf(stderr, "%s\n", e.msg);
			abort();
		}
		schema_add(s, name, &t, *p != '!', NULL);
		type_release(&t);
		p += *p == '!';
		p += strspn(p, ", ");
	}
	batch_builder_init(&bb, s, NULL);
	for (; *rows != NULL; rows++) {
		for (i = 0, p = *rows; i < s->nfield; i++) {
			p = help_value(&bb.col[i], p, "|");
			p += *p == '|';
		}
	}
	b = batch_builder_finish(&bb, NULL);
	batch_builder_release(&bb);
	schema_unref(s);
	return b;
}

/* Text of a result, overwritten by the next call but three. */
__attribute__((unused)) static char *
help_text(struct buf *b)
{
	static char text[4][8192];
	static unsigned next;
	char *out = text[next++ % 4];

	(void)snprintf(out, sizeof(text[0]), "%.*s", (int)b->len, (const char *)b->data);
	buf_release(b);
	return out;
}

__attribute__((unused)) static void
help_error(struct buf *out, const struct err *e)
{
	out->len = 0;
	if (e->row >= 0)
		buf_printf(out, NULL, "error %d at row %d: %s", e->status, (int)e->row, e->msg);
	else
		buf_printf(out, NULL, "error %d: %s", e->status, e->msg);
}

/* Rows of a list of batches: values joined by |, rows by commas. */
__attribute__((unused)) static void
help_rows(struct buf *out, const struct batch_list *l)
{
	const struct text_conf conf = { .null = "NULL" };
	size_t i, f;
	int64_t r;

	for (i = 0; i < l->n; i++) {
		const struct batch *b = l->batch[i];

		for (r = 0; r < b->rows; r++) {
			if (out->len > 0)
				buf_add(out, ",", 1, NULL);
			for (f = 0; f < b->schema->nfield; f++) {
				if (f > 0)
					buf_add(out, "|", 1, NULL);
				text_value(&b->schema->field[f].type, &b->col[f], r, &conf,
				    out, NULL);
			}
		}
	}
}

enum { HELP_VALUES, HELP_SCHEMA, HELP_BOTH };

/*
 * list and where (may be NULL) over b: the rows as "1|x,2|y", the schema as
 * "name:type,..." with ! after types that are not nullable, or the error.
 */
__attribute__((unused)) static char *
help_run(const struct batch *b, const char *list, const char *where, int what)
{
	struct err e = ERR_INIT;
	struct expr *x = expr_new(b->schema, NULL, &e);
	struct expr_scratch *s = NULL;
	struct batch_list l = { 0 };
	struct buf out = BUF_INIT;
	char type[256];
	size_t i;

	if (x == NULL || (list != NULL && expr_select(x, list, &e) != 0) ||
	    (where != NULL && expr_where(x, where, &e) != 0) ||
	    (what != HELP_SCHEMA && ((s = expr_scratch_new(x, &e)) == NULL ||
	    expr_run(x, s, b, &l, &e) != 0))) {
		help_error(&out, &e);
	} else {
		for (i = 0; what != HELP_VALUES && i < expr_schema(x)->nfield; i++) {
			const struct field *f = &expr_schema(x)->field[i];

			buf_printf(&out, NULL, "%s%s:%s%s", i > 0 ? "," : "", f->name,
			    type_string(&f->type, type, sizeof(type)), f->nullable ? "" : "!");
		}
		if (what == HELP_BOTH)
			buf_add(&out, " ", 1, NULL);
		if (what != HELP_SCHEMA) {
			struct buf rows = BUF_INIT;

			help_rows(&rows, &l);
			buf_add(&out, rows.data, rows.len, NULL);
			buf_release(&rows);
		}
	}
	batch_list_release(&l);
	expr_scratch_free(s);
	expr_free(x);
	return help_text(&out);
}

/* The values of one expression over b. */
#define VALUES(b, text) help_run((b), (text), NULL, HELP_VALUES)

#endif
