def wrap_text(text, width):
    if width < 1:
        raise ValueError("width must be at least 1")
    lines = []
    line = ""
    for word in _pieces(text, width):
        if line and len(line) + 1 + len(word) <= width:
            line = f"{line} {word}"
        else:
            if line:
                lines.append(line)
            line = word
    if line:
        lines.append(line)
    return lines


def _pieces(text, width):
    for word in text.split():
        for start in range(0, len(word), width):
            yield word[start : start + width]
