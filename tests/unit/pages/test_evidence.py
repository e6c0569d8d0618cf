"""What of the evidence stands out over each side."""

from __future__ import annotations

from dataclasses import replace

import pytest

from evaluations.pages.evidence import Chip, chips, contrasts, measures
from evaluations.presenting.blinding import (
    BlindedCase,
    BlindedEvidence,
    BlindedFinding,
    BlindedMetric,
    BlindedSolution,
    BlindedSuite,
    Side,
)

NOTHING = BlindedEvidence(suites=(), findings=(), metrics=(), notes=())


def suite(*outcomes: str, verdict: str = "failed") -> BlindedSuite:
    cases = tuple(
        BlindedCase(
            name=f"case {number}",
            outcome=outcome,
            input="",
            expected="",
            got="",
            message="",
            duration_ms=None,
        )
        for number, outcome in enumerate(outcomes)
    )
    return BlindedSuite(
        name="tests",
        kind="correctness",
        verdict=verdict,
        integrity="split",
        passed=outcomes.count("passed"),
        total=len(outcomes),
        message="",
        stderr="",
        cases=cases,
    )


def finding(severity: str) -> BlindedFinding:
    return BlindedFinding(
        path="solution.py",
        line=1,
        end_line=1,
        severity=severity,
        tools=("ruff",),
        rule="R1",
        cwe="",
        message="",
    )


def solution(side: Side, evidence: BlindedEvidence | None) -> BlindedSolution:
    return BlindedSolution(side=side, files=(), evidence=evidence)


def chips_of(evidence: BlindedEvidence | None) -> tuple[Chip, ...]:
    return chips(solution(Side.LEFT, evidence))


def test_it_shows_nothing_while_the_evidence_is_withheld() -> None:
    assert chips_of(None) == ()
    assert measures(solution(Side.LEFT, None)) == ()


def test_it_never_calls_clean_what_was_not_looked_at() -> None:
    assert [chip.text for chip in chips_of(NOTHING)] == ["tests not run", "not scanned"]


@pytest.mark.parametrize(
    ("evidence", "expected"),
    [
        (suite("passed", "passed", verdict="passed"), Chip(text="2 of 2 tests", tone="ok")),
        (suite("passed", "failed"), Chip(text="1 of 2 tests", tone="bad")),
        (suite("passed", "passed", verdict="timeout"), Chip(text="2 of 2 tests", tone="bad")),
        (suite(verdict="passed"), Chip(text="tests passed", tone="ok")),
        (suite(verdict="error"), Chip(text="tests failed", tone="bad")),
        (suite("passed", "flaky", verdict="flaky"), Chip(text="1 of 2 tests", tone="bad")),
        (suite("not_run", verdict="infrastructure_error"), Chip(text="tests not run")),
    ],
)
def test_it_sums_up_the_tests(evidence: BlindedSuite, expected: Chip) -> None:
    assert chips_of(replace(NOTHING, suites=(evidence,)))[0] == expected


@pytest.mark.parametrize(
    ("severities", "expected"),
    [
        ((), Chip(text="0 findings")),
        (("low",), Chip(text="1 finding")),
        (("low", "medium"), Chip(text="2 findings", tone="warn")),
        (("medium", "high"), Chip(text="2 findings", tone="bad")),
    ],
)
def test_it_colours_the_findings_by_the_worst(severities: tuple[str, ...], expected: Chip) -> None:
    metrics = (BlindedMetric(name="lines", value=3, unit="lines"),)
    evidence = replace(NOTHING, findings=tuple(map(finding, severities)), metrics=metrics)
    assert chips_of(evidence)[1] == expected


def test_it_names_measures_in_one_order_and_keeps_unknown_ones() -> None:
    names = ("something_new", "complexity_max", "lines")
    metrics = tuple(BlindedMetric(name=name, value=1, unit="") for name in names)
    found = measures(solution(Side.LEFT, replace(NOTHING, metrics=metrics)))
    assert [one.label for one in found] == [
        "lines",
        "complexity, highest of a function",
        "something_new",
    ]


def test_it_finds_what_one_side_fails_and_the_other_passes() -> None:
    left = replace(NOTHING, suites=(suite("passed", "passed", "failed", "failed"),))
    right = replace(NOTHING, suites=(suite("failed", "timeout", "failed", "not_run"),))
    found = contrasts(solution(Side.LEFT, left), solution(Side.RIGHT, right))
    assert list(found) == ["right"]
    assert [case.name for case in found["right"].cases] == ["case 0", "case 1"]
    assert found["right"].more == 0


def test_it_shows_the_first_differences_and_counts_the_rest() -> None:
    left = replace(NOTHING, suites=(suite(*["failed"] * 5),))
    right = replace(NOTHING, suites=(suite(*["passed"] * 5, verdict="passed"),))
    found = contrasts(solution(Side.LEFT, left), solution(Side.RIGHT, right))
    assert len(found["left"].cases) == 3
    assert found["left"].more == 2


def test_it_takes_what_never_ran_for_no_failure() -> None:
    left = replace(NOTHING, suites=(suite("passed", verdict="passed"),))
    right = replace(NOTHING, suites=(suite("infrastructure_error"),))
    assert contrasts(solution(Side.LEFT, left), solution(Side.RIGHT, right)) == {}
    assert contrasts(solution(Side.LEFT, left), solution(Side.RIGHT, None)) == {}
