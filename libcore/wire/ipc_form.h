/* ipc_form.h - what the writers of messages share; private to wire. */
#ifndef SLUICE_WIRE_IPC_FORM_H
#define SLUICE_WIRE_IPC_FORM_H

#include "wire/fb_write.h"
#include "wire/ipc.h"

/*
 * Begins m->head: room for the prefix, then the Message table with that header
 * type, body size, and custom metadata if meta.  links[slot] becomes the link of
 * each reference in it.
 */
void ipc_message_begin(struct fbw *w, struct ipc_message *m, int type, int64_t body,
    bool meta, size_t *links, struct err *e);

/* Ends the metadata: pads, fills in the prefix and piece 0.  0 or -1. */
int ipc_message_end(struct fbw *w, struct ipc_message *m, struct err *e);

/* Appends a piece of n bytes at p; piece 0 is kept for the head.  0 or -1. */
int ipc_piece_add(struct ipc_message *m, const void *p, size_t n, struct err *e);

/* The pairs of a, then those of b; either may be NULL. */
void ipc_pairs_write(struct fbw *w, size_t link, const struct meta *a,
    const struct meta *b);

#endif
