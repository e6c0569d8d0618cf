def wrap_text(text, width):
    if width < 1:
        raise ValueError("width must be at least 1")
    words = text.split()
    lines = []
    line = ""
    while words:
        longer = (line + " " + words[0]).strip()
        if len(longer) <= width:
            line = longer
            words.pop(0)
        elif line:
            lines.append(line)
            line = ""
    if line:
        lines.append(line)
    return lines
