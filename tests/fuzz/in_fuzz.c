/*
 * in_fuzz.c - compressed input from anywhere: read in large pieces, in small ones, and
 * after looking ahead, it gives the same bytes, or fails every time.
 */
#include "fuzz.h"

#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <unistd.h>

#include "io/in.h"

/* A bomb is only looked at so far. */
#define MOST (1 << 20)

struct seen {
	uint8_t bytes[MOST];
	size_t n;
	int rc;
	struct err e;
};

static void
read_all(const uint8_t *p, size_t n, size_t step, bool peek, struct seen *s)
{
	int fd = memfd_create("fuzz", MFD_CLOEXEC);
	struct in *in;
	size_t got = 1;

	if (fd < 0 || (n > 0 && write(fd, p, n) != (ssize_t)n) || lseek(fd, 0, SEEK_SET) != 0)
		abort();
	s->n = 0;
	s->rc = -1;
	err_clear(&s->e);
	if ((in = in_fd(fd, "fuzz", false, &s->e)) == NULL) {
		close(fd);
		return;
	}
	do {
		const uint8_t *at;
		size_t k;

		if (peek && (s->rc = in_peek(in, IN_PEEK, &at, &k, &s->e)) != 0)
			break;
		if (step > MOST - s->n)
			step = MOST - s->n;
		s->rc = in_read(in, s->bytes + s->n, step, &got, &s->e);
		s->n += got;
	} while (s->rc == 0 && got > 0);
	if (s->rc != 0 && (s->e.status == 0 || s->e.msg[0] == '\0'))
		abort();
	/* What comes after so many bytes is not looked at. */
	if (s->n == MOST)
		s->rc = 0;
	in_free(in);
}

/*
 * A failure comes at the same place, but what a decoder had ready before it counts
 * only where it is given away in time.
 */
static void
same(const struct seen *a, const struct seen *b)
{
	size_t n = a->n < b->n ? a->n : b->n;

	if (a->rc != b->rc || memcmp(a->bytes, b->bytes, n) != 0 ||
	    (a->rc == 0 && a->n != b->n))
		abort();
}

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t len)
{
	static struct seen a, b;

	read_all(data, len, MOST, false, &a);
	read_all(data, len, 1000, false, &b);
	same(&a, &b);
	read_all(data, len, 50000, true, &b);
	same(&a, &b);
	return 0;
}
