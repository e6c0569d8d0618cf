def split_amount(cents, weights):
    t = sum(weights)
    if not weights or t <= 0 or min(weights) < 0:
        raise ValueError("weights")
    g, a = (-1 if cents < 0 else 1), abs(cents)
    q = [divmod(a * w, t) for w in weights]
    k = a - sum(x for x, _ in q)
    s = {i for _, i in sorted((-y, i) for i, (_, y) in enumerate(q))[:k]}
    return [g * (x + (i in s)) for i, (x, _) in enumerate(q)]
