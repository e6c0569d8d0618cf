import time
from collections import defaultdict, deque


class RateLimiter:
    def __init__(self, limit, window_seconds, clock=time.monotonic):
        if limit < 1 or window_seconds <= 0:
            raise ValueError("limit must be at least 1 and the window above 0")
        self.limit = limit
        self.window_seconds = window_seconds
        self.clock = clock
        self._allowed = defaultdict(deque)

    def allow(self, key):
        now = self.clock()
        calls = self._allowed[key]
        while calls and now - calls[0] >= self.window_seconds:
            calls.popleft()
        if len(calls) >= self.limit:
            return False
        calls.append(now)
        return True
