import time


class RateLimiter:
    def __init__(self, limit, window_seconds, clock=time.monotonic):
        if limit < 1 or window_seconds <= 0:
            raise ValueError("limit/window")
        self.l, self.w, self.c, self.b = limit, window_seconds, clock, {}

    def allow(self, key):
        # b: key -> [ring of l times, write position]
        t = self.c()
        if key not in self.b:
            self.b[key] = [[None] * self.l, 0]
        v = self.b[key]
        o = v[0][v[1] % self.l]
        if o is not None:
            if t - o < self.w:
                return False
            else:
                v[0][v[1] % self.l] = t
                v[1] += 1
                return True
        else:
            v[0][v[1] % self.l] = t
            v[1] += 1
            return True
