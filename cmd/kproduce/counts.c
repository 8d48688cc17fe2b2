/* counts.c - what kproduce says became of the records. */
#include <inttypes.h>
#include <stdio.h>

#include "kproduce.h"

#include "dataset/concat.h"

#define PLACE_MAX 256

/*
 * Says how many of the records that were read are where, which is the first that is not in
 * the log for sure, and from where on the input was not used.
 */
static void
say_counts(const struct produce *p, const struct log_counts *n, bool whole)
{
	int64_t acked = n->acked, unknown = n->unknown, first = n->first;
	int64_t read = acked + unknown + n->not_sent;
	char at[PLACE_MAX], where[PLACE_MAX + 16] = "", rest[PLACE_MAX + 64] = "", skip[64] = "";

	/* Nobody said anything of these. */
	if (p->conf.acks == LOG_ACKS_0 && acked > 0) {
		unknown += acked;
		acked = first = 0;
	}
	if (first >= 0)
		snprintf(where, sizeof where, "; first: %s", concat_where(p->source, first, at, PLACE_MAX));
	if (!whole)
		snprintf(rest, sizeof rest, "; from %s on nothing was read",
		    concat_where(p->source, read, at, PLACE_MAX));
	/* The front of the input is in the log as a whole. */
	if (first < 0 && acked > 0)
		snprintf(skip, sizeof skip, ": a repeat skips %" PRId64, acked);
	cmd_warn(p->cmd, "%" PRId64 " acknowledged, %" PRId64 " unknown, %" PRId64
	    " not sent%s%s%s", acked, unknown, n->not_sent, where, rest, skip);
}

int
produce_conclude(struct produce *p, int rc, struct err *e)
{
	struct log_counts n;

	/* After a failure too: what was sent is sent, and its fate can be told. */
	if (rc != 0)
		(void)log_flush(p->producer, NULL);
	log_producer_counts(p->producer, &n);
	if (rc == 0 && n.unknown == 0 && n.not_sent == 0) {
		if (p->conf.acks == LOG_ACKS_0)
			cmd_result(p->cmd, "Sent %" PRId64 " messages, unacknowledged.", n.acked);
		else
			cmd_result(p->cmd, "Produced %" PRId64 " messages.", n.acked);
		return 0;
	}
	say_counts(p, &n, rc == 0);
	if (rc == 0)
		return err_set(e, n.refused ? STATUS_DATA : STATUS_SYSTEM,
		    "not every record was acknowledged");
	return -1;
}
