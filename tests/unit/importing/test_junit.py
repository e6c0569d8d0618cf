"""JUnit XML of any runner: cases and times are kept, tricks of XML are refused."""

from __future__ import annotations

import gzip
from pathlib import Path

import pytest

from evaluations.importing.attaching.junit import read_junit
from evaluations.importing.attaching.results import AttachedTests
from evaluations.importing.faults import Fault
from evaluations.importing.reading import IncomingFile

REPORT = """\
<?xml version="1.0" encoding="utf-8"?>
<testsuites>
  <testsuite name="pytest" tests="6">
    <properties><property name="python" value="3.11"/></properties>
    <testcase classname="tests.test_a" name="test_ok" time="0.25"/>
    <testcase classname="tests.test_a" name="test_bad" time="1,000.5">
      <failure message="assert 1 == 2">def test_bad(): ...</failure>
      <system-out>one </system-out>
    </testcase>
    <testsuite name="inner">
      <testcase name="boom"><error type="ValueError"><![CDATA[trace <here>]]></error></testcase>
      <testcase name="later"><skipped/></testcase>
      <testcase name="unsteady"><flakyFailure message="once"/></testcase>
      <testcase name="both"><skipped/><error message="worse"/><failure/></testcase>
    </testsuite>
    <system-out>two</system-out>
    <system-err>oh &lt;no&gt;</system-err>
  </testsuite>
</testsuites>
"""


def read(tmp_path: Path, content: str | bytes) -> AttachedTests | list[Fault]:
    path = tmp_path / "report.xml"
    path.write_bytes(content if isinstance(content, bytes) else content.encode())
    return read_junit(IncomingFile(path=path))


def faults(tmp_path: Path, content: str | bytes) -> list[Fault]:
    found = read(tmp_path, content)
    assert isinstance(found, list)
    assert all(fault.remedy for fault in found)
    return found


@pytest.mark.parametrize("pack", [lambda data: data, gzip.compress])
def test_it_keeps_cases_times_properties_and_output(tmp_path, pack):
    report = read(tmp_path, pack(REPORT.encode()))
    assert isinstance(report, AttachedTests)
    assert [(case.name, case.outcome, case.message) for case in report.cases] == [
        ("tests.test_a::test_ok", "passed", ""),
        ("tests.test_a::test_bad", "failed", "assert 1 == 2"),
        ("boom", "error", "ValueError"),
        ("later", "not_run", ""),
        ("unsteady", "flaky", "once"),
        ("both", "error", "worse"),
    ]
    assert [case.duration_ms for case in report.cases[:3]] == [250, 1_000_500, None]
    assert report.properties == {"python": "3.11"}
    assert (report.stdout, report.stderr) == ("one two", "oh <no>")


def test_it_takes_the_text_of_a_failure_without_a_message(tmp_path):
    report = read(
        tmp_path, "<testsuite><testcase name='a'><failure> why\n</failure></testcase></testsuite>"
    )
    assert isinstance(report, AttachedTests)
    assert report.cases[0].message == "why"


BOMB = """<?xml version="1.0"?>
<!DOCTYPE lolz [<!ENTITY lol "lol"><!ENTITY lol2 "&lol;&lol;&lol;">]>
<testsuite><testcase name="&lol2;"/></testsuite>"""
FILE_READER = """<!DOCTYPE x [<!ENTITY read SYSTEM "file:///etc/passwd">]>
<testsuite><testcase name="&read;"/></testsuite>"""


@pytest.mark.parametrize("document", [BOMB, FILE_READER, BOMB.encode("utf-16")])
def test_it_refuses_documents_that_define_anything(tmp_path, document):
    [fault] = faults(tmp_path, document)
    assert "document type declaration" in fault.message


@pytest.mark.parametrize(
    ("content", "line", "words"),
    [
        ("", 1, "not XML"),
        ("<testsuites>", 1, "not XML"),
        ("<testsuites>\n<testcase name='a'>\n</testsuites>", 3, "not XML"),
        ("<html/>", 1, "the root is 'html'"),
        ("<testsuites/>", None, "no test case"),
        ("<testsuite>&unknown;</testsuite>", 1, "not XML"),
        (b"<testsuite>\xff</testsuite>", 1, "not XML"),
        (b"PK\x03\x04", None, "zip archive"),
        ("<testsuite>" + "<a>" * 60, 1, "50 in each other"),
        ("<testsuite><testcase name='a'><testcase name='b'/></testcase></testsuite>", 1, "inside"),
    ],
)
def test_it_names_what_is_no_report(tmp_path, content, line, words):
    [fault] = faults(tmp_path, content)
    assert fault.line == line
    assert words in fault.message


def test_it_names_all_faulty_cases(tmp_path):
    report = (
        "<testsuite>\n<testcase/>\n<testcase name='a' time='soon'/>\n"
        "<testcase name='b' time='-1'/></testsuite>"
    )
    assert [(fault.line, fault.field) for fault in faults(tmp_path, report)] == [
        (2, "testcase.name"),
        (3, "testcase.time"),
        (4, "testcase.time"),
    ]


def test_it_bounds_cases_and_texts(tmp_path, monkeypatch):
    long = f"<testsuite><testcase name='a'><failure message='{'x' * 9000}'/></testcase></testsuite>"
    report = read(tmp_path, long)
    assert isinstance(report, AttachedTests)
    assert len(report.cases[0].message) == 4096
    monkeypatch.setattr("evaluations.importing.attaching.junit.MOST_CASES", 2)
    [fault] = faults(tmp_path, "<testsuite>" + "<testcase name='a'/>" * 3 + "</testsuite>")
    assert "more than 2 test cases" in fault.message
