"""Lines and JSON objects of one file, in constant memory; what is wrong comes out as faults.

A fault that spoils one line lets the rest be read; one that spoils the file is the last thing
yielded.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from types import TracebackType

from evaluations.importing.faults import Fault
from evaluations.importing.limits import DEFAULT_LIMITS, KIBIBYTE, ImportLimits
from evaluations.importing.strict_json import JsonObject, Numbers, StrictJson
from evaluations.importing.unpacking import SpoiledFile, UnpackedStream

BYTE_ORDER_MARK = b"\xef\xbb\xbf"


@dataclass(frozen=True, kw_only=True, slots=True)
class Line:
    """One line of a file, its number counted from 1, blanks around it removed."""

    number: int
    data: bytes


@dataclass(frozen=True, kw_only=True, slots=True)
class Row:
    """One JSON object of a file and the line it stands on."""

    line: int
    value: JsonObject


class Source:
    """One file being read; use as a context manager.

    ``name`` is the name the user knows the file by, which for an upload is not the path's. Of
    ``size`` bytes on the disk, ``position`` were read.
    """

    def __init__(
        self, path: Path, *, name: str | None = None, limits: ImportLimits = DEFAULT_LIMITS
    ) -> None:
        self.path = path
        self.name = name or path.name
        self.limits = limits
        self._stream: UnpackedStream | None = None

    def __enter__(self) -> Source:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        if self._stream is not None:
            self._stream.close()

    @property
    def size(self) -> int:
        return 0 if self._stream is None else self._stream.size

    @property
    def position(self) -> int:
        return 0 if self._stream is None else self._stream.position

    def head(self, most: int) -> bytes:
        """The first ``most`` bytes, unpacked: enough to recognise a format.

        Raises:
            SpoiledFile: nothing can be read.
        """
        return self._restart().read(most).removeprefix(BYTE_ORDER_MARK)

    def lines(self) -> Iterator[Line | Fault]:
        """Every line that is not blank."""
        try:
            yield from _lines(self._restart(), self.limits)
        except SpoiledFile as spoiled:
            yield spoiled.fault

    def rows(self) -> Iterator[Row | Fault]:
        """Every line as a JSON object; a line with faults yields those instead."""
        parser = StrictJson(self.limits)
        for line in self.lines():
            if isinstance(line, Fault):
                yield line
                continue
            parsed = parser.parse(line.data, line=line.number)
            if isinstance(parsed, list):
                yield from parsed
            else:
                yield Row(line=line.number, value=parsed)

    def document(self) -> JsonObject | list[Fault]:
        """The whole file as one JSON object, numbers as text, or its faults."""
        most = self.limits.document_bytes
        try:
            data = self._restart().read(most + 1).removeprefix(BYTE_ORDER_MARK)
        except SpoiledFile as spoiled:
            return [spoiled.fault]
        if len(data) > most:
            return [_document_too_long(most)]
        if not data.strip():
            return [_empty()]
        parser = StrictJson(self.limits, numbers=Numbers.AS_TEXT, keys=self.limits.document_keys)
        return parser.parse(data, line=None)

    def _restart(self) -> UnpackedStream:
        if self._stream is not None:
            self._stream.close()
        self._stream = UnpackedStream(self.path, self.limits)
        return self._stream


@dataclass(frozen=True, kw_only=True, slots=True)
class IncomingFile:
    """A file somebody wants to import.

    ``name`` is the name they know it by, if it is not the path's; ``format`` is the name of its
    format, or ``None`` to have it recognised.
    """

    path: Path
    name: str = ""
    format: str | None = None
    limits: ImportLimits = DEFAULT_LIMITS

    @property
    def known_as(self) -> str:
        return self.name or self.path.name

    def open(self) -> Source:
        return Source(self.path, name=self.known_as, limits=self.limits)


def _lines(stream: UnpackedStream, limits: ImportLimits) -> Iterator[Line | Fault]:
    rows = 0
    for number, data in _numbered(stream, limits.line_bytes):
        if isinstance(data, Fault):
            yield data
            continue
        rows += 1
        if rows > limits.rows:
            yield _too_many_rows(number, limits.rows)
            return
        yield Line(number=number, data=data)


def _numbered(stream: UnpackedStream, most: int) -> Iterator[tuple[int, bytes | Fault]]:
    """Numbers of the lines that are not blank, with their bytes or the fault of being long."""
    number = seen = 0
    while data := stream.readline(most + 1):
        number += 1
        content = _without_mark(data, number).strip()
        if len(data) > most and not data.endswith(b"\n"):
            _skip_rest(stream)
            yield number, _line_too_long(number, most)
        elif content:
            yield number, content
        else:
            continue
        seen += 1
    if not seen:
        yield number, _empty()


def _without_mark(data: bytes, number: int) -> bytes:
    return data.removeprefix(BYTE_ORDER_MARK) if number == 1 else data


def _skip_rest(stream: UnpackedStream) -> None:
    while (data := stream.readline(64 * KIBIBYTE)) and not data.endswith(b"\n"):
        pass


def _empty() -> Fault:
    return Fault(message="the file is empty", remedy="Give at least one JSON object")


def _line_too_long(number: int, most: int) -> Fault:
    return Fault(
        line=number,
        message=f"the line is longer than {most:,} bytes",
        remedy="Shorten it, or write one JSON object per line",
    )


def _too_many_rows(number: int, most: int) -> Fault:
    return Fault(
        line=number,
        message=f"the file has more than {most:,} rows",
        remedy="Split it and import the parts one after the other",
    )


def _document_too_long(most: int) -> Fault:
    return Fault(
        message=f"the document is longer than {most:,} bytes unpacked",
        remedy="Split it, or convert it to the platform's own JSON lines",
    )
