/* route.c - the syntax of paths (path.h). */
#include "json/route.h"

#include "base/mem.h"
#include "base/utf8.h"

static bool
bare(const char *p)
{
	unsigned char c = (unsigned char)*p;

	return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') ||
	    c == '_' || c >= 0x80;
}

/* Reads to the closing quote; doubled, or a \ before it, it belongs to the name. */
static int
quoted(const char **text, char quote, struct buf *name, struct err *e)
{
	const char *p = *text + 1;

	name->len = 0;
	for (; *p != '\0'; p++) {
		if (*p == quote) {
			if (p[1] != quote) {
				*text = p + 1;
				return 0;
			}
			p++;
		} else if (*p == '\\' && quote != '`' && p[1] != '\0') {
			p++;
		}
		if (buf_add(name, p, 1, e) != 0)
			return -1;
	}
	return err_set(e, STATUS_USAGE, "no closing %c", quote);
}

static int
subscript(const char **text, uint64_t *index, struct err *e)
{
	const char *p = *text;
	uint64_t v = 0;

	if (*p == '*')
		return err_set(e, STATUS_USAGE, "[*] is not supported: "
		    "a path leads to one value");
	if (*p < '0' || *p > '9')
		return err_set(e, STATUS_USAGE, "a subscript is a number from 0 on, "
		    "or a quoted name");
	for (; *p >= '0' && *p <= '9'; p++) {
		if (v > UINT32_MAX)
			return err_set(e, STATUS_USAGE, "the subscript is too large");
		v = v * 10 + (uint64_t)(*p - '0');
	}
	*index = v;
	*text = p;
	return 0;
}

/* What is between [ and ]; *text stands after the [. */
static int
bracket(const char **text, struct json_node **node, struct buf *name, struct err *e)
{
	uint64_t index = 0;

	while (**text == ' ')
		++*text;
	if (**text == '\'' || **text == '"') {
		if (quoted(text, **text, name, e) != 0)
			return -1;
		*node = json_node_member(*node, name->data, name->len, e);
	} else {
		if (subscript(text, &index, e) != 0)
			return -1;
		*node = json_node_element(*node, index, e);
	}
	while (**text == ' ')
		++*text;
	if (*node == NULL)
		return -1;
	if (**text != ']')
		return err_set(e, STATUS_USAGE, "no ] after a subscript");
	++*text;
	return 0;
}

static int
member(const char **text, struct json_node **node, struct buf *name, struct err *e)
{
	if (json_route_word(text, name, e) != 0)
		return -1;
	*node = json_node_member(*node, name->data, name->len, e);
	return *node == NULL ? -1 : 0;
}

/* Follows the path at *text into the trie, making what is missing. */
static int
parse(const char **text, struct json_node **node, struct buf *name, struct err *e)
{
	bool first = **text != '$';

	/* A point at the start, as jq has it, or $ is the whole text. */
	*text += !first || (**text == '.' && (bare(*text + 1) || (*text)[1] == '['));
	for (;; first = false) {
		if (**text == '[') {
			++*text;
			if (bracket(text, node, name, e) != 0)
				return -1;
			continue;
		}
		if (!first) {
			if (**text != '.')
				return 0;
			++*text;
		}
		if (member(text, node, name, e) != 0)
			return -1;
	}
}

struct json_node *
json_route(struct json_node *root, const char **text, struct err *e)
{
	struct json_node *node = root;
	struct buf name = BUF_INIT;
	int rc = parse(text, &node, &name, e);

	buf_release(&name);
	return rc == 0 ? node : NULL;
}

int
json_route_word(const char **text, struct buf *name, struct err *e)
{
	const char *p = *text;

	if (*p == '`')
		return quoted(text, '`', name, e);
	while (bare(p))
		p++;
	if (p == *text)
		return err_set(e, STATUS_USAGE, "a name is missing");
	if (utf8_valid_prefix(*text, (size_t)(p - *text)) != (size_t)(p - *text))
		return err_set(e, STATUS_USAGE, "a name is not UTF-8");
	name->len = 0;
	if (buf_add(name, *text, (size_t)(p - *text), e) != 0)
		return -1;
	*text = p;
	return 0;
}

char *
json_route_name(const struct json_node *node, struct err *e)
{
	while (node != NULL && node->name == NULL)
		node = node->parent;
	return node == NULL ? mem_dup("value", 5, e) : mem_dup(node->name, node->namelen, e);
}
