import re
import unicodedata as u


def slugify(text, max_length=60):
    w = re.findall(
        "[a-z0-9]+",
        "".join(
            c
            for c in u.normalize("NFKD", text.translate({39: None, 8217: None}))
            if not u.combining(c)
        ).lower(),
    )
    n = next((i for i in range(len(w), 0, -1) if len("-".join(w[:i])) <= max_length), 0)
    return "-".join(w[:n]) or "".join(w[:1])[:max_length] or "untitled"
