/* bad_log.c - records that could not be read, in order. */
#include "json/bad_log.h"

#include <pthread.h>
#include <stdlib.h>
#include <string.h>

#include "base/mem.h"
#include "base/utf8.h"
#include "json/write.h"

/* A unit that waits for those before it. */
struct unit {
	int64_t key, span;
	struct bad_list list;
};

struct bad_log {
	pthread_mutex_t lock;
	struct out *out;
	struct unit *wait;	/* by key */
	size_t nwait, cap;
	int64_t due;		/* the key that is written next */
	int64_t given;		/* by bad_log_key() */
	int64_t n;
};

struct bad_log *
bad_log_new(struct out *o, struct err *e)
{
	struct bad_log *l = mem_zero(1, sizeof(*l), e);

	if (l == NULL) {
		out_free(o);
		return NULL;
	}
	pthread_mutex_init(&l->lock, NULL);
	l->out = o;
	return l;
}

void
bad_log_free(struct bad_log *l)
{
	if (l == NULL)
		return;
	for (size_t i = 0; i < l->nwait; i++)
		bad_list_release(&l->wait[i].list);
	free(l->wait);
	out_free(l->out);
	pthread_mutex_destroy(&l->lock);
	free(l);
}

void
bad_list_release(struct bad_list *b)
{
	buf_release(&b->text);
	b->n = 0;
}

static int
literal(struct buf *out, const char *text, struct err *e)
{
	return buf_add(out, text, strlen(text), e);
}

int
bad_list_add(struct bad_list *b, const char *position, const char *reason,
    const void *record, size_t n, struct err *e)
{
	struct buf *t = &b->text;

	if (literal(t, "{\"position\":", e) != 0 ||
	    json_write_string(t, position, strlen(position), e) != 0 ||
	    literal(t, ",\"reason\":", e) != 0 ||
	    json_write_string(t, reason, strlen(reason), e) != 0 ||
	    literal(t, ",\"record\":", e) != 0)
		return -1;
	if (utf8_valid_prefix(record, n) == n) {
		if (json_write_string(t, record, n, e) != 0)
			return -1;
	} else if (literal(t, "{\"base64\":\"", e) != 0 ||
	    json_write_base64(t, record, n, e) != 0 || literal(t, "\"}", e) != 0) {
		return -1;
	}
	b->n++;
	return literal(t, "}\n", e);
}

int64_t
bad_log_key(struct bad_log *l)
{
	int64_t key;

	pthread_mutex_lock(&l->lock);
	key = l->given++;
	pthread_mutex_unlock(&l->lock);
	return key;
}

static int
put(struct bad_log *l, struct bad_list *b, struct err *e)
{
	int rc = 0;

	if (l->out != NULL && b->text.len > 0)
		rc = out_write(l->out, b->text.data, b->text.len, e);
	bad_list_release(b);
	return rc;
}

/* Writes the units that need not wait any more; all of them if so told. */
static int
drain(struct bad_log *l, bool all, struct err *e)
{
	size_t n = 0;
	int rc = 0;

	while (rc == 0 && n < l->nwait && (all || l->wait[n].key <= l->due)) {
		if (l->wait[n].key + l->wait[n].span > l->due)
			l->due = l->wait[n].key + l->wait[n].span;
		rc = put(l, &l->wait[n++].list, e);
	}
	if (n > 0)
		memmove(l->wait, l->wait + n, (l->nwait - n) * sizeof(*l->wait));
	l->nwait -= n;
	return rc;
}

int
bad_log_put(struct bad_log *l, int64_t key, int64_t span, struct bad_list *b,
    struct err *e)
{
	size_t i;
	int rc;

	pthread_mutex_lock(&l->lock);
	l->n += b->n;
	rc = mem_grow(&l->wait, &l->cap, l->nwait + 1, sizeof(*l->wait), e);
	if (rc == 0) {
		for (i = l->nwait; i > 0 && l->wait[i - 1].key > key; i--)
			l->wait[i] = l->wait[i - 1];
		l->wait[i] = (struct unit){ key, span, *b };
		l->nwait++;
		memset(b, 0, sizeof(*b));
		rc = drain(l, false, e);
	}
	pthread_mutex_unlock(&l->lock);
	return rc;
}

int
bad_log_end(struct bad_log *l, int64_t *n, struct err *e)
{
	struct out *o = l->out;
	int rc;

	pthread_mutex_lock(&l->lock);
	rc = drain(l, true, e);
	*n = l->n;
	l->out = NULL;
	pthread_mutex_unlock(&l->lock);
	if (rc != 0) {
		out_free(o);
		return -1;
	}
	return o == NULL ? 0 : out_close(o, e);
}
