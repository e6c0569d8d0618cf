def wrap_text(text: str, width: int) -> list[str]:
    """Break ``text`` into lines of at most ``width`` characters.

    Words are placed greedily. A word longer than the width starts on a new line and is cut into
    pieces of full width; what is left of it is placed like any other word.

    Args:
        text: Any text. Runs of white space count as one blank.
        width: The greatest length of a line.

    Returns:
        The lines, without line ends.

    Raises:
        ValueError: If ``width`` is below 1.
    """
    if width < 1:
        raise ValueError("width must be at least 1")

    lines: list[str] = []
    current = ""
    for word in text.split():
        if current and len(current) + 1 + len(word) <= width:
            current += " " + word
            continue
        if current:
            lines.append(current)
        while len(word) > width:
            lines.append(word[:width])
            word = word[width:]
        current = word
    if current:
        lines.append(current)
    return lines
