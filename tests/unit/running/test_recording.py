"""Cases note what was asked, expected and got, whatever the values do."""

from __future__ import annotations

from typing import Any

import pytest

from evaluations.running.harness.cases import RECORDER, SHOWN_CHARACTERS, Recorder, Stop, run_case
from evaluations.running.harness.loading import describe


def run(source: str, **names: Any) -> dict[str, Any]:
    recorder = Recorder()
    return run_case(source, "<case>", {RECORDER: recorder, **names}, recorder)


def test_it_notes_both_sides_of_a_comparison() -> None:
    result = run("assert __review__.equal(f(), [1, 2])", f=lambda: [1])
    assert result["verdict"] == "failed"
    assert (result["got"], result["expected"]) == ("[1]", "[1, 2]")


def test_it_notes_a_swapped_comparison_as_it_is_meant() -> None:
    result = run("assert __review__.equal_swapped(2, f())", f=lambda: 2)
    assert (result["verdict"], result["got"], result["expected"]) == ("passed", "2", "2")


def test_it_keeps_the_message_of_an_assertion() -> None:
    assert run("assert False, 'too small'")["message"] == "too small"


def test_it_tells_an_exception_from_a_failed_assertion() -> None:
    result = run("[][1]")
    assert result["verdict"] == "error"
    assert result["message"] == "IndexError: list index out of range"


@pytest.mark.parametrize("error", ["SystemExit", "KeyboardInterrupt", "GeneratorExit"])
def test_it_goes_on_after_every_kind_of_exit(error: str) -> None:
    assert run(f"raise {error}")["verdict"] == "error"


def test_it_calls_a_lack_of_memory_by_its_name() -> None:
    assert run("raise MemoryError")["verdict"] == "out_of_memory"


def test_it_stops_where_nothing_more_can_be_judged() -> None:
    def candidate() -> None:
        raise Stop({"event": "gone"})

    with pytest.raises(Stop):
        run("try:\n    candidate()\nexcept Exception:\n    pass", candidate=candidate)


def test_it_shortens_what_it_shows() -> None:
    result = run("assert __review__.equal('x' * 10_000, '')")
    assert len(result["got"]) == SHOWN_CHARACTERS


def test_it_shows_nothing_of_a_value_that_cannot_be_shown() -> None:
    class Hostile:
        def __repr__(self) -> str:
            raise RuntimeError("no")

    assert run("assert __review__.equal(value, 1)", value=Hostile())["got"] == ""


def test_it_names_the_line_of_the_solution() -> None:
    code = compile("def f():\n    return [][1]\n", "/src/solution.py", "exec")
    namespace: dict[str, Any] = {}
    exec(code, namespace)  # noqa: S102 - made here
    with pytest.raises(IndexError) as caught:
        namespace["f"]()
    text = describe(caught.value, "/src/solution.py")
    assert text == "IndexError: list index out of range (line 2)"
