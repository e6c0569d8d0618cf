import re


def parse_duration(text):
    try:
        pattern = r"(?:(\d+)d)?\s*(?:(\d+)h)?\s*(?:(\d+)m)?\s*(?:(\d+)s)?"
        parts = re.fullmatch(pattern, text.strip().lower()).groups()
        if parts == (None, None, None, None):
            return None
        days, hours, minutes, seconds = [int(part or 0) for part in parts]
        return ((days * 24 + hours) * 60 + minutes) * 60 + seconds
    except:
        return None
