"""The tests' process cannot be opened or debugged by the solution's; and how it else would be."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from evaluations.errors import SandboxUnavailable
from evaluations.running.bundling import HARNESS_PATH, bundle, framed
from evaluations.running.node_suites.programs import NODE, PAIR
from evaluations.sandboxes.base import Program
from evaluations.sandboxes.bubblewrap import Bubblewrap
from evaluations.sandboxes.limits import NODE_TESTS

pytestmark = [
    pytest.mark.sandbox,
    pytest.mark.skipif(not Path(NODE).exists(), reason="NO NODE HERE"),
]

FILES = ("mem", "environ", "maps", "fd/0", "fd/3")
WAITING = b"require('fs').readSync(0, Buffer.alloc(1)); setTimeout(() => process.exit(0), 3000);"
LISTENING = b"process.on('SIGUSR1', () => {});" + WAITING
LOOKING = """
const fs = require("node:fs");
const { spawn } = require("node:child_process");
const { connect } = require("node:net");
const tried = (action) => { try { return action() ?? true; } catch { return false; } };
const isRunning = (name) => (pid) => (
  tried(() => fs.readFileSync(`/proc/${pid}/cmdline`, "utf8").includes(name)));
const processes = () => fs.readdirSync("/proc").filter((name) => /^[0-9]+$/.test(name)).map(Number);
const opened = (pid) => FILES.filter((name) => (
  tried(() => fs.closeSync(fs.openSync(`/proc/${pid}/${name}`, "r")))));
const after = (milliseconds) => new Promise((next) => setTimeout(next, milliseconds));
const connected = () => new Promise((resolve) => {
  const socket = connect(9229, "127.0.0.1", () => { socket.destroy(); resolve(true); });
  socket.on("error", () => resolve(false));
});
const debugged = async (pid) => {
  process.kill(pid, "SIGUSR1");
  await after(500);
  return connected();
};
async function main() {
  const child = WITH_CHILD && spawn(process.execPath, ["/src/waiting.cjs"], { stdio: "pipe" });
  let pid;
  while (!(pid = processes().find(isRunning("waiting.cjs")))) await after(10);
  await after(300);
  console.log(JSON.stringify({ opened: opened(pid), debugged: await debugged(pid) }));
  if (child) child.kill();
}
main();
"""


def look(*, waiting: bytes, beside: bool) -> dict[str, object]:
    """What the solution's process can do to the other: the tests' ``beside`` it, or its child."""
    try:
        sandbox = Bubblewrap()
    except SandboxUnavailable as error:
        pytest.skip(f"NO SANDBOX HERE: {error.message}")
    source = LOOKING.replace("WITH_CHILD", "false" if beside else "true")
    files = {
        "waiting.cjs": waiting,
        "looking.cjs": source.replace("FILES", json.dumps(FILES)).encode(),
        HARNESS_PATH: bundle(PAIR),
    }
    pair = {"tests": [NODE, "/src/waiting.cjs"], "solution": [NODE, "/src/looking.cjs"]}
    program = (
        Program(
            argv=(f"/src/{HARNESS_PATH}",),
            files=files,
            stdin=framed(pair) + b"the tests",
            limits=NODE_TESTS,
            forked=True,
        )
        if beside
        else Program(argv=(NODE, "/src/looking.cjs"), files=files, limits=NODE_TESTS)
    )
    outcome = sandbox.run(program)
    seen: dict[str, object] = json.loads(outcome.stdout or outcome.stderr)
    return seen


def test_it_keeps_memory_and_descriptors_of_the_tests_shut() -> None:
    assert look(waiting=LISTENING, beside=True)["opened"] == []


def test_it_would_be_open_if_node_were_started_plainly() -> None:
    assert look(waiting=LISTENING, beside=False)["opened"] == ["mem", "environ", "maps"]


def test_it_opens_no_debugger_at_the_signal_for_one() -> None:
    assert look(waiting=LISTENING, beside=True)["debugged"] is False


def test_it_would_open_a_debugger_if_nobody_listened() -> None:
    assert look(waiting=WAITING, beside=True)["debugged"] is True
