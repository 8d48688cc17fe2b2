/* main.c - seqfile: the SequenceFiles of Hadoop. */
#include "seqfile.h"

static const struct opt none[] = { OPT_END };

static const struct cmd_verb verbs[] = {
	{ "list", "[-l] [-0] [file ...]", "print the keys", seqfile_list_opts, seqfile_list, 0 },
	{ "cat", "[file ...]", "print the records, key TAB value", seqfile_cat_opts,
	    seqfile_cat, 0 },
	{ "get", "file key ...", "print the values of these keys", seqfile_get_opts,
	    seqfile_get, 0 },
	{ "info", "[--json] [file ...]", "print header, records, blocks and sizes",
	    seqfile_info_opts, seqfile_info, 0 },
	{ NULL, NULL, NULL, NULL, NULL, 0 }
};

int
main(int argc, char **argv)
{
	static const struct cmd_def def = {
		.name = "seqfile", .synopsis = "", .opts = none,
		.about = "read the SequenceFiles of Hadoop",
		.verbs = verbs,
		.flags = CMD_FILES
	};

	return cmd_main(&def, argc, argv);
}
