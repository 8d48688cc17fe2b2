/* width.c - terminal columns, by the C library's tables. */
#include "base/width.h"

#include <locale.h>
#include <pthread.h>
#include <stdbool.h>
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

/* A character that can be an emoji, or part of one joined by U+200D. */
static bool
is_picture(uint32_t cp)
{
	return (cp >= 0x1f000 && cp <= 0x1faff) || (cp >= 0x2190 && cp <= 0x21ff) ||
	    (cp >= 0x2300 && cp <= 0x27bf) || (cp >= 0x2900 && cp <= 0x2bff) || cp == 0xa9 ||
	    cp == 0xae || cp == 0x203c || cp == 0x2049 || cp == 0x2122 || cp == 0x2139 ||
	    cp == 0x3030 || cp == 0x303d || cp == 0x3297 || cp == 0x3299;
}

/* What stands before a character, as far as it decides about its width. */
struct before {
	size_t width;			/* that it has so far */
	bool picture;			/* it is one, with all that was joined to it */
	bool keycap;			/* 0 to 9, #, *: a picture with U+FE0F */
	bool joiner;			/* U+200D was last, behind a picture */
	bool region;			/* half of a flag */
};

/* The columns that cp adds. */
static size_t
add_char(struct before *b, uint32_t cp)
{
	bool region = cp >= 0x1f1e6 && cp <= 0x1f1ff, picture = is_picture(cp) && !region;
	size_t old = b->width;
	int w;

	if (b->region && region) {
		*b = (struct before){ .width = 2, .picture = true };
		return 2 - old;
	}
	if (cp == 0xfe0f && (b->picture || b->keycap)) {
		b->width = 2;
		b->picture = true;
		return 2 - old;
	}
	if (b->picture && (cp == 0x200d || (cp >= 0xe0020 && cp <= 0xe007f) ||
	    (cp >= 0x1f3fb && cp <= 0x1f3ff) || (b->joiner && picture))) {
		/* One of them may be a picture only by the other. */
		b->width = old > 1 || cp == 0x200d ? old : 2;
		b->joiner = cp == 0x200d;
		return b->width - old;
	}
	w = wcwidth((wchar_t)cp);
	if (w == 0) {
		b->joiner = false;
		return 0;
	}
	*b = (struct before){ .width = region ? 1 : w < 0 ? 1 : (size_t)w, .picture = picture,
		.keycap = (cp >= '0' && cp <= '9') || cp == '#' || cp == '*', .region = region };
	return b->width;
}

size_t
width_columns(const void *text, size_t n)
{
	size_t columns;

	(void)width_fit(text, n, SIZE_MAX, &columns);
	return columns;
}

size_t
width_fit(const void *text, size_t n, size_t most, size_t *columns)
{
	const uint8_t *p = text, *end = p + n;
	struct before before = { 0 };
	size_t taken = 0, more;
	locale_t old;
	uint32_t cp;
	size_t size;

	while (p < end && *p < 0x80 && taken < most) {
		p++;
		taken++;
	}
	*columns = taken;
	if (p == end || *p < 0x80)
		return (size_t)(p - (const uint8_t *)text);
	/* The last of them may be a keycap's. */
	if (taken > 0) {
		p--;
		taken--;
	}
	(void)pthread_once(&once, make_locale);
	old = utf8_locale != (locale_t)0 ? uselocale(utf8_locale) : (locale_t)0;
	while (p < end) {
		size = utf8_decode(p, &cp);
		more = add_char(&before, cp);
		if (more > most - taken)
			break;
		p += size;
		taken += more;
	}
	if (old != (locale_t)0)
		(void)uselocale(old);
	*columns = taken;
	return (size_t)(p - (const uint8_t *)text);
}
