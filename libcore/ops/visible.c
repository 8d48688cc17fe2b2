/* visible.c - leaves out the implied columns. */
#include "ops/visible.h"

static int
add(struct op *o, int w, int input, const struct batch *b, struct emit *to, struct err *e)
{
	struct batch *out = batch_visible(b, o->schema, e);

	(void)w;
	(void)input;
	return out == NULL ? -1 : emit(to, out, e);
}

void
visible_init(struct op *o, struct schema *visible)
{
	static const struct op_ops ops = { .add = add };

	*o = (struct op){ &ops, visible, OP_PURE };
}
