"""What a program printed, as HTML: colours as classes, every other terminal sequence laid open.

A terminal would obey these sequences: move the cursor, erase what stands above, hide text. Here
only colour and weight (SGR) are followed, as classes ``an-...`` of the style sheet; the rest stands
in the text, marked. Text is never hidden: concealing is not followed, and a background is a line
under the text, so that no pair of colours makes it disappear.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from html import escape

from evaluations.presenting.text import OverlayKind, find_oddities, overlay_html

SHOWN_CHARACTERS = 20_000
"""Of one output: half from its beginning, half from its end, where a traceback says the reason."""

_SEQUENCE = re.compile(
    r"\x1b\[(?P<sgr>[\d;:]*)m"
    r"|(?P<other>\x1b\[[0-?]*[ -/]*[@-~]|\x1b\][^\x07\x1b\n]*(?:\x07|\x1b\\)?|\x1b[@-Z\\^_c])"
)
_HUES = ("black", "red", "green", "yellow", "blue", "magenta", "cyan", "white")
"""In the order of SGR: red, green and blue are its bits."""

_SLOTS: dict[int, tuple[str, str]] = {
    1: ("weight", "an-bold"),
    2: ("weight", "an-faint"),
    3: ("slant", "an-italic"),
    4: ("line", "an-underline"),
    7: ("turn", "an-inverse"),
    9: ("strike", "an-strike"),
    22: ("weight", ""),
    23: ("slant", ""),
    24: ("line", ""),
    27: ("turn", ""),
    29: ("strike", ""),
    39: ("ink", ""),
    49: ("ground", ""),
    **{base + hue: ("ink", f"an-{_HUES[hue]}") for base in (30, 90) for hue in range(8)},
    **{base + hue: ("ground", f"an-on-{_HUES[hue]}") for base in (40, 100) for hue in range(8)},
    90: ("ink", "an-grey"),
    100: ("ground", "an-on-grey"),
}
"""SGR code -> what it sets and the class for it; an empty class sets it back."""

_GREY_SPREAD = 40
"""Red, green and blue this close to each other (of 255) are a grey."""
_CUBE = (0, 95, 135, 175, 215, 255)
"""Levels of the six-step colour cube of 256 colours."""

Style = dict[str, str]
Rgb = tuple[int, int, int]


@dataclass(frozen=True, kw_only=True)
class ShownOutput:
    """HTML for inside ``pre``: the beginning and, where ``left_out`` characters are, the end."""

    head_html: str
    left_out: int = 0
    tail_html: str = ""

    @property
    def has_marks(self) -> bool:
        """Whether something in it was made visible that a reader could not see."""
        return 'class="cv-' in self.head_html + self.tail_html


def show_output(text: str, *, limit: int = SHOWN_CHARACTERS) -> ShownOutput:
    """An output fit to be shown, at most ``limit`` characters of it."""
    if len(text) <= limit:
        return ShownOutput(head_html=output_html(text))
    half = limit // 2
    return ShownOutput(
        head_html=output_html(text[:half]),
        left_out=len(text) - 2 * half,
        tail_html=output_html(text[-half:]),
    )


def output_html(text: str) -> str:
    """Text of a terminal as HTML: no sequence in it is obeyed but those of colour and weight."""
    style: Style = {}
    html: list[str] = []
    done = 0
    text = text.replace("\r\n", "\n")
    for match in _SEQUENCE.finditer(text):
        html.append(_styled(text[done : match.start()], style))
        done = match.end()
        if match["other"] is None:
            style = _follow(style, match["sgr"])
        else:
            html.append(_laid_open(match["other"]))
    html.append(_styled(text[done:], style))
    return "".join(html)


def _styled(text: str, style: Style) -> str:
    classes = " ".join(filter(None, style.values()))
    inner = _visible(text)
    return f'<span class="{classes}">{inner}</span>' if classes and inner else inner


def _visible(text: str) -> str:
    html: list[str] = []
    done = 0
    for odd in find_oddities(text):
        html.append(escape(text[done : odd.start]))
        html.append(overlay_html(odd.kind, text[odd.start : odd.end]))
        done = odd.end
    return "".join([*html, escape(text[done:])])


def _laid_open(sequence: str) -> str:
    return f'<span class="{OverlayKind.ODD}">{escape(_spelled_out(sequence))}</span>'


def _spelled_out(sequence: str) -> str:
    """Control characters by name or number: fonts have no glyphs for their pictures."""
    named = {"\x1b": "ESC", "\x07": " BEL"}
    return "".join(
        char if char.isprintable() else named.get(char, f"U+{ord(char):04X}") for char in sequence
    )


def _follow(style: Style, parameters: str) -> Style:
    """The style after one SGR sequence; codes that are not known change nothing."""
    changed = dict(style)
    for code, colour in _codes(parameters):
        if code == 0:
            changed = {}
        elif code in (38, 48) and colour:
            slot, prefix = ("ink", "an-") if code == 38 else ("ground", "an-on-")
            changed[slot] = prefix + colour
        elif code in _SLOTS:
            slot, css = _SLOTS[code]
            changed[slot] = css
    return changed


def _codes(parameters: str) -> Iterator[tuple[int, str]]:
    """Each code; 38 and 48 with the name of the nearest colour that we have."""
    waiting = [_numbers(parameter) for parameter in parameters.split(";")]
    while waiting:
        code, *rest = waiting.pop(0)
        if code in (38, 48) and not rest:  # 38;5;n and 38;2;r;g;b, written with semicolons
            length = {5: 2, 2: 4}.get(waiting[0][0] if waiting else 0, 0)
            rest = [numbers[0] for numbers in waiting[:length]]
            del waiting[:length]
        yield code, _nearest(rest) if code in (38, 48) else ""


def _numbers(parameter: str) -> list[int]:
    """The parts of one parameter; what is empty or absurdly long counts as 0."""
    return [int(part) if 0 < len(part) <= 4 else 0 for part in parameter.split(":")]


def _nearest(colour: list[int]) -> str:
    """Name of ``5, n`` (of 256) or ``2, ..., r, g, b``; empty where it is neither."""
    if len(colour) == 2 and colour[0] == 5:
        number = colour[1]
        if number < 16:
            return "grey" if number == 8 else _HUES[number % 8]
        return _name_rgb(_palette(number)) if number < 256 else ""
    if len(colour) >= 4 and colour[0] == 2:
        red, green, blue = colour[-3:]
        return _name_rgb((red, green, blue))
    return ""


def _palette(number: int) -> Rgb:
    if number >= 232:
        level = 8 + 10 * (number - 232)
        return level, level, level
    number -= 16
    return _CUBE[number // 36], _CUBE[number // 6 % 6], _CUBE[number % 6]


def _name_rgb(rgb: Rgb) -> str:
    if max(rgb) - min(rgb) < _GREY_SPREAD:
        return "grey"
    bits = [2 * part > max(rgb) for part in rgb]
    return _HUES[bits[0] + 2 * bits[1] + 4 * bits[2]]
