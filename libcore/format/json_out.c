/* json_out.c - rows as JSON lines. */
#include "format/json_out.h"

#include <math.h>
#include <stdlib.h>

#include "base/num.h"
#include "base/utf8.h"
#include "json/write.h"
#include "model/text.h"

static int value(const struct type *t, const struct column *c, int64_t i,
    const struct json_out_conf *conf, struct buf *out, struct err *e);

static int
put(struct buf *out, const char *text, struct err *e)
{
	return buf_add(out, text, strlen(text), e);
}

static int
put_bytes(struct buf *out, const char *p, size_t n, struct err *e)
{
	if (utf8_valid_prefix(p, n) == n)
		return json_write_string(out, p, n, e);
	if (put(out, "{\"base64\":\"", e) != 0 || json_write_base64(out, p, n, e) != 0)
		return -1;
	return put(out, "\"}", e);
}

/*
 * 2024-01-02T03:04:05.678Z, as Spark's to_json has it: T between, at least three digits
 * of the fraction, all six where they count, and the zone's offset where there is one.
 */
static int
put_timestamp(struct buf *out, int64_t us, const struct date_zone *zone, bool local,
    struct err *e)
{
	char text[DATE_MAX_TEXT], *p;
	int32_t off = local || zone == NULL ? 0 : date_zone_offset(zone, us);
	int micros = (int)(((us % 1000000) + 1000000) % 1000000);
	int n = (int)date_format_timestamp(text, us, local ? NULL : zone);

	if ((p = memchr(text, ' ', (size_t)n)) != NULL)
		*p = 'T';
	if ((p = memchr(text, '.', (size_t)n)) != NULL)
		n = (int)(p - text);
	if (buf_printf(out, e, "\"%.*s.%0*d", n, text, micros % 1000 == 0 ? 3 : 6,
	    micros % 1000 == 0 ? micros / 1000 : micros) != 0)
		return -1;
	if (local || off == 0)
		return put(out, local ? "\"" : "Z\"", e);
	return buf_printf(out, e, "%c%02d:%02d\"", off < 0 ? '-' : '+',
	    (off < 0 ? -off : off) / 3600, (off < 0 ? -off : off) / 60 % 60);
}

static int
put_struct(const struct type *t, const struct column *c, int64_t i,
    const struct json_out_conf *conf, struct buf *out, struct err *e)
{
	uint32_t k;

	for (k = 0; k < t->nchild; k++) {
		if (put(out, k == 0 ? "{" : ",", e) != 0 ||
		    json_write_string(out, t->child[k].name, strlen(t->child[k].name), e) != 0 ||
		    put(out, ":", e) != 0 ||
		    value(&t->child[k].type, &c->child[k], i, conf, out, e) != 0)
			return -1;
	}
	return put(out, t->nchild == 0 ? "{}" : "}", e);
}

/* A key is always a string. */
static int
put_key(const struct type *t, const struct column *c, int64_t i,
    const struct json_out_conf *conf, struct buf *out, struct err *e)
{
	const struct text_conf how = { .null = "null", .zone = conf->zone };
	struct buf text = BUF_INIT;
	int rc;

	rc = text_value(t, c, i, &how, &text, e);
	if (rc == 0)
		rc = put_bytes(out, text.len > 0 ? (const char *)text.data : "", text.len, e);
	buf_release(&text);
	return rc;
}

static int
put_range(const struct type *t, const struct column *c, int64_t i,
    const struct json_out_conf *conf, struct buf *out, struct err *e)
{
	const struct column *child = &c->child[0];
	const struct type *ct = &t->child[0].type;
	bool map = t->id == TYPE_MAP;
	int32_t k;

	if (put(out, map ? "{" : "[", e) != 0)
		return -1;
	for (k = c->offsets[i]; k < c->offsets[i + 1]; k++) {
		if (k > c->offsets[i] && put(out, ",", e) != 0)
			return -1;
		if (!map) {
			if (value(ct, child, k, conf, out, e) != 0)
				return -1;
		} else if (put_key(&ct->child[0].type, &child->child[0], k, conf, out, e) != 0 ||
		    put(out, ":", e) != 0 ||
		    value(&ct->child[1].type, &child->child[1], k, conf, out, e) != 0) {
			return -1;
		}
	}
	return put(out, map ? "}" : "]", e);
}

static int
put_double(struct buf *out, double v, bool single, struct err *e)
{
	bool plain = isfinite(v);
	size_t n;

	if (buf_reserve(out, NUM_MAX + 2, e) != 0)
		return -1;
	if (!plain)
		buf_put(out, '"');
	n = single ? num_format_f32((char *)out->data + out->len, (float)v) :
	    num_format_f64((char *)out->data + out->len, v);
	out->len += n;
	if (!plain)
		buf_put(out, '"');
	return 0;
}

static int
value(const struct type *t, const struct column *c, int64_t i,
    const struct json_out_conf *conf, struct buf *out, struct err *e)
{
	const struct text_conf how = { .null = "null", .zone = conf->zone };
	const char *p;
	size_t n;

	if (t->id == TYPE_VOID || column_is_null(c, i))
		return put(out, "null", e);
	switch (t->id) {
	case TYPE_STRING:
	case TYPE_BINARY:
		p = column_bytes(c, i, &n);
		return t->id == TYPE_STRING ? json_write_string(out, p, n, e) :
		    put_bytes(out, p, n, e);
	case TYPE_FLOAT:
		return put_double(out, (double)((const float *)c->values)[i], true, e);
	case TYPE_DOUBLE:
		return put_double(out, ((const double *)c->values)[i], false, e);
	case TYPE_DATE:
		if (put(out, "\"", e) != 0 || text_value(t, c, i, &how, out, e) != 0)
			return -1;
		return put(out, "\"", e);
	case TYPE_TIMESTAMP:
	case TYPE_TIMESTAMP_NTZ:
		return put_timestamp(out, ((const int64_t *)c->values)[i], conf->zone,
		    t->id == TYPE_TIMESTAMP_NTZ, e);
	case TYPE_ARRAY:
	case TYPE_MAP:
		return put_range(t, c, i, conf, out, e);
	case TYPE_STRUCT:
		return put_struct(t, c, i, conf, out, e);
	default:
		return text_value(t, c, i, &how, out, e);
	}
}

/* The names as they stand before each value: {"a": and ,"b": . */
static int
make_names(const struct schema *s, struct buf *names, size_t *end, struct err *e)
{
	const char *name;
	size_t k;

	for (k = 0; k < s->nfield; k++) {
		name = s->field[k].name;
		if (put(names, k == 0 ? "{" : ",", e) != 0 ||
		    json_write_string(names, name, strlen(name), e) != 0 ||
		    put(names, ":", e) != 0)
			return -1;
		end[k] = names->len;
	}
	return 0;
}

static int
rows(const struct batch *b, const void *conf, struct buf *out, struct err *e)
{
	const struct schema *s = b->schema;
	struct buf names = BUF_INIT;
	size_t k, *end, from;
	int64_t i;
	int rc = -1;

	if ((end = calloc(s->nfield + 1, sizeof(*end))) == NULL)
		return err_nomem(e, s->nfield * sizeof(*end));
	if (make_names(s, &names, end, e) != 0)
		goto out;
	for (i = 0; i < b->rows; i++) {
		for (k = from = 0; k < s->nfield; from = end[k++]) {
			if (buf_add(out, names.data + from, end[k] - from, e) != 0 ||
			    value(&s->field[k].type, &b->col[k], i, conf, out, e) != 0)
				goto out;
		}
		if (put(out, s->nfield == 0 ? "{}\n" : "}\n", e) != 0)
			goto out;
	}
	rc = 0;
out:
	buf_release(&names);
	free(end);
	return rc;
}

/* A name that two members of one object in a value of t would have, or NULL. */
static const char *
member_twice(const struct type *t)
{
	const char *name = t->id == TYPE_STRUCT ? fields_twice(t->child, t->nchild) : NULL;

	for (uint32_t i = 0; name == NULL && i < t->nchild; i++)
		name = member_twice(&t->child[i].type);
	return name;
}

int
json_out_check(const struct schema *s, struct err *e)
{
	const char *name = fields_twice(s->field, s->nfield);
	char quoted[160];

	if (name != NULL)
		return err_set(e, STATUS_USAGE, "two columns are named %s: an object of JSON has "
		    "no two members of one name",
		    err_quote(quoted, sizeof(quoted), name, strlen(name)));
	for (size_t i = 0; i < s->nfield; i++)
		if ((name = member_twice(&s->field[i].type)) != NULL)
			return err_set(e, STATUS_USAGE, "column %s: two fields are named %s: an "
			    "object of JSON has no two members of one name", s->field[i].name,
			    err_quote(quoted, sizeof(quoted), name, strlen(name)));
	return 0;
}

const struct text_encoder json_out = { .rows = rows };
