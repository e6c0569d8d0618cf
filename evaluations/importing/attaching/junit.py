"""JUnit XML -> the cases of a test run, or everything that is wrong with the file.

There is no schema that all writers keep to. Read are ``testsuites``, ``testsuite`` (nested too),
``testcase`` with ``failure``, ``error``, ``skipped``, Surefire's ``flakyFailure`` and
``flakyError``, ``properties`` and the two outputs. Documents with a type declaration are refused:
it can define entities that grow without end, or read other files.
"""

from __future__ import annotations

import math
from xml.parsers import expat

from evaluations.importing.attaching.results import AttachedCase, AttachedTests
from evaluations.importing.faults import Fault, quote
from evaluations.importing.limits import KIBIBYTE
from evaluations.importing.reading import IncomingFile
from evaluations.importing.unpacking import SpoiledFile, UnpackedStream

ROOTS = frozenset({"testsuites", "testsuite"})
OUTCOMES = {
    # The gravest of a case counts.
    "error": "error",
    "failure": "failed",
    "flakyFailure": "flaky",
    "flakyError": "flaky",
    "skipped": "not_run",
}
GRAVITY = ("error", "failed", "flaky", "not_run", "passed")
OUTPUTS = frozenset({"system-out", "system-err"})

MOST_CASES = 20_000
MOST_ELEMENTS = 500_000
MOST_PROPERTIES = 100
LONGEST_NAME = 500
LONGEST_MESSAGE = 4 * KIBIBYTE
LONGEST_OUTPUT = 64 * KIBIBYTE
CHUNK = 64 * KIBIBYTE


class _Refused(Exception):
    """Nothing more of this file is read."""


def read_junit(file: IncomingFile) -> AttachedTests | list[Fault]:
    """All cases in order, or the file's faults."""
    reader = _Reader(file.limits.depth)
    try:
        stream = UnpackedStream(file.path, file.limits)
    except SpoiledFile as spoiled:
        return [spoiled.fault]
    try:
        _feed(reader, stream, file.limits.document_bytes)
    except SpoiledFile as spoiled:
        reader.faults.append(spoiled.fault)
    except expat.ExpatError as error:
        reader.refuse_xml(error)
    except _Refused:
        pass  # its fault is the last one in the list
    finally:
        stream.close()
    return reader.faults or reader.result() or [_no_cases()]


def _feed(reader: _Reader, stream: UnpackedStream, most: int) -> None:
    size = 0
    while data := stream.read(CHUNK):
        size += len(data)
        if size > most:
            reader.refuse(f"the document is longer than {most:,} bytes unpacked", "Split it")
        reader.parser.Parse(data, False)
    reader.parser.Parse(b"", True)


class _Reader:
    """Keeps what the parser meets; ``faults`` has everything that is wrong."""

    def __init__(self, deepest: int) -> None:
        self.faults: list[Fault] = []
        self.parser = expat.ParserCreate()
        self.parser.buffer_text = True
        self.parser.StartDoctypeDeclHandler = self._declare
        self.parser.StartElementHandler = self._start
        self.parser.EndElementHandler = self._end
        self.parser.CharacterDataHandler = self._text
        self._deepest = deepest
        self._open: list[str] = []
        self._elements = 0
        self._case: dict[str, str] | None = None
        self._said: list[tuple[str, str]] = []
        self._words: list[str] = []
        self._cases: list[AttachedCase] = []
        self._properties: dict[str, str] = {}
        self._outputs = dict.fromkeys(OUTPUTS, "")

    def result(self) -> AttachedTests | None:
        """``None`` without a case."""
        if not self._cases:
            return None
        return AttachedTests(
            cases=tuple(self._cases),
            properties=self._properties,
            stdout=self._outputs["system-out"],
            stderr=self._outputs["system-err"],
        )

    def refuse(self, message: str, remedy: str) -> None:
        """Note a fault after which nothing more is read."""
        self._fault("", message, remedy)
        raise _Refused

    def refuse_xml(self, error: expat.ExpatError) -> None:
        """Note what the parser does not understand."""
        what = expat.errors.messages[error.code]
        self.faults.append(
            Fault(
                line=error.lineno,
                message=f"not XML: {what} at column {error.offset + 1}",
                remedy="Let the test runner write the report anew, to its end",
            )
        )

    def _declare(self, *_: object) -> None:
        self.refuse("there is a document type declaration", "Remove the <!DOCTYPE …> from the file")

    def _start(self, name: str, attributes: dict[str, str]) -> None:
        self._elements += 1
        if not self._open and name not in ROOTS:
            self.refuse(f"the root is {quote(name)}", "Give a report with <testsuites> as its root")
        self._open.append(name)
        if len(self._open) > self._deepest or self._elements > MOST_ELEMENTS:
            self.refuse(
                f"there are more than {MOST_ELEMENTS:,} elements, or {self._deepest} in each other",
                "Split the report",
            )
        if name == "testcase":
            self._begin_case(attributes)
        elif name == "property" and self._case is None:
            self._keep_property(attributes)
        elif name in OUTCOMES and self._case is not None:
            self._said.append((name, attributes.get("message") or attributes.get("type") or ""))
        self._words = []

    def _begin_case(self, attributes: dict[str, str]) -> None:
        if self._case is not None:
            self.refuse("a test case stands inside another one", "Close the outer one first")
        if len(self._cases) >= MOST_CASES:
            self.refuse(f"there are more than {MOST_CASES:,} test cases", "Split the report")
        if not attributes.get("name", "").strip():
            self._fault("testcase.name", "is missing or empty", "Name every case")
        self._case, self._said = attributes, []

    def _keep_property(self, attributes: dict[str, str]) -> None:
        if len(self._properties) < MOST_PROPERTIES and attributes.get("name"):
            value = attributes.get("value", "")[:LONGEST_NAME]
            self._properties[attributes["name"][:LONGEST_NAME]] = value

    def _text(self, text: str) -> None:
        if self._open and (self._open[-1] in OUTCOMES or self._open[-1] in OUTPUTS):
            self._words.append(text)

    def _end(self, name: str) -> None:
        self._open.pop()
        words = "".join(self._words)
        if name in OUTPUTS:
            kept = self._outputs[name]
            self._outputs[name] = (kept + words)[:LONGEST_OUTPUT]
        elif name in OUTCOMES and self._said:
            outcome, message = self._said.pop()
            self._said.append((outcome, message or words.strip()))
        elif name == "testcase" and self._case is not None:
            self._cases.append(self._finish(self._case))
            self._case = None
        self._words = []

    def _finish(self, attributes: dict[str, str]) -> AttachedCase:
        told = sorted(self._said, key=lambda said: GRAVITY.index(OUTCOMES[said[0]]))
        outcome, message = (OUTCOMES[told[0][0]], told[0][1]) if told else ("passed", "")
        parts = (attributes.get("classname", ""), attributes.get("name", ""))
        return AttachedCase(
            name="::".join(filter(None, parts))[:LONGEST_NAME],
            outcome=outcome,
            message=message[:LONGEST_MESSAGE],
            duration_ms=self._duration(attributes.get("time")),
        )

    def _duration(self, text: str | None) -> float | None:
        """Seconds of the file, with a comma between thousands where a writer puts one."""
        try:
            seconds = float(text.replace(",", "")) if text else None
        except ValueError:
            seconds = math.nan
        if seconds is not None and not 0 <= seconds < math.inf:
            self._fault("testcase.time", f"{quote(text or '')} is no time in seconds", "Correct it")
            return None
        return None if seconds is None else seconds * 1000

    def _fault(self, field: str, message: str, remedy: str) -> None:
        line = self.parser.CurrentLineNumber
        self.faults.append(Fault(line=line, field=field, message=message, remedy=remedy))


def _no_cases() -> Fault:
    return Fault(
        message="the report has no test case", remedy="Give a report with at least one <testcase>"
    )
