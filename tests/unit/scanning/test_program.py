"""What goes into the sandbox: neutral names, a plan, our driver, no name a model has chosen."""

from __future__ import annotations

import json
from dataclasses import replace

import pytest

from evaluations.scanning import program
from evaluations.scanning.program import build_program, name_files
from evaluations.scanning.results import Source, SourceFile
from evaluations.scanning.scanners import SCANNERS
from evaluations.scanning.scanners.bandit import BANDIT
from evaluations.scanning.scanners.detect_secrets import DETECT_SECRETS
from tests.unit.scanning.scanning_helpers import source


@pytest.mark.parametrize(
    ("path", "name"),
    [
        ("solution.py", "file0.py"),
        ("--config=evil.py", "file0.py"),
        ("../../etc/passwd.py", "file0.py"),
        ("swagger.py", "file0.py"),
        ("build/x.PY", "file0.py"),
        ("stub.pyi", "file0.py"),
        ("Solution", "file0.py"),
        ("notes.md", "file0.txt"),
        ("install.bash", "file0.sh"),
        ("app.mjs", "file0.mjs"),
        ("page.TSX", "file0.tsx"),
        ("main.go", "file0.go"),
        ("a\0b.py", "file0.py"),
    ],
)
def test_it_gives_every_file_a_neutral_name(path, name):
    files = (SourceFile(path=path, content=b""),)
    [named] = name_files(Source(language="python", files=files))
    assert named.name == name


def test_it_tells_each_scanner_which_files_to_read():
    files = (SourceFile(path="a.py", content=b"1"), SourceFile(path="b.md", content=b"2"))
    named = name_files(Source(language="python", files=files))
    plan = json.loads(build_program([named], [BANDIT, DETECT_SECRETS]).files["plan.json"])
    assert plan["solutions"] == [
        {"bandit": ["file0.py"], "detect-secrets": ["file0.py", "file1.txt"]}
    ]


def test_it_switches_suppressions_off_in_every_scanner_that_has_them():
    plan = json.loads(build_program([name_files(source("x = 1\n"))], SCANNERS).files["plan.json"])
    assert plan["settings"]["bandit"] == {"ignore_nosec": True}
    assert {"--isolated", "--ignore-noqa"} <= set(plan["settings"]["ruff"]["options"])
    assert not [path for path in plan["settings"]["detect-secrets"]["filters"] if "allow" in path]


def test_it_gives_a_file_without_a_suffix_the_problems_language_by_any_of_its_names():
    files = (SourceFile(path="solution", content=b""),)
    [named] = name_files(Source(language="shell", files=files))
    assert (named.name, named.language) == ("file0.sh", "bash")


def test_it_leaves_out_files_beyond_what_a_sandbox_takes(monkeypatch):
    monkeypatch.setattr(program, "MAX_FILES", 1)
    named = name_files(source("x = 1\n", "y = 2\n"))
    assert [file.left_out for file in named] == ["", "not one of the first 1 files"]


def test_it_changes_the_hash_of_the_rules_with_settings_and_revision():
    hashes = {
        BANDIT.rules_hash,
        replace(BANDIT, settings={}).rules_hash,
        replace(BANDIT, revision=BANDIT.revision + 1).rules_hash,
        DETECT_SECRETS.rules_hash,
    }
    assert len(hashes) == 4
