"""What could not be laid out is the solution's fault, and never looks like the sandbox's."""

from __future__ import annotations

import pytest

from evaluations.running.layout import check_layout
from evaluations.running.suites import SuiteFormat, SuiteSource
from evaluations.running.tasks import UnusableSolution

SUITE = SuiteSource(
    format=SuiteFormat.PYTEST, code="", path="tests/test_it.py", files={"data/a.txt": ""}
)


@pytest.mark.parametrize(
    ("path", "words"),
    [
        ("", "no plain path"),
        (".", "no plain path"),
        ("./solution.py", "no plain path"),
        ("a//b.py", "no plain path"),
        ("a/../b.py", "no plain path"),
        ("/etc/passwd", "no plain path"),
        ("a\0b", "no file can have"),
        ("é" * 128, "no file can have"),
        ("/".join(["d"] * 600), "no file can have"),
        (".review/harness.pyc", "where the tests lie"),
        (".review", "where the tests lie"),
        ("lib/a.py/b.py", "a file and a folder"),
        ("tests", "a file and a folder"),
        ("tests/test_it.py/x", "a file and a folder"),
        ("data/a.txt/x", "a file and a folder"),
    ],
)
def test_it_refuses_what_cannot_lie_beside_the_rest(path: str, words: str) -> None:
    with pytest.raises(UnusableSolution, match=words) as caught:
        check_layout({"lib/a.py": "", path: ""}, SUITE)
    assert len(caught.value.message) < 200


def test_it_refuses_more_files_than_the_sandbox_takes() -> None:
    with pytest.raises(UnusableSolution, match="too many"):
        check_layout({f"{number}.py": "" for number in range(600)}, SUITE)


def test_it_lets_a_solution_lie_where_it_likes_otherwise() -> None:
    check_layout({"a.py": "", "lib/a.py": "", "tests/conftest.py": "", "é\n.py": ""}, SUITE)
