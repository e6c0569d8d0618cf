"""The rubric that ships: what readability and maintainability mean, point by point."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, kw_only=True)
class Scale:
    """One criterion; ``anchors`` are the words of its points, from 1 upwards."""

    key: str
    name: str
    question: str
    anchors: tuple[str, ...]


DEFAULT_NAME = "Readability and maintainability"
DEFAULT_SCALES = (
    Scale(
        key="readability",
        name="Readability",
        question="How easily do I understand what this code does and why?",
        anchors=(
            "I cannot follow it without running it or drawing it on paper.",
            "I follow it only line by line; names or nesting work against me.",
            "I follow it, but two names mislead or one passage needs a second reading.",
            "I follow it in one reading, with one small stumble.",
            "I follow it at once; names and order tell me what I need.",
        ),
    ),
    Scale(
        key="maintainability",
        name="Maintainability",
        question="How safely could a colleague change this code next year?",
        anchors=(
            "I would rewrite it; any change is a risk.",
            "A small change touches many places or hides a trap, such as shared state or a secret.",
            "I can change it, but only after finding out what it silently relies on.",
            "I can change it safely; one part should be split, named or explained first.",
            "The next change has an obvious place, and a mistake there would be noticed.",
        ),
    ),
)
