from __future__ import annotations

from typing import Any

import pytest

from evaluations.models import TestRun, Verdict
from evaluations.pages.run_measures import measures_of, replicates_of
from evaluations.pages.run_words import bytes_in_words, environment_of, limits_in_words, tone
from evaluations.sandboxes.limits import Limits


@pytest.mark.parametrize(
    ("count", "words"),
    [(512, "0.5 KiB"), (64 * 1024, "64 KiB"), (256 * 1024**2, "256 MiB"), ("many", "many")],
)
def test_it_says_bytes_in_binary_units(count: Any, words: str) -> None:
    assert bytes_in_words(count) == words


def test_it_names_every_limit_with_its_unit_and_marks_the_one_that_ended_the_run() -> None:
    facts = limits_in_words({**Limits().as_record(), "odd": "kept"}, hit="memory")
    assert not {fact.label for fact in facts} & Limits().as_record().keys()
    assert [(fact.label, fact.value) for fact in facts if fact.is_hit] == [("Memory", "256 MiB")]
    assert facts[0].value == "10 s"
    assert (facts[-1].label, facts[-1].value) == ("odd", "kept")


def test_it_keeps_what_it_does_not_know_of_an_environment() -> None:
    facts = environment_of({"go": "1.24", "seed": "7"})
    assert [(fact.label, fact.value) for fact in facts] == [("Seed", "7"), ("go", "1.24")]


@pytest.mark.parametrize(
    ("verdict", "expected"),
    [("passed", "ok"), ("timeout", "bad"), ("flaky", "warn"), ("not_run", "warn"), ("", "")],
)
def test_it_colours_a_failure_alone_as_bad(verdict: str, expected: str) -> None:
    assert tone(verdict) == expected


def test_it_has_words_for_every_verdict_of_a_replicate() -> None:
    run = TestRun(replicates=[{"verdict": verdict} for verdict in Verdict.values])
    assert [one.label for one in replicates_of(run)] == Verdict.labels


def test_it_shows_no_replicate_that_was_only_asked_for() -> None:
    assert replicates_of(TestRun(replicates=[{}, {}, {}])) == []


@pytest.mark.parametrize(
    ("ratio", "place"), [(1, 120), (2, 180), (0.5, 60), (4, 240), (100, 240), (0.01, 0), (0, 0)]
)
def test_it_places_twice_and_half_as_far_from_the_reference(ratio: float, place: float) -> None:
    record = {"unit": "seconds", "solution": 1, "reference": 1, "coverage": 0.9}
    spread = {"ratio": ratio, "low": ratio, "high": ratio}
    shown = measures_of(TestRun(measurements={"pairs": 5, "ratios": {"x": {**record, **spread}}}))
    assert shown is not None
    assert shown.ratios[0].x_ratio == place
