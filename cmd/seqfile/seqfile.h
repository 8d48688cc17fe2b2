/* seqfile.h - the verbs of seqfile, and the option tables that they share. */
#ifndef SLUICE_CMD_SEQFILE_H
#define SLUICE_CMD_SEQFILE_H

#include "cli/cmd.h"
#include "cli/help.h"
#include "ops/seq_scan.h"

enum {
	OPT_COMPRESSION = OPT_CMD,
	OPT_CODEC,
	OPT_BLOCK_SIZE,
	OPT_MAX_SIZE,
	OPT_MAPFILE,
	OPT_SYNC,
	OPT_KEY,
	OPT_VALUE,
	OPT_FROM_FRAMES,
	OPT_FILES_FROM,
	OPT_IGNORE_UNREADABLE,
	OPT_OVERWRITE,
	OPT_SKIP,
	OPT_JSON,
	OPT_SPLIT,
	OPT_DECOMPRESS_LIMIT
};

/* How a SequenceFile is written: -O --compression --codec --block-size ... */
extern const struct opt seqfile_opt_write[];
/* How one is read: --decompress-limit, and with --split. */
extern const struct opt seqfile_opt_limit[];
extern const struct opt seqfile_opt_split[];

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

/* -- what the shared options come to -- */

/*
 * The files that the operands from skip on stand for: globs, MapFiles and directories of
 * part files expanded; "-" when there is none.  --split takes one file.  0 or -1.
 */
int seqfile_inputs(struct cmd *c, size_t skip, struct words *out, struct err *e);

/* The same for names that are given as they are.  Appends to out. */
int seqfile_files(const char *const *name, size_t n, struct words *out, struct err *e);

/* The bytes of these files, for progress; -1 where one cannot tell. */
int64_t seqfile_bytes(const struct words *files);

/* -j, --split and --decompress-limit.  0 or -1. */
int seqfile_scan_conf(struct cmd *c, struct seq_scan_conf *out, struct err *e);

/* Opens one of the files; NULL on failure. */
struct seq_scan *seqfile_scan(const char *name, const struct seq_scan_conf *conf,
    struct err *e);

#endif
