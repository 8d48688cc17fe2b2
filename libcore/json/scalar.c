/* scalar.c - what exactly is wrong with a number or a literal. */
#include "json/scalar.h"

const bool json_boundary[256] = {
	[' '] = true, ['\t'] = true, ['\n'] = true, ['\r'] = true, ['"'] = true,
	[','] = true, [':'] = true, ['['] = true, [']'] = true, ['{'] = true, ['}'] = true
};

const bool json_white[256] = {
	[' '] = true, ['\t'] = true, ['\n'] = true, ['\r'] = true
};

static bool
fault(struct json_bad *bad, enum json_fault f, const uint8_t *text, const uint8_t *p,
    const uint8_t *end)
{
	bad->fault = p == end ? JSON_CUT : f;
	bad->at = (size_t)(p - text);
	return false;
}

static bool
literal_fault(const char *word, const uint8_t *text, const uint8_t *p,
    const uint8_t *end, struct json_bad *bad)
{
	for (; *word != '\0' && p < end && *p == (uint8_t)*word; word++)
		p++;
	return fault(bad, JSON_BAD_LITERAL, text, p, end);
}

/* The first byte of the number at p that cannot stand there. */
static bool
number_fault(const uint8_t *text, const uint8_t *p, const uint8_t *end,
    struct json_bad *bad)
{
	const uint8_t *d;

	p += *p == '-';
	d = p;
	p = p < end && *p == '0' ? p + 1 : json_digits(p, end);
	if (p > d && p < end && *p == '.') {
		d = p + 1;
		p = json_digits(d, end);
	}
	if (p > d && p < end && (*p | 0x20) == 'e') {
		p++;
		p += p < end && (*p == '+' || *p == '-');
		p = json_digits(p, end);
	}
	return fault(bad, JSON_BAD_NUMBER, text, p, end);
}

bool
json_scalar_fault(const uint8_t *text, const uint8_t *p, const uint8_t *end,
    struct json_bad *bad)
{
	switch (*p) {
	case 't':
		return literal_fault("true", text, p, end, bad);
	case 'f':
		return literal_fault("false", text, p, end, bad);
	case 'n':
		return literal_fault("null", text, p, end, bad);
	case '-': case '0': case '1': case '2': case '3': case '4':
	case '5': case '6': case '7': case '8': case '9':
		return number_fault(text, p, end, bad);
	default:
		return fault(bad, JSON_NO_VALUE, text, p, end);
	}
}
