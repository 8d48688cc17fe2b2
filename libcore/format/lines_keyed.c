/* lines_keyed.c - lines cut into key and value. */
#include "format/lines_keyed.h"

#include <string.h>

#include "base/find.h"
#include "model/builder.h"

struct schema *
keyed_schema(const struct keyed_conf *c, struct err *e)
{
	struct schema *s = schema_new(e);

	if (s == NULL)
		return NULL;
	if ((c->delimiter != NULL && schema_add_id(s, "key", TYPE_BINARY, true, e) == NULL) ||
	    schema_add_id(s, "value", TYPE_BINARY, true, e) == NULL) {
		schema_unref(s);
		return NULL;
	}
	return s;
}

static int
add(struct builder *b, const char *p, size_t n, const char *null, struct err *e)
{
	if (null != NULL && strlen(null) == n && memcmp(p, null, n) == 0)
		return builder_null(b, e);
	return builder_bytes(b, p, n, e);
}

static int
cut(const struct keyed_conf *c, struct batch_builder *bb, const struct batch *in,
    int64_t i, struct err *e)
{
	size_t n, len;
	const char *p = column_bytes(&in->col[0], i, &n), *at;
	char quoted[80];

	if (c->delimiter == NULL)
		return add(&bb->col[0], p, n, c->null, e);
	len = strlen(c->delimiter);
	if ((at = find_bytes(p, n, c->delimiter, len)) == NULL)
		return err_row(e, i, "no delimiter %s between key and value: %s",
		    err_quote(quoted, 32, c->delimiter, len),
		    err_quote(quoted + 32, sizeof(quoted) - 32, p, n));
	if (add(&bb->col[0], p, (size_t)(at - p), c->null, e) != 0)
		return -1;
	return add(&bb->col[1], at + len, n - (size_t)(at - p) - len, c->null, e);
}

struct batch *
keyed_cut(const struct keyed_conf *c, struct schema *s, const struct batch *in,
    struct err *e)
{
	struct batch_builder bb;
	struct batch *out = NULL;
	int64_t i = 0;

	if (batch_builder_init(&bb, s, e) != 0)
		return NULL;
	while (i < in->rows && cut(c, &bb, in, i, e) == 0)
		i++;
	if (i == in->rows && (out = batch_builder_finish(&bb, e)) != NULL)
		batch_inherit(out, in);
	batch_builder_release(&bb);
	return out;
}
