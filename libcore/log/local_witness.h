/*
 * local_witness.h - whether the ledger begins with its last commit.
 *
 * LMDB takes the newer of two meta pages for its beginning, and keeps no sums: damage to
 * a number there brings the commit before back, without a word.  So a second file (the
 * commit lock) holds the number of the last commit and sums of both pages.  It is written
 * after the commit is on disk and not synced: it may be behind, never ahead.
 */
#ifndef SLUICE_LOG_LOCAL_WITNESS_H
#define SLUICE_LOG_LOCAL_WITNESS_H

#include <stdbool.h>

enum witness {
	WITNESS_FITS,
	WITNESS_LAGS,		/* it knows nothing yet, or not of the last commits */
	WITNESS_DAMAGED		/* so it seems, too, when somebody commits meanwhile */
};

/* What the witness in wfd says of the pages in fd, an LMDB file. */
enum witness witness_ask(int wfd, int fd);

/* Notes what is there now.  It may fail, which leaves a witness that lags. */
void witness_note(int wfd, int fd);

#endif
