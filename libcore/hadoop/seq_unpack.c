/*
 * seq_unpack.c - the records of SequenceFiles as files.
 *
 * Twice over all inputs: first keys only, so that nothing is made when a name is refused
 * or comes twice; then every worker makes the files of its pieces.
 */
#include "hadoop/seq_unpack.h"

#include <fnmatch.h>
#include <inttypes.h>
#include <locale.h>
#include <stdatomic.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/mem.h"
#include "hadoop/record_name.h"
#include "hadoop/sort.h"
#include "hadoop/taken.h"
#include "io/tmp.h"
#include "seqfile/content.h"

struct unpack {
	const struct seq_unpack_input *input;
	const struct seq_unpack_conf *conf;
	struct seq_unpack_result *r;
	struct in **kept;		/* inputs that cannot be opened again */
	char **in;			/* their names */
	size_t at;			/* the input at hand */
	struct writable key, value;
	struct buf *name;		/* of each worker: a key with a NUL */
	char **pattern;			/* without slashes at the end */
	atomic_bool *matched;
	locale_t locale;		/* where a character is one of UTF-8; may lack */
	/* The first time. */
	struct name_sort *keys;
	struct taken *taken;		/* of what exists; NULL where that does not matter */
	bool refused, damaged;
	/* The second time. */
	struct extract *x;
};

/* -- records -- */

/* Whether the key is one of those that are wanted.  1, 0, -1. */
static int
wanted(struct unpack *u, int worker, const uint8_t *key, size_t n, struct err *e)
{
	struct buf *b = &u->name[worker];
	locale_t old;
	int is = 0;

	if (u->conf->patterns == 0)
		return 1;
	b->len = 0;
	if (buf_add(b, key, n, e) != 0 || buf_add(b, "", 1, e) != 0)
		return -1;
	if (memchr(key, '\0', n) != NULL)
		return 0;
	old = uselocale(u->locale);
	for (size_t i = 0; i < u->conf->patterns; i++)
		if (fnmatch(u->pattern[i], (const char *)b->data, FNM_LEADING_DIR) == 0) {
			u->matched[i] = true;
			is = 1;
		}
	uselocale(old);
	return is;
}

/* The name in a record, and whether it is wanted: 1, 0, -1. */
static int
name_of(struct unpack *u, int worker, const struct seq_record *r, const uint8_t **key,
    size_t *n, struct err *e)
{
	if (content_get(&u->key, r->key, r->nkey, key, n, e) != 0)
		return -1;
	return wanted(u, worker, *key, *n, e);
}

/* The place of a failure: record number row of the piece. */
static int
at_record(const struct seq_record *r, int64_t row, struct err *e)
{
	if (e != NULL && e->status == STATUS_DATA) {
		e->row = row;
		e->byte = (int64_t)r->at;
	}
	return -1;
}

/* -- first: the keys -- */

/* What a piece hands on of each name that is wanted; the name follows. */
struct found {
	int64_t row;		/* in the piece */
	size_t n;
};

static int
add_found(struct buf *out, int64_t row, const uint8_t *key, size_t n, struct err *e)
{
	const struct found f = { row, n };

	return buf_add(out, &f, sizeof(f), e) != 0 ? -1 : buf_add(out, key, n, e);
}

static int
check_unit(void *ctx, int worker, const struct seqfile_piece *k, struct seq_decoder *d,
    struct buf *out, struct err *e)
{
	struct unpack *u = ctx;
	struct seq_record r;
	const uint8_t *key;
	const char *why;
	char quoted[300];
	size_t n;
	int rc;

	(void)k;
	for (int64_t row = 0; (rc = seq_decoder_next(d, &r, e)) == 1; row++) {
		if ((rc = name_of(u, worker, &r, &key, &n, e)) < 0)
			return at_record(&r, row, e);
		if (rc == 0)
			continue;
		if ((why = name_refused(key, n)) != NULL) {
			err_set(e, STATUS_DATA, "the key %s is no file name to unpack: %s",
			    err_quote(quoted, sizeof(quoted), key, n), why);
			/* Handed on as a name without length, so that it is told from damage. */
			(void)add_found(out, -1, key, 0, NULL);
			return at_record(&r, row, e);
		}
		if (add_found(out, row, key, n, e) != 0)
			return -1;
	}
	return rc;
}

static int
check_write(void *ctx, const struct seqfile_piece *k, struct buf *out, struct err *e)
{
	struct unpack *u = ctx;
	struct found f;

	for (size_t at = 0; at < out->len; at += sizeof(f) + f.n) {
		struct name_rec r = { 0 };

		memcpy(&f, out->data + at, sizeof(f));
		if (f.row < 0) {
			u->refused = true;
			continue;
		}
		r.key = out->data + at + sizeof(f);
		r.prefix = r.key;
		r.nkey = (uint32_t)f.n;
		r.size = k->record < 0 ? -1 : k->record + f.row;
		r.mtime = (int64_t)u->at;
		if (name_sort_add(u->keys, &r, e) != 0)
			return -1;
	}
	return 0;
}

/* A key that the keys after it begin with, perhaps, and where it is. */
struct above {
	size_t n;
	int64_t record, input;
};

/* Says that the two do not go together, with the places of both, counted from 1. */
static int
clash(const struct unpack *u, const struct name_rec *r, const struct above *a,
    struct err *e)
{
	const char *words = a->n == r->nkey ? "comes twice" : "is below a key that is a file";
	int64_t first = r->size < a->record ? r->size : a->record;
	int64_t second = r->size + a->record - first;
	char quoted[300], place[100] = "";

	err_quote(quoted, sizeof(quoted), r->key, r->nkey);
	if (r->mtime != a->input)
		return err_set(e, STATUS_DATA, "%s: the key %s %s, in %s", u->in[r->mtime], quoted,
		    words, u->in[a->input]);
	if (first >= 0)
		(void)snprintf(place, sizeof(place), "records %" PRId64 " and %" PRId64 ": ",
		    first + 1, second + 1);
	return err_set(e, STATUS_DATA, "%s: %sthe key %s %s", u->in[r->mtime], place, quoted,
	    words);
}

/* Says so when there is a file of this name already. */
static int
check_taken(struct unpack *u, const struct name_rec *r, struct err *e)
{
	if (u->taken == NULL || taken_check(u->taken, r->key, r->nkey, e) == 0)
		return 0;
	if (r->size >= 0)
		err_prefix(e, "record %" PRId64 ": ", r->size + 1);
	err_prefix(e, "%s: ", u->in[r->mtime]);
	return -1;
}

/*
 * Looks for a key that comes twice, or that is a directory of another one.  In order,
 * what comes before a key and is the beginning of it stays on a stack.
 */
static int
check_order(struct unpack *u, struct err *e)
{
	struct above *above = NULL;
	size_t depth = 0, cap = 0;
	struct buf last = BUF_INIT;
	struct name_rec r;
	int rc;

	while ((rc = name_sort_next(u->keys, &r, e)) == 1) {
		while (depth > 0 && (above[depth - 1].n > r.nkey ||
		    memcmp(last.data, r.key, above[depth - 1].n) != 0))
			depth--;
		rc = -1;
		for (size_t i = 0; i < depth; i++) {
			if (above[i].n != r.nkey && r.key[above[i].n] != '/')
				continue;
			clash(u, &r, &above[i], e);
			goto end;
		}
		if (check_taken(u, &r, e) != 0)
			goto end;
		last.len = 0;
		if (mem_grow(&above, &cap, depth + 1, sizeof(*above), e) != 0 ||
		    buf_add(&last, r.key, r.nkey, e) != 0)
			goto end;
		above[depth++] = (struct above){ r.nkey, r.size, r.mtime };
	}
end:
	buf_release(&last);
	free(above);
	return rc;
}

static int
check_patterns(const struct unpack *u, struct err *e)
{
	char quoted[300];

	for (size_t i = 0; i < u->conf->patterns; i++)
		if (!u->matched[i])
			return err_set(e, STATUS_DATA, "%s: no key matches %s", u->in[0],
			    err_quote(quoted, sizeof(quoted), u->conf->pattern[i],
			    strlen(u->conf->pattern[i])));
	return 0;
}

/* -- second: the files -- */

static int
make_unit(void *ctx, int worker, const struct seqfile_piece *k, struct seq_decoder *d,
    struct buf *out, struct err *e)
{
	struct unpack *u = ctx;
	struct seq_unpack_result made = { 0, 0, 0 };
	const uint8_t *key, *value;
	struct seq_record r;
	size_t nkey, nvalue;
	int rc;

	(void)k;
	for (int64_t row = 0; (rc = seq_decoder_next(d, &r, e)) == 1; row++) {
		if ((rc = name_of(u, worker, &r, &key, &nkey, e)) > 0) {
			rc = content_get(&u->value, r.value, r.nvalue, &value, &nvalue, e);
			if (rc == 0)
				rc = extract_file(u->x, worker, key, nkey, value, nvalue, e);
			made.files += rc == 1;
			made.bytes += rc == 1 ? nvalue : 0;
			made.skipped += rc == 0;
		}
		if (rc < 0) {
			at_record(&r, row, e);
			break;
		}
	}
	return buf_add(out, &made, sizeof(made), NULL) != 0 ? -1 : rc;
}

static int
make_write(void *ctx, const struct seqfile_piece *k, struct buf *out, struct err *e)
{
	struct unpack *u = ctx;
	struct seq_unpack_result made;

	(void)k;
	(void)e;
	if (out->len != sizeof(made))
		return 0;
	memcpy(&made, out->data, sizeof(made));
	u->r->files += made.files;
	u->r->bytes += made.bytes;
	u->r->skipped += made.skipped;
	return 0;
}

/* -- both -- */

static int
find_class(struct writable *w, const char *what, const char *name, const char *in,
    struct err *e)
{
	writable_release(w);
	if (writable_named(w, name, strlen(name), e) != 0)
		return -1;
	if (content_plain(w))
		return 0;
	return err_set(e, STATUS_DATA, "%s: %s of class %s are no %s; Text and BytesWritable are",
	    in, what, name, strcmp(what, "keys") == 0 ? "names of files" : "contents of files");
}

static int
find_classes(struct unpack *u, struct seq_scan *s, struct err *e)
{
	const struct seq_header *h = seq_scan_header(s);
	const char *in = in_name(seq_scan_in(s));

	return find_class(&u->key, "keys", h->key_class, in, e) != 0 ? -1 :
	    find_class(&u->value, "values", h->value_class, in, e);
}

/* Input u->at, at its start; takes what was kept of it. */
static struct in *
open_input(struct unpack *u, struct err *e)
{
	struct in *in = u->kept[u->at];

	u->kept[u->at] = NULL;
	return in != NULL ? in : u->input->open(u->input->ctx, u->at, e);
}

/* Looks at the keys of an input.  0 also when it is damaged; making files says so. */
static int
check_input(struct unpack *u, struct err *e)
{
	const struct seq_scan_ops ops = { SEQ_KEYS, check_unit, check_write, u };
	struct seq_scan_conf conf = u->conf->scan;
	struct err why = ERR_INIT;
	struct in *in = open_input(u, e);
	bool keep;
	struct seq_scan *s;
	int rc = -1;

	if (in == NULL)
		return -1;
	keep = u->input->n == 1 || !in_is_file(in);
	conf.stats = NULL;
	if ((in = tmp_spool(in, e)) == NULL || (s = seq_scan_new(in, &conf, e)) == NULL)
		return -1;
	u->in[u->at] = mem_dup(in_name(in), strlen(in_name(in)), e);
	if (u->in[u->at] != NULL && find_classes(u, s, e) == 0) {
		rc = seq_scan_run(s, &ops, &why);
		u->damaged = rc != 0 && why.status == STATUS_DATA && !u->refused;
		if (u->damaged)
			rc = 0;
		else if (rc != 0 && e != NULL)
			*e = why;
	}
	in = seq_scan_end(s);
	if (rc == 0 && keep && (rc = in_rewind(in, e)) == 0)
		u->kept[u->at] = in;
	else
		in_free(in);
	return rc;
}

/* All keys of all inputs; after a damage there is nothing more to look at. */
static int
check_all(struct unpack *u, struct err *e)
{
	for (u->at = 0; u->at < u->input->n && !u->damaged; u->at++)
		if (check_input(u, e) != 0)
			return -1;
	if (!u->damaged && check_patterns(u, e) != 0)
		return -1;
	return name_sort_finish(u->keys, e) != 0 ? -1 : check_order(u, e);
}

static int
make_input(struct unpack *u, struct err *e)
{
	const struct seq_scan_ops ops = { SEQ_ALL, make_unit, make_write, u };
	struct in *in = open_input(u, e);
	struct seq_scan *s = in == NULL ? NULL : seq_scan_new(in, &u->conf->scan, e);
	int rc = -1;

	if (s == NULL)
		return -1;
	if (u->x == NULL)
		u->x = extract_new(u->conf->dir, u->conf->exists, seq_scan_jobs(s), e);
	if (u->x != NULL && find_classes(u, s, e) == 0)
		rc = seq_scan_run(s, &ops, e);
	seq_scan_free(s);
	return rc;
}

static int
set_up(struct unpack *u, struct err *e)
{
	const struct seq_unpack_conf *conf = u->conf;
	int jobs = conf->scan.jobs > 0 ? conf->scan.jobs : 1;

	u->name = mem_zero((size_t)jobs, sizeof(*u->name), e);
	u->pattern = u->name == NULL ? NULL : mem_zero(conf->patterns, sizeof(char *), e);
	u->matched = u->pattern == NULL ? NULL : mem_zero(conf->patterns, sizeof(*u->matched), e);
	u->kept = u->matched == NULL ? NULL : mem_zero(u->input->n, sizeof(struct in *), e);
	u->in = u->kept == NULL ? NULL : mem_zero(u->input->n, sizeof(char *), e);
	if (conf->exists == EXTRACT_FAIL && (u->taken = taken_new(conf->dir, e)) == NULL)
		return -1;
	u->locale = newlocale(LC_CTYPE_MASK, "C.UTF-8", (locale_t)0);
	if (u->in == NULL || (u->keys = name_sort_new(0, e)) == NULL)
		return -1;
	for (size_t i = 0; i < conf->patterns; i++) {
		size_t n = strlen(conf->pattern[i]);

		while (n > 1 && conf->pattern[i][n - 1] == '/')
			n--;
		if ((u->pattern[i] = mem_dup(conf->pattern[i], n, e)) == NULL)
			return -1;
	}
	return 0;
}

static void
release(struct unpack *u)
{
	int jobs = u->conf->scan.jobs > 0 ? u->conf->scan.jobs : 1;

	for (int i = 0; u->name != NULL && i < jobs; i++)
		buf_release(&u->name[i]);
	for (size_t i = 0; u->pattern != NULL && i < u->conf->patterns; i++)
		free(u->pattern[i]);
	for (size_t i = 0; u->in != NULL && i < u->input->n; i++) {
		in_free(u->kept[i]);
		free(u->in[i]);
	}
	free(u->kept);
	free(u->in);
	free(u->name);
	free(u->pattern);
	free(u->matched);
	if (u->locale != (locale_t)0)
		freelocale(u->locale);
	writable_release(&u->key);
	writable_release(&u->value);
	name_sort_free(u->keys);
	taken_free(u->taken);
	extract_free(u->x);
}

int
seq_unpack(const struct seq_unpack_input *in, const struct seq_unpack_conf *conf,
    struct seq_unpack_result *r, struct err *e)
{
	struct unpack u = { .input = in, .conf = conf, .r = r };
	int rc = -1;

	memset(r, 0, sizeof(*r));
	if (set_up(&u, e) == 0 && check_all(&u, e) == 0)
		for (u.at = 0, rc = 0; rc == 0 && u.at < in->n; u.at++)
			rc = make_input(&u, e);
	release(&u);
	return rc;
}
