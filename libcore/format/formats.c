/* formats.c - the table of formats: the rows. */
#include "format/format.h"

/* -- Arrow -- */

static const struct format_opt arrow_opt[] = {
	{ "unmarked", FORMAT_IN, "no|yes|eof", 0 },
	{ "truncate-ns", FORMAT_IN, "yes|no", 0 },
	{ NULL, 0, NULL, 0 }
};

static const char *const arrow_suffix[] = { ".arrow", ".arrows", NULL };
static const char *const arrow_read[] = { ".feather", ".ipc", NULL };
static const enum magic arrow_magic[] = {
	MAGIC_STREAM, MAGIC_ARROW_FILE, MAGIC_CUT, MAGIC_EMPTY
};

const struct format format_arrow = {
	.name = "arrow", .about = "Arrow", .called = "an Arrow stream", .suffix = arrow_suffix,
	.read_suffix = arrow_read, .magic = arrow_magic, .opt = arrow_opt, .flags = FORMAT_FRAMES
};

/* -- lines -- */

static const struct format_opt lines_opt[] = {
	{ "nul", FORMAT_IN | FORMAT_OUT, "yes|no", 0 },
	{ "crlf", FORMAT_IN, "yes|no", 0 },
	{ "null", FORMAT_OUT, NULL, FORMAT_ANY_TEXT },
	{ "raw", FORMAT_OUT, "yes|no", 0 },
	{ NULL, 0, NULL, 0 }
};

static const char *const lines_suffix[] = { ".txt", NULL };

const struct format format_lines = {
	.name = "lines", .about = "lines of UTF-8", .called = "lines", .suffix = lines_suffix,
	.opt = lines_opt, .flags = FORMAT_TEXT | FORMAT_REST | FORMAT_ANY
};

const struct format format_bytes = {
	.name = "bytes", .about = "lines of any bytes", .called = "lines", .opt = lines_opt,
	.flags = FORMAT_TEXT | FORMAT_ANY
};

/* -- SequenceFiles: four ways to see one -- */

static const char *const seqfile_suffix[] = { ".seq", ".sequence", NULL };
static const struct format_opt seqfile_opt[] = {
	{ "split", FORMAT_IN, NULL, FORMAT_ANY_TEXT },
	{ "decompress-limit", FORMAT_IN, NULL, FORMAT_SIZE },
	{ NULL, 0, NULL, 0 }
};

static const enum magic seqfile_magic[] = { MAGIC_SEQFILE, MAGIC_EMPTY };

const struct format format_seqfile = {
	.name = "seqfile", .about = "a SequenceFile", .called = "a SequenceFile",
	.read_suffix = seqfile_suffix, .magic = seqfile_magic, .opt = seqfile_opt
};

const struct format format_seqfile_bytes = {
	.name = "seqfile-bytes", .about = "one with its strings as bytes",
	.called = "a SequenceFile", .magic = seqfile_magic, .opt = seqfile_opt
};

const struct format format_seqfile_raw = {
	.name = "seqfile-raw", .about = "one with nothing decoded", .called = "a SequenceFile",
	.magic = seqfile_magic, .opt = seqfile_opt
};

const struct format format_seqfile_text = {
	.name = "seqfile-text", .about = "one with all as text", .called = "a SequenceFile",
	.magic = seqfile_magic, .opt = seqfile_opt
};

/* -- JSON -- */

static const char *const json_suffix[] = { ".json", ".jsonl", ".ndjson", NULL };
static const char *const json_read[] = { ".geojson", NULL };

const struct format format_json = {
	.name = "json", .about = "JSON", .called = "JSON", .suffix = json_suffix,
	.read_suffix = json_read, .flags = FORMAT_TEXT
};

const struct format format_json_values = {
	.name = "json", .about = "JSON", .called = "JSON", .flags = FORMAT_TEXT | FORMAT_REST
};

/* -- delimited cells: TSV is always written with tabs -- */

#define CELLS(delimiter_sides) \
	{ "header", FORMAT_IN | FORMAT_OUT, "yes|no", 0 }, \
	{ "delimiter", (delimiter_sides), NULL, FORMAT_BYTE }, \
	{ "quote", FORMAT_IN, NULL, FORMAT_BYTE_OR_NONE }, \
	{ "strings", FORMAT_IN, "yes|no", 0 }, \
	{ "null", FORMAT_IN | FORMAT_OUT, NULL, FORMAT_ANY_TEXT }, \
	{ "binary", FORMAT_OUT, "base64|hex", 0 }, \
	{ NULL, 0, NULL, 0 }

static const struct format_opt csv_opt[] = { CELLS(FORMAT_IN | FORMAT_OUT) };
static const struct format_opt tsv_opt[] = { CELLS(FORMAT_IN) };

static const char *const csv_suffix[] = { ".csv", NULL };
static const char *const tsv_suffix[] = { ".tsv", ".tab", NULL };

const struct format format_csv = {
	.name = "csv", .about = "CSV", .called = "CSV", .suffix = csv_suffix, .opt = csv_opt,
	.flags = FORMAT_TEXT
};

const struct format format_tsv = {
	.name = "tsv", .about = "TSV", .called = "TSV", .suffix = tsv_suffix, .opt = tsv_opt,
	.flags = FORMAT_TEXT
};

/* -- tables -- */

const struct format format_table = {
	.name = "table", .about = "a table", .called = "a table", .flags = FORMAT_SCREEN
};

const struct format *const format_all[] = {
	&format_arrow, &format_lines, &format_bytes, &format_seqfile, &format_seqfile_bytes,
	&format_seqfile_raw, &format_seqfile_text, &format_json, &format_json_values, &format_csv,
	&format_tsv, &format_table, NULL
};
