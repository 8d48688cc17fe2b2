/* secret.c - values of secret properties stay out of messages. */
#include <string.h>

#include "log/log_ops.h"

/* So long a piece of a secret is taken out, too: others cut what they quote. */
#define PIECE 8

/* Shorter ones are taken out as whole words only: they are parts of many words. */
#define SHORT 4

bool
log_is_secret(const char *name)
{
	static const char *const part[] = {
		"password", "secret", "key.pem", "ssl_key", "keystore.key", "jaas.config",
		"sasl.oauthbearer.config", "token", "user.info"
	};
	size_t i;

	if (strstr(name, "token.endpoint") != NULL)
		return false;
	for (i = 0; i < sizeof part / sizeof *part; i++)
		if (strstr(name, part[i]) != NULL)
			return true;
	return false;
}

static bool
in_word(char c)
{
	return (c >= '0' && c <= '9') || ((c | 32) >= 'a' && (c | 32) <= 'z');
}

/* How many bytes at text[at] are also in the secret, one after the other. */
static size_t
run_length(const char *text, size_t at, const char *secret)
{
	size_t n, longest = 0;

	for (; *secret != '\0'; secret++) {
		for (n = 0; secret[n] != '\0' && text[at + n] == secret[n]; n++)
			;
		longest = n > longest ? n : longest;
	}
	return longest;
}

/* Bytes at text[at] that must not be seen. */
static size_t
hidden(const char *text, size_t at, const char *secret)
{
	size_t len = strlen(secret), n = run_length(text, at, secret);

	if (n < (len < PIECE ? len : PIECE))
		return 0;
	if (len < SHORT && ((at > 0 && in_word(text[at - 1])) || in_word(text[at + n])))
		return 0;
	return n;
}

/* Puts stars where text shows (a piece of) the secret. */
static void
blot(char *text, const char *secret)
{
	size_t at, n;

	if (*secret == '\0')
		return;
	for (at = 0; text[at] != '\0'; at += n > 0 ? n : 1) {
		n = hidden(text, at, secret);
		memset(text + at, '*', n);
	}
}

void
log_hide_secrets(const struct log_settings *s, char *text)
{
	const char *name;
	char *at;
	size_t i;

	for (i = 0; i < s->nprop; i++) {
		name = s->prop[i].name;
		if (!log_is_secret(name))
			continue;
		/* What speaks of the property may quote any piece of it behind the name. */
		if (*s->prop[i].value != '\0' && (at = strstr(text, name)) != NULL)
			at[strlen(name)] = '\0';
		blot(text, s->prop[i].value);
	}
}
