/* conf.c - which log to open, and its properties: command line, environment, files. */
#include <errno.h>
#include <fcntl.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/mem.h"
#include "base/utf8.h"
#include "log/log_ops.h"

#define FILE_MAX_SIZE (1 << 20)

void
log_settings_release(struct log_settings *s)
{
	size_t i;

	for (i = 0; i < s->nprop; i++) {
		free(s->prop[i].name);
		free(s->prop[i].value);
		free(s->prop[i].where);
	}
	free(s->prop);
	free(s->brokers);
	free(s->dir);
	memset(s, 0, sizeof *s);
}

/* Names under which librdkafka and the Java client know the list of brokers. */
static bool
names_brokers(const char *name)
{
	return strcmp(name, "bootstrap.servers") == 0 ||
	    strcmp(name, "metadata.broker.list") == 0;
}

static int
put(char **to, const char *text, struct err *e)
{
	char *s = mem_dup(text, strlen(text), e);

	if (s == NULL)
		return -1;
	free(*to);
	*to = s;
	return 0;
}

/* Adds a property, or remembers the brokers it names. */
static int
add_prop(struct log_settings *s, const char *name, const char *value, struct err *e)
{
	struct log_setting p = { NULL, NULL, NULL };

	if (names_brokers(name))
		return put(&s->brokers, value, e);
	if (mem_grow(&s->prop, &s->capprop, s->nprop + 1, sizeof *s->prop, e) != 0)
		return -1;
	if (put(&p.name, name, e) != 0 || put(&p.value, value, e) != 0) {
		free(p.name);
		return -1;
	}
	s->prop[s->nprop++] = p;
	return 0;
}

/* -- properties files, as java.util.Properties reads them -- */

static bool
is_blank(char c)
{
	return c == ' ' || c == '\t' || c == '\f' || c == '\r';
}

/* \uXXXX at p (after the u) becomes UTF-8 at *out; false when it is none. */
static bool
unescape_u(const char *p, char **out)
{
	uint32_t cp = 0;
	int i;

	for (i = 0; i < 4; i++) {
		char c = p[i];

		if (c >= '0' && c <= '9')
			cp = cp << 4 | (uint32_t)(c - '0');
		else if ((c | 32) >= 'a' && (c | 32) <= 'f')
			cp = cp << 4 | (uint32_t)((c | 32) - 'a' + 10);
		else
			return false;
	}
	if (cp == 0 || (cp >= 0xd800 && cp < 0xe000))
		return false;
	*out += utf8_encode((uint8_t *)*out, cp);
	return true;
}

/* Takes the escapes out of the text at p, in place. */
static int
unescape(char *p, struct err *e)
{
	char *out = p;

	for (; *p != '\0'; p++) {
		if (*p != '\\') {
			*out++ = *p;
			continue;
		}
		switch (*++p) {
		case 't': *out++ = '\t'; break;
		case 'n': *out++ = '\n'; break;
		case 'r': *out++ = '\r'; break;
		case 'f': *out++ = '\f'; break;
		case 'u':
			if (!unescape_u(p + 1, &out))
				return err_set(e, STATUS_USAGE, "not a character: \\u%.4s", p + 1);
			p += 4;
			break;
		case '\0':
			p--;
			break;
		default: *out++ = *p;
		}
	}
	*out = '\0';
	return 0;
}

/* One logical line: name, '=' or ':' or blanks, value. */
static int
parse_line(struct log_settings *s, char *line, struct err *e)
{
	char *value = line, *end;

	while (*value != '\0' && *value != '=' && *value != ':' && !is_blank(*value))
		value += *value == '\\' && value[1] != '\0' ? 2 : 1;
	end = value;
	while (is_blank(*value))
		value++;
	/* Not shown: it may be a piece of a secret. */
	if (*value != '=' && *value != ':')
		return err_set(e, STATUS_USAGE, "no property (name=value)");
	value++;
	while (is_blank(*value))
		value++;
	*end = '\0';
	for (end = value + strlen(value); end > value && is_blank(end[-1]); end--)
		end[-1] = '\0';
	if (unescape(line, e) != 0 || unescape(value, e) != 0)
		return -1;
	return add_prop(s, line, value, e);
}

/*
 * Cuts the next logical line out of *text (lines that end in an odd number of
 * backslashes go on in the next); NULL at the end.  *number counts lines.
 */
static char *
next_line(char **text, int *number)
{
	char *line, *out, *p = *text;
	size_t slashes;

	while (is_blank(*p))
		p++;
	if (*p == '\0')
		return NULL;
	line = out = p;
	++*number;
	for (;;) {
		for (slashes = 0; *p != '\0' && *p != '\n'; p++) {
			if (*p == '\r' && p[1] == '\n')
				continue;
			slashes = *p == '\\' ? slashes + 1 : 0;
			*out++ = *p;
		}
		if (*p == '\0' || slashes % 2 == 0 || *line == '#' || *line == '!')
			break;
		out--;
		++*number;
		for (p++; is_blank(*p); p++)
			;
	}
	*text = *p == '\0' ? p : p + 1;
	*out = '\0';
	return line;
}

static int
parse_file(struct log_settings *s, const char *path, char *text, struct err *e)
{
	char *line;
	int number = 0, at = 1;
	size_t before;

	for (; (line = next_line(&text, &number)) != NULL; at = number + 1) {
		if (*line == '\0' || *line == '#' || *line == '!')
			continue;
		before = s->nprop;
		if (parse_line(s, line, e) != 0) {
			err_prefix(e, "%s:%d: ", path, at);
			return -1;
		}
		if (s->nprop > before &&
		    (s->prop[before].where = mem_printf(e, "%s:%d", path, at)) == NULL)
			return -1;
	}
	return 0;
}

/* The text of a file, NUL-terminated; NULL with *missing when there is none. */
static char *
slurp(const char *path, bool *missing, struct err *e)
{
	char *text = NULL;
	struct stat st;
	size_t n = 0;
	ssize_t got;
	int fd;

	fd = open(path, O_RDONLY | O_CLOEXEC);
	*missing = fd < 0 && errno == ENOENT;
	if (fd < 0 || fstat(fd, &st) != 0) {
		err_sys(e, "%s", path);
		goto out;
	}
	if (!S_ISREG(st.st_mode) && !S_ISFIFO(st.st_mode)) {
		err_set(e, STATUS_SYSTEM, "%s: not a file", path);
		goto out;
	}
	text = mem_zero(FILE_MAX_SIZE + 1, 1, e);
	while (text != NULL && n < FILE_MAX_SIZE) {
		got = read(fd, text + n, FILE_MAX_SIZE - n);
		if (got < 0 && errno == EINTR)
			continue;
		if (got < 0) {
			err_sys(e, "%s", path);
			free(text);
			text = NULL;
		}
		if (got <= 0)
			break;
		n += (size_t)got;
	}
	if (text != NULL && (n == FILE_MAX_SIZE || strlen(text) != n)) {
		err_set(e, STATUS_USAGE, "%s: not a properties file", path);
		free(text);
		text = NULL;
	}
out:
	if (fd >= 0)
		close(fd);
	return text;
}

static int
read_file(struct log_settings *s, const char *path, bool optional, struct err *e)
{
	bool missing;
	char *text = slurp(path, &missing, e);
	int r;

	if (text == NULL) {
		if (!optional || !missing)
			return -1;
		if (e != NULL)
			err_clear(e);
		return 0;
	}
	r = parse_file(s, path, text, e);
	free(text);
	return r;
}

/* $variable/rest, or $HOME/home/rest; NULL without either or without memory. */
static char *
xdg_path(const char *variable, const char *home, const char *rest)
{
	const char *dir = getenv(variable), *h = getenv("HOME");

	if (dir != NULL && *dir == '/')
		return mem_printf(NULL, "%s/%s", dir, rest);
	if (h != NULL && *h != '\0')
		return mem_printf(NULL, "%s/%s/%s", h, home, rest);
	return NULL;
}

static int
read_files(struct log_settings *s, const struct log_conf *conf, struct err *e)
{
	const char *named = conf->file != NULL ? conf->file : getenv("SLUICE_CONFIG");
	char *path;
	int r;

	if (named != NULL && *named != '\0')
		return read_file(s, named, false, e);
	path = xdg_path("XDG_CONFIG_HOME", ".config", "sluice/client.properties");
	if (path == NULL)
		return 0;
	r = read_file(s, path, true, e);
	free(path);
	return r;
}

/* -- what it all comes to -- */

static int
add_props(struct log_settings *s, const struct log_conf *conf, struct err *e)
{
	size_t i;

	for (i = 0; i < conf->nprop; i++) {
		if (log_is_secret(conf->prop[i].name))
			return err_set(e, STATUS_USAGE, "%s is a secret, which others could "
			    "read on the command line: put it into a properties file",
			    conf->prop[i].name);
		if (add_prop(s, conf->prop[i].name, conf->prop[i].value, e) != 0)
			return -1;
	}
	return 0;
}

/* brokers became file:DIR, or nothing named any: the local log. */
static int
choose_local(struct log_settings *s, const struct log_conf *conf, struct err *e)
{
	if (s->brokers != NULL) {
		if (put(&s->dir, s->brokers + strlen("file:"), e) != 0)
			return -1;
		s->dir_named = true;
		free(s->brokers);
		s->brokers = NULL;
		if (*s->dir == '\0')
			return err_set(e, STATUS_USAGE, "file: names no directory");
	} else if (conf->file != NULL) {
		return err_set(e, STATUS_USAGE, "%s names no brokers (bootstrap.servers), and "
		    "nothing else does", conf->file);
	} else {
		s->dir = xdg_path("XDG_STATE_HOME", ".local/state", "sluice/log");
		if (s->dir == NULL)
			return err_set(e, STATUS_SYSTEM, "no broker is configured, and for "
			    "the local log neither XDG_STATE_HOME nor HOME is set");
	}
	if (conf->nprop > 0)
		return err_set(e, STATUS_USAGE, "library property %s: the local log has none "
		    "(no broker is configured)", conf->prop[0].name);
	return 0;
}

int
log_settings_init(struct log_settings *s, const struct log_conf *conf, struct err *e)
{
	const char *env = getenv("SLUICE_BROKERS"), *named;
	bool file;

	memset(s, 0, sizeof *s);
	s->timeout_ms = conf->timeout_ms;
	s->waiting = conf->waiting;
	s->debug = conf->debug;
	s->tell = conf->tell;
	s->arg = conf->arg;
	/* From the weakest to the strongest; a local log that is named needs no file. */
	named = conf->brokers != NULL ? conf->brokers : env;
	if ((named == NULL || strncmp(named, "file:", 5) != 0 || conf->file != NULL) &&
	    read_files(s, conf, e) != 0)
		goto fail;
	/* A file that was named beats the environment, one that is just there does not. */
	if (env != NULL && *env != '\0' && (conf->file == NULL || s->brokers == NULL) &&
	    put(&s->brokers, env, e) != 0)
		goto fail;
	if (add_props(s, conf, e) != 0)
		goto fail;
	if (conf->brokers != NULL && put(&s->brokers, conf->brokers, e) != 0)
		goto fail;
	file = s->brokers != NULL && strncmp(s->brokers, "file:", 5) == 0;
	if (s->brokers != NULL && *s->brokers == '\0') {
		err_set(e, STATUS_USAGE, "the list of brokers is empty");
		goto fail;
	}
	if ((s->brokers == NULL || file) && choose_local(s, conf, e) != 0)
		goto fail;
	return 0;
fail:
	log_settings_release(s);
	return -1;
}
