/* cmd.c - what every command does around its work. */
#include "cli/cmd.h"

#include <fcntl.h>
#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/buf.h"
#include "base/date.h"
#include "base/mem.h"
#include "base/num.h"
#include "base/term.h"
#include "cli/cmd_impl.h"
#include "cli/help.h"
#include "cli/message.h"
#include "cli/progress.h"
#include "cli/signals.h"
#include "codec/decompress.h"
#include "io/in.h"
#include "io/output_id.h"
#include "io/unfinished.h"
#include "json/json.h"
#include "par/jobs.h"
#include "par/jobserver.h"
#include "par/slot.h"
#include "par/vigil.h"

const struct opt opt_jobs[] = {
	{ 'j', "jobs", "count", "work on this many threads (default: every CPU)", 0, NULL, NULL },
	OPT_END
};

const struct opt opt_memory[] = {
	{ 'm', "memory", "size", "use at most this much memory, such as 512M "
	    "(default: an eighth of the machine's)", 0, NULL, NULL },
	OPT_END
};

const struct opt opt_progress[] = {
	{ OPT_PROGRESS, "progress", NULL, "show a progress line even where stderr is no terminal",
	    0, NULL, NULL },
	{ OPT_NO_PROGRESS, "no-progress", NULL, "show no progress line", 0, NULL, NULL },
	OPT_END
};

const struct opt opt_zone[] = {
	{ OPT_TZ, "tz", "zone", "time zone of timestamps as text, such as Europe/Berlin or +02:00 "
	    "(default: UTC)", OPT_ZONE, NULL, NULL },
	OPT_END
};

const struct opt opt_depth[] = {
	{ OPT_MAX_DEPTH, "max-depth", "count", "arrays and objects inside each other in JSON at "
	    "most (default: 1024)", 0, NULL, NULL },
	OPT_END
};

/* -- the small parts of run() -- */

const char *
cmd_name(const struct cmd *c)
{
	return c->def->name;
}

const struct opts *
cmd_opts(const struct cmd *c)
{
	return c->opts;
}

size_t
cmd_operands(const struct cmd *c, const char *const **v)
{
	return opts_operands(c->opts, v);
}

int
cmd_jobs(const struct cmd *c)
{
	return c->jobs;
}

unsigned
cmd_flags(const struct cmd *c)
{
	return c->def->flags | (c->verb != NULL ? c->verb->flags : 0);
}

uint64_t
cmd_memory(const struct cmd *c)
{
	return c->memory > 0 ? c->memory : limits_memory() / 8;
}

int
cmd_fit_jobs(struct cmd *c, uint64_t bytes, struct err *e)
{
	uint64_t fit = cmd_memory(c) / bytes;

	if (fit >= (uint64_t)c->jobs)
		return 0;
	if (opt_given(c->opts, 'j') && c->jobs > 1)
		return opt_error(c->opts, 'j', e, "%d workers need %" PRIu64 " bytes of memory (-m)",
		    c->jobs, bytes * (uint64_t)c->jobs);
	c->jobs = fit > 1 ? (int)fit : 1;
	slot_limit(c->jobs);
	return 0;
}

bool
cmd_quiet(const struct cmd *c)
{
	return c->quiet;
}

int
cmd_zone(const struct cmd *c, const struct date_zone **zone, struct err *e)
{
	const char *name = opt_text(c->opts, OPT_TZ, NULL);
	char quoted[100];

	*zone = NULL;
	if (name == NULL || (*zone = date_zone_find(name)) != NULL)
		return 0;
	return opt_error(c->opts, OPT_TZ, e, "no such time zone: %s",
	    err_quote(quoted, sizeof(quoted), name, strlen(name)));
}

int
cmd_depth(const struct cmd *c, unsigned *depth, struct err *e)
{
	int64_t n = 0;

	if (opt_int(c->opts, OPT_MAX_DEPTH, 1, JSON_DEPTH_MAX, &n, e) != 0)
		return -1;
	*depth = (unsigned)n;
	return 0;
}

int
cmd_write(struct cmd *c, const void *p, size_t n, struct err *e)
{
	struct buf safe = BUF_INIT;
	int rc;

	if (c->out == NULL) {
		if ((c->out = out_fd(STDOUT_FILENO, "stdout", e)) == NULL)
			return -1;
		c->escapes = isatty(STDOUT_FILENO);
	}
	if (!c->escapes)
		return out_write(c->out, p, n, e);
	rc = term_escape(&safe, p, n, TERM_KEEP_LF | TERM_KEEP_TAB, e);
	if (rc == 0)
		rc = out_write(c->out, safe.data, safe.len, e);
	buf_release(&safe);
	return rc;
}

int
cmd_printf(struct cmd *c, struct err *e, const char *fmt, ...)
{
	struct buf text = BUF_INIT;
	va_list ap;
	int rc;

	va_start(ap, fmt);
	rc = buf_vprintf(&text, e, fmt, ap);
	va_end(ap);
	if (rc == 0)
		rc = cmd_write(c, text.data, text.len, e);
	buf_release(&text);
	return rc;
}

int
cmd_flush(struct cmd *c, struct err *e)
{
	return c->out != NULL ? out_flush(c->out, e) : 0;
}

void
cmd_result(struct cmd *c, const char *fmt, ...)
{
	char text[1024];
	va_list ap;

	if (c->quiet)
		return;
	va_start(ap, fmt);
	vsnprintf(text, sizeof(text), fmt, ap);
	va_end(ap);
	message_print(NULL, text, 0);
}

void
cmd_warn(const struct cmd *c, const char *fmt, ...)
{
	char text[2048];
	va_list ap;

	va_start(ap, fmt);
	vsnprintf(text, sizeof(text), fmt, ap);
	va_end(ap);
	message_print(c->def->name, text, 0);
}

void
cmd_waiting(void *c, const char *what)
{
	cmd_warn(c, "waiting for %s", what);
}

void
cmd_debug(void *c, const char *line)
{
	cmd_warn(c, "%s", line);
}

void
cmd_progress_unit(struct cmd *c, const char *unit)
{
	(void)c;
	progress_unit(unit);
}

void
cmd_on_stop(struct cmd *c, void (*stop)(void *arg), void *arg)
{
	(void)c;
	signals_on_stop(stop, arg);
}

bool
cmd_stopped(const struct cmd *c)
{
	(void)c;
	return signals_stopped();
}

void
cmd_for_reader(struct cmd *c)
{
	(void)c;
	vigil_reader(STDOUT_FILENO);
}

/* -- the work -- */

bool
cmd_asks_progress(const struct cmd *c)
{
	return opt_given(c->opts, OPT_PROGRESS);
}

/*
 * Without being asked only the last stage of a pipeline draws: the others would
 * draw over its line.
 */
static bool
draws(const struct cmd *c)
{
	struct stat st;

	if (cmd_asks_progress(c))
		return true;
	if (opt_given(c->opts, OPT_NO_PROGRESS) || c->quiet || c->text_terminal ||
	    !isatty(STDERR_FILENO))
		return false;
	/* Nor over what a person types. */
	if (in_stdin_is_read() && isatty(STDIN_FILENO))
		return false;
	return fstat(STDOUT_FILENO, &st) == 0 && !S_ISFIFO(st.st_mode) && !S_ISSOCK(st.st_mode);
}

struct flow_stats *
cmd_progress(struct cmd *c, int64_t size)
{
	progress_start(&c->stats, size, draws(c));
	return &c->stats;
}

/* Finishes sink after success, tells its reader after a failure. */
static int
end_sink(struct cmd *c, struct sink *sink, int rc, struct err *e)
{
	if (c->ended && sink == c->sink)
		return rc;
	if (sink == c->sink) {
		c->ended = true;
		vigil_reader(-1);
	}
	if (rc == 0)
		rc = sink->ops->finish(sink, e);
	if (rc == 0 && sink == c->sink && c->file != NULL) {
		rc = atomic_file_commit(c->file, e);
		c->file = NULL;
	}
	if (rc != 0 && (e->flags & ERR_CLOSED) == 0 && sink->ops->fail != NULL)
		sink->ops->fail(sink, e);
	return rc;
}

/* Bytes that l reads in all, -1 where that is not known. */
static int64_t
line_size(const struct flow_line *l)
{
	int64_t sum = l->source->size;

	for (int i = 0; i < l->nside && sum >= 0; i++) {
		int64_t n = line_size(&l->side[i].line);

		sum = n < 0 ? -1 : sum + n;
	}
	return sum;
}

int
cmd_flow(struct cmd *c, struct flow *f, struct err *e)
{
	int rc;

	f->jobs = c->jobs;
	c->effect = (cmd_flags(c) & CMD_EFFECT) != 0;
	f->stats = cmd_progress(c, line_size(&f->line));
	if (f->sink != NULL && f->sink == c->sink && c->enough >= 0 &&
	    (f->limit < 0 || f->limit > c->enough))
		f->limit = c->enough;
	rc = flow_run(f, e);
	progress_stop();
	return f->sink != NULL ? end_sink(c, f->sink, rc, e) : rc;
}

/* -- main -- */

/* A file opened later must not become stdin, stdout or stderr. */
static void
keep_standard_fds(void)
{
	int fd;

	for (fd = 0; fd <= 2; fd++)
		/* Opened the wrong way round, so that using it is an error still. */
		if (fcntl(fd, F_GETFD) < 0 &&
		    open("/dev/null", fd == 0 ? O_WRONLY : O_RDONLY) < 0)
			return;
}

static int
print_text(struct cmd *c, struct buf *text, int rc, struct err *e)
{
	if (rc == 0)
		rc = cmd_write(c, text->data, text->len, e);
	buf_release(text);
	return rc;
}

/* The options that ask about the command instead of running it: 1 if one did. */
static int
answer(struct cmd *c, struct err *e)
{
	struct buf text = BUF_INIT;
	int rc;

	if (opt_given(c->opts, OPT_HELP))
		rc = help_text(c->def, c->verb, &text, e);
	else if (opt_given(c->opts, OPT_VERSION))
		rc = buf_printf(&text, e, "%s (sluice) %s\n", c->def->name, SLUICE_VERSION);
	else if (opt_given(c->opts, OPT_COMPLETION))
		rc = help_completion(c->def, opt_text(c->opts, OPT_COMPLETION, ""), &text, e);
	else if (opt_given(c->opts, OPT_DUMP))
		rc = help_dump(c->def, &text, e);
	else
		return 0;
	return print_text(c, &text, rc, e) == 0 ? 1 : -1;
}

static int
check_operands(struct cmd *c, struct err *e)
{
	const struct cmd_def *d = c->def;
	const char *const *v;
	size_t n = cmd_operands(c, &v);
	char quoted[200];

	if (d->verbs != NULL && c->verb == NULL)
		return err_set(e, STATUS_USAGE, "what to do is missing: see %s -h", d->name);
	if (n < (size_t)d->min_operands)
		return err_set(e, STATUS_USAGE, "operands are missing: %s %s", d->name,
		    c->verb != NULL ? c->verb->synopsis : d->synopsis);
	if ((d->max_operands < 0 && n > 0) ||
	    (d->max_operands > 0 && n > (size_t)d->max_operands)) {
		n = d->max_operands < 0 ? 0 : (size_t)d->max_operands;
		return err_set(e, STATUS_USAGE, "operand is one too many: %s",
		    err_quote(quoted, sizeof(quoted), v[n], strlen(v[n])));
	}
	return 0;
}

/* No dictionary is larger. */
#define DICT_MOST (64 << 20)

/* What zstd input may need: memory for a window, and a dictionary. */
static int
settle_zstd(struct cmd *c, struct err *e)
{
	const char *path = opt_text(c->opts, OPT_ZSTD_DICT, NULL);
	struct in *in;
	size_t got = 1;
	int rc = 0;

	if (path != NULL) {
		if ((in = in_open(path, true, e)) == NULL)
			return -1;
		while (rc == 0 && got > 0 && c->dict.len <= DICT_MOST) {
			rc = buf_reserve(&c->dict, 1 << 16, e);
			if (rc == 0)
				rc = in_read(in, c->dict.data + c->dict.len, 1 << 16, &got, e);
			c->dict.len += rc == 0 ? got : 0;
		}
		in_free(in);
		if (rc == 0 && (c->dict.len == 0 || c->dict.len > DICT_MOST))
			return opt_error(c->opts, OPT_ZSTD_DICT, e, "not a dictionary of zstd");
	}
	codec_zstd_set(c->memory, c->dict.data, c->dict.len);
	return rc;
}

/* -j, -m, -q and their variables. */
static int
settle(struct cmd *c, struct err *e)
{
	const char *text = getenv("SLUICE_MEMORY");
	int64_t jobs = 0;
	char quoted[200];

	if (opt_int(c->opts, 'j', 1, JOBS_MAX, &jobs, e) != 0)
		return -1;
	if ((c->jobs = jobs > 0 ? (int)jobs : jobs_default(e)) < 0)
		return -1;
	slot_limit(c->jobs);
	if (text != NULL && *text != '\0' && !num_parse_size(text, strlen(text), &c->memory))
		return err_set(e, STATUS_USAGE, "SLUICE_MEMORY: not a size (such as 64M): %s",
		    err_quote(quoted, sizeof(quoted), text, strlen(text)));
	if (opt_size(c->opts, 'm', &c->memory, e) != 0)
		return -1;
	c->quiet = opt_given(c->opts, 'q');
	return settle_zstd(c, e);
}

static int
parse(struct cmd *c, int argc, char **argv, struct err *e)
{
	const struct opt table[] = {
		OPT_INCLUDE(c->def->opts), OPT_INCLUDE(opt_common), OPT_END
	};
	struct opt_verb verbs[32];
	size_t n = 0;
	int rc;

	for (; c->def->verbs != NULL && c->def->verbs[n].name != NULL && n < 31; n++)
		verbs[n] = (struct opt_verb){ c->def->verbs[n].name, c->def->verbs[n].opts };
	verbs[n] = (struct opt_verb){ NULL, NULL };
	rc = opts_parse(&c->opts, table, n > 0 ? verbs : NULL, argc, argv, e);
	if (c->opts != NULL && opts_verb(c->opts) >= 0)
		c->verb = &c->def->verbs[opts_verb(c->opts)];
	return rc;
}

static int
work(struct cmd *c, struct err *e)
{
	int rc;

	if ((rc = answer(c, e)) != 0)
		return rc < 0 ? -1 : 0;
	if (check_operands(c, e) != 0 || settle(c, e) != 0)
		return -1;
	output_id_fd(STDOUT_FILENO);
	opt_each_arg(c->opts, OPT_WRITES, output_id_path);
	if (output_id_apart(e) != 0)
		return -1;
	rc = c->verb != NULL ? c->verb->run(c, e) : c->def->run(c, e);
	progress_stop();
	if (c->sink != NULL)
		rc = end_sink(c, c->sink, rc, e);
	else if (rc != 0)
		output_tell(c, e);
	return rc;
}

/* Prints what went wrong, once; returns the exit status. */
static int
report(const struct cmd *c, const struct err *e)
{
	int status = e->status >= STATUS_DATA && e->status <= STATUS_SYSTEM ? e->status :
	    STATUS_SYSTEM;
	char text[128];

	if ((e->flags & ERR_CLOSED) != 0 && (cmd_flags(c) & CMD_EFFECT) == 0)
		return STATUS_OK;
	if ((e->flags & ERR_UPSTREAM) != 0) {
		snprintf(text, sizeof(text), "upstream %s failed", e->tool);
		message_print(c->def->name, text, 0);
	} else {
		message_print(c->def->name, e->msg, e->place);
	}
	return status;
}

/* One run, as the vigil sees it. */
struct main_run {
	struct cmd cmd;
	int argc;
	char **argv;
	int rc;
	struct err err;
};

static void
run_main(void *arg)
{
	struct main_run *m = arg;
	struct cmd *c = &m->cmd;

	if ((m->rc = parse(c, m->argc, m->argv, &m->err)) != 0) {
		output_tell(c, &m->err);
		return;
	}
	/* What changes nothing is of no use without its reader. */
	if ((cmd_flags(c) & (CMD_EFFECT | CMD_CHANGES)) == 0 && !output_is_file(c))
		cmd_for_reader(c);
	m->rc = work(c, &m->err);
}

/* The work hangs where nothing ends it, such as in an open() or in the broker's library. */
static void
overdue(void *arg, const struct err *why)
{
	struct main_run *m = arg;
	int status;

	/* It has to say what became of its records. */
	if (m->cmd.effect)
		return;
	progress_stop();
	status = report(&m->cmd, why);
	unfinished_remove();
	jobserver_abandon();
	_exit(status);
}

int
cmd_main(const struct cmd_def *def, int argc, char **argv)
{
	struct main_run m = { .cmd = { .def = def, .enough = -1, .jobs = 1 }, .argc = argc,
	    .argv = argv, .err = ERR_INIT };
	const struct vigil v = { run_main, overdue, &m };
	struct cmd *c = &m.cmd;
	int status;

	keep_standard_fds();
	mem_keep();
	signals_init();
	progress_init(def->name);
	vigil_run(&v);
	/* What was printed before a failure is printed. */
	if (c->out != NULL && out_close(c->out, m.rc == 0 ? &m.err : NULL) != 0)
		m.rc = -1;
	status = m.rc == 0 ? STATUS_OK : report(c, &m.err);
	inputs_free(c);
	sink_free(c->sink);
	atomic_file_abort(c->file);
	output_free(c->output);
	opts_free(c->opts);
	buf_release(&c->dict);
	return status;
}
