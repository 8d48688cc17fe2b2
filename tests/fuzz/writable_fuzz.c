/*
 * writable_fuzz.c - any bytes as a serialized item of any class: what goes into a column
 * also has a text, and comes out again as bytes that mean the same.
 *
 * The first line is the class, as writable_parse() takes it; the rest is the item.
 */
#include "fuzz.h"

#include <stdlib.h>
#include <string.h>

#include "base/mem.h"
#include "seqfile/writable.h"

/* A column of one item; false when it does not go in. */
static bool
item(const struct writable *w, const struct type *t, const uint8_t *p, size_t n,
    struct column *c)
{
	struct err e = ERR_INIT;
	struct builder b;
	bool good;

	if (builder_init(&b, t, &e) != 0)
		abort();
	good = writable_add(w, WRITABLE_AS_TYPES, p, n, &b, &e) == 0;
	if (!good && (e.status != STATUS_DATA || e.byte < 0 || (size_t)e.byte > n))
		abort();
	if (good && writable_valid(&b, 0) == b.rows) {
		if (b.rows != 1 || builder_finish(&b, c, &e) != 0)
			abort();
	} else {
		builder_cut(&b, 0);
		if (builder_finish(&b, c, &e) != 0)
			abort();
	}
	builder_release(&b);
	return good;
}

/*
 * Writes the item again, reads that, and writes it once more.  Bytes that have no text are
 * no item of their class, and may be refused.
 */
static void
again(const struct writable *w, const struct type *t, const struct column *c, bool shown)
{
	struct buf one = BUF_INIT, two = BUF_INIT;
	struct err e = ERR_INIT;
	struct column d;

	if (writable_put(w, t, c, 0, &one, &e) != 0) {
		if (shown || e.status != STATUS_DATA)
			abort();
		buf_release(&one);
		return;
	}
	if (!item(w, t, one.data, one.len, &d) || d.rows != 1 ||
	    writable_put(w, t, &d, 0, &two, NULL) != 0 || two.len != one.len ||
	    (one.len > 0 && memcmp(one.data, two.data, one.len) != 0))
		abort();
	column_release(&d);
	buf_release(&one);
	buf_release(&two);
}

static void
check(struct writable *w, const uint8_t *p, size_t n)
{
	struct buf text = BUF_INIT;
	struct err e = ERR_INIT;
	struct column c;
	struct type t;
	bool nullable, shown, learned = false, good;

	shown = writable_text(w, p, n, &text, &e) == 0;
	if (!shown && (text.len != 0 || e.status != STATUS_DATA || e.byte < 0 ||
	    (size_t)e.byte > n))
		abort();
	if (writable_open(w)) {
		learned = writable_learn(w, p, n, NULL) == 0;
		writable_settle(w);
	}
	if (writable_type(w, WRITABLE_AS_TYPES, &t, &nullable, NULL) != 0)
		abort();
	good = item(w, &t, p, n, &c);
	/* Bytes go in whatever they are. */
	if (good ? writable_known(w) && !shown : shown && learned && writable_known(w))
		abort();
	if (good && c.rows == 1)
		again(w, &t, &c, shown);
	column_release(&c);
	type_release(&t);
	buf_release(&text);
}

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	const uint8_t *end = size > 0 ? memchr(data, '\n', size) : NULL;
	struct buf spec = BUF_INIT;
	struct writable w, v;
	char *name;

	/* An UTF8 of 64 KiB may grow past what it can hold. */
	if (end == NULL || size > 20000 || (name = mem_dup(data, (size_t)(end - data), NULL)) == NULL)
		return 0;
	if (writable_parse(&w, name, NULL) == 0) {
		if (writable_spec(&w, &spec, NULL) != 0 || buf_zero(&spec, 1, NULL) != 0 ||
		    writable_parse(&v, (const char *)spec.data, NULL) != 0)
			abort();
		writable_release(&v);
		check(&w, end + 1, size - (size_t)(end + 1 - data));
		writable_release(&w);
	}
	buf_release(&spec);
	free(name);
	return 0;
}
