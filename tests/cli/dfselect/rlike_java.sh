# RLIKE against Java's own answers, for random patterns. SEED of a run that failed repeats it.
need java
java "$SRC/tests/golden/RegexJudge.java" random "${SEED:-1}" 3000 >table
REGEX_TABLE=table "$BUILD/tests/unit/expr_regex_test" 2>&1 | grep -v ' as Java, '
