/*
 * classes.h - the classes of the keys and values of a file.
 *
 * The header names them; what the name of a class leaves open, such as the elements of
 * an ArrayWritable (seqfile/writable.h), this toolkit keeps in the metadata of the file.
 */
#ifndef SLUICE_SEQFILE_CLASSES_H
#define SLUICE_SEQFILE_CLASSES_H

#include "seqfile/header.h"
#include "seqfile/writable.h"

/* Metadata of a file: the class of keys, of values, as writable_spec() gives it. */
#define SEQ_META_KEY_CLASS "sluice.key.class"
#define SEQ_META_VALUE_CLASS "sluice.value.class"

/*
 * The class of the keys, or of the values: as the metadata has it, if that is of the
 * class in the header, else by its name alone.  0, or -1 (no memory).
 */
int seq_class_find(struct writable *w, const struct seq_header *h, bool values,
    struct err *e);

/*
 * Whether keys, or values, of a file with header `from` are the same under the header h:
 * the classes are the same, also what the metadata of h says of them.
 */
bool seq_class_fits(const struct seq_header *h, const struct seq_header *from, bool values);

/* Keeps in the metadata what the name of w, which stands in the header, leaves open.  0 or -1. */
int seq_class_keep(struct seq_header *h, bool values, const struct writable *w,
    struct err *e);

#endif
