/*
 * progress.h - rows, bytes, rate, share and time left on stderr.
 *
 * No thread of its own: a timer of the main one (par/vigil.h) draws, from counters that
 * any thread updates.
 */
#ifndef SLUICE_CLI_PROGRESS_H
#define SLUICE_CLI_PROGRESS_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

struct flow_stats;

/*
 * From now on SIGUSR1 prints a line for tool (kept, not copied); counters come
 * with progress_start().  Once per process.
 */
void progress_init(const char *tool);

/*
 * Shows these counters; size is the input in bytes, -1 unknown.  draws: a line is
 * kept up to date from the second second on (where stderr is no terminal, a line is
 * added now and then).  stats must live until progress_stop().
 */
void progress_start(const struct flow_stats *stats, int64_t size, bool draws);

/* What the lines count instead of rows, in the singular (kept, not copied). */
void progress_unit(const char *unit);

/* Wipes the line and stops drawing; counters stay for SIGUSR1. */
void progress_stop(void);

/* Wipes the line before something else is written to the terminal. */
void progress_wipe(void);

/* Room for progress_bytes(). */
#define PROGRESS_BYTES 32

/* A number of bytes in three digits and a unit, "1.23 GB".  Returns out. */
char *progress_bytes(char out[PROGRESS_BYTES], double bytes);

/*
 * The words of a line without the tool: at out, at most outsz bytes, no NUL.  Returns
 * the length.
 */
size_t progress_words(char *out, size_t outsz, int64_t rows, int64_t bytes,
    int64_t size, double seconds);

#endif
