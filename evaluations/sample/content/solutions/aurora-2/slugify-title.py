import re
import unicodedata

FALLBACK = "untitled"


def strip_accents(text: str) -> str:
    decomposed = unicodedata.normalize("NFKD", text)
    return "".join(char for char in decomposed if not unicodedata.combining(char))


def slugify(text: str, max_length: int = 60) -> str:
    """Turn a title into a slug of at most ``max_length`` characters, cut between words."""
    without_apostrophes = text.replace("'", "").replace("’", "")
    words = re.findall(r"[a-z0-9]+", strip_accents(without_apostrophes).lower())
    if not words:
        return FALLBACK

    slug = words[0][:max_length]
    for word in words[1:]:
        candidate = f"{slug}-{word}"
        if len(candidate) > max_length:
            break
        slug = candidate
    return slug
