"""The frozen design of a campaign, and the hash that proves it was fixed before the first vote."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping
from dataclasses import asdict, dataclass
from typing import Any


@dataclass(frozen=True, kw_only=True)
class FrozenProblem:
    """A problem by its set, key and content, with the hash of each suite that tests it."""

    problem_set: str
    key: str
    content_hash: str
    suites: Mapping[str, str]


@dataclass(frozen=True, kw_only=True)
class FrozenCriterion:
    """A scale with the words of each point."""

    key: str
    name: str
    points: int
    anchors: Mapping[str, str]


@dataclass(frozen=True, kw_only=True)
class Design:
    """Everything that decides what is compared and how it is rated."""

    name: str
    problems: tuple[FrozenProblem, ...]
    models: tuple[str, ...]
    solutions: Mapping[str, str]
    rubric: str
    criteria: tuple[FrozenCriterion, ...]
    guidelines: str
    overlap: int
    pairs_per_problem: int | None
    evidence_policy: str
    lease_minutes: int
    seed: int

    def as_record(self) -> dict[str, Any]:
        """Plain JSON, the form that is stored."""
        record: dict[str, Any] = json.loads(json.dumps(asdict(self)))
        return record

    def hash(self) -> str:
        """SHA-256 of the canonical JSON (sorted keys, no spaces, UTF-8)."""
        return hash_record(self.as_record())


def hash_record(record: Mapping[str, Any]) -> str:
    """SHA-256 of a stored design: what anybody can recompute from the export."""
    canonical = json.dumps(record, sort_keys=True, separators=(",", ":"), ensure_ascii=False)
    return hashlib.sha256(canonical.encode()).hexdigest()
