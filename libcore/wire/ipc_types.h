/* ipc_types.h - what the readers of a schema's fields share; private to wire. */
#ifndef SLUICE_WIRE_IPC_TYPES_H
#define SLUICE_WIRE_IPC_TYPES_H

#include "wire/fb_read.h"
#include "wire/ipc_foreign.h"

/* The field being read, and those around it, for messages. */
struct ipc_path {
	const struct ipc_path *up;
	const char *name;
	int depth;
};

/* The dotted name of p, outermost first, as far as it fits. */
void ipc_path_name(const struct ipc_path *p, char *out, size_t outsz);

/* Says that the schema contradicts itself about this field.  Returns -1. */
int ipc_path_wrong(struct fb *f, const struct ipc_path *p, const char *what);

/*
 * The type of a field, without children, from its code and its table, and how its bytes
 * come.  A type that is not read is named.  0 or -1.
 */
int ipc_type_read(struct fb *f, const struct ipc_path *p, int code, const struct fb_table *t,
    struct type *out, enum ipc_layout *how);

#endif
