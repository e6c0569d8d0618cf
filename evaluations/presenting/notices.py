"""Why something is shown in a simpler way, as codes: what is cached holds no words to translate."""

from __future__ import annotations

from enum import StrEnum


class Notice(StrEnum):
    """One reason a reviewer is told of, next to the code or the comparison it concerns."""

    BINARY = "binary"
    """Not text: nothing is shown."""
    TOO_BIG = "too_big"
    """Over the byte or line limit of highlighting: shown without colours."""
    LONG_LINE = "long_line"
    """A line over the character limit: no colours, and the line is cut in the display."""
    CUT = "cut"
    """More lines than are ever shown: the rest is only in the download."""
    NO_LANGUAGE = "no_language"
    """No lexer knows the language: shown without colours."""
    INVISIBLE = "invisible"
    """Invisible or direction-changing characters are in it; they are shown by name."""
    CONFUSABLE = "confusable"
    """Letters that look like other letters are in it; they are marked."""
    MASKED = "masked"
    """Names that would tell who wrote it were masked."""
    IDENTICAL = "identical"
    """Both sides are the same as displayed."""
    NOTHING_IN_COMMON = "nothing_in_common"
    """No line is the same on both sides: the rows are put side by side in their order."""
    COARSE = "coarse"
    """The work limit of comparing was reached: what remained is laid side by side unmatched."""
    NOT_COMPARED = "not_compared"
    """Too many lines to compare: the two panes show them."""
    NOT_TESTED = "not_tested"
    """No test has run to its end yet."""
    NOT_SCANNED = "not_scanned"
    """No scanner has read it yet, which does not mean that it is clean."""
    SCANNER_SILENT = "scanner_silent"
    """Some scanners could not read it; their names follow."""
