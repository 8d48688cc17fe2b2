/* width.c - terminal columns, by the C library's tables. */
#include "base/width.h"

#include <locale.h>
#include <pthread.h>
#include <stdint.h>
#include <wchar.h>

#include "base/utf8.h"

static locale_t utf8_locale;
static pthread_once_t once = PTHREAD_ONCE_INIT;

static void
make_locale(void)
{
	utf8_locale = newlocale(LC_CTYPE_MASK, "C.UTF-8", (locale_t)0);
}

size_t
width_columns(const void *text, size_t n)
{
	const uint8_t *p = text, *end = p + n;
	size_t columns = 0;
	locale_t old;
	uint32_t cp;
	int w;

	while (p < end && *p < 0x80) {
		p++;
		columns++;
	}
	if (p == end)
		return columns;
	(void)pthread_once(&once, make_locale);
	old = utf8_locale != (locale_t)0 ? uselocale(utf8_locale) : (locale_t)0;
	while (p < end) {
		p += utf8_decode(p, &cp);
		w = wcwidth((wchar_t)cp);
		columns += w < 0 ? 1 : (size_t)w;
	}
	if (old != (locale_t)0)
		(void)uselocale(old);
	return columns;
}
