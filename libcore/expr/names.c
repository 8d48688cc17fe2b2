/* names.c - the columns of a schema as an expression names them. */
#include "expr/names.h"

#include <string.h>

#include "expr/ast.h"
#include "expr/tokens.h"
#include "model/schema.h"

/* The names above a member, from the column down. */
struct path {
	const struct path *up;
	const char *name;
};

/* Whether the lexer takes name for one word that is no keyword; first: it begins the path. */
static int
is_word(const char *name, bool first, bool *yes, struct err *e)
{
	struct arena arena = { 0 };
	struct lexer l = { name, strlen(name), 0, &arena };
	struct err refused = ERR_INIT;
	struct token t = { .kind = TOKEN_END };
	int rc = (first ? lex_next : lex_name)(&l, &t, &refused);

	*yes = rc == 0 && t.kind == TOKEN_WORD && t.from == 0 && t.to == l.len &&
	    !(first && parse_reserved(&t));
	arena_release(&arena);
	if (rc == 0 || refused.status == STATUS_USAGE)
		return 0;
	return err_nomem(e, l.len);
}

int
expr_name_text(const char *name, bool first, struct buf *out, struct err *e)
{
	const char *c;
	bool word;

	if (is_word(name, first, &word, e) != 0)
		return -1;
	if (word)
		return buf_add(out, name, strlen(name), e);
	if (buf_add(out, "`", 1, e) != 0)
		return -1;
	for (c = name; *c != '\0'; c++)
		if (buf_add(out, *c == '`' ? "``" : c, *c == '`' ? 2 : 1, e) != 0)
			return -1;
	return buf_add(out, "`", 1, e);
}

static int
add_name(const struct path *p, struct buf *out, struct err *e)
{
	if (p->up != NULL && (add_name(p->up, out, e) != 0 || buf_add(out, ".", 1, e) != 0))
		return -1;
	return expr_name_text(p->name, p->up == NULL, out, e);
}

static int
add_fields(const struct field *f, size_t n, const struct path *up, struct buf *out,
    struct err *e)
{
	size_t i;

	for (i = 0; i < n; i++) {
		const struct path p = { up, f[i].name };

		if (strpbrk(f[i].name, "\r\n") != NULL)
			continue;
		if (add_name(&p, out, e) != 0 || buf_add(out, "\n", 1, e) != 0)
			return -1;
		if (f[i].type.id == TYPE_STRUCT &&
		    add_fields(f[i].type.child, f[i].type.nchild, &p, out, e) != 0)
			return -1;
	}
	return 0;
}

int
expr_names(const struct schema *s, bool paths, struct buf *out, struct err *e)
{
	size_t i;

	if (paths)
		return add_fields(s->field, s->nfield, NULL, out, e);
	for (i = 0; i < s->nfield; i++)
		if (strpbrk(s->field[i].name, "\r\n") == NULL &&
		    buf_printf(out, e, "%s\n", s->field[i].name) != 0)
			return -1;
	return 0;
}
