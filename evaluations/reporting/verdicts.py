"""Who leads, and whether the reviews can tell: from preferences to a standing."""

from __future__ import annotations

from collections.abc import Sequence

from evaluations.reporting.preferences import Preferences
from evaluations.reporting.wording import Standing
from evaluations.statistics.estimate import CONFIDENCE


def find_standing(preferences: Preferences, names: Sequence[str]) -> Standing | None:
    """The leader against the next model; ``None`` while fewer than two models have votes.

    Whether the best looks better than the second needs no correction for having picked the two
    after looking: under any truth it errs at most as often as one pair fixed before (Gutmann,
    Maymin 1987, "Is the selected population the best?"). Being ahead of a model further down does,
    and is judged at a level corrected for all pairs (Bonferroni).

    Args:
        preferences: what the votes say.
        names: of the models, by code.
    """
    scores = preferences.win_scores
    ranked = [code for code in preferences.order if scores[code].value is not None]
    if len(ranked) < 2:
        return None
    pairs = len(ranked) * (len(ranked) - 1) // 2
    corrected = 1 - (1 - CONFIDENCE) / pairs
    leader, runner_up, *others = ranked
    against = {code: preferences.pair(leader, code, level=corrected) for code in others}
    return Standing(
        leader=names[leader],
        runner_up=names[runner_up],
        pair=preferences.pair(leader, runner_up).as_record(),
        models=len(ranked),
        behind=[
            names[code] for code, pair in against.items() if pair.low is not None and pair.low > 0.5
        ],
    )
