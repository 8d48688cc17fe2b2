/* map.c - a compiled expression as an operator. */
#include "expr/map.h"

#include <stdlib.h>

#include "base/mem.h"

struct expr_map_worker {
	struct expr_scratch *scratch;
	struct batch_list out;
};

static int
add(struct op *o, int w, int input, const struct batch *b, struct emit *to, struct err *e)
{
	const struct expr_map *m = (struct expr_map *)o;
	struct batch_list *out = &m->worker[w].out;
	int rc = expr_run(m->expr, m->worker[w].scratch, b, out, e);

	(void)input;
	for (size_t i = 0; i < out->n; i++) {
		if (rc == 0)
			rc = emit(to, out->batch[i], e);
		else
			batch_free(out->batch[i]);
	}
	out->n = 0;
	return rc;
}

static const struct op_ops map_ops = { .add = add };

int
expr_map_init(struct expr_map *m, const struct expr *x, int jobs, struct err *e)
{
	*m = (struct expr_map){ { &map_ops, expr_schema(x), OP_PURE }, x, NULL, jobs };
	m->worker = mem_zero((size_t)jobs, sizeof(*m->worker), e);
	if (m->worker == NULL)
		return -1;
	for (int i = 0; i < jobs; i++) {
		if ((m->worker[i].scratch = expr_scratch_new(x, e)) == NULL) {
			expr_map_release(m);
			return -1;
		}
	}
	return 0;
}

void
expr_map_release(struct expr_map *m)
{
	for (int i = 0; m->worker != NULL && i < m->jobs; i++) {
		expr_scratch_free(m->worker[i].scratch);
		batch_list_release(&m->worker[i].out);
	}
	free(m->worker);
	*m = (struct expr_map){ 0 };
}
