/* input.c - opening the input of a command. */
#include "cli/input.h"

#include <errno.h>
#include <fcntl.h>
#include <glob.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/mem.h"
#include "cli/cmd_impl.h"
#include "cli/concat.h"
#include "cli/help.h"
#include "cli/signals.h"
#include "files/parts.h"
#include "format/frames.h"
#include "format/lines.h"
#include "format/magic.h"
#include "format/seqfile_rows.h"

const struct opt opt_unmarked[] = {
	{ OPT_ALLOW_UNMARKED, "allow-unmarked", "eof", "take Arrow streams of other programs from "
	    "a pipe, which lack a trailer; with =eof even those that lack Arrow's end marker",
	    OPT_MAYBE, "eof", NULL },
	OPT_END
};

const struct opt opt_input[] = {
	{ 'i', "input", "format", "read the input as Arrow, lines of UTF-8 or of any bytes, or a "
	    "SequenceFile, with its strings as bytes, with nothing decoded, or with all as text "
	    "(default: what it is by its first bytes, other text is lines)", 0,
	    "arrow|lines|bytes|seqfile|seqfile-bytes|seqfile-raw|seqfile-text", NULL },
	OPT_INCLUDE(opt_unmarked),
	OPT_END
};

const struct opt opt_zero[] = {
	{ '0', "null-delimited", NULL, "lines end with NUL instead of a line feed, in input and output", 0, NULL, NULL },
	OPT_END
};

enum format_word {
	WORD_NONE = -1, WORD_ARROW, WORD_LINES, WORD_BYTES,
	WORD_SEQFILE, WORD_SEQFILE_BYTES, WORD_SEQFILE_RAW, WORD_SEQFILE_TEXT
};

/* -- names -- */

static bool
is_stdin(const char *name)
{
	return strcmp(name, "-") == 0;
}

static int
add_glob(const char *pattern, struct words *out, struct err *e)
{
	glob_t g;
	size_t i;
	int rc = glob(pattern, GLOB_ERR, NULL, &g);

	if (rc == GLOB_NOMATCH)
		return err_set(e, STATUS_SYSTEM, "no file matches %s", pattern);
	if (rc != 0)
		return rc == GLOB_NOSPACE ? err_nomem(e, 0) :
		    err_sys(e, "cannot look for %s", pattern);
	for (i = 0; i < g.gl_pathc && rc == 0; i++)
		rc = words_add(out, g.gl_pathv[i], strlen(g.gl_pathv[i]), e);
	globfree(&g);
	return rc;
}

/* A file of a directory, which must say by itself what it is. */
static int
add_part(void *arg, const char *name, struct err *e)
{
	enum input_kind kind;
	const char *called;
	struct in *in = in_open(name, false, e);
	int rc = in == NULL ? -1 : input_look(in, &kind, &called, e);

	in_free(in);
	if (rc != 0)
		return -1;
	if (kind == INPUT_EMPTY)
		return err_set(e, STATUS_DATA, "%s: empty, not a SequenceFile", name);
	if (kind != INPUT_SEQFILE)
		return err_set(e, STATUS_USAGE, "%s: a %s: of a directory only SequenceFiles are read",
		    name, kind == INPUT_TEXT ? "file of text" : called);
	return words_add(arg, name, strlen(name), e);
}

/* A file that is missing is said before anything is read. */
static int
add_name(const char *name, struct words *out, struct err *e)
{
	struct stat st;
	int err;

	if (is_stdin(name))
		return words_add(out, name, strlen(name), e);
	if (stat(name, &st) == 0)
		return S_ISDIR(st.st_mode) ? parts_each(name, add_part, out, e) :
		    words_add(out, name, strlen(name), e);
	err = errno;
	if (strpbrk(name, "*?[") != NULL && err == ENOENT)
		return add_glob(name, out, e);
	errno = err;
	return err_sys(e, "cannot open %s", name);
}

int
cmd_files(struct cmd *c, size_t skip, struct words *out, struct err *e)
{
	const char *const *v;
	size_t n = cmd_operands(c, &v), i, stdins = 0;

	for (i = skip; i < n; i++) {
		if ((stdins += is_stdin(v[i])) > 1)
			return err_set(e, STATUS_USAGE, "stdin is named twice");
		if (add_name(v[i], out, e) != 0)
			return -1;
	}
	return n > skip ? 0 : words_add(out, "-", 1, e);
}

struct in *
cmd_open(const char *name, struct err *e)
{
	return is_stdin(name) ? in_stdin(false, e) : in_open(name, false, e);
}

/* -- what it is -- */

int
input_look(struct in *in, enum input_kind *kind, const char **name, struct err *e)
{
	const uint8_t *p;
	enum magic m;
	size_t n, want = 1;

	/* A first short line on a pipe may be all there is for a long time. */
	do {
		if (in_peek(in, want, &p, &n, e) != 0)
			return -1;
	} while (n == want++ && magic_more(p, n));
	m = magic_find(p, n);
	*name = magic_name(m);
	switch (m) {
	case MAGIC_EMPTY:
		*kind = INPUT_EMPTY;
		break;
	case MAGIC_NONE:
		*kind = INPUT_TEXT;
		break;
	case MAGIC_STREAM:
	case MAGIC_ARROW_FILE:
		*kind = INPUT_STREAM;
		break;
	case MAGIC_CUT:
		*kind = INPUT_CUT;
		break;
	case MAGIC_SEQFILE:
		*kind = INPUT_SEQFILE;
		break;
	default:
		*kind = INPUT_OTHER;
	}
	return 0;
}

/* What a name ends in, a suffix of compression aside; compared without case. */
static bool
ends_in(const char *name, const char *const *suffix, size_t n)
{
	static const char *const packed[] = { ".gz", ".zst", ".xz", ".bz2", ".lz4" };
	const char *slash = strrchr(name, '/');
	size_t len, i;

	name = slash != NULL ? slash + 1 : name;
	len = strlen(name);
	for (i = 0; i < sizeof(packed) / sizeof(*packed); i++) {
		if (len > strlen(packed[i]) &&
		    strcasecmp(name + len - strlen(packed[i]), packed[i]) == 0) {
			len -= strlen(packed[i]);
			break;
		}
	}
	for (i = 0; i < n; i++)
		if (len > strlen(suffix[i]) &&
		    strncasecmp(name + len - strlen(suffix[i]), suffix[i], strlen(suffix[i])) == 0)
			return true;
	return false;
}

/* Names of formats that have no magic number, or that text cannot be. */
static bool
other_by_name(const char *name)
{
	static const char *const suffix[] = {
		".csv", ".tsv", ".tab", ".psv", ".json", ".jsonl", ".ndjson", ".geojson", ".parquet",
		".pq", ".avro", ".orc", ".xml", ".html", ".yaml", ".yml",
		".xls", ".xlsx", ".ods", ".db", ".sqlite", ".tar", ".zip", ".7z",
	};

	return ends_in(name, suffix, sizeof(suffix) / sizeof(*suffix));
}

static bool
arrow_by_name(const char *name)
{
	static const char *const suffix[] = { ".arrow", ".arrows", ".feather", ".ipc" };

	return ends_in(name, suffix, sizeof(suffix) / sizeof(*suffix));
}

static bool
seqfile_by_name(const char *name)
{
	static const char *const suffix[] = { ".seq", ".sequence" };

	return ends_in(name, suffix, sizeof(suffix) / sizeof(*suffix));
}

/* Whether an input without bytes must be a neighbour that died. */
static bool
is_pipe(const char *name)
{
	struct stat st;

	return (is_stdin(name) ? fstat(STDIN_FILENO, &st) : stat(name, &st)) == 0 &&
	    (S_ISFIFO(st.st_mode) || S_ISSOCK(st.st_mode));
}

enum verdict { TAKE_FRAMES, TAKE_LINES, TAKE_SEQFILE, REFUSE };

/* The name of a format promises what the content is not. */
static enum verdict
judge_by_name(const char *name, enum input_kind kind, const char *called, struct err *e)
{
	bool arrow = arrow_by_name(name);

	if (kind == INPUT_EMPTY)
		return arrow ? TAKE_FRAMES : TAKE_SEQFILE;	/* which know words for that */
	err_set(e, STATUS_DATA, "%s: not %s, as its name says: %s", name,
	    arrow ? "an Arrow stream" : "a SequenceFile", called);
	return REFUSE;
}

/* As judge(), where no -i was given. */
static enum verdict
judge_content(const char *name, enum input_kind kind, const char *called, unsigned flags,
    struct err *e)
{
	bool any = (flags & INPUT_ANY_TEXT) != 0;
	const char *shown = is_stdin(name) ? "stdin" : name;

	if (kind == INPUT_STREAM || kind == INPUT_CUT)
		return TAKE_FRAMES;
	if (kind == INPUT_SEQFILE && (flags & INPUT_FRAMES) == 0)
		return TAKE_SEQFILE;
	if (!any && (arrow_by_name(name) || seqfile_by_name(name)))
		return judge_by_name(name, kind, called, e);
	if (kind == INPUT_EMPTY && is_pipe(name) && (flags & INPUT_NONE_OK) == 0) {
		err_set(e, STATUS_SYSTEM, "%s: no bytes at all, so that whatever should write it "
		    "has died%s", shown,
		    (flags & INPUT_FRAMES) != 0 ? "" : " (-i lines takes it as no lines)");
		return REFUSE;
	}
	if ((flags & INPUT_FRAMES) != 0) {
		err_set(e, STATUS_USAGE, "%s: not an Arrow stream: %s", shown, called);
		return REFUSE;
	}
	if (any || (kind != INPUT_OTHER && !other_by_name(name)))
		return TAKE_LINES;
	err_set(e, STATUS_USAGE, "%s: %s%s not supported yet by this tool "
	    "(-i lines takes it as lines)", shown,
	    kind == INPUT_OTHER ? called : "the format of its name",
	    kind == INPUT_OTHER ? "s are" : " is");
	return REFUSE;
}

static enum verdict
judge(const char *name, enum format_word word, enum input_kind kind, const char *called,
    unsigned flags, struct err *e)
{
	bool seqfile = word >= WORD_SEQFILE;

	if (word == WORD_LINES || word == WORD_BYTES)
		return TAKE_LINES;
	if (word == WORD_NONE)
		return judge_content(name, kind, called, flags, e);
	/* Whoever reads it knows words for no bytes, and too few of them. */
	if (seqfile ? kind == INPUT_SEQFILE || kind == INPUT_EMPTY :
	    kind == INPUT_STREAM || kind == INPUT_CUT || kind == INPUT_EMPTY)
		return seqfile ? TAKE_SEQFILE : TAKE_FRAMES;
	err_set(e, STATUS_DATA, "%s: not %s: %s", is_stdin(name) ? "stdin" : name,
	    seqfile ? "a SequenceFile" : "an Arrow stream", called);
	return REFUSE;
}

/* -- opening -- */

static struct source *
open_frames(struct cmd *c, struct in *in, struct err *e)
{
	struct frames_read_conf conf = { FRAMES_TRAILER, 0 };

	if (opt_given(c->opts, OPT_ALLOW_UNMARKED))
		conf.end = opt_text(c->opts, OPT_ALLOW_UNMARKED, NULL) != NULL ? FRAMES_EOF :
		    FRAMES_MARKER;
	return frames_source_new(in, &conf, e);
}

/* bytes: strings may be any bytes, where -i does not say. */
static struct source *
open_seqfile(struct in *in, enum format_word word, bool bytes, struct err *e)
{
	const struct seqfile_rows_conf conf = {
		.view = word == WORD_SEQFILE_RAW ? WRITABLE_AS_RAW :
		    word == WORD_SEQFILE_TEXT ? WRITABLE_AS_TEXT :
		    word == WORD_SEQFILE_BYTES || (word == WORD_NONE && bytes) ?
		    WRITABLE_AS_BYTES : WRITABLE_AS_TYPES
	};

	return seqfile_rows_source(in, &conf, e);
}

/* What cmd_input needs to open one file after the other. */
struct input {
	struct cmd *cmd;
	struct words names;
	unsigned flags;
	int linger_ms;
	enum format_word word;
};

static struct source *
open_one(void *arg, size_t i, struct err *e)
{
	struct input *in = arg;
	const char *name = in->names.v[i], *called;
	struct lines_conf conf = { opt_given(in->cmd->opts, '0') ? '\0' : '\n',
	    in->word == WORD_BYTES || (in->word == WORD_NONE && (in->flags & INPUT_BYTES) != 0) };
	struct in *file = cmd_open(name, e);
	enum input_kind kind;

	if (file == NULL)
		return NULL;
	if (input_look(file, &kind, &called, e) != 0) {
		in_free(file);
		return NULL;
	}
	in_linger(file, in->linger_ms);
	switch (judge(name, in->word, kind, called, in->flags, e)) {
	case TAKE_FRAMES:
		return open_frames(in->cmd, file, e);
	case TAKE_LINES:
		return lines_source_new(file, &conf, e);
	case TAKE_SEQFILE:
		return open_seqfile(file, in->word, (in->flags & INPUT_BYTES) != 0, e);
	default:
		in_free(file);
		return NULL;
	}
}

/* Bytes of all files, -1 unless each is a regular file. */
static int64_t
total_size(const struct words *names)
{
	struct stat st;
	int64_t sum = 0;
	size_t i;

	for (i = 0; i < names->n; i++) {
		if (is_stdin(names->v[i]) || stat(names->v[i], &st) != 0 || !S_ISREG(st.st_mode))
			return -1;
		sum += st.st_size;
	}
	return sum;
}

void
input_free(struct input *in)
{
	if (in == NULL)
		return;
	words_release(&in->names);
	free(in);
}

static int
find_names(struct cmd *c, const struct input_conf *conf, struct words *out, struct err *e)
{
	size_t i;

	if (conf->nfile == 0)
		return cmd_files(c, conf->skip, out, e);
	for (i = 0; i < conf->nfile; i++)
		if (words_add(out, conf->file[i], strlen(conf->file[i]), e) != 0)
			return -1;
	return 0;
}

struct source *
cmd_input(struct cmd *c, const struct input_conf *conf, struct err *e)
{
	static const struct input_conf plain;
	struct input *in = mem_zero(1, sizeof(*in), e);
	int word = WORD_NONE;

	if (in == NULL)
		return NULL;
	if (conf == NULL)
		conf = &plain;
	c->input = in;
	in->cmd = c;
	in->flags = conf->flags;
	in->linger_ms = conf->linger_ms;
	if (opt_choice(c->opts, 'i', &word, e) != 0 || find_names(c, conf, &in->names, e) != 0)
		return NULL;
	in->word = (enum format_word)word;
	if (in->names.n == 1)
		c->source = open_one(in, 0, e);
	else
		c->source = concat_new(open_one, in, in->names.n, total_size(&in->names), e);
	if (c->source != NULL && c->source->live)
		signals_on_stop(NULL, NULL);
	return c->source;
}
