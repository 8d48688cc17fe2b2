#!/usr/bin/env python3
"""Random expressions and tables through dfselect, dfshow and Spark; in an empty folder:

    expr.py [SEED [COUNT]]

COUNT expressions of a grammar that gives mostly well-typed ones are answered by
Spark's ANSI mode and by dfselect over the same rows. A value or a type that is not
Spark's fails the check, and so does an answer where Spark has an error. Refusing what
Spark answers is no wrong answer (dfselect checks more before the first row, and what
Spark's optimizer throws away), but it must stay rare. Names and nullability are what
tests/golden/expr.tsv is for.
"""
import math
import os
import random
import re
import subprocess
import sys

sys.dont_write_bytecode = True           # nothing is written into the sources
from tally import check, say                        # noqa: E402

os.environ["TZ"] = "UTC"
os.environ.setdefault("SPARK_LOCAL_IP", "127.0.0.1")
import pyarrow as pa                                # noqa: E402
from pyspark.sql import SparkSession                # noqa: E402

SEED = int(sys.argv[1]) if len(sys.argv) > 1 else 3
COUNT = int(sys.argv[2]) if len(sys.argv) > 2 else 200
FILE = "rows.arrows"
rand = random.Random(SEED)

# A column per line: name, type, and its values in eight rows.
TABLE = r"""
n  int | 5 | null | -3 | 0 | 2147483647 | -2147483648 | 1 | 42
l  bigint | 7 | null | -9000000000 | 1 | 9223372036854775807 | '-9223372036854775808' | -1 | 0
ti tinyint | 3 | null | -128 | 1 | 127 | -1 | 0 | 42
si smallint | 4 | null | -300 | 1 | 32767 | -32768 | 0 | 42
d  double | 1.5 | null | -2.75 | 1e300 | '-0.0' | 'NaN' | 0.1 | 9007199254740993
f  float | 0.25 | null | -1e10 | 'NaN' | '-Infinity' | 16777217 | 0.1 | 3.4e38
m  decimal(10,2) | 2.25 | null | -12345678.99 | 0.01 | 99999999.99 | -0.01 | 1 | 42.42
m2 decimal(38,18) | 1.5 | null | -99999999999999999999.999999999999999999 | 0 | 99999999999999999999.5 | 1e-18BD | -1 | 12345.678
m3 decimal(3,0) | 7 | null | -999 | 0 | 999 | 1 | -1 | 500
s  string | 'Hello' | null | ' aé😀 ' | '' | 'a%b_c\\d' | 'HELLO' | 'ǅß' | 'hello\nworld\t'
s2 string | ' 12 ' | null | '-0' | '2024-1-5' | '1e3' | 'NaN' | 'true' | '2024-02-29 10:00:00.5'
b  boolean | true | null | false | true | null | false | true | true
dt date | '2024-02-29' | null | '1969-12-31' | '9999-12-31' | '0001-01-01' | '1582-10-15' | '2000-02-29' | '1970-01-01'
ts timestamp | '2024-02-29 12:34:56.5' | null | '1960-01-01 00:00:00.000001' | '1970-01-01' | '9999-12-31 23:59:59.999999' | '1582-10-14 23:59:59' | '2024-03-31 01:30:00' | '0001-01-01'
nt timestamp_ntz | '2024-01-01' | null | '1900-02-28 23:59:59.999' | '9999-12-31 23:59:59' | '1970-01-01' | '2024-02-29 23:59:59.123456' | '0001-01-01' | '2500-06-15 12:00:00'
bi binary | X'4869' | null | X'' | X'C3A9' | X'00' | X'48656C6C6F' | X'20' | X''
a  array<int> | array(1,2,3) | null | array(null,-1) | array() | array(2147483647,null) | array(0,0,0) | array(5) | array(-1,null,3)
mp map<string,int> | map('k',1,'l',2) | null | map('k',null) | map() | map('',0,'k',-1) | map('K',5) | map('k',1) | null
st struct<x:int,y:struct<z:string>> | named_struct('x',1,'y',named_struct('z','q')) | null | named_struct('x',null,'y',null) | named_struct('x',7,'y',named_struct('z',null)) | named_struct('x',2147483647,'y',named_struct('z','')) | null | named_struct('x',1,'y',named_struct('z','q')) | named_struct('x',-7,'y',named_struct('z','zz'))
sa array<struct<x:int,k:string>> | array(named_struct('x',1,'k','v')) | null | array(null,named_struct('x',null,'k','w')) | array() | array(named_struct('x',-5,'k',null)) | array(named_struct('x',3,'k','v'),null) | null | array(named_struct('x',7,'k','é'))
"""

INTS = {"int": "n", "bigint": "l", "smallint": "si", "tinyint": "ti"}
NUMBERS = list(INTS) + ["double", "float", "decimal"]
TIMES = ["date", "timestamp", "timestamp_ntz"]
COLUMNS = dict({k: [v] for k, v in INTS.items()}, double=["d"], float=["f"],
               decimal=["m", "m2", "m3"], string=["s", "s2"], boolean=["b"], date=["dt"],
               timestamp=["ts"], timestamp_ntz=["nt"], binary=["bi"])
LITERALS = {
    "int": ["0", "1", "-1", "2", "10", "2147483647", "-2147483648"],
    "bigint": ["0L", "-1L", "9223372036854775807L", "2147483648", "100L"],
    "smallint": ["1S", "-2S", "32767S"], "tinyint": ["1Y", "-128Y", "127Y"],
    "double": ["0D", "1.5D", "1e3", "1e308D", "double('NaN')", "double('Infinity')", "0.1D"],
    "float": ["0.5F", "float(1)", "1e10F", "float('NaN')"],
    "decimal": ["1.5", "0.00", "0.1", "99.99", "12345678901234567890", "1e-3BD", "-2.50",
                "3.14159265358979", "1BD", "340000000000000000000000000000000000000BD"],
    "string": ["''", "'a'", "'Hello'", "' x '", "'é'", "'1'", "'a_b'", "'2024-01-31'",
               "'true'", "'3.4e38'", "'9223372036854775808'"],
    "boolean": ["true", "false"], "date": ["date'2024-01-31'", "date'1970-01-01'"],
    "timestamp": ["timestamp'2024-01-31 10:00:00'", "timestamp'1970-01-01 00:00:00'"],
    "timestamp_ntz": ["timestamp_ntz'2024-01-31 10:00:00'"], "binary": ["X''", "X'48'"],
}
DECIMALS = ("decimal(10,2) decimal(38,18) decimal(3,0) decimal(5,5) decimal dec(20) "
            "numeric(38,0) decimal(38,38) decimal(18,6)").split()
PATTERNS = [r"'%l%'", "'H_llo'", "'%'", r"'a\\%b%'", "'%é%'", "'_'", "'hello%'", r"'%\n%'",
            "'a!%b!_c%' escape '!'"]
REGEXES = ["'^H'", "'l+'", "'[a-z]{2,}'", r"'\\d+'", "'^$'", "'(?i)hello'", "'^.{4}$'",
           "'é|ß'", "'^a.b'", "'[^a-z]'", r"'\\bHello\\b'"]


def one(*choices):
    return rand.choice(choices)


def any_type():
    return rand.choice(NUMBERS + TIMES + ["string", "string", "boolean", "binary"])


def alike(t):
    """A type that compares with t."""
    return rand.choice(NUMBERS if t in NUMBERS else TIMES if t in TIMES else [t])


def atom(t):
    r = rand.random()
    if r < 0.05:
        return "cast(null as %s)" % t
    return rand.choice(COLUMNS[t] if r < 0.65 else LITERALS[t])


def condition(t, d):
    kind = rand.randrange(6)
    if kind == 0:
        when = " ".join("when %s then %s" % (gen("boolean", d), gen(t, d))
                        for _ in range(rand.randint(1, 2)))
        return "case %s%s end" % (when, one("", " else " + gen(t, d)))
    if kind == 1:
        of = any_type()
        return "case %s when %s then %s else %s end" % (gen(of, d), gen(of, d), gen(t, d),
                                                        gen(t, d))
    if kind == 2:
        return "if(%s, %s, %s)" % (gen("boolean", d), gen(t, d), gen(t, d))
    if kind == 3:
        return "coalesce(%s, %s)" % (gen(t, d), gen(t, d))
    if kind == 4:
        return "nullif(%s, %s)" % (gen(t, d), gen(t, d))
    return "nvl2(%s, %s, %s)" % (gen(any_type(), d), gen(t, d), gen(t, d))


def number(t, d):
    kind = rand.randrange(10)
    other = gen(rand.choice(NUMBERS) if rand.random() < 0.3 else t, d)
    if kind < 6:
        return "(%s) %s (%s)" % (gen(t, d), one("+", "-", "*", "/", "%", "div"), other)
    if kind == 6:
        return "%s(%s)" % (one("abs", "-", "negative"), gen(t, d))
    if kind == 7:
        return "round(%s, %d)" % (gen(t, d), one(0, 1, -1, 2, -3, 5, -20, 40))
    if t not in INTS:
        return other
    if kind == 8:
        return "(%s) %s (%s)" % (gen(one(*INTS), d), one("&", "|", "^"), gen(one(*INTS), d))
    return one("length(%s)" % gen("string", d), "octet_length(%s)" % gen("binary", d),
               "a[0]", "get(a, n)", "get(a, 1)", "size(a)", "mp['k']", "mp[s]", "st.x",
               "get(sa.x, 0)", "size(sa.k)", "sa[0].x")


def boolean(d):
    kind = rand.randrange(9)
    if kind == 0:
        return "(%s) %s (%s)" % (gen("boolean", d), one("and", "or"), gen("boolean", d))
    if kind == 1:
        return "not (%s)" % gen("boolean", d)
    of = any_type()
    if kind < 4:
        return "(%s) %s (%s)" % (gen(of, d), one("=", "<>", "<", "<=", ">", ">=", "<=>"),
                                 gen(alike(of), d))
    if kind == 4:
        items = [gen(alike(of), d) for _ in range(rand.randint(1, 4))]
        return "(%s)%s in (%s)" % (gen(of, d), one("", " not"), ", ".join(items))
    if kind == 5:
        return "(%s)%s between (%s) and (%s)" % (gen(of, d), one("", " not"), gen(of, d),
                                                 gen(of, d))
    if kind == 6:
        return "(%s) is%s null" % (gen(of, d), one("", " not"))
    if kind == 7:
        return "(%s)%s %s %s" % (gen("string", d), one("", " not"), one("like", "ilike"),
                                 rand.choice(PATTERNS))
    return "(%s) rlike %s" % (gen("string", d), rand.choice(REGEXES))


def string(d):
    kind = rand.randrange(7)
    if kind == 0:
        return "concat(%s, %s)" % (gen("string", d), gen(any_type(), d))
    if kind == 1:
        return "%s(%s)" % (one("upper", "lower", "reverse", "trim", "ltrim", "rtrim"),
                           gen("string", d))
    if kind == 2:
        return "trim(%s %s from %s)" % (one("both", "leading", "trailing"),
                                        gen("string", 0), gen("string", d))
    if kind == 3:
        return "substring(%s, %s%s)" % (gen("string", d), one("0", "1", "-1", "-3", "10", "n"),
                                        one("", ", 0", ", 2", ", -1", ", 2147483647", ", n"))
    if kind == 4:
        return "%s(%s, %s)" % (one("left", "right"), gen("string", d), one("0", "2", "-1", "n"))
    if kind == 5:
        return "replace(%s, %s, %s)" % (gen("string", d), gen("string", 0), gen("string", 0))
    return one("st.y.z", "s || s2", "get(sa.k, ti)", "cast(sa.k as string)", "cast(a as string)", "cast(mp as string)",
               "cast(st as string)")


def gen(t, d):
    """An expression of type t, nested d deep at most."""
    r = rand.random()
    if d <= 0 or r < 0.1:
        return atom(t)
    if r < 0.25:
        return condition(t, d - 1)
    if r < 0.5 or t in TIMES or t == "binary":
        to = rand.choice(DECIMALS) if t == "decimal" else t
        word, of = one("cast", "try_cast"), any_type()
        # What does not fit is refused where Spark cuts it off: an error, but NULL in try_cast.
        if (of == "string" and t in TIMES + ["float", "double"]) or \
                (of == "decimal" and t == "timestamp"):
            word = "cast"
        return "%s(%s as %s)" % (word, gen(of, d - 1), to)
    if t in NUMBERS:
        return number(t, d - 1)
    return boolean(d - 1) if t == "boolean" else string(d - 1)


def start():
    s = (SparkSession.builder.master("local[1]").config("spark.ui.enabled", "false")
         .config("spark.sql.ansi.enabled", "true")
         .config("spark.sql.session.timeZone", "UTC")
         .config("spark.sql.codegen.factoryMode", "NO_CODEGEN")
         .config("spark.sql.codegen.wholeStage", "false")
         .config("spark.local.dir", os.getcwd())
         .config("spark.driver.extraJavaOptions", "-Djava.io.tmpdir=" + os.getcwd())
         .config("spark.driver.host", "127.0.0.1").getOrCreate())
    s.sparkContext.setLogLevel("OFF")
    return s


def arrow(df):
    batches = df._collect_as_arrow()
    return pa.Table.from_batches(batches)


def make_table(s):
    columns = [line.split(" | ") for line in TABLE.strip().split("\n")]
    rows = []
    for i in range(1, len(columns[0])):
        rows.append("(%s)" % ", ".join("cast(%s as %s)" % (c[i], c[0].split(None, 1)[1])
                                       for c in columns))
    df = s.sql("select * from values %s as t(%s)" %
               (", ".join(rows), ", ".join(c[0].split()[0] for c in columns)))
    df.cache().createOrReplaceTempView("t")
    table = arrow(df)
    with pa.ipc.new_stream(FILE, table.schema) as out:
        out.write_table(table)
    return df


def type_of(s, text):
    try:
        return s.sql("select %s from t" % text).schema.fields[0].dataType.simpleString()
    except Exception:
        return None


def answers(s, texts):
    """The column of each expression, None where a row fails; many at once, halved on failure."""
    try:
        table = arrow(s.sql("select %s from t" % ", ".join(
            "%s as c%d" % (text, i) for i, text in enumerate(texts))))
        return list(table.columns)
    except Exception:
        half = len(texts) // 2
        return [None] if half == 0 else answers(s, texts[:half]) + answers(s, texts[half:])


def ours(text):
    p = subprocess.run(["dfselect", "-o", "arrow", "--", text, FILE], capture_output=True)
    if p.returncode != 0:
        return p.returncode, p.stderr.decode(errors="replace").split("\n")[0], None
    with pa.ipc.open_stream(pa.py_buffer(p.stdout)) as r:
        column = pa.Table.from_batches([b for b in r if b.num_rows > 0], r.schema)[0]
        check(r.schema[0].nullable or column.null_count == 0, text, "is said to hold no NULL")
        return 0, "", column


def plain(v):
    if isinstance(v, float):
        return "NaN" if math.isnan(v) else repr(v)
    return repr(v)


def same_text(a, b):
    """The JVM before 19 does not always print the shortest text of a double."""
    floats = re.compile(r"-?\d+\.\d+(E-?\d+)?")
    return a == b or (isinstance(a, str) and isinstance(b, str) and
                      floats.sub("#", a) == floats.sub("#", b) and
                      all(float(x[0]) == float(y[0]) for x, y in
                          zip(floats.finditer(a), floats.finditer(b))))


def values(column):
    if pa.types.is_timestamp(column.type):
        column = column.cast(pa.int64())
    return column.to_pylist()


def differ(a, b):
    """Why the two columns are not the same, None if they are."""
    if a.type != b.type:
        return "type %s, not %s" % (a.type, b.type)
    for i, (x, y) in enumerate(zip(values(a), values(b))):
        if plain(x) != plain(y) and not same_text(x, y):
            return "row %d: %s, not %s" % (i + 1, plain(x), plain(y))
    return None


def compare(s, texts):
    """Counts the expressions that both answer, and those that only dfselect refuses."""
    known = [type_of(s, text) for text in texts]
    good = [text for text, k in zip(texts, known) if k is not None]
    spark = dict(zip(good, answers(s, good))) if good else {}
    both = refused = 0
    for text in texts:
        status, words, column = ours(text)
        want = spark.get(text)
        if status not in (0, 1, 2):
            check(False, text, "status", status, words)
        elif status != 0:
            refused += want is not None
        elif want is None:
            check(text not in spark or column.null_count == len(column), text,
                  "is an error to Spark, not", values(column))
        else:
            why = differ(column, want)
            both += 1
            check(why is None, text, why)
    return both, refused


def expressions(s):
    both = refused = 0
    texts = [gen(any_type(), rand.randint(1, 3)) for _ in range(COUNT)]
    for at in range(0, COUNT, 50):
        b, r = compare(s, texts[at:at + 50])
        both += b
        refused += r
    print("of %d expressions both answer %d; Spark alone %d" % (COUNT, both, refused),
          file=sys.stderr)
    check(both > COUNT / 3, "only", both, "expressions have answers")
    check(refused < COUNT / 20, refused, "expressions are refused that Spark answers")


def tables(df):
    for args, rows, cut, vertical in (("", 20, 20, False), ("--no-truncate", 20, 0, False),
                                      ("--vertical", 20, 20, True), ("-n 3", 3, 20, False),
                                      ("--vertical --no-truncate", 20, 0, True)):
        p = subprocess.run(["dfshow", *args.split(), FILE], capture_output=True)
        want = df._jdf.showString(rows, cut, vertical)
        check(p.stdout.decode() == want, "dfshow", args, "is not", want)
    p = subprocess.run(["dfshow", "--schema", FILE], capture_output=True)
    check(p.stdout.decode() == df._jdf.schema().treeString(), "dfshow --schema")


session = start()
frame = make_table(session)
tables(frame)
expressions(session)
sys.exit(not say())
