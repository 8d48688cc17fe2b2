/*
 * kafka-txn - write to partition 0 of a topic in transactions, for tests.
 *
 *	kafka-txn broker topic id step...
 *
 * Each step is one transaction of the transactional id: commit:N, abort:N, or
 * open:N, which says "open" once the records are there and waits to be killed.
 * The values are the step's word and a number: commit-0, commit-1, abort-2, ...
 */
#include <librdkafka/rdkafka.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

static void
check(rd_kafka_error_t *error, const char *what)
{
	if (error == NULL)
		return;
	fprintf(stderr, "kafka-txn: %s: %s\n", what, rd_kafka_error_string(error));
	exit(3);
}

static rd_kafka_t *
open_producer(const char *broker, const char *id)
{
	const char *const prop[][2] = {
		{ "bootstrap.servers", broker }, { "transactional.id", id },
		{ "transaction.timeout.ms", "600000" }, { "linger.ms", "0" }
	};
	rd_kafka_conf_t *conf = rd_kafka_conf_new();
	rd_kafka_t *rk;
	char why[512];
	size_t i;

	for (i = 0; i < sizeof prop / sizeof *prop; i++)
		if (rd_kafka_conf_set(conf, prop[i][0], prop[i][1], why, sizeof why) != 0)
			goto fail;
	/* What it retries by itself is not said. */
	rd_kafka_conf_set_log_cb(conf, NULL);
	rk = rd_kafka_new(RD_KAFKA_PRODUCER, conf, why, sizeof why);
	if (rk != NULL)
		return rk;
fail:
	fprintf(stderr, "kafka-txn: %s\n", why);
	exit(3);
}

static void
produce(rd_kafka_t *rk, const char *topic, const char *word, int count)
{
	static int number;
	rd_kafka_resp_err_t err;
	char value[64];
	int i;

	for (i = 0; i < count; i++) {
		int n = snprintf(value, sizeof value, "%s-%d", word, number++);

		err = rd_kafka_producev(rk, RD_KAFKA_V_TOPIC(topic), RD_KAFKA_V_PARTITION(0),
		    RD_KAFKA_V_VALUE(value, (size_t)n),
		    RD_KAFKA_V_MSGFLAGS(RD_KAFKA_MSG_F_COPY), RD_KAFKA_V_END);
		if (err != 0) {
			fprintf(stderr, "kafka-txn: %s\n", rd_kafka_err2str(err));
			exit(3);
		}
	}
	if (rd_kafka_flush(rk, 30000) != 0) {
		fprintf(stderr, "kafka-txn: records not written\n");
		exit(3);
	}
}

int
main(int argc, char **argv)
{
	rd_kafka_t *rk;
	int i;

	if (argc < 5) {
		fprintf(stderr, "usage: kafka-txn broker topic id commit:N|abort:N|open:N ...\n");
		return 2;
	}
	rk = open_producer(argv[1], argv[3]);
	check(rd_kafka_init_transactions(rk, 30000), "init");
	for (i = 4; i < argc; i++) {
		char *word = argv[i], *count = strchr(word, ':');

		if (count == NULL)
			return 2;
		*count++ = '\0';
		check(rd_kafka_begin_transaction(rk), "begin");
		produce(rk, argv[2], word, atoi(count));
		if (strcmp(word, "commit") == 0) {
			check(rd_kafka_commit_transaction(rk, 30000), "commit");
		} else if (strcmp(word, "abort") == 0) {
			check(rd_kafka_abort_transaction(rk, 30000), "abort");
		} else {
			puts("open");
			fflush(stdout);
			for (;;)
				pause();
		}
	}
	rd_kafka_destroy(rk);
	return 0;
}
