"""The sample's design and the panel's reviews fit together and leave work to do."""

from __future__ import annotations

import re
from collections import Counter
from itertools import combinations

from evaluations.planning.rubrics import DEFAULT_SCALES
from evaluations.sample.content_files import SampleReview, Verdict, load_campaign, load_reviews
from tests.unit.sample.packed import MODELS, PROBLEMS, SOLUTIONS

CAMPAIGN = load_campaign()
REVIEWS = load_reviews()
COMPARISONS = {
    (problem, (first, second)) for problem in PROBLEMS for first, second in combinations(MODELS, 2)
}


def comparison_of(review: SampleReview) -> tuple[str, tuple[str, str]]:
    first, second = sorted((review.preferred, review.over))
    return review.problem, (first, second)


def test_it_is_marked_as_a_sample_and_has_guidelines():
    assert CAMPAIGN.name == "Everyday Python (sample)"
    assert "Readability" in CAMPAIGN.guidelines
    assert CAMPAIGN.evidence_policy == "from_start"


def test_it_has_a_panel_of_six_with_pseudonyms():
    assert [person.pseudonym for person in CAMPAIGN.panel] == [f"Reviewer {n}" for n in range(1, 7)]
    assert len({person.name for person in CAMPAIGN.panel}) == 6
    assert all("python" in person.languages for person in CAMPAIGN.panel)


def test_it_reviews_only_what_exists():
    assert {review.reviewer for review in REVIEWS} == {person.key for person in CAMPAIGN.panel}
    assert {comparison_of(review) for review in REVIEWS} <= COMPARISONS


def test_it_rates_both_solutions_on_every_criterion():
    keys = {scale.key for scale in DEFAULT_SCALES}
    for review in REVIEWS:
        assert set(review.ratings) == {review.preferred, review.over}
        for ratings in review.ratings.values():
            assert set(ratings) == keys
            assert all(1 <= points <= 5 for points in ratings.values())
        assert 1 <= review.confidence <= 3
        assert review.active_seconds >= 30


def test_it_has_each_reviewer_once_per_comparison_and_never_more_than_the_overlap():
    given = Counter((review.reviewer, comparison_of(review)) for review in REVIEWS)
    assert max(given.values()) == 1
    per_comparison = Counter(comparison_of(review) for review in REVIEWS)
    assert max(per_comparison.values()) == CAMPAIGN.overlap


def test_it_leaves_open_slots_for_every_reviewer():
    assert len(COMPARISONS) * CAMPAIGN.overlap - len(REVIEWS) >= 12
    per_comparison = Counter(comparison_of(review) for review in REVIEWS)
    for person in CAMPAIGN.panel:
        seen = {comparison_of(review) for review in REVIEWS if review.reviewer == person.key}
        still_open = {c for c in COMPARISONS - seen if per_comparison[c] < CAMPAIGN.overlap}
        assert len(still_open) >= 5


def test_it_disagrees_now_and_then_as_people_do():
    verdicts: dict[tuple[str, tuple[str, str]], set[str]] = {}
    for review in REVIEWS:
        tie = review.strength in (Verdict.BOTH_GOOD, Verdict.BOTH_BAD)
        verdict = review.strength.value if tie else review.preferred
        verdicts.setdefault(comparison_of(review), set()).add(verdict)
    disputed = sum(len(given) > 1 for given in verdicts.values())
    assert 5 <= disputed <= 15
    assert {review.strength for review in REVIEWS} == set(Verdict)


def test_it_names_no_model_and_no_side_in_a_comment():
    providers = {row["provider"] for row in SOLUTIONS.values()}
    words = {word for name in (*MODELS, *providers) for word in name.split()} | {"left", "right"}
    telling = re.compile(rf"\b({'|'.join(words)})\b", re.IGNORECASE)
    assert [r.comment for r in REVIEWS if telling.search(r.comment)] == []
    assert sum(bool(review.comment) for review in REVIEWS) >= 25
