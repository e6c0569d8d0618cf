def summarise_log(lines):
    lv, er, lo, hi, sk = {}, {}, None, None, 0
    for x in lines:
        p = x.split(None, 2)
        if len(p) == 0:
            continue
        if len(p) == 3:
            t, l, m = p
            m = m.rstrip()
            if (
                len(t) == 19
                and t[4] == t[7] == "-"
                and t[10] == "T"
                and t[13] == t[16] == ":"
                and (t[:4] + t[5:7] + t[8:10] + t[11:13] + t[14:16] + t[17:]).isdigit()
            ):
                if l in ("DEBUG", "INFO", "WARNING", "ERROR"):
                    lv[l] = lv.get(l, 0) + 1
                    if l == "ERROR":
                        er[m] = er.get(m, 0) + 1
                    if lo is None or t < lo:
                        lo = t
                    if hi is None or t > hi:
                        hi = t
                else:
                    sk += 1
            else:
                sk += 1
        else:
            sk += 1
    te = None
    for m, n in er.items():
        if te is None or n > er[te] or (n == er[te] and m < te):
            te = m
    return {"levels": lv, "top_error": te, "first": lo, "last": hi, "skipped": sk}
