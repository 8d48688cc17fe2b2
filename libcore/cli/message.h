/* message.h - the only way to stderr: one line, safe for a terminal. */
#ifndef SLUICE_CLI_MESSAGE_H
#define SLUICE_CLI_MESSAGE_H

#include <stddef.h>

/*
 * Writes "TOOL: TEXT\n" (without a tool "TEXT\n") to stderr with one write, TEXT escaped
 * for terminals.  Line feeds stay from place on, where that is not 0 (struct err).
 */
void message_print(const char *tool, const char *text, size_t place);

#endif
