/* message.h - the only way to stderr: one line, safe for a terminal. */
#ifndef SLUICE_CLI_MESSAGE_H
#define SLUICE_CLI_MESSAGE_H

#include <stdbool.h>

/*
 * Writes "TOOL: TEXT\n" to stderr with one write, TEXT escaped for terminals; line
 * feeds stay if lines.
 */
void message_print(const char *tool, const char *text, bool lines);

#endif
