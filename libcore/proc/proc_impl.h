/* proc_impl.h - what the files of proc share. */
#ifndef SLUICE_PROC_PROC_IMPL_H
#define SLUICE_PROC_PROC_IMPL_H

#include <stdatomic.h>
#include <sys/types.h>

#include "proc/live.h"
#include "proc/proc.h"

struct proc {
	pid_t pid;
	struct live *live;		/* NULL: it was reaped */
	int status;			/* of waitpid(); -1 not yet */
	int in, out, err;		/* our ends of its pipes; -1 closed */
	int wake;			/* eventfd */
	atomic_bool cancelled;
	bool refuses, group;
	char *tail;			/* the last bytes of stderr */
	size_t len, keep;
	char name[80];
};

/* Closes *fd and makes it -1; harmless when it is. */
void proc_shut(int *fd);

/* Reads what its kept stderr has, without waiting. */
void proc_drain(struct proc *p);

#endif
