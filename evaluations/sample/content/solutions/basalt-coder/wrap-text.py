def wrap_text(text, width):
    if width < 1:
        raise ValueError("width")
    o, n = [], 0
    for p in (w[i : i + width] for w in text.split() for i in range(0, len(w), width)):
        if n and n + 1 + len(p) <= width:
            o[-1] += " " + p
            n += 1 + len(p)
        else:
            o.append(p)
            n = len(p)
    return o
