"""A table of calls as statements in JavaScript, one for each row."""

from __future__ import annotations

import json
from dataclasses import replace
from typing import Any

from evaluations.running.calls import Call, read_calls
from evaluations.running.suites import SuiteFormat, SuiteSource


def as_assertions(suite: SuiteSource) -> SuiteSource:
    """The same tests as statements; what they use (``plain``, ``raised``) is in the harness.

    Raises:
        InvalidInput: the code is no table of calls; names the row.
    """
    statements = "\n".join(map(_statement, read_calls(suite.code)))
    return replace(suite, format=SuiteFormat.ASSERTIONS, code=statements)


def _statement(call: Call) -> str:
    made = f"{call.function}({', '.join(map(_literal, call.arguments))})"
    if call.raises:
        return f"assert.throws(() => {made}, (error) => raised(error, {_literal(call.raises)}));"
    if call.tolerance is not None:
        distance = f"Math.abs({made} - {_literal(call.returns)})"
        return f"assert.ok({distance} <= {_literal(call.tolerance)});"
    return f"assert.deepStrictEqual(plain({made}), {_literal(call.returns)});"


def _literal(value: Any) -> str:
    """JSON is JavaScript but for a key called ``__proto__``, which has to be computed."""
    return json.dumps(value).replace('"__proto__":', '["__proto__"]:')
