/* part.c - partition runner. */
#include "par/part.h"

#include <stdlib.h>
#include <string.h>

#include "base/mem.h"

/* Accumulators of different workers share no cache line, nor a pair of them. */
#define APART 128

static void *
acc_of(const struct part *p, int worker)
{
	return p->acc + (size_t)worker * p->stride;
}

int
part_init(struct part *p, const struct part_job *job, const void *arg, int jobs,
    struct err *e)
{
	*p = (struct part){ .job = job, .arg = arg, .jobs = jobs };
	p->stride = (job->size + APART - 1) / APART * APART;
	if ((p->acc = mem_aligned((size_t)jobs * p->stride, e)) == NULL)
		return -1;
	memset(p->acc, 0, (size_t)jobs * p->stride);
	for (; p->started < jobs; p->started++) {
		if (job->start != NULL && job->start(acc_of(p, p->started), arg, e) != 0) {
			part_release(p);
			return -1;
		}
	}
	return 0;
}

int
part_map(void *part, int worker, const struct batch *in, struct batch_list *out,
    struct err *e)
{
	struct part *p = part;

	(void)out;
	return p->job->add(acc_of(p, worker), p->arg, in, e);
}

int
part_total(struct part *p, const void **total, struct err *e)
{
	int i;

	for (i = 1; i < p->jobs; i++) {
		if (p->job->merge(p->acc, acc_of(p, i), e) != 0)
			return -1;
	}
	*total = p->acc;
	return 0;
}

void
part_release(struct part *p)
{
	while (p->started > 0 && p->job->release != NULL)
		p->job->release(acc_of(p, --p->started));
	free(p->acc);
	*p = (struct part){ 0 };
}
