/*
 * output_id.h - what this process writes, so that it is not read at the same time: a file
 * that is input and output grows without end, or is emptied before it is read.
 *
 * One list for the process, made before its threads.  Every input is held against it by
 * in.h, by device and inode, whatever its name.  A file that is replaced when the new one
 * is whole (atomic_file.h) is no such output.
 */
#ifndef SLUICE_IO_OUTPUT_ID_H
#define SLUICE_IO_OUTPUT_ID_H

#include <sys/stat.h>

#include "base/err.h"

/*
 * Remembers the regular file or pipe that fd is, and the regular file that is at path;
 * anything else is not remembered, and no more than a few are.
 */
void output_id_fd(int fd);
void output_id_path(const char *path);

/*
 * 0; or -1 (STATUS_USAGE) when a path is an output that was remembered before it: each
 * would write over the other.  The path is kept by reference until then.
 */
int output_id_apart(struct err *e);

/* 0; or -1 (STATUS_USAGE) when st, called name, is one of those. */
int output_id_check(const struct stat *st, const char *name, struct err *e);

#endif
