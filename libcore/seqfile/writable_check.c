/* writable_check.c - whether bytes are an item of their class. */
#include "seqfile/writable_impl.h"

int
writable_check(const struct writable *w, const uint8_t *p, size_t n,
    struct buf *scratch, struct err *e)
{
	struct cursor c = { p, p + n };
	struct scalar s;

	if (w->id == WRITABLE_RAW)
		return 0;
	/* Arrays and maps are rare: what prints them takes them apart. */
	if (w->id != WRITABLE_NULL && !writable_is_scalar(w->id)) {
		scratch->len = 0;
		return writable_text(w, p, n, scratch, e);
	}
	if (w->id != WRITABLE_NULL && cursor_scalar(&c, w->id, &s, e) != 0)
		return -1;
	if (c.p == c.limit)
		return 0;
	err_set(e, STATUS_DATA, "%zu bytes after %s", (size_t)(c.limit - c.p),
	    writable_short(w));
	return -1;
}
