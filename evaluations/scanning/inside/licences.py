"""Licences that a file names or quotes: SPDX tags, phrases of well-known texts, copyright lines.

Phrases are compared word by word, so that comment marks, line breaks and case do not matter.
"""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Iterator
from itertools import accumulate
from pathlib import Path

from .common import Files, Said, Settings, each_file

SPDX_TAG = re.compile(r"SPDX-License-Identifier:\s*(?P<expression>[\w.+\-() ]{2,200})")
SPDX_OPERATORS = frozenset({"AND", "OR", "WITH"})
COPYRIGHT = re.compile(
    r"\bcopyright\s+(?:\(c\)|©|\d{4})[^\n]{0,200}|(?:\(c\)|©)\s*copyright\b[^\n]{0,200}", re.I
)
SIGNS_OF_A_WORD = re.compile(r"[A-Za-z0-9]+")

GNU = "general public license as published by the free software foundation"
PHRASES = (
    # The first phrase of a family that is found decides.
    (
        ("AGPL-3.0-or-later", f"gnu affero {GNU} either version 3"),
        ("AGPL-3.0-only", f"gnu affero {GNU} version 3"),
        ("AGPL-3.0-or-later", "gnu affero general public license version 3"),
        ("LGPL-3.0-or-later", f"gnu lesser {GNU} either version 3"),
        ("LGPL-2.1-or-later", f"gnu lesser {GNU} either version 2 1"),
        ("LGPL-2.0-or-later", f"gnu library {GNU} either version 2"),
        ("LGPL-3.0-or-later", "gnu lesser general public license version 3"),
        ("LGPL-2.1-or-later", "gnu lesser general public license version 2 1"),
        ("GPL-3.0-or-later", f"gnu {GNU} either version 3"),
        ("GPL-3.0-only", f"gnu {GNU} version 3"),
        ("GPL-2.0-or-later", f"gnu {GNU} either version 2"),
        ("GPL-2.0-only", f"gnu {GNU} version 2"),
        ("GPL-2.0-only", "gnu general public license version 2 as published"),
        ("GPL-3.0-or-later", "gnu general public license version 3"),
        ("GPL-2.0-or-later", "gnu general public license version 2"),
    ),
    (
        ("Apache-2.0", "licensed under the apache license version 2 0"),
        ("Apache-2.0", "apache license version 2 0 january 2004"),
    ),
    (
        ("MPL-2.0", "subject to the terms of the mozilla public license v 2 0"),
        ("MPL-2.0", "mozilla public license version 2 0"),
    ),
    (("EPL-2.0", "eclipse public license v 2 0"), ("EPL-2.0", "eclipse public license 2 0")),
    (
        (
            "MIT",
            "permission is hereby granted free of charge to any person obtaining a copy of this "
            "software and associated documentation files",
        ),
        ("MIT", "licensed under the mit license"),
        ("MIT", "released under the mit license"),
    ),
    (
        (
            "ISC",
            "permission to use copy modify and or distribute this software for any purpose with or "
            "without fee is hereby granted",
        ),
    ),
    (
        (
            "BSD",
            "redistribution and use in source and binary forms with or without modification are "
            "permitted provided that the following conditions are met",
        ),
    ),
    (("Unlicense", "this is free and unencumbered software released into the public domain"),),
    (("BSL-1.0", "boost software license version 1 0"),),
    (("CC-BY-SA-4.0", "creative commons attribution sharealike 4 0"),),
    (
        ("LicenseRef-proprietary", "unauthorized copying of this file"),
        ("LicenseRef-proprietary", "proprietary and confidential"),
    ),
)
THIRD_CLAUSE = "neither the name of"


def run_licences(files: Files, settings: Settings) -> Said:
    """Licences and copyright notices of each file, with their lines."""
    return each_file(
        files,
        lambda name: find_licences(Path(name).read_bytes().decode("utf-8", errors="replace")),
    )


def find_licences(text: str) -> Said:
    """``licences`` as SPDX id and line, each id once; ``notices`` as words and line."""
    licences: dict[str, int] = {}
    for line, spdx_id in (*_tags(text), *_phrases(text)):
        licences.setdefault(spdx_id, line)
    notices = [
        {"line": _line_at(text, match.start()), "words": " ".join(match[0].split())}
        for match in COPYRIGHT.finditer(text)
    ]
    return {
        "licences": [{"id": spdx_id, "line": line} for spdx_id, line in licences.items()],
        "notices": notices,
    }


def _tags(text: str) -> Iterator[tuple[int, str]]:
    for match in SPDX_TAG.finditer(text):
        for word in re.findall(r"[\w.+-]+", match["expression"]):
            if word.upper() in SPDX_OPERATORS:
                continue
            if word[0].isalnum():
                yield _line_at(text, match.start()), word.rstrip(".-")


def _phrases(text: str) -> Iterator[tuple[int, str]]:
    matches = list(SIGNS_OF_A_WORD.finditer(text))
    words = [match[0].lower() for match in matches]
    starts = list(accumulate((len(word) + 1 for word in words), initial=0))
    joined = " ".join(words)
    for family in PHRASES:
        for spdx_id, phrase in family:
            place = f" {joined} ".find(f" {phrase} ")
            if place >= 0:
                word = bisect_right(starts, place) - 1
                yield _line_at(text, matches[word].start()), _which_bsd(spdx_id, joined)
                break


def _which_bsd(spdx_id: str, joined: str) -> str:
    if spdx_id != "BSD":
        return spdx_id
    return "BSD-3-Clause" if THIRD_CLAUSE in joined else "BSD-2-Clause"


def _line_at(text: str, position: int) -> int:
    return text.count("\n", 0, position) + 1
