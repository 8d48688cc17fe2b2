/*
 * format.h - the table of formats: a row says what one is called, how it is known and which
 * options it has (formats.c); beside it stand its reader and its writer.
 *
 * A tool lists the readers and the writers that it has, and links these alone.  The words of
 * -i and -o, their help, completions and refusals come from the lists; a word may have options
 * behind it: csv:header=no,delimiter=;
 */
#ifndef SLUICE_FORMAT_FORMAT_H
#define SLUICE_FORMAT_FORMAT_H

#include "base/magic.h"
#include "model/stream.h"

struct date_zone;
struct in;
struct out;
struct table_conf;

/* The most options of one format. */
#define FORMAT_OPTS 8

enum format_flag {
	FORMAT_TEXT = 1,	/* known by its name or its word only */
	FORMAT_REST = 2,	/* what is not known by anything is read so */
	FORMAT_ANY = 4,		/* takes any bytes where its word is given */
	FORMAT_SCREEN = 8,	/* for people: nobody reads it again */
	FORMAT_FRAMES = 16	/* tells the next stage of failures, epochs, implied columns */
};

enum format_side { FORMAT_IN = 1, FORMAT_OUT = 2 };

/* How the value of an option is checked, where it has no list of words. */
enum format_value { FORMAT_ANY_TEXT, FORMAT_BYTE, FORMAT_BYTE_OR_NONE, FORMAT_SIZE };

struct format_opt {
	const char *name;	/* NULL ends a list */
	unsigned sides;		/* of format_side: where it means something */
	const char *words;	/* all that it may be, "yes|no"; NULL: see kind */
	enum format_value kind;
};

/* A row. */
struct format {
	const char *name;	/* the word: "csv" */
	const char *about;	/* what it is read as, for help: "CSV" */
	const char *called;	/* an input of it, for messages: "a SequenceFile" */
	/* Ends of names, ".csv"; NULL ends the list, which may be NULL. */
	const char *const *suffix;
	const char *const *read_suffix;	/* those of files that are read so, but not written */
	const enum magic *magic;	/* first bytes; MAGIC_EMPTY ends; NULL: has none */
	const struct format_opt *opt;	/* may be NULL */
	unsigned flags;
};

extern const struct format format_arrow;
extern const struct format format_lines, format_bytes;
extern const struct format format_seqfile, format_seqfile_bytes, format_seqfile_raw,
    format_seqfile_text;
extern const struct format format_json;
extern const struct format format_json_values;	/* any text, whatever its name, is JSON */
extern const struct format format_csv, format_tsv;
extern const struct format format_table;

/* All rows, NULL at the end: what a tool knows by name, whether it reads it or not. */
extern const struct format *const format_all[];

/* The options that are given, as text that lives as long as they do. */
struct format_values {
	const struct format *format;
	const char *value[FORMAT_OPTS];	/* of its opt, in order; NULL: not given */
};

/* What a reader is told. */
struct format_reading {
	struct format_values with;
	const struct date_zone *zone;	/* of timestamps that name none; NULL: UTC */
	int jobs;
	uint64_t memory;	/* bytes that may be kept */
	size_t most;		/* as want.most, of all columns, where it is known already; or 0 */
	unsigned depth;		/* of JSON; 0: the usual one */
	bool bytes;		/* without a word strings are binary and may hold any bytes */
	bool count;		/* nobody looks at columns: their types need not be found */
	/*
	 * What the inputs of this format share, and of others with the same release(): NULL
	 * for the first one.  It belongs to the caller, who gives it to release() once no
	 * source is left.
	 */
	void **shared;
	/*
	 * The next input that will be read in this format, where it can be looked at before:
	 * 1 and *next, which the caller of more frees; 0: there is none; -1.
	 */
	int (*more)(void *arg, struct in **next, struct err *e);
	void *arg;
	const void *conf;	/* of a reader that says so; else NULL */
};

/* What a writer is told; everything is borrowed for as long as the sink lives. */
struct format_writing {
	struct format_values with;
	const char *tool;		/* who writes: for frames */
	const struct date_zone *zone;
	uint64_t memory;
	const struct source *from;	/* whose rows these are, for the metadata of frames; or NULL */
	int32_t partitions;		/* for the same; 0: as from says */
	const char *group;		/* for the same; NULL: as from says */
	const char *column;		/* that lines are made of where there are several; or NULL */
	const struct table_conf *table;	/* of a table */
	bool epochs;			/* a table for each epoch */
	bool terminal;			/* what could steer it is escaped */
};

/* One end of a format, a reader or a writer. */
struct format_end {
	const struct format *format;
	/* Whether the values go together: STATUS_USAGE.  May be NULL. */
	int (*check)(const struct format_values *v, struct err *e);
	/* A reader: the rows of in, which is taken, also on failure. */
	struct source *(*open)(struct in *in, const struct format_reading *r, struct err *e);
	void (*release)(void *shared);	/* NULL is harmless; may be NULL */
	/*
	 * A writer: writes rows of s to out, which is taken, also on failure.  A schema that
	 * does not fit is STATUS_USAGE.
	 */
	struct sink *(*create)(struct out *out, struct schema *s, const struct format_writing *w,
	    struct err *e);
};

extern const struct format_end read_arrow, read_lines, read_bytes, read_seqfile,
    read_seqfile_bytes, read_seqfile_raw, read_seqfile_text, read_json, read_csv, read_tsv;
/* conf: a struct json_rows_conf, which outlives the source. */
extern const struct format_end read_json_values;
extern const struct format_end write_arrow, write_table, write_lines, write_json, write_csv,
    write_tsv;

/* Which of the two. */
enum format_side format_side(const struct format_end *end);

/* The end in a list, which NULL ends, of the n bytes at name; NULL: there is none. */
const struct format_end *format_find(const struct format_end *const *list, const char *name,
    size_t n);

/* Whether a file's name (a suffix of compression aside, whatever its case) ends as f says. */
bool format_has_suffix(const struct format *f, const char *name, enum format_side side);

/* The first of all rows whose name, for that side, that is; NULL: there is none. */
const struct format *format_of_name(const char *name, enum format_side side);

/* Whether the first bytes m are those of f. */
bool format_has_magic(const struct format *f, enum magic m);

/* Where in f's options that one is, if it has the side; -1: there is none such. */
int format_opt_find(const struct format *f, const char *name, enum format_side side);

/*
 * Sets the values of the options in text, NAME=VALUE with commas between them, which is cut
 * and lives as long as the values.  A comma is a value where another or nothing follows.
 * An option that the format lacks and a misfit are STATUS_USAGE.  0 or -1.
 */
int format_parse(const struct format_end *end, char *text, struct format_values *v,
    struct err *e);

/* -- for readers and writers -- */

/* The value of an option, or NULL. */
const char *format_value(const struct format_values *v, const char *name);

/* Whether that is "yes"; dflt where it is not given. */
bool format_yes(const struct format_values *v, const char *name, bool dflt);

/* The byte that a FORMAT_BYTE is: itself, a tab for \t, 0 for none; dflt where it is not given. */
char format_byte(const struct format_values *v, const char *name, char dflt);

#endif
