import re
import unicodedata


def slugify(text, max_length=60):
    decomposed = unicodedata.normalize("NFKD", re.sub("['’]", "", text))
    plain = "".join(char for char in decomposed if not unicodedata.combining(char))
    words = re.findall("[a-z0-9]+", plain.lower())
    if not words:
        return "untitled"

    slug = words[0][:max_length]
    for word in words[1:]:
        if len(slug) + 1 + len(word) > max_length:
            break
        slug = f"{slug}-{word}"
    return slug
