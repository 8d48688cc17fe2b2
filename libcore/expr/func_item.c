/* func_item.c - the types of what is taken out of an array, a map or a struct by [ ]. */
#include "expr/bind.h"
#include "expr/check.h"
#include "expr/coerce.h"
#include "expr/nested.h"
#include "expr/node_new.h"

/* a[0], m['k'], s['f']. */
const struct node *
bind_item(struct bind *b)
{
	const struct type *t = b->arg[0]->type;
	const char *name;
	char type[128];
	size_t n;

	if (t->id == TYPE_MAP) {
		const struct type *key = &t->child[0].type.child[0].type;

		if (coerce_common(b->k, key, b->arg[1]->type) == NULL)
			return bind_fail(b, 1, "needs a key of type %s", type_upper(key, type));
		if ((b->arg[1] = coerce_to(b->k, b->arg[1], key, b->ast->arg[1]->at)) == NULL)
			return NULL;
		b->total = true;
		return bind_eval(b, eval_entry, &t->child[0].type.child[1].type, true, NULL,
		    NULL, 0);
	}
	if (t->id == TYPE_STRUCT && b->arg[1]->type->id == TYPE_STRING &&
	    node_is_literal(b->arg[1]) && !node_is_null(b->arg[1])) {
		name = column_bytes(b->arg[1]->data, 0, &n);
		if ((name = arena_dup(&b->k->x->arena, name, n, b->k->e)) == NULL)
			return NULL;
		return check_field(b->k, b->arg[0], name, b->ast->arg[1]->at);
	}
	if (t->id != TYPE_ARRAY)
		return bind_fail(b, 0, "needs an array, a map or a struct, not %s",
		    type_upper(t, type));
	if (!type_is_integer(b->arg[1]->type->id) && b->arg[1]->type->id != TYPE_VOID)
		return bind_fail(b, 1, "needs an integer in an array, not %s",
		    type_upper(b->arg[1]->type, type));
	b->arg[1] = coerce_to(b->k, b->arg[1], type_plain(TYPE_BIGINT), b->ast->arg[1]->at);
	b->total = b->func->detail == 0;
	return b->arg[1] == NULL ? NULL : bind_eval(b, b->func->detail ? eval_item : eval_get,
	    &t->child[0].type, true, NULL, NULL, 0);
}
