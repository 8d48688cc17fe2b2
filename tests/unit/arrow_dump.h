/*
 * arrow_dump.h - batches as text, in the words of tests/golden/arrow/make.py, and
 * files as bytes.
 */
#ifndef TESTS_ARROW_DUMP_H
#define TESTS_ARROW_DUMP_H

#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>

#include "base/num.h"
#include "model/batch.h"

static void
dump_bytes(struct buf *out, const char *p, size_t n, bool text)
{
	size_t i;

	(void)buf_printf(out, NULL, text ? "\"" : "x");
	for (i = 0; i < n; i++) {
		if (!text)
			(void)buf_printf(out, NULL, "%02x", (uint8_t)p[i]);
		else if (p[i] == '"' || p[i] == '\\')
			(void)buf_printf(out, NULL, "\\%c", p[i]);
		else if (p[i] >= 0x20 && p[i] < 0x7f)
			(void)buf_printf(out, NULL, "%c", p[i]);
		else
			(void)buf_printf(out, NULL, "\\x%02x", (uint8_t)p[i]);
	}
	if (text)
		(void)buf_printf(out, NULL, "\"");
}

static void
dump_fixed(struct buf *out, const struct type *t, const void *v, int64_t i)
{
	char text[NUM_MAX];

	switch (t->id) {
	case TYPE_TINYINT:
		(void)buf_printf(out, NULL, "%d", ((const int8_t *)v)[i]);
		break;
	case TYPE_SMALLINT:
		(void)buf_printf(out, NULL, "%d", ((const int16_t *)v)[i]);
		break;
	case TYPE_INT:
	case TYPE_DATE:
		(void)buf_printf(out, NULL, "%" PRId32, ((const int32_t *)v)[i]);
		break;
	case TYPE_FLOAT:
		(void)buf_printf(out, NULL, "%.17g", (double)((const float *)v)[i]);
		break;
	case TYPE_DOUBLE:
		(void)buf_printf(out, NULL, "%.17g", ((const double *)v)[i]);
		break;
	case TYPE_DECIMAL:
		(void)buf_add(out, text, num_format_decimal(text, ((const int128_t *)v)[i], 0),
		    NULL);
		break;
	default:
		(void)buf_printf(out, NULL, "%" PRId64, ((const int64_t *)v)[i]);
		break;
	}
}

static void
dump_value(struct buf *out, const struct type *t, const struct column *c, int64_t i)
{
	const char *sep = "";
	const char *p;
	size_t n;
	uint32_t k;
	int32_t j;

	if (t->id == TYPE_VOID || column_is_null(c, i)) {
		(void)buf_printf(out, NULL, "null");
	} else if (t->id == TYPE_BOOLEAN) {
		(void)buf_printf(out, NULL, column_bit(c->values, i) ? "true" : "false");
	} else if (type_is_bytes(t->id)) {
		p = column_bytes(c, i, &n);
		dump_bytes(out, p, n, t->id == TYPE_STRING);
	} else if (t->id == TYPE_STRUCT) {
		(void)buf_printf(out, NULL, "(");
		for (k = 0; k < t->nchild; k++, sep = ",") {
			(void)buf_printf(out, NULL, "%s", sep);
			dump_value(out, &t->child[k].type, &c->child[k], i);
		}
		(void)buf_printf(out, NULL, ")");
	} else if (t->id == TYPE_ARRAY) {
		(void)buf_printf(out, NULL, "[");
		for (j = c->offsets[i]; j < c->offsets[i + 1]; j++, sep = ",") {
			(void)buf_printf(out, NULL, "%s", sep);
			dump_value(out, &t->child->type, c->child, j);
		}
		(void)buf_printf(out, NULL, "]");
	} else if (t->id == TYPE_MAP) {
		(void)buf_printf(out, NULL, "{");
		for (j = c->offsets[i]; j < c->offsets[i + 1]; j++, sep = ",") {
			(void)buf_printf(out, NULL, "%s", sep);
			dump_value(out, &t->child->type.child[0].type, &c->child->child[0], j);
			(void)buf_printf(out, NULL, "=");
			dump_value(out, &t->child->type.child[1].type, &c->child->child[1], j);
		}
		(void)buf_printf(out, NULL, "}");
	} else {
		dump_fixed(out, t, c->values, i);
	}
}

/* A line per field. */
static inline void
dump_schema(struct buf *out, const struct schema *s)
{
	size_t i;

	for (i = 0; i < s->nfield; i++) {
		(void)buf_printf(out, NULL, "%s: ", s->field[i].name);
		(void)type_format(&s->field[i].type, out, NULL);
		(void)buf_printf(out, NULL, "%s\n", s->field[i].nullable ? "" : " not null");
	}
}

/* A line with the number of rows, then one per row. */
static inline void
dump_batch(struct buf *out, const struct batch *b)
{
	int64_t i;
	size_t k;

	(void)buf_printf(out, NULL, "-- %" PRId64 " rows\n", b->rows);
	for (i = 0; i < b->rows; i++) {
		for (k = 0; k < b->schema->nfield; k++) {
			(void)buf_printf(out, NULL, "%s", k > 0 ? " " : "");
			dump_value(out, &b->schema->field[k].type, &b->col[k], i);
		}
		(void)buf_printf(out, NULL, "\n");
	}
}

static inline FILE *
dump_open(const char *name, const char *mode)
{
	const char *src = getenv("SRC");
	char path[512];
	FILE *f;

	(void)snprintf(path, sizeof(path), "%s/tests/golden/arrow/%s",
	    src == NULL ? "." : src, name);
	if ((f = fopen(path, mode)) == NULL) {
		perror(path);
		exit(1);
	}
	return f;
}

/* All bytes of a sample; exits with words when there is none. */
static inline struct buf
dump_file(const char *name)
{
	struct buf b = BUF_INIT;
	FILE *f = dump_open(name, "rb");

	do {
		if (buf_reserve(&b, 65536, NULL) != 0)
			exit(1);
		b.len += fread(b.data + b.len, 1, 65536, f);
	} while (!feof(f) && !ferror(f));
	(void)fclose(f);
	return b;
}

/* Writes a sample. */
static inline void
dump_record(const char *name, const struct buf *b)
{
	FILE *f = dump_open(name, "wb");

	if (fwrite(b->data, 1, b->len, f) != b->len || fclose(f) != 0)
		exit(1);
}

#endif
