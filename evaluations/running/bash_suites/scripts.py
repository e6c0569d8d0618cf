"""What the process of one test runs: helpers, the solution's functions from afar, the test.

Where the suite does not source the solution, each call of one of its functions starts a Bash of its
own: arguments and standard input go in, output and exit status come back, nothing else. The
script itself comes over standard input, so it lies in no file, argument or environment.
"""

from __future__ import annotations

import re
from typing import Final

from evaluations.running.bash_suites.tests import BashSuite, Version

BOOT: Final = 'IFS= read -r -d "" script; exec </dev/null; eval "$script"'
"""All of the script is in memory before anything of the solution runs."""

DEFINED: Final = re.compile(
    r"(?:^|[;&|{}])[ \t]*(?:function[ \t]+([\w:.-]+)|([\w:.-]+)[ \t]*\(\))", re.MULTILINE
)
OWN: Final = frozenset({"run", "skip", "load", "setup", "teardown", "assert_equal", "main"})

PRELUDE: Final = r"""
unset script
exec 8>&1 1>&2
cd /box
SOLUTION=%(solution)s
BATS_TEST_DIRNAME=/src BATS_TEST_TMPDIR=/tmp
run() {
    local wanted=
    case ${1-} in
        !) wanted=any; shift ;;
        -[0-9]*) wanted=${1#-}; shift ;;
    esac
    local flags=$- trap
    trap=$(trap -p ERR)
    trap - ERR
    set +e
    output=$("$@" 2>&1)
    status=$?
    [[ $flags == *e* ]] && set -e
    eval "$trap"
    lines=()
    [[ -z $output ]] || mapfile -t lines <<<"$output"
    case $wanted in
        '') return 0 ;;
        any) [ "$status" -ne 0 ] ;;
        *) [ "$status" -eq "$wanted" ] ;;
    esac
}
assert_equal() {
    [[ $1 == "$2" ]] && return
    printf 'got %%q, expected %%q\n' "$1" "$2" >&2
    return 1
}
assert_output() { assert_equal "${output-}" "$1"; }
assert_success() { [ "${status-}" -eq 0 ] || assert_equal "exit status $status" "exit status 0"; }
assert_failure() { [ "${status-}" -ne 0 ] || assert_equal "exit status 0" "a failure"; }
skip() { printf 'skipped %(nonce)s' >&8; exit 0; }
load() { source "/src/${1%%.bash}.bash"; }
setup() { :; }
teardown() { :; }
"""
STUB: Final = """\
{name}() {{
    /usr/bin/bash --norc --noprofile -c 'source "$1" || exit; shift; "$@"' bash "$SOLUTION" \\
        {name} "$@" 8>&-
}}
"""
TEST: Final = """
set -eET
trap 'printf "not so: %%s\\n" "$BASH_COMMAND" >&2' ERR
setup
%(function)s
teardown
"""
FINISH: Final = """
printf %%s %(nonce)s >&8
exit 0
"""


def script_of(
    suite: BashSuite, version: Version | None, *, main: str, solution: str, nonce: str
) -> str:
    """The script of one test, or without a ``version`` of the suite's own preparation."""
    facts = {"solution": f"/src/{main}", "nonce": nonce}
    stubs = "" if suite.shares_process else "".join(map(_stub, _functions(solution)))
    code = version.code if version else suite.code
    test = TEST % {"function": suite.tests[version.number].function} if version else ""
    return PRELUDE % facts + stubs + f"\n{code}\n" + test + FINISH % facts


def _functions(solution: str) -> list[str]:
    found = (first or second for first, second in DEFINED.findall(solution))
    return [name for name in dict.fromkeys(found) if name not in OWN]


def _stub(name: str) -> str:
    return STUB.format(name=name)
