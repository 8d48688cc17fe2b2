/* classes.c - the classes of the keys and values of a file. */
#include "seqfile/classes.h"

#include <string.h>

static const char *
meta_name(bool values)
{
	return values ? SEQ_META_VALUE_CLASS : SEQ_META_KEY_CLASS;
}

/* What the metadata says, if it is about that class. */
static const char *
stored(const struct seq_header *h, const char *name, const char *class)
{
	size_t n = strlen(class);

	for (size_t i = 0; i < h->nmeta; i++) {
		const struct seq_meta *m = &h->meta[i];

		if (m->nname == strlen(name) && memcmp(m->name, name, m->nname) == 0 &&
		    strlen(m->value) == m->nvalue && strncmp(m->value, class, n) == 0 &&
		    m->value[n] == '<')
			return m->value;
	}
	return NULL;
}

static const char *
class_name(const struct seq_header *h, bool values)
{
	return values ? h->value_class : h->key_class;
}

int
seq_class_find(struct writable *w, const struct seq_header *h, bool values, struct err *e)
{
	const char *class = class_name(h, values);
	const char *spec = stored(h, meta_name(values), class);

	if (spec != NULL && writable_parse(w, spec, NULL) == 0)
		return 0;
	return writable_named(w, class, strlen(class), e);
}

bool
seq_class_fits(const struct seq_header *h, const struct seq_header *from, bool values)
{
	const char *class = class_name(h, values), *spec = stored(h, meta_name(values), class);
	const char *other = stored(from, meta_name(values), class);

	return strcmp(class, class_name(from, values)) == 0 &&
	    (spec == NULL || (other != NULL && strcmp(spec, other) == 0));
}

int
seq_class_keep(struct seq_header *h, bool values, const struct writable *w, struct err *e)
{
	const char *name = meta_name(values);
	struct buf spec = BUF_INIT;
	int rc = writable_spec(w, &spec, e);

	if (rc == 0 && memchr(spec.data, '<', spec.len) != NULL)
		rc = seq_header_meta(h, name, strlen(name), spec.data, spec.len, e);
	buf_release(&spec);
	return rc;
}
