"""What of the evidence stands out: chips over each side, and what only one side passes."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from evaluations.presenting.blinding import BlindedCase, BlindedEvidence, BlindedSolution

FAILS = frozenset({"failed", "error", "timeout", "out_of_memory", "flaky"})
CONCLUSIVE = FAILS | {"passed"}
SEVERITIES = ("critical", "high", "medium", "low", "info")
SHOWN_FAILURES = 3


@dataclass(frozen=True, kw_only=True)
class Chip:
    """A few words with a tone: ``ok``, ``bad``, ``warn`` or none."""

    text: str
    tone: str = ""


@dataclass(frozen=True, kw_only=True)
class Contrast:
    """Cases that one side fails and the other passes: the first few, and how many more."""

    failing: str
    passing: str
    cases: tuple[BlindedCase, ...]
    more: int


@dataclass(frozen=True, kw_only=True)
class Measure:
    """One number with its name in words."""

    label: str
    value: float
    unit: str


def measures(solution: BlindedSolution) -> tuple[Measure, ...]:
    """The numbers of one side, named for people, in one order; unknown names stand as they came."""
    if solution.evidence is None:
        return ()
    labels = measure_labels()
    places = list(labels)
    found = sorted(
        solution.evidence.metrics,
        key=lambda one: places.index(one.name) if one.name in labels else len(places),
    )
    return tuple(
        Measure(label=labels.get(one.name, one.name), value=one.value, unit=one.unit)
        for one in found
    )


def measure_labels() -> dict[str, str]:
    """Names of numbers in words, in the order in which they are shown."""
    return {
        "lines": _("lines"),
        "source_lines": _("lines of code"),
        "comment_lines": _("lines of comment"),
        "blank_lines": _("blank lines"),
        "comment_share": _("share of comment"),
        "complexity_max": _("complexity, highest of a function"),
        "complexity_mean": _("complexity, mean of functions"),
        "maintainability_index": _("maintainability index"),
        "functions": _("functions"),
        "parameters_max": _("most parameters of a function"),
        "function_length_max": _("longest function"),
        "nesting_max": _("deepest nesting"),
        "cognitive_complexity_max": _("cognitive complexity, highest of a function"),
        "cognitive_complexity_mean": _("cognitive complexity, mean of functions"),
        "duplicated_share": _("share of repeated lines"),
        "name_length_mean": _("length of names, mean"),
        "type_hint_share": _("share of types given"),
        "tokens": _("tokens"),
    }


def chips(solution: BlindedSolution) -> tuple[Chip, ...]:
    """Tests, findings, complexity, lines; nothing while the evidence is withheld."""
    evidence = solution.evidence
    if evidence is None:
        return ()
    return (_tests_chip(evidence), *_finding_chips(evidence), *_metric_chips(evidence))


def _tests_chip(evidence: BlindedEvidence) -> Chip:
    judged = [suite for suite in evidence.suites if suite.verdict in CONCLUSIVE]
    if not judged:
        return Chip(text=_("tests not run"))
    passed, total = sum(suite.passed for suite in judged), sum(suite.total for suite in judged)
    clean = all(suite.verdict == "passed" for suite in judged)
    if not total:
        return Chip(
            text=_("tests passed") if clean else _("tests failed"), tone="ok" if clean else "bad"
        )
    text = _("%(passed)d of %(total)d tests") % {"passed": passed, "total": total}
    return Chip(text=text, tone="ok" if clean else "bad")


def _finding_chips(evidence: BlindedEvidence) -> Iterator[Chip]:
    count = len(evidence.findings)
    if not count and not evidence.metrics:
        yield Chip(text=_("not scanned"))
        return
    text = ngettext("%(count)d finding", "%(count)d findings", count) % {"count": count}
    worst = min((SEVERITIES.index(one.severity) for one in evidence.findings), default=None)
    tone = "" if worst is None or worst > 2 else "warn" if worst == 2 else "bad"
    yield Chip(text=text, tone=tone)


def _metric_chips(evidence: BlindedEvidence) -> Iterator[Chip]:
    values = {metric.name: metric.value for metric in evidence.metrics}
    if "complexity_max" in values:
        yield Chip(text=_("complexity %(value)d") % {"value": values["complexity_max"]})
    if "lines" in values:
        lines = int(values["lines"])
        yield Chip(text=ngettext("%(count)d line", "%(count)d lines", lines) % {"count": lines})


def contrasts(left: BlindedSolution, right: BlindedSolution) -> dict[str, Contrast]:
    """By failing side: what it fails and the other passes; a side without such cases is absent."""
    found = {}
    for failing, passing in ((left, right), (right, left)):
        cases = _fails_where_other_passes(failing.evidence, passing.evidence)
        if cases:
            found[failing.side.value] = Contrast(
                failing=failing.side,
                passing=passing.side,
                cases=tuple(cases[:SHOWN_FAILURES]),
                more=max(0, len(cases) - SHOWN_FAILURES),
            )
    return found


def _fails_where_other_passes(
    failing: BlindedEvidence | None, passing: BlindedEvidence | None
) -> list[BlindedCase]:
    if failing is None or passing is None:
        return []
    passed = {
        (suite.name, case.name)
        for suite in passing.suites
        for case in suite.cases
        if case.outcome == "passed"
    }
    return [
        case
        for suite in failing.suites
        for case in suite.cases
        if case.outcome in FAILS and (suite.name, case.name) in passed
    ]
