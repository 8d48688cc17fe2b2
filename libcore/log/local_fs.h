/* local_fs.h - folders that the local log may live in, made and made durable. */
#ifndef SLUICE_LOG_LOCAL_FS_H
#define SLUICE_LOG_LOCAL_FS_H

#include <stdbool.h>

#include "base/err.h"

/*
 * Makes the folder and the missing ones above it (mode 0700, each entry synced).
 * 0 or -1.
 */
int local_fs_make(const char *dir, struct err *e);

/*
 * Whether dir is a folder that may hold a local log: 1, 0 there is none, -1.  A
 * file system whose locks and memory maps other machines do not share is
 * STATUS_SYSTEM, with its name.
 */
int local_fs_check(const char *dir, struct err *e);

/*
 * The words for a file system (statfs f_type, and where that is FUSE's, the
 * subtype of mountinfo or "") on which the local log must not live, or NULL.
 */
const char *local_fs_refused(long type, const char *subtype);

/* Makes the names in a folder durable.  0 or -1. */
int local_fs_sync_dir(const char *dir, struct err *e);

/* Removes a folder and the files in it (no folders); errors do not matter. */
void local_fs_remove(const char *dir);

#endif
