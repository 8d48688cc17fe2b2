#!/usr/bin/env python3
"""spark.py DIR - SequenceFiles as Spark writes them, through PySpark."""
import glob
import os
import shutil
import sys
import tempfile

from pyspark.sql import SparkSession

CODEC = 'org.apache.hadoop.io.compress.'


def main(out):
    work = tempfile.mkdtemp()
    spark = (SparkSession.builder.master('local[1]').config('spark.ui.enabled', 'false')
             .config('spark.sql.warehouse.dir', work + '/warehouse')
             .config('spark.hadoop.javax.jdo.option.ConnectionURL',
                     'jdbc:derby:memory:metastore;create=true')
             .enableHiveSupport().getOrCreate())
    sc = spark.sparkContext

    def keep(folder, name):
        (part,) = [p for p in glob.glob(folder + '/part-*') if os.path.getsize(p)]
        shutil.copyfile(part, os.path.join(out, 'spark-' + name + '.seq'))

    def save(name, pairs, codec=None, how='saveAsSequenceFile'):
        folder = os.path.join(work, name)
        rdd = sc.parallelize(pairs, 1)
        if how == 'saveAsPickleFile':
            rdd.saveAsPickleFile(folder, 4)
        else:
            rdd.saveAsSequenceFile(folder, codec and CODEC + codec)
        keep(folder, name)

    save('int-string', [(i, 'value %d' % i) for i in range(-3, 4)])
    save('string-long', [('key %d' % i, (1 << 40) + i) for i in range(5)])
    save('string-double', [('key %d' % i, i * 0.25) for i in range(-2, 3)])
    save('int-boolean', [(i, i % 2 == 0) for i in range(4)])
    save('string-bytes', [('key %d' % i, bytearray(range(i))) for i in range(5)])
    save('none-string', [(None, 'value %d' % i) for i in range(4)])
    save('int-map', [(i, {'a': i, 'b': 'text', 'c': 1.5} if i else {}) for i in range(3)])
    for codec in ('DefaultCodec', 'BZip2Codec', 'SnappyCodec', 'Lz4Codec'):
        save(codec.lower()[:-5], [('key %03d' % i, 'value ' * (i % 9)) for i in range(60)], codec)
    save('pickle', [(i, 'value %d' % i) for i in range(10)], how='saveAsPickleFile')
    # As Hive stores a table.
    for codec in ('', 'SnappyCodec'):
        spark.sql('SET hive.exec.compress.output=' + ('true' if codec else 'false'))
        spark.sql('SET mapreduce.output.fileoutputformat.compress.codec=' + CODEC + (codec or 'DefaultCodec'))
        spark.sql('SET mapreduce.output.fileoutputformat.compress.type=BLOCK')
        name = 'hive' + codec[:-5].lower()
        spark.sql('CREATE TABLE %s (n INT, s STRING, x DOUBLE, l ARRAY<INT>) STORED AS SEQUENCEFILE' % name)
        spark.sql("INSERT INTO %s SELECT /*+ COALESCE(1) */ CAST(id AS INT), IF(id %% 3 = 0, NULL, "
                  "concat('row ', id)), id / 4, array(1, 2) FROM range(0, 12, 1, 1)" % name)
        keep(work + '/warehouse/' + name, name)
    spark.stop()
    shutil.rmtree(work)


main(sys.argv[1])
