"""What a run's page says in words: verdicts, how they were obtained, limits with their units."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from evaluations.models import JobState, RunOrigin, TestRun, Verdict

BYTES_IN_MEBIBYTE = 1024 * 1024
FAILURES = (Verdict.FAILED, Verdict.ERROR, Verdict.TIMEOUT, Verdict.OUT_OF_MEMORY)
LIMIT_OF = {
    "wall_time": "wall_seconds",
    "cpu_time": "cpu_seconds",
    "memory": "memory_bytes",
    "output": "output_bytes",
}
"""What ended a run -> the limit that it passed."""


@dataclass(frozen=True, kw_only=True)
class Fact:
    """One line of a table: what it is, its value with its unit; ``is_hit``: it ended the run."""

    label: str
    value: str
    is_hit: bool = False


def tone(verdict: str) -> str:
    """The colour of a verdict's chip: ``ok``, ``bad``, ``warn``, or none before there is one."""
    if verdict == Verdict.PASSED:
        return "ok"
    return "bad" if verdict in FAILURES else "warn" if verdict else ""


def meaning_of(run: TestRun) -> str:
    """One sentence on the verdict, or on the state while there is none."""
    if run.state != JobState.FINISHED:
        return (
            _("A worker has it now.")
            if run.state == JobState.RUNNING
            else _("It waits for a worker: start one with “reviewplatform worker”.")
        )
    if run.origin == RunOrigin.IMPORTED:
        return _("Judged by %(judge)s, not here.") % {"judge": run.imported_from}
    return {
        Verdict.PASSED: _("Every case that was to run passed."),
        Verdict.FLAKY: _("Its replicates disagree: it did not pass, and is shown apart."),
        Verdict.FAILED: _("A case gave a wrong answer."),
        Verdict.ERROR: _("The solution does not load, raises, or its process ended."),
        Verdict.TIMEOUT: _("A limit on time ended it: not within the limit here."),
        Verdict.OUT_OF_MEMORY: _("The limit on memory ended it."),
        Verdict.INFRASTRUCTURE_ERROR: _(
            "The platform failed, not the solution: this run does not count."
        ),
        Verdict.INTEGRITY_FAILED: _(
            "The result cannot be trusted: it counts neither as passed nor as failed."
        ),
        Verdict.NOT_RUN: _("It was not run, which says nothing of the solution."),
    }[Verdict(run.verdict)]


def integrity_of(run: TestRun) -> str:
    """How far the verdict can be believed, in a sentence; empty where nothing is known."""
    if run.origin == RunOrigin.IMPORTED:
        return _("Nothing is known here of how far its verdict can be trusted.")
    return {
        "split": _("Tests and solution ran in two processes; only values crossed between them."),
        "in-process": _(
            "Tests and solution shared one process, watched by tests that must fail: a solution "
            "could in principle have influenced its own verdict."
        ),
    }.get(run.integrity, "")


def limits_in_words(limits: Mapping[str, Any], *, hit: str = "") -> list[Fact]:
    """Limits with their units, the one that ended a run marked; unknown ones stand as they came."""
    labels = _limit_labels()
    known = [name for name in labels if name in limits]
    others = sorted(limits.keys() - labels.keys())
    return [
        Fact(
            label=labels.get(name, name),
            value=_with_unit(name, limits[name]),
            is_hit=name == LIMIT_OF.get(hit),
        )
        for name in [*known, *others]
    ]


def _limit_labels() -> dict[str, str]:
    return {
        "wall_seconds": _("Time by the clock"),
        "cpu_seconds": _("Time of the processor"),
        "memory_bytes": _("Memory"),
        "cpus": _("Processors"),
        "processes": _("Processes and threads"),
        "open_files": _("Open files"),
        "file_bytes": _("Largest file"),
        "box_bytes": _("Room for files"),
        "output_bytes": _("Output kept of each stream"),
    }


def _with_unit(name: str, value: Any) -> str:
    if name.endswith("_bytes"):
        return bytes_in_words(value)
    if name.endswith("_seconds"):
        return f"{value:g} s" if isinstance(value, int | float) else str(value)
    return str(value)


def bytes_in_words(count: Any) -> str:
    """A number of bytes in KiB or MiB; what is no number stands as it came."""
    if not isinstance(count, int | float):
        return str(count)
    if count < BYTES_IN_MEBIBYTE:
        return f"{count / 1024:.3g} KiB"
    return f"{count / BYTES_IN_MEBIBYTE:.4g} MiB"


def environment_of(record: Mapping[str, Any]) -> list[Fact]:
    """What was recorded of where a run took place, what decides a result first."""
    labels = _environment_labels()
    known = [name for name in labels if name in record]
    others = sorted(record.keys() - labels.keys())
    return [Fact(label=labels.get(name, name), value=str(record[name])) for name in known + others]


def _environment_labels() -> dict[str, str]:
    return {
        "sandbox": _("Sandbox"),
        "runtime": _("Container runtime"),
        "image": pgettext("of a container", "Image"),
        "kernel": _("Kernel"),
        "architecture": _("Architecture"),
        "cpus": _("Processors seen"),
        "memory": _("Memory held by"),
        "seed": _("Seed"),
        "hash seed": _("Seed of hashing"),
        "time zone": _("Time zone"),
        "locale": _("Locale"),
        "harness": _("Hash of the harness"),
    }


def endings_of(run: TestRun) -> Iterator[Fact]:
    """How the program ended: exit code or signal, and the limit if one ended it."""
    if run.exit_code is not None:
        yield Fact(label=_("exit code"), value=str(run.exit_code))
    if run.signal is not None:
        yield Fact(label=_("signal"), value=str(run.signal))
    if run.limit_hit in LIMIT_OF:
        ended_by = _limit_labels()[LIMIT_OF[run.limit_hit]]
        yield Fact(label=_("ended by its limit"), value=ended_by, is_hit=True)
