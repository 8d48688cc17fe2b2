/* write.c - the options that say how a SequenceFile is written. */
#include <string.h>
#include <unistd.h>

#include "seqfile.h"

const struct opt seqfile_opt_output[] = {
	{ 'O', "output-file", "path", "the SequenceFile to make; with --max-size or --mapfile a "
	    "directory", OPT_FILE, NULL, NULL },
	{ OPT_MAX_SIZE, "max-size", "size", "roll to numbered part files of at most this size, in "
	    "a directory with _SUCCESS", 0, NULL, NULL },
	{ OPT_MAPFILE, "mapfile", NULL, "make a MapFile: a directory with sorted data and their "
	    "index", 0, NULL, NULL },
	{ OPT_OVERWRITE, "overwrite", NULL, "replace what exists", 0, NULL, NULL },
	{ OPT_METADATA, "metadata", "name=value", "a pair for the metadata of the header",
	    OPT_MANY, NULL, NULL },
	{ OPT_SYNC, "sync", "seed", "make the sync marker of this text, so that the same input "
	    "gives the same bytes", 0, NULL, NULL },
	OPT_END
};

const struct opt seqfile_opt_form[] = {
	{ OPT_COMPRESSION, "compression", "layout", "what is compressed: nothing, each value, or "
	    "blocks of records (default: block, or as the input has it)", 0, "none|record|block", NULL },
	{ OPT_CODEC, "codec", "name", "how it is compressed (default: deflate, or as the input has it)", 0,
	    "deflate|gzip|bzip2|lz4|snappy|zstd", NULL },
	{ OPT_LEVEL, "level", "number", "how hard the codec tries", 0, NULL, NULL },
	{ OPT_BLOCK_SIZE, "block-size", "size", "bytes of keys and values in a block "
	    "(default: 1000000)", 0, NULL, NULL },
	OPT_END
};

/* In the order of the choices. */
static const enum seq_layout layouts[] = { SEQ_PLAIN, SEQ_RECORD, SEQ_BLOCK };
static const enum whole codecs[] = {
	WHOLE_ZLIB, WHOLE_GZIP, WHOLE_BZIP2, WHOLE_LZ4, WHOLE_SNAPPY, WHOLE_ZSTD
};

static int
get_compression(struct cmd *c, const struct seq_header *from, struct seqfile_form *f,
    struct err *e)
{
	const struct opts *o = cmd_opts(c);
	bool given = opt_given(o, OPT_CODEC);
	int layout = 2, codec = 0, least, most;
	int64_t level = 0;

	if (opt_choice(o, OPT_COMPRESSION, &layout, e) != 0 ||
	    opt_choice(o, OPT_CODEC, &codec, e) != 0)
		return -1;
	f->layout = layouts[layout];
	f->codec = codecs[codec];
	if (from != NULL && !given && from->codec != WHOLE_NONE)
		f->codec = from->codec;
	/* A codec that is asked for is meant to be used. */
	if (from != NULL && !opt_given(o, OPT_COMPRESSION) &&
	    (from->layout != SEQ_PLAIN || !given))
		f->layout = from->layout;
	if (f->layout == SEQ_PLAIN)
		f->codec = WHOLE_NONE;
	if (!opt_given(o, OPT_LEVEL))
		return 0;
	whole_levels(f->codec, &least, &most);
	if (most == 0)
		return opt_error(o, OPT_LEVEL, e, "%s has no levels", f->layout == SEQ_PLAIN ?
		    "what is not compressed" : whole_name(f->codec));
	if (opt_int(o, OPT_LEVEL, least, most, &level, e) != 0)
		return -1;
	f->level = (int)level;
	return 0;
}

/* The path of -O; "-" is stdout. */
static int
get_path(struct cmd *c, const char **path, struct err *e)
{
	const struct opts *o = cmd_opts(c);

	if ((*path = opt_text(o, 'O', NULL)) == NULL || **path == '\0')
		return err_set(e, STATUS_USAGE, "-O is missing: where to write");
	if (strcmp(*path, "-") != 0)
		return 0;
	if (opt_given(o, OPT_MAPFILE) || opt_given(o, OPT_MAX_SIZE))
		return opt_error(o, 'O', e, "a directory cannot go to stdout");
	if (isatty(STDOUT_FILENO))
		return opt_error(o, 'O', e, "a SequenceFile is not for a terminal: redirect stdout");
	*path = "/dev/stdout";
	cmd_for_reader(c);
	return 0;
}

static int
get_output(struct cmd *c, struct seqfile_form *f, struct err *e)
{
	const struct opts *o = cmd_opts(c);
	bool map = opt_given(o, OPT_MAPFILE), roll = opt_given(o, OPT_MAX_SIZE);
	uint64_t max = 0;

	if (get_path(c, &f->out.path, e) != 0)
		return -1;
	if (map && roll)
		return opt_error(o, OPT_MAX_SIZE, e, "a MapFile has one file of data");
	if (opt_size(o, OPT_MAX_SIZE, &max, e) != 0)
		return -1;
	if (roll && (max == 0 || max > INT64_MAX))
		return opt_error(o, OPT_MAX_SIZE, e, "no such size of a file");
	f->out.shape = map ? SEQFILE_MAP : roll ? SEQFILE_PARTS : SEQFILE_FILE;
	f->out.max_size = (int64_t)max;
	f->out.replace = opt_given(o, OPT_OVERWRITE);
	return seqfile_out_marker(opt_text(o, OPT_SYNC, NULL), f->sync, e);
}

int
seqfile_form(struct cmd *c, const struct seq_header *from, struct seqfile_form *f,
    struct err *e)
{
	memset(f, 0, sizeof(*f));
	if (get_compression(c, from, f, e) != 0 ||
	    opt_size(cmd_opts(c), OPT_BLOCK_SIZE, &f->block_size, e) != 0 ||
	    get_output(c, f, e) != 0)
		return -1;
	if (opt_given(cmd_opts(c), OPT_BLOCK_SIZE) &&
	    (f->block_size == 0 || f->block_size > SEQ_RECORD_MAX))
		return opt_error(cmd_opts(c), OPT_BLOCK_SIZE, e, "it is 1 to %zu",
		    SEQ_RECORD_MAX);
	return 0;
}

int
seqfile_metadata(struct cmd *c, struct seq_header *h, struct err *e)
{
	const struct opts *o = cmd_opts(c);
	const char *pair, *equals;

	for (size_t i = 0; i < opt_count(o, OPT_METADATA); i++) {
		pair = opt_nth(o, OPT_METADATA, i);
		if ((equals = strchr(pair, '=')) == NULL)
			return opt_error(o, OPT_METADATA, e, "not NAME=VALUE: %s", pair);
		if (seq_header_meta(h, pair, (size_t)(equals - pair), equals + 1,
		    strlen(equals + 1), e) != 0)
			return -1;
	}
	return 0;
}
