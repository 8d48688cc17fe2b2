/* write.h - values as JSON text. */
#ifndef SLUICE_JSON_WRITE_H
#define SLUICE_JSON_WRITE_H

#include <stddef.h>

#include "base/buf.h"

/*
 * Appends n bytes of valid UTF-8 as a JSON string, quotes included, the way jq
 * writes it: \" \\ \b \t \n \f \r, other control characters and DEL as \u00xx,
 * everything else raw.  0 or -1.
 */
int json_write_string(struct buf *out, const void *text, size_t n, struct err *e);

/* Appends n bytes in base64 (RFC 4648, padded), no quotes.  0 or -1. */
int json_write_base64(struct buf *out, const void *bytes, size_t n, struct err *e);

#endif
