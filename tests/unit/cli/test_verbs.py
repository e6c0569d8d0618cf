from __future__ import annotations

import importlib

import click
import pytest
from click.testing import CliRunner

from evaluations.errors import EvaluationError, InvalidInput
from reviewplatform.cli import FAILED, VERBS, main
from reviewplatform.cli.platform import refuse_given_servers


@pytest.mark.parametrize("verb", VERBS)
def test_it_explains_every_verb_with_one_line_and_an_example(verb):
    command = importlib.import_module(f"reviewplatform.cli.{VERBS[verb]}").command
    for part in getattr(command, "commands", {"": command}).values():
        assert part.get_short_help_str()
        assert f"Example: reviewplatform {verb}" in part.help


def test_it_lists_every_verb_in_its_help():
    listed = CliRunner().invoke(main, ["--help"])
    assert listed.exit_code == 0
    assert all(f"  {verb} " in listed.output for verb in VERBS)


def test_it_names_an_unknown_verb():
    answer = CliRunner().invoke(main, ["reviev"])
    assert answer.exit_code == click.UsageError.exit_code
    assert "No such command 'reviev'" in answer.output


def test_it_shows_an_error_as_one_line_on_stderr_and_nothing_else(monkeypatch):
    def fail(**_: object) -> None:
        raise InvalidInput("line 3: field [task_id] is missing")

    demo = importlib.import_module("reviewplatform.cli.demo").command
    monkeypatch.setattr(demo, "callback", fail)
    answer = CliRunner().invoke(main, ["demo"])
    assert answer.exit_code == FAILED
    assert answer.stderr == "Error: line 3: field [task_id] is missing\n"
    assert answer.stdout == ""


def test_it_never_lets_a_demo_loose_on_somebodys_database(monkeypatch):
    monkeypatch.setenv("DATABASE_URL", "postgresql://database/production")
    with pytest.raises(EvaluationError, match="DATABASE_URL is set") as refused:
        refuse_given_servers()
    assert refused.value.code == "servers_given"
