/* writable_test.c - Hadoop's Writables, between bytes, columns and text. */
#include "check.h"

#include "base/mem.h"
#include "model/text.h"
#include "seqfile/writable.h"

#define P "org.apache.hadoop.io."

/* Bytes from hex digits. */
static size_t
unhex(const char *hex, uint8_t *out)
{
	size_t n = strlen(hex) / 2;
	unsigned b;

	for (size_t i = 0; i < n; i++) {
		sscanf(hex + 2 * i, "%2x", &b);
		out[i] = (uint8_t)b;
	}
	return n;
}

/*
 * What Hadoop 3.4.2's classes write and how their toString() shows it; the program that
 * made these is no more than new X(...).write(out) and println.
 */
static const struct golden {
	const char *class;	/* as writable_parse() takes it */
	const char *bytes;
	const char *type, *value;	/* of the column, and its value as Spark casts it */
	const char *text;	/* toString() */
} golden[] = {
	{ "NullWritable", "", "void", "NULL", "(null)" },
	{ "BooleanWritable", "01", "boolean", "true", "true" },
	{ "BooleanWritable", "00", "boolean", "false", "false" },
	{ "ByteWritable", "fb", "tinyint", "-5", "-5" },
	{ "ShortWritable", "fed4", "smallint", "-300", "-300" },
	{ "IntWritable", "00000007", "int", "7", "7" },
	{ "LongWritable", "fffffffffffffff9", "bigint", "-7", "-7" },
	{ "VIntWritable", "860100", "int", "-257", "-257" },
	{ "VIntWritable", "847fffffff", "int", "-2147483648", "-2147483648" },
	{ "VLongWritable", "8a010000000000", "bigint", "1099511627776", "1099511627776" },
	{ "FloatWritable", "3fc00000", "float", "1.5", "1.5" },
	{ "FloatWritable", "501502f9", "float", "1.0E10", "1.0E10" },
	{ "DoubleWritable", "3fb999999999999a", "double", "0.1", "0.1" },
	{ "DoubleWritable", "3ee4f8b588e368f1", "double", "1.0E-5", "1.0E-5" },
	{ "DoubleWritable", "7ff8000000000000", "double", "NaN", "NaN" },
	{ "Text", "026869", "string", "hi", "hi" },
	{ "Text", "00", "string", "", "" },
	{ "Text", "0768c3a9f09f9880", "string", "h\xc3\xa9\xf0\x9f\x98\x80",
	    "h\xc3\xa9\xf0\x9f\x98\x80" },
	{ "BytesWritable", "00000003cafe00", "binary", "[CA FE 00]", "ca fe 00" },
	{ "BytesWritable", "00000000", "binary", "[]", "" },
	{ "MD5Hash", "9dd4e461268c8034f5c8564e155c67a6", "binary",
	    "[9D D4 E4 61 26 8C 80 34 F5 C8 56 4E 15 5C 67 A6]",
	    "9dd4e461268c8034f5c8564e155c67a6" },
	{ "UTF8", "000968c3a9eda0bdedb880", "string", "h\xc3\xa9\xf0\x9f\x98\x80",
	    "h\xc3\xa9\xf0\x9f\x98\x80" },
	{ "ArrayWritable<IntWritable>", "0000000200000001ffffffff", "array<int>", "[1, -1]",
	    "ArrayWritable [valueClass=class " P "IntWritable, values=[1, -1]]" },
	{ "ArrayWritable<Text>", "00000000", "array<string>", "[]",
	    "ArrayWritable [valueClass=class " P "Text, values=[]]" },
	{ "ArrayWritable<Text>", "0000000201610162", "array<string>", "[a, b]",
	    "ArrayWritable [valueClass=class " P "Text, values=[a, b]]" },
	{ "TwoDArrayWritable<IntWritable>",
	    "00000003000000010000000000000002000000010000000200000003", "array<array<int>>",
	    "[[1], [], [2, 3]]", "[[1], [], [2, 3]]" },
	{ "ArrayPrimitiveWritable<int>", "0003696e74000000020000000100000002", "array<int>",
	    "[1, 2]", "[1, 2]" },
	{ "ArrayPrimitiveWritable<boolean>", "0007626f6f6c65616e000000020100",
	    "array<boolean>", "[true, false]", "[true, false]" },
	{ "ArrayPrimitiveWritable<char>", "000463686172000000020061ffff", "array<int>",
	    "[97, 65535]", "[a, \xef\xbf\xbf]" },
	{ "ArrayPrimitiveWritable<byte>", "0004627974650000000201ff", "array<tinyint>",
	    "[1, -1]", "[1, -1]" },
	{ "ArrayPrimitiveWritable<double>", "0006646f75626c65000000013ff8000000000000",
	    "array<double>", "[1.5]", "[1.5]" },
	{ "MapWritable<Text,IntWritable>", "00000000028c016185000000018c01628500000002",
	    "map<string,int>", "{a -> 1, b -> 2}", "{a=1, b=2}" },
	{ "MapWritable<Text,IntWritable>", "0000000000", "map<string,int>", "{}", "{}" },
	{ "MapWritable<Text,DoubleWritable>",
	    "010100236f72672e6170616368652e6861646f6f702e696f2e446f75626c655772697461626c65"
	    "000000028c0164013ff80000000000008c016e89", "map<string,double>",
	    "{d -> 1.5, n -> NULL}", "{d=1.5, n=(null)}" },
	{ "SortedMapWritable<Text,LongWritable>",
	    "00000000028c01798600000000000000028c017a860000000000000001", "map<string,bigint>",
	    "{y -> 2, z -> 1}", "{y=2, z=1}" },
	{ "MapWritable<Text,MapWritable<Text,IntWritable>>",
	    "00000000018c016b8700000000028c016185000000018c01628500000002",
	    "map<string,map<string,int>>", "{k -> {a -> 1, b -> 2}}", "{k={a=1, b=2}}" },
	{ "MapWritable<Text,ArrayWritable<IntWritable>>",
	    "00000000018c016b810000000100000001", "map<string,array<int>>", "{k -> [1]}",
	    "{k=ArrayWritable [valueClass=class " P "IntWritable, values=[1]]}" },
	{ "com.example.Thing", "cafe", "binary", "[CA FE]", "ca fe" },
	{ "ArrayWritable", "0000000101", "binary", "[00 00 00 01 01]", "00 00 00 01 01" },
};
#define NGOLDEN (sizeof(golden) / sizeof(*golden))

/* A column of one value. */
struct one {
	struct writable w;
	struct type type;
	bool nullable;
	struct builder b;
	struct column c;
	struct err e;
};

static bool
one_init(struct one *o, const char *class, enum writable_view v)
{
	memset(o, 0, sizeof(*o));
	err_clear(&o->e);
	return CHECK_INT(writable_parse(&o->w, class, &o->e), 0) &&
	    CHECK_INT(writable_type(&o->w, v, &o->type, &o->nullable, &o->e), 0) &&
	    CHECK_INT(builder_init(&o->b, &o->type, &o->e), 0);
}

static void
one_release(struct one *o)
{
	column_release(&o->c);
	builder_release(&o->b);
	type_release(&o->type);
	writable_release(&o->w);
}

static void
show(const struct golden *g, struct one *o, const uint8_t *bytes, size_t n)
{
	static const struct text_conf conf = { .null = "NULL", .pretty = true };
	struct buf out = BUF_INIT;
	char type[100];

	CHECK_STR(type_string(&o->type, type, sizeof(type)), g->type);
	CHECK_INT(writable_valid(&o->b, 0), 1);
	CHECK_INT(builder_finish(&o->b, &o->c, &o->e), 0);
	CHECK_INT(text_value(&o->type, &o->c, 0, &conf, &out, &o->e), 0);
	CHECK_MEM(out.data, out.len, g->value, strlen(g->value));
	out.len = 0;
	CHECK_INT(writable_text(&o->w, bytes, n, &out, &o->e), 0);
	CHECK_MEM(out.data, out.len, g->text, strlen(g->text));
	out.len = 0;
	CHECK_INT(writable_put(&o->w, &o->type, &o->c, 0, &out, &o->e), 0);
	CHECK_MEM(out.data, out.len, bytes, n);
	buf_release(&out);
}

TEST(golden_both_ways)
{
	uint8_t bytes[200];

	for (size_t i = 0; i < NGOLDEN; i++) {
		size_t n = unhex(golden[i].bytes, bytes);
		struct one o;

		if (!one_init(&o, golden[i].class, WRITABLE_AS_TYPES) ||
		    !CHECK_INT(writable_add(&o.w, WRITABLE_AS_TYPES, bytes, n, &o.b, &o.e), 0))
			printf("\t%s %s: %s\n", golden[i].class, golden[i].bytes, o.e.msg);
		else
			show(&golden[i], &o, bytes, n);
		one_release(&o);
	}
}

/* Each item cut anywhere, and with a byte more: an error, never a value. */
TEST(items_use_up_their_bytes)
{
	uint8_t bytes[200];

	for (size_t i = 0; i < NGOLDEN - 2; i++) {
		size_t n = unhex(golden[i].bytes, bytes);
		struct buf text = BUF_INIT;
		struct one o;

		bytes[n] = 0;
		if (one_init(&o, golden[i].class, WRITABLE_AS_TYPES)) {
			for (size_t k = 0; k <= n + 1; k++) {
				uint8_t *exact = malloc(k + 1);
				int want = k == n ? 0 : -1;

				memcpy(exact, bytes, k);
				CHECK_INT(writable_add(&o.w, WRITABLE_AS_TYPES, exact, k, &o.b, &o.e), want);
				builder_cut(&o.b, 0);
				CHECK_INT(writable_text(&o.w, exact, k, &text, &o.e), want);
				if (k != n) {
					CHECK_INT(o.e.status, STATUS_DATA);
					CHECK(o.e.byte >= 0 && o.e.byte <= (int64_t)k);
				}
				free(exact);
			}
		}
		buf_release(&text);
		one_release(&o);
	}
}

static const char *
message(const char *class, const char *hex, char *out, size_t outsz)
{
	uint8_t bytes[400];
	size_t n = unhex(hex, bytes);
	struct one o;

	snprintf(out, outsz, "fine");
	if (one_init(&o, class, WRITABLE_AS_TYPES) &&
	    writable_add(&o.w, WRITABLE_AS_TYPES, bytes, n, &o.b, &o.e) != 0)
		snprintf(out, outsz, "%s", o.e.msg);
	one_release(&o);
	return out;
}

TEST(words_of_errors)
{
	static const struct {
		const char *class, *bytes, *words;
	} bad[] = {
		{ "IntWritable", "0000", "the bytes end inside IntWritable" },
		{ "IntWritable", "0000000001", "IntWritable has 4 bytes, but its item 5" },
		{ "NullWritable", "00", "NullWritable has 0 bytes, but its item 1" },
		{ "Text", "8405", "the bytes end inside Text" },
		{ "Text", "ff", "Text has the size -1" },
		{ "Text", "8c80000000", "a number in Text is out of range" },
		{ "VIntWritable", "8bffffffffff", "a number in VIntWritable is out of range" },
		{ "VLongWritable", "88ffffffffffffffff", "a number in VLongWritable is out of range" },
		{ "BytesWritable", "ffffffff", "BytesWritable has the size -1" },
		{ "BytesWritable", "7fffffff00", "the bytes end inside BytesWritable" },
		{ "ArrayWritable<Text>", "7fffffff00",
		    "ArrayWritable says it has 2147483647 elements, but 1 bytes follow" },
		{ "ArrayWritable<IntWritable>", "ffffffff", "ArrayWritable has the size -1" },
		{ "TwoDArrayWritable<IntWritable>", "00000001ffffffff",
		    "TwoDArrayWritable has a row of -1 elements" },
		{ "ArrayPrimitiveWritable<int>", "0001780000000000",
		    "ArrayPrimitiveWritable of \"x\"" },
		{ "ArrayPrimitiveWritable<int>", "00046c6f6e6700000000",
		    "ArrayPrimitiveWritable of LongWritable where the first has IntWritable: a "
		    "column has one type" },
		{ "MapWritable<Text,IntWritable>", "00000000018c016186000000000000000001",
		    "a map has a value of class LongWritable where the first has IntWritable: a "
		    "column has one type" },
		{ "MapWritable<Text,IntWritable>", "00000000018500000001",
		    "a map has a key of class IntWritable where the first has Text: a column has "
		    "one type" },
		{ "MapWritable<Text,IntWritable>", "0000000001010000",
		    "a map holds the class id 1, which stands for nothing" },
		{ "MapWritable<Text,IntWritable>", "ff00000000", "MapWritable has the size -1" },
		{ "MapWritable<Text,IntWritable>", "01010001780000000101",
		    "MapWritable says it has 1 elements, but 1 bytes follow" },
		{ "MapWritable<Text,IntWritable>", "0101000178000000010100",
		    "a map holds the class \"x\", whose end cannot be told" },
		{ "MapWritable<Text,IntWritable>", "0201000178010001780000000101",
		    "MapWritable gives the class id 1 twice" },
		{ "MapWritable<Text,IntWritable>", "020100017802000178" "00000000", "fine" },
		{ "UTF8", "0003eda0bd", "not text as UTF8 writes it" },
		{ "UTF8", "0001ff", "not text as UTF8 writes it" },
	};
	char words[2100];

	for (size_t i = 0; i < sizeof(bad) / sizeof(*bad); i++)
		CHECK_STR(message(bad[i].class, bad[i].bytes, words, sizeof(words)), bad[i].words);
}

TEST(views)
{
	struct one o;

	if (one_init(&o, "Text", WRITABLE_AS_BYTES)) {
		CHECK_INT(o.type.id, TYPE_BINARY);
		CHECK_INT(writable_add(&o.w, WRITABLE_AS_BYTES, (const uint8_t *)"\1\xff", 2, &o.b,
		    &o.e), 0);
		CHECK_MEM(o.b.values.data, o.b.values.len, "\xff", 1);
	}
	one_release(&o);
	if (one_init(&o, "IntWritable", WRITABLE_AS_RAW)) {
		CHECK_INT(o.type.id, TYPE_BINARY);
		CHECK_INT(writable_add(&o.w, WRITABLE_AS_RAW, (const uint8_t *)"xy", 2, &o.b, &o.e), 0);
		CHECK_MEM(o.b.values.data, o.b.values.len, "xy", 2);
	}
	one_release(&o);
}

/* Rows that are UTF-8 together, but not each by itself. */
TEST(utf8_row_by_row)
{
	static const struct {
		const char *text[4];
		int64_t bad;
	} t[] = {
		{ { "a", "\xc3\xa9", "", "b" }, 4 },
		{ { "a", "\xc3", "\xa9", "b" }, 1 },
		{ { "", "", "\xa9", "b" }, 2 },
		{ { "a", "\x80", "", "b" }, 1 },
		{ { "\xc3", "\xa9", "\xff", "b" }, 0 },
		{ { "a", "b", "c", "\xf0\x9f" }, 3 },
		{ { "a", "b\xff", "c", "d" }, 1 },
		{ { "a", "", "\xf0\x9f", "\x98\x80" }, 2 },
		{ { "", "", "", "" }, 4 },
	};

	for (size_t i = 0; i < sizeof(t) / sizeof(*t); i++) {
		const struct type string = { .id = TYPE_STRING };
		struct builder b;

		REQUIRE(builder_init(&b, &string, NULL) == 0);
		builder_bytes(&b, "\xff", 1, NULL);
		for (int k = 0; k < 4; k++)
			builder_bytes(&b, t[i].text[k], strlen(t[i].text[k]), NULL);
		CHECK_INT(writable_valid(&b, 1), t[i].bad + 1);
		CHECK_INT(writable_valid(&b, 0), 0);
		builder_release(&b);
	}
}

TEST(utf8_inside)
{
	uint8_t bytes[100];
	struct one o;

	if (one_init(&o, "MapWritable<Text,ArrayWritable<Text>>", WRITABLE_AS_TYPES)) {
		size_t good = unhex("00000000018c016b81000000020161018162", bytes);

		good = unhex("00000000018c016b810000000201610162", bytes);
		CHECK_INT(writable_add(&o.w, WRITABLE_AS_TYPES, bytes, good, &o.b, &o.e), 0);
		CHECK_INT(writable_add(&o.w, WRITABLE_AS_TYPES, bytes, good, &o.b, &o.e), 0);
		CHECK_INT(writable_valid(&o.b, 0), 2);
		bytes[good - 1] = 0xff;
		CHECK_INT(writable_add(&o.w, WRITABLE_AS_TYPES, bytes, good, &o.b, &o.e), 0);
		CHECK_INT(writable_valid(&o.b, 0), 2);
		CHECK_INT(writable_valid(&o.b, 2), 2);
		bytes[good - 1] = 'b';
		bytes[7] = 0xff;
		CHECK_INT(writable_add(&o.w, WRITABLE_AS_TYPES, bytes, good, &o.b, &o.e), 0);
		CHECK_INT(writable_valid(&o.b, 3), 3);
	}
	one_release(&o);
}

/* Names and what they mean. */
TEST(parsing)
{
	static const struct {
		const char *name, *spec;
	} good[] = {
		{ "Text", P "Text" }, { P "Text", P "Text" }, { "null", P "NullWritable" },
		{ "long", P "LongWritable" }, { "UTF8", P "UTF8" }, { "a.B", "a.B" },
		{ "ArrayWritable", P "ArrayWritable" },
		{ "ArrayWritable<long>", P "ArrayWritable<" P "LongWritable>" },
		{ "a.B<Text>", "a.B<" P "Text>" },
		{ "ArrayPrimitiveWritable<long>", P "ArrayPrimitiveWritable<long>" },
		{ "MapWritable<Text,MapWritable<Text,IntWritable>>",
		    P "MapWritable<" P "Text," P "MapWritable<" P "Text," P "IntWritable>>" },
		{ "ArrayWritable<MapWritable>", P "ArrayWritable" },
	}, bad[] = {
		{ "", "the name of a class is missing" },
		{ "Text<Text>", "class " P "Text holds no other classes" },
		{ "ArrayWritable<>", "the name of a class is missing" },
		{ "ArrayWritable<Text", "class " P "ArrayWritable: '>' is missing" },
		{ "ArrayWritable<Text>x", "class " P "ArrayWritable: \"x\" is left over" },
		{ "MapWritable<Text>", "class " P "MapWritable: ',' is missing" },
		{ "ArrayWritable<NullWritable>",
		    "class " P "ArrayWritable cannot hold " P "NullWritable" },
		{ "ArrayWritable<a.B>", "class " P "ArrayWritable cannot hold a.B" },
		{ "ArrayPrimitiveWritable<Text>",
		    "class " P "ArrayPrimitiveWritable cannot hold Text" },
	};

	for (size_t i = 0; i < sizeof(good) / sizeof(*good); i++) {
		struct buf spec = BUF_INIT;
		struct writable w;

		CHECK_INT(writable_parse(&w, good[i].name, NULL), 0);
		CHECK_INT(writable_spec(&w, &spec, NULL), 0);
		CHECK_MEM(spec.data, spec.len, good[i].spec, strlen(good[i].spec));
		buf_release(&spec);
		writable_release(&w);
	}
	for (size_t i = 0; i < sizeof(bad) / sizeof(*bad); i++) {
		struct err e = ERR_INIT;
		struct writable w;

		CHECK_INT(writable_parse(&w, bad[i].name, &e), -1);
		CHECK_INT(e.status, STATUS_USAGE);
		CHECK_STR(e.msg, bad[i].spec);
	}
}

TEST(deep)
{
	char name[1000] = "";
	struct err e = ERR_INIT;
	struct writable w;

	for (int i = 0; i < WRITABLE_DEPTH; i++)
		strcat(name, "ArrayWritable<");
	strcat(name, "Text");
	for (int i = 0; i < WRITABLE_DEPTH; i++)
		strcat(name, ">");
	CHECK_INT(writable_parse(&w, name, &e), -1);
	CHECK_STR(e.msg, "classes inside each other 32 deep");
}

/* A map of maps, far deeper than anybody means: text says so, learning gives up. */
TEST(deep_items)
{
	size_t levels = 100000, n = 0;
	uint8_t *p = malloc(levels * 8 + 8);
	struct buf text = BUF_INIT;
	struct err e = ERR_INIT;
	struct writable w;

	REQUIRE(p != NULL);
	for (size_t i = 0; i < levels; i++) {
		static const uint8_t level[8] = { 0, 0, 0, 0, 1, 0x8c, 0, 0x87 };

		memcpy(p + n, level, sizeof(level));
		n += sizeof(level);
	}
	memset(p + n, 0, 5);
	n += 5;
	REQUIRE(writable_parse(&w, "MapWritable", NULL) == 0);
	CHECK_INT(writable_text(&w, p, n, &text, &e), -1);
	CHECK_STR(e.msg, "maps and arrays inside each other over 32 deep");
	CHECK_INT(writable_learn(&w, p, n, NULL), 1);
	CHECK(!writable_known(&w));
	writable_release(&w);
	buf_release(&text);
	free(p);
}

/* Learns from items (hex, NULL at the end); the spec that comes out. */
static const char *
learned(const char *class, const char *const *items, char *out, size_t outsz)
{
	struct buf spec = BUF_INIT;
	struct writable w;
	uint8_t bytes[400];
	int rc = 0;

	if (writable_parse(&w, class, NULL) != 0)
		return "no class";
	for (; *items != NULL && rc == 0; items++) {
		size_t n = unhex(*items, bytes);

		CHECK(writable_open(&w) || writable_known(&w));
		rc = writable_learn(&w, bytes, n, NULL);
	}
	writable_settle(&w);
	writable_spec(&w, &spec, NULL);
	snprintf(out, outsz, "%.*s%s", (int)spec.len, (const char *)spec.data,
	    rc == 1 ? " mixed" : "");
	buf_release(&spec);
	writable_release(&w);
	return out;
}

TEST(learning)
{
	static const struct {
		const char *class, *items[4], *spec;
	} t[] = {
		{ "MapWritable", { "0000000000", "00000000018c016185000000018c01628500000002",
		    "00000000028c016185000000018c01628500000002" },
		    P "MapWritable<" P "Text," P "IntWritable>" },
		{ "MapWritable", { "0000000000" }, P "MapWritable" },
		{ "MapWritable", { "00000000018c016e89" },
		    P "MapWritable<" P "Text," P "NullWritable>" },
		{ "MapWritable", { "00000000018c016e89", "00000000018c016e8c00" },
		    P "MapWritable<" P "Text," P "Text>" },
		{ "MapWritable", { "00000000028c01618500000001" "8c01628c00" },
		    P "MapWritable mixed" },
		{ "MapWritable", { "00000000018c016b810000000100000001" }, P "MapWritable mixed" },
		{ "MapWritable", { "00000000018c016b88", "00000000018c016e89" },
		    P "MapWritable<" P "Text," P "MD5Hash>" },
		{ "MapWritable", { "01010001780000000101018c00" }, P "MapWritable mixed" },
		{ "MapWritable", { "00000000018c016b8700000000018c01618500000001" },
		    P "MapWritable<" P "Text," P "MapWritable<" P "Text," P "IntWritable>>" },
		{ "MapWritable", { "000000000189" "8c00" }, P "MapWritable mixed" },
		{ "ArrayPrimitiveWritable", { "000463686172000000020061ffff" },
		    P "ArrayPrimitiveWritable<char>" },
		{ "ArrayPrimitiveWritable", { "000463686172000000020061ffff",
		    "0004627974650000000201ff" }, P "ArrayPrimitiveWritable mixed" },
		{ "ArrayWritable<ArrayPrimitiveWritable>", { "00000001000463686172000000020061ffff" },
		    P "ArrayWritable<" P "ArrayPrimitiveWritable<char>>" },
		{ "TwoDArrayWritable<MapWritable>", { "000000010000000100000000018c01618500000001" },
		    P "TwoDArrayWritable<" P "MapWritable<" P "Text," P "IntWritable>>" },
	};
	char spec[2100];

	for (size_t i = 0; i < sizeof(t) / sizeof(*t); i++)
		CHECK_STR(learned(t[i].class, t[i].items, spec, sizeof(spec)), t[i].spec);
}

/* -- writing -- */

/* The spec of the class for a column of the type, or the error. */
static const char *
class_for(const char *type, const char *hint, bool must, char *out, size_t outsz)
{
	struct err e = ERR_INIT;
	struct buf spec = BUF_INIT;
	struct writable w;
	struct field f;
	struct type t;

	if (type_parse(&type, &t, &e) != 0)
		return "no type";
	if (field_init(&f, "c", &t, true, &e) != 0)
		return "no field";
	if (writable_for(&w, &f, hint, must, &e) == 0) {
		writable_spec(&w, &spec, NULL);
		snprintf(out, outsz, "%.*s", (int)spec.len, (const char *)spec.data);
		writable_release(&w);
	} else {
		snprintf(out, outsz, "%s", e.msg);
	}
	buf_release(&spec);
	field_release(&f);
	type_release(&t);
	return out;
}

TEST(classes_of_types)
{
	static const struct {
		const char *type, *hint;
		bool must;
		const char *spec;
	} t[] = {
		{ "void", NULL, false, P "NullWritable" },
		{ "boolean", NULL, false, P "BooleanWritable" },
		{ "tinyint", NULL, false, P "ByteWritable" },
		{ "smallint", NULL, false, P "ShortWritable" },
		{ "int", NULL, false, P "IntWritable" },
		{ "bigint", NULL, false, P "LongWritable" },
		{ "float", NULL, false, P "FloatWritable" },
		{ "double", NULL, false, P "DoubleWritable" },
		{ "string", NULL, false, P "Text" },
		{ "binary", NULL, false, P "BytesWritable" },
		{ "array<int>", NULL, false, P "ArrayPrimitiveWritable<int>" },
		{ "array<string>", NULL, false, P "ArrayWritable<" P "Text>" },
		{ "array<array<bigint>>", NULL, false,
		    P "ArrayWritable<" P "ArrayPrimitiveWritable<long>>" },
		{ "map<string,array<binary>>", NULL, false,
		    P "MapWritable<" P "Text," P "ArrayWritable<" P "BytesWritable>>" },
		{ "decimal(10,2)", NULL, false, "column c is decimal(10,2), for which Hadoop has "
		    "no Writable: cast it" },
		{ "array<date>", NULL, false, "column c is array<date>: Hadoop has no Writable for "
		    "date: cast it" },
		{ "array<void>", NULL, false, "column c is array<void>, for which Hadoop has no "
		    "Writable: cast it" },
		{ "int", P "VIntWritable", false, P "VIntWritable" },
		{ "bigint", "IntWritable", false, P "IntWritable" },
		{ "string", "IntWritable", false, P "Text" },
		{ "string", "IntWritable", true, "column c is string, which IntWritable cannot "
		    "hold" },
		{ "double", "FloatWritable", false, P "DoubleWritable" },
		{ "binary", "com.example.Thing", false, "com.example.Thing" },
		{ "int", "com.example.Thing", false, P "IntWritable" },
		{ "array<int>", "com.example.Ints", false, "com.example.Ints<" P "IntWritable>" },
		{ "array<int>", "ArrayWritable", false, P "ArrayWritable<" P "IntWritable>" },
		{ "array<string>", "ArrayPrimitiveWritable", false, P "ArrayWritable<" P "Text>" },
		{ "array<array<int>>", "TwoDArrayWritable<IntWritable>", false,
		    P "TwoDArrayWritable<" P "IntWritable>" },
		{ "map<string,int>", "SortedMapWritable", false,
		    P "SortedMapWritable<" P "Text," P "IntWritable>" },
		{ "binary", P "MapWritable", false, P "MapWritable" },
		{ "string", "Text<", true, "class " P "Text holds no other classes" },
	};
	char spec[2100];

	for (size_t i = 0; i < sizeof(t) / sizeof(*t); i++)
		CHECK_STR(class_for(t[i].type, t[i].hint, t[i].must, spec, sizeof(spec)),
		    t[i].spec);
}

/* Writes one value of a column of type as class; hex, or the error. */
static const char *
written(const char *class, const char *type, int64_t number, const char *text, char *out,
    size_t outsz)
{
	struct err e = ERR_INIT;
	struct buf bytes = BUF_INIT;
	struct writable w;
	struct builder b;
	struct column c = { 0 };
	struct type t;

	if (type_parse(&type, &t, &e) != 0 || writable_parse(&w, class, &e) != 0 ||
	    builder_init(&b, &t, &e) != 0)
		return e.msg[0] != 0 ? "bad test" : "";
	if (text != NULL)
		builder_bytes(&b, text, strlen(text), &e);
	else if (number == INT64_MIN)
		builder_null(&b, &e);
	else
		builder_i64(&b, number, &e);
	builder_finish(&b, &c, &e);
	if (writable_put(&w, &t, &c, 0, &bytes, &e) != 0) {
		CHECK_INT(e.row, 0);
		CHECK_INT(bytes.len, 0);
		snprintf(out, outsz, "%s", e.msg);
	} else {
		out[0] = '\0';
		for (size_t i = 0; i < bytes.len && 2 * i + 3 < outsz; i++)
			snprintf(out + 2 * i, 3, "%02x", bytes.data[i]);
	}
	buf_release(&bytes);
	column_release(&c);
	builder_release(&b);
	writable_release(&w);
	type_release(&t);
	return out;
}

TEST(values_that_fit_and_do_not)
{
	static const struct {
		const char *class, *type;
		int64_t number;
		const char *text, *want;
	} t[] = {
		{ "IntWritable", "bigint", 7, NULL, "00000007" },
		{ "IntWritable", "bigint", INT64_C(1) << 31, NULL,
		    "2147483648 is out of the range of IntWritable" },
		{ "ByteWritable", "int", -129, NULL, "-129 is out of the range of ByteWritable" },
		{ "VLongWritable", "tinyint", -128, NULL, "877f" },
		{ "IntWritable", "int", INT64_MIN, NULL, "NULL, which IntWritable cannot hold" },
		{ "Text", "string", INT64_MIN, NULL, "NULL, which Text cannot hold" },
		{ "NullWritable", "string", INT64_MIN, NULL, "" },
		{ "NullWritable", "string", 0, "x", "a value, which NullWritable cannot hold" },
		{ "MD5Hash", "binary", 0, "x", "1 bytes, where MD5Hash has 16" },
		{ "a.B", "binary", 0, "xy", "7879" },
		{ "Text", "binary", 0, "\xff", "01ff" },
		{ "BytesWritable", "string", 0, "a", "0000000161" },
		{ "UTF8", "string", 0, "a\xf0\x9f\x98\x80z", "000861eda0bdedb8807a" },
	};
	char out[2100];

	for (size_t i = 0; i < sizeof(t) / sizeof(*t); i++)
		CHECK_STR(written(t[i].class, t[i].type, t[i].number, t[i].text, out, sizeof(out)),
		    t[i].want);
}

TEST(utf8_is_short)
{
	char *text = malloc(70000), out[2100];

	REQUIRE(text != NULL);
	memset(text, 'a', 65536);
	text[65536] = '\0';
	CHECK_STR(written("UTF8", "string", 0, text, out, sizeof(out)),
	    "65536 bytes are too long for UTF8, which holds 65535");
	for (int i = 0; i < 65532; i += 4)
		memcpy(text + i, "\xf0\x9f\x98\x80", 4);
	text[65532] = '\0';
	CHECK_STR(written("UTF8", "string", 0, text, out, sizeof(out)),
	    "65532 bytes are too long for UTF8, which holds 65535");
	free(text);
}
