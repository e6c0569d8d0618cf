"""What cannot be seen, or passes for something else, is found; other people's languages are not."""

from __future__ import annotations

import pytest

from evaluations.scanning.inside.text_safety import find_hidden, run_text_safety
from evaluations.scanning.results import Severity
from evaluations.scanning.scanners.text_safety import CWE, parse

RLO, PDI, LRI = "\u202e", "\u2069", "\u2066"


@pytest.fixture
def findings(tmp_path, monkeypatch):
    """Findings of files given by their neutral names."""
    monkeypatch.chdir(tmp_path)

    def find(**texts: str):
        names = []
        for name, text in texts.items():
            path = tmp_path / name.replace("_", ".")
            path.write_text(text, encoding="utf-8", newline="")
            names.append(path.name)
        return parse(run_text_safety(names, {})).findings

    return find


def test_it_finds_a_comment_that_ends_elsewhere_than_it_seems(findings):
    [found] = findings(file0_py=f"x = 1\n# check {RLO}{LRI}if admin{PDI} {LRI}begin\n")
    assert (found.rule, found.line, found.cwe) == ("bidi-control", 2, CWE)
    assert found.severity is Severity.HIGH
    assert "U+202E RIGHT-TO-LEFT OVERRIDE" in found.message
    assert found.message.isprintable()


def test_it_finds_bidi_controls_in_strings_of_every_kind_of_file(findings):
    found = findings(file0_txt=f"a{RLO}b", file1_go=f'var s = "{RLO}"\n')
    assert [each.path for each in found] == ["file0.txt", "file1.go"]


def test_it_judges_a_mark_less_than_an_override(findings):
    [found] = findings(file0_txt="price \u200f 10\n")
    assert found.severity is Severity.MEDIUM


@pytest.mark.parametrize(
    ("text", "severity"),
    [
        ("pass\u200bword = 1", Severity.MEDIUM),
        ("a = '\ufeff'", Severity.MEDIUM),
        ("x = '" + "".join(chr(0xE0000 + ord(sign)) for sign in "obey") + "'", Severity.HIGH),
        ("soft\u00adhyphen", Severity.MEDIUM),
    ],
)
def test_it_finds_what_is_invisible(findings, text, severity):
    [found] = findings(file0_txt=text)
    assert (found.rule, found.severity) == ("invisible-character", severity)


@pytest.mark.parametrize(
    "text",
    [
        "\ufeffbyte order mark",
        "family = '\U0001f468\u200d\U0001f469\u200d\U0001f467'",
        "persian = '\u0645\u06cc\u200c\u062e\u0648\u0627'",
        "flag = '\U0001f3f4\U000e0067\U000e0062\U000e0073\U000e0063\U000e0074\U000e007f'",
        "tab\tand\r\nwindows\r\n",
        "of\rlong\rago",
        "naïve = 'Straße, Москва, Δx, 漢字'",
    ],
)
def test_it_lets_ordinary_text_be(text):
    assert list(find_hidden(text)) == []


def test_it_finds_control_characters_and_hidden_line_starts(findings):
    found = findings(file0_txt="echo '\x1b[2K'\nshown\rreal\n\x00\n")
    assert [(each.rule, each.line) for each in found] == [
        ("control-character", n) for n in (1, 2, 3)
    ]
    assert {each.cwe for each in found} == {""}


@pytest.mark.parametrize(
    ("text", "rule"),
    [
        ("def is_аdmin(user): ...\n", "mixed-script-identifier"),  # noqa: RUF001
        ("def сору(): ...\ndef copy(): ...\n", "confusable-identifier"),  # noqa: RUF001
        ("𝐞𝐯𝐚𝐥('1')\n", "styled-identifier"),  # noqa: RUF001
    ],
)
def test_it_finds_names_that_look_like_others(findings, text, rule):
    [found] = findings(file0_py=text)
    assert (found.rule, found.line, found.cwe) == (rule, 1, CWE)
    assert found.message.isascii()


def test_it_compares_names_across_files(findings):
    found = findings(file0_js="let сору = 1;\n", file1_js="let copy = 2;\n")  # noqa: RUF001
    assert [each.path for each in found] == ["file0.js"]


@pytest.mark.parametrize(
    "text",
    [
        "сору = 1  # a Russian word of its own\n",  # noqa: RUF001
        "# mixed in a comment: аdmin\n",  # noqa: RUF001
        "s = 'mixed in a string: аdmin'\n",  # noqa: RUF001
        "Δx = λ_max = café = größe = 1\n",
    ],
)
def test_it_lets_names_of_other_languages_be(findings, text):
    assert findings(file0_py=text) == ()
