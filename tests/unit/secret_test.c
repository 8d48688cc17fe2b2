/* secret_test.c - values of secret properties stay out of messages. */
#include "check.h"

#include "log/log_ops.h"

/* What becomes of text when the property has the value. */
static const char *
shown(const char *name, const char *value, const char *text)
{
	static char out[200];
	struct log_setting p = { .name = (char *)(uintptr_t)name,
	    .value = (char *)(uintptr_t)value };
	struct log_settings s = { .prop = &p, .nprop = 1 };

	snprintf(out, sizeof out, "%s", text);
	log_hide_secrets(&s, out);
	return out;
}

TEST(hidden)
{
	const char *pw = "sasl.password";

	CHECK_STR(shown(pw, "hunter2", "bad: hunter2, or hunter22"), "bad: *******, or *******2");
	CHECK_STR(shown(pw, "correct horse battery", "at: \"ect horse ba"), "at: \"************");
	CHECK_STR(shown(pw, "correct horse battery", "the horse"), "the horse");
	/* Of few letters only where they stand alone. */
	CHECK_STR(shown(pw, "e", "the letter e"), "the letter *");
	CHECK_STR(shown(pw, "", "nothing"), "nothing");
	CHECK_STR(shown("sasl.username", "joe", "user joe"), "user joe");
	CHECK_STR(shown("sasl.oauthbearer.config", "scope=a x",
	    "unrecognized sasl.oauthbearer.config beginning at: x"),
	    "unrecognized sasl.oauthbearer.config");
	CHECK_STR(shown("ssl.key.pem", "-----BEGIN\nabcdefghij\n", "line abcdefghij"),
	    "line **********");
}

TEST(names)
{
	static const char *const secret[] = {
		"sasl.password", "ssl.key.password", "ssl.key.pem", "sasl.jaas.config",
		"sasl.oauthbearer.client.secret", "sasl.oauthbearer.config",
		"schema.registry.basic.auth.user.info", "ssl.keystore.key", "bearer.auth.token"
	};
	static const char *const open[] = {
		"sasl.username", "ssl.key.location", "ssl.ca.pem",
		"sasl.oauthbearer.token.endpoint.url", "client.id"
	};

	for (size_t i = 0; i < sizeof secret / sizeof *secret; i++)
		CHECK(log_is_secret(secret[i]));
	for (size_t i = 0; i < sizeof open / sizeof *open; i++)
		CHECK(!log_is_secret(open[i]));
}
