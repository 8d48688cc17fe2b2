"""tally.py - what a judge has found: check() counts and names failures, say() sums up."""
checks = failed = 0


def check(ok, *what):
    """Counts; says what failed when it is not ok."""
    global checks, failed
    checks += 1
    if not ok:
        failed += 1
        print('FAIL', *what)


def say():
    """Prints the sum; true when something was checked and nothing failed."""
    print('%d checks, %d failed' % (checks, failed))
    return checks > 0 and failed == 0
