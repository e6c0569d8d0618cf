import re

LEVELS = ["DEBUG", "INFO", "WARNING", "ERROR"]


def summarise_log(lines):
    entries = []
    skipped = 0
    for line in lines:
        line = line.strip()
        if not line:
            continue
        parts = line.split(maxsplit=2)
        if len(parts) == 3 and parts[1] in LEVELS and re.match(r"\d+-\d+-\d+T", parts[0]):
            entries.append(parts)
        else:
            skipped += 1

    times = sorted(time for time, level, message in entries)
    errors = sorted(message for time, level, message in entries if level == "ERROR")
    found = [level for time, level, message in entries]
    return {
        "levels": {level: found.count(level) for level in LEVELS if level in found},
        "top_error": max(errors, key=errors.count) if errors else None,
        "first": times[0] if times else None,
        "last": times[-1] if times else None,
        "skipped": skipped,
    }
