/* topics.h - the log that a k* tool works on: -b and its companions. */
#ifndef SLUICE_CLI_TOPICS_H
#define SLUICE_CLI_TOPICS_H

#include "cli/cmd.h"
#include "log/log.h"

/* -b, -F, -X, --timeout, for OPT_INCLUDE. */
extern const struct opt opt_topics[];

/*
 * Opens the log that the options, the environment and the properties file
 * name.  Waits of more than 5 s are said on stderr.  NULL on failure.
 */
struct log *cmd_log(struct cmd *c, struct err *e);

/*
 * Cuts name=value arguments of an option into out (array and strings to be
 * freed by topics_props_free).  0, or -1: one is no pair.
 */
int topics_props(const struct cmd *c, int id, struct log_prop **out, size_t *n,
    struct err *e);
void topics_props_free(struct log_prop *p, size_t n);

#endif
