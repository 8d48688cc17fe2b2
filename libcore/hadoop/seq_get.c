/* seq_get.c - single values of SequenceFiles and MapFiles, by the names of their keys. */
#include "hadoop/seq_get.h"

#include <stdlib.h>
#include <string.h>

#include "base/mem.h"
#include "dataset/parts.h"
#include "format/seqfile_map.h"
#include "hadoop/seq_find.h"
#include "seqfile/classes.h"
#include "seqfile/content.h"

struct getting {
	const struct seq_get *conf;
	struct seq_wanted *wanted;	/* one a name */
	struct seq_header header;	/* of the first file; empty until it is open */
};

static int
make_keys(struct getting *g, struct err *e)
{
	struct writable key = { 0 };
	int rc = seq_class_find(&key, &g->header, false, e);

	for (size_t i = 0; rc == 0 && i < g->conf->nname; i++)
		rc = content_key(&key, g->conf->name[i], &g->wanted[i].key, e);
	writable_release(&key);
	return rc;
}

/* Keeps the header of the first file; the others must be of the same classes. */
static int
take_header(struct getting *g, const struct seq_header *h, const char *file, struct err *e)
{
	if (g->header.key_class == NULL)
		return seq_header_copy(&g->header, h, e) != 0 ? -1 : make_keys(g, e);
	if (seq_class_fits(&g->header, h, false) && seq_class_fits(&g->header, h, true))
		return 0;
	return err_set(e, STATUS_DATA, "%s: its classes are not those of the first file", file);
}

/* Through all files; a missing key is no failure here. */
static int
find_by_scan(struct getting *g, struct err *e)
{
	const struct seq_get *c = g->conf;
	struct seq_scan *s;
	int rc = 0;

	for (size_t i = 0; rc == 0 && i < c->nfile; i++) {
		if ((s = seq_scan_open(c->file[i], &c->scan, e)) == NULL)
			return -1;
		rc = take_header(g, seq_scan_header(s), c->file[i], e);
		if (rc == 0)
			rc = seq_find(s, g->wanted, c->nname, e);
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
find_by_index(struct getting *g, struct err *e)
{
	const struct seq_get *c = g->conf;
	struct seqfile_map *m = seqfile_map_open(c->path, c->scan.limit, e);
	int rc = -1;

	if (m != NULL)
		rc = take_header(g, seqfile_map_header(m), c->path, e);
	for (size_t i = 0; rc == 0 && i < c->nname; i++)
		if (seqfile_map_get(m, g->wanted[i].key.data, g->wanted[i].key.len, take_value,
		    &g->wanted[i], e) < 0)
			rc = -1;
	seqfile_map_free(m);
	return rc;
}

/* STATUS_DATA with near keys, where the files can be read once more. */
static int
missing(const struct seq_get *c, const char *name, struct err *e)
{
	char quoted[300], near[1000] = "";
	struct seq_scan *s;

	for (size_t k = 0; k < c->nfile && *near == '\0' && strcmp(c->file[k], "-") != 0; k++) {
		if ((s = seq_scan_open(c->file[k], &c->scan, NULL)) != NULL)
			seq_find_near(s, name, near, sizeof(near));
		seq_scan_free(s);
	}
	err_quote(quoted, sizeof(quoted), name, strlen(name));
	return err_set(e, STATUS_DATA, "%s: no key %s%s%s", strcmp(c->path, "-") == 0 ? "stdin" :
	    c->path, quoted, *near != '\0' ? "; near ones: " : "", near);
}

static int
put_value(const struct getting *g, const struct writable *w, const struct buf *value,
    struct err *e)
{
	const struct seq_get *c = g->conf;
	struct buf text = BUF_INIT;
	const uint8_t *p;
	size_t n;
	int rc;

	if (content_plain(w))
		return content_get(w, value->data, value->len, &p, &n, e) != 0 ? -1 :
		    c->put(c->ctx, p, n, e);
	rc = writable_text(w, value->data, value->len, &text, e);
	if (rc == 0 && (rc = buf_add(&text, "\n", 1, e)) == 0)
		rc = c->put(c->ctx, text.data, text.len, e);
	buf_release(&text);
	return rc;
}

static int
put_values(const struct getting *g, struct err *e)
{
	struct writable w = { 0 };
	int rc = seq_class_find(&w, &g->header, true, e);

	for (size_t i = 0; rc == 0 && i < g->conf->nname; i++)
		rc = put_value(g, &w, &g->wanted[i].value, e);
	writable_release(&w);
	return rc;
}

int
seq_get(const struct seq_get *c, struct err *e)
{
	struct getting g = {
		.conf = c, .wanted = mem_zero(c->nname, sizeof(struct seq_wanted), e)
	};
	int rc = -1;

	if (g.wanted != NULL)
		rc = parts_is_mapfile(c->path) ? find_by_index(&g, e) : find_by_scan(&g, e);
	for (size_t i = 0; rc == 0 && i < c->nname; i++)
		if (!g.wanted[i].found)
			rc = missing(c, c->name[i], e);
	if (rc == 0)
		rc = put_values(&g, e);
	for (size_t i = 0; g.wanted != NULL && i < c->nname; i++) {
		buf_release(&g.wanted[i].key);
		buf_release(&g.wanted[i].value);
	}
	free(g.wanted);
	seq_header_release(&g.header);
	return rc;
}
