/* report.c - acknowledged records as rows. */
#include "log/report.h"

#include <stdlib.h>
#include <string.h>

#include "base/mem.h"
#include "model/builder.h"

struct report {
	struct schema *schema;
	struct batch_builder rows;
	struct sink *sink;
};

struct report *
report_new(struct err *e)
{
	struct report *r = mem_zero(1, sizeof(*r), e);

	if (r == NULL)
		return NULL;
	if ((r->schema = schema_new(e)) == NULL ||
	    schema_add_id(r->schema, "input", TYPE_BIGINT, false, e) == NULL ||
	    schema_add_id(r->schema, "topic", TYPE_STRING, false, e) == NULL ||
	    schema_add_id(r->schema, "partition", TYPE_INT, false, e) == NULL ||
	    schema_add_id(r->schema, "offset", TYPE_BIGINT, true, e) == NULL ||
	    batch_builder_init(&r->rows, r->schema, e) != 0) {
		report_free(r);
		return NULL;
	}
	return r;
}

struct schema *
report_schema(const struct report *r)
{
	return r->schema;
}

void
report_to(struct report *r, struct sink *k)
{
	r->sink = k;
}

int
report_flush(struct report *r, struct err *e)
{
	struct batch *b;
	int rc;

	if (batch_builder_rows(&r->rows) == 0)
		return 0;
	if ((b = batch_builder_finish(&r->rows, e)) == NULL)
		return -1;
	rc = sink_put(r->sink, b, e);
	return rc != 0 ? rc : r->sink->ops->flush(r->sink, e);
}

int
report_acked(void *report, const struct log_ack *a, size_t n, struct err *e)
{
	struct report *r = report;
	struct builder *col = r->rows.col;

	for (; n > 0; n--, a++) {
		if (builder_i64(&col[0], a->input, e) != 0 ||
		    builder_bytes(&col[1], a->topic, strlen(a->topic), e) != 0 ||
		    builder_i64(&col[2], a->partition, e) != 0 ||
		    (a->offset < 0 ? builder_null(&col[3], e) :
		    builder_i64(&col[3], a->offset, e)) != 0)
			return -1;
		if (batch_builder_full(&r->rows) && report_flush(r, e) != 0)
			return -1;
	}
	/* What is acknowledged is told at once: who reads it may depend on it. */
	return report_flush(r, e);
}

void
report_free(struct report *r)
{
	if (r == NULL)
		return;
	batch_builder_release(&r->rows);
	schema_unref(r->schema);
	free(r);
}
