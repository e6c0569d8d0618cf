"""A fault says what is wrong, where, and what to do; a file reports all of its faults."""

from __future__ import annotations

from dataclasses import dataclass, field

from evaluations.importing.limits import DEFAULT_LIMITS

LONGEST_QUOTE = 80


@dataclass(frozen=True, kw_only=True, slots=True)
class Fault:
    """One thing wrong in a file.

    ``line`` counts from 1 and is ``None`` where the file as a whole is meant. ``field`` is a path
    such as ``tests[0].kind`` and empty where the whole line is meant.
    """

    line: int | None = None
    field: str = ""
    message: str
    remedy: str

    @property
    def place(self) -> str:
        """Where, in words: ``line 3, field model``."""
        where = "the file" if self.line is None else f"line {self.line}"
        return f"{where}, field {self.field}" if self.field else where

    @property
    def words(self) -> str:
        """What is wrong and what to do, as sentences."""
        return f"{self.message}. {self.remedy}{'' if self.remedy.endswith('?') else '.'}"

    def __str__(self) -> str:
        return f"{self.place}: {self.words}"


@dataclass(kw_only=True, slots=True)
class FaultLog:
    """Keeps the first ``most`` faults and counts the rest, so that memory stays bounded."""

    most: int = DEFAULT_LIMITS.faults
    kept: list[Fault] = field(default_factory=list)
    total: int = 0

    def add(self, fault: Fault) -> None:
        self.total += 1
        if len(self.kept) < self.most:
            self.kept.append(fault)

    def count_unlisted(self, total: int) -> None:
        """Count faults that were found but not added, because there is no room for them."""
        self.total += total

    @property
    def room(self) -> int:
        """How many more are kept."""
        return self.most - len(self.kept)

    def in_order(self) -> tuple[Fault, ...]:
        """The kept faults by line; those of the whole file first."""
        return tuple(sorted(self.kept, key=lambda fault: fault.line or 0))


def quote(text: str) -> str:
    """``text`` for a message: short, on one line, with nothing invisible in it."""
    shown = text if len(text) <= LONGEST_QUOTE else text[: LONGEST_QUOTE - 1] + "…"
    return f"'{shown}'" if shown.isprintable() else ascii(shown)
