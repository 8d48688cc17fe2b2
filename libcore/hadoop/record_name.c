/* record_name.c - which part of a path becomes a key, and which keys may become a path. */
#include "hadoop/record_name.h"

#include <limits.h>
#include <stdbool.h>
#include <string.h>

#define COMPONENT_MAX 255

/* The component at p: its length. */
static size_t
component(const char *p, const char *end)
{
	const char *slash = memchr(p, '/', (size_t)(end - p));

	return (size_t)((slash != NULL ? slash : end) - p);
}

static bool
is_dots(const void *p, size_t n, size_t dots)
{
	return n == dots && memcmp(p, "..", n) == 0;
}

/* Where the part after leading slashes and the last ".." begins. */
static const char *
after_dots(const char *path, const char *end)
{
	const char *from = path;

	for (const char *p = path; p < end;) {
		size_t n = component(p, end);

		if (is_dots(p, n, 2))
			from = p + n;
		p += n + 1;
	}
	while (from < end && *from == '/')
		from++;
	return from;
}

int
name_clean(const char *path, size_t n, struct buf *out, size_t *key, struct err *e)
{
	const char *end = path + n, *p = after_dots(path, end);
	size_t prefix = (size_t)(p - path);

	/* A prefix must end in a slash so that the key can follow it. */
	if (buf_reserve(out, n + 2, e) != 0)
		return -1;
	buf_put_bytes(out, path, prefix);
	if (prefix > 0 && out->data[out->len - 1] != '/')
		buf_put(out, '/');
	*key = out->len;
	for (size_t k; p < end; p += k + 1) {
		k = component(p, end);
		if (k == 0 || is_dots(p, k, 1)) {
			if (p + k >= end)
				break;
			continue;
		}
		if (out->len > *key)
			buf_put(out, '/');
		buf_put_bytes(out, p, k);
		if (p + k >= end)
			break;
	}
	return 0;
}

size_t
name_last(const uint8_t *key, size_t n)
{
	const uint8_t *slash = memrchr(key, '/', n);

	return slash == NULL ? 0 : (size_t)(slash + 1 - key);
}

const char *
name_refused(const uint8_t *key, size_t n)
{
	const uint8_t *end = key + n;

	if (n == 0)
		return "an empty name";
	if (*key == '/')
		return "an absolute path";
	if (n >= PATH_MAX)
		return "too long for a path";
	if (memchr(key, '\0', n) != NULL)
		return "a NUL byte in the name";
	for (const uint8_t *p = key;;) {
		size_t k = component((const char *)p, (const char *)end);

		if (k == 0)
			return p == end ? "a name that ends in a slash" :
			    "an empty component in the path";
		if (is_dots(p, k, 1) || is_dots(p, k, 2))
			return k == 1 ? "\".\" in the path" : "\"..\" in the path";
		if (k > COMPONENT_MAX)
			return "a name of more than 255 bytes";
		if (p + k >= end)
			return NULL;
		p += k + 1;
	}
}
