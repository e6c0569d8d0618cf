"""Comments that ask a scanner to look away are found; what only looks like one is not."""

from __future__ import annotations

import tokenize

import pytest

from evaluations.scanning.inside.suppressions import find_suppressions


@pytest.mark.parametrize(
    "comment",
    [
        "noqa",
        "noqa: S307",
        "NoQA:E501",
        "ruff: noqa",
        "ruff: noqa: F401",
        "ruff: ignore[S307]",
        "ruff: file-ignore[S307]",
        "ruff: disable[S307]",
        "flake8: noqa",
        "nosec",
        "nosec B307",
        "nosemgrep",
        "pragma: allowlist secret",
        "pragma: whitelist secret",
        "pragma: allowlist nextline secret",
        "type: ignore",
        "type: ignore[arg-type]",
        "mypy: ignore-errors",
        "pyright: ignore",
        "pylint: disable=all",
        "pylint: skip-file",
        "lizard forgives",
        "lizard forgive global",
    ],
)
def test_it_finds_every_way_to_silence_a_scanner(comment):
    found = find_suppressions(f"x = 1\ny = eval('2')  # {comment}\n".encode())
    assert [suppression.line for suppression in found] == [2]


def test_it_finds_each_of_two_in_one_comment():
    found = find_suppressions(b"x = 1  # noqa: E501 # nosec\n")
    assert [suppression.comment for suppression in found] == ["noqa", "nosec"]


@pytest.mark.parametrize(
    "source",
    [
        "x = '# noqa'\n",
        '"""\n# nosec\n"""\n',
        "# the noqable ones\n",
        "# disable the alarm\n",
        "# a type: ignored below\n",
    ],
)
def test_it_takes_no_string_and_no_sentence_for_a_suppression(source):
    assert find_suppressions(source.encode()) == []


def test_it_says_when_a_file_cannot_be_read_to_its_end():
    with pytest.raises((tokenize.TokenError, SyntaxError)):
        find_suppressions(b'x = """never closed\n')
