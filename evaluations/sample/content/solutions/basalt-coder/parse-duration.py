import re


def parse_duration(text):
    m = re.fullmatch(r"\s*" + "".join(rf"((?P<{u}>\d+){u}\s*)?" for u in "dhms"), text.lower())
    g = m and {k: int(v) for k, v in m.groupdict().items() if v}
    return sum(v * {"d": 86400, "h": 3600, "m": 60, "s": 1}[k] for k, v in g.items()) if g else None
