import pytest

from solution import RateLimiter


class Clock:
    def __init__(self):
        self.now = 1000.0

    def __call__(self):
        return self.now


@pytest.fixture
def clock():
    return Clock()


def test_allows_calls_up_to_the_limit(clock):
    limiter = RateLimiter(2, 10, clock)
    assert [limiter.allow("a") for _ in range(4)] == [True, True, False, False]


def test_returns_real_booleans(clock):
    limiter = RateLimiter(1, 10, clock)
    assert limiter.allow("a") is True
    assert limiter.allow("a") is False


def test_allows_again_when_the_window_has_passed(clock):
    limiter = RateLimiter(1, 10, clock)
    limiter.allow("a")
    clock.now += 9.5
    assert not limiter.allow("a")
    clock.now += 0.5
    assert limiter.allow("a")


def test_slides_instead_of_starting_over(clock):
    limiter = RateLimiter(2, 10, clock)
    limiter.allow("a")
    clock.now += 6
    limiter.allow("a")
    clock.now += 5
    assert limiter.allow("a")
    assert not limiter.allow("a")


def test_refused_calls_do_not_count(clock):
    limiter = RateLimiter(1, 10, clock)
    limiter.allow("a")
    for _ in range(9):
        clock.now += 1
        assert not limiter.allow("a")
    clock.now += 1
    assert limiter.allow("a")


def test_keys_are_independent(clock):
    limiter = RateLimiter(1, 10, clock)
    assert limiter.allow("a")
    assert limiter.allow("b")
    assert not limiter.allow("a")


def test_two_limiters_are_independent(clock):
    first, second = RateLimiter(1, 10, clock), RateLimiter(1, 10, clock)
    assert first.allow("a")
    assert second.allow("a")


def test_works_with_its_own_clock():
    assert RateLimiter(1, 60).allow("a")


@pytest.mark.parametrize(("limit", "window"), [(0, 10), (-1, 10), (1, 0), (1, -5)])
def test_refuses_senseless_settings(limit, window):
    with pytest.raises(ValueError):
        RateLimiter(limit, window)
