"""The one matcher of lines and of words, with a limit on work that is counted, not timed.

Counting gives the same result for the same input on every machine; a clock would not.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from difflib import Match, SequenceMatcher
from itertools import accumulate


class Work:
    """``units`` of work that may be spent. Once a step does not fit, ``exhausted`` stays true."""

    def __init__(self, *, units: int) -> None:
        self.left = units
        self.exhausted = False

    def spend(self, units: int) -> bool:
        """Whether a step of this size fits; if so it is taken off what is left."""
        if units > self.left:
            self.exhausted = True
            return False
        self.left -= units
        return True


class BoundedMatcher(SequenceMatcher[str]):
    """Stops looking for matches once its work is spent; what it found until then stays valid.

    The cost of one search is known before it starts: for each left item in its range, the places
    of that item on the right.
    """

    a: Sequence[str]
    b2j: dict[str, list[int]]

    def __init__(
        self,
        left: Sequence[str],
        right: Sequence[str],
        *,
        work: Work,
        is_junk: Callable[[str], bool],
    ) -> None:
        super().__init__(is_junk, left, right, autojunk=True)
        self._work = work
        self._cost = [0, *accumulate(1 + len(self.b2j.get(item, ())) for item in left)]

    def find_longest_match(
        self, alo: int = 0, ahi: int | None = None, blo: int = 0, bhi: int | None = None
    ) -> Match:
        end = len(self.a) if ahi is None else ahi
        if not self._work.spend(self._cost[end] - self._cost[alo]):
            return Match(alo, blo, 0)
        return super().find_longest_match(alo, ahi, blo, bhi)
