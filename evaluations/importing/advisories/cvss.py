"""Base score of a CVSS 3 vector, as the specification of FIRST computes it (3.0 and 3.1)."""

from __future__ import annotations

import math

WEIGHTS = {
    "AV": {"N": 0.85, "A": 0.62, "L": 0.55, "P": 0.2},
    "AC": {"L": 0.77, "H": 0.44},
    "UI": {"N": 0.85, "R": 0.62},
    "C": {"H": 0.56, "L": 0.22, "N": 0.0},
    "I": {"H": 0.56, "L": 0.22, "N": 0.0},
    "A": {"H": 0.56, "L": 0.22, "N": 0.0},
}
PRIVILEGES = {
    # Needing privileges weighs less where more than the weak part itself is at stake.
    "U": {"N": 0.85, "L": 0.62, "H": 0.27},
    "C": {"N": 0.85, "L": 0.68, "H": 0.5},
}
VERSIONS = ("CVSS:3.0", "CVSS:3.1")


def base_score(vector: str) -> float | None:
    """0.0 to 10.0; ``None`` for what is no complete vector of CVSS 3."""
    version, *parts = vector.strip().split("/")
    metrics = dict(part.split(":", 1) for part in parts if ":" in part)
    if version not in VERSIONS:
        return None
    try:
        weights = {name: of[metrics[name]] for name, of in WEIGHTS.items()}
        scope = metrics["S"]
        privileges = PRIVILEGES[scope][metrics["PR"]]
    except KeyError:
        return None
    return _score(weights, privileges, is_changed=scope == "C")


def _score(weights: dict[str, float], privileges: float, *, is_changed: bool) -> float:
    untouched = (1 - weights["C"]) * (1 - weights["I"]) * (1 - weights["A"])
    base = 1 - untouched
    impact = 7.52 * (base - 0.029) - 3.25 * (base - 0.02) ** 15 if is_changed else 6.42 * base
    ease = 8.22 * weights["AV"] * weights["AC"] * privileges * weights["UI"]
    if impact <= 0:
        return 0.0
    return _round_up(min((1.08 if is_changed else 1) * (impact + ease), 10))


def _round_up(score: float) -> float:
    """The smallest tenth that is not below, without the noise of binary fractions."""
    whole = round(score * 100_000)
    return whole / 100_000 if whole % 10_000 == 0 else (math.floor(whole / 10_000) + 1) / 10
