def build_order(dependencies):
    g = {
        k: set(dependencies.get(k, ()))
        for k in set(dependencies).union(*map(set, dependencies.values()))
    }

    def f(o, s):
        if len(o) == len(g):
            return o
        r = [k for k, v in g.items() if k not in s and v <= s]
        if not r:
            raise ValueError("cycle: " + ",".join(sorted(g.keys() - s)))
        m = min(r)
        return f([*o, m], s | {m})

    return f([], set())
