/* kafka_test.c - what only librdkafka's mock cluster can make go wrong. */
#include <librdkafka/rdkafka.h>
#include <librdkafka/rdkafka_mock.h>

#include "check.h"
#include "log/log.h"
#include "model/builder.h"

#define PRODUCE 0
#define FETCH 1
#define LIST_OFFSETS 2

/* A mock cluster with a topic t of one partition, and the log on it. */
struct fixture {
	rd_kafka_t *rk;
	rd_kafka_mock_cluster_t *mock;
	struct log *log;
	struct schema *schema;
	struct log_columns columns;
	int64_t told;			/* acknowledgements reported */
};

static bool
setup(struct fixture *f, int64_t timeout_ms)
{
	struct log_conf conf = { .timeout_ms = timeout_ms };
	rd_kafka_conf_t *rk_conf;
	struct err e = ERR_INIT;
	char why[256];

	memset(f, 0, sizeof *f);
	rk_conf = rd_kafka_conf_new();
	rd_kafka_conf_set_log_cb(rk_conf, NULL);
	f->rk = rd_kafka_new(RD_KAFKA_PRODUCER, rk_conf, why, sizeof why);
	f->mock = f->rk != NULL ? rd_kafka_mock_cluster_new(f->rk, 1) : NULL;
	if (f->mock == NULL)
		return false;
	rd_kafka_mock_topic_create(f->mock, "t", 1, 1);
	conf.brokers = rd_kafka_mock_cluster_bootstraps(f->mock);
	if (log_open(&f->log, &conf, &e) != 0 || (f->schema = schema_new(&e)) == NULL)
		return false;
	return schema_add_id(f->schema, "value", TYPE_BINARY, true, &e) != NULL &&
	    log_columns_find(f->schema, &f->columns, &e) == 0;
}

static void
teardown(struct fixture *f)
{
	schema_unref(f->schema);
	log_free(f->log);
	if (f->mock != NULL)
		rd_kafka_mock_cluster_destroy(f->mock);
	if (f->rk != NULL)
		rd_kafka_destroy(f->rk);
}

static int
acked(void *arg, const struct log_ack *a, size_t n, struct err *e)
{
	struct fixture *f = arg;

	(void)a;
	(void)e;
	f->told += (int64_t)n;
	return 0;
}

/* Sends n records from input number first on. */
static int
send_some(struct fixture *f, struct log_producer *p, int64_t first, int n, struct err *e)
{
	struct batch_builder b;
	struct batch *batch;
	char text[32];
	int i, r = 0;

	if (batch_builder_init(&b, f->schema, e) != 0)
		return -1;
	for (i = 0; i < n && r == 0; i++)
		r = builder_bytes(&b.col[0], text, (size_t)snprintf(text, sizeof text,
		    "record %lld", (long long)(first + i)), e);
	batch = r == 0 ? batch_builder_finish(&b, e) : NULL;
	r = batch == NULL ? -1 : log_send(p, batch, &f->columns, first, e);
	batch_free(batch);
	batch_builder_release(&b);
	return r;
}

static int64_t
count_rows(struct fixture *f, struct err *e)
{
	const char *topic[] = { "t" };
	const struct log_read r = { .topic = topic, .ntopic = 1, .limit = -1 };
	struct batch_list list = { 0 };
	struct source *s;
	int64_t rows = 0;
	size_t i;
	int got;

	if (log_source_new(f->log, &r, &s, e) != 0)
		return -1;
	while ((got = source_next(s, &list, NULL, e)) == 1)
		;
	for (i = 0; i < list.n; i++)
		rows += list.batch[i]->rows;
	batch_list_release(&list);
	source_free(s);
	return got == 0 ? rows : -1;
}

static struct log_producer *
producer(struct fixture *f, enum log_acks acks, bool report)
{
	const struct log_producer_conf conf = { .topic = "t", .acks = acks,
	    .acked = report ? acked : NULL, .arg = f };
	struct log_producer *p = NULL;
	struct err e = ERR_INIT;

	if (!CHECK_INT(log_producer_new(f->log, &conf, &p, &e), 0))
		printf("%s\n", e.msg);
	return p;
}

/* What a cluster may say while it moves: nothing is lost and nothing comes twice. */
TEST(passing_errors_of_produce_are_tried_again)
{
	struct fixture f;
	struct log_counts n;
	struct log_producer *p;
	struct err e = ERR_INIT;

	REQUIRE(setup(&f, 20000));
	p = producer(&f, LOG_ACKS_ALL, false);
	REQUIRE(p != NULL);
	rd_kafka_mock_push_request_errors(f.mock, PRODUCE, 3,
	    RD_KAFKA_RESP_ERR_NOT_LEADER_FOR_PARTITION,
	    RD_KAFKA_RESP_ERR_NOT_ENOUGH_REPLICAS, RD_KAFKA_RESP_ERR__TRANSPORT);
	CHECK_INT(send_some(&f, p, 0, 100, &e), 0);
	CHECK_INT(log_flush(p, &e), 0);
	log_producer_counts(p, &n);
	CHECK_INT(n.acked, 100);
	CHECK_INT(n.unknown + n.not_sent, 0);
	CHECK_INT(n.first, -1);
	log_producer_free(p);
	CHECK_INT(count_rows(&f, &e), 100);
	teardown(&f);
}

/* A refusal is for good: the rest is accounted for, and the status says so. */
TEST(a_refused_record_ends_it)
{
	struct fixture f;
	struct log_counts n;
	struct log_producer *p;
	struct err e = ERR_INIT;
	int bad;

	REQUIRE(setup(&f, 20000));
	p = producer(&f, LOG_ACKS_ALL, true);
	REQUIRE(p != NULL);
	CHECK_INT(send_some(&f, p, 0, 10, &e), 0);
	CHECK_INT(log_flush(p, &e), 0);
	rd_kafka_mock_push_request_errors(f.mock, PRODUCE, 1,
	    RD_KAFKA_RESP_ERR_INVALID_RECORD);
	bad = send_some(&f, p, 10, 5, &e);
	if (bad == 0)
		bad = log_flush(p, &e);
	CHECK_INT(bad, -1);
	CHECK_INT(e.status, STATUS_DATA);
	CHECK_HAS(e.msg, "refused by the broker");
	CHECK_INT(send_some(&f, p, 15, 3, &e), -1);
	log_producer_counts(p, &n);
	CHECK_INT(n.acked, 10);
	CHECK_INT(f.told, 10);
	CHECK_INT(n.acked + n.unknown + n.not_sent, 18);
	CHECK_INT(n.first, 10);
	CHECK_INT(n.refused, 1);
	log_producer_free(p);
	teardown(&f);
}

/* An answer that never comes: the fate of what was under way is not known. */
TEST(silence_ends_after_the_timeout)
{
	struct fixture f;
	struct log_counts n;
	struct log_producer *p;
	struct err e = ERR_INIT;
	int bad;

	REQUIRE(setup(&f, 1500));
	p = producer(&f, LOG_ACKS_ALL, false);
	REQUIRE(p != NULL);
	CHECK_INT(send_some(&f, p, 0, 10, &e), 0);
	CHECK_INT(log_flush(p, &e), 0);
	rd_kafka_mock_broker_set_rtt(f.mock, 1, 10000);
	bad = send_some(&f, p, 10, 7, &e);
	if (bad == 0)
		bad = log_flush(p, &e);
	CHECK_INT(bad, -1);
	CHECK_INT(e.status, STATUS_SYSTEM);
	CHECK_HAS(e.msg, "within 1.5 s");
	log_producer_counts(p, &n);
	CHECK_INT(n.acked, 10);
	CHECK_INT(n.unknown, 7);
	CHECK_INT(n.not_sent, 0);
	CHECK_INT(n.first, 10);
	CHECK_INT(n.refused, 0);
	log_producer_free(p);
	rd_kafka_mock_broker_set_rtt(f.mock, 1, 0);
	teardown(&f);
}

/* Passing errors while reading neither end it nor lose or double a record. */
TEST(passing_errors_of_fetch_are_tried_again)
{
	struct fixture f;
	struct log_producer *p;
	struct err e = ERR_INIT;

	REQUIRE(setup(&f, 20000));
	p = producer(&f, LOG_ACKS_1, false);
	REQUIRE(p != NULL);
	CHECK_INT(send_some(&f, p, 0, 1000, &e), 0);
	CHECK_INT(log_flush(p, &e), 0);
	log_producer_free(p);
	rd_kafka_mock_push_request_errors(f.mock, LIST_OFFSETS, 2,
	    RD_KAFKA_RESP_ERR_LEADER_NOT_AVAILABLE,
	    RD_KAFKA_RESP_ERR_NOT_LEADER_FOR_PARTITION);
	rd_kafka_mock_push_request_errors(f.mock, FETCH, 2,
	    RD_KAFKA_RESP_ERR_NOT_LEADER_FOR_PARTITION, RD_KAFKA_RESP_ERR__TRANSPORT);
	CHECK_INT(count_rows(&f, &e), 1000);
	teardown(&f);
}

TEST(an_unknown_topic_names_near_ones)
{
	const struct log_producer_conf conf = { .topic = "topc", .acks = LOG_ACKS_ALL };
	struct log_producer *p = NULL;
	struct err e = ERR_INIT;
	struct fixture f;

	REQUIRE(setup(&f, 5000));
	rd_kafka_mock_topic_create(f.mock, "topic", 1, 1);
	CHECK_INT(log_producer_new(f.log, &conf, &p, &e), -1);
	CHECK_INT(e.status, STATUS_SYSTEM);
	CHECK_HAS(e.msg, "no such topic: topc (near: \"topic\")");
	teardown(&f);
}
