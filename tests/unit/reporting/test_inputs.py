from __future__ import annotations

from dataclasses import replace

from evaluations.reporting.inputs import ModelRow, display_names, hash_inputs
from tests.unit.reporting.rows import CAMPAIGN, make_inputs, make_review, make_scan


def test_it_gives_the_same_rows_the_same_hash():
    assert hash_inputs(make_inputs()) == hash_inputs(make_inputs())


def test_it_gives_every_changed_row_another_hash():
    inputs = make_inputs()
    changed = [
        replace(inputs, campaign=CAMPAIGN._replace(seed=6)),
        replace(inputs, models=inputs.models[::-1]),
        replace(inputs, problems=inputs.problems[:1]),
        replace(inputs, criteria=()),
        replace(inputs, reviews=(make_review(1, late=True), *inputs.reviews[1:])),
        replace(inputs, solutions=inputs.solutions[1:]),
        replace(inputs, runs=inputs.runs[1:]),
        replace(inputs, imported=()),
        replace(inputs, scans=(make_scan(11, high=3), *inputs.scans[1:])),
    ]
    hashes = {hash_inputs(one) for one in (inputs, *changed)}
    assert len(hashes) == len(changed) + 1


def test_it_does_not_take_a_row_of_one_table_for_a_row_of_the_next():
    inputs = make_inputs(runs=(), imported=())
    moved = make_inputs(runs=inputs.scans, imported=(), scans=())
    assert hash_inputs(moved) != hash_inputs(inputs)


def test_it_names_a_model_by_provider_only_where_that_tells_two_apart():
    models = (
        ModelRow(1, "a", "North", "Aurora", "2"),
        ModelRow(2, "b", "South", "Aurora", "2"),
        ModelRow(3, "c", "South", "Basalt", ""),
    )
    assert display_names(models) == {1: "North / Aurora 2", 2: "South / Aurora 2", 3: "Basalt"}
