"""The whole report as one JSON document: the same rows and seed give the same document."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from evaluations.reporting.automatic import judge_solutions
from evaluations.reporting.inputs import DOCUMENT_VERSION, Inputs, display_names
from evaluations.reporting.numbers import SHARE, state_number
from evaluations.reporting.preferences import (
    CONNECTIONS,
    TWO_WAY,
    Preferences,
    collect_votes,
    compare_with_tests,
    measure_preferences,
    measure_sides,
)
from evaluations.reporting.quality import count_quality
from evaluations.reporting.ratings import (
    Rated,
    collect_ratings,
    count_points,
    measure_agreement,
)
from evaluations.reporting.scorecards import Scorecards, build_scorecards
from evaluations.reporting.verdicts import find_standing
from evaluations.reporting.wording import word_alpha, word_sides, word_verdict
from evaluations.statistics.outcomes import Claim
from evaluations.statistics.win_matrix import score_pairs

CLAIM = Claim.REVIEWERS_LIKE_THESE

METHOD = (
    "Intervals are 95 % and treat problems and reviewers as samples (two-way clustered, t with the "
    "smaller number of clusters less one): they speak for reviewers like these.",
    "A win score is the share of comparisons in which reviewers preferred a model; both good and "
    "both bad count half. Strength is Bradley-Terry on the same votes, shown as 1000 + 400/ln 10 "
    "times the logit.",
    "The verdict compares the leader with the next model. That the two were picked after looking "
    "needs no correction (Gutmann, Maymin 1987); claims about models further down are corrected "
    "for all pairs of models.",
    "Ratings are means over reviews and stay within their scale. Agreement is Krippendorff's alpha "
    "on the ordinal scale; its interval resamples problems.",
    "A solution passes when every correctness suite passes in its last run here, each time "
    "where it ran several times. Runs lost to the infrastructure, refused or not trusted are "
    "missing, never failures. pass@1 treats problems as the sample. Suites of edge inputs and of "
    "performance have numbers of their own; results of other harnesses stand apart.",
    "Findings are counted per 1,000 lines over completely scanned solutions; intervals of rates "
    "and medians resample problems.",
    "Late reviews, training, gold and repeated comparisons are kept and counted above, and enter "
    "no estimate. Of a revised review the last revision counts.",
    "No decision rule was fixed before the reviews: this report describes, it does not decide.",
)


def build_document(inputs: Inputs) -> dict[str, Any]:
    """Every number, sentence and count of a report, as plain JSON without charts."""
    models = [model.id for model in inputs.models]
    votes = collect_votes(inputs.counted_reviews, models)
    preferences, passed = measure_preferences(votes), judge_solutions(inputs)
    rated = collect_ratings(inputs.counted_reviews, inputs.criteria)
    cards = build_scorecards(inputs, preferences, rated, passed)
    names = display_names(inputs.models)
    standing = find_standing(preferences, [names[model] for model in models])
    sides = measure_sides(votes)
    return {
        "version": DOCUMENT_VERSION,
        "campaign": {
            "id": inputs.campaign.public_id,
            "name": inputs.campaign.name,
            "is_sample": inputs.campaign.is_sample,
        },
        "verdict": word_verdict(standing, claim=CLAIM.value).as_record(),
        "measures": [vars(measure) for measure in cards.measures],
        "criteria": [
            {"key": row.key, "name": row.name, "points": row.points, "anchors": row.anchors}
            for row in inputs.criteria
        ],
        "models": _models(inputs, preferences, cards, rated),
        "win_matrix": _win_matrix(inputs, preferences),
        "connection": _connection(inputs, preferences, names),
        "agreement": _agreement(inputs, rated),
        "sides": {name: number.as_record() for name, number in sides.items()}
        | {"words": word_sides(sides["left_share"].as_record())},
        "human_and_tests": compare_with_tests(inputs.counted_reviews, passed).as_record(),
        "quality": [one.as_record() for one in count_quality(inputs, passed)],
        "stored_reviews": inputs.campaign.stored_reviews,
        "method": list(METHOD),
        "plan": _plan(inputs),
    }


def _models(
    inputs: Inputs, preferences: Preferences, cards: Scorecards, rated: Rated
) -> list[dict[str, Any]]:
    """Strongest first; ``distribution`` counts ratings by point, from 1."""
    names = display_names(inputs.models)
    return [
        {
            "id": model.public_id,
            "name": names[model.id],
            "numbers": {key: number.as_record() for key, number in cards.numbers[model.id].items()},
            "distribution": {
                row.key: count_points(rated[row.key], model.id, row.points)
                for row in inputs.criteria
            },
        }
        for model in (inputs.models[code] for code in preferences.order)
    ]


def _win_matrix(inputs: Inputs, preferences: Preferences) -> list[dict[str, Any]]:
    """One entry for each ordered pair that met, in the order of the models."""
    wins, scores = preferences.wins, score_pairs(preferences.votes)
    return [
        {
            "model": inputs.models[model].public_id,
            "opponent": inputs.models[opponent].public_id,
            "wins": int(wins.wins[model, opponent]),
            "ties": int(wins.ties[model, opponent]),
            "losses": int(wins.wins[opponent, model]),
            "score": state_number(
                scores[model, opponent],
                counted="comparisons",
                unit=SHARE,
                clusters=TWO_WAY,
                absent="",
            ).as_record(),
        }
        for model in preferences.order
        for opponent in preferences.order
        if (model, opponent) in scores
    ]


def _connection(
    inputs: Inputs, preferences: Preferences, names: Mapping[int, str]
) -> dict[str, Any]:
    found = preferences.ranking.connectivity

    def named(codes: Sequence[int]) -> list[str]:
        return [names[inputs.models[code].id] for code in codes]

    return {
        "state": found.connection.value,
        "words": CONNECTIONS[found.connection],
        "groups": [named(component.models) for component in found.components],
        "unplayed": named(found.unplayed),
    }


def _agreement(inputs: Inputs, rated: Rated) -> list[dict[str, Any]]:
    found = measure_agreement(
        inputs.counted_reviews, inputs.criteria, rated, seed=inputs.campaign.seed
    )
    return [
        {
            "key": one.key,
            "name": one.name,
            "alpha": one.alpha.as_record(),
            "share": one.share.as_record(),
            "words": word_alpha(one.alpha.as_record()),
        }
        for one in found
    ]


def _plan(inputs: Inputs) -> dict[str, Any]:
    campaign = inputs.campaign
    return {
        "design_hash": campaign.design_hash,
        "started_at": campaign.started_at,
        "seed": campaign.seed,
        "overlap": campaign.overlap,
        "evidence_policy": campaign.evidence_policy,
        "rubric": campaign.rubric,
        "problems": len(inputs.problems),
        "models": len(inputs.models),
        "reviewers": len({row.reviewer for row in inputs.counted_reviews}),
        "planned_reviews": campaign.planned,
    }
