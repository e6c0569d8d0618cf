"""What a complete review is, before anything is stored."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping
from dataclasses import asdict, dataclass
from typing import Any
from uuid import UUID

PREFERENCES = (
    "left_much_better",
    "left_better",
    "tie_good",
    "both_bad",
    "right_better",
    "right_much_better",
)
NOTE_CATEGORIES = ("bug", "naming", "structure", "security", "style", "question", "praise")
SIDES = ("left", "right")
COMMENT_LIMIT = 20_000
NOTE_LIMIT = 4_000
NOTES_LIMIT = 200
LONGEST_ACTIVE_SECONDS = 24 * 3600


@dataclass(frozen=True, kw_only=True)
class LineNote:
    """A note on lines ``first_line`` to ``last_line`` (from 1) of one file of one side."""

    side: str
    path: str
    first_line: int
    last_line: int
    category: str
    text: str


@dataclass(frozen=True, kw_only=True)
class Submission:
    """What a reviewer sends. ``ratings``: criterion key -> side -> points."""

    idempotency_key: UUID
    preference: str
    ratings: Mapping[str, Mapping[str, int]]
    confidence: int | None = None
    comment: str = ""
    active_seconds: int = 0
    evidence_opened: bool = False
    line_comments: tuple[LineNote, ...] = ()

    def content_hash(self) -> str:
        """SHA-256 of everything but the key and the clock: two sends of one review are equal."""
        content = asdict(self)
        del content["idempotency_key"], content["active_seconds"]
        encoded = json.dumps(content, sort_keys=True, ensure_ascii=False)
        return hashlib.sha256(encoded.encode("utf-8", "surrogatepass")).hexdigest()


def find_faults(submission: Submission, scales: Mapping[str, int]) -> dict[str, str]:
    """Every fault by field; empty when the review is complete.

    Args:
        submission: what was sent.
        scales: criterion key -> number of points of its scale.
    """
    faults: dict[str, str] = {}
    if submission.preference not in PREFERENCES:
        faults["preference"] = f"choose one of: {', '.join(PREFERENCES)}"
    if submission.confidence not in {None, 1, 2, 3}:
        faults["confidence"] = "1 (unsure), 2 (fairly) or 3 (sure)"
    if len(submission.comment) > COMMENT_LIMIT:
        faults["comment"] = f"at most {COMMENT_LIMIT} characters"
    if not 0 <= submission.active_seconds <= LONGEST_ACTIVE_SECONDS:
        faults["active_seconds"] = "between 0 and 86400"
    faults.update(_rating_faults(submission.ratings, scales))
    faults.update(_note_faults(submission.line_comments))
    return faults | _text_faults(submission)


def _rating_faults(
    ratings: Mapping[str, Mapping[str, int]], scales: Mapping[str, int]
) -> dict[str, str]:
    faults = {
        f"ratings.{key}": f"no such criterion; there are: {', '.join(scales)}"
        for key in ratings.keys() - scales.keys()
    }
    for key, points in scales.items():
        for side in SIDES:
            given = ratings.get(key, {}).get(side)
            if given is None or not 1 <= given <= points:
                faults[f"ratings.{key}.{side}"] = f"rate it from 1 to {points}"
    return faults


def _note_faults(notes: tuple[LineNote, ...]) -> dict[str, str]:
    if len(notes) > NOTES_LIMIT:
        return {"line_comments": f"at most {NOTES_LIMIT} notes"}
    faults = {}
    for index, note in enumerate(notes):
        fault = _note_fault(note)
        if fault:
            faults[f"line_comments.{index}"] = fault
    return faults


def _note_fault(note: LineNote) -> str:
    if note.side not in SIDES:
        return "side is left or right"
    if note.category not in NOTE_CATEGORIES:
        return f"category is one of: {', '.join(NOTE_CATEGORIES)}"
    if not 1 <= note.first_line <= note.last_line:
        return "lines start at 1 and the first is not after the last"
    if not note.text.strip() or len(note.text) > NOTE_LIMIT:
        return f"1 to {NOTE_LIMIT} characters of text"
    return ""


def _text_faults(submission: Submission) -> dict[str, str]:
    """PostgreSQL stores neither NUL nor lone surrogates: said here, not as a server error there."""
    texts: dict[str, Any] = {"comment": submission.comment}
    for index, note in enumerate(submission.line_comments):
        texts[f"line_comments.{index}"] = note.text + note.path
    return {
        field: "take out control character NUL and broken characters"
        for field, text in texts.items()
        if "\x00" in text or any("\ud800" <= character <= "\udfff" for character in text)
    }
