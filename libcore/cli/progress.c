/* progress.c - the progress line. */
#include "cli/progress.h"

#include <signal.h>
#include <stdatomic.h>
#include <string.h>
#include <time.h>
#include <unistd.h>

#include "par/flow.h"
#include "par/vigil.h"

#define FIRST_MS 1000	/* short work shows nothing */
#define EVERY_MS 500
#define LOG_MS 5000	/* between lines that stay, where stderr is no terminal */

static struct {
	const char *tool;
	const char *_Atomic unit;
	const struct flow_stats *_Atomic stats;
	_Atomic int64_t size;
	atomic_bool drawn, log;
	struct timespec start;
} line;

/* -- text, without stdio -- */

struct text {
	char *p;
	size_t n, cap;
};

static void
put(struct text *t, const char *s)
{
	for (; *s != '\0' && t->n < t->cap; s++)
		t->p[t->n++] = *s;
}

static void
put_int(struct text *t, uint64_t v)
{
	char digits[24], *d = digits + sizeof(digits) - 1;

	*d = '\0';
	do
		*--d = (char)('0' + v % 10);
	while ((v /= 10) > 0);
	put(t, d);
}

/* Three digits and a unit of powers of 1000: 1.23 GB. */
static void
put_bytes(struct text *t, double v)
{
	static const char *const unit[] = { " B", " kB", " MB", " GB", " TB", " PB" };
	size_t u = 0;
	unsigned decimals;
	uint64_t scaled;

	while (v >= 999.5 && u < 5) {
		v /= 1000;
		u++;
	}
	decimals = u == 0 || v >= 99.95 ? 0 : v >= 9.995 ? 1 : 2;
	scaled = (uint64_t)(v * (decimals == 2 ? 100 : decimals == 1 ? 10 : 1) + 0.5);
	if (decimals == 0) {
		put_int(t, scaled);
	} else {
		put_int(t, scaled / (decimals == 2 ? 100 : 10));
		put(t, ".");
		if (decimals == 2 && scaled % 100 < 10)
			put(t, "0");
		put_int(t, scaled % (decimals == 2 ? 100 : 10));
	}
	put(t, unit[u]);
}

static void
put_time(struct text *t, double seconds)
{
	uint64_t s = seconds < 1e9 ? (uint64_t)(seconds + 0.5) : 1000000000;

	if (s >= 3600) {
		put_int(t, s / 3600);
		put(t, s / 60 % 60 < 10 ? ":0" : ":");
	}
	put_int(t, s / 60 % 60);
	put(t, s % 60 < 10 ? ":0" : ":");
	put_int(t, s % 60);
}

static void
put_unit(struct text *t, bool many)
{
	put(t, " ");
	put(t, line.unit != NULL ? line.unit : "row");
	if (many)
		put(t, "s");
}

char *
progress_bytes(char out[PROGRESS_BYTES], double bytes)
{
	struct text t = { out, 0, PROGRESS_BYTES - 1 };

	put_bytes(&t, bytes);
	out[t.n] = '\0';
	return out;
}

size_t
progress_words(char *out, size_t outsz, int64_t rows, int64_t bytes, int64_t size,
    double seconds)
{
	struct text t = { out, 0, outsz };
	double rate = seconds > 0 ? (double)bytes / seconds : 0;

	put_int(&t, rows > 0 ? (uint64_t)rows : 0);
	put_unit(&t, rows != 1);
	if (bytes > 0) {
		put(&t, ", ");
		put_bytes(&t, (double)bytes);
		put(&t, ", ");
		put_bytes(&t, rate);
		put(&t, "/s");
	} else if (seconds > 0) {
		put(&t, ", ");
		put_int(&t, (uint64_t)((double)rows / seconds));
		put_unit(&t, true);
		put(&t, "/s");
	}
	if (size > 0 && bytes > 0 && bytes <= size) {
		put(&t, ", ");
		put_int(&t, (uint64_t)((double)bytes / (double)size * 100));
		put(&t, "%, ");
		put_time(&t, rate > 0 ? (double)(size - bytes) / rate : 0);
		put(&t, " left");
	}
	return t.n;
}

/* -- drawing -- */

static void
show(const char *before, const char *after)
{
	const struct flow_stats *st = line.stats;
	struct timespec now;
	char out[320];
	struct text t = { out, 0, sizeof(out) };
	double seconds;

	clock_gettime(CLOCK_MONOTONIC, &now);
	seconds = (double)(now.tv_sec - line.start.tv_sec) +
	    (double)(now.tv_nsec - line.start.tv_nsec) / 1e9;
	put(&t, before);
	put(&t, line.tool);
	put(&t, ": ");
	t.n += progress_words(out + t.n, sizeof(out) - t.n - 8,
	    st != NULL ? (int64_t)st->rows_in : 0, st != NULL ? (int64_t)st->bytes_in : 0,
	    line.size, seconds);
	put(&t, after);
	if (write(STDERR_FILENO, out, t.n) < 0)
		return;	/* a line of progress is not worth a failure */
}

/* Timer: the line as it is now. */
static void
draw(void *arg)
{
	(void)arg;
	if (line.log) {
		show("", "\n");
	/* A job in the background must not scribble over the one in front. */
	} else if (tcgetpgrp(STDERR_FILENO) == getpgrp()) {
		show("\r", "\033[K");
		line.drawn = true;
	}
}

/* For SIGUSR1: a line that stays. */
static void
print(void *arg)
{
	(void)arg;
	if (atomic_exchange(&line.drawn, false))
		show("\r", "\033[K\n");
	else
		show("", "\n");
}

static struct vigil_timer drawing = { .fire = draw }, asked = { .fire = print };

static void
on_usr1(int sig)
{
	(void)sig;
	vigil_timer_ask(&asked);
}

void
progress_init(const char *tool)
{
	struct sigaction sa;

	line.tool = tool;
	line.size = -1;
	clock_gettime(CLOCK_MONOTONIC, &line.start);
	vigil_timer_set(&asked, -1, 0);
	memset(&sa, 0, sizeof(sa));
	sa.sa_handler = on_usr1;
	sa.sa_flags = SA_RESTART;
	sigemptyset(&sa.sa_mask);
	sigaction(SIGUSR1, &sa, NULL);
}

void
progress_unit(const char *unit)
{
	line.unit = unit;
}

void
progress_start(const struct flow_stats *stats, int64_t size, bool draws)
{
	line.size = size;
	line.stats = stats;
	if (!draws)
		return;
	line.log = !isatty(STDERR_FILENO);
	if (line.log)
		vigil_timer_set(&drawing, LOG_MS, LOG_MS);
	else
		vigil_timer_set(&drawing, FIRST_MS, EVERY_MS);
}

void
progress_stop(void)
{
	vigil_timer_stop(&drawing);
	progress_wipe();
}

void
progress_wipe(void)
{
	static const char wipe[] = "\r\033[K";

	if (atomic_exchange(&line.drawn, false) &&
	    write(STDERR_FILENO, wipe, sizeof(wipe) - 1) < 0)
		return;
}
