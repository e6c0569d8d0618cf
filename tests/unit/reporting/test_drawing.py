from __future__ import annotations

import re
from dataclasses import replace
from xml.etree import ElementTree

import pytest

from evaluations.reporting.document import build_document
from evaluations.reporting.drawing import render
from evaluations.reporting.figures import list_figures
from evaluations.reporting.inputs import ModelRow
from tests.unit.reporting.rows import make_inputs, make_review

NASTY = '</text><script>alert("&")</script>'


@pytest.fixture(scope="module")
def drawn():
    inputs = make_inputs()
    models = (inputs.models[0]._replace(name=NASTY, version=""), *inputs.models[1:])
    return render(build_document(replace(inputs, models=models)))


def test_it_draws_every_figure_that_tells_something(drawn):
    assert set(drawn) == {"win_score", "strength", "ratings", "pass_at_1", "findings"}


def test_it_draws_a_matrix_of_three_models():
    inputs = make_inputs()
    models = (*inputs.models, ModelRow(3, "cinder", "Northwind", "Cinder", ""))
    third = make_review(5, right_model=3, right=13, comparison=9)
    content = build_document(replace(inputs, models=models, reviews=(*inputs.reviews, third)))
    assert "win_matrix" in render(content)


def test_it_draws_nothing_without_data():
    content = build_document(make_inputs(reviews=(), runs=(), scans=(), imported=()))
    assert render(content) == {}
    assert list_figures(content) == ()


def test_it_keeps_a_models_name_from_becoming_markup(drawn):
    for name, svg in drawn.items():
        tree = ElementTree.fromstring(svg)  # noqa: S314  (our own drawing)
        tags = {element.tag.rpartition("}")[2] for element in tree.iter()}
        assert tags <= {"svg", "g", "path", "line", "rect", "text", "tspan", "title", "desc"}, name


def test_it_needs_no_style_that_the_content_policy_would_forbid(drawn):
    for svg in drawn.values():
        assert "style=" not in svg
        assert "<style" not in svg


def test_it_takes_every_colour_from_the_page(drawn):
    colours = {
        value
        for svg in drawn.values()
        for value in re.findall(r'(?:fill|stroke)="([^"]+)"', svg)
        if value not in {"none", "transparent"}
    }
    assert colours
    assert all(colour.startswith("var(--") for colour in colours), colours


def test_it_names_each_drawing_and_tells_its_data_in_words(drawn):
    tree = ElementTree.fromstring(drawn["win_score"])  # noqa: S314  (our own drawing)
    assert tree.get("role") == "img"
    title, words = tree[0], tree[1]
    assert tree.get("aria-labelledby") == title.get("id")
    assert tree.get("aria-describedby") == words.get("id")
    assert "88 %" in (words.text or "")
