/* ipc_parse.h - what the readers of message metadata share; private to wire. */
#ifndef SLUICE_WIRE_IPC_PARSE_H
#define SLUICE_WIRE_IPC_PARSE_H

#include "model/type.h"
#include "wire/fb_read.h"

/* The Message table: what kind of header it has, and that header. */
struct ipc_envelope {
	int64_t type, body;
	struct fb_table message, header;
};

/* Verifies the envelope.  0 or -1. */
int ipc_envelope_read(struct fb *f, struct ipc_envelope *out);

/* The key and value pairs in slot of t; *out is released by the caller, on success only. */
int ipc_pairs_read(struct fb *f, const struct fb_table *t, unsigned slot, struct meta *out);

#endif
