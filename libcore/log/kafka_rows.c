/* kafka_rows.c - messages become columns. */
#include <stdlib.h>
#include <string.h>

#include "base/mem.h"
#include "base/utf8.h"
#include "log/kafka_source.h"
#include "model/builder.h"

void
kafka_raw_clear(struct kafka_raw *r)
{
	while (r->n > 0)
		rd_kafka_message_destroy(r->msg[--r->n]);
}

void
kafka_raw_free(struct kafka_raw *r)
{
	if (r == NULL)
		return;
	kafka_raw_clear(r);
	free(r->msg);
	free(r->span);
	free(r);
}

/* -- columns of fixed width -- */

/* A column of n values of width bytes to be filled; NULL on failure. */
static void *
fixed(struct column *c, int64_t n, size_t width, struct err *e)
{
	struct block *b = block_new((size_t)n * width, e);

	if (b == NULL)
		return NULL;
	c->rows = n;
	c->values = b->data;
	c->hold[2] = b;
	return b->data;
}

static int
offsets_column(struct column *c, rd_kafka_message_t *const *m, int64_t n, struct err *e)
{
	int64_t *v = fixed(c, n, sizeof *v, e), i;

	for (i = 0; v != NULL && i < n; i++)
		v[i] = m[i]->offset;
	return v != NULL ? 0 : -1;
}

static int
int_column(struct column *c, int32_t value, int64_t n, struct err *e)
{
	int32_t *v = fixed(c, n, sizeof *v, e);
	int64_t i;

	for (i = 0; v != NULL && i < n; i++)
		v[i] = value;
	return v != NULL ? 0 : -1;
}

/* -1 for a record that has none; 0 set by the producer, 1 by the broker. */
static int
type_column(struct column *c, rd_kafka_message_t *const *m, int64_t n, struct err *e)
{
	rd_kafka_timestamp_type_t type;
	int32_t *v = fixed(c, n, sizeof *v, e);
	int64_t i;

	for (i = 0; v != NULL && i < n; i++) {
		rd_kafka_message_timestamp(m[i], &type);
		v[i] = type == RD_KAFKA_TIMESTAMP_CREATE_TIME ? 0 :
		    type == RD_KAFKA_TIMESTAMP_LOG_APPEND_TIME ? 1 : -1;
	}
	return v != NULL ? 0 : -1;
}

/* -- validity -- */

/* Says that row i is NULL; the bitmap comes into being with the first. */
static int
set_null(struct column *c, int64_t n, int64_t i, struct err *e)
{
	uint8_t *bits;

	if (c->hold[0] == NULL) {
		c->hold[0] = block_new((size_t)(n + 7) / 8, e);
		if (c->hold[0] == NULL)
			return -1;
		memset(c->hold[0]->data, 0xff, c->hold[0]->size);
		if (n % 8 != 0)
			c->hold[0]->data[n / 8] = (uint8_t)((1 << n % 8) - 1);
	}
	c->valid = bits = c->hold[0]->data;
	bits[i / 8] &= (uint8_t)~(1 << i % 8);
	c->nulls++;
	return 0;
}

/* NULL where there is no timestamp. */
static int
time_column(struct column *c, rd_kafka_message_t *const *m, int64_t n, struct err *e)
{
	int64_t *v = fixed(c, n, sizeof *v, e), i, ms;
	rd_kafka_timestamp_type_t type;

	if (v == NULL)
		return -1;
	for (i = 0; i < n; i++) {
		ms = rd_kafka_message_timestamp(m[i], &type);
		v[i] = 0;
		if (ms < 0 || type == RD_KAFKA_TIMESTAMP_NOT_AVAILABLE) {
			if (set_null(c, n, i, e) != 0)
				return -1;
		} else if (__builtin_mul_overflow(ms, 1000, &v[i])) {
			return err_set(e, STATUS_DATA, "%s/%d/%lld: timestamp %lld ms is too "
			    "large", rd_kafka_topic_name(m[i]->rkt), m[i]->partition,
			    (long long)m[i]->offset, (long long)ms);
		}
	}
	return 0;
}

/* -- bytes -- */

static const void *
part_of(const rd_kafka_message_t *m, bool key, size_t *n)
{
	*n = key ? m->key_len : m->len;
	return key ? m->key : m->payload;
}

/* The caller saw to it that the sum fits in offsets. */
static int
bytes_column(struct column *c, rd_kafka_message_t *const *m, int64_t n, bool key,
    struct err *e)
{
	struct block *offsets = block_new((size_t)(n + 1) * sizeof(int32_t), e), *values;
	size_t total = 0, len;
	int64_t i;
	int32_t *o;
	uint8_t *to;
	const void *p;

	for (i = 0; i < n; i++)
		total += part_of(m[i], key, &len) != NULL ? len : 0;
	values = offsets != NULL ? block_new(total, e) : NULL;
	c->rows = n;
	c->hold[1] = offsets;
	c->hold[2] = values;
	if (values == NULL)
		return -1;
	c->offsets = o = (int32_t *)(void *)offsets->data;
	c->values = to = values->data;
	for (i = 0; i < n; i++) {
		*o++ = (int32_t)(to - values->data);
		p = part_of(m[i], key, &len);
		if (p != NULL) {
			memcpy(to, p, len);
			to += len;
		} else if (set_null(c, n, i, e) != 0) {
			return -1;
		}
	}
	*o = (int32_t)(to - values->data);
	return 0;
}

static int
topic_column(struct column *c, const char *name, int64_t n, struct err *e)
{
	size_t len = strlen(name);
	struct block *offsets = block_new((size_t)(n + 1) * sizeof(int32_t), e);
	struct block *values = offsets != NULL ? block_new((size_t)n * len, e) : NULL;
	int32_t *o;
	int64_t i;

	c->rows = n;
	c->hold[1] = offsets;
	c->hold[2] = values;
	if (values == NULL)
		return -1;
	c->offsets = o = (int32_t *)(void *)offsets->data;
	c->values = values->data;
	for (i = 0; i < n; i++) {
		o[i] = (int32_t)((size_t)i * len);
		memcpy(values->data + (size_t)i * len, name, len);
	}
	o[n] = (int32_t)((size_t)n * len);
	return 0;
}

/* -- headers -- */

static int
add_headers(struct builder *list, const rd_kafka_message_t *m, struct err *e)
{
	struct builder *pair = &list->child[0];
	rd_kafka_headers_t *h;
	const char *name;
	const void *value;
	size_t i, n;

	if (rd_kafka_message_headers(m, &h) != RD_KAFKA_RESP_ERR_NO_ERROR)
		return builder_null(list, e);
	for (i = 0; rd_kafka_header_get_all(h, i, &name, &value, &n) ==
	    RD_KAFKA_RESP_ERR_NO_ERROR; i++) {
		if (utf8_valid_prefix(name, strlen(name)) != strlen(name))
			return err_set(e, STATUS_DATA, "%s/%d/%lld: the key of a header is not "
			    "UTF-8 (-c names columns without headers)", rd_kafka_topic_name(m->rkt), m->partition,
			    (long long)m->offset);
		if (builder_bytes(&pair->child[0], name, strlen(name), e) != 0 ||
		    (value == NULL ? builder_null(&pair->child[1], e) :
		    builder_bytes(&pair->child[1], value, n, e)) != 0 ||
		    builder_row(pair, e) != 0)
			return -1;
	}
	/* As Spark has it: no headers are NULL. */
	return i == 0 ? builder_null(list, e) : builder_row(list, e);
}

static int
headers_column(struct column *c, const struct type *type, rd_kafka_message_t *const *m,
    int64_t n, struct err *e)
{
	rd_kafka_headers_t *h;
	struct builder b;
	int64_t i;
	int r = 0;

	for (i = 0; i < n && rd_kafka_message_headers(m[i], &h) != RD_KAFKA_RESP_ERR_NO_ERROR; i++)
		;
	if (i == n)
		return column_nulls(c, type, n, e);
	if (builder_init(&b, type, e) != 0)
		return -1;
	for (i = 0; i < n && r == 0; i++)
		r = add_headers(&b, m[i], e);
	if (r == 0)
		r = builder_finish(&b, c, e);
	builder_release(&b);
	return r;
}

/* -- batches -- */

static int
make_column(struct column *c, const struct type *type, enum log_column what,
    const struct kafka_part *part, rd_kafka_message_t *const *m, int64_t n,
    struct err *e)
{
	switch (what) {
	case LOG_KEY:
		return bytes_column(c, m, n, true, e);
	case LOG_VALUE:
		return bytes_column(c, m, n, false, e);
	case LOG_TOPIC:
		return topic_column(c, part->topic->name, n, e);
	case LOG_PARTITION:
		return int_column(c, part->id, n, e);
	case LOG_OFFSET_COL:
		return offsets_column(c, m, n, e);
	case LOG_TIMESTAMP:
		return time_column(c, m, n, e);
	case LOG_TIMESTAMP_TYPE:
		return type_column(c, m, n, e);
	default:
		return headers_column(c, type, m, n, e);
	}
}

static struct batch *
make_batch(struct schema *schema, const enum log_column *column,
    const struct kafka_part *part, rd_kafka_message_t *const *m, int64_t n,
    struct err *e)
{
	struct batch *b = batch_new(schema, n, e);
	size_t i;

	if (b == NULL)
		return NULL;
	b->partition = part->index;
	for (i = 0; i < schema->nfield; i++)
		if (make_column(&b->col[i], &schema->field[i].type, column[i], part, m, n,
		    e) != 0) {
			batch_free(b);
			return NULL;
		}
	return b;
}

/* How many of the n messages make one batch: up to its limits, at least one. */
static size_t
batch_rows(rd_kafka_message_t *const *m, size_t n)
{
	size_t i, bytes = 0;

	for (i = 0; i < n && i < BATCH_ROWS; i++) {
		size_t more = m[i]->len + m[i]->key_len;

		/* One that goes over the edge comes along, a huge one stands alone. */
		if (i > 0 && (bytes >= BATCH_BYTES || more > 8 * BATCH_BYTES))
			break;
		bytes += more;
	}
	return i;
}

int
kafka_rows(struct kafka_raw *r, struct schema *schema, const enum log_column *column,
    struct batch **out, struct err *e)
{
	const struct kafka_span *span = &r->span[r->at];
	rd_kafka_message_t *const *m;
	size_t n;

	if (r->at == r->nspan)
		return 0;
	m = r->msg + span->at + r->done;
	n = batch_rows(m, span->n - r->done);
	if ((*out = make_batch(schema, column, span->part, m, (int64_t)n, e)) == NULL)
		return -1;
	r->done += n;
	if (r->done == span->n) {
		r->at++;
		r->done = 0;
	}
	return 1;
}
