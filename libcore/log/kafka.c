/* kafka.c - the log on a Kafka cluster, by librdkafka. */
#include <stdlib.h>

#include "base/mem.h"
#include "log/kafka.h"

static void
kafka_free(struct log *l)
{
	struct kafka *k = (struct kafka *)l;

	log_settings_release(&k->set);
	free(k);
}

static const struct log_ops ops = {
	"kafka", kafka_create, kafka_remove, kafka_describe, kafka_producer_new,
	kafka_source_new, kafka_free
};

int
log_kafka_open(struct log **out, struct log_settings *s, struct err *e)
{
	struct kafka *k = mem_zero(1, sizeof *k, e);
	rd_kafka_conf_t *conf;

	if (k == NULL) {
		log_settings_release(s);
		return -1;
	}
	k->log.ops = &ops;
	k->set = *s;
	*s = (struct log_settings){ 0 };
	/* A bad property is told before anything else happens. */
	conf = kafka_foreign(&k->set, e) == 0 ? kafka_conf_new(&k->set, NULL, NULL, e) : NULL;
	if (conf == NULL) {
		kafka_free(&k->log);
		return -1;
	}
	rd_kafka_conf_destroy(conf);
	*out = &k->log;
	return 0;
}
