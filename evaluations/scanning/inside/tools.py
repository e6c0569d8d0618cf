"""One function per scanner: neutral file names and settings in, what the tool said (JSON) out.

Each runs in a process of its own, in the folder of one solution. ``skipped`` names the files a tool
could not read, so that silence about them is never taken for praise.
"""

from __future__ import annotations

import ast
import contextlib
import io
import json
import logging
import re
import subprocess
import sys
import tempfile
import tokenize
from collections.abc import Callable, Iterator
from dataclasses import asdict
from pathlib import Path
from typing import Any

from .function_shape import measure_functions
from .statements import join_broken_lines, statements_read_once
from .suppressions import find_suppressions

Files = list[str]
Settings = dict[str, Any]
Said = dict[str, Any]

UNREADABLE = (SyntaxError, ValueError, RecursionError, tokenize.TokenError)


def run_ruff(files: Files, settings: Settings) -> Said:
    """Ruff alone is a program, not a library."""
    version = f"py3{sys.version_info.minor}"
    argv = ["ruff", "check", *settings["options"], "--target-version", version, "--", *files]
    done = subprocess.run(argv, capture_output=True, check=False)  # noqa: S603 - a fixed command
    if done.returncode not in {0, 1}:
        last_words = done.stderr.decode(errors="replace").strip().splitlines()[-1:]
        raise RuntimeError(": ".join([f"ended with code {done.returncode}", *last_words]))
    found = json.loads(done.stdout)
    for item in found:
        item["filename"] = Path(item["filename"]).name
    return {"findings": found, "skipped": {}}


def run_bandit(files: Files, settings: Settings) -> Said:
    """Bandit logs the errors of its own checks and goes on: they are kept as ``errors``."""
    from bandit.core import config, manager

    errors = _collect_errors(logging.getLogger("bandit"))
    bandit = manager.BanditManager(config.BanditConfig(), "file", **settings)
    bandit.files_list = list(files)
    bandit.run_tests()
    found = [
        issue.as_dict(with_code=False) | {"linerange": list(issue.linerange)}
        for issue in bandit.results
    ]
    return {"findings": found, "skipped": dict(bandit.skipped), "errors": errors}


def run_detect_secrets(files: Files, settings: Settings) -> Said:
    """Reads copies, because detect-secrets passes over files that are not UTF-8 without a word.

    The copy's neutral name matters too: it would pass over "swagger.py" and "yarn.lock".
    """
    from detect_secrets.core.scan import scan_file

    found = []
    with tempfile.TemporaryDirectory() as folder:
        for name in files:
            copy = Path(folder, name)
            text = Path(name).read_bytes().decode("utf-8", errors="replace")
            copy.write_text(text, encoding="utf-8", newline="")
            lines = copy.open(encoding="utf-8").readlines()
            found += [
                {"file": name, "line": secret.line_number, "type": secret.type}
                for secret in scan_file(str(copy))
                if not _names_itself(lines[secret.line_number - 1], secret.secret_value)
            ]
    return {"findings": found, "skipped": {}}


def run_radon(files: Files, settings: Settings) -> Said:
    """Raw counts, maintainability index and the complexity of each function, for each file."""
    from radon.complexity import add_inner_blocks
    from radon.metrics import mi_visit
    from radon.raw import analyze
    from radon.visitors import ComplexityVisitor

    def measure(code: str) -> Said:
        visitor = ComplexityVisitor.from_code(code)
        with statements_read_once(code):
            raw = analyze(code)._asdict()
        with statements_read_once(code):
            maintainability_index = mi_visit(code, multi=True)
        blocks = add_inner_blocks(visitor.blocks)
        functions = [block.complexity for block in blocks if block.letter != "C"]
        return {
            "raw": raw,
            "maintainability_index": maintainability_index,
            "complexities": functions or [visitor.complexity],
        }

    return _each_file(files, lambda name: measure(join_broken_lines(_read_python(name))))


def run_lizard(files: Files, settings: Settings) -> Said:
    """Tokens of each file. Comments with "GENERATED CODE" do not end the count here."""
    from lizard_core.extensions import get_extensions
    from lizard_core.file_analyzer import FileAnalyzer, comment_counter

    steps = [_drop_comments if step is comment_counter else step for step in get_extensions([])]

    def measure(name: str) -> Said:
        code = Path(name).read_bytes().decode("utf-8", errors="replace")
        with contextlib.redirect_stderr(io.StringIO()) as complaint:
            measured = FileAnalyzer(steps).analyze_source_code(name, code)
        if complaint.getvalue():
            raise ValueError(complaint.getvalue()[:300])
        return {"tokens": measured.token_count}

    return _each_file(files, measure)


def run_own_checks(files: Files, settings: Settings) -> Said:
    """Suppression comments, the shape of functions, and whether this Python can read it at all."""
    said = _each_file(files, lambda name: _check(Path(name).read_bytes()))
    said["syntax_errors"] = {
        name: error for name in files if (error := _syntax_error(Path(name).read_bytes()))
    }
    return said


TOOLS: dict[str, Callable[[Files, Settings], Said]] = {
    "ruff": run_ruff,
    "bandit": run_bandit,
    "detect-secrets": run_detect_secrets,
    "radon": run_radon,
    "lizard": run_lizard,
    "own-checks": run_own_checks,
}


def prepare_bandit(settings: Settings) -> None:
    """Its plug-ins are found and loaded with the module."""
    import bandit.core.manager  # noqa: F401


def prepare_detect_secrets(settings: Settings) -> None:
    """All plug-ins, the chosen filters: the one that obeys allowlist comments is not among them."""
    import detect_secrets.core.scan  # noqa: F401
    from detect_secrets.core.plugins.util import get_mapping_from_secret_type_to_class
    from detect_secrets.settings import get_filters, get_plugins, get_settings

    kinds: list[type] = list(get_mapping_from_secret_type_to_class().values())
    chosen = get_settings().configure_plugins([{"name": kind.__name__} for kind in kinds])
    chosen.configure_filters([{"path": path} for path in settings["filters"]])
    get_plugins()
    get_filters()


def prepare_radon(settings: Settings) -> None:
    """Nothing but the import."""
    import radon.metrics  # noqa: F401


def prepare_lizard(settings: Settings) -> None:
    """Nothing but the import."""
    import lizard_core.extensions  # noqa: F401


PREPARATIONS: dict[str, Callable[[Settings], None]] = {
    "bandit": prepare_bandit,
    "detect-secrets": prepare_detect_secrets,
    "radon": prepare_radon,
    "lizard": prepare_lizard,
}
"""Done once, before the processes part."""


def _each_file(files: Files, measure: Callable[[str], Said]) -> Said:
    measured, skipped = {}, {}
    for name in files:
        try:
            measured[name] = measure(name)
        except UNREADABLE as error:
            skipped[name] = describe(error)
    return {"files": measured, "skipped": skipped}


def _check(source: bytes) -> Said:
    return {
        "functions": [asdict(shape) for shape in measure_functions(source)],
        "suppressions": [asdict(found) for found in find_suppressions(source)],
    }


def _syntax_error(source: bytes) -> Said | None:
    with contextlib.suppress(ValueError, RecursionError, MemoryError):
        try:
            ast.parse(source)
        except SyntaxError as error:
            return {"line": error.lineno or 1, "message": error.msg}
    return None


def describe(error: BaseException) -> str:
    """Short words for people; a syntax error names its line."""
    if isinstance(error, SyntaxError):
        return (
            f"syntax error in line {error.lineno}" if error.lineno else f"syntax error: {error.msg}"
        )
    if isinstance(error, RecursionError):
        return "nested too deeply"
    if isinstance(error, MemoryError):
        return "out of memory"
    if isinstance(error, RuntimeError):
        return str(error)[:300]
    return f"{type(error).__name__}: {error}"[:300]


def _read_python(name: str) -> str:
    with tokenize.open(name) as file:
        return file.read()


def _collect_errors(logger: logging.Logger) -> list[str]:
    errors: list[str] = []

    class Keep(logging.Handler):
        def emit(self, record: logging.LogRecord) -> None:
            errors.append(record.getMessage().splitlines()[0][:300])

    logger.addHandler(Keep(level=logging.ERROR))
    return errors


def _names_itself(line: str, value: str | None) -> bool:
    """``PASSWORD_FIELD = "password"`` is a name, not a secret."""
    named = re.search(rf"(\w+)\W*[\"']{re.escape(value or '')}[\"']", line)
    return bool(value and named and value.lower() in named[1].lower())


def _drop_comments(tokens: Iterator[str], reader: Any) -> Iterator[str]:
    for token in tokens:
        comment = reader.get_comment_from_token(token)
        if comment is None:
            yield token
        else:
            yield from "\n" * (len(comment.splitlines()) - 1)
