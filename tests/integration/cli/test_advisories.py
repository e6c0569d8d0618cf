"""``reviewplatform advisories``: what it prints and how it ends."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from evaluations.models import AdvisorySnapshot, Finding
from reviewplatform.cli import FAILED, main
from reviewplatform.cli.console import out
from tests.integration.scanning.test_advisories import make_record, make_run

pytestmark = pytest.mark.django_db


def run(*arguments: str | Path) -> Result:
    return CliRunner().invoke(main, ["advisories", *map(str, arguments)])


@pytest.fixture(autouse=True)
def wide_terminal(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(out, "width", 200)


@pytest.fixture
def file(tmp_path: Path) -> Path:
    path = tmp_path / "osv.json"
    path.write_text(json.dumps(make_record("GHSA-1", "jinja2")))
    return path


def test_it_imports_and_holds_known_packages_against_it(file):
    make_run([("PyPI", "jinja2", "1.0")])
    result = run("import", file, "--taken-on", "2026-06-01")
    assert result.exit_code == 0, result.output
    assert "osv.json of 2026-06-01: PyPI 1" in result.output
    assert "Imported. 1 finding in the packages of 1 solution." in result.output
    assert Finding.objects.get().rule == "GHSA-1"


def test_it_lists_what_is_in_use(file):
    assert "reviewplatform advisories import FILE" in run("list").output
    run("import", file)
    assert "2026-05-01" in run("list").output
    assert "PyPI 1" in run("list").output


def test_it_shows_every_fault_and_fails(tmp_path):
    path = tmp_path / "bad.jsonl"
    bad = [make_record("GHSA-1", "a", modified=""), make_record("", "b")]
    path.write_text("\n".join(map(json.dumps, bad)))
    result = run("import", path)
    assert result.exit_code == FAILED
    assert "line 1, field modified" in result.output
    assert "line 2, field id" in result.output
    assert "bad.jsonl has 2 faults; nothing was imported." in result.output
    assert not AdvisorySnapshot.objects.exists()
