/* ipc_dict.h - columns of indices into dictionaries; private to wire. */
#ifndef SLUICE_WIRE_IPC_DICT_H
#define SLUICE_WIRE_IPC_DICT_H

#include <stdatomic.h>

#include "wire/ipc.h"
#include "wire/ipc_late.h"

/* Columns that a dictionary has at most. */
#define DICT_PIECES 64

struct ipc_dict_piece {
	struct column col;
	int64_t end;			/* one more than the index of its last value */
};

struct ipc_dict {
	atomic_int refs;
	int64_t rows, bytes;
	size_t n, cap;
	struct ipc_dict_piece *piece;
};

struct ipc_dicts {
	atomic_int refs;
	int64_t bytes;			/* of all */
	uint32_t n;
	struct ipc_dict **dict;		/* by ipc_how.at; NULL: has not come */
};

/*
 * Makes out, which is l->col and empty, the values that the indices in stand for, of the
 * dictionary that how names.  0, or -1 with out empty.
 */
int ipc_dict_plain(struct ipc_late *late, const struct ipc_level *l, const struct ipc_how *how,
    const struct column *in, struct column *out);

/*
 * The values in a dictionary message, of type t; dicts: those of the stream so far, which
 * they may use.  As ipc_rows_new().
 */
struct ipc_rows *ipc_rows_values(const struct ipc_dict_type *t, struct ipc_dicts *dicts,
    const uint8_t *meta, size_t n, struct block *body, struct err *e);

#endif
