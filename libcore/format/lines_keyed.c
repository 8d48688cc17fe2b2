/* lines_keyed.c - lines cut into key and value, or given a key. */
#include "format/lines_keyed.h"

#include <ctype.h>
#include <stdlib.h>
#include <string.h>

#include "base/find.h"
#include "base/mem.h"
#include "model/builder.h"

struct schema *
keyed_schema(const struct keyed_conf *c, struct err *e)
{
	struct schema *s = schema_new(e);

	if (s == NULL)
		return NULL;
	if (((c->delimiter != NULL || c->key != NULL) && schema_add_id(s, "key", TYPE_BINARY, true, e) == NULL) ||
	    schema_add_id(s, "value", TYPE_BINARY, true, e) == NULL) {
		schema_unref(s);
		return NULL;
	}
	return s;
}

int
keyed_delimiter(const char *text, char **out, struct err *e)
{
	char *p = *out = mem_dup(text, strlen(text), e), *end;
	unsigned long byte;

	if (p == NULL)
		return -1;
	for (; *text != '\0'; text++) {
		if (text[0] != '\\' || (text[1] != 'n' && text[1] != 't' && text[1] != 'x')) {
			*p++ = *text;
			continue;
		}
		if (*++text != 'x') {
			*p++ = *text == 'n' ? '\n' : '\t';
			continue;
		}
		byte = isxdigit((unsigned char)text[1]) ? strtoul(text + 1, &end, 16) : 0;
		if (byte == 0 || byte > 0xff) {
			free(*out);
			*out = NULL;
			return err_set(e, STATUS_USAGE, "\\x wants the code of a byte from 01 to ff");
		}
		*p++ = (char)byte;
		text = end - 1;
	}
	*p = '\0';
	return 0;
}

static int
add(struct builder *b, const char *p, size_t n, const char *null, struct err *e)
{
	if (null != NULL && strlen(null) == n && memcmp(p, null, n) == 0)
		return builder_null(b, e);
	return builder_bytes(b, p, n, e);
}

/* A value that needs no cut; one that is NULL already stays so. */
static int
add_value(const struct keyed_conf *c, struct builder *b, const struct batch *in, int64_t i,
    struct err *e)
{
	const char *p;
	size_t n;

	if (column_is_null(&in->col[0], i))
		return builder_null(b, e);
	p = column_bytes(&in->col[0], i, &n);
	return add(b, p, n, c->null, e);
}

static int
cut(const struct keyed_conf *c, struct batch_builder *bb, const struct batch *in,
    int64_t i, struct err *e)
{
	size_t n, len;
	const char *p, *at;
	char quoted[80];

	if (c->key != NULL && builder_bytes(&bb->col[0], c->key, strlen(c->key), e) != 0)
		return -1;
	if (c->delimiter == NULL)
		return add_value(c, &bb->col[c->key != NULL], in, i, e);
	p = column_bytes(&in->col[0], i, &n);
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
