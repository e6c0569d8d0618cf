"""One cast for every test, so that each file can try the wrong person."""

from __future__ import annotations

from dataclasses import dataclass

import pytest
from django.test import Client
from rest_framework.test import APIClient

from reviewers.models import Reviewer, Role, User
from reviewers.service import create_reviewer, create_user


@dataclass(frozen=True, kw_only=True)
class Persona:
    """A person with a signed-in browser and a signed-in API client."""

    user: User
    reviewer: Reviewer | None

    @property
    def browser(self) -> Client:
        client = Client()
        client.force_login(self.user)
        return client

    @property
    def api(self) -> APIClient:
        client = APIClient()
        client.force_authenticate(self.user)
        return client

    @property
    def rater(self) -> Reviewer:
        """The reviewer profile of a persona that has one."""
        assert self.reviewer is not None
        return self.reviewer


def make_persona(name: str, role: str) -> Persona:
    """A person called ``name``; everyone but the analyst has a reviewer profile."""
    user = create_user(username=name, display_name=name.replace("_", " ").title(), role=role)
    reviewer = None
    if role != Role.ANALYST:
        reviewer = create_reviewer(user=user, pseudonym=f"Pseudonym of {name}")
    return Persona(user=user, reviewer=reviewer)


@pytest.fixture
def admin(db: None) -> Persona:
    """Plans campaigns and sees names, unless she rates in the campaign."""
    return make_persona("admin", Role.ADMIN)


@pytest.fixture
def reviewer(db: None) -> Persona:
    """Rates in the campaign."""
    return make_persona("reviewer", Role.REVIEWER)


@pytest.fixture
def other_reviewer(db: None) -> Persona:
    """Rates in the campaign too, and must not see what the first one does."""
    return make_persona("other_reviewer", Role.REVIEWER)


@pytest.fixture
def analyst(db: None) -> Persona:
    """Reads reports, plans nothing and rates nothing."""
    return make_persona("analyst", Role.ANALYST)


@pytest.fixture
def outsider(db: None) -> Persona:
    """Has an account and a reviewer profile, but is in no campaign."""
    return make_persona("outsider", Role.REVIEWER)
