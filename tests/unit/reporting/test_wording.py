from __future__ import annotations

import pytest

from evaluations.reporting.wording import (
    Standing,
    format_number,
    percent,
    word_alpha,
    word_sides,
    word_verdict,
)

CLAIM = "reviewers like these"


def make_number(value, low=None, high=None, unit="share", **changes):
    return {
        "value": value,
        "low": low,
        "high": high,
        "n": 84,
        "counted": "comparisons",
        "unit": unit,
        "clusters": {"problems": 14, "reviewers": 6},
        "note": "",
        **changes,
    }


def make_standing(value=0.61, low=0.55, high=0.67, **changes):
    pair = make_number(value, low, high)
    standing = {"leader": "A", "runner_up": "B", "pair": pair, "models": 2, "behind": []}
    return Standing(**{**standing, **changes})


def test_it_says_in_one_sentence_who_was_preferred():
    verdict = word_verdict(make_standing(), claim=CLAIM)
    assert verdict.state == "ahead"
    assert verdict.headline == "Reviewers preferred A to B in 61 % of comparisons."
    assert verdict.detail == (
        "The 95 % interval is 55 to 67 % (14 problems, 6 reviewers, 84 reviews)."
    )


def test_it_asks_for_more_evidence_when_the_interval_includes_a_coin_toss():
    verdict = word_verdict(make_standing(0.61, 0.5, 0.71), claim=CLAIM)
    assert verdict.state == "undecided"
    assert verdict.headline == "Not enough evidence yet: A or B?"
    assert verdict.detail.startswith(
        "Reviewers preferred A to B in 61 % of comparisons "
        "(95 % interval 50 to 71 %, 14 problems, 6 reviewers, 84 reviews)."
    )


def test_it_names_the_next_best_and_those_clearly_behind_among_several():
    verdict = word_verdict(make_standing(models=3, behind=["C"]), claim=CLAIM)
    assert verdict.headline.startswith("A comes first. Reviewers preferred it to B, the next best,")
    assert verdict.detail.endswith("A is clearly ahead of C.")


def test_it_never_decides_on_one_persons_opinion():
    pair = make_number(0.9, clusters={"problems": 14, "reviewers": 1}, note="No interval.")
    verdict = word_verdict(make_standing(pair=pair), claim=CLAIM)
    assert verdict.state == "undecided"
    assert "No interval." in verdict.detail


def test_it_says_so_when_the_two_best_never_met():
    pair = make_number(None, n=0, clusters={}, note="never met")
    verdict = word_verdict(make_standing(pair=pair), claim=CLAIM)
    assert verdict.state == "undecided"
    assert "never met" in verdict.detail


def test_it_warns_of_an_interval_from_few_people():
    pair = make_number(0.7, 0.6, 0.8, clusters={"problems": 14, "reviewers": 3})
    verdict = word_verdict(make_standing(pair=pair), claim=CLAIM)
    assert verdict.caveats[0] == "With 3 reviewers the interval itself is unsure."
    assert CLAIM in verdict.caveats[-1]


def test_it_speaks_of_tests_alone_before_the_first_review():
    verdict = word_verdict(None, claim=CLAIM)
    assert (verdict.state, verdict.headline) == ("no_reviews", "No reviews yet.")


@pytest.mark.parametrize(
    ("share", "shown"),
    [(0.5, "50"), (0.504, "50.4"), (0.4961, "49.6"), (0.61, "61"), (0.0, "0"), (1.0, "100")],
)
def test_it_never_rounds_a_difference_to_a_coin_toss(share, shown):
    assert percent(share) == shown


@pytest.mark.parametrize(
    ("number", "shown"),
    [
        (make_number(0.61, 0.5, 0.71), "61 % [50 to 71]"),
        (make_number(3.784, 3.6, 3.9, "points"), "3.78 [3.60 to 3.90]"),
        (make_number(1187.1, 1099, 1276, "rating points"), "1187 [1099 to 1276]"),
        (make_number(5.5, 4.0, 6.0, "paths"), "5.5 [4 to 6]"),
        (make_number(None), "no data"),
        (make_number(0.0, unit="per 1,000 lines"), "0.0"),
    ],
)
def test_it_shows_numbers_in_their_unit(number, shown):
    assert format_number(number) == shown


def test_it_reads_an_alpha_without_gating_on_it():
    assert word_alpha(make_number(0.5, unit="alpha")).startswith("moderate")
    assert word_alpha(make_number(-0.1, unit="alpha")).startswith("below chance")
    assert word_alpha(make_number(0.9, unit="alpha")).startswith("high")
    assert word_alpha(make_number(None, note="Nothing.")) == "Nothing."


def test_it_says_whether_the_side_swayed_reviewers():
    assert "no sign" in word_sides(make_number(0.52, 0.45, 0.59))
    assert "swayed reviewers. Sides are balanced" in word_sides(make_number(0.7, 0.6, 0.8))
