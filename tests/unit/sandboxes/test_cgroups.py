"""Memory groups in both versions' layouts, on folders that only look like cgroups."""

from __future__ import annotations

import signal
import subprocess
from pathlib import Path

import pytest

from evaluations.sandboxes import cgroups
from evaluations.sandboxes.cgroups import VERSION_1, VERSION_2, Layout, MemoryGroup, Place

MEBIBYTE = 2**20


@pytest.fixture(params=[VERSION_1, VERSION_2], ids=["version 1", "version 2"])
def group(request: pytest.FixtureRequest, tmp_path: Path) -> MemoryGroup:
    layout: Layout = request.param
    for name in (layout.limit, layout.swap_limit, layout.peak):
        (tmp_path / name).write_text("0")
    (tmp_path / layout.events).write_text("low 0\noom 3\noom_kill 2\n")
    return MemoryGroup(path=tmp_path, layout=layout)


def test_it_allows_no_swap_beyond_the_limit(group: MemoryGroup) -> None:
    group.limit(64 * MEBIBYTE)
    swap = {VERSION_1.swap_limit: 64 * MEBIBYTE, VERSION_2.swap_limit: 0}
    assert int((group.path / group.layout.limit).read_text()) == 64 * MEBIBYTE
    assert int((group.path / group.layout.swap_limit).read_text()) == swap[group.layout.swap_limit]


def test_it_sets_a_limit_where_swap_is_not_accounted(group: MemoryGroup) -> None:
    (group.path / group.layout.swap_limit).unlink()
    group.limit(MEBIBYTE)
    assert not (group.path / group.layout.swap_limit).exists()


def test_it_lets_the_kernel_end_all_members_for_memory_where_it_can(group: MemoryGroup) -> None:
    (group.path / "memory.oom.group").write_text("0\n")
    group.limit(MEBIBYTE)
    ends_all = (group.path / "memory.oom.group").read_text() == "1"
    assert ends_all is (group.layout is VERSION_2)


def test_it_ends_members_at_once_where_the_kernel_can(group: MemoryGroup) -> None:
    sleeper = subprocess.Popen(["sleep", "60"])
    (group.path / "cgroup.procs").write_text(f"{sleeper.pid}\n")
    (group.path / "cgroup.kill").write_text("")
    group._kill_members()
    if group.layout is VERSION_2:
        assert (group.path / "cgroup.kill").read_text() == "1"
        assert sleeper.poll() is None  # this folder only looks like a cgroup
        sleeper.kill()
    assert sleeper.wait() == -signal.SIGKILL


def test_it_counts_kills_and_tells_the_peak(group: MemoryGroup) -> None:
    (group.path / group.layout.peak).write_text("12345\n")
    assert group.oom_kills() == 2
    assert group.peak_bytes() == 12345


def test_it_says_nothing_of_a_peak_that_the_kernel_does_not_know(group: MemoryGroup) -> None:
    (group.path / group.layout.peak).unlink()
    assert group.peak_bytes() is None


MOUNTS_1 = "cgroup {root}/memory cgroup rw,relatime,memory 0 0\n"
MOUNTS_2 = "cgroup2 {root}/unified cgroup2 rw,relatime 0 0\n"


def test_it_looks_in_our_own_group_version_1_first(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "memory" / "a" / "b").mkdir(parents=True)
    (tmp_path / "unified").mkdir()
    mounts, membership = tmp_path / "mounts", tmp_path / "cgroup"
    mounts.write_text((MOUNTS_2 + "proc /proc proc rw 0 0\n" + MOUNTS_1).format(root=tmp_path))
    membership.write_text("4:memory:/a/b\n1:cpu,cpuacct:/\n0::/not/mounted/here\n")
    monkeypatch.setattr(cgroups, "MOUNTS", mounts)
    monkeypatch.setattr(cgroups, "MEMBERSHIP", membership)
    assert cgroups._candidates() == [
        Place(parent=tmp_path / "memory" / "a" / "b", layout=VERSION_1),
        Place(parent=tmp_path / "unified", layout=VERSION_2),
    ]


def test_it_finds_no_place_where_a_group_has_no_limit(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    place = Place(parent=tmp_path, layout=VERSION_2)
    monkeypatch.setattr(cgroups, "_candidates", lambda: [place])
    assert cgroups.find_place() is None
    assert list(tmp_path.iterdir()) == []
