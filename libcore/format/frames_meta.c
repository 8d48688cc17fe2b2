/* frames_meta.c - the words of sluice.* metadata. */
#include "format/frames_meta.h"

#include <inttypes.h>
#include <string.h>

#include "base/buf.h"
#include "base/num.h"

bool
frames_key(const struct meta_pair *p)
{
	return p->keylen >= 7 && memcmp(p->key, "sluice.", 7) == 0;
}

int
frames_meta_add(struct meta *m, struct err *e, const char *key, const char *fmt, ...)
{
	struct buf text = BUF_INIT;
	va_list ap;
	int rc;

	va_start(ap, fmt);
	rc = buf_vprintf(&text, e, fmt, ap);
	va_end(ap);
	if (rc == 0)
		rc = meta_add(m, key, strlen(key), text.data, text.len, e);
	buf_release(&text);
	return rc;
}

struct epoch *
frames_note_epoch(const struct frames_note *n, struct err *e)
{
	struct epoch *ep = epoch_new(n->epoch, e);

	if (ep != NULL && epoch_read(ep, n->offsets, e) != 0) {
		epoch_free(ep);
		return NULL;
	}
	return ep;
}

int
frames_meta_epoch(struct meta *m, const struct epoch *ep, struct err *e)
{
	struct buf text = BUF_INIT;
	int rc = frames_meta_add(m, e, FRAMES_BARRIER, "%" PRId64, ep->number);

	if (rc == 0)
		rc = epoch_text(ep, &text, e);
	if (rc == 0)
		rc = meta_add(m, FRAMES_OFFSETS, strlen(FRAMES_OFFSETS), text.data, text.len, e);
	buf_release(&text);
	return rc;
}

/* A name that may go into a message and on downstream. */
static bool
tool_ok(const char *p)
{
	static const char letters[] = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz"
	    "0123456789_-.+";

	return *p != '\0' && strlen(p) < sizeof(((struct err *)0)->tool) &&
	    p[strspn(p, letters)] == '\0';
}

static int
bad(const struct meta_pair *p, struct err *e)
{
	char value[120];

	return err_set(e, STATUS_DATA, "bad %s: %s", p->key,
	    err_quote(value, sizeof(value), p->value, p->vallen));
}

/* Reads one pair.  1, 0 when the key is not known, -1. */
static int
read_pair(const struct meta_pair *p, struct frames_note *n, struct err *e)
{
	const char *v = p->value;
	int64_t x;

	if (strlen(v) != p->vallen)
		return bad(p, e);
	if (strcmp(p->key, FRAMES_PARTITION) == 0) {
		if (!num_take_i64(&v, '\0', INT32_MAX, &x))
			return bad(p, e);
		n->partition = (int32_t)x;
	} else if (strcmp(p->key, FRAMES_OFFSETS) == 0) {
		if (!epoch_text_ok(v))
			return bad(p, e);
		n->offsets = v;
	} else if (strcmp(p->key, FRAMES_BARRIER) == 0) {
		n->kind = KIND_BARRIER;
		if (!num_take_i64(&v, '\0', INT64_MAX, &n->epoch))
			return bad(p, e);
	} else if (strcmp(p->key, FRAMES_END) == 0) {
		n->kind = KIND_END;
		if (!num_take_i64(&v, ' ', INT64_MAX, &n->rows) ||
		    !num_take_i64(&v, '\0', INT64_MAX, &n->batches))
			return bad(p, e);
	} else if (strcmp(p->key, FRAMES_ERROR) == 0) {
		n->kind = KIND_ERROR;
		if (!num_take_i64(&v, ' ', 255, &x) || x == 0 || !tool_ok(v))
			return bad(p, e);
		n->status = (int)x;
		n->tool = v;
	} else {
		return 0;
	}
	return 1;
}

int
frames_note_read(const struct meta *m, int64_t rows, struct frames_note *out, struct err *e)
{
	int controls = 0, rc;
	char key[80];
	size_t i;

	memset(out, 0, sizeof(*out));
	out->partition = -1;
	out->offsets = "";
	for (i = 0; i < m->n; i++) {
		enum frames_kind before = out->kind;

		if (!frames_key(&m->pair[i]))
			continue;
		out->kind = KIND_ROWS;
		if ((rc = read_pair(&m->pair[i], out, e)) < 0)
			return -1;
		/* What comes with rows may be a hint; what comes without is an order. */
		if (rc == 0 && rows == 0)
			return err_set(e, STATUS_DATA, "unknown control message %s",
			    err_quote(key, sizeof(key), m->pair[i].key, m->pair[i].keylen));
		if (out->kind == KIND_ROWS)
			out->kind = before;
		else
			controls++;
	}
	if (controls > 1)
		return err_set(e, STATUS_DATA, "several control messages in one");
	if (controls > 0 && rows > 0)
		return err_set(e, STATUS_DATA, "a control message with %" PRId64 " rows", rows);
	return 0;
}
