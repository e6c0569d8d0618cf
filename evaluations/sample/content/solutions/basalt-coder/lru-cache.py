class LRUCache:
    def __init__(self, capacity):
        if capacity < 1:
            raise ValueError("capacity")
        # d: key -> [prev, next, key, value]; z is the ring's head
        self.c, self.d = capacity, {}
        self.z = z = []
        z[:] = [z, z, None, None]

    def _u(self, n):
        n[0][1], n[1][0] = n[1], n[0]

    def _a(self, n):
        p = self.z[0]
        n[0], n[1] = p, self.z
        p[1] = self.z[0] = n

    def get(self, key, default=None):
        n = self.d.get(key)
        if n is None:
            return default
        self._u(n)
        self._a(n)
        return n[3]

    def put(self, key, value):
        n = self.d.get(key)
        if n is not None:
            n[3] = value
            self._u(n)
            self._a(n)
        else:
            if len(self.d) == self.c:
                o = self.z[1]
                self._u(o)
                del self.d[o[2]]
            n = [None, None, key, value]
            self.d[key] = n
            self._a(n)

    def __len__(self):
        return len(self.d)

    def __contains__(self, key):
        return key in self.d
