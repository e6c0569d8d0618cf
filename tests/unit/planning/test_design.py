from __future__ import annotations

import json
from dataclasses import replace

from evaluations.planning.design import Design, FrozenCriterion, FrozenProblem, hash_record

DESIGN = Design(
    name="Spring study",
    problems=(
        FrozenProblem(problem_set="Set 1", key="a", content_hash="h", suites={"tests": "s"}),
    ),
    models=("Labs/One/", "Labs/Two/"),
    solutions={"id": "hash"},
    rubric="Rubric v1",
    criteria=(FrozenCriterion(key="readability", name="Readability", points=5, anchors={}),),
    guidelines="Read both.",
    overlap=2,
    pairs_per_problem=None,
    evidence_policy="never",
    lease_minutes=30,
    seed=7,
)


def test_it_can_be_hashed_again_from_what_is_stored() -> None:
    stored = json.loads(json.dumps(DESIGN.as_record()))
    assert hash_record(stored) == DESIGN.hash()


def test_it_hashes_the_same_whatever_the_order_of_keys() -> None:
    record = DESIGN.as_record()
    assert hash_record(dict(reversed(record.items()))) == DESIGN.hash()


def test_it_hashes_anew_when_anything_changes() -> None:
    changes = [{"overlap": 3}, {"seed": 8}, {"guidelines": ""}, {"models": ("Labs/One/",)}]
    hashes = {replace(DESIGN, **change).hash() for change in changes}  # type: ignore[arg-type]
    assert len(hashes | {DESIGN.hash()}) == len(changes) + 1
