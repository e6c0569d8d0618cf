"""The shape of a row, declared with pydantic; what does not fit becomes faults in plain words."""

from __future__ import annotations

import difflib
from collections.abc import Iterator, Mapping
from dataclasses import replace
from pathlib import PurePosixPath
from typing import Annotated, Any, TypeVar, get_args

from pydantic import (
    AfterValidator,
    BaseModel,
    ConfigDict,
    Discriminator,
    Field,
    Tag,
    ValidationError,
)
from pydantic_core import ErrorDetails, PydanticCustomError

from evaluations.importing.faults import Fault, quote
from evaluations.importing.identity import canonical_name, has_invisible
from evaluations.importing.limits import LONGEST_NAME, LONGEST_PATH, MOST_FILES
from evaluations.importing.reading import Source

LARGEST_COLUMN_INTEGER = 2**31 - 1


class CheckedRow(BaseModel):
    """One row of a file. What its fields get wrong together is told by :meth:`contradictions`."""

    model_config = ConfigDict(strict=True, frozen=True)

    @classmethod
    def contradictions(cls, row: Mapping[str, Any]) -> Iterator[Fault]:
        """Faults between the fields of ``row``, of which nothing was checked yet."""
        yield from ()


class OwnRow(CheckedRow):
    """A row of the platform's own format: a field nobody knows is a fault."""

    model_config = ConfigDict(extra="forbid")


class HarnessRow(CheckedRow):
    """A row of a harness's file: harnesses add fields of their own, which are passed over."""

    model_config = ConfigDict(extra="ignore")


Schema = TypeVar("Schema", bound=CheckedRow)


def fault_here(message: str, remedy: str) -> PydanticCustomError:
    """For validators: an error that becomes a fault of the field that is validated."""
    return PydanticCustomError("fault", "{message}", {"message": message, "remedy": remedy})


def _name(text: str) -> str:
    if has_invisible(text):
        raise fault_here("holds an invisible character", "Write it with visible ones only")
    name = canonical_name(text)
    if not name:
        raise fault_here("is empty", "Give it a name")
    return name


def _relative_path(text: str) -> str:
    path = PurePosixPath(text)
    if has_invisible(text) or "\\" in text or ":" in text:
        raise fault_here(
            f"{quote(text)} holds a character no path may have",
            "Use letters, digits, - _ . and /",
        )
    if path.is_absolute() or ".." in path.parts:
        raise fault_here(
            f"{quote(text)} leads out of the solution",
            "Give a path relative to it, without '..'",
        )
    if str(path) != text or text == ".":
        raise fault_here(f"{quote(text)} is not a plain path", f"Write it as {quote(str(path))}")
    return text


def _files_and_no_folders(files: dict[str, str]) -> dict[str, str]:
    for path in files:
        for parent in PurePosixPath(path).parents:
            if str(parent) in files:
                raise fault_here(
                    f"{quote(str(parent))} is a file and a folder", "Rename one of them"
                )
    return files


def _some_text(text: str) -> str:
    if not text.strip():
        raise fault_here("is empty", "Give some text")
    return text


Name = Annotated[str, Field(max_length=LONGEST_NAME), AfterValidator(_name)]
RelativePath = Annotated[
    str, Field(min_length=1, max_length=LONGEST_PATH), AfterValidator(_relative_path)
]
Files = Annotated[
    dict[RelativePath, str], Field(max_length=MOST_FILES), AfterValidator(_files_and_no_folders)
]
TextOrFiles = Annotated[
    Annotated[str, Tag("[text]")] | Annotated[Files, Tag("[files]")],
    Discriminator(lambda value: "[text]" if isinstance(value, str) else "[files]"),
]
"""A text, or path -> text. The tags stay out of the fields that faults name."""

SomeText = Annotated[str, AfterValidator(_some_text)]
Count = Annotated[int, Field(ge=0, le=LARGEST_COLUMN_INTEGER)]


def checked_rows(source: Source, schema: type[Schema]) -> Iterator[tuple[int, Schema] | Fault]:
    """Every row of ``source`` that fits ``schema`` with its line; else its faults."""
    for row in source.rows():
        if isinstance(row, Fault):
            yield row
            continue
        checked = check_row(row.value, schema, line=row.line)
        if isinstance(checked, list):
            yield from checked
        else:
            yield row.line, checked


def check_row(
    value: object, schema: type[Schema], *, line: int | None, place: str = ""
) -> Schema | list[Fault]:
    """``value`` as ``schema``, or everything in it that does not fit.

    ``place`` is the path of ``value`` in its document, where it is not a line of its own.
    """
    faults: list[Fault] = []
    if isinstance(value, dict):
        faults += (replace(fault, line=line) for fault in schema.contradictions(value))
    try:
        checked = schema.model_validate(value)
    except ValidationError as error:
        own = (_fault(line, place, each, schema) for each in error.errors(include_url=False))
        return [*own, *faults]
    return faults or checked


def _fault(line: int | None, place: str, error: ErrorDetails, schema: type[BaseModel]) -> Fault:
    context = error.get("ctx", {})
    path = _path((place, *error["loc"]))
    if error["type"] == "fault":
        message, remedy = context["message"], context["remedy"]
    elif error["type"] == "extra_forbidden":
        message, remedy = "is not a known field", _nearest(error["loc"], schema)
    else:
        message, remedy = _words(error, context)
    return Fault(line=line, field=path, message=message, remedy=remedy)


def _path(parts: tuple[int | str, ...]) -> str:
    path = ""
    for part in parts:
        if isinstance(part, int):
            path += f"[{part}]"
        elif part and not part.startswith("["):
            path += f".{part}" if path else part
    return path if path.isprintable() else ascii(path)[1:-1]


WORDS = {
    "missing": ("is missing", "Add it"),
    "string_type": ("is {kind}, not text", "Put it in quotes"),
    "string_too_short": ("is empty", "Give some text"),
    "string_too_long": ("is longer than {max_length} characters", "Shorten it"),
    "too_long": ("has more than {max_length} entries", "Give fewer"),
    "too_short": ("is empty", "Give at least one entry"),
    "int_type": ("is {kind}, not a whole number", "Give a whole number, without quotes"),
    "int_from_float": ("is {value}, not a whole number", "Give a whole number"),
    "float_type": ("is {kind}, not a number", "Give a number, without quotes"),
    "bool_type": ("is {kind}, not true or false", "Write true or false, without quotes"),
    "greater_than_equal": ("is {value}, which is too small", "Give {ge} or more"),
    "less_than_equal": ("is {value}, which is too large", "Give at most {le}"),
    "literal_error": ("is {value}", "Give one of: {expected}"),
    "list_type": ("is {kind}, not a list", "Write it as a list: [ … ]"),
    "dict_type": ("is {kind}, not an object", "Write it as an object"),
    "model_type": ("is {kind}, not an object", "Write it as an object"),
}
"""pydantic's error types in plain words: what is wrong, what to do."""


def _words(error: ErrorDetails, context: Mapping[str, Any]) -> tuple[str, str]:
    message, remedy = WORDS.get(error["type"], ("{fallback}", "See the description of the format"))
    value = error["input"]
    facts = {
        **context,
        "fallback": error["msg"],
        "kind": _kind(value),
        "value": quote(str(value)),
    }
    return message.format(**facts), remedy.format(**facts)


def _kind(value: object) -> str:
    kinds = {
        str: "text",
        list: "a list",
        dict: "an object",
        bool: "true or false",
        type(None): "null",
    }
    return kinds.get(type(value), "a number")


def _nearest(location: tuple[int | str, ...], schema: type[BaseModel]) -> str:
    known = _fields_at(schema, location)
    near = difflib.get_close_matches(str(location[-1]), known, n=1)
    return f"Did you mean '{near[0]}'?" if near else f"Remove it; known are {', '.join(known)}"


def _fields_at(schema: type[BaseModel], location: tuple[int | str, ...]) -> list[str]:
    """Names of the fields known where the last part of ``location`` stands."""
    for part in location[:-1]:
        if isinstance(part, str) and part in schema.model_fields:
            schema = _row_within(schema.model_fields[part].annotation) or schema
    return list(schema.model_fields)


def _row_within(annotation: object) -> type[BaseModel] | None:
    for inner in (annotation, *get_args(annotation)):
        if isinstance(inner, type) and issubclass(inner, BaseModel):
            return inner
    return None
