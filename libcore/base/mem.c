/* mem.c - allocation. */
#include "base/mem.h"

#include <stdarg.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#ifdef __GLIBC__
#include <malloc.h>
#endif

#define ALIGN 64

/* Larger than the blocks of usual batches; what is beyond is given back at once. */
#define KEEP_BLOCK (8 << 20)
#define KEEP_FREE (16 << 20)

void
mem_keep(void)
{
#ifdef __GLIBC__
	(void)mallopt(M_MMAP_THRESHOLD, KEEP_BLOCK);
	(void)mallopt(M_TRIM_THRESHOLD, KEEP_FREE);
#endif
}

void *
mem_aligned(size_t n, struct err *e)
{
	size_t room;
	char *p;

	if (n > SIZE_MAX / 2) {
		err_nomem(e, n);
		return NULL;
	}
	room = n == 0 ? ALIGN : (n + ALIGN - 1) / ALIGN * ALIGN;
	if ((p = aligned_alloc(ALIGN, room)) == NULL) {
		err_nomem(e, n);
		return NULL;
	}
	memset(p + n, 0, room - n);
	return p;
}

/* realloc() aligns to less than we promise; what the kernel moves stays aligned. */
int
mem_aligned_grow(void **p, size_t keep, size_t n, struct err *e)
{
	size_t room = n > SIZE_MAX / 2 ? 0 : (n + ALIGN - 1) / ALIGN * ALIGN;
	char *bytes = NULL;
	void *copy;

	if (keep >= KEEP_BLOCK && room > 0) {
		if ((bytes = realloc(*p, room)) == NULL)
			return err_nomem(e, n);
		*p = bytes;
		memset(bytes + n, 0, room - n);
		if ((uintptr_t)bytes % ALIGN == 0)
			return 0;
	}
	if ((copy = mem_aligned(n, e)) == NULL)
		return -1;
	if (keep > 0)
		memcpy(copy, *p, keep);
	free(*p);
	*p = copy;
	return 0;
}

void *
mem_map(size_t n, struct err *e)
{
	void *p = mmap(NULL, n, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);

	if (p != MAP_FAILED)
		return p;
	err_nomem(e, n);
	return NULL;
}

void *
mem_zero(size_t count, size_t size, struct err *e)
{
	void *p = calloc(count == 0 ? 1 : count, size == 0 ? 1 : size);

	if (p == NULL)
		err_nomem(e, count * size);
	return p;
}

int
mem_grow(void *p, size_t *cap, size_t want, size_t size, struct err *e)
{
	size_t n = *cap < 8 ? 8 : *cap;
	void *old, *new;

	if (want <= *cap)
		return 0;
	while (n < want) {
		if (n > SIZE_MAX / 2)
			return err_nomem(e, want);
		n *= 2;
	}
	if (n > SIZE_MAX / size)
		return err_nomem(e, want);
	memcpy(&old, p, sizeof(old));
	if ((new = realloc(old, n * size)) == NULL)
		return err_nomem(e, n * size);
	memcpy(p, &new, sizeof(new));
	*cap = n;
	return 0;
}

char *
mem_dup(const void *bytes, size_t n, struct err *e)
{
	char *p = malloc(n + 1);

	if (p == NULL) {
		err_nomem(e, n + 1);
		return NULL;
	}
	if (n > 0)
		memcpy(p, bytes, n);
	p[n] = '\0';
	return p;
}

char *
mem_printf(struct err *e, const char *fmt, ...)
{
	va_list ap;
	char *p = NULL;

	va_start(ap, fmt);
	if (vasprintf(&p, fmt, ap) < 0) {
		p = NULL;
		err_nomem(e, 1);
	}
	va_end(ap);
	return p;
}
