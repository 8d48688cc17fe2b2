/*
 * cmd.h - what every command does around its work: parse, help, signals,
 * the one line of an error, the exit status.
 *
 * Hidden options of every command: --completion bash|zsh|fish prints its
 * completion script, --dump-options its table for the check of the manuals.
 */
#ifndef SLUICE_CLI_CMD_H
#define SLUICE_CLI_CMD_H

#include "cli/opt.h"
#include "par/flow.h"

struct cmd;
struct date_zone;

enum cmd_flag {
	CMD_FRAMES = 1,		/* puts out frames unless -o or a terminal says otherwise */
	CMD_EFFECT = 2,		/* has an effect outside: our reader closing is no quiet end */
	CMD_FRAMES_ASKED = 4,	/* puts out frames only where -o arrow says so */
	CMD_FRAMES_KEYS = 256,	/* puts out frames, as CMD_FRAMES, where -g is given */
	CMD_CHANGES = 16,	/* changes something, and only tells of it on stdout */
	/* For completion alone; the operands of a command without verbs are files. */
	CMD_FILES = 8,		/* operands of verbs are files */
	CMD_TOPICS = 32,	/* operands are topics */
	CMD_TOPIC_FIRST = 64,	/* the first operand is a topic */
	CMD_LIST_FIRST = 128	/* the first operand is a list of columns */
};

struct cmd_verb {
	const char *name;	/* NULL ends the list */
	const char *synopsis;	/* what comes after the name: "[-p partitions] ..." */
	const char *about;
	const struct opt *opts;
	int (*run)(struct cmd *c, struct err *e);
	unsigned flags;		/* of this verb, beside those of the command */
};

struct cmd_def {
	const char *name;
	const char *synopsis;	/* of the options and operands, as in the manual */
	const struct opt *opts;	/* -h --help --version -q are added to every table */
	int (*run)(struct cmd *c, struct err *e);	/* NULL with verbs */
	const char *about;	/* the manual's one-line description */
	unsigned flags;
	const struct cmd_verb *verbs;
	int min_operands, max_operands;		/* max 0: any number; -1: none */
};

/* Table fragments, for OPT_INCLUDE. */
extern const struct opt opt_jobs[];	/* -j */
extern const struct opt opt_memory[];	/* -m */
extern const struct opt opt_progress[];	/* --progress --no-progress */
extern const struct opt opt_zone[];	/* --tz */
extern const struct opt opt_depth[];	/* --max-depth */
/* More of them: input.h, output.h, topics.h. */

/*
 * The whole of a main(): parses, runs, finishes stdout, reports the error once.
 * Returns the exit status.
 */
int cmd_main(const struct cmd_def *def, int argc, char **argv);

/* -- for run() -- */

const char *cmd_name(const struct cmd *c);
const struct opts *cmd_opts(const struct cmd *c);
size_t cmd_operands(const struct cmd *c, const char *const **v);

/* -j, else SLUICE_JOBS, else the CPUs this process may use; at least 1. */
int cmd_jobs(const struct cmd *c);

/*
 * Lets fewer workers work where the memory of cmd_memory() gives each less than so many
 * bytes.  0; -1, STATUS_USAGE: -j asks for so many.
 */
int cmd_fit_jobs(struct cmd *c, uint64_t bytes, struct err *e);

/* -m, else SLUICE_MEMORY, else an eighth of what the process may use; bytes. */
uint64_t cmd_memory(const struct cmd *c);

bool cmd_quiet(const struct cmd *c);

/* --tz as *zone, NULL for UTC.  0, or -1: there is no such zone. */
int cmd_zone(const struct cmd *c, const struct date_zone **zone, struct err *e);

/* --max-depth as *depth, 0 where it is not given.  0 or -1. */
int cmd_depth(const struct cmd *c, unsigned *depth, struct err *e);

/* Text for stdout, buffered until the end, which may be a failure.  0 or -1. */
int cmd_printf(struct cmd *c, struct err *e, const char *fmt, ...)
	__attribute__((format(printf, 3, 4)));
int cmd_write(struct cmd *c, const void *p, size_t n, struct err *e);

/* Hands over what cmd_printf gathered.  0 or -1. */
int cmd_flush(struct cmd *c, struct err *e);

/* The result of a sink on stderr ("Produced 42 messages."), unless -q. */
void cmd_result(struct cmd *c, const char *fmt, ...)
	__attribute__((format(printf, 2, 3)));

/* A message on stderr, "TOOL: ..." , escaped; -q does not silence it. */
void cmd_warn(const struct cmd *c, const char *fmt, ...)
	__attribute__((format(printf, 2, 3)));

/* Says on stderr what is waited for; has the shape of log_conf.waiting. */
void cmd_waiting(void *c, const char *what);

/* A line of the broker library's debugging on stderr; has the shape of log_conf.debug. */
void cmd_debug(void *c, const char *line);

/* Whether --progress asks for progress wherever stderr goes. */
bool cmd_asks_progress(const struct cmd *c);

/*
 * From now on the first SIGINT, SIGTERM, SIGHUP or SIGQUIT calls stop(arg)
 * (async-signal-safe; NULL: nothing is called) instead of killing, and the second one
 * kills.  For live streams, and for sinks that must say what they did.  Call it again with
 * NULL before arg goes.  cmd_input() calls it for a live stream.
 */
void cmd_on_stop(struct cmd *c, void (*stop)(void *arg), void *arg);
bool cmd_stopped(const struct cmd *c);

/*
 * From now on this command works for the reader of stdout: when that closes, it ends
 * within a second, whatever it waits for.  Called for every command that neither has an
 * effect nor changes something; a flow watches the reader of its sink by itself.
 */
void cmd_for_reader(struct cmd *c);

/*
 * Runs f with the jobs, the progress line and the output limits of this command,
 * then finishes f->sink (may be NULL), or tells its reader of the failure.  Sets
 * f->jobs and f->stats.  0 or -1.
 */
int cmd_flow(struct cmd *c, struct flow *f, struct err *e);

/*
 * Counters for the progress line of work that is not a cmd_flow: updated by any
 * thread, shown until cmd_main ends.  size is the input in bytes, -1 unknown.
 */
struct flow_stats *cmd_progress(struct cmd *c, int64_t size);

/* What the progress line counts, in the singular: "file" (not copied).  Without it "row". */
void cmd_progress_unit(struct cmd *c, const char *unit);

#endif
