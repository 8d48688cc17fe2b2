/* input_typed.c - the options of what reads every format. */
#include "cli/help.h"
#include "cli/input.h"
#include "format/format.h"

static const struct format_end *const formats[] = {
	&read_arrow, &read_lines, &read_bytes, &read_seqfile, &read_seqfile_bytes,
	&read_seqfile_raw, &read_seqfile_text, &read_json, &read_csv, &read_tsv, NULL
};

const struct opt opt_typed_input[] = {
	{ 'i', "input", "format", "read the input as %s, with options as in "
	    "csv:header=no,delimiter=; (default: what it is by its first bytes, then by its name; "
	    "other text is lines)", OPT_FORMATS, NULL, formats },
	{ OPT_STRINGS, "strings", NULL, "all columns of CSV and TSV are strings: no types are found",
	    0, NULL, NULL },
	OPT_INCLUDE(opt_input_rest),
	OPT_END
};
