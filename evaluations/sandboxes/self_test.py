"""Six probes: does the sandbox hold what it promises on this very host?"""

from __future__ import annotations

from typing import Final

from evaluations.sandboxes.base import LimitHit, Outcome, Probe, Program, Sandbox
from evaluations.sandboxes.command import FIXED_ENVIRONMENT
from evaluations.sandboxes.limits import MEBIBYTE, Limits

LIMITS: Final = Limits(wall_seconds=5.0, cpu_seconds=4, memory_bytes=64 * MEBIBYTE, processes=16)

# Each prints exactly HELD when the attempt was refused, what it got otherwise.
NETWORK: Final = """
import socket, os
devices = [line.split(":")[0].strip() for line in open("/proc/net/dev").readlines()[2:]]
try:
    socket.create_connection(("198.51.100.1", 80), 1)
    print("connected")
except OSError:
    print("HELD" if devices == ["lo"] else devices)
"""
ENVIRONMENT: Final = """
import os
harmless = {"HOSTNAME", "LD_LIBRARY_PATH", "PATH", "PWD", "NAMES"}
unexpected = set(os.environ) - harmless - set(os.environ["NAMES"].split())
try:
    unexpected.add(open("/proc/1/environ").read())
except OSError:
    pass
print("HELD" if not unexpected else unexpected)
"""
SECRETS: Final = """
import os
held = True
for path in ("/etc/shadow", "/root", "/home", "/proc/1/mem", "/var/run/docker.sock"):
    try:
        os.close(os.open(path, os.O_RDONLY))
        held = False
    except OSError:
        pass
extra = [n for n in os.listdir("/proc/self/fd") if int(n) > 4]
print("HELD" if held and not extra and os.getuid() != 0 else ("reached", path, extra))
"""
FORKS: Final = """
import os, time
made = 0
try:
    for _ in range(100):
        if os.fork() == 0:
            time.sleep(60)
        made += 1
except OSError:
    pass
print("HELD" if made < 16 else made)
"""
MEMORY: Final = """
held = []
try:
    for _ in range(40):
        held.append(bytearray(b"x" * 2**22))
    print("allocated", len(held) * 4, "MiB")
except MemoryError:
    print("HELD")
"""
NAMESPACES: Final = """
import ctypes
libc = ctypes.CDLL(None, use_errno=True)
print("HELD" if libc.unshare(0x10000000) == -1 else "a nested user namespace was made")
"""
PROBES: Final = {
    "network": NETWORK,
    "environment": ENVIRONMENT,
    "secrets": SECRETS,
    "forks": FORKS,
    "memory": MEMORY,
    "nested namespaces": NAMESPACES,
}


def probe(sandbox: Sandbox) -> tuple[Probe, ...]:
    """Run every probe in ``sandbox``; the sandbox is to be used only when all passed."""
    return tuple(_probe_one(sandbox, name, source) for name, source in PROBES.items())


def _probe_one(sandbox: Sandbox, name: str, source: str) -> Probe:
    argv = ("python3", "-I", "-c", source)
    environment = {"NAMES": " ".join(FIXED_ENVIRONMENT)}
    outcome = sandbox.run(Program(argv=argv, environment=environment, limits=LIMITS))
    held = outcome.stdout.strip() == b"HELD"
    if name == "memory":
        held = held or outcome.limit_hit is LimitHit.MEMORY
    return Probe(name=name, passed=held, detail="held" if held else _what_happened(outcome))


def _what_happened(outcome: Outcome) -> str:
    text = (outcome.stdout + outcome.stderr).decode(errors="replace").strip()
    return text[-500:] or f"exit {outcome.exit_code}, signal {outcome.signal}, {outcome.limit_hit}"
