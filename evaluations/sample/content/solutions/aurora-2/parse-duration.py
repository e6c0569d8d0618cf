import re

SECONDS_PER_UNIT = {"d": 86_400, "h": 3_600, "m": 60, "s": 1}
PART = r"\d+[dhms]"


def parse_duration(text: str) -> int | None:
    """Return the seconds of a duration such as ``"1h 30m"``, or ``None`` if it is not one."""
    normalised = text.strip().lower()
    if not re.fullmatch(rf"{PART}(\s*{PART})*", normalised):
        return None
    return sum(
        int(part[:-1]) * SECONDS_PER_UNIT[part[-1]] for part in re.findall(PART, normalised)
    )
