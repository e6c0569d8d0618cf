"""Docker: a container for each run, our own first process in it, a profile, bounds, a reaper."""

from __future__ import annotations

import shutil
import time
from pathlib import Path
from typing import Final

from evaluations.errors import SandboxUnavailable
from evaluations.sandboxes.base import (
    MemoryEnforcement,
    Outcome,
    Probe,
    Program,
    Sandbox,
    check_files,
)
from evaluations.sandboxes.command import cpus_of
from evaluations.sandboxes.docker_answer import Answer, build_order
from evaluations.sandboxes.docker_engine import CREATE_SECONDS, START_SECONDS, Engine
from evaluations.sandboxes.docker_files import job_folder, stage_first_process
from evaluations.sandboxes.docker_image import IMAGE, check_engine, choose_runtime, read_image
from evaluations.sandboxes.docker_options import container_options, host_options
from evaluations.sandboxes.installation import default_directory, prepare_directory
from evaluations.sandboxes.self_test import probe
from evaluations.sandboxes.slots import SLOTS, hold_lock, hold_slot, try_slot
from evaluations.sandboxes.tools import stage_tools

END_SECONDS: Final = 30.0
REAP_EVERY_SECONDS: Final = 60.0


class Docker(Sandbox):
    """Runs programs in containers. One object may be shared by threads.

    ``directory`` keeps the staged tools and, for the time of a run, its files, where nobody else
    reaches them. The engine must be on this machine.

    Raises:
        SandboxUnavailable: no engine, one that cannot bound a container, or no image of ours.
    """

    name = "docker"

    def __init__(self, directory: Path | None = None, *, image: str = IMAGE) -> None:
        self.directory = directory or default_directory()
        prepare_directory(self.directory)
        self._jobs = self.directory / "docker"
        self._jobs.mkdir(mode=0o700, exist_ok=True)
        with Engine() as engine:
            info = engine.info()
            check_engine(info)
            self._image = read_image(engine.image(image), image)
            engine.remove_expired()
        self._reaped_at = time.monotonic()
        self._runtime = choose_runtime(info["Runtimes"], info["DefaultRuntime"])
        with hold_lock(self.directory / "staging"):
            self._tools = stage_tools(self.directory)
            self._first = stage_first_process(self.directory)
        self._remove_leftovers()
        self.fingerprint = {
            "sandbox": f"docker {info['ServerVersion']}",
            "runtime": self._runtime,
            "image": self._image.id,
            "kernel": info["KernelVersion"],
            "architecture": info["Architecture"],
            **self._image.versions,
        }

    def run(self, program: Program) -> Outcome:
        check_files(program)
        self._reap_now_and_then()
        with hold_slot(self._jobs) as slot, job_folder(self._folder(slot), program) as files:
            return self._run(program, files)

    def self_test(self) -> tuple[Probe, ...]:
        return probe(self)

    def _run(self, program: Program, files: Path) -> Outcome:
        patience = program.limits.wall_seconds + END_SECONDS
        expires = time.time() + CREATE_SECONDS + START_SECONDS + patience
        host = host_options(program, self._folders(program, files), runtime=self._runtime)
        options = container_options(program, self._image, expires)
        with Engine() as engine, engine.container(options, host) as container:
            with engine.started(container, build_order(program)):
                went = time.monotonic()
                engine.wait(container, patience)
                wall = time.monotonic() - went
            answer = Answer.parse(engine.log(container))
            if answer.ended is None and not engine.was_killed_for_memory(container):
                said = engine.log(container, errors=True).decode(errors="replace").strip()
                raise SandboxUnavailable(
                    f"The first process of the container vanished: {said[-500:] or 'silently.'}"
                )
        return self._outcome(program, answer, wall)

    def _outcome(self, program: Program, answer: Answer, wall: float) -> Outcome:
        """``wall`` is our own measure, for a first process that could not tell its own."""
        ending = answer.ending()
        return Outcome(
            exit_code=ending.exit_code,
            signal=ending.signal,
            stdout=answer.kept["stdout"],
            stderr=answer.kept["stderr"],
            report=answer.kept["report"],
            stdout_truncated=answer.truncated("stdout"),
            stderr_truncated=answer.truncated("stderr"),
            wall_seconds=answer.ended["wall"] if answer.ended else wall,
            cpu_seconds=ending.cpu_seconds,
            peak_memory_bytes=ending.peak_bytes or None,
            limit_hit=answer.limit_hit(program.limits.cpu_seconds),
            memory_enforcement=MemoryEnforcement.CGROUP,
            environment=self.fingerprint | cpus_of(program) | self._tools_of(program),
        )

    def _tools_of(self, program: Program) -> dict[str, str]:
        return self._tools.versions if program.needs_tools else {}

    def _folders(self, program: Program, files: Path) -> dict[str, Path]:
        """Inside -> outside, all read-only."""
        folders = {"/src": files, "/first": self._first}
        if self._image.system is not None:
            folders["/usr"] = self._image.system
        if program.needs_tools:
            folders["/tools"] = self._tools.directory
        folders |= {f"/prepared/{name}": folder for name, folder in program.prepared.items()}
        return folders

    def _folder(self, slot: int) -> Path:
        return self._jobs / f"job-{slot:02}"

    def _remove_leftovers(self) -> None:
        """Files of workers that were killed; those of runs that go on are left alone."""
        for slot in range(SLOTS):
            if self._folder(slot).exists():
                with try_slot(self._jobs, slot) as held:
                    if held:
                        shutil.rmtree(self._folder(slot), ignore_errors=True)

    def _reap_now_and_then(self) -> None:
        if time.monotonic() - self._reaped_at > REAP_EVERY_SECONDS:
            self._reaped_at = time.monotonic()
            with Engine() as engine:
                engine.remove_expired()
