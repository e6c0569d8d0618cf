"""One leased comparison for all of these tests."""

from __future__ import annotations

import pytest

from evaluations.models import Assignment
from tests.factories import make_campaign
from tests.integration.presenting.factories import MODELS, lease, make_run, make_scan, sides
from tests.personas import Persona


@pytest.fixture
def assignment(reviewer: Persona) -> Assignment:
    """Leased, laid out as a then b, with runs and scans on both sides."""
    campaign = make_campaign(reviewers=[reviewer.rater], models=MODELS, problems=1, overlap=1)
    leased = lease(campaign, reviewer.rater)
    for solution in sides(leased):
        make_run(solution)
        make_scan(solution)
    return leased
