/* stream.c - sources and sinks used without workers. */
#include "model/stream.h"

int
source_next(struct source *s, struct batch_list *out, struct err *e)
{
	size_t before = out->n, i;
	struct raw *r;
	int64_t rows;
	int rc;

	while ((rc = s->ops->read(s, &r, e)) == 1) {
		if (s->ops->decode(s, r, out, e) != 0)
			return -1;
		for (rows = 0, i = before; i < out->n; i++)
			rows += out->batch[i]->rows;
		if (s->ops->done != NULL)
			s->ops->done(s, rows, rows);
		if (out->n > before)
			return 1;
	}
	return rc;
}

void
source_free(struct source *s)
{
	if (s != NULL)
		s->ops->free(s);
}

void
sink_free(struct sink *k)
{
	if (k != NULL)
		k->ops->free(k);
}
