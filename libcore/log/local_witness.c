/* local_witness.c - the meta pages of LMDB's files (MDB_DATA_VERSION 1), as lmdb's mdb.c lays them out. */
#include "log/local_witness.h"

#include <stdint.h>
#include <string.h>
#include <unistd.h>

#include "base/hash.h"

#define MAGIC 0xBEEFC0DE
#define VERSION 1
#define PAGE_HEADER 16
#define TXNID 128		/* of a meta page behind its header; what is before it has a sum */
#define PSIZE 24		/* the same: the page size */

/* By page: even commits are in the first, odd ones in the second. */
struct metas {
	uint64_t commit[2];
	uint64_t sum[2];
};

struct note {
	struct metas metas;
	uint64_t sum;
};

/* Reads both pages.  false: not a file of that layout, which LMDB judges. */
static bool
read_metas(int fd, struct metas *m)
{
	uint8_t page[TXNID + 8];
	uint32_t magic, version, psize = 0;
	int i;

	for (i = 0; i < 2; i++) {
		if (sizeof(size_t) != 8 || pread(fd, page, sizeof page,
		    (off_t)i * psize + PAGE_HEADER) != sizeof page)
			return false;
		memcpy(&magic, page, 4);
		memcpy(&version, page + 4, 4);
		if (i == 0)
			memcpy(&psize, page + PSIZE, 4);
		if (magic != MAGIC || version != VERSION)
			return false;
		memcpy(&m->commit[i], page + TXNID, 8);
		m->sum[i] = hash_bytes(page, TXNID, 0);
	}
	return true;
}

static uint64_t
note_sum(const struct note *n)
{
	return hash_bytes(&n->metas, sizeof n->metas, 0);
}

enum witness
witness_ask(int wfd, int fd)
{
	const struct metas *w;
	struct metas m;
	struct note n;
	int last, known;

	if (!read_metas(fd, &m))
		return WITNESS_LAGS;
	last = m.commit[1] > m.commit[0];
	if (m.commit[0] % 2 != 0 || m.commit[1] % 2 != 1 ||
	    m.commit[last] - m.commit[!last] != 1)
		return WITNESS_DAMAGED;
	if (pread(wfd, &n, sizeof n, 0) != sizeof n || n.sum != note_sum(&n))
		return WITNESS_LAGS;
	w = &n.metas;
	known = w->commit[1] > w->commit[0];
	if (w->commit[known] > m.commit[last])
		return WITNESS_DAMAGED;
	/* A commit that failed leaves something else in the page that does not count. */
	if (w->commit[known] == m.commit[last])
		return w->sum[last] == m.sum[last] ? WITNESS_FITS : WITNESS_DAMAGED;
	/* Who committed was killed before the note: one page is new, in all of it. */
	if (w->commit[known] == m.commit[!last] &&
	    (w->sum[!last] != m.sum[!last] || w->sum[last] == m.sum[last]))
		return WITNESS_DAMAGED;
	return WITNESS_LAGS;
}

void
witness_note(int wfd, int fd)
{
	struct note n;

	if (!read_metas(fd, &n.metas))
		return;
	n.sum = note_sum(&n);
	if (pwrite(wfd, &n, sizeof n, 0) != sizeof n && ftruncate(wfd, 0) != 0)
		return;
}
