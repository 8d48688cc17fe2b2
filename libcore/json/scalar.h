/* scalar.h - numbers and literals of JSON (internal to json). */
#ifndef SLUICE_JSON_SCALAR_H
#define SLUICE_JSON_SCALAR_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include "json/json.h"

/* What may come right after a number or a literal. */
extern const bool json_boundary[256];
extern const bool json_white[256];

/* Finds the fault of the number or literal at p; false, always. */
bool json_scalar_fault(const uint8_t *text, const uint8_t *p, const uint8_t *end,
    struct json_bad *bad);

/* The first byte at or after p that is no digit. */
static inline const uint8_t *
json_digits(const uint8_t *p, const uint8_t *end)
{
	while (p < end && (unsigned)(*p - '0') < 10)
		p++;
	return p;
}

/* The end of the number at p, or NULL where that is not one. */
static inline const uint8_t *
json_number(const uint8_t *p, const uint8_t *end)
{
	const uint8_t *d;

	if (*p == '-')
		p++;
	d = p;
	p = json_digits(p, end);
	if (p == d || (*d == '0' && p > d + 1))
		return NULL;
	if (p < end && *p == '.') {
		d = p + 1;
		p = json_digits(d, end);
		if (p == d)
			return NULL;
	}
	if (p < end && (*p | 0x20) == 'e') {
		p++;
		if (p < end && (*p == '+' || *p == '-'))
			p++;
		d = p;
		p = json_digits(d, end);
		if (p == d)
			return NULL;
	}
	return p == end || json_boundary[*p] ? p : NULL;
}

/*
 * Whether the token at p, which starts with neither quote nor bracket, is a
 * number or a literal and ends where one may end; the fault is put into bad.
 */
static inline bool
json_scalar(const uint8_t *text, const uint8_t *p, const uint8_t *end,
    struct json_bad *bad)
{
	size_t left = (size_t)(end - p);

	switch (*p) {
	case 't':
		if (left >= 4 && memcmp(p, "true", 4) == 0 &&
		    (left == 4 || json_boundary[p[4]]))
			return true;
		break;
	case 'n':
		if (left >= 4 && memcmp(p, "null", 4) == 0 &&
		    (left == 4 || json_boundary[p[4]]))
			return true;
		break;
	case 'f':
		if (left >= 5 && memcmp(p + 1, "alse", 4) == 0 &&
		    (left == 5 || json_boundary[p[5]]))
			return true;
		break;
	case '-': case '0': case '1': case '2': case '3': case '4':
	case '5': case '6': case '7': case '8': case '9':
		if (json_number(p, end) != NULL)
			return true;
		break;
	default:
		break;
	}
	return json_scalar_fault(text, p, end, bad);
}

#endif
