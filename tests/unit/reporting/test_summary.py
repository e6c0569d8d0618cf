from __future__ import annotations

from evaluations.reporting.document import build_document
from evaluations.reporting.figures import list_figures
from evaluations.reporting.summary import (
    arrange_profile,
    list_facts,
    list_numbers,
    list_quality,
    without_charts,
)
from tests.unit.reporting.rows import make_inputs, make_review

CONTENT = build_document(make_inputs())


def test_it_leads_with_who_is_ahead_and_how_many_reviews_say_so():
    facts = {fact.label: fact.value for fact in list_facts(CONTENT)}
    assert facts["reviews, 2 reviewers, 2 problems"] == "4 of 4"


def test_it_says_how_many_recognised_a_model_where_they_were_asked():
    reviews = (make_review(1, recognised=True), make_review(2, recognised=False))
    facts = list_facts(build_document(make_inputs(reviews=reviews)))
    assert [fact.value for fact in facts if fact.label == "thought they knew a model"] == ["1 of 2"]


def test_it_puts_every_measure_with_data_into_the_profile():
    profile = arrange_profile(CONTENT)
    keys = [measure["key"] for measure in profile.measures]
    assert keys[:3] == ["win_score", "strength", "rating/readability"]
    assert "findings/high" not in keys
    name, cells = profile.rows[0]
    assert (name, cells[0].value) == ("Aurora 2", "88 %")
    assert cells[0].title.startswith("4 comparisons")


def test_it_lists_every_number_with_what_it_counts():
    table = list_numbers(CONTENT)
    assert len(table.rows) == len(CONTENT["measures"]) * 2
    assert all(len(row) == len(table.header) for row in table.rows)


def test_it_gives_every_figure_a_table_beside_it():
    for figure in list_figures(CONTENT):
        assert all(len(row) == len(figure.table.header) for row in figure.table.rows), figure.name


def test_it_lists_what_is_missing():
    counts = {row[0]: row[1] for row in list_quality(CONTENT).rows}
    assert counts["Reviews still missing"] == "0 of 4"


def test_it_hands_programs_the_numbers_without_the_drawings():
    assert without_charts({**CONTENT, "charts": {"a": "<svg>"}}) == CONTENT
