/* input_rest.c - the options of input that are not of one format's word. */
#include "cli/help.h"
#include "cli/input.h"

const struct opt opt_unmarked[] = {
	{ OPT_ALLOW_UNMARKED, "allow-unmarked", "eof", "take Arrow streams of other programs from "
	    "a pipe, which lack a trailer; with =eof even those that lack Arrow's end marker",
	    OPT_MAYBE, "eof", NULL },
	OPT_END
};

const struct opt opt_input_rest[] = {
	{ OPT_CRLF, "crlf", NULL, "lines coming in may end with CR LF: the CR is no part of them", 0,
	    NULL, NULL },
	OPT_INCLUDE(opt_unmarked),
	{ OPT_TRUNCATE_NS, "truncate-ns", NULL, "cut nanoseconds of Arrow timestamps to whole "
	    "microseconds, towards minus infinity, where they are none", 0, NULL, NULL },
	{ OPT_UNION, "union-by-name", NULL, "take the columns of all inputs: one that an input "
	    "has not is NULL in its rows", 0, NULL, NULL },
	{ OPT_ZSTD_DICT, "zstd-dict", "file", "the dictionary that zstd input was packed with",
	    OPT_FILE, NULL, NULL },
	OPT_END
};

const struct opt opt_zero[] = {
	{ '0', "null-delimited", NULL, "lines end with NUL instead of a line feed, in input and output", 0, NULL, NULL },
	OPT_END
};
