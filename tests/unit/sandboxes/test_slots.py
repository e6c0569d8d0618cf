"""Slots are held by one run at a time and freed with it."""

from __future__ import annotations

import os
from contextlib import ExitStack
from pathlib import Path

import pytest

from evaluations.errors import SandboxUnavailable
from evaluations.sandboxes.slots import SLOTS, hold_slot


def test_it_gives_every_run_a_slot_of_its_own(tmp_path: Path) -> None:
    with hold_slot(tmp_path) as first, hold_slot(tmp_path) as second:
        assert (first, second) == (0, 1)
    with hold_slot(tmp_path) as again:
        assert again == 0


def test_it_frees_a_slot_when_its_run_breaks(tmp_path: Path) -> None:
    with pytest.raises(RuntimeError), hold_slot(tmp_path):
        raise RuntimeError
    with hold_slot(tmp_path) as slot:
        assert slot == 0


def test_it_frees_a_slot_when_its_process_dies(tmp_path: Path) -> None:
    child = os.fork()
    if child == 0:
        with hold_slot(tmp_path):
            os._exit(0)
    os.waitpid(child, 0)
    with hold_slot(tmp_path) as slot:
        assert slot == 0


def test_it_says_when_all_slots_are_taken(tmp_path: Path) -> None:
    with ExitStack() as stack:
        held = [stack.enter_context(hold_slot(tmp_path)) for _ in range(SLOTS)]
        assert held == list(range(SLOTS))
        with pytest.raises(SandboxUnavailable, match="slots are taken"):
            stack.enter_context(hold_slot(tmp_path))
