/* get.c - single values of SequenceFiles by their keys. */
#include <stdlib.h>
#include <string.h>

#include "base/mem.h"
#include "cli/files.h"
#include "dataset/parts.h"
#include "format/seqfile_map.h"
#include "hadoop/seq_find.h"
#include "seqfile.h"
#include "seqfile/classes.h"
#include "seqfile/content.h"

const struct opt seqfile_get_opts[] = {
	OPT_INCLUDE(seqfile_opt_limit),
	OPT_INCLUDE(opt_jobs),
	OPT_INCLUDE(opt_progress),
	OPT_END
};

/* The serialized keys of the operands from the second on. */
static int
make_keys(const struct seq_header *h, const char *const *name, size_t n,
    struct seq_wanted *wanted, struct err *e)
{
	struct writable key = { 0 };
	int rc = seq_class_find(&key, h, false, e);

	for (size_t i = 0; rc == 0 && i < n; i++)
		rc = content_key(&key, name[i], &wanted[i].key, e);
	writable_release(&key);
	return rc;
}

/* The value as it is; other classes than bytes and text as Java prints them, on a line. */
static int
put_value(struct cmd *c, const struct seq_header *h, const struct buf *value, struct err *e)
{
	struct writable w = { 0 };
	struct buf text = BUF_INIT;
	const uint8_t *p;
	size_t n;
	int rc = seq_class_find(&w, h, true, e);

	if (rc == 0 && content_plain(&w)) {
		if ((rc = content_get(&w, value->data, value->len, &p, &n, e)) == 0)
			rc = cmd_write(c, p, n, e);
	} else if (rc == 0) {
		rc = writable_text(&w, value->data, value->len, &text, e);
		if (rc == 0 && (rc = buf_add(&text, "\n", 1, e)) == 0)
			rc = cmd_write(c, text.data, text.len, e);
	}
	buf_release(&text);
	writable_release(&w);
	return rc;
}

/* What get looks for, and where. */
struct get {
	struct cmd *c;
	const char *path;		/* as the operand has it */
	const char *const *name;	/* the keys */
	struct seq_wanted *wanted;
	size_t n;
	struct seq_header header;	/* of the first file; empty until it is open */
};

/* Keeps the header of the first file; the others must be of the same classes. */
static int
take_header(struct get *g, const struct seq_header *h, const char *file, struct err *e)
{
	if (g->header.key_class == NULL)
		return seq_header_copy(&g->header, h, e) != 0 ? -1 :
		    make_keys(h, g->name, g->n, g->wanted, e);
	if (seq_class_fits(&g->header, h, false) && seq_class_fits(&g->header, h, true))
		return 0;
	return err_set(e, STATUS_DATA, "%s: its classes are not those of the first file", file);
}

/* Through all files that the path stands for; a missing key is no failure here. */
static int
get_by_scan(struct get *g, const struct words *files, const struct seq_scan_conf *conf,
    struct err *e)
{
	struct seq_scan *s;
	int rc = 0;

	for (size_t i = 0; rc == 0 && i < files->n; i++) {
		if ((s = seqfile_scan(files->v[i], conf, e)) == NULL)
			return -1;
		rc = take_header(g, seq_scan_header(s), files->v[i], e);
		if (rc == 0)
			rc = seq_find(s, g->wanted, g->n, e);
		seq_scan_free(s);
	}
	return rc;
}

/* Of equal keys the first counts. */
static int
take_value(void *arg, const uint8_t *value, size_t n, struct err *e)
{
	struct seq_wanted *w = arg;

	if (w->found)
		return 0;
	w->found = true;
	return buf_add(&w->value, value, n, e);
}

static int
get_by_index(struct get *g, const struct seq_scan_conf *conf, struct err *e)
{
	struct seqfile_map *m = seqfile_map_open(g->path, conf->limit, e);
	int rc = -1;

	if (m != NULL)
		rc = take_header(g, seqfile_map_header(m), g->path, e);
	for (size_t i = 0; rc == 0 && i < g->n; i++)
		if (seqfile_map_get(m, g->wanted[i].key.data, g->wanted[i].key.len, take_value,
		    &g->wanted[i], e) < 0)
			rc = -1;
	seqfile_map_free(m);
	return rc;
}

/* STATUS_DATA with near keys, where the files can be read once more. */
static int
missing(const struct get *g, const struct words *files, size_t i,
    const struct seq_scan_conf *conf, struct err *e)
{
	char quoted[300], near[1000] = "";
	struct seq_scan *s;
	size_t k;

	for (k = 0; k < files->n && *near == '\0' && strcmp(files->v[k], "-") != 0; k++) {
		if ((s = seqfile_scan(files->v[k], conf, NULL)) != NULL)
			seq_find_near(s, g->name[i], near, sizeof(near));
		seq_scan_free(s);
	}
	err_quote(quoted, sizeof(quoted), g->name[i], strlen(g->name[i]));
	return err_set(e, STATUS_DATA, "%s: no key %s%s%s", strcmp(g->path, "-") == 0 ? "stdin" :
	    g->path, quoted, *near != '\0' ? "; near ones: " : "", near);
}

/* Finds everything before it prints anything. */
static int
get(struct get *g, const struct words *files, const struct seq_scan_conf *conf,
    struct err *e)
{
	int rc = parts_is_mapfile(g->path) ? get_by_index(g, conf, e) :
	    get_by_scan(g, files, conf, e);
	size_t i;

	for (i = 0; rc == 0 && i < g->n; i++)
		if (!g->wanted[i].found)
			rc = missing(g, files, i, conf, e);
	for (i = 0; rc == 0 && i < g->n; i++)
		rc = put_value(g->c, &g->header, &g->wanted[i].value, e);
	return rc;
}

int
seqfile_get(struct cmd *c, struct err *e)
{
	struct get g = { .c = c };
	struct words files = WORDS_INIT;
	struct seq_scan_conf conf;
	const char *const *v;
	size_t n = cmd_operands(c, &v);
	int rc = -1;

	if (n < 2)
		return err_set(e, STATUS_USAGE, "get takes a file and keys: see %s get -h",
		    cmd_name(c));
	g.path = v[0];
	g.name = v + 1;
	g.n = n - 1;
	if ((g.wanted = mem_zero(g.n, sizeof(*g.wanted), e)) != NULL &&
	    seqfile_scan_conf(c, &conf, e) == 0 && cmd_files_of(c, v[0], &files, e) == 0)
		rc = get(&g, &files, &conf, e);
	for (size_t i = 0; g.wanted != NULL && i < g.n; i++) {
		buf_release(&g.wanted[i].key);
		buf_release(&g.wanted[i].value);
	}
	free(g.wanted);
	seq_header_release(&g.header);
	words_release(&files);
	return rc;
}
