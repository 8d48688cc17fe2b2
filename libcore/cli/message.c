/* message.c - messages on stderr. */
#include "cli/message.h"

#include <errno.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

#include "base/utf8.h"
#include "cli/progress.h"

/* C1 controls, and what turns or isolates the direction of text. */
static bool
steers(uint32_t cp)
{
	return (cp >= 0x80 && cp < 0xa0) || cp == 0x61c || cp == 0x200e || cp == 0x200f ||
	    (cp >= 0x2028 && cp <= 0x202e) || (cp >= 0x2066 && cp <= 0x2069) || cp == 0xfeff;
}

size_t
message_escape(char *out, size_t outsz, const char *text, bool lines)
{
	const uint8_t *p = (const uint8_t *)text;
	size_t left = strlen(text), used = 0, n;
	char piece[16];
	uint32_t cp;

	for (; left > 0; p += n, left -= n) {
		n = utf8_len(p, left);
		cp = 0;
		if (n > 0)
			utf8_decode(p, &cp);
		if (n == 0) {
			n = 1;
			snprintf(piece, sizeof(piece), "\\x%02x", *p);
		} else if ((cp < 0x20 && !(lines && cp == '\n')) || cp == 0x7f) {
			snprintf(piece, sizeof(piece), cp == '\n' ? "\\n" : cp == '\t' ? "\\t" :
			    "\\x%02x", cp);
		} else if (steers(cp)) {
			snprintf(piece, sizeof(piece), "\\u%04x", cp);
		} else {
			memcpy(piece, p, n);
			piece[n] = '\0';
		}
		if (used + strlen(piece) + 1 > outsz)
			break;
		memcpy(out + used, piece, strlen(piece));
		used += strlen(piece);
	}
	out[used] = '\0';
	return used;
}

void
message_print(const char *tool, const char *text, bool lines)
{
	char line[8192];
	size_t n, at = 0;
	ssize_t w;

	n = (size_t)snprintf(line, 128, "%s: ", tool);
	n += message_escape(line + n, sizeof(line) - n - 1, text, lines);
	line[n++] = '\n';
	progress_wipe();
	while (at < n) {
		if ((w = write(STDERR_FILENO, line + at, n - at)) > 0)
			at += (size_t)w;
		else if (errno != EINTR)
			break;	/* nobody is left to be told */
	}
}
