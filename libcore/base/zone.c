/*
 * zone.c - time zones: UTC, fixed offsets, and the system's TZif files
 * (RFC 8536), whose footer rule covers the years after the last transition.
 */
#include <ctype.h>
#include <fcntl.h>
#include <pthread.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/date.h"

/* A zone file larger than this is none. */
#define FILE_MAX (1 << 20)

/* When a rule of the footer switches: month, week (5 = last), weekday, seconds after midnight. */
struct change {
	int month, week, wday;
	int32_t time;
};

struct date_zone {
	struct date_zone *next;
	char *name;
	int32_t fixed;			/* offset where there are no transitions */
	size_t n;
	int64_t *at;			/* seconds, rising */
	int32_t *offset;		/* from at[i] on */
	bool has_rule;
	int32_t std, dst;
	struct change start, end;	/* of daylight saving time */
};

static struct date_zone *zones;
static pthread_mutex_t lock = PTHREAD_MUTEX_INITIALIZER;

static int64_t
be(const uint8_t *p, int n)
{
	uint64_t v = p[0] >= 0x80 ? UINT64_MAX : 0;

	while (n-- > 0)
		v = v << 8 | *p++;
	return (int64_t)v;
}

/* Digits at *p. */
static bool
rule_number(const char **p, int *out)
{
	int v = 0;

	if (!isdigit((unsigned char)**p))
		return false;
	for (; isdigit((unsigned char)**p) && v < 100000; (*p)++)
		v = v * 10 + (**p - '0');
	*out = v;
	return true;
}

/* [+-]hh[:mm[:ss]] in seconds. */
static bool
rule_time(const char **p, int32_t *out)
{
	int sign = 1, h, m = 0, s = 0;

	if (**p == '-' || **p == '+')
		sign = *(*p)++ == '-' ? -1 : 1;
	if (!rule_number(p, &h))
		return false;
	if (**p == ':') {
		(*p)++;
		if (!rule_number(p, &m))
			return false;
		if (**p == ':') {
			(*p)++;
			if (!rule_number(p, &s))
				return false;
		}
	}
	*out = sign * (h * 3600 + m * 60 + s);
	return true;
}

static bool
rule_name(const char **p)
{
	const char *from = *p;

	if (**p == '<') {
		while (**p != '\0' && **p != '>')
			(*p)++;
		return *(*p)++ == '>';
	}
	while (isalpha((unsigned char)**p))
		(*p)++;
	return *p - from >= 3;
}

/* Mm.w.d[/time]; the other forms are not in use. */
static bool
rule_change(const char **p, struct change *c)
{
	c->time = 7200;
	if (*(*p)++ != ',' || *(*p)++ != 'M' || !rule_number(p, &c->month) ||
	    *(*p)++ != '.' || !rule_number(p, &c->week) || *(*p)++ != '.' ||
	    !rule_number(p, &c->wday))
		return false;
	if (**p == '/') {
		(*p)++;
		return rule_time(p, &c->time);
	}
	return c->month >= 1 && c->month <= 12;
}

/* The footer: std offset [dst [offset] , start , end], offsets west of UTC. */
static void
read_rule(struct date_zone *z, const char *p)
{
	int32_t west;

	if (!rule_name(&p) || !rule_time(&p, &west))
		return;
	z->std = z->dst = -west;
	if (*p == '\0') {
		z->fixed = z->std;
		z->has_rule = true;
		z->start.month = 0;
		return;
	}
	if (!rule_name(&p))
		return;
	z->dst = z->std + 3600;
	if (*p != ',') {
		if (!rule_time(&p, &west))
			return;
		z->dst = -west;
	}
	z->has_rule = rule_change(&p, &z->start) && rule_change(&p, &z->end);
}

/* Local seconds since the epoch at which c happens in year. */
static int64_t
change_at(const struct change *c, int64_t year)
{
	int64_t first = date_days(year, (unsigned)c->month, 1), day, next;
	int wday = (int)(((first % 7) + 7 + 4) % 7);

	day = first + (c->wday - wday + 7) % 7 + (int64_t)(c->week - 1) * 7;
	next = c->month == 12 ? date_days(year + 1, 1, 1) :
	    date_days(year, (unsigned)c->month + 1, 1);
	while (day >= next)
		day -= 7;
	return day * 86400 + c->time;
}

static int32_t
rule_offset(const struct date_zone *z, int64_t sec)
{
	int64_t year, start, end, day = sec / 86400 - (sec % 86400 < 0);
	unsigned m, d;
	bool dst;

	if (z->start.month == 0)
		return z->std;
	date_civil(day, &year, &m, &d);
	start = change_at(&z->start, year) - z->std;
	end = change_at(&z->end, year) - z->dst;
	dst = start < end ? sec >= start && sec < end : sec >= start || sec < end;
	return dst ? z->dst : z->std;
}

/* Transitions of a TZif data block with 8-byte times; false when it is malformed. */
static bool
read_block(struct date_zone *z, const uint8_t *p, size_t n)
{
	size_t count[6], i, need, types;
	const uint8_t *idx, *type;
	char footer[128];
	const uint8_t *nl;

	/* Header: magic, version, 15 unused, then six counts. */
	if (n < 44 || memcmp(p, "TZif", 4) != 0)
		return false;
	for (i = 0; i < 6; i++)
		count[i] = (size_t)(uint32_t)be(p + 20 + 4 * i, 4);
	types = count[4];
	for (i = 0; i < 6; i++) {
		if (count[i] > FILE_MAX)
			return false;
	}
	need = 44 + count[3] * 9 + types * 6 + count[5] + count[2] * 12 + count[1] + count[0];
	if (need > n || types == 0)
		return false;
	idx = p + 44 + count[3] * 8;
	type = idx + count[3];
	z->n = count[3];
	z->at = calloc(z->n + 1, sizeof(*z->at));
	z->offset = calloc(z->n + 1, sizeof(*z->offset));
	if (z->at == NULL || z->offset == NULL)
		return false;
	z->fixed = (int32_t)be(type, 4);
	for (i = 0; i < z->n; i++) {
		if (idx[i] >= types)
			return false;
		z->at[i] = be(p + 44 + i * 8, 8);
		z->offset[i] = (int32_t)be(type + idx[i] * 6, 4);
	}
	p += need;
	n -= need;
	if (n > 2 && *p == '\n' && (nl = memchr(p + 1, '\n', n - 1)) != NULL &&
	    (size_t)(nl - p) < sizeof(footer)) {
		memcpy(footer, p + 1, (size_t)(nl - p - 1));
		footer[nl - p - 1] = '\0';
		read_rule(z, footer);
	}
	return true;
}

static bool
read_file(struct date_zone *z, const char *name)
{
	uint8_t *data = NULL;
	char path[128];
	struct stat st;
	size_t n, skip, i, c[6];
	bool ok = false;
	int fd;

	(void)snprintf(path, sizeof(path), "/usr/share/zoneinfo/%s", name);
	if ((fd = open(path, O_RDONLY | O_CLOEXEC)) < 0)
		return false;
	if (fstat(fd, &st) != 0 || !S_ISREG(st.st_mode) || st.st_size > FILE_MAX ||
	    (data = malloc((size_t)st.st_size + 1)) == NULL)
		goto out;
	n = (size_t)st.st_size;
	if (read(fd, data, n) != (ssize_t)n || n < 44 || memcmp(data, "TZif", 4) != 0 ||
	    data[4] < '2')
		goto out;
	/* Version 2 and later repeat the data with 8-byte times after the old block. */
	for (i = 0; i < 6; i++) {
		c[i] = (size_t)(uint32_t)be(data + 20 + 4 * i, 4);
		if (c[i] > FILE_MAX)
			goto out;
	}
	skip = 44 + c[3] * 5 + c[4] * 6 + c[5] + c[2] * 8 + c[1] + c[0];
	if (skip <= n)
		ok = read_block(z, data + skip, n - skip);
out:
	free(data);
	(void)close(fd);
	return ok;
}

/* Z, UTC, GMT, UT, and [UTC|GMT|UT][+-]h[h][:mm[:ss]] or +hhmm. */
static bool
fixed_offset(const char *p, int32_t *out)
{
	int sign, h, m = 0, s = 0;
	const char *from;

	*out = 0;
	if (strcmp(p, "Z") == 0 || strcmp(p, "z") == 0)
		return true;
	if (strncmp(p, "UTC", 3) == 0 || strncmp(p, "GMT", 3) == 0)
		p += 3;
	else if (strncmp(p, "UT", 2) == 0)
		p += 2;
	else if (*p != '+' && *p != '-')
		return false;
	if (*p == '\0')
		return true;
	if (*p != '+' && *p != '-')
		return false;
	sign = *p++ == '-' ? -1 : 1;
	from = p;
	if (!rule_number(&p, &h))
		return false;
	if (p - from == 4) {
		m = h % 100;
		h /= 100;
	} else if (p - from > 2) {
		return false;
	}
	if (*p == ':') {
		p++;
		if (!rule_number(&p, &m))
			return false;
		if (*p == ':') {
			p++;
			if (!rule_number(&p, &s))
				return false;
		}
	}
	if (*p != '\0' || h > 18 || m > 59 || s > 59 || (h == 18 && m + s > 0))
		return false;
	*out = sign * (h * 3600 + m * 60 + s);
	return true;
}

/* Letters, digits and _ + - /, no way out of the zone directory. */
static bool
safe_name(const char *name)
{
	const char *p;

	if (!isalpha((unsigned char)name[0]) || strlen(name) > 64)
		return false;
	for (p = name; *p != '\0'; p++) {
		if (!isalnum((unsigned char)*p) && strchr("_+-/", *p) == NULL)
			return false;
	}
	return true;
}

const struct date_zone *
date_zone_find(const char *name)
{
	struct date_zone *z;

	(void)pthread_mutex_lock(&lock);
	for (z = zones; z != NULL && strcmp(z->name, name) != 0; z = z->next)
		continue;
	if (z == NULL && (z = calloc(1, sizeof(*z))) != NULL) {
		if ((z->name = strdup(name)) != NULL &&
		    (fixed_offset(name, &z->fixed) || (safe_name(name) && read_file(z, name)))) {
			z->next = zones;
			zones = z;
		} else {
			free(z->name);
			free(z->at);
			free(z->offset);
			free(z);
			z = NULL;
		}
	}
	(void)pthread_mutex_unlock(&lock);
	return z;
}

int32_t
date_zone_offset(const struct date_zone *z, int64_t us)
{
	int64_t sec = us / 1000000 - (us % 1000000 < 0);
	size_t lo = 0, hi = z->n, mid;

	if (z->n == 0)
		return z->has_rule ? rule_offset(z, sec) : z->fixed;
	if (z->has_rule && sec >= z->at[z->n - 1])
		return rule_offset(z, sec);
	/* The last transition not after sec. */
	while (lo < hi) {
		mid = lo + (hi - lo) / 2;
		if (z->at[mid] <= sec)
			lo = mid + 1;
		else
			hi = mid;
	}
	return lo == 0 ? z->fixed : z->offset[lo - 1];
}
