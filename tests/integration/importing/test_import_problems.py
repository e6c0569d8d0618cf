"""Problems: all of a file or nothing of it, and a second time nothing."""

from __future__ import annotations

import hashlib
import json
from pathlib import Path
from typing import get_args

import pytest

from evaluations.errors import Conflict, NotFound
from evaluations.importing import service
from evaluations.importing.formats.own_rows import SuiteRow
from evaluations.importing.preview import FaultyFile
from evaluations.importing.reading import IncomingFile
from evaluations.importing.service import find_problem_set, import_problems, preview_problems
from evaluations.models import ImportRecord, Problem, ProblemSet, SuiteFormat, TestSuite
from tests.integration.importing.files import PROBLEMS, three_problems, write_lines

pytestmark = pytest.mark.django_db


def test_it_stores_problems_in_the_order_of_the_file(tmp_path: Path):
    problem_set = three_problems(tmp_path)
    problems = list(problem_set.problems.all())
    assert [(p.key, p.position) for p in problems] == [("add", 0), ("subtract", 1), ("multiply", 2)]
    assert problems[0].entry_point == "add"
    assert TestSuite.objects.get(problem=problems[0]).format == "assertions"
    assert ImportRecord.objects.get().counts == {"problems": 3}


def test_it_changes_nothing_when_the_same_file_comes_again(tmp_path: Path):
    problem_set = three_problems(tmp_path)
    before = list(Problem.objects.values()), list(TestSuite.objects.values())
    again = import_problems(
        file=IncomingFile(path=tmp_path / "problems.jsonl"), set_name="arithmetic"
    )
    assert (again.new, again.unchanged) == (0, 3)
    assert (list(Problem.objects.values()), list(TestSuite.objects.values())) == before
    assert ProblemSet.objects.get() == problem_set
    assert ImportRecord.objects.count() == 1


def test_it_adds_new_problems_behind_those_of_the_set(tmp_path: Path):
    problem_set = three_problems(tmp_path)
    more = write_lines(tmp_path / "more.jsonl", [{"id": "divide", "prompt": "Divide."}])
    preview = import_problems(file=more, set_name="arithmetic")
    assert (preview.new, preview.absent) == (1, 3)
    assert problem_set.problems.get(key="divide").position == 3


def test_it_changes_nothing_for_a_file_with_a_fault(tmp_path: Path):
    file = write_lines(tmp_path / "bad.jsonl", [PROBLEMS[0], {"id": "x"}])
    with pytest.raises(FaultyFile) as caught:
        import_problems(file=file, set_name="bad")
    assert [(f.line, f.field) for f in caught.value.preview.faults] == [(2, "prompt")]
    assert not ProblemSet.objects.exists()
    assert not ImportRecord.objects.exists()


def test_it_refuses_another_content_for_a_stored_problem(tmp_path: Path):
    three_problems(tmp_path)
    file = write_lines(tmp_path / "other.jsonl", [{**PROBLEMS[1], "prompt": "Another."}])
    with pytest.raises(FaultyFile, match="'subtract' is stored with another content"):
        import_problems(file=file, set_name="arithmetic")
    import_problems(file=file, set_name="arithmetic", set_version="2")
    assert ProblemSet.objects.filter(name="arithmetic").count() == 2


def test_it_previews_without_writing(tmp_path: Path):
    file = write_lines(tmp_path / "p.jsonl", [*PROBLEMS, PROBLEMS[0], {"id": 3}])
    preview = preview_problems(file=file, set_name="arithmetic")
    assert (preview.recognised, preview.new, preview.doubled) == (4, 3, 1)
    assert [(f.line, f.field) for f in preview.faults] == [(4, ""), (5, "id"), (5, "prompt")]
    assert not ProblemSet.objects.exists()


def test_it_reports_an_unknown_format_as_a_fault(tmp_path: Path):
    file = write_lines(tmp_path / "p.jsonl", [{"question": "?"}])
    with pytest.raises(FaultyFile, match="no known format fits"):
        import_problems(file=file, set_name="arithmetic")


def test_it_refuses_a_file_that_changes_while_it_is_read(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
):
    file = write_lines(tmp_path / "p.jsonl", PROBLEMS)
    tally = service._tally_problems

    def tally_then_change(*arguments):
        result = tally(*arguments)
        write_lines(file.path, PROBLEMS[:1])
        return result

    monkeypatch.setattr(service, "_tally_problems", tally_then_change)
    with pytest.raises(Conflict, match="changed while it was read"):
        import_problems(file=file, set_name="arithmetic")
    assert not Problem.objects.exists()


def test_it_finds_the_set_made_last_unless_a_version_is_named(tmp_path: Path):
    three_problems(tmp_path)
    file = IncomingFile(path=tmp_path / "problems.jsonl")
    import_problems(file=file, set_name="arithmetic", set_version="2")
    assert find_problem_set(name="arithmetic").version == "2"
    assert find_problem_set(name="arithmetic", version="1").version == "1"


def test_it_names_the_sets_there_are_where_one_is_not_found(tmp_path: Path):
    with pytest.raises(NotFound, match="There are: none yet"):
        find_problem_set(name="algebra")
    three_problems(tmp_path)
    with pytest.raises(NotFound, match=r"no problem set 'algebra 3'. There are: arithmetic 1\."):
        find_problem_set(name="algebra", version="3")


def test_it_stores_what_a_problem_of_many_files_brings(tmp_path: Path):
    suite = {"format": "jest", "code": "test()", "path": "a.spec.js", "files": {"b.json": "1"}}
    row = {
        "id": "p",
        "prompt": "Do.",
        "language": "js",
        "starter": {"src/a.js": "", "package.json": "{}"},
        "reference": {"src/a.js": "exports.f = 1"},
        "tests": [{**suite, "replicates": 3, "limits": {"wall_seconds": 2.5}}],
    }
    import_problems(file=write_lines(tmp_path / "p.jsonl", [row]), set_name="many files")
    problem = Problem.objects.get()
    assert problem.language == "javascript"
    assert problem.starter_files == {"src/a.js": "", "package.json": "{}"}
    assert problem.reference_files == {"src/a.js": "exports.f = 1"}
    stored = problem.suites.get()
    assert (stored.format, stored.path, stored.files) == ("jest", "a.spec.js", {"b.json": "1"})
    assert (stored.replicates, stored.limits) == (3, {"wall_seconds": 2.5})


def test_it_knows_the_formats_of_suites_that_are_stored():
    known = get_args(SuiteRow.model_fields["format"].annotation)
    assert set(known) == set(SuiteFormat.values)


def test_it_keeps_the_hash_of_a_problem_that_says_nothing_new(tmp_path: Path):
    """Sets that were imported before there were more fields are not in conflict with their file."""
    problem = three_problems(tmp_path).problems.get(key="add")
    own = ["add", "python", problem.prompt, "add", ""]
    suite = ["tests", "correctness", "assertions", "", "assert add(1, 1) is not None"]
    suites = [hashlib.sha256(json.dumps(suite).encode()).hexdigest()]
    whole = json.dumps([*own, [], [], suites]).encode()
    assert problem.content_hash == hashlib.sha256(whole).hexdigest()
