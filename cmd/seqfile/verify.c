/* verify.c - what is damaged in SequenceFiles. */
#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "base/mem.h"
#include "base/term.h"
#include "cli/files.h"
#include "cli/progress.h"
#include "format/seqfile_map.h"
#include "hadoop/seq_verify.h"
#include "seqfile.h"

const struct opt seqfile_verify_opts[] = {
	OPT_INCLUDE(seqfile_opt_limit),
	OPT_INCLUDE(opt_jobs),
	OPT_INCLUDE(opt_progress),
	OPT_END
};

/* "FILE: bytes FROM to TO: REASON, N records", for stdout or, as a warning, for stderr. */
static int
print_gap(struct cmd *c, const char *name, const struct seqfile_gap *g, bool warn,
    struct err *e)
{
	struct buf text = BUF_INIT;
	int rc;

	rc = warn ? buf_add(&text, name, strlen(name), e) :
	    term_escape(&text, name, strlen(name), 0, e);
	if (rc == 0)
		rc = buf_printf(&text, e, ": bytes %" PRId64 " to %" PRId64 ": %s, ", g->from, g->to,
		    g->reason);
	if (rc == 0)
		rc = g->records < 0 ? buf_printf(&text, e, "records unknown") :
		    buf_printf(&text, e, "%" PRId64 " record%s", g->records,
		    g->records == 1 ? "" : "s");
	if (rc == 0 && warn)
		cmd_warn(c, "%.*s", (int)text.len, (const char *)text.data);
	else if (rc == 0 && (rc = buf_add(&text, "\n", 1, e)) == 0)
		rc = cmd_write(c, text.data, text.len, e);
	buf_release(&text);
	return rc;
}

int
seqfile_print_gaps(struct cmd *c, const char *name, struct seqfile_gaps *gaps,
    struct seqfile_lost *lost, struct err *e)
{
	int64_t bytes, records, unknown;
	const struct seqfile_gap *g;
	size_t n;

	g = seqfile_gaps_all(gaps, &n);
	for (size_t i = 0; i < n; i++)
		if (print_gap(c, name, &g[i], lost->warn, e) != 0)
			return -1;
	seqfile_gaps_sum(gaps, &bytes, &records, &unknown);
	lost->regions += (int64_t)n;
	lost->bytes += bytes;
	lost->records += records;
	lost->unknown += unknown;
	return 0;
}

int
seqfile_lost(const struct seqfile_lost *lost, const char *done, struct err *e)
{
	char bytes[PROGRESS_BYTES], records[60];

	if (lost->regions == 0)
		return 0;
	if (lost->records == 0 && lost->unknown > 0)
		snprintf(records, sizeof(records), "records unknown");
	else
		snprintf(records, sizeof(records), "%" PRId64 "%s record%s", lost->records,
		    lost->unknown > 0 ? " or more" : "",
		    lost->records == 1 && lost->unknown == 0 ? "" : "s");
	return err_set(e, STATUS_DATA, "%" PRId64 " damaged region%s%s: %s, %s", lost->regions,
	    lost->regions == 1 ? "" : "s", done, progress_bytes(bytes, (double)lost->bytes),
	    records);
}

/* What verify has read of all files. */
struct verified {
	struct cmd *c;
	struct seq_verify_conf conf;
	struct seqfile_lost lost;
	int64_t records, bytes;
	int64_t bad;			/* files of which no more is known than that */
};

static int
verify_file(struct verified *v, const char *name, struct err *e)
{
	struct in *in = in_operand(name, false, e);
	struct seqfile_gaps *gaps = in != NULL ? seqfile_gaps_new(e) : NULL;
	struct seq_verify_result r;
	int rc = -1;

	if (gaps != NULL)
		rc = seq_verify(in, &v->conf, gaps, &r, e);
	if (rc == 0) {
		v->records += r.records;
		v->bytes += r.bytes;
		rc = seqfile_print_gaps(v->c, in_name(in), gaps, &v->lost, e);
	} else if (gaps != NULL) {
		/* What was found before it is told all the same. */
		(void)seqfile_print_gaps(v->c, in_name(in), gaps, &v->lost, NULL);
	}
	seqfile_gaps_free(gaps);
	in_free(in);
	return rc;
}

/* Whether a file is the data of a MapFile that an operand stands for. */
static bool
is_map_data(struct cmd *c, const char *name)
{
	const char *base = strrchr(name, '/');
	const char *const *v;
	size_t n = cmd_operands(c, &v);

	if (base == NULL || strcmp(base, "/data") != 0)
		return false;
	for (size_t i = 0; i < n; i++)
		if (strcmp(name, v[i]) == 0)
			return false;
	return true;
}

/* Whether the index leads to where its keys stand; of keys without an order nobody can tell. */
static int
check_index(const struct verified *v, const char *dir, struct err *e)
{
	struct err why = ERR_INIT;
	struct seqfile_map *m = seqfile_map_open(dir, v->conf.limit, &why);
	int rc = m == NULL ? -1 : seqfile_map_check(m, &why);

	seqfile_map_free(m);
	if (rc == 0 || why.status == STATUS_USAGE)
		return 0;
	return err_copy(e, &why);
}

/* The data of a MapFile, and its index, which is a SequenceFile too. */
static int
verify_map(struct verified *v, const char *data, struct err *e)
{
	int n = (int)(strlen(data) - strlen("/data")), rc = -1;
	char *dir = mem_printf(e, "%.*s", n, data), *index = mem_printf(e, "%.*s/index", n, data);
	int64_t regions = v->lost.regions;

	if (dir == NULL || index == NULL)
		goto out;
	v->conf.sorted = true;
	rc = verify_file(v, data, e);
	v->conf.sorted = false;
	if (rc != 0 || access(index, F_OK) != 0)
		goto out;
	rc = verify_file(v, index, e);
	if (rc == 0 && v->lost.regions == regions)
		rc = check_index(v, dir, e);
out:
	free(dir);
	free(index);
	return rc;
}

/*
 * The same for any of the files.  What is no SequenceFile, or has no header, is told at
 * once where there are others, which are looked at all the same.
 */
static int
verify_any(struct verified *v, const char *name, bool others, struct err *e)
{
	struct err why = ERR_INIT;

	if ((is_map_data(v->c, name) ? verify_map : verify_file)(v, name, &why) == 0)
		return 0;
	if (others && why.status == STATUS_DATA) {
		cmd_warn(v->c, "%s", why.msg);
		v->bad++;
		return 0;
	}
	return err_copy(e, &why);
}

int
seqfile_verify(struct cmd *c, struct err *e)
{
	struct verified v = { .c = c };
	struct words files = WORDS_INIT;
	struct seq_scan_conf scan;
	char bytes[PROGRESS_BYTES];
	int rc = -1;

	if (seqfile_scan_conf(c, &scan, e) == 0 && seqfile_inputs(c, &files, e) == 0) {
		rc = 0;
		v.conf.limit = scan.limit;
		v.conf.jobs = scan.jobs;
		v.conf.stats = cmd_progress(c, cmd_files_size(&files));
		cmd_progress_unit(c, "record");
	}
	for (size_t i = 0; rc == 0 && i < files.n; i++)
		rc = verify_any(&v, files.v[i], files.n > 1, e);
	words_release(&files);
	if (rc != 0 || seqfile_lost(&v.lost, "", e) != 0)
		return -1;
	if (v.bad > 0)
		return err_set(e, STATUS_DATA, "%" PRId64 " file%s could not be verified", v.bad,
		    v.bad == 1 ? "" : "s");
	cmd_result(c, "Verified %" PRId64 " record%s, %s.", v.records, v.records == 1 ? "" : "s",
	    progress_bytes(bytes, (double)v.bytes));
	return 0;
}
