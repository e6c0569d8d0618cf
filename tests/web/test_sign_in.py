from __future__ import annotations

from datetime import timedelta

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from reviewers.models import Role, SignInLink
from reviewers.service import create_sign_in_link, create_user
from tests.personas import Persona

pytestmark = pytest.mark.django_db


def test_it_signs_in_once_by_link(reviewer: Persona) -> None:
    link = create_sign_in_link(user=reviewer.user)
    browser = Client()
    assert browser.get(link).status_code == 302
    assert browser.get(reverse("home")).status_code == 200
    again = Client().get(link)
    assert again.status_code == 410
    assert "used up" in again.content.decode()


def test_it_refuses_an_old_link(reviewer: Persona) -> None:
    link = create_sign_in_link(user=reviewer.user)
    SignInLink.objects.update(expires_at=timezone.now() - timedelta(seconds=1))
    assert Client().get(link).status_code == 410


def test_it_stores_no_token_in_clear(reviewer: Persona) -> None:
    token = create_sign_in_link(user=reviewer.user).rstrip("/").rsplit("/", 1)[1]
    assert token not in SignInLink.objects.get().token_hash


def test_it_signs_in_by_password(db: None) -> None:
    create_user(username="ada", role=Role.ADMIN, password="correct horse battery")
    browser = Client()
    wrong = browser.post(reverse("sign-in"), {"username": "ada", "password": "wrong"})
    assert wrong.status_code == 200
    right = {"username": "ada", "password": "correct horse battery"}
    assert browser.post(reverse("sign-in"), right).status_code == 302
    assert browser.post(reverse("sign-out")).status_code == 302
    assert browser.get(reverse("home")).status_code == 302
