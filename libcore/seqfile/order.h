/*
 * order.h - the order of keys, by their class: what sorts a MapFile.
 *
 * SequenceFile spec, section 9.  Text, BytesWritable, UTF8 and MD5Hash by unsigned
 * bytes of the content, shorter first; numbers by value, floating point as
 * Float.compare() and Double.compare() of Java have it (-0.0 before 0.0, NaN last);
 * false before true; all keys of NullWritable are equal.
 */
#ifndef SLUICE_SEQFILE_ORDER_H
#define SLUICE_SEQFILE_ORDER_H

#include <stddef.h>
#include <stdint.h>

#include "base/err.h"

struct seq_order;

/* A key made comparable; points into its serialized form. */
struct seq_rank {
	int64_t number;
	const uint8_t *bytes;
	size_t n;
};

/* The order of a Java class ("org.apache.hadoop.io.Text"); NULL when it has none here. */
const struct seq_order *seq_order_find(const char *class);

/*
 * The rank of a serialized key.  0, or -1: STATUS_DATA, the n bytes are no key of this
 * class (a length that does not fit).
 */
int seq_order_rank(const struct seq_order *o, const uint8_t *key, size_t n,
    struct seq_rank *r, struct err *e);

/* Less than, equal to or greater than 0, as a comes before, with or after b. */
int seq_rank_compare(const struct seq_rank *a, const struct seq_rank *b);

/* The key for a message: a number, or quoted bytes (err_quote()).  Returns out. */
char *seq_order_quote(const struct seq_order *o, const uint8_t *key, size_t n, char *out,
    size_t outsz);

#endif
