/* epoch.c - epochs and their offsets. */
#include "model/epoch.h"

#include <inttypes.h>
#include <stdlib.h>
#include <string.h>

#include "base/mem.h"
#include "base/num.h"

struct epoch *
epoch_new(int64_t number, struct err *e)
{
	struct epoch *ep = mem_zero(1, sizeof(*ep), e);

	if (ep != NULL)
		ep->number = number;
	return ep;
}

/* The epoch's own copy of a name; the partitions of a topic mostly follow each other. */
static const char *
own_name(struct epoch *ep, const char *topic, size_t len, struct err *e)
{
	const char *last = ep->ntopic > 0 ? ep->topic[ep->ntopic - 1] : NULL;
	char *name;

	if (last != NULL && strlen(last) == len && memcmp(last, topic, len) == 0)
		return last;
	if (mem_grow(&ep->topic, &ep->captopic, ep->ntopic + 1, sizeof(char *), e) != 0 ||
	    (name = mem_dup(topic, len, e)) == NULL)
		return NULL;
	return ep->topic[ep->ntopic++] = name;
}

int
epoch_add(struct epoch *ep, const char *topic, size_t len, int32_t partition, int64_t from,
    int64_t next, struct err *e)
{
	const char *name = own_name(ep, topic, len, e);

	if (name == NULL || mem_grow(&ep->offset, &ep->cap, ep->n + 1, sizeof(*ep->offset), e) != 0)
		return -1;
	ep->offset[ep->n++] = (struct offset){ name, partition, from, next };
	return 0;
}

/* The line PARTITION FROM NEXT TOPIC at *p; moves *p past it and its newline, which may lack. */
static bool
offset_line(const char **p, struct offset *o, size_t *len)
{
	int64_t partition;

	if (!num_take_i64(p, ' ', INT32_MAX, &partition) || !num_take_i64(p, ' ', INT64_MAX, &o->from) ||
	    !num_take_i64(p, ' ', INT64_MAX, &o->next) || o->from > o->next ||
	    (*len = strcspn(*p, "\n")) == 0)
		return false;
	o->partition = (int32_t)partition;
	o->topic = *p;
	*p += *len + ((*p)[*len] == '\n');
	return true;
}

int
epoch_text(const struct epoch *ep, struct buf *out, struct err *e)
{
	int rc = 0;

	for (size_t i = 0; i < ep->n && rc == 0; i++)
		rc = buf_printf(out, e, "%" PRId32 " %" PRId64 " %" PRId64 " %s\n",
		    ep->offset[i].partition, ep->offset[i].from, ep->offset[i].next,
		    ep->offset[i].topic);
	return rc;
}

bool
epoch_text_ok(const char *p)
{
	struct offset o;
	size_t len;

	while (*p != '\0')
		if (!offset_line(&p, &o, &len))
			return false;
	return true;
}

int
epoch_read(struct epoch *ep, const char *p, struct err *e)
{
	struct offset o;
	size_t len;

	while (*p != '\0' && offset_line(&p, &o, &len))
		if (epoch_add(ep, o.topic, len, o.partition, o.from, o.next, e) != 0)
			return -1;
	return 0;
}

void
epoch_free(struct epoch *ep)
{
	if (ep == NULL)
		return;
	for (size_t i = 0; i < ep->ntopic; i++)
		free(ep->topic[i]);
	free(ep->topic);
	free(ep->offset);
	free(ep);
}
