"""Versions of a suite: the same tests, some of which are changed so that they must fail."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from evaluations.errors import InvalidInput
from evaluations.sandboxes.base import LimitHit, Outcome


@dataclass(frozen=True, kw_only=True)
class Site:
    """An assertion or a test where it stands, at ``line`` (from 1) of the suite."""

    text: str
    line: int
    may_skip: bool = False


@dataclass(frozen=True, kw_only=True)
class Version:
    """``content`` is what runs; ``keys`` maps each random name to (number of the site, canary?)."""

    content: str
    keys: Mapping[str, tuple[int, bool]]


@dataclass(frozen=True, kw_only=True)
class Rewritten:
    """``read`` is what else was found out about the suite, for the programs."""

    sites: tuple[Site, ...]
    versions: tuple[Version, ...]
    read: Mapping[str, Any]
    module: bool = False


def read_versions(outcome: Outcome, *, shift: int = 0) -> Rewritten:
    """What the rewriting answered; ``shift`` is how many lines stood before the suite's own.

    Raises:
        InvalidInput: the suite is no valid program, has no tests, or could not be read in time.
    """
    if outcome.limit_hit is not LimitHit.NONE or outcome.exit_code != 0:
        words = outcome.stderr.decode(errors="replace").strip()[-300:]
        raise InvalidInput(f"The suite could not be read: {words or outcome.limit_hit.value}")
    try:
        answer = json.loads(outcome.report)
    except ValueError as error:
        raise InvalidInput("The suite is too large to be run.") from error
    if "fault" in answer:
        raise InvalidInput(f"The suite is not valid JavaScript: {answer['fault']}")
    if not answer["sites"]:
        raise InvalidInput("The suite has no tests.")
    return Rewritten(
        sites=tuple(
            Site(text=site["text"], line=max(1, site["line"] - shift), may_skip=site["maySkip"])
            for site in answer.pop("sites")
        ),
        versions=tuple(map(_version, answer.pop("versions"))),
        module=answer.pop("module", False),
        read=answer,
    )


def _version(made: Mapping[str, Any]) -> Version:
    keys = {name: (number, canary) for name, (number, canary) in made["keys"].items()}
    return Version(content=made["content"], keys=keys)
