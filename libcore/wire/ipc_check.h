/* ipc_check.h - checks of the values in columns from outside; private to wire. */
#ifndef SLUICE_WIRE_IPC_CHECK_H
#define SLUICE_WIRE_IPC_CHECK_H

#include "model/column.h"

struct gaps;

/*
 * A column that is being read and those around it.  The values of a child count
 * only where every column around it has a value: what lies under a null is
 * arbitrary by Arrow's rules, and is not held against the producer.
 */
struct ipc_level {
	const struct ipc_level *up;	/* NULL at the top */
	const struct field *field;
	const struct column *col;
};

/*
 * Fails with STATUS_DATA, naming the column, and the row of the batch that value
 * i belongs to (i < 0: none).  Returns -1.
 */
int ipc_refuse(const struct ipc_level *l, int64_t i, struct err *e, const char *fmt, ...)
	__attribute__((format(printf, 4, 5)));

/*
 * The offsets of l->col (rows > 0): none negative, none falling, the last one at
 * most end.  0 or -1.
 */
int ipc_check_offsets(const struct ipc_level *l, int64_t end, struct err *e);

/* l->col has its exact number of nulls, and none where the field allows none.  0 or -1. */
int ipc_check_nulls(const struct ipc_level *l, struct err *e);

/*
 * The strings of c, which is l->col, with offsets that are checked: UTF-8.  Bytes
 * under nulls that are not are cut out, which gives c new memory.  faults, or NULL, are
 * those of an ipc_cut: for places.  0 or -1.
 */
int ipc_check_strings(const struct ipc_level *l, struct column *c, const struct gaps *faults,
    struct err *e);

/* A bitmap of the values of l that count and are not null; free() frees.  NULL on failure. */
uint8_t *ipc_live_values(const struct ipc_level *l, struct err *e);

/* The decimals of l->col have no more digits than their type says.  0 or -1. */
int ipc_check_decimals(const struct ipc_level *l, struct err *e);

#endif
