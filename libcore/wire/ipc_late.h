/*
 * ipc_late.h - plain columns from those that stayed as they came; private to wire.
 *
 * The rows of a batch become plain a part at a time, and how much memory a part may take is
 * settled before it is taken.
 */
#ifndef SLUICE_WIRE_IPC_LATE_H
#define SLUICE_WIRE_IPC_LATE_H

#include "wire/ipc_foreign.h"

struct ipc_late {
	const struct ipc_view_data *view;	/* by ipc_how.at */
	const struct ipc_dicts *dicts;	/* as they stood when the rows came; NULL: none has */
	int64_t room;			/* bytes that the part may still take */
	bool too_big;			/* it would take more: fewer rows may do */
	struct err *e;
};

/* Counts bytes for l->col.  0, or -1 with late->too_big set where that is too much. */
int ipc_late_charge(struct ipc_late *late, const struct ipc_level *l, int64_t bytes);

/*
 * Makes out the plain column of in: a field f, which is stored as stored, inside up (columns
 * that are plain already).  Memory of what is not late is shared.  out is empty on failure.
 */
int ipc_late_column(struct ipc_late *late, const struct ipc_level *up, const struct field *f,
    const struct field *stored, const struct ipc_how *how, const struct column *in,
    struct column *out);

#endif
