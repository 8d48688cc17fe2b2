/* input_opts.c - the options of what reads Arrow, lines and SequenceFiles. */
#include "cli/help.h"
#include "cli/input.h"
#include "format/format.h"

static const struct format_end *const formats[] = {
	&read_arrow, &read_lines, &read_bytes, &read_seqfile, &read_seqfile_bytes,
	&read_seqfile_raw, &read_seqfile_text, NULL
};

const struct opt opt_input[] = {
	{ 'i', "input", "format", "read the input as %s (default: what it is by its first bytes, "
	    "other text is lines)", OPT_FORMATS, NULL, formats },
	OPT_INCLUDE(opt_input_rest),
	OPT_END
};
