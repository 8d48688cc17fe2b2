/* topics.c - opening a log as the options say. */
#include "cli/topics.h"

#include <stdlib.h>
#include <string.h>

#include "base/mem.h"
#include "cli/signals.h"

enum { OPT_TIMEOUT = 480 };

/* Default of --timeout, in milliseconds. */
#define TIMEOUT_MS 30000

const struct opt opt_topics[] = {
	{ 'b', "broker", "host:port,...", "the brokers, or file:DIR for a local log "
	    "(SLUICE_BROKERS)", 0, NULL, NULL },
	{ 'F', "properties", "file", "properties file for the broker's client (SLUICE_CONFIG)",
	    OPT_FILE, NULL, NULL },
	{ 'X', "property", "name=value", "a property of the broker's client; no secrets here",
	    OPT_MANY, NULL, NULL },
	{ OPT_TIMEOUT, "timeout", "time", "longest wait for a broker (30s)", 0, NULL, NULL },
	OPT_END
};

void
topics_props_free(struct log_prop *p, size_t n)
{
	size_t i;

	for (i = 0; i < n; i++)
		free((char *)(uintptr_t)p[i].name);
	free(p);
}

int
topics_props(const struct cmd *c, int id, struct log_prop **out, size_t *n, struct err *e)
{
	const struct opts *o = cmd_opts(c);
	size_t count = opt_count(o, id), i;
	const char *text, *eq;
	struct log_prop *p;
	char *copy, quoted[128];

	if ((p = mem_zero(count, sizeof(*p), e)) == NULL)
		return -1;
	for (i = 0; i < count; i++) {
		text = opt_nth(o, id, i);
		if ((eq = strchr(text, '=')) == NULL || eq == text) {
			opt_error(o, id, e, "not name=value: %s",
			    err_quote(quoted, sizeof(quoted), text, strlen(text)));
			break;
		}
		if ((copy = mem_dup(text, strlen(text), e)) == NULL)
			break;
		/* One string holds both: the name ends where the = was. */
		copy[eq - text] = '\0';
		p[i].name = copy;
		p[i].value = copy + (eq - text) + 1;
	}
	if (i < count) {
		topics_props_free(p, i);
		return -1;
	}
	*out = p;
	*n = count;
	return 0;
}

struct log *
cmd_log(struct cmd *c, struct err *e)
{
	const struct opts *o = cmd_opts(c);
	struct log_conf conf = { .timeout_ms = TIMEOUT_MS };
	struct log_prop *prop;
	struct log *l = NULL;
	size_t n;

	if (opt_time(o, OPT_TIMEOUT, &conf.timeout_ms, e) != 0 ||
	    topics_props(c, 'X', &prop, &n, e) != 0)
		return NULL;
	conf.brokers = opt_text(o, 'b', NULL);
	conf.file = opt_text(o, 'F', NULL);
	conf.prop = prop;
	conf.nprop = n;
	conf.waiting = cmd_waiting;
	conf.debug = cmd_debug;
	conf.tell = cmd_asks_progress(c);
	conf.arg = c;
	if (log_open(&l, &conf, e) != 0)
		l = NULL;
	else if (strcmp(log_kind(l), "local") == 0)
		signals_on_lost_map(cmd_name(c), "the ledger of the local log is cut short "
		    "or damaged, or its disk cannot be read", log_inside);
	topics_props_free(prop, n);
	return l;
}
