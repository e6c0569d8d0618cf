from __future__ import annotations

import pytest
from click.testing import CliRunner, Result
from django.conf import settings
from django.test import Client

from reviewers.models import Role, User
from reviewplatform.cli import FAILED, main
from tests.personas import Persona

pytestmark = pytest.mark.django_db


def run(*arguments: str) -> Result:
    return CliRunner().invoke(main, ["sign-in-link", *arguments])


def test_it_makes_the_first_admin_of_an_empty_installation():
    result = run()
    assert result.exit_code == 0, result.output
    assert result.output.startswith(settings.PUBLIC_URL)
    assert User.objects.get().role == Role.ADMIN


def test_it_lets_somebody_in_once(reviewer: Persona):
    path = run("--user", reviewer.user.username).output.strip().removeprefix(settings.PUBLIC_URL)
    assert Client().get(path).status_code == 302
    assert Client().get(path).status_code == 410


def test_it_names_a_user_it_does_not_know():
    result = run("--user", "nobody")
    assert result.exit_code == FAILED
    assert "'nobody'" in result.stderr
