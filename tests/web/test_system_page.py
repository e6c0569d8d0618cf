from __future__ import annotations

from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from django.conf import LazySettings
from django.urls import reverse
from pytest_django import DjangoAssertNumQueries

from evaluations.running.languages import Toolchain
from evaluations.sandboxes.base import Probe
from reviewplatform import pages
from reviewplatform.health import SEE
from reviewplatform.hosts import SILENT_AFTER, HostReport
from reviewplatform.telling import store
from tests.personas import Persona

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def silence(broker: str) -> None:
    """No worker has told anything yet."""


def healthy(host: str = "first-host", *, age: timedelta = timedelta()) -> HostReport:
    return HostReport(
        host=host,
        told_at=datetime.now(UTC) - age,
        probes=(Probe(name="network", passed=True, detail="held"),),
        environment={"sandbox": "bubblewrap 0.8.0", "kernel": "6.1"},
        memory="cgroup",
        toolchains={
            "rust": Toolchain(versions={"rustc": "1.63.0", "crate rand": "0.8.5"}),
            "go": Toolchain(missing="go is not installed"),
        },
        scanners={"ruff": "0.17.6", "eslint": ""},
    )


def refused() -> HostReport:
    return HostReport(
        host="second-host",
        told_at=datetime.now(UTC),
        problem="bubblewrap does not hold on this host (network: connected).",
        remedy=SEE,
        probes=(
            Probe(name="network", passed=False, detail="connected <b>"),
            Probe(name="forks", passed=True, detail="held"),
        ),
    )


def page_of(persona: Persona) -> str:
    response = persona.browser.get(reverse("health"))
    assert response.status_code == 200
    return response.content.decode()


def test_it_is_for_admins_alone_and_in_their_navigation(admin: Persona, analyst: Persona) -> None:
    assert f'href="{reverse("health")}"' in admin.browser.get("/").content.decode()
    assert reverse("health") not in analyst.browser.get("/").content.decode()
    assert analyst.browser.get(reverse("health")).status_code == 404


def test_it_shows_the_parts_that_the_web_process_sees(admin: Persona) -> None:
    parts = admin.browser.get(reverse("health")).context["parts"]
    assert [part.name for part in parts] == ["database", "broker", "worker", "disk"]
    assert parts[1].state == "ok", parts[1]
    assert parts[2].remedy == "Start one with: reviewplatform worker"


def test_it_says_that_no_worker_has_told(admin: Persona) -> None:
    assert "No worker has told of its host" in page_of(admin)


def test_it_shows_what_a_host_has_and_what_it_lacks(admin: Persona) -> None:
    store(healthy())
    page = page_of(admin)
    for words in (
        *("first-host", "runs code", "bubblewrap 0.8.0", "held by a cgroup"),
        *("rustc 1.63.0, crate rand 0.8.5", "go is not installed", "0.17.6", "not scanned"),
        *("docs/explanation/languages.md", "make scanners"),
    ):
        assert words in page
    assert "no code is run" not in page


def test_it_says_why_a_host_runs_no_code_and_what_to_do(admin: Persona) -> None:
    store(refused())
    page = page_of(admin)
    assert "bubblewrap does not hold on this host (network: connected)." in page
    assert SEE in page
    assert page.count("got through") == 1
    assert page.count("held") == 1
    assert "<code>connected &lt;b&gt;</code>" in page


def test_it_marks_a_host_that_fell_silent(admin: Persona) -> None:
    store(healthy(age=SILENT_AFTER))
    page = page_of(admin)
    assert "Is its worker still there?" in page
    assert "runs code" not in page


def test_it_opens_when_the_broker_is_away(
    admin: Persona, settings: LazySettings, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    browser = admin.browser
    away = f"unix://{tmp_path}/no-broker.sock"
    settings.REDIS_URL = away
    monkeypatch.setenv("REDIS_URL", away)
    monkeypatch.setattr(pages, "SEEN_FROM_WEB", {"broker"})
    response = browser.get(reverse("health"))
    [part] = response.context["parts"]
    assert part.state == "failed"
    assert "no-broker.sock" in part.detail
    assert response.context["hosts"] == []


def test_it_asks_the_database_as_often_for_many_hosts_as_for_none(
    admin: Persona, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    browser = admin.browser
    browser.get("/")  # the session is in the cache from here on
    for hosts in (0, 5):
        for number in range(hosts):
            store(healthy(f"host-{number}"))
        with django_assert_num_queries(1):
            browser.get(reverse("health"))
