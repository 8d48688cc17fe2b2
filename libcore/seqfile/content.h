/* content.h - items without their serialized form: bytes out of them, keys made of words. */
#ifndef SLUICE_SEQFILE_CONTENT_H
#define SLUICE_SEQFILE_CONTENT_H

#include "seqfile/writable.h"

/* Whether items of the class are bytes behind a length: Text and BytesWritable. */
bool content_plain(const struct writable *w);

/*
 * The bytes in the item of n bytes at p, of a class that is content_plain().  STATUS_DATA
 * when it does not use up its length.  0 or -1.
 */
int content_get(const struct writable *w, const uint8_t *p, size_t n, const uint8_t **out,
    size_t *nout, struct err *e);

/*
 * How many bytes an item that takes n bytes holds, told from n alone; n itself for
 * classes that are not content_plain().
 */
size_t content_size(const struct writable *w, size_t n);

/*
 * Appends the serialized form of the item that a command line names: the bytes of a Text
 * or BytesWritable, the number of a number, true or false, 32 hexadecimal digits of an
 * MD5Hash.  STATUS_USAGE when text is none such, or when items of the class cannot be
 * named.  0 or -1.
 */
int content_key(const struct writable *w, const char *text, struct buf *out, struct err *e);

#endif
