/* local_fs.h - folders that the local log may live in, made and made durable. */
#ifndef SLUICE_LOG_LOCAL_FS_H
#define SLUICE_LOG_LOCAL_FS_H

#include <stdbool.h>

#include "base/err.h"

/*
 * Makes the folder and the missing ones above it (mode 0700), which local_fs_sync_up()
 * makes durable.  0 or -1.
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

/*
 * Gives a new file the permissions to read and write of DIR/folder, where it lies, and
 * where root makes it that one's owner.  Errors do not matter.
 */
void local_fs_follow(const char *dir, const char *folder, int fd);

/* Makes the names in a folder durable.  0 or -1. */
int local_fs_sync_dir(const char *dir, struct err *e);

/*
 * The same of a folder and all above it, as far as this user may: who made one of them
 * may have been killed before it did.  0 or -1.
 */
int local_fs_sync_up(const char *dir, struct err *e);

/* Removes a folder and the files in it (no folders); errors do not matter. */
void local_fs_remove(const char *dir);

#endif
