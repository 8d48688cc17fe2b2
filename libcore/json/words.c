/* words.c - what is wrong with a text, in words; yajl is asked too. */
#include "json/json.h"

#include <stdio.h>
#include <string.h>
#include <yajl/yajl_parse.h>

#include "base/utf8.h"
#include "json/scalar.h"
#include "json/value_text.h"

/* A text up to this long is read again by yajl. */
#define REREAD ((size_t)16 << 20)

static const char *const fault_words[] = {
	[JSON_OK] = "nothing",
	[JSON_EMPTY] = "no value",
	[JSON_CUT] = "the text ends inside a value",
	[JSON_NO_VALUE] = "no value starts like this",
	[JSON_NO_KEY] = "an object key must be a string",
	[JSON_NO_COLON] = "no ':' after an object key",
	[JSON_NO_COMMA_ARRAY] = "neither ',' nor ']' after an array element",
	[JSON_NO_COMMA_OBJECT] = "neither ',' nor '}' after an object member",
	[JSON_LEFT_OVER] = "something follows the value",
	[JSON_TOGETHER] = "no white space between two values",
	[JSON_BAD_LITERAL] = "not true, false or null",
	[JSON_BAD_NUMBER] = "malformed number",
	[JSON_CONTROL] = "control character in a string",
	[JSON_BAD_ESCAPE] = "unknown escape in a string",
	[JSON_SURROGATE] = "half of a surrogate pair in a string",
	[JSON_BAD_UTF8] = "invalid UTF-8 in a string",
	[JSON_DEEP] = "nested too deeply"
};

static bool
starts(const uint8_t *p, const uint8_t *end, const char *word)
{
	size_t n = strlen(word);

	return (size_t)(end - p) >= n && memcmp(p, word, n) == 0;
}

/* The last byte before p that is no white space, 0 for none. */
static uint8_t
before(const uint8_t *text, const uint8_t *p)
{
	while (p > text && json_white[p[-1]])
		p--;
	return p > text ? p[-1] : 0;
}

/* What somebody who writes this where a value or a key belongs has in mind, or NULL. */
static const char *
habit(const uint8_t *text, const uint8_t *p, const uint8_t *end)
{
	uint8_t last = before(text, p);

	if (starts(p, end, "\xff\xfe") || starts(p, end, "\xfe\xff"))
		return "UTF-16, where JSON is UTF-8";
	if (starts(p, end, "\xef\xbb\xbf"))
		return "a byte order mark inside the text";
	if (utf8_len(p, (size_t)(end - p)) == 0)
		return "invalid UTF-8";
	if (*p == 0)
		return "a NUL byte";
	if (starts(p, end, "\xc2\xa0"))
		return "a no-break space is no white space in JSON";
	if (*p == '<')
		return "this looks like XML or HTML, not JSON";
	if (*p == '\'')
		return "a string needs double quotes, not single ones";
	if (*p == '+')
		return "a number cannot start with +";
	if (*p == '.')
		return "a number cannot start with a point";
	if (*p == '/' || *p == '#')
		return "JSON has no comments";
	if (starts(p, end, "NaN") || starts(p, end, "Infinity"))
		return "JSON has no NaN and no Infinity";
	if (starts(p, end, "True") || starts(p, end, "False") || starts(p, end, "None"))
		return "this looks like Python, not JSON: true, false, null";
	if (starts(p, end, "undefined"))
		return "JSON has no undefined";
	if (last == ',' && (*p == ']' || *p == '}'))
		return "a comma with nothing after it";
	return NULL;
}

/* Words for numbers and literals that go on wrongly. */
static const char *
slip(const uint8_t *text, const uint8_t *p, const uint8_t *end)
{
	if (p > text && p[-1] == '0' && *p >= '0' && *p <= '9')
		return "a number cannot start with 0";
	if (p > text && p[-1] == '-' && starts(p, end, "Inf"))
		return "JSON has no NaN and no Infinity";
	if (p > text && p[-1] == 'n' && starts(p, end, "an"))
		return "JSON has no NaN and no Infinity";
	return NULL;
}

/* Where the token that starts at p ends. */
static const uint8_t *
token_end(const uint8_t *p, const uint8_t *end)
{
	if (*p == '"') {
		p = json_string_end(p, end, NULL);
		return p < end ? p + 1 : p;
	}
	if (json_boundary[*p])
		return p + 1;
	while (p < end && !json_boundary[*p])
		p++;
	return p;
}

/*
 * yajl's words, if it refuses the text at the same byte: it counts the bytes it
 * took, a token that is out of place included, a malformed one up to the byte or
 * one more.
 */
static bool
second_opinion(char *out, size_t outsz, const uint8_t *text, size_t n,
    const struct json_bad *bad)
{
	size_t at = bad->at - bad->from;

	static yajl_callbacks none;
	const char *words = NULL;
	unsigned char *msg = NULL;
	yajl_handle h;

	if (bad->from > bad->at || bad->at >= n || at > REREAD)
		return false;
	text += bad->from;
	n -= bad->from;
	if ((h = yajl_alloc(&none, NULL, NULL)) == NULL)
		return false;
	/* Not at end of text: a token that is cut there is no fault of its own. */
	if (n - at > 256)
		n = at + 256;
	if (yajl_parse(h, text, n) == yajl_status_error) {
		size_t used = yajl_get_bytes_consumed(h);

		msg = yajl_get_error(h, 0, text, n);
		words = msg == NULL ? "" : (const char *)msg;
		if (strncmp(words, "lexical error: ", 15) == 0)
			words = used == at || used == at + 1 ? words + 15 : NULL;
		else if (strncmp(words, "parse error: ", 13) == 0)
			words = used > at && text + used <= token_end(text + at, text + n) ?
			    words + 13 : NULL;
		else
			words = NULL;
	}
	/* It reads one value, and does not know what else may follow. */
	if (words != NULL && strncmp(words, "trailing garbage", 16) == 0)
		words = NULL;
	if (words != NULL)
		snprintf(out, outsz, "%.*s", (int)strcspn(words, ".\n"), words);
	if (msg != NULL)
		yajl_free_error(h, msg);
	yajl_free(h);
	return words != NULL && *out != '\0';
}

char *
json_words(char *out, size_t outsz, const void *text, size_t n,
    const struct json_bad *bad, unsigned depth)
{
	const uint8_t *start = text, *p = start + bad->at, *end = start + n;
	const char *words = NULL;

	if (p < end && (bad->fault == JSON_NO_VALUE || bad->fault == JSON_NO_KEY))
		words = habit(start, p, end);
	else if (p < end && (bad->fault == JSON_BAD_NUMBER || bad->fault == JSON_BAD_LITERAL))
		words = slip(start, p, end);
	else if (bad->fault == JSON_BAD_ESCAPE && end - p > 1 && p[1] == 'u')
		words = "\\u without four hexadecimal digits";
	if (bad->fault == JSON_DEEP)
		snprintf(out, outsz, "more than %u arrays and objects inside each other",
		    depth == 0 ? JSON_DEPTH : depth);
	else if (words != NULL)
		snprintf(out, outsz, "%s", words);
	else if (bad->fault == JSON_SURROGATE || bad->fault == JSON_TOGETHER ||
	    !second_opinion(out, outsz, start, n, bad))
		snprintf(out, outsz, "%s", fault_words[bad->fault]);
	return out;
}
