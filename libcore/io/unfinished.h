/* unfinished.h - files and directories to remove when a signal ends the process. */
#ifndef SLUICE_IO_UNFINISHED_H
#define SLUICE_IO_UNFINISHED_H

#include <stdbool.h>

/*
 * Notes a hidden file, or a directory of files, that will get its name at the end.  Any
 * thread.  Its number for unfinished_end(), or -1: no room, and it is not removed.
 */
int unfinished_begin(const char *path, bool dir);

/*
 * Before it gets its name, or is removed: the caller has it to itself from here on.
 * Does not return when a signal is ending the process already.  -1 is harmless.
 */
void unfinished_end(int number);

/* Removes what there is.  Safe in a signal handler, which must end the process then. */
void unfinished_remove(void);

#endif
