from __future__ import annotations

from dataclasses import fields, is_dataclass
from typing import Any, get_args, get_type_hints

from evaluations.presenting.blinding import BlindedComparison, BlindedDifference, BlindedProgress


def blinded_types(kind: Any) -> set[type]:
    if is_dataclass(kind) and isinstance(kind, type):
        inner = (blinded_types(hint) for hint in get_type_hints(kind).values())
        return {kind}.union(*inner)
    return set().union(*(blinded_types(part) for part in get_args(kind)))


def test_it_has_no_field_for_a_model_in_any_type_a_reviewer_sees():
    telling = {"model", "provider", "vendor", "latency", "cost", "created", "date", "solution"}
    seen = (BlindedComparison, BlindedDifference, BlindedProgress)
    kinds = set().union(*map(blinded_types, seen))
    names = {field.name for kind in kinds for field in fields(kind)}
    assert {"token", "left", "right", "evidence", "html"} <= names
    assert not [name for name in names for word in telling if word in name]
