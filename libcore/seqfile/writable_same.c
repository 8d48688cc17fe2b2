/* writable_same.c - whether columns of two files are of one class. */
#include "seqfile/writable.h"

#include <string.h>

/* Whether a class that a field names is one whose items only it can read. */
static bool
is_opaque(const char *class)
{
	struct writable w;
	bool known;

	if (writable_parse(&w, class, NULL) != 0)
		return true;
	known = writable_known(&w);
	writable_release(&w);
	return !known;
}

int
writable_same(const struct field *a, const char *in_a, const struct field *b, const char *in_b,
    struct err *e)
{
	const char *was = meta_get(&a->meta, WRITABLE_META), *is = meta_get(&b->meta, WRITABLE_META);

	if (was == NULL || (is != NULL && strcmp(was, is) == 0) || !is_opaque(was))
		return 0;
	return err_set(e, STATUS_DATA, "%s: column %s is of class %s, in %s it is of %s", in_b,
	    b->name, is == NULL ? "no Writable" : is, in_a, was);
}
