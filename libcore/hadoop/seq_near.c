/* seq_near.c - keys that may have been meant by one that is not there. */
#include <stdlib.h>
#include <string.h>

#include "base/mem.h"
#include "base/near.h"
#include "hadoop/seq_find.h"
#include "seqfile/content.h"

/* Candidates of each kind; near_names() shows the nearest three of the second. */
#define ENDINGS 3
#define NEAR 64

struct near_keys {
	const char *name;
	size_t len;
	struct writable text;
	char *ending[ENDINGS], *near[NEAR];
	size_t nending, nnear;
};

/* Whether a path ends in "/NAME". */
static bool
ends_in(const struct near_keys *x, const uint8_t *p, size_t n)
{
	return x->len > 0 && n > x->len && p[n - x->len - 1] == '/' &&
	    memcmp(p + n - x->len, x->name, x->len) == 0;
}

/* Candidates go to out, each with a NUL after it, endings with a '/' before. */
static int
near_unit(void *ctx, int worker, const struct seqfile_piece *k, struct seq_decoder *d,
    struct buf *out, struct err *e)
{
	const struct near_keys *x = ctx;
	struct seq_record r;
	const uint8_t *p;
	size_t n;
	bool ending;
	int rc;

	(void)worker;
	(void)k;
	while ((rc = seq_decoder_next(d, &r, e)) == 1) {
		if (content_get(&x->text, r.key, r.nkey, &p, &n, NULL) != 0 ||
		    memchr(p, 0, n) != NULL)
			continue;
		ending = ends_in(x, p, n);
		if (!ending && !near_enough(x->name, x->len, (const char *)p, n))
			continue;
		if (buf_add(out, ending ? "/" : " ", 1, e) != 0 || buf_add(out, p, n, e) != 0 ||
		    buf_zero(out, 1, e) != 0)
			return -1;
	}
	return rc;
}

static int
near_write(void *ctx, const struct seqfile_piece *k, struct buf *out, struct err *e)
{
	struct near_keys *x = ctx;

	(void)k;
	for (size_t at = 0; at < out->len;) {
		const char *kind = (const char *)out->data + at, *key = kind + 1;
		size_t n = strlen(key);

		if (*kind == '/' && x->nending < ENDINGS) {
			if ((x->ending[x->nending++] = mem_dup(key, n, e)) == NULL)
				return -1;
		} else if (*kind != '/' && x->nnear < NEAR) {
			if ((x->near[x->nnear++] = mem_dup(key, n, e)) == NULL)
				return -1;
		}
		at += n + 2;
	}
	return x->nending == ENDINGS;
}

static size_t
show_endings(const struct near_keys *x, char *out, size_t outsz)
{
	char quoted[300];
	size_t used = 0, n, i;

	for (i = 0; i < x->nending; i++) {
		if (x->ending[i] == NULL)
			break;
		err_quote(quoted, sizeof(quoted), x->ending[i], strlen(x->ending[i]));
		n = strlen(quoted) + (i > 0 ? 2 : 0);
		if (used + n + 1 > outsz)
			break;
		memcpy(out + used, ", ", i > 0 ? 2 : 0);
		memcpy(out + used + (i > 0 ? 2 : 0), quoted, strlen(quoted) + 1);
		used += n;
	}
	return i;
}

size_t
seq_find_near(struct seq_scan *s, const char *name, char *out, size_t outsz)
{
	struct near_keys x = { .name = name, .len = strlen(name), .text.id = WRITABLE_TEXT };
	const struct seq_scan_ops ops = {
		.parts = SEQ_KEYS, .unit = near_unit, .write = near_write, .ctx = &x
	};
	struct err ignored = ERR_INIT;
	size_t n = 0;

	if (outsz > 0)
		out[0] = '\0';
	if (seq_scan_run(s, &ops, &ignored) == 0)
		n = x.nending > 0 ? show_endings(&x, out, outsz) :
		    near_names(out, outsz, name, (const char *const *)x.near, x.nnear);
	for (size_t i = 0; i < x.nending; i++)
		free(x.ending[i]);
	for (size_t i = 0; i < x.nnear; i++)
		free(x.near[i]);
	return n;
}
