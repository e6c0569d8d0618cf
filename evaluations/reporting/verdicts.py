"""Who leads, and whether the reviews can tell: from preferences to a standing."""

from __future__ import annotations

from collections.abc import Sequence

from evaluations.reporting.preferences import Preferences
from evaluations.reporting.wording import Standing
from evaluations.statistics.estimate import CONFIDENCE


def find_standing(preferences: Preferences, names: Sequence[str]) -> Standing | None:
    """The leader against the next model; ``None`` while fewer than two models have votes.

    The pair is picked after looking, so its interval is corrected (Bonferroni) for all pairs of
    models that have votes.

    Args:
        preferences: what the votes say.
        names: of the models, by code.
    """
    scores = preferences.win_scores
    ranked = [code for code in preferences.order if scores[code].value is not None]
    if len(ranked) < 2:
        return None
    pairs = len(ranked) * (len(ranked) - 1) // 2
    level = 1 - (1 - CONFIDENCE) / pairs
    leader, *others = ranked
    against = {code: preferences.pair(leader, code, level=level) for code in others}
    return Standing(
        leader=names[leader],
        runner_up=names[others[0]],
        pair=against[others[0]].as_record(),
        pairs=pairs,
        behind=[
            names[code] for code, pair in against.items() if pair.low is not None and pair.low > 0.5
        ],
    )
