"""lizard: size of code in many languages. For Python our own parser counts functions better."""

from __future__ import annotations

from evaluations.scanning.results import Metric
from evaluations.scanning.scanners.base import Parsed, Said, Scanner

LANGUAGES = frozenset({"python"})


def parse(said: Said) -> Parsed:
    """The number of tokens without comments, a measure of size that layout cannot change."""
    if said["skipped"]:
        return Parsed(not_scanned=said["skipped"])
    tokens = sum(file["tokens"] for file in said["files"].values())
    return Parsed(metrics=(Metric(name="tokens", value=tokens, unit="count"),))


LIZARD = Scanner(name="lizard", languages=LANGUAGES, distribution="lizard", parse=parse)
