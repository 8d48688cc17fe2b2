/* signals.h - what SIGINT, SIGTERM, SIGHUP, SIGQUIT and SIGPIPE do to a command. */
#ifndef SLUICE_CLI_SIGNALS_H
#define SLUICE_CLI_SIGNALS_H

#include <stdbool.h>

/*
 * SIGPIPE is ignored.  The other four kill, after outputs that are not finished were
 * removed and what belongs to others (the job slots of make) was given back; a signal that
 * was ignored stays ignored.
 */
void signals_init(void);

/*
 * The first of the four from now on calls stop(arg) (NULL: nothing) and
 * does not kill; the next one does, unless it follows at once: some that send
 * signals, such as timeout(1), send them twice.
 */
void signals_on_stop(void (*stop)(void *arg), void *arg);

/*
 * From now on memory of a mapped file that is not there, and any fault of a thread for
 * which inside() is true, ends the process with STATUS_SYSTEM and this line (kept, without
 * its newline) instead of a crash: the file was cut short or damaged, or its disk failed.
 */
void signals_on_lost_map(const char *tool, const char *line, bool (*inside)(void));

/* Whether a first signal has come. */
bool signals_stopped(void);

#endif
