/* main.c - seqfile: many small files as one SequenceFile, and back. */
#include "seqfile.h"

static const struct opt none[] = { OPT_END };

static const struct cmd_verb verbs[] = {
	{ "pack", "-O path [-C dir] [--compression layout] [--codec name] [--key form] "
	    "[--max-size size] [--files-from file [-0]] [path|archive|- ...]",
	    "make records of files, trees and members of archives", seqfile_pack_opts,
	    seqfile_pack, CMD_EFFECT },
	{ "unpack", "[-C dir] [--overwrite | --skip] file [pattern ...]",
	    "make files of records", seqfile_unpack_opts, seqfile_unpack, CMD_EFFECT },
	{ "list", "[-l] [-0] [file ...]", "print the keys", seqfile_list_opts, seqfile_list, 0 },
	{ "cat", "[-o format] [file ...]", "print the records, key TAB value",
	    seqfile_cat_opts, seqfile_cat, CMD_FRAMES_ASKED },
	{ "get", "file key ...", "print the values of these keys", seqfile_get_opts,
	    seqfile_get, 0 },
	{ "info", "[--json] [file ...]", "print header, records, blocks and sizes",
	    seqfile_info_opts, seqfile_info, 0 },
	{ "verify", "[file ...]", "read everything and print each damaged region",
	    seqfile_verify_opts, seqfile_verify, 0 },
	{ "salvage", "-O path file", "copy what is not damaged", seqfile_salvage_opts,
	    seqfile_salvage, CMD_EFFECT },
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
		.about = "many small files as one splittable Hadoop SequenceFile, and back",
		.verbs = verbs,
		.flags = CMD_FILES
	};

	return cmd_main(&def, argc, argv);
}
