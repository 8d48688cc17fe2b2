/* message.c - messages on stderr. */
#include "cli/message.h"

#include <errno.h>
#include <string.h>
#include <unistd.h>

#include "base/term.h"
#include "cli/progress.h"

static void
write_all(const uint8_t *p, size_t n)
{
	ssize_t w;

	while (n > 0) {
		if ((w = write(STDERR_FILENO, p, n)) > 0) {
			p += w;
			n -= (size_t)w;
		} else if (errno != EINTR) {
			return;	/* nobody is left to be told */
		}
	}
}

void
message_print(const char *tool, const char *text, size_t place)
{
	struct buf line = BUF_INIT;
	size_t n = strlen(text), first = place > 0 && place < n ? place : n;

	progress_wipe();
	if ((tool == NULL || buf_printf(&line, NULL, "%s: ", tool) == 0) &&
	    term_escape(&line, text, first, 0, NULL) == 0 &&
	    term_escape(&line, text + first, n - first, TERM_KEEP_LF, NULL) == 0 &&
	    buf_add(&line, "\n", 1, NULL) == 0)
		write_all(line.data, line.len);
	else
		write_all((const uint8_t *)"out of memory\n", 14);
	buf_release(&line);
}
