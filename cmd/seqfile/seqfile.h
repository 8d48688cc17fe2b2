/* seqfile.h - the verbs of seqfile, and the options that they share. */
#ifndef SLUICE_CMD_SEQFILE_H
#define SLUICE_CMD_SEQFILE_H

#include "cli/cmd.h"
#include "cli/help.h"
#include "format/seqfile_out.h"
#include "hadoop/seq_scan.h"

enum {
	OPT_COMPRESSION = OPT_CMD,
	OPT_CODEC,
	OPT_LEVEL,
	OPT_BLOCK_SIZE,
	OPT_MAX_SIZE,
	OPT_MAPFILE,
	OPT_METADATA,
	OPT_SYNC,
	OPT_KEY,
	OPT_VALUE,
	OPT_KEY_CLASS,
	OPT_VALUE_CLASS,
	OPT_FROM_FRAMES,
	OPT_FILES_FROM,
	OPT_NO_ARCHIVES,
	OPT_IGNORE_UNREADABLE,
	OPT_OVERWRITE,
	OPT_SKIP,
	OPT_JSON
};

extern const struct opt seqfile_pack_opts[], seqfile_unpack_opts[];
extern const struct opt seqfile_list_opts[], seqfile_cat_opts[], seqfile_get_opts[];
extern const struct opt seqfile_info_opts[];
extern const struct opt seqfile_verify_opts[], seqfile_salvage_opts[];
extern const struct opt seqfile_recode_opts[], seqfile_index_opts[];

/* The verbs; each is a run() of cmd.h. */
int seqfile_pack(struct cmd *c, struct err *e);
int seqfile_unpack(struct cmd *c, struct err *e);
int seqfile_list(struct cmd *c, struct err *e);
int seqfile_cat(struct cmd *c, struct err *e);
int seqfile_get(struct cmd *c, struct err *e);
int seqfile_info(struct cmd *c, struct err *e);
int seqfile_verify(struct cmd *c, struct err *e);
int seqfile_salvage(struct cmd *c, struct err *e);
int seqfile_recode(struct cmd *c, struct err *e);
int seqfile_index(struct cmd *c, struct err *e);

/* -- reading: options.c -- */

extern const struct opt seqfile_opt_limit[];	/* --decompress-limit */
extern const struct opt seqfile_opt_split[];	/* --split */

/*
 * The files that the operands stand for: globs, MapFiles and directories of
 * part files expanded, an empty one among others passed over; "-" when there is none.
 * --split takes one file.  0 or -1.
 */
int seqfile_inputs(struct cmd *c, struct words *out, struct err *e);

/* -j, --split and --decompress-limit.  0 or -1. */
int seqfile_scan_conf(struct cmd *c, struct seq_scan_conf *out, struct err *e);

/* cat -o: the records of files as rows for the output that was asked for.  0 or -1. */
int seqfile_frames(struct cmd *c, const struct words *files, struct err *e);

/* -- damage: verify.c -- */

struct seqfile_gaps;

/* What is lost in all files together; of `unknown` regions the records are not known. */
struct seqfile_lost {
	int64_t regions, bytes, records, unknown;
	bool warn;		/* regions are told on stderr: stdout may be the output */
};

/* Tells of each region in a line, and adds them to lost.  0 or -1. */
int seqfile_print_gaps(struct cmd *c, const char *name, struct seqfile_gaps *gaps,
    struct seqfile_lost *lost, struct err *e);

/* STATUS_DATA "3 damaged regions DONE: ..." when something is lost.  0 or -1. */
int seqfile_lost(const struct seqfile_lost *lost, const char *done, struct err *e);

/* -- writing: write.c -- */

extern const struct opt seqfile_opt_output[];	/* -O --max-size --mapfile --overwrite --sync */
extern const struct opt seqfile_opt_form[];	/* --compression --codec --level --block-size */

/* What the options above come to. */
struct seqfile_form {
	enum seq_layout layout;
	enum whole codec;		/* WHOLE_NONE with SEQ_PLAIN */
	int level;
	uint64_t block_size;
	uint8_t sync[SEQ_SYNC];
	struct seqfile_out_conf out;	/* without the header */
};

/*
 * from (may be NULL): the header of what is written anew; what the options do not say
 * stays as it is there.  0 or -1.
 */
int seqfile_form(struct cmd *c, const struct seq_header *from, struct seqfile_form *out,
    struct err *e);

/* Sets the --metadata in h.  0 or -1. */
int seqfile_metadata(struct cmd *c, struct seq_header *h, struct err *e);

#endif
