import re


def slugify(text, max_length=60):
    text = text.lower().replace("'", "").replace("’", "")
    slug = re.sub(r"[^a-z0-9]+", "-", text).strip("-")
    slug = slug[:max_length].strip("-")
    return slug or "untitled"
