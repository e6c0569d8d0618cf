import time
from collections import defaultdict, deque
from collections.abc import Callable, Hashable


class RateLimiter:
    """Allow at most ``limit`` calls per key within any ``window_seconds``.

    For every key the times of its allowed calls are kept, oldest first. Times that have left the
    window are dropped before a new call is judged.
    """

    def __init__(
        self,
        limit: int,
        window_seconds: float,
        clock: Callable[[], float] = time.monotonic,
    ) -> None:
        if limit < 1:
            raise ValueError(f"limit must be at least 1, got {limit}")
        if window_seconds <= 0:
            raise ValueError(f"window_seconds must be positive, got {window_seconds}")
        self.limit = limit
        self.window_seconds = window_seconds
        self.clock = clock
        self._allowed_at: defaultdict[Hashable, deque[float]] = defaultdict(deque)

    def allow(self, key: Hashable) -> bool:
        """Return whether ``key`` may call now, and remember the call if so."""
        now = self.clock()
        allowed_at = self._allowed_at[key]
        self._drop_expired(allowed_at, now)
        if len(allowed_at) >= self.limit:
            return False
        allowed_at.append(now)
        return True

    def _drop_expired(self, allowed_at: deque[float], now: float) -> None:
        while allowed_at and now - allowed_at[0] >= self.window_seconds:
            allowed_at.popleft()
