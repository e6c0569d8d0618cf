"""Patches: what is read, where it applies, and why it does not; git apply is the judge."""

from __future__ import annotations

import difflib
import json
import shutil
import subprocess
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from evaluations.assembly.assembling import assemble
from evaluations.assembly.patches import FileChange, PatchFailed, read_patch
from evaluations.assembly.patching import apply_patch
from evaluations.errors import InvalidInput
from tests.data import shared_data

NUMBERS = "".join(f"line {number}\n" for number in range(1, 21))
HUNK = "@@ -4,3 +4,4 @@ some heading\n line 4\n-line 5\n+line five\n+line 5½\n line 6\n"
PATCHED = NUMBERS.replace("line 5\n", "line five\nline 5½\n")

REAL = {
    "20240402_sweagent_gpt4/predictions.jsonl": ("model_patch", 284),
    "auto-code-rover-run-1/predictions.jsonl": ("model_patch", 249),
    "SWE-bench_Lite_golden/all_preds.jsonl": ("model_patch", 323),
    "vexp-claude-opus-4-5/swe-bench-100.jsonl": ("test_patch", 100),
    "vexp-claude-opus-4-5/eval-logs/predictions.jsonl": ("model_patch", 99),
}
"""Files of real patches: the field that holds them, how many rows have one at all."""


def diff(path: str, hunks: str = HUNK) -> str:
    return f"--- a/{path}\n+++ b/{path}\n{hunks}"


@pytest.mark.parametrize(
    "patch",
    [
        diff("x.txt"),
        f"diff --git a/x.txt b/x.txt\nindex 123..456 100644\n{diff('x.txt')}",
        f"--- x.txt\n+++ x.txt\n{HUNK}",
        f"--- x.txt\t2024-01-01 10:00:00\n+++ x.txt\t2024-01-02 10:00:00\n{HUNK}",
        f"Here is the change you asked for:\n\n{diff('x.txt')}\nI hope it helps.\n",
        f"{diff('x.txt')}-- \n2.39.2\n",
        diff("x.txt").removesuffix("\n"),
        diff("x.txt", HUNK.replace("@@ -4,3 +4,4 @@", "@@ -9,3 +9,4 @@")),
        diff("x.txt").replace("\n", "\r\n"),
    ],
    ids=["a-b", "git", "bare", "times", "prose", "signed", "unended", "moved", "converted"],
)
def test_it_applies_a_patch_however_it_is_dressed(patch: str) -> None:
    assert apply_patch({"x.txt": NUMBERS, "y": "z"}, patch) == {"x.txt": PATCHED, "y": "z"}


@pytest.mark.parametrize("is_converted", [False, True])
def test_it_keeps_the_line_ends_of_the_file(is_converted: bool) -> None:
    windows = NUMBERS.replace("\n", "\r\n")
    body = diff("x.txt").replace("\n", "\r\n") if is_converted else diff("x.txt")
    assert apply_patch({"x.txt": windows}, body) == {"x.txt": PATCHED.replace("\n", "\r\n")}


def test_it_changes_line_ends_where_the_patch_says_so() -> None:
    patch = diff("x", "@@ -1,2 +1,2 @@\n one\r\n-two\r\n+two\n")
    assert apply_patch({"x": "one\r\ntwo\r\n"}, patch) == {"x": "one\r\ntwo\n"}


def test_it_makes_deletes_and_renames_files() -> None:
    patch = (
        "diff --git a/new.txt b/new.txt\nnew file mode 100644\n--- /dev/null\n+++ b/new.txt\n"
        "@@ -0,0 +1,2 @@\n+first\n+second\n\\ No newline at end of file\n"
        "diff --git a/empty b/empty\nnew file mode 100644\nindex 000..e69\n"
        "diff --git a/old.txt b/old.txt\ndeleted file mode 100644\n--- a/old.txt\n+++ /dev/null\n"
        "@@ -1 +0,0 @@\n-gone\n"
        "diff --git a/x.txt b/dir/y.txt\nsimilarity index 90%\nrename from x.txt\n"
        f"rename to dir/y.txt\n--- a/x.txt\n+++ b/dir/y.txt\n{HUNK}"
        "diff --git a/p b/q\nsimilarity index 100%\nrename from p\nrename to q\n"
    )
    made = apply_patch({"old.txt": "gone\n", "x.txt": NUMBERS, "p": "same"}, patch)
    assert made == {"new.txt": "first\nsecond", "empty": "", "dir/y.txt": PATCHED, "q": "same"}


def test_it_reads_quoted_paths() -> None:
    patch = '--- "a/\\303\\244 b.txt"\n+++ "b/\\303\\244 b.txt"\n' + HUNK
    assert apply_patch({"ä b.txt": NUMBERS}, patch) == {"ä b.txt": PATCHED}


def test_it_takes_the_level_at_which_the_files_are_found() -> None:
    assert apply_patch({"a/x.txt": NUMBERS}, f"--- a/x.txt\n+++ a/x.txt\n{HUNK}") == {
        "a/x.txt": PATCHED
    }
    assert apply_patch({"x.txt": NUMBERS}, f"--- old/x.txt\n+++ new/x.txt\n{HUNK}") == {
        "x.txt": PATCHED
    }


def test_it_adds_after_a_last_line_without_an_end() -> None:
    patch = diff("x", "@@ -1 +1,2 @@\n one\n+two\n")
    assert apply_patch({"x": "one"}, patch) == {"x": "one\ntwo\n"}


@pytest.mark.parametrize(
    ("patch", "words"),
    [
        ("", "changes nothing"),
        ("I could not find the bug.", "changes nothing"),
        (HUNK, "Line 1 of the patch: a hunk stands before any file"),
        (diff("y.txt"), "'y.txt' of the patch is not among the starter files"),
        (diff("../x.txt"), "is no path below"),
        ("--- a//etc/passwd\n+++ b//etc/passwd\n@@ -1 +1 @@\n-a\n+b\n", "is no path below"),
        (diff("x.txt", HUNK.replace(" line 4", " line four")), "line 4 should be 'line four', but"),
        (diff("x.txt", HUNK.replace("-4,3", "-4,9")), "fewer lines than its head says. Is the"),
        (diff("x.txt", HUNK.replace("-4,3 +4,4", "-4,2 +4,3")), "more lines than its head says"),
        (diff("x.txt", HUNK.replace("@@ -4,3 +4,4 @@", "@@ ... @@")), "the head of a hunk has no"),
        (diff("x.txt", "?"), "a file has no hunk"),
        (diff("x.txt", HUNK.replace(" line 6", "*line 6")), "starts with none of ' ', '+', '-'"),
        ("--- /dev/null\n+++ b/x.txt\n@@ -0,0 +1 @@\n+a\n", "is there already"),
        (
            "--- a/x.txt\n+++ /dev/null\n@@ -1 +0,0 @@\n-line 1\n",
            "not all of its lines are removed",
        ),
        ("--- /dev/null\n+++ /dev/null\n@@ -1 +1 @@\n-a\n+b\n", "both files are /dev/null"),
        ("diff --git a/x b/x\nBinary files a/x and b/x differ\n", "a binary file is changed"),
        ("diff --git a/x b/x\nindex 1..2\nGIT binary patch\n", "a binary file is changed"),
        ("diff --git a/x b/y\ncopy from x\ncopy to y\n", "a file is copied"),
    ],
)
def test_it_says_why_a_patch_does_not_apply(patch: str, words: str) -> None:
    with pytest.raises(PatchFailed) as failed:
        apply_patch({"x.txt": NUMBERS}, patch)
    assert words in failed.value.message


def test_it_names_file_hunk_and_line() -> None:
    second = "@@ -15,2 +16,2 @@\n line 15\n-line sixteen\n+16\n"
    with pytest.raises(PatchFailed) as failed:
        apply_patch({"x.txt": NUMBERS}, diff("x.txt", HUNK + second))
    assert failed.value.details == {"file": "x.txt", "hunk": 2, "line": 16}
    assert failed.value.message == (
        "Hunk 2 of x.txt does not apply: line 16 should be 'line sixteen', "
        "but there is 'line 16\u2019.".replace("\u2019", "'")
    )


def test_it_does_not_choose_between_two_places() -> None:
    twice = "same\nold\nother\n" * 2
    with pytest.raises(PatchFailed, match="Hunk 1 of x does not apply"):
        apply_patch({"x": f"top\n{twice}"}, diff("x", "@@ -1,2 +1,2 @@\n same\n-old\n+new\n"))


LINES = st.lists(st.sampled_from(["", "a", "b", "c", "\x0c", "é\u2028", "+", "--- x"]), max_size=30)


@given(LINES, LINES, st.integers(0, 3), st.booleans(), st.booleans())
def test_it_makes_of_the_one_text_the_other(
    old: list[str], new: list[str], context: int, ends: bool, windows: bool
) -> None:
    first, second = ("\n".join(lines) + "\n" * (ends and bool(lines)) for lines in (old, new))
    if windows:
        first, second = first.replace("\n", "\r\n"), second.replace("\n", "\r\n")
    patch = unified(first, second, context)
    if patch:
        assert apply_patch({"x": first}, patch) == {"x": second}


def unified(first: str, second: str, context: int) -> str:
    made = difflib.unified_diff(_lines(first), _lines(second), "a/x", "b/x", n=context)
    return "".join(
        line if line.endswith("\n") else f"{line}\n\\ No newline at end of file\n" for line in made
    )


def _lines(text: str) -> list[str]:
    *whole, last = text.split("\n")
    return [f"{line}\n" for line in whole] + ([last] if last else [])


def test_it_lays_files_over_the_starter_files() -> None:
    starter = {"a.py": "1", "b.py": "2"}
    assert assemble(starter, "files", [{"path": "b.py", "text": "3"}]) == {"a.py": "1", "b.py": "3"}
    patched = assemble(
        {"x.txt": NUMBERS}, "patch", [{"path": "changes.patch", "text": diff("x.txt")}]
    )
    assert patched == {"x.txt": PATCHED}


@pytest.mark.parametrize(("form", "count"), [("patch", 0), ("patch", 2), ("archive", 1)])
def test_it_refuses_other_forms(form: str, count: int) -> None:
    with pytest.raises(InvalidInput):
        assemble({}, form, [{"path": "x", "text": ""}] * count)


def real_patches(file: str, field: str) -> list[str]:
    rows = map(json.loads, shared_data(f"swebench/{file}").read_text().splitlines())
    return [row[field] for row in rows if row[field]]


@pytest.mark.parametrize("file", REAL)
def test_it_does_with_real_patches_what_git_does(file: str, tmp_path: Path) -> None:
    """The files they were made for are rebuilt from their old lines, with filler between."""
    if shutil.which("git") is None:
        pytest.skip("git is not installed: real patches are compared with what it makes of them")
    field, count = REAL[file]
    patches = real_patches(file, field)
    assert len(patches) == count
    for number, patch in enumerate(patches):
        starter = before(read_patch(patch))
        folder = tmp_path / str(number)
        write(folder, starter)
        assert read(apply_with_git(folder, patch)) == apply_patch(starter, patch)


def before(changes: tuple[FileChange, ...]) -> dict[str, str]:
    files: dict[str, str] = {}
    for change in changes:
        if change.old_path is None:
            continue
        lines: list[str] = []
        for hunk in change.hunks:
            lines += (f"filler {at}\n" for at in range(len(lines) + 1, hunk.start))
            lines += hunk.old
        path = change.old_path if change.plain else change.old_path.partition("/")[2]
        files[path] = "".join(lines)
    return files


def write(folder: Path, files: dict[str, str]) -> None:
    folder.mkdir()
    for path, text in files.items():
        target = folder / path
        target.parent.mkdir(parents=True, exist_ok=True)
        target.write_bytes(text.encode())


def read(folder: Path) -> dict[str, str]:
    found = (path for path in folder.rglob("*") if path.is_file())
    return {str(path.relative_to(folder)): path.read_bytes().decode() for path in found}


def apply_with_git(folder: Path, patch: str) -> Path:
    text = patch if patch.endswith("\n") else f"{patch}\n"
    subprocess.run(
        ["git", "apply", "--whitespace=nowarn", "-"],
        input=text.encode(),
        cwd=folder,
        env={"PATH": "/usr/bin:/bin", "GIT_CEILING_DIRECTORIES": str(folder.parent)},
        check=True,
    )
    return folder
