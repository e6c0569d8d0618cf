"""Every address, every persona: a new address without a row fails here."""

from __future__ import annotations

import pytest
from django.test import Client

from tests.architecture.conftest import Stage
from tests.architecture.surfaces import addresses, matrix, names_of_addresses
from tests.personas import Persona

pytestmark = pytest.mark.django_db


def test_it_has_a_row_for_every_address(stage: Stage) -> None:
    assert set(matrix(stage.things)) == names_of_addresses()


def test_it_answers_each_person_as_the_matrix_says(
    stage: Stage, admin: Persona, analyst: Persona, reviewer: Persona, outsider: Persona
) -> None:
    people = [admin.browser, analyst.browser, reviewer.browser, outsider.browser, Client()]
    rows = matrix(stage.things)
    wrong = []
    for name, address in addresses(stage.things).items():
        got = tuple(browser.get(address).status_code for browser in people)
        if got != rows[name][1]:
            wrong.append(f"{name}: {got} instead of {rows[name][1]}")
    assert not wrong, "\n".join(wrong)
