import re

DURATION = re.compile(r"\s*(?:(\d+)d)?\s*(?:(\d+)h)?\s*(?:(\d+)m)?\s*(?:(\d+)s)?\s*", re.IGNORECASE)
SECONDS = (86400, 3600, 60, 1)


def parse_duration(text):
    match = DURATION.fullmatch(text)
    if match is None or not any(match.groups()):
        return None
    return sum(int(count or 0) * seconds for count, seconds in zip(match.groups(), SECONDS))
