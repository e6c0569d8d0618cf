"""A campaign small enough to compute by hand."""

from __future__ import annotations

import json
from dataclasses import replace
from math import log

import pytest

from evaluations.reporting.document import build_document
from evaluations.reporting.inputs import ModelRow
from tests.unit.reporting.rows import make_inputs, make_review, make_scan, swap


def numbers_of(document, name):
    return next(model["numbers"] for model in document["models"] if model["name"] == name)


def count_of(document, key):
    return next(one for one in document["quality"] if one["key"] == key)


@pytest.fixture(scope="module")
def document():
    return build_document(make_inputs())


def test_it_is_plain_json(document):
    assert json.loads(json.dumps(document)) == document


def test_it_puts_the_stronger_model_first(document):
    assert [model["name"] for model in document["models"]] == ["Aurora 2", "Basalt"]


def test_it_counts_ties_as_half_a_win(document):
    score = numbers_of(document, "Aurora 2")["win_score"]
    assert score["value"] == 3.5 / 4
    assert (score["n"], score["counted"]) == (4, "comparisons")
    assert score["clusters"] == {"problems": 2, "reviewers": 2}
    assert score["low"] < score["value"] < score["high"]
    assert numbers_of(document, "Basalt")["win_score"]["value"] == 0.5 / 4


def test_it_puts_strengths_on_the_display_scale(document):
    half_the_distance = 400 / log(10) * log(0.875 / 0.125) / 2
    strengths = [model["numbers"]["strength"]["value"] for model in document["models"]]
    assert strengths == pytest.approx([1000 + half_the_distance, 1000 - half_the_distance])


def test_it_counts_who_beat_whom(document):
    first, second = document["win_matrix"]
    assert (first["model"], first["opponent"]) == ("aurora", "basalt")
    assert (first["wins"], first["ties"], first["losses"]) == (3, 1, 0)
    assert (second["wins"], second["ties"], second["losses"]) == (0, 1, 3)
    assert first["score"]["value"] == 0.875


def test_it_means_ratings_and_keeps_their_distribution(document):
    readability = numbers_of(document, "Aurora 2")["rating/readability"]
    assert readability["value"] == pytest.approx((5 + 5 + 5 + 4) / 4)
    assert (readability["n"], readability["unit"]) == (4, "points")
    assert readability["high"] <= 5
    assert document["models"][0]["distribution"]["readability"] == [0, 0, 0, 1, 3]
    assert document["models"][1]["distribution"]["readability"] == [0, 0, 3, 1, 0]


def test_it_takes_the_last_verdict_of_each_suite(document):
    assert numbers_of(document, "Aurora 2")["pass_at_1"]["value"] == 0.5
    assert numbers_of(document, "Basalt")["pass_at_1"]["value"] == 1.0
    assert numbers_of(document, "Basalt")["solved"]["n"] == 2
    assert count_of(document, "unsteady")["count"] == 1


def test_it_rates_findings_per_thousand_lines(document):
    numbers = numbers_of(document, "Aurora 2")
    assert numbers["findings"]["value"] == 1000 * 2 / 100
    assert numbers["findings/high"]["value"] == numbers["findings/serious"]["value"] == 20.0
    assert numbers["findings/low"]["value"] == 0.0
    assert numbers_of(document, "Basalt")["findings/low"]["value"] == 10.0


def test_it_gives_medians_of_size_and_complexity(document):
    numbers = numbers_of(document, "Aurora 2")
    assert (numbers["lines"]["value"], numbers["lines"]["n"]) == (50, 2)
    assert numbers["complexity"]["value"] == 4
    assert numbers["complexity/passing"]["n"] == 1


def test_it_keeps_imported_results_apart(document):
    numbers = numbers_of(document, "Aurora 2")
    assert numbers["imported/evalplus"]["value"] == 1.0
    assert numbers["pass_at_1"]["value"] == 0.5
    assert numbers_of(document, "Basalt")["imported/evalplus"]["value"] is None


def test_it_tells_how_often_reviewers_side_with_the_tests(document):
    # Only problem 2 has one passing solution, Basalt's; its one decided review prefers Aurora's.
    assert document["human_and_tests"]["value"] == 0.0
    assert document["human_and_tests"]["n"] == 1


def test_it_measures_the_side_over_decided_reviews(document):
    left = document["sides"]["left_share"]
    assert (left["value"], left["n"]) == (pytest.approx(2 / 3), 3)


def test_it_sees_agreement_whichever_side_a_solution_stood_on():
    reviews = (
        make_review(1, ratings=[[7, 1, 5], [7, 0, 2]]),
        swap(make_review(2, ratings=[[7, 1, 5], [7, 0, 2]])),
        make_review(3, preference="right_better", ratings=[[7, 1, 1], [7, 0, 4]]),
        swap(make_review(4, preference="right_better", ratings=[[7, 1, 1], [7, 0, 4]])),
    )
    preference, readability = build_document(make_inputs(reviews=reviews))["agreement"]
    assert preference["alpha"]["value"] == readability["alpha"]["value"] == 1.0
    assert (preference["alpha"]["n"], readability["alpha"]["n"]) == (4, 8)


def test_it_counts_late_and_training_reviews_without_using_them():
    inputs = make_inputs()
    extra = (
        make_review(5, late=True, preference="right_much_better"),
        make_review(6, kind="training", preference="right_much_better"),
        make_review(7, kind="gold", preference="right_much_better"),
    )
    document = build_document(replace(inputs, reviews=(*inputs.reviews, *extra)))
    assert numbers_of(document, "Aurora 2")["win_score"]["n"] == 4
    assert count_of(document, "late")["count"] == 1
    assert count_of(document, "other_kinds")["count"] == 2
    assert count_of(document, "reviews") == count_of(document, "reviews") | {"count": 4, "of": 4}


@pytest.mark.parametrize("verdict", ["infrastructure_error", "integrity_failed", "not_run"])
def test_it_never_takes_a_run_that_judged_nothing_for_a_failure(verdict):
    inputs = make_inputs()
    runs = (inputs.runs[0]._replace(verdicts=["failed", verdict]), *inputs.runs[1:])
    document = build_document(replace(inputs, runs=runs))
    passed = numbers_of(document, "Aurora 2")["pass_at_1"]
    assert (passed["value"], passed["n"]) == (0.0, 1)
    assert "1 solution not judged." in passed["note"]
    assert count_of(document, "judged")["count"] == 3


def test_it_says_no_data_and_why_instead_of_zero():
    document = build_document(make_inputs(reviews=(), runs=(), scans=(), imported=()))
    numbers = numbers_of(document, "Aurora 2")
    for key, number in numbers.items():
        assert number["value"] is None, key
        assert number["low"] is None
        assert number["note"], key
    assert document["verdict"]["state"] == "no_reviews"
    assert document["agreement"][0]["alpha"]["value"] is None


def test_it_does_not_call_an_incomplete_scan_clean():
    inputs = make_inputs()
    scans = (*inputs.scans, make_scan(11, scanner="bandit", scanned=False, lines=None))
    findings = numbers_of(build_document(replace(inputs, scans=scans)), "Aurora 2")["findings"]
    assert (findings["value"], findings["n"]) == (0.0, 1)
    assert "1 solution not scanned completely." in findings["note"]


def test_it_gives_no_interval_to_the_opinion_of_one_person():
    alone = tuple(make_review(number, reviewer=100) for number in (1, 3))
    score = numbers_of(build_document(make_inputs(reviews=alone)), "Aurora 2")["win_score"]
    assert score["value"] == 1.0
    assert score["low"] is None
    assert "two reviewers" in score["note"]


def test_it_lets_nobody_win_by_being_seen_against_nobody():
    inputs = make_inputs()
    models = (*inputs.models, ModelRow(3, "cinder", "Northwind", "Cinder", ""))
    document = build_document(replace(inputs, models=models))
    assert document["models"][-1]["name"] == "Cinder"
    assert document["connection"]["unplayed"] == ["Cinder"]
    assert document["verdict"]["state"] in {"ahead", "undecided"}


def test_it_marks_strengths_that_have_no_bound():
    wins = tuple(make_review(number) for number in (1, 2, 3, 4))
    document = build_document(make_inputs(reviews=wins))
    assert document["connection"]["state"] == "weak"
    assert "Extrapolated" in numbers_of(document, "Aurora 2")["strength"]["note"]


def test_it_gives_the_same_rows_the_same_bytes():
    first, second = (json.dumps(build_document(make_inputs())) for _ in range(2))
    assert first == second
