# pyspark-count.py FILE CLOCK - the seconds that PySpark takes to count the records of a
# SequenceFile, without its start-up.
import sys
import time

from pyspark import SparkConf, SparkContext

conf = SparkConf().setMaster('local[*]').set('spark.ui.enabled', 'false') \
    .set('spark.driver.memory', '4g')
sc = SparkContext(conf=conf)
sc.setLogLevel('ERROR')
# The workers are up, and the classes loaded.
sc.parallelize(range(1000)).count()
begin = time.monotonic()
n = sc.sequenceFile('file:' + sys.argv[1]).count()
seconds = time.monotonic() - begin
with open(sys.argv[2], 'w') as f:
    f.write(f'{seconds:.3f}\n')
print(n)
sc.stop()
