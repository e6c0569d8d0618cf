"""From what a solution brings and what its problem starts from to the files that are run."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Final

from evaluations.assembly.patching import apply_patch
from evaluations.errors import InvalidInput

FILES: Final = "files"
PATCH: Final = "patch"


def assemble(
    starter: Mapping[str, str], form: str, files: Sequence[Mapping[str, str]]
) -> dict[str, str]:
    """Path -> text of all files of a solution, the starter files it leaves alone included.

    ``form`` is that of the solution: its ``files`` (each with ``path`` and ``text``) lie over the
    problem's ``starter`` files, or are one unified diff against these.

    Raises:
        PatchFailed: the patch does not apply; names file, hunk and line.
        InvalidInput: a patch that is not one file, or a form nobody knows.
    """
    if form == FILES:
        return {**starter, **{file["path"]: file["text"] for file in files}}
    if form != PATCH:
        raise InvalidInput(f"A solution is given as {FILES} or as a {PATCH}, not as {form!r}.")
    if len(files) != 1:
        raise InvalidInput(f"A patch is one file, not {len(files)}.")
    return apply_patch(starter, files[0]["text"])


def changed_files(
    starter: Mapping[str, str], form: str, files: Sequence[Mapping[str, str]]
) -> dict[str, str]:
    """Path -> text of what the solution itself wrote: of a patch, the files it makes or changes.

    Raises:
        PatchFailed, InvalidInput: see :func:`assemble`.
    """
    if form == FILES:
        return {file["path"]: file["text"] for file in files}
    assembled = assemble(starter, form, files)
    return {path: text for path, text in assembled.items() if starter.get(path) != text}
