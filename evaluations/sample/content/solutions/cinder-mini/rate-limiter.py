import time


class RateLimiter:
    def __init__(self, limit, window_seconds, clock=time.monotonic, calls={}):
        if limit < 1 or window_seconds <= 0:
            raise ValueError("invalid limit or window")
        self.limit = limit
        self.window_seconds = window_seconds
        self.clock = clock
        self.calls = calls

    def allow(self, key):
        now = self.clock()
        recent = [t for t in self.calls.get(key, []) if now - t < self.window_seconds]
        allowed = len(recent) < self.limit
        if allowed:
            recent.append(now)
        self.calls[key] = recent
        return allowed
