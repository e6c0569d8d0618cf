import time
from collections.abc import Callable
from typing import TypeVar

T = TypeVar("T")


def retry(
    operation: Callable[[], T],
    attempts: int = 3,
    base_delay: float = 0.5,
    retry_on: tuple[type[BaseException], ...] = (OSError,),
    sleep: Callable[[float], object] = time.sleep,
) -> T:
    """Call ``operation`` until it succeeds, waiting longer after every failure.

    The first wait lasts ``base_delay`` seconds and every further wait is twice as long as the one
    before, which gives an overloaded service time to recover instead of adding to its load. There
    is no wait after the last attempt, because nothing would follow it. Exceptions that are not
    listed in ``retry_on`` are considered permanent and are never retried.

    Args:
        operation: A callable without arguments.
        attempts: How often ``operation`` is called at most.
        base_delay: Seconds before the second attempt.
        retry_on: The exception types that are worth another attempt.
        sleep: Called with the seconds to wait. Replace it in tests.

    Returns:
        Whatever ``operation`` returns.

    Raises:
        ValueError: If ``attempts`` is below 1.
        BaseException: The exception of the last attempt, unchanged.
    """
    if attempts < 1:
        raise ValueError(f"attempts must be at least 1, got {attempts}")

    delay = base_delay
    for remaining in range(attempts - 1, -1, -1):
        try:
            return operation()
        except retry_on:
            if remaining == 0:
                raise
        sleep(delay)
        delay *= 2
    raise AssertionError("unreachable")
