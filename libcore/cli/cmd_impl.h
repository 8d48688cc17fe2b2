/* cmd_impl.h - the inside of struct cmd, for the files of cli. */
#ifndef SLUICE_CLI_CMD_IMPL_H
#define SLUICE_CLI_CMD_IMPL_H

#include "cli/cmd.h"
#include "io/out.h"

struct input;

/* What the encoders of output.c borrow. */
struct output_memory;

struct cmd {
	const struct cmd_def *def;
	const struct cmd_verb *verb;
	struct opts *opts;
	int jobs;
	uint64_t memory;		/* 0: as the machine has it */
	bool quiet;
	struct out *out;		/* text of cmd_printf; NULL until there is some */
	struct source *source;		/* what cmd_input opened */
	struct input *input;		/* what that borrows */
	struct sink *sink;		/* what cmd_output opened */
	struct output_memory *output;	/* what that borrows */
	bool ended;			/* sink was finished, or its reader told */
	bool text_terminal;		/* sink writes text to a terminal as it comes */
	int64_t enough;			/* rows after which sink has enough; -1 never */
	struct flow_stats stats;
};

/* Bytes that this process may use: memory of the machine, cgroup and rlimits. */
uint64_t limits_memory(void);

/* The flags of the command and of the verb. */
unsigned cmd_flags(const struct cmd *c);

/* NULL is harmless. */
void input_free(struct input *in);
void output_free(struct output_memory *m);

/* Tells the reader of a frame pipe that this command failed before it had a sink. */
void output_tell(struct cmd *c, const struct err *why);

#endif
