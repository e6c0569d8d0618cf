"""The system-call profile of a container: an allow-list, with the rules of our own filter.

What :mod:`~evaluations.sandboxes.seccomp` refuses is refused here too, by the same table; the
engine's own default would allow io_uring, memfd and vsock. What neither names (calls that are newer
than this list) is refused as well.
"""

from __future__ import annotations

import errno
import json
from collections.abc import Iterator
from functools import cache
from typing import Any, Final

from evaluations.sandboxes.seccomp import (
    DENIED,
    FIRST_UNUSUAL_DOMAIN,
    NEW_NAMESPACES,
    OWN_PROCESS,
    TERMINAL_INJECTION,
)

ALLOW: Final = "SCMP_ACT_ALLOW"
REFUSE: Final = "SCMP_ACT_ERRNO"
REQUEST_BITS: Final = 32  # of an ioctl: the kernel reads no more of the argument

ALLOWED: Final = """
accept accept4 access alarm arch_prctl bind brk capget chdir chmod chown clock_getres clock_gettime
clock_nanosleep close close_range connect copy_file_range creat dup dup2 dup3 epoll_create
epoll_create1 epoll_ctl epoll_pwait epoll_pwait2 epoll_wait eventfd eventfd2 execve execveat exit
exit_group faccessat faccessat2 fadvise64 fallocate fchdir fchmod fchmodat fchmodat2 fchown fchownat
fcntl fdatasync fgetxattr flistxattr flock fork fremovexattr fsetxattr fstat fstatfs fsync ftruncate
futex futex_waitv futimesat get_mempolicy get_robust_list getcpu getcwd getdents getdents64 getegid
geteuid getgid getgroups getitimer getpeername getpgid getpgrp getpid getppid getpriority getrandom
getresgid getresuid getrlimit getrusage getsid getsockname getsockopt gettid gettimeofday getuid
getxattr inotify_add_watch inotify_init inotify_init1 inotify_rm_watch io_cancel io_destroy
io_getevents io_setup io_submit ioprio_get ioprio_set kill lchown lgetxattr link linkat listen
listxattr llistxattr lremovexattr lseek lsetxattr lstat madvise membarrier mincore mkdir mkdirat
mknod mknodat mlock mlock2 mlockall mmap mprotect mq_getsetattr mq_notify mq_timedreceive
mq_timedsend mremap msgctl msgrcv msgsnd msync munlock munlockall munmap nanosleep newfstatat
open openat openat2 pause pidfd_open pidfd_send_signal pipe pipe2 pkey_alloc pkey_free pkey_mprotect
poll ppoll prctl pread64 preadv preadv2 pselect6 pwrite64 pwritev pwritev2 read readahead
readlink readlinkat readv recvfrom recvmmsg recvmsg remap_file_pages removexattr rename renameat
renameat2 restart_syscall rmdir rseq rt_sigaction rt_sigpending rt_sigprocmask rt_sigqueueinfo
rt_sigreturn rt_sigsuspend rt_sigtimedwait rt_tgsigqueueinfo sched_get_priority_max
sched_get_priority_min sched_getaffinity sched_getattr sched_getparam sched_getscheduler
sched_rr_get_interval sched_setaffinity sched_setattr sched_setparam sched_setscheduler sched_yield
seccomp select semctl semop semtimedop sendfile sendmmsg sendmsg sendto set_robust_list
set_tid_address setfsgid setfsuid setgid setgroups setitimer setpgid setpriority setregid setresgid
setresuid setreuid setrlimit setsid setsockopt setuid setxattr shmat shmctl shmdt shutdown
sigaltstack signalfd signalfd4 socketpair splice stat statfs statx symlink symlinkat sync
sync_file_range syncfs sysinfo tee tgkill time timer_create timer_delete timer_getoverrun
timer_gettime timer_settime timerfd_create timerfd_gettime timerfd_settime times tkill truncate
umask uname unlink unlinkat utime utimensat utimes vfork wait4 waitid write writev
"""


@cache
def profile() -> str:
    """The profile as the JSON text that ``security_opt`` takes."""
    return json.dumps(
        {
            "defaultAction": REFUSE,
            "defaultErrnoRet": errno.ENOSYS,  # what libc takes as "use the older call"
            "archMap": [
                {"architecture": "SCMP_ARCH_X86_64", "subArchitectures": []},
                {"architecture": "SCMP_ARCH_AARCH64", "subArchitectures": []},
            ],
            "syscalls": list(_rules()),
        }
    )


def _rules() -> Iterator[dict[str, Any]]:
    yield {"names": ALLOWED.split(), "action": ALLOW}
    yield {"names": sorted(DENIED), "action": REFUSE, "errnoRet": errno.EPERM}
    # "No such call" makes libc fall back to clone, whose flags a filter can read.
    yield {"names": ["clone3"], "action": REFUSE, "errnoRet": errno.ENOSYS}
    yield _allowed_when("clone", 0, "SCMP_CMP_MASKED_EQ", NEW_NAMESPACES, 0)
    yield _allowed_when("socket", 0, "SCMP_CMP_LT", FIRST_UNUSUAL_DOMAIN)
    yield _allowed_when("prlimit64", 0, "SCMP_CMP_EQ", OWN_PROCESS)
    for mask, bits in all_but(TERMINAL_INJECTION):
        yield _allowed_when("ioctl", 1, "SCMP_CMP_MASKED_EQ", mask, bits)


def _allowed_when(name: str, index: int, test: str, value: int, second: int = 0) -> dict[str, Any]:
    argument = {"index": index, "op": test, "value": value, "valueTwo": second}
    return {"names": [name], "action": ALLOW, "args": [argument]}


def all_but(refused: tuple[int, ...], width: int = REQUEST_BITS) -> Iterator[tuple[int, int]]:
    """Masks and bits that together match every number of ``width`` bits outside ``refused``.

    A profile knows no "neither of these" for one argument. So: for each bit, the numbers that agree
    with a refused one above it and differ in it, as long as no refused one is among them.
    """
    found = set()
    for number in refused:
        for position in range(width):
            mask = (1 << width) - (1 << position)
            bits = (number ^ 1 << position) & mask
            if all(other & mask != bits for other in refused):
                found.add((mask, bits))
    return iter(sorted(found))
