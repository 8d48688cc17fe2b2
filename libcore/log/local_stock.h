/* local_stock.h - records of one partition, gathered until they are worth a range. */
#ifndef SLUICE_LOG_LOCAL_STOCK_H
#define SLUICE_LOG_LOCAL_STOCK_H

#include "log/local.h"
#include "model/builder.h"

struct stock {
	struct builder key, value, timestamp, headers;
	int64_t min_ms, max_ms;
	int64_t *input;			/* input number of each record, when they are kept */
	size_t ninput, capinput;
	int64_t first;			/* input number of the first record */
};

/* shape is the schema of ranges that have everything; outlives the stock.  0 or -1. */
int stock_init(struct stock *s, const struct schema *shape, struct err *e);
void stock_release(struct stock *s);

static inline int64_t
stock_rows(const struct stock *s)
{
	return s->value.rows;
}

/* Bytes that it would take, roughly. */
size_t stock_size(const struct stock *s);

/*
 * Adds row i of b with timestamp ms and that input number (remembered with
 * keep_input).  A header without a key is STATUS_DATA, nothing is added.  0 or -1.
 */
int stock_add(struct stock *s, const struct batch *b, const struct log_columns *c,
    int64_t i, int64_t ms, int64_t input, bool keep_input, struct err *e);

/*
 * Empties the stock into a batch of one of the shapes; flags, count, min_ms and
 * max_ms of r tell which.  NULL on failure.
 */
struct batch *stock_take(struct stock *s, struct schema *const *shape,
    struct rec_range *r, struct err *e);

/*
 * Rows [from, from + n) of b as a batch of one of the shapes, without a copy; the
 * same of r.  timestamp: b has them in column c->timestamp and they are what the
 * log keeps, else r->min_ms and max_ms are set already.  b has no headers.
 */
struct batch *stock_direct(const struct batch *b, const struct log_columns *c,
    int64_t from, int64_t n, bool timestamp, struct schema *const *shape,
    struct rec_range *r, struct err *e);

#endif
