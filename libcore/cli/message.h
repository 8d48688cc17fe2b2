/* message.h - the only way to stderr: one line, safe for a terminal. */
#ifndef SLUICE_CLI_MESSAGE_H
#define SLUICE_CLI_MESSAGE_H

#include <stdarg.h>
#include <stdbool.h>
#include <stddef.h>

/*
 * Copies text to out, NUL-terminated, with everything that could steer a
 * terminal (control characters, invalid UTF-8, bidirectional overrides) as \xHH
 * or \uHHHH; line feeds stay if lines.  Cut to outsz.  Returns the length.
 */
size_t message_escape(char *out, size_t outsz, const char *text, bool lines);

/* Writes "TOOL: TEXT\n" to stderr with one write. */
void message_print(const char *tool, const char *text, bool lines);

#endif
