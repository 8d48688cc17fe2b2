/*
 * files.h - the files that a command's operands name.
 *
 * Quoted globs are expanded, without what begins with "_" or "." if the pattern does not; "-"
 * is stdin; a directory, named or matched, stands for the files in it (dataset/parts.h).
 */
#ifndef SLUICE_CLI_FILES_H
#define SLUICE_CLI_FILES_H

#include "cli/cmd.h"
#include "io/in.h"

/*
 * The names of the operands from skip on, quoted globs expanded, in order; "-"
 * when there is none.  A glob without a match and a missing file are STATUS_SYSTEM.
 * 0 or -1.
 */
int cmd_files(struct cmd *c, size_t skip, struct words *out, struct err *e);

/* The same; whole: each is taken as it is, so that a directory is STATUS_USAGE. */
int cmd_files_as(struct cmd *c, size_t skip, bool whole, struct words *out, struct err *e);

/* The files that one name stands for.  Appends to out; 0 or -1. */
int cmd_files_of(const struct cmd *c, const char *name, struct words *out, struct err *e);

/*
 * Where some of several names are regular files without a byte, and all others
 * SequenceFiles: takes these out, with a word, as a directory's part files are passed
 * over (dataset/parts.h).  0 or -1.
 */
int cmd_pass_empty(const struct cmd *c, struct words *names, struct err *e);

/* Bytes of all of them, -1 unless each is a regular file. */
int64_t cmd_files_size(const struct words *names);

#endif
