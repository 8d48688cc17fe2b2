/* err.c - filling in an error. */
#include "base/err.h"

#include <errno.h>
#include <stdio.h>
#include <string.h>

#include "base/utf8.h"

void
err_clear(struct err *e)
{
	if (e == NULL)
		return;
	e->status = 0;
	e->flags = 0;
	e->row = e->byte = -1;
	e->place = 0;
	e->tool[0] = '\0';
	e->msg[0] = '\0';
}

__attribute__((format(printf, 3, 0))) static void
err_vset(struct err *e, int status, const char *fmt, va_list ap)
{
	err_clear(e);
	e->status = status;
	(void)vsnprintf(e->msg, sizeof(e->msg), fmt, ap);
}

int
err_set(struct err *e, int status, const char *fmt, ...)
{
	va_list ap;

	if (e == NULL)
		return -1;
	va_start(ap, fmt);
	err_vset(e, status, fmt, ap);
	va_end(ap);
	return -1;
}

int
err_sys(struct err *e, const char *fmt, ...)
{
	int saved = errno;
	va_list ap;
	size_t n;
	char words[128];

	if (e == NULL)
		return -1;
	va_start(ap, fmt);
	err_vset(e, STATUS_SYSTEM, fmt, ap);
	va_end(ap);
	n = strlen(e->msg);
#if defined(__GLIBC__) && defined(_GNU_SOURCE)
	(void)snprintf(e->msg + n, sizeof(e->msg) - n, ": %s",
	    strerror_r(saved, words, sizeof(words)));
#else
	if (strerror_r(saved, words, sizeof(words)) != 0)
		(void)snprintf(words, sizeof(words), "error %d", saved);
	(void)snprintf(e->msg + n, sizeof(e->msg) - n, ": %s", words);
#endif
	errno = saved;
	return -1;
}

int
err_nomem(struct err *e, size_t n)
{
	return err_set(e, STATUS_SYSTEM, "out of memory for %zu bytes", n);
}

int
err_row(struct err *e, int64_t row, const char *fmt, ...)
{
	va_list ap;

	if (e == NULL)
		return -1;
	va_start(ap, fmt);
	err_vset(e, STATUS_DATA, fmt, ap);
	va_end(ap);
	e->row = row;
	return -1;
}

int
err_byte(struct err *e, size_t byte, const char *fmt, ...)
{
	va_list ap;

	if (e == NULL)
		return -1;
	va_start(ap, fmt);
	err_vset(e, STATUS_DATA, fmt, ap);
	va_end(ap);
	e->byte = (int64_t)byte;
	return -1;
}

int
err_copy(struct err *e, const struct err *why)
{
	if (e != NULL)
		*e = *why;
	return -1;
}

void
err_prefix(struct err *e, const char *fmt, ...)
{
	struct err old;
	va_list ap;
	size_t n;

	if (e == NULL)
		return;
	memcpy(old.msg, e->msg, sizeof(old.msg));
	va_start(ap, fmt);
	(void)vsnprintf(e->msg, sizeof(e->msg), fmt, ap);
	va_end(ap);
	n = strlen(e->msg);
	e->place += e->place > 0 ? n : 0;
	(void)snprintf(e->msg + n, sizeof(e->msg) - n, "%.*s",
	    (int)(sizeof(e->msg) - n - 1), old.msg);
}

/* Writes one quoted unit of at most 4 characters; returns how many bytes it took. */
static size_t
quote_unit(char unit[8], const uint8_t *p, size_t left)
{
	static const char hex[] = "0123456789abcdef";
	static const char from[] = "\n\t\r\\\"", to[] = "ntr\\\"";
	const char *esc;
	size_t n;

	if (*p != 0 && (esc = strchr(from, *p)) != NULL) {
		unit[0] = '\\';
		unit[1] = to[esc - from];
		unit[2] = '\0';
		return 1;
	}
	/* C1 controls (U+0080 to U+009F) are as dangerous as C0 on a terminal. */
	n = *p < 0x80 ? (*p >= 0x20 && *p != 0x7f) : utf8_len(p, left);
	if (n > 0 && !(n == 2 && p[0] == 0xc2 && p[1] < 0xa0)) {
		memcpy(unit, p, n);
		unit[n] = '\0';
		return n;
	}
	unit[0] = '\\';
	unit[1] = 'x';
	unit[2] = hex[*p >> 4];
	unit[3] = hex[*p & 15];
	unit[4] = '\0';
	return 1;
}

char *
err_quote(char *out, size_t outsz, const void *bytes, size_t n)
{
	const uint8_t *p = bytes;
	size_t at = 0, used = 0, ulen;
	char unit[8];

	out[used++] = '"';
	while (at < n) {
		at += quote_unit(unit, p + at, n - at);
		ulen = strlen(unit);
		/* Room for this unit, then "..." and the closing quote. */
		if (used + ulen + 5 > outsz) {
			memcpy(out + used, "...", 3);
			used += 3;
			break;
		}
		memcpy(out + used, unit, ulen);
		used += ulen;
	}
	out[used++] = '"';
	out[used] = '\0';
	return out;
}
