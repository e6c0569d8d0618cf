"""The documents are part of the product: what they point to exists, what they name is so."""

from __future__ import annotations

import re
import subprocess
from collections.abc import Iterator
from functools import cache
from pathlib import Path
from urllib.parse import unquote

import pytest

from reviewplatform.cli import VERBS
from reviewplatform.environment import Environment

ROOT = Path(__file__).resolve().parents[2]
LINK = re.compile(r"!?\[[^\]]*\]\(([^)\s]+)\)")
HEADING = re.compile(r"^#+ (.+)$", re.MULTILINE)
FENCE = re.compile(r"^```.*?^```$", re.MULTILINE | re.DOTALL)
TEXT = {".cfg", ".css", ".html", ".js", ".json", ".jsonl", ".md", ".mjs", ".py", ".sh", ".svg"}
TEXT |= {".toml", ".txt", ".yaml", ".yml", ".example", ".dockerignore", ""}

# Put together here, or this file would find itself.
MACHINE_PATHS = ["/" + "work/main", "/" + "work/shared", "/tmp/" + "bash_jobs", "/tmp/" + "team"]
REGISTRY_HOSTS = [
    "pypi" + ".org",
    "files.python" + "hosted.org",
    "docker" + ".io",
    "ghcr" + ".io",
    "quay" + ".io",
    "gcr" + ".io",
    "deb.debian" + ".org",
    "registry.npm" + "js.org",
]


@cache
def committed_files() -> tuple[Path, ...]:
    """What git knows or would take in; the folder's files where there is no git."""
    command = ["git", "ls-files", "--cached", "--others", "--exclude-standard"]
    listed = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=False)
    if listed.returncode != 0:
        return tuple(path for path in ROOT.rglob("*") if path.is_file() and not _is_made(path))
    return tuple(path for line in listed.stdout.splitlines() if (path := ROOT / line).is_file())


def _is_made(path: Path) -> bool:
    return any(
        part.startswith(".") or part == "__pycache__" for part in path.relative_to(ROOT).parts
    )


def documents() -> list[Path]:
    return [
        path for path in committed_files() if path.suffix == ".md" and "sample" not in path.parts
    ]


def named(path: Path) -> str:
    return str(path.relative_to(ROOT))


def anchors(document: Path) -> set[str]:
    """The addresses of a document's headings, as its readers' programs make them."""
    headings = HEADING.findall(FENCE.sub("", document.read_text()))
    return {
        re.sub(r"[^\w\- ]", "", heading).strip().lower().replace(" ", "-") for heading in headings
    }


def links(document: Path) -> Iterator[str]:
    return (match[1] for match in LINK.finditer(FENCE.sub("", document.read_text())))


def is_broken(link: str, document: Path) -> bool:
    if "://" in link or link.startswith("mailto:"):
        return False
    place, _, anchor = unquote(link).partition("#")
    target = (document.parent / place).resolve() if place else document
    if not target.exists() or not target.is_relative_to(ROOT):
        return True
    return bool(anchor) and anchor not in anchors(target)


@pytest.mark.parametrize("document", documents(), ids=named)
def test_it_links_to_what_exists(document):
    assert [link for link in links(document) if is_broken(link, document)] == []


@pytest.mark.parametrize("document", documents(), ids=named)
def test_it_can_be_reached_from_the_readme(document):
    assert document in _reachable(ROOT / "README.md")


@cache
def _reachable(start: Path) -> frozenset[Path]:
    found, waiting = set(), [start]
    while waiting:
        document = waiting.pop()
        if document in found or document.suffix != ".md" or not document.exists():
            continue
        found.add(document)
        local = (link.partition("#")[0] for link in links(document) if "://" not in link)
        waiting += [(document.parent / place).resolve() for place in local if place]
    return frozenset(found)


@pytest.mark.parametrize("picture", sorted((ROOT / "docs" / "images").iterdir()), ids=named)
def test_it_shows_every_picture_and_keeps_it_small(picture):
    assert any(picture.name in document.read_text() for document in documents())
    assert picture.stat().st_size < 300 * 1024


@pytest.mark.parametrize("forbidden", MACHINE_PATHS + REGISTRY_HOSTS)
def test_it_names_no_registry_and_no_path_of_a_machine(forbidden):
    naming = [
        named(path)
        for path in committed_files()
        if path.suffix in TEXT and forbidden in path.read_text(errors="replace")
    ]
    assert naming == []


def test_it_documents_every_verb_of_the_command_line():
    reference = (ROOT / "docs" / "reference" / "cli.md").read_text()
    assert [verb for verb in VERBS if f"| `{verb}" not in reference] == []


def test_it_documents_every_setting():
    reference = (ROOT / "docs" / "reference" / "settings.md").read_text()
    variables = (
        str(field.validation_alias or f"REVIEWPLATFORM_{name.upper()}")
        for name, field in Environment.model_fields.items()
    )
    assert [variable for variable in variables if f"| `{variable}`" not in reference] == []


@pytest.mark.django_db
@pytest.mark.parametrize("table", ["ratings", "reviews", "scorecards"])
def test_it_documents_every_column_of_an_export(table):
    from evaluations.reporting.exports.queries import stream_rows

    reference = (ROOT / "docs" / "reference" / "export-schema.md").read_text()
    nowhere = 0
    columns = next(stream_rows(table, nowhere))
    assert [column for column in columns if f"`{column}`" not in reference] == []


@pytest.mark.parametrize(
    "word",
    [
        *("Campaign", "Problem set", "Problem", "Language model", "Prompt template", "Solution"),
        *("generation run", "Test suite", "Test run", "Test result", "Scan run", "Finding"),
        *("Code metric", "Rubric", "Criterion", "Anchor", "Comparison", "Assignment", "Review"),
        *("Rating", "Scorecard", "Report", "Verdict", "Blinded comparison", "Slot", "Lease"),
    ],
)
def test_it_explains_every_word_of_the_vocabulary(word):
    assert f"**{word}**" in (ROOT / "docs" / "glossary.md").read_text()


def test_it_numbers_the_decisions_and_lists_each():
    folder = ROOT / "docs" / "decisions"
    pages = sorted(path.name for path in folder.glob("[0-9]*.md"))
    listed = (folder / "README.md").read_text()
    assert [int(name[:4]) for name in pages] == list(range(1, len(pages) + 1))
    assert all(f"({name})" in listed for name in pages)
