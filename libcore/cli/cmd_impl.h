/* cmd_impl.h - the inside of struct cmd, for the files of cli. */
#ifndef SLUICE_CLI_CMD_IMPL_H
#define SLUICE_CLI_CMD_IMPL_H

#include "cli/cmd.h"
#include "io/atomic_file.h"
#include "io/out.h"

struct input;

/* What a sink of output.c borrows. */
struct output;

struct cmd {
	const struct cmd_def *def;
	const struct cmd_verb *verb;
	struct opts *opts;
	int jobs;
	uint64_t memory;		/* 0: as the machine has it */
	bool quiet;
	struct buf dict;		/* --zstd-dict */
	struct out *out;		/* text of cmd_printf; NULL until there is some */
	bool escapes;			/* out is a terminal, which outside bytes must not steer */
	struct input *input;		/* all that were opened, the last one first */
	struct spool *spool;		/* of the pipes of several; or NULL */
	struct sink *sink;		/* what cmd_output opened */
	struct output *output;		/* what that borrows */
	struct atomic_file *file;	/* -O, until it is committed */
	bool ended;			/* sink was finished, or its reader told */
	_Atomic bool effect;		/* there may be one by now, which must be told */
	bool text_terminal;		/* sink writes text to a terminal as it comes */
	int64_t enough;			/* rows after which sink has enough; -1 never */
	struct flow_stats stats;
};

/* Bytes that this process may use: memory of the machine, cgroup and rlimits. */
uint64_t limits_memory(void);

/* The flags of the command and of the verb. */
unsigned cmd_flags(const struct cmd *c);

/* Frees all inputs with their sources. */
void inputs_free(struct cmd *c);

/* NULL is harmless. */
void output_free(struct output *o);

/* Whether -O names a file: then nobody reads stdout. */
bool output_is_file(const struct cmd *c);

/* Tells the reader of a frame pipe that this command failed before it had a sink. */
void output_tell(struct cmd *c, const struct err *why);

#endif
