#!/usr/bin/env python3
"""The rows of the README's table beside Spark: readme.py, in an empty folder, with the
tools in PATH. Each prints the same as Spark, but for what its row says."""
import os
import subprocess
import sys

sys.dont_write_bytecode = True           # nothing is written into the sources
from tally import check, say                        # noqa: E402

os.environ["TZ"] = "UTC"
os.environ.setdefault("SPARK_LOCAL_IP", "127.0.0.1")
from pyspark.sql import SparkSession                # noqa: E402
from pyspark.sql.functions import expr              # noqa: E402

README = open(os.path.join(os.environ["SRC"], "README.md")).read()


def sh(command):
    return subprocess.run(["bash", "-o", "pipefail", "-c", command], check=True,
                          stdout=subprocess.PIPE).stdout.decode()


def printed(f):
    """What Python code prints: the JVM prints nothing of these itself."""
    import contextlib
    import io
    out = io.StringIO()
    with contextlib.redirect_stdout(out):
        f()
    return out.getvalue()


def row(left, right, got, want):
    check(f"| `{left}` | `{right}`" in README, f"the README has no row {left} | {right}")
    check(got == want, f"{left}: {want!r}\n{right}: {got!r}")


with open("rows.json", "w") as f:
    for i in range(8):
        f.write('{"city":"%s","id":%d,"total":%s}\n' % ("äbcdefghijklmnopqrstuvwxyz"[:i * 4], i,
                                                       "null" if i == 3 else i * 2.5))
sh("jflat --flatten rows.json -o arrow >rows.arrow")
spark = (SparkSession.builder.master("local[1]").config("spark.ui.enabled", "false")
         .config("spark.driver.host", "localhost").config("spark.driver.bindAddress", "127.0.0.1")
         .config("spark.ui.showConsoleProgress", "false").config("spark.local.dir", ".").getOrCreate())
df = spark.read.json("rows.json")

row("df.printSchema()", "dfshow --schema", sh("dfshow --schema rows.arrow"),
    printed(df.printSchema).rstrip("\n") + "\n")
row("df.show(5, truncate=False)", "dfshow -n 5 --no-truncate",
    sh("dfshow -n 5 --no-truncate rows.arrow"), printed(lambda: df.show(5, truncate=False)).rstrip("\n") + "\n")
row("df.select(...)`, `selectExpr`, `filter`, `limit", "dfselect 'LIST' -w 'PREDICATE' -n N",
    sh("dfselect 'id, upper(city) AS c' -w 'total > 5' -n 2 rows.arrow | dfshow"),
    printed(df.filter("total > 5").limit(2).selectExpr("id", "upper(city) AS c").show).rstrip("\n") + "\n")
row('df.withColumn("x", ...)', "dfselect --with 'x = ...'",
    sh("dfselect --with 'x = id * 2' '*' rows.arrow | dfshow"),
    printed(df.withColumn("x", expr("id * 2")).show).rstrip("\n") + "\n")
row("df.count()", "dfcount", sh("dfcount rows.arrow"), "%d\n" % df.count())
os.rename("rows.json", "x.jsonl")
row('spark.read.json("x.jsonl").printSchema()', "dfshow --schema x.jsonl",
    sh("dfshow --schema x.jsonl"), printed(spark.read.json("x.jsonl").printSchema).rstrip("\n") + "\n")

os.mkdir("dir")
for i in range(3):
    with open(f"dir/{i}.txt", "w") as f:
        f.write("text %d\n" % i)
sc = spark.sparkContext
sh("seqfile pack -q -O x.seq dir")
row('sc.sequenceFile("x.seq").count()', "dfcount x.seq", sh("dfcount x.seq"),
    "%d\n" % sc.sequenceFile(os.path.abspath("x.seq")).count())
sc.wholeTextFiles(os.path.abspath("dir")).saveAsSequenceFile(os.path.abspath("out"))
sh("seqfile pack -q -O ours --max-size 128M dir")
spark_rows = sh("seqfile cat out | LC_ALL=C sort").replace("file:" + os.path.abspath("dir"), "dir")
ours = sorted((k, bytes(v).decode()) for k, v in sc.sequenceFile(os.path.abspath("ours")).collect())
row('sc.wholeTextFiles("dir").saveAsSequenceFile("out")', "seqfile pack -O out --max-size 128M dir",
    "".join(f"{k}\t{v}" for k, v in ours), "".join(
        line + "\n" for line in spark_rows.split("\n") if line))
spark.stop()
sys.exit(not say())
