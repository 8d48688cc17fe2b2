/* frames.c - the records of SequenceFiles as a data frame. */
#include "cli/input.h"
#include "cli/output.h"
#include "seqfile.h"

int
seqfile_frames(struct cmd *c, const struct words *files, struct err *e)
{
	const struct input_conf in = {
		.flags = INPUT_AS_TOLD, .file = (const char *const *)files->v, .nfile = files->n
	};
	struct output_conf out = { .column = "value" };
	struct flow f = { .limit = -1 };

	if ((f.line.source = cmd_input(c, &in, e)) == NULL)
		return -1;
	out.from = f.line.source;
	return (f.sink = cmd_output(c, f.line.source->schema, &out, e)) == NULL ? -1 :
	    cmd_flow(c, &f, e);
}
