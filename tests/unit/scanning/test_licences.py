"""Licences are recognised by tag and by words, whatever the comment signs around them."""

from __future__ import annotations

import pytest

from evaluations.scanning.inside.licences import find_licences
from evaluations.scanning.results import Severity
from evaluations.scanning.scanners.licences import parse, severity_of

MIT = """\
/*
 * Permission is hereby granted, free of charge, to any person obtaining a copy
 * of this software and associated documentation files (the "Software"), to deal
 */
"""
GPL = """\
# This program is free software: you can redistribute it and/or modify
# it under the terms of the GNU General Public License as published by
# the Free Software Foundation, either version 3 of the License, or
"""
LGPL = GPL.replace("GNU General", "GNU Lesser General").replace("version 3", "version 2.1")
BSD = """\
-- Redistribution and use in source and binary forms, with or without
-- modification, are permitted provided that the following conditions are met:
"""


def ids(text: str) -> dict[str, int]:
    return {each["id"]: each["line"] for each in find_licences(text)["licences"]}


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        (f"x = 1\n{MIT}", {"MIT": 3}),
        (GPL, {"GPL-3.0-or-later": 2}),
        (LGPL, {"LGPL-2.1-or-later": 2}),
        (BSD, {"BSD-2-Clause": 1}),
        (f"{BSD}-- 3. Neither the name of the copyright holder", {"BSD-3-Clause": 1}),
        ("// Licensed under the Apache License, Version 2.0 (the", {"Apache-2.0": 1}),
        ("Mozilla Public License, v. 2.0; Mozilla Public License Version 2.0", {"MPL-2.0": 1}),
        ("# SPDX-License-Identifier: MIT", {"MIT": 1}),
        (
            "/* SPDX-License-Identifier: (GPL-2.0-only WITH Classpath-exception-2.0) OR MIT */",
            {"GPL-2.0-only": 1, "Classpath-exception-2.0": 1, "MIT": 1},
        ),
        (f"# SPDX-License-Identifier: MIT\n{MIT}", {"MIT": 1}),
        ("mit = 'permission is hereby granted'  # granted to whom?", {}),
        ("SPDX-License-Identifier:", {}),
        ("", {}),
    ],
)
def test_it_recognises_licences_with_their_lines(text, expected):
    assert ids(text) == expected


@pytest.mark.parametrize(
    ("spdx_id", "severity"),
    [
        ("GPL-3.0-only", Severity.MEDIUM),
        ("AGPL-3.0-or-later", Severity.MEDIUM),
        ("LicenseRef-proprietary", Severity.MEDIUM),
        ("LGPL-2.1-or-later", Severity.LOW),
        ("MPL-2.0", Severity.LOW),
        ("CC-BY-SA-4.0", Severity.LOW),
        ("MIT", Severity.INFO),
        ("Never-Heard-Of-1.0", Severity.INFO),
    ],
)
def test_it_weighs_licences_by_what_they_ask_for(spdx_id, severity):
    assert severity_of(spdx_id) is severity


def test_it_names_licence_and_notice_in_findings():
    said = find_licences(f"# Copyright (c) 2019 Some Body\n{GPL}")
    licence, notice = parse({"files": {"file0.py": said}, "skipped": {}}).findings
    assert (licence.rule, licence.severity, licence.line) == (
        "licence-gpl-3.0-or-later",
        Severity.MEDIUM,
        3,
    )
    assert (notice.rule, notice.severity, notice.line) == ("copyright-notice", Severity.INFO, 1)
    assert "Some Body" in notice.message


def test_it_takes_no_variable_for_a_notice():
    assert find_licences("copyright = f(c)\nprint('copyright')\n")["notices"] == []
