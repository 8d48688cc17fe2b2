/* ipc_views.h - Utf8View and BinaryView: 16 bytes a value, data elsewhere; private to wire. */
#ifndef SLUICE_WIRE_IPC_VIEWS_H
#define SLUICE_WIRE_IPC_VIEWS_H

#include "wire/ipc_foreign.h"
#include "wire/ipc_late.h"

/* The buffers that the long values of a field lie in. */
struct ipc_view_data {
	uint32_t n;
	struct ipc_bytes *in;		/* owned, with a reference each */
};

/* Takes the views of l->col, which c keeps as they are, and their data.  0 or -1. */
int ipc_views_read(struct ipc_reader *r, const struct ipc_level *l, const struct ipc_how *how,
    struct column *c);
void ipc_view_data_release(struct ipc_view_data *d);

/*
 * Makes out, which is l->col and has rows and validity, the plain column of the views at in.
 * Checked: lengths, buffers, offsets and prefixes, and UTF-8.  0 or -1.
 */
int ipc_views_plain(struct ipc_late *late, const struct ipc_level *l,
    const struct ipc_view_data *d, const uint8_t *in, struct column *out);

#endif
