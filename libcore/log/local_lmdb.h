/* local_lmdb.h - what a transaction of the ledger is, for local_ledger*.c only. */
#ifndef SLUICE_LOG_LOCAL_LMDB_H
#define SLUICE_LOG_LOCAL_LMDB_H

#include <lmdb.h>

#include "log/local_ledger.h"

struct ledger_txn {
	MDB_txn *txn;
	const MDB_dbi *dbi;		/* by enum local_db */
	struct ledger *ledger;
	bool full;			/* the map was: to be tried again with a larger one */
};

/* Words an LMDB code and notes a full map.  Returns -1. */
int ledger_fail(struct ledger_txn *t, int rc, const char *what, struct err *e);

#endif
