"""The tests of a Bash suite, and versions of it in which one of them must fail.

A version is the suite with the expectation of one test changed: the test keeps its name, so that
nothing but knowing the right answer tells the two apart.
"""

from __future__ import annotations

import re
import secrets
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Final

from evaluations.errors import InvalidInput
from evaluations.running.endings import FEWEST_CANARIES
from evaluations.running.python_suites.canaries import CHANCE, CLASSES
from evaluations.running.suites import SuiteFormat, SuiteSource

MOST_TESTS: Final = 500
WANTED_CANARIES: Final = 4

FUNCTION: Final = re.compile(
    r"^(?:function[ \t]+)?(?P<name>test_\w+)[ \t]*(?:\(\))?[ \t\n]*\{", re.MULTILINE
)
BATS: Final = re.compile(
    r"^@test[ \t]+(?P<quote>['\"])(?P<title>.*)(?P=quote)[ \t]*\{", re.MULTILINE
)
END: Final = re.compile(r"^\}", re.MULTILINE)
END_OF_LINE: Final = re.compile(r"[^\n]*[;&][ \t]*(?=\}[ \t]*(?:#[^\n]*)?$)", re.MULTILINE)
"""Of a test on one line: up to the bracket that closes it."""

SOURCES: Final = re.compile(r"(?:^|[;&|({][ \t]*|^[ \t]+)(?:source|\.)[ \t]+\S", re.MULTILINE)
SKIPS: Final = re.compile(r"(?:^|[;&|{])[ \t]*skip\b", re.MULTILINE)
LITERAL: Final = (
    r"(?P<literal>\"[^\"$`\\\n]+\"|'[^'\n]+'|-?\d+|[A-Za-z][\w.-]*)(?=[ \t]*(?:\]|;|$))"
)
EXPECTATION: Final = re.compile(
    r"(?:^|;)[ \t]*(?:\[{1,2}[ \t].*[ \t](?:==?|-eq)|assert_(?:equal|output)\b.*)[ \t]+" + LITERAL,
    re.MULTILINE,
)


@dataclass(frozen=True, kw_only=True)
class BashTest:
    """One test of ``code``; ``name`` is shown, ``function`` is called.

    ``start`` and ``end`` are where its body lies in the code.
    """

    name: str
    function: str
    text: str
    line: int
    start: int
    end: int

    @property
    def may_skip(self) -> bool:
        return SKIPS.search(self.text) is not None


@dataclass(frozen=True, kw_only=True)
class BashSuite:
    """``code`` is plain Bash. ``shares_process``: it sources files, so the solution too."""

    code: str
    tests: tuple[BashTest, ...]
    shares_process: bool


@dataclass(frozen=True, kw_only=True)
class Version:
    """The suite as it is, or with the test ``number`` made to fail."""

    code: str
    number: int
    is_canary: bool


def read_bash_suite(suite: SuiteSource) -> BashSuite:
    """The tests of a file with functions ``test_…``, or of a bats file.

    Raises:
        InvalidInput: it has no tests, or too many.
    """
    code = f"{suite.setup}\n{suite.code}" if suite.setup else suite.code
    code = code.replace("\r\n", "\n")
    titles: dict[str, str] = {}
    if suite.format is SuiteFormat.BATS:
        code, titles = _from_bats(code)
    tests = tuple(_tests(code, titles))
    if not 1 <= len(tests) <= MOST_TESTS:
        what = '@test "…" {' if suite.format is SuiteFormat.BATS else "test_…() {"
        raise InvalidInput(f"The suite has {len(tests)} tests; write 1 to {MOST_TESTS} as: {what}")
    return BashSuite(code=code, tests=tests, shares_process=SOURCES.search(code) is not None)


def _from_bats(code: str) -> tuple[str, dict[str, str]]:
    """``@test "title" {`` becomes a function, as bats itself does it."""
    titles: dict[str, str] = {}

    def named(match: re.Match[str]) -> str:
        name = f"test_bats_{len(titles) + 1}"
        titles[name] = match["title"]
        return f"{name}() {{"

    return BATS.sub(named, code), titles


def _tests(code: str, titles: dict[str, str]) -> Iterator[BashTest]:
    for match in FUNCTION.finditer(code):
        function = match["name"]
        if titles and function not in titles:
            continue
        end = _end(code, match.end())
        yield BashTest(
            name=titles.get(function, function),
            function=function,
            text=code[match.end() : end].strip("\n"),
            line=code.count("\n", 0, match.start()) + 1,
            start=match.end(),
            end=end,
        )


def _end(code: str, start: int) -> int:
    """Where the body that begins at ``start`` ends."""
    if whole := END_OF_LINE.match(code, start):
        return whole.end()
    closing = END.search(code, start)
    return closing.start() if closing else len(code)


def versions(suite: BashSuite) -> list[Version]:
    """Every test once as it is, and at least two made to fail, in random order."""
    every = range(len(suite.tests))
    guarded = [number for number in every if not suite.tests[number].may_skip] or list(every)
    numbers = CHANCE.sample(guarded, min(len(guarded), WANTED_CANARIES))
    while len(numbers) < FEWEST_CANARIES:
        numbers.append(numbers[0])
    made = [Version(code=suite.code, number=number, is_canary=False) for number in every]
    made += [
        Version(code=_must_fail(suite, number), number=number, is_canary=True) for number in numbers
    ]
    CHANCE.shuffle(made)
    return made


def _must_fail(suite: BashSuite, number: int) -> str:
    """The last expectation of the test changed; or one more that cannot be met."""
    test = suite.tests[number]
    body = suite.code[test.start : test.end]
    found = list(EXPECTATION.finditer(body))
    if found:
        start, end = found[-1].span("literal")
        body = body[:start] + _other(body[start:end]) + body[end:]
    else:
        first, second = secrets.token_hex(6), secrets.token_hex(6)
        body = f"{body.rstrip()}\n    [ {first} = {second} ]\n"
    return suite.code[: test.start] + body + suite.code[test.end :]


def _other(literal: str) -> str:
    """Another literal of the same kind."""
    if literal.lstrip("-").isdigit():
        return str(int(literal) + CHANCE.choice((-1, 1)) * CHANCE.randint(1, 3))
    return _with_other_letter(literal)


def _with_other_letter(literal: str) -> str:
    """One character changed within its class, or one more where there is none to change."""
    places = [at for at, letter in enumerate(literal) if any(letter in each for each in CLASSES)]
    if not places:
        end = len(literal) - (literal[0] in "'\"")
        return f"{literal[:end]}{CHANCE.choice('aeiou')}{literal[end:]}"
    at = CHANCE.choice(places)
    others = next(each for each in CLASSES if literal[at] in each).replace(literal[at], "")
    return literal[:at] + CHANCE.choice(others) + literal[at + 1 :]
