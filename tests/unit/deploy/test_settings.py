from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
import yaml

from reviewplatform.database import database_settings
from reviewplatform.embedded.services import environment_of
from reviewplatform.environment import Environment, environment

DEPLOY = Path(__file__).resolve().parents[3] / "deploy"


def variables() -> set[str]:
    """The name of every setting as it stands in an environment."""
    return {
        str(field.validation_alias or f"REVIEWPLATFORM_{name.upper()}")
        for name, field in Environment.model_fields.items()
    }


@pytest.fixture
def compose() -> Any:
    return yaml.safe_load((DEPLOY / "compose.yaml").read_text())


def test_it_takes_secrets_from_files(tmp_path, monkeypatch):
    monkeypatch.delenv("REVIEWPLATFORM_SECRET_KEY", raising=False)
    (tmp_path / "database_password").write_text("from a file\n")
    (tmp_path / "reviewplatform_secret_key").write_text("a long key\n")
    monkeypatch.setenv("REVIEWPLATFORM_SECRETS_DIR", str(tmp_path))
    found = environment.__wrapped__()
    assert found.database_password.get_secret_value() == "from a file"
    assert found.secret_key.get_secret_value() == "a long key"


def test_it_prefers_the_password_that_stands_in_the_url():
    url = "postgresql://reviews{}@database/reviews"
    assert database_settings(url.format(""), pool_size=0, password="p")["PASSWORD"] == "p"
    assert database_settings(url.format(":q"), pool_size=0, password="p")["PASSWORD"] == "q"


@pytest.mark.parametrize("service", ["migration", "web", "worker", "more-work"])
def test_it_composes_with_settings_that_exist(compose, service):
    given = set(compose["services"][service]["environment"])
    assert given - {"REVIEWPLATFORM_SECRETS_DIR", "WEB_CONCURRENCY"} <= variables()


@pytest.mark.parametrize("service", ["migration", "web", "worker", "more-work"])
def test_it_gives_a_composed_service_no_capability(compose, service):
    assert compose["services"][service]["cap_drop"] == ["ALL"]
    assert compose["services"][service]["read_only"] is True


def test_it_mounts_the_secrets_under_the_names_of_their_settings(compose):
    names = {name.lower() for name in variables()}
    assert set(compose["secrets"]) <= names


def test_it_embeds_with_the_settings_that_a_composed_deployment_sets(compose, tmp_path):
    from reviewplatform.embedded.layout import data_directory

    embedded = set(environment_of(data_directory(tmp_path)))
    composed = set(compose["services"]["web"]["environment"])
    composed |= {name.upper() for name in compose["secrets"]}
    assert embedded - composed == {"REVIEWPLATFORM_DATA_DIR"}  # the image sets it
    assert "REVIEWPLATFORM_DATA_DIR=" in (DEPLOY / "Dockerfile").read_text()


def test_it_lets_exactly_one_worker_send_the_periodic_tasks(compose):
    commands = {name: one.get("command", []) for name, one in compose["services"].items()}
    assert [name for name, command in commands.items() if "--beat" in command] == ["worker"]
