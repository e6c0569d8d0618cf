"""A file as a stream of bytes, plain or gzip. What spoils the whole file is raised as one fault."""

from __future__ import annotations

import gzip
import stat
import zlib
from pathlib import Path
from typing import IO, cast

from evaluations.importing.faults import Fault
from evaluations.importing.limits import MEBIBYTE, ImportLimits

GZIP_MAGIC = b"\x1f\x8b"
OTHER_PACKINGS = {
    b"PK\x03\x04": "a zip archive",
    b"\x28\xb5\x2f\xfd": "packed with zstandard",
    b"BZh": "packed with bzip2",
    b"\xfd7zXZ": "packed with xz",
}


class SpoiledFile(Exception):
    """Nothing more can be read from this file; ``fault`` says why."""

    def __init__(self, fault: Fault) -> None:
        super().__init__(str(fault))
        self.fault = fault


class UnpackedStream:
    """Reads bytes, unpacked, and watches that they do not grow out of all proportion.

    Raises:
        SpoiledFile: the file cannot be opened, is broken, too large, or a decompression bomb.
    """

    def __init__(self, path: Path, limits: ImportLimits) -> None:
        self._limits = limits
        self._unpacked = 0
        self._next_check = limits.ratio_from_bytes
        try:
            facts = path.stat()
            if not stat.S_ISREG(facts.st_mode):
                raise SpoiledFile(_not_a_plain_file())  # a pipe would be waited for, and read once
            self.size = facts.st_size
            self._packed = path.open("rb")
        except OSError as error:
            raise SpoiledFile(_unreadable(error)) from error
        self._stream = self._choose_stream()

    @property
    def position(self) -> int:
        """Bytes read so far, as they lie on the disk."""
        return self._packed.tell()

    def close(self) -> None:
        self._packed.close()

    def readline(self, most: int) -> bytes:
        """The next line or its first ``most`` bytes; empty at the end."""
        try:
            data = self._stream.readline(most)
        except (EOFError, zlib.error, OSError) as error:
            raise SpoiledFile(_broken(error)) from error
        self._watch(len(data))
        return data

    def read(self, most: int) -> bytes:
        """Up to ``most`` bytes; fewer only at the end."""
        try:
            data = self._stream.read(most)
        except (EOFError, zlib.error, OSError) as error:
            raise SpoiledFile(_broken(error)) from error
        self._watch(len(data))
        return data

    def _choose_stream(self) -> IO[bytes]:
        try:
            magic = self._packed.read(8)
            self._packed.seek(0)
            self._refuse_unfit(magic)
        except (OSError, SpoiledFile):
            self._packed.close()
            raise
        if magic.startswith(GZIP_MAGIC):
            return cast(IO[bytes], gzip.GzipFile(fileobj=self._packed))
        return self._packed

    def _refuse_unfit(self, magic: bytes) -> None:
        for start, packing in OTHER_PACKINGS.items():
            if magic.startswith(start):
                raise SpoiledFile(_other_packing(packing))
        if self.size > self._limits.file_bytes:
            raise SpoiledFile(_too_large(self.size, self._limits.file_bytes))

    def _watch(self, count: int) -> None:
        self._unpacked += count
        if self._unpacked < self._next_check or self._stream is self._packed:
            return
        self._next_check = self._unpacked + MEBIBYTE
        most = min(self._limits.unpacked_bytes, self.position * self._limits.unpacked_ratio)
        if self._unpacked > most:
            raise SpoiledFile(_bomb(self._unpacked, self.position))


def _unreadable(error: OSError) -> Fault:
    return Fault(
        message=f"the file cannot be read: {error.strerror or error}",
        remedy="Check its path and its permissions",
    )


def _not_a_plain_file() -> Fault:
    return Fault(
        message="this is a folder, a pipe or a device, not a plain file",
        remedy="Write the rows to a file and import that",
    )


def _broken(error: Exception) -> Fault:
    if isinstance(error, OSError) and not isinstance(error, gzip.BadGzipFile):
        return _unreadable(error)
    return Fault(
        message=f"the gzip data is broken: {error}",
        remedy="Copy or download the file again; 'gzip -t FILE' must find nothing",
    )


def _other_packing(packing: str) -> Fault:
    return Fault(
        message=f"the file is {packing}",
        remedy="Unpack it first; plain files and gzip are read",
    )


def _too_large(size: int, most: int) -> Fault:
    return Fault(
        message=f"the file has {size:,} bytes; at most {most:,} are read",
        remedy="Split it and import the parts one after the other",
    )


def _bomb(unpacked: int, packed: int) -> Fault:
    return Fault(
        message=f"{packed:,} packed bytes unpack to more than {unpacked:,}: a decompression bomb",
        remedy="Unpack the file and look at it; import it unpacked if it is sound",
    )
