"""The sample campaign that ships: where its files are, and its design and reviews as values.

Problems and solutions go through the real import, so only their paths are given. Pure: no Django.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum
from importlib.resources import files
from pathlib import Path
from typing import Any

CONTENT = Path(str(files("evaluations.sample"))) / "content"


@dataclass(frozen=True, kw_only=True)
class SampleReviewer:
    """An invented person of the panel. ``key`` is what reviews refer to."""

    key: str
    name: str
    pseudonym: str
    experience_years: int
    languages: tuple[str, ...]


@dataclass(frozen=True, kw_only=True)
class SampleCampaign:
    """The study's design. ``guidelines`` is Markdown, ``overlap`` counts reviews per comparison."""

    name: str
    guidelines: str
    overlap: int
    evidence_policy: str
    panel: tuple[SampleReviewer, ...]


class Verdict(StrEnum):
    """How far one solution is preferred, or that neither is."""

    MUCH = "much"
    SLIGHT = "slight"
    BOTH_GOOD = "both_good"
    BOTH_BAD = "both_bad"


@dataclass(frozen=True, kw_only=True)
class SampleReview:
    """One invented judgement of two models' solutions to one problem.

    ``preferred`` and ``over`` are names of models; for ``BOTH_GOOD`` and ``BOTH_BAD`` their order
    means nothing. ``ratings`` maps model -> criterion key -> points. Confidence is 1 to 3.
    """

    reviewer: str
    problem: str
    preferred: str
    over: str
    strength: Verdict
    ratings: Mapping[str, Mapping[str, int]]
    confidence: int
    comment: str
    active_seconds: int
    recognised: bool


def problems_path() -> Path:
    """The problems in our own JSONL format."""
    return CONTENT / "problems.jsonl"


def solutions_path() -> Path:
    """The three models' solutions in our own JSONL format."""
    return CONTENT / "solutions.jsonl"


def load_campaign() -> SampleCampaign:
    """Read the design from ``campaign.json`` and ``guidelines.md``."""
    design = _read_json("campaign.json")
    return SampleCampaign(
        name=design["name"],
        guidelines=(CONTENT / "guidelines.md").read_text(encoding="utf-8"),
        overlap=design["overlap"],
        evidence_policy=design["evidence_policy"],
        panel=tuple(_reviewer(row) for row in design["panel"]),
    )


def load_reviews() -> tuple[SampleReview, ...]:
    """Read the panel's judgements, in the order they were given."""
    lines = (CONTENT / "reviews.jsonl").read_text(encoding="utf-8").splitlines()
    return tuple(_review(json.loads(line)) for line in lines)


def _read_json(name: str) -> Any:
    return json.loads((CONTENT / name).read_text(encoding="utf-8"))


def _reviewer(row: Mapping[str, Any]) -> SampleReviewer:
    return SampleReviewer(**{**row, "languages": tuple(row["languages"])})


def _review(row: Mapping[str, Any]) -> SampleReview:
    return SampleReview(**{**row, "strength": Verdict(row["strength"])})
