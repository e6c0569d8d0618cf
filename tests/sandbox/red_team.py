"""Attacks by somebody who had read the harness: each was let through, or might have been."""

from __future__ import annotations

# Answers in place of the solution's own process: it finds the pipes in the frame that serves them.
SERVES = """
import os, sys
wire = next(m for name, m in sys.modules.items() if name.endswith('harness.wire'))
frame = sys._getframe()
while frame.f_code.co_name != 'serve':
    frame = frame.f_back
asked, told = frame.f_locals['requests'], frame.f_locals['replies']
def serve(greeting, answer):
    wire.send(told, greeting)
    while True:
        try:
            nonce, name, arguments, _ = wire.receive(asked)
        except EOFError:
            os._exit(0)
        answer(nonce, name, arguments)
"""

ROUNDED = """
assert abs(f(1.5) - 3.0) < 1e-6
assert set(f(2)) == {2}
"""
PLAIN = """
assert f(1) == 2
assert f(2) == 3
"""
LOOPS = """
assert all(map(f, [1, 2, 3]))
for result in map(f, [1, 2]):
    assert result == 5
"""

# What is tried: the tests, the solution. None of these passes.
AGAINST_SPLIT = {
    "offers a function for a builtin of the tests": (
        ROUNDED,
        SERVES
        + "serve(['loaded', [['f', 'callable'], ['abs', 'callable'], ['set', 'callable']]],\n"
        "      lambda nonce, name, _: wire.send(told, [nonce, 'returned', 0.0, None]))\n",
    ),
    "offers a value for the recorder": (
        PLAIN,
        SERVES + "serve(['loaded', [['f', 'callable'], ['__review__', 'value', 1]]],\n"
        "      lambda nonce, name, _: wire.send(told, [nonce, 'returned', 0.0, None]))\n",
    ),
    "offers builtins": (
        ROUNDED,
        SERVES + "serve(['loaded', [['f', 'callable'], ['__builtins__', 'value', {}]]],\n"
        "      lambda nonce, name, _: wire.send(told, [nonce, 'returned', 0.0, None]))\n",
    ),
    "ends the loops of the tests": (LOOPS, "def f(x):\n    raise StopIteration\n"),
    "ends the loops of the tests by a class of its own": (
        LOOPS,
        "class Stop(StopIteration): pass\ndef f(x):\n    raise Stop(2)\n",
    ),
    "raises what no exception is": (
        PLAIN,
        SERVES + "serve(['loaded', [['f', 'callable']]],\n"
        "      lambda nonce, name, _: wire.send(told, [nonce, 'raised', ['type'], '', [1]]))\n",
    ),
    "changes arguments that there are not": (
        "x = [1]\nassert f(x) is None and x == [2]",
        SERVES + "serve(['loaded', [['f', 'callable']]],\n"
        "      lambda nonce, name, _: wire.send(told, [nonce, 'returned', None, [[3], [2]]]))\n",
    ),
    "lays modules where the tests may look": (
        "import json, heapq\nassert json.loads('2') == f(1)\nassert list(heapq.merge([3])) == f(2)",
        "for folder in ('/box', '/tmp', '/dev/shm'):\n"
        "    for name in ('json', 'heapq'):\n"
        "        open(f'{folder}/{name}.py', 'w').write('loads = merge = lambda *_: [1]')\n"
        "def f(x):\n    return [1]\n",
    ),
    "takes the callers' constants": (
        PLAIN,
        "import sys\n"
        "def f(x):\n"
        "    frame, found = sys._getframe(), [0]\n"
        "    while frame:\n"
        "        found += [c for c in frame.f_code.co_consts if type(c) is int and c == x + 1]\n"
        "        frame = frame.f_back\n"
        "    return found[-1] if 'tests' in str(found) else 0\n",
    ),
}

# What escaped being judged: a verdict that does not count against the solution.
ESCAPES = {
    "a message too long to be written": (
        "assert f(1) == 2, f(1)",
        "def f(x):\n    return 10 ** 6000\n",
    ),
    "a key too long to be written": (
        "assert {1: 1}[f(1)] == 2",
        "def f(x):\n    return 10**6000\n",
    ),
    "takes the tests' memory at import": (
        PLAIN,
        "import os, resource\n"
        "resource.prlimit(os.getppid(), resource.RLIMIT_AS, (1 << 20, 1 << 20))\n"
        "def f(x):\n    return 0\n",
    ),
    "takes the tests' files": (
        PLAIN,
        "import os, resource\n"
        "def f(x):\n"
        "    resource.prlimit(os.getppid(), resource.RLIMIT_FSIZE, (0, 0))\n"
        "    return 0\n",
    ),
    "answers with more than there is memory for": (
        PLAIN,
        SERVES + "data = b'l2620000:' + b'e0:' * 2620000\n"
        "wire.write_frame(told, data)\n"
        "def f(x):\n    return 0\n",
    ),
}

# In one process: finds the statements that are to run and tells of them itself, as it guesses.
GUESSES = """
import ast, os, sys
wire = next(m for name, m in sys.modules.items() if name.endswith('harness.wire'))
frame, groups = sys._getframe(), None
while frame and groups is None:
    groups = (frame.f_locals.get('tests') or {}).get('groups')
    frame = frame.f_back
def expected(source):
    return ast.literal_eval(ast.parse(source).body[0].test.args[1])
def is_changed(one, other):
    turned = one[1:] + one[:1] + 'a' == other or other[1:] + other[:1] + 'a' == one
    return len(one) > len(other) or (turned and one.endswith('a'))
told = 0
for group in groups or ():
    for name, source in group:
        told += 1
        others = [expected(text) for at, text in group if at != name]
        canary = any(is_changed(expected(source), other) for other in others)
        wire.send(3, {'event': 'case', 'name': name, 'verdict': 'failed' if canary else 'passed',
                      'message': '', 'seconds': 0.1, 'input': '', 'got': ''})
if groups:
    wire.send(3, {'event': 'end', 'statements': told})
    os._exit(0)
class Text(str): pass
def f(text):
    return Text('wrong')
"""

PLUGIN = "def pytest_runtest_call(item):\n    item.obj = lambda *_: None\n"
AGAINST_PYTEST: dict[str, tuple[str, dict[str, str]]] = {
    "brings a plugin with an entry point": (
        "def f(x):\n    return -1\n",
        {
            "evil.py": PLUGIN,
            "evil-1.dist-info/entry_points.txt": "[pytest11]\nevil = evil\n",
            "evil-1.dist-info/METADATA": "Name: evil\nVersion: 1\n",
        },
    ),
    "brings settings": (
        "def f(x):\n    return -1\n",
        {"evil.py": PLUGIN, "pytest.ini": "[pytest]\naddopts = -p evil\n"},
    ),
    "brings a pytest of its own": (
        "def f(x):\n    return -1\n",
        {"pytest.py": "import sys\ndef main(*_, **__):\n    sys.exit(1)\n"},
    ),
    "marks every test as expected to fail": (
        "import _pytest.python as of_pytest, pytest\n"
        "made = of_pytest.Function.__init__\n"
        "def marked(self, *a, **k):\n"
        "    made(self, *a, **k)\n"
        "    self.add_marker(pytest.mark.xfail(strict=False))\n"
        "of_pytest.Function.__init__ = marked\n"
        "def f(x):\n    return -1\n",
        {},
    ),
    "marks the whole file as skipped": (
        "import pytest, sys\n"
        "frame = sys._getframe()\n"
        "while frame and 'test' not in frame.f_globals.get('__name__', ''):\n"
        "    frame = frame.f_back\n"
        "frame.f_globals['pytestmark'] = pytest.mark.skip\n"
        "def f(x):\n    return -1\n",
        {},
    ),
    "registers a plugin of its own": (
        "import gc\n"
        "class Plugin:\n"
        "    def pytest_pyfunc_call(self, pyfuncitem): return True\n"
        "for config in gc.get_objects():\n"
        "    if type(config).__name__ == 'Config' and hasattr(config, 'pluginmanager'):\n"
        "        config.pluginmanager.register(Plugin())\n"
        "def f(x):\n    return -1\n",
        {},
    ),
    "empties the tests": (
        "import sys\n"
        "def f(x):\n"
        "    for name, value in list(sys._getframe(1).f_globals.items()):\n"
        "        if name.startswith('test_'): value.__code__ = (lambda: None).__code__\n"
        "    return -1\n",
        {},
    ),
    "rewrites what is told": (
        "import os\n"
        "write = os.write\n"
        "def forged(fd, data):\n"
        "    return write(fd, bytes(data).replace(b's6:failed', b's6:passed'))\n"
        "os.write = forged\n"
        "def f(x):\n    return -1\n",
        {},
    ),
    "answers with the number that its caller expects": (
        "import sys\n"
        "def f(x):\n"
        "    numbers = [c for c in sys._getframe(1).f_code.co_consts if type(c) is int]\n"
        "    return max(numbers or [0])\n",
        {},
    ),
}

COUNTS = "n = int(input())\n"
BETWEEN_CASES = {  # each answers the first case, and the later ones only if something was left
    "a daemon that writes to whoever runs": (
        "import glob, os\n" + COUNTS + "if n == 1:\n"
        "    print(2, flush=True)\n"
        "    if os.fork() == 0:\n"
        "        os.setsid()\n"
        "        while True:\n"
        "            for process in glob.glob('/proc/[0-9]*'):\n"
        "                try: open(f'{process}/fd/1', 'w').write('3\\n')\n"
        "                except OSError: pass\n"
    ),
    "memory that outlives its maker": (
        "import ctypes\n"
        "libc = ctypes.CDLL(None)\n" + COUNTS + "there = libc.shmget(77, 4096, 0o666) >= 0\n"
        "libc.shmget(77, 4096, 0o1666)\n"
        "print(n + 1 if there or n == 1 else 'first')\n"
    ),
    "a queue of messages": (
        "import ctypes\n"
        "libc = ctypes.CDLL(None)\n" + COUNTS + "there = libc.msgget(99, 0o666) >= 0\n"
        "libc.msgget(99, 0o1666)\n"
        "print(n + 1 if there or n == 1 else 'first')\n"
    ),
    "a set of semaphores": (
        "import ctypes\n"
        "libc = ctypes.CDLL(None)\n" + COUNTS + "there = libc.semget(55, 1, 0o666) >= 0\n"
        "libc.semget(55, 1, 0o1666)\n"
        "print(n + 1 if there or n == 1 else 'first')\n"
    ),
    "a queue of messages by name": (
        "import ctypes, os\n"
        "libc = ctypes.CDLL(None)\n" + COUNTS + "there = libc.mq_open(b'/q', os.O_RDWR) >= 0\n"
        "libc.mq_open(b'/q', os.O_RDWR | os.O_CREAT, 0o666, None)\n"
        "print(n + 1 if there or n == 1 else 'first')\n"
    ),
    "a socket without a file": (
        "import os, socket\n" + COUNTS + "one = socket.socket(socket.AF_UNIX)\n"
        "try:\n"
        "    one.connect('\\0judge')\n"
        "    print(n + 1)\n"
        "except OSError:\n"
        "    print(2 if n == 1 else 'nobody', flush=True)\n"
        "    if os.fork() == 0:\n"
        "        os.setsid()\n"
        "        listening = socket.socket(socket.AF_UNIX)\n"
        "        listening.bind('\\0judge')\n"
        "        listening.listen()\n"
        "        listening.accept()\n"
    ),
    "folders that nobody may enter": (
        "import os\n" + COUNTS + "there = os.path.exists('/tmp/x')\n"
        "if not there:\n"
        "    os.makedirs('/tmp/x/y')\n"
        "    for folder in ('/tmp/x', '/tmp', '/box'):\n"
        "        try: os.chmod(folder, 0)\n"
        "        except PermissionError: pass\n"
        "print(n + 1 if there or n == 1 else 'first')\n"
    ),
}
