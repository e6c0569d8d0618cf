"""A program that imports what tests and solutions often do: compiling it fills Go's own cache."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Final

from evaluations.running.go_suites.sources import STANDARD

OFTEN_USED: Final = ("github.com/stretchr/testify/assert", "github.com/stretchr/testify/require")


def warm_files(installed: Iterable[str]) -> dict[str, str]:
    """The files of such a program, with those of the packages often used that are there."""
    there = set(installed)
    imported = [*STANDARD, *(path for path in OFTEN_USED if path in there)]
    lines = "\n".join(f'\t_ "{path}"' for path in imported)
    return {
        "warm.go": "package warm\n",
        "warm_test.go": f'package warm\n\nimport (\n\t"testing"\n{lines}\n)\n\n'
        "func TestWarm(t *testing.T) {}\n",
    }
