"""Names, made canonical at import, so that no later step has to repair them."""

from __future__ import annotations

import re
import unicodedata

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


def identity_from_file_name(name: str) -> ModelIdentity | None:
    """The model a harness's file is named after, ``None`` where nothing is left of the name.

    What harnesses add is taken off: ``.jsonl``, ``.gz``, human-eval's ``_results.jsonl``,
    EvalPlus's ``_eval_results.json`` and ``_<backend>_temp_<t>``. EvalPlus joins provider and
    model with two dashes.
    """
    stem = HARNESS_SUFFIX.sub("", PACKING.sub("", name))
    provider, found, model = EVALPLUS_DECODING.sub("", stem).partition("--")
    if not found:
        provider, model = "", provider
    model = canonical_name(model)
    return ModelIdentity(provider=canonical_name(provider), name=model) if model else None
