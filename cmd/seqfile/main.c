/* main.c - seqfile: the SequenceFiles of Hadoop. */
#include "seqfile.h"

static const struct opt none[] = { OPT_END };

static const struct cmd_verb verbs[] = {
	{ "list", "[-l] [-0] [file ...]", "print the keys", seqfile_list_opts, seqfile_list, 0 },
	{ "cat", "[-o format] [file ...]", "print the records, key TAB value",
	    seqfile_cat_opts, seqfile_cat, CMD_FRAMES_ASKED },
	{ "get", "file key ...", "print the values of these keys", seqfile_get_opts,
	    seqfile_get, 0 },
	{ "info", "[--json] [file ...]", "print header, records, blocks and sizes",
	    seqfile_info_opts, seqfile_info, 0 },
	{ "recode", "-O path [--compression layout] [--codec name] [file ...]",
	    "copy records into another layout or codec", seqfile_recode_opts,
	    seqfile_recode, CMD_EFFECT },
	{ "index", "dir", "write the index of a MapFile anew", seqfile_index_opts,
	    seqfile_index, CMD_EFFECT },
	{ NULL, NULL, NULL, NULL, NULL, 0 }
};

int
main(int argc, char **argv)
{
	static const struct cmd_def def = {
		.name = "seqfile", .synopsis = "", .opts = none,
		.about = "the SequenceFiles and MapFiles of Hadoop: read, recode, look up",
		.verbs = verbs,
		.flags = CMD_FILES
	};

	return cmd_main(&def, argc, argv);
}
