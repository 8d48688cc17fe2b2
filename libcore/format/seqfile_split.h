/* seqfile_split.h - the part of a SequenceFile that a task of Hadoop reads. */
#ifndef SLUICE_FORMAT_SEQFILE_SPLIT_H
#define SLUICE_FORMAT_SEQFILE_SPLIT_H

#include <stdbool.h>
#include <stdint.h>

/* OFFSET:LENGTH, each a size, as the bytes [*from, *to); false: it is none. */
bool seqfile_split_parse(const char *text, int64_t *from, int64_t *to);

#endif
