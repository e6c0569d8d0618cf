from __future__ import annotations

import json

import pytest
from click.testing import CliRunner

from evaluations.errors import SandboxUnavailable
from reviewplatform import equipment, health
from reviewplatform.cli import main
from reviewplatform.embedded.layout import data_directory
from reviewplatform.environment import environment
from reviewplatform.health import Part, State, examine

PARTS = ["database", "broker", "worker", "bubblewrap", "docker", "browser", "disk"]


@pytest.fixture
def no_servers(monkeypatch):
    monkeypatch.delenv("DATABASE_URL")
    monkeypatch.delenv("REDIS_URL")


@pytest.fixture
def quick(monkeypatch):
    """Only what is under test is looked at."""
    for name in PARTS:
        part = Part(name=name, state=State.OK)
        monkeypatch.setattr(health, name, lambda *_, part=part: part)
    monkeypatch.setattr(equipment, "languages", lambda: [Part(name="go", state=State.MISSING)])
    monkeypatch.setattr(equipment, "scanners", lambda: Part(name="scanners", state=State.OK))


def test_it_looks_at_every_part(quick, tmp_path):
    assert [part.name for part in examine(data_directory(tmp_path))] == PARTS


def test_it_looks_at_the_parts_that_are_asked_for(quick, tmp_path):
    parts = examine(data_directory(tmp_path), {"disk", "database"})
    assert [part.name for part in parts] == ["database", "disk"]


def test_it_looks_at_toolchains_and_scanners_too_and_fails_for_none_that_is_missing(quick):
    answer = CliRunner().invoke(main, ["doctor", "--json"])
    names = [part["name"] for part in json.loads(answer.stdout)["parts"]]
    assert names == [*PARTS, "go", "scanners"]
    assert answer.exit_code == 0


def test_it_goes_on_after_a_part_that_fails_in_any_way(quick, monkeypatch, tmp_path):
    def broken() -> Part:
        raise SandboxUnavailable("no user namespaces here")

    def worse(_: object) -> Part:
        raise RuntimeError("surprise")

    monkeypatch.setattr(health, "bubblewrap", broken)
    monkeypatch.setattr(health, "database", worse)
    states = {part.name: (part.state, part.detail) for part in examine(data_directory(tmp_path))}
    assert states["bubblewrap"] == (State.FAILED, "no user namespaces here")
    assert states["database"] == (State.FAILED, "RuntimeError: surprise")
    assert states["disk"][0] == State.OK


def test_it_tells_stopped_servers_from_broken_ones(no_servers, tmp_path):
    directory = data_directory(tmp_path)
    for part in (health.database(directory), health.broker(directory), health.worker()):
        assert part.state == State.STOPPED
        assert part.remedy == "Start it with: reviewplatform demo"
        assert part.version


def test_it_reports_data_of_another_postgresql_major(no_servers, tmp_path):
    (tmp_path / "postgres").mkdir()
    (tmp_path / "postgres" / "PG_VERSION").write_text("16\n")
    database = examine(data_directory(tmp_path))[0]
    assert database.state == State.FAILED
    assert "written by PostgreSQL 16" in database.detail


def test_it_says_how_to_install_what_is_missing(monkeypatch):
    monkeypatch.setenv("PATH", "/nowhere")
    assert health.bubblewrap().state == health.browser().state == State.MISSING
    assert health.bubblewrap().remedy == "Install it with: apt-get install bubblewrap"
    assert health.browser().remedy == "Install it with: apt-get install chromium"


@pytest.mark.parametrize(
    ("choice", "state"), [("bubblewrap", State.MISSING), ("docker", State.FAILED)]
)
def test_it_misses_an_engine_only_where_it_is_chosen(monkeypatch, tmp_path, choice, state):
    monkeypatch.setenv("DOCKER_HOST", f"unix://{tmp_path}/no-engine.sock")
    monkeypatch.setenv("REVIEWPLATFORM_SANDBOX", choice)
    environment.cache_clear()
    part = health.docker()
    environment.cache_clear()
    assert part.state == state
    assert "No Docker engine answers" in part.detail


def test_it_fails_a_disk_that_is_nearly_full(monkeypatch, tmp_path):
    monkeypatch.setattr(health, "free_bytes", lambda _: 10 * 1024 * 1024)
    part = health.disk(data_directory(tmp_path))
    assert part.state == State.FAILED
    assert "10 MB free" in part.detail
    assert part.remedy


def test_it_gives_programs_one_json_document_and_an_exit_code(quick, monkeypatch):
    healthy = CliRunner().invoke(main, ["doctor", "--json"])
    assert healthy.exit_code == 0
    assert json.loads(healthy.stdout)["parts"][0] == {
        "name": "database",
        "state": "ok",
        "version": "",
        "detail": "",
        "remedy": "",
    }
    failed = Part(name="disk", state=State.FAILED, remedy="Make room")
    monkeypatch.setattr(health, "disk", lambda _: failed)
    assert CliRunner().invoke(main, ["doctor", "--json"]).exit_code == 1


def test_it_shows_people_a_remedy_under_the_part(quick, monkeypatch):
    failed = Part(name="disk", state=State.FAILED, remedy="Make room")
    monkeypatch.setattr(health, "disk", lambda _: failed)
    printed = CliRunner().invoke(main, ["doctor"]).stdout
    assert "disk" in printed
    assert "-> Make room" in printed
