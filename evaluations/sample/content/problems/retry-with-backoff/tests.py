class Flaky:
    """Raises the given errors in turn, then returns "done"."""

    def __init__(self, *errors):
        self.errors = list(errors)
        self.calls = 0

    def __call__(self):
        self.calls += 1
        if self.errors:
            raise self.errors.pop(0)
        return "done"


def check(candidate):
    waits = []
    steady = Flaky()
    assert candidate(steady, sleep=waits.append) == "done"
    assert steady.calls == 1 and waits == []

    twice = Flaky(OSError("one"), ConnectionError("two"))
    assert candidate(twice, sleep=waits.append) == "done"
    assert twice.calls == 3 and waits == [0.5, 1.0]

    waits.clear()
    slow = Flaky(*[TimeoutError(str(n)) for n in range(4)])
    assert candidate(slow, attempts=5, base_delay=1, sleep=waits.append) == "done"
    assert waits == [1, 2, 4, 8]

    waits.clear()
    last = OSError("last")
    never = Flaky(OSError("first"), OSError("second"), last, OSError("unreached"))
    assert raised(candidate, never, sleep=waits.append) is last
    assert never.calls == 3 and waits == [0.5, 1.0]

    waits.clear()
    wrong = Flaky(KeyError("other"))
    assert isinstance(raised(candidate, wrong, sleep=waits.append), KeyError)
    assert wrong.calls == 1 and waits == []

    stopped = Flaky(KeyboardInterrupt())
    assert isinstance(raised(candidate, stopped, sleep=waits.append), KeyboardInterrupt)
    assert stopped.calls == 1

    custom = Flaky(KeyError("again"))
    assert candidate(custom, retry_on=(KeyError, IndexError), sleep=waits.append) == "done"

    single = Flaky(OSError("only"))
    assert isinstance(raised(candidate, single, attempts=1, sleep=waits.append), OSError)
    assert single.calls == 1

    unused = Flaky()
    assert isinstance(raised(candidate, unused, attempts=0), ValueError)
    assert unused.calls == 0


def raised(candidate, *args, **kwargs):
    try:
        candidate(*args, **kwargs)
    except BaseException as error:
        return error
    return None
