/* json_lines.c - JSON that would be published by line and is not made of lines. */
#include "cli/json_lines.h"

#include <stdbool.h>
#include <stdio.h>
#include <string.h>

#include "base/magic.h"
#include "io/in.h"
#include "json/begins.h"

/* Whether a shell takes the name as it is for one word that is no option. */
static bool
is_plain(const char *name)
{
	return name[0] != '-' && name[strspn(name, "ABCDEFGHIJKLMNOPQRSTUVWXYZ"
	    "abcdefghijklmnopqrstuvwxyz0123456789_-./,:+@%=")] == '\0';
}

/* A file's name as a word that can be pasted into a command, quoted where it must be. */
static const char *
shell_word(const char *name, char *out, size_t size)
{
	const char *before = name[0] == '-' ? "./" : "";
	size_t n = 0;

	if (is_plain(name)) {
		snprintf(out, size, "%s", name);
		return out;
	}
	n = (size_t)snprintf(out, size, "'%s", before);
	for (; *name != '\0' && n + 6 < size; name++)
		n += (size_t)snprintf(out + n, size - n, *name == '\'' ? "'\\''" : "%c", *name);
	snprintf(out + n, size - n, "'");
	return out;
}

/* Names of text of which each line is something by itself. */
static bool
is_rows(const char *name)
{
	static const char *const suffix[] = {
		".csv", ".tsv", ".tab", ".psv", ".jsonl", ".ndjson",
	};
	size_t n = magic_unpacked(name), i = 0;

	while (i < sizeof(suffix) / sizeof(*suffix) && !magic_ends(name, n, suffix[i]))
		i++;
	return i < sizeof(suffix) / sizeof(*suffix);
}

int
json_lines_check(struct in *in, const char *topic, struct err *e)
{
	const char *name = in_name(in);
	bool redirected = strcmp(name, "stdin") == 0;
	enum json_begins what;
	const uint8_t *begin;
	char word[300];
	size_t n;

	if (is_rows(name))
		return 0;
	if (in_peek(in, IN_PEEK, &begin, &n, e) != 0 || json_begins(begin, n, &what, e) != 0)
		return -1;
	if (what == JSON_BEGINS_NOT)
		return 0;
	return err_set(e, STATUS_USAGE, "%s: %s, not lines: `jflat%s%s | kproduce %s` makes a "
	    "record of each %s, -i lines takes it as lines, --whole as one record", name,
	    what == JSON_BEGINS_ARRAY ? "a JSON array" : "JSON over several lines",
	    redirected ? "" : " ", redirected ? "" : shell_word(name, word, sizeof(word)),
	    topic != NULL ? topic : "TOPIC",
	    what == JSON_BEGINS_ARRAY ? "element" : "value");
}
