"""What a format is: a name, a way to recognise its files and a reader."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from typing import TypeAlias

from evaluations.importing.faults import Fault, quote
from evaluations.importing.reading import Source
from evaluations.importing.records import ModelIdentity, ProblemRecord, SolutionRecord, SourceFile
from evaluations.languages import path_of_one_file


@dataclass(frozen=True, kw_only=True, slots=True)
class Head:
    """The start of a file, to recognise it by: ``keys`` are those of its first line's object."""

    name: str
    text: str
    keys: frozenset[str]


@dataclass(frozen=True, kw_only=True, slots=True)
class KnownProblem:
    """What reading a solution needs to know of its problem.

    ``starter`` has the paths of the files it gives to start from.
    """

    language: str = "python"
    prompt: str = ""
    entry_point: str = ""
    starter: tuple[str, ...] = ()


@dataclass(frozen=True, kw_only=True, slots=True)
class SolutionContext:
    """What a file of solutions does not say itself.

    ``problems`` are those of the set, by key. ``model`` is what the caller named; without
    it the file name or the rows name the model. ``take_fences`` is for chat answers: see
    :mod:`evaluations.importing.completions`.
    """

    problems: Mapping[str, KnownProblem]
    model: ModelIdentity | None = None
    take_fences: bool = False


ProblemReader: TypeAlias = Callable[[Source], Iterator[ProblemRecord | Fault]]
SolutionReader: TypeAlias = Callable[[Source, SolutionContext], Iterator[SolutionRecord | Fault]]


@dataclass(frozen=True, kw_only=True, slots=True)
class ProblemFormat:
    """A format of problem files."""

    name: str
    title: str
    fits: Callable[[Head], bool]
    read: ProblemReader


@dataclass(frozen=True, kw_only=True, slots=True)
class SolutionFormat:
    """A format of solution files."""

    name: str
    title: str
    fits: Callable[[Head], bool]
    read: SolutionReader


def one_file(code: str, problem: KnownProblem) -> tuple[SourceFile, ...]:
    """``code`` as the only file of a solution to ``problem``."""
    return (SourceFile(path=path_of_one_file(problem.language, problem.starter), text=code),)


def unknown_problem(line: int | None, field: str, key: str, known: Mapping[str, object]) -> Fault:
    """The fault of a solution whose problem is not in the set."""
    example = next(iter(known), None)
    like = (
        f"; its problems are named like {quote(example)}"
        if example is not None
        else ", it is empty"
    )
    return Fault(
        line=line,
        field=field,
        message=f"the set has no problem {quote(key)}{like}",
        remedy="Choose the set these solutions were written for, or import its problems first",
    )


def nameless_model(source: Source) -> Fault:
    """The fault of a file that says nowhere which model wrote it."""
    return Fault(
        message=f"neither the rows nor the file name {quote(source.name)} name a model",
        remedy="Name it, on the command line with --model",
    )
