"""Become PostgreSQL, tied to the life of the program that started us.

Run by path with the interpreter's `-I -S` (nothing but the standard library is needed): `postgres_child.py
PARENT_PID IDENTITY PROGRAM ARGUMENT…`, with standard input a pipe whose other end only the parent holds.

IDENTITY says who PROGRAM runs as, because PostgreSQL refuses to run as root: `same`; `mapped` (an ordinary
user inside a user namespace of our own, which is still root's user on the disk); or the number of a user.

A small program of our own, rather than a hook between fork and exec: such a hook can deadlock a parent that
has threads.
"""

import contextlib
import ctypes
import os
import pwd
import signal
import sys

PR_SET_PDEATHSIG = 1
CLONE_NEWUSER = 0x10000000
MAPPED_ID = 65534
CANNOT_BECOME = 77
PARENT_GONE = 78


def become(identity: str) -> None:
    """Drop root for `identity`. Raises OSError where the machine does not allow it."""
    if identity == "mapped":
        enter_user_namespace()
    elif identity != "same":
        uid = int(identity)
        gid = pwd.getpwuid(uid).pw_gid
        os.setgroups([])
        os.setgid(gid)
        os.setuid(uid)


def enter_user_namespace() -> None:
    """Become an ordinary user of a namespace of our own. Raises OSError."""
    libc = ctypes.CDLL(None, use_errno=True)
    outer_uid, outer_gid = os.geteuid(), os.getegid()
    if libc.unshare(CLONE_NEWUSER) != 0:
        raise OSError(ctypes.get_errno(), "unshare")
    for name, text in (
        ("setgroups", "deny"),
        ("uid_map", f"{MAPPED_ID} {outer_uid} 1"),
        ("gid_map", f"{MAPPED_ID} {outer_gid} 1"),
    ):
        with open(f"/proc/self/{name}", "w") as file:  # noqa: PTH123  (pathlib costs 10 ms of start-up here)
            file.write(text)


def end_with_parent(parent: int) -> bool:
    """Ask the kernel to interrupt this process, exec included, when its parent ends. False where the kernel
    cannot.
    """
    prctl = getattr(ctypes.CDLL(None), "prctl", None)
    if prctl is None or prctl(PR_SET_PDEATHSIG, signal.SIGINT, 0, 0, 0) != 0:
        return False
    if os.getppid() != parent:  # the parent ended before the request was made
        sys.exit(PARENT_GONE)
    return True


def watch_for_parent() -> None:
    """Leave a process behind that interrupts this one when the parent's end of standard input closes."""
    watched = os.getpid()
    if os.fork() > 0:
        return
    # Standard input alone stays open: a lock or a pipe kept here would look like a part of what is watched.
    os.closerange(1, 1024)
    for number in (signal.SIGINT, signal.SIGTERM):
        signal.signal(number, signal.SIG_IGN)
    while os.read(0, 1):
        pass
    if os.getppid() == watched:
        with contextlib.suppress(ProcessLookupError):
            os.kill(watched, signal.SIGINT)
    os._exit(0)


def main(arguments: list[str]) -> None:
    """Become the program that the command line names."""
    parent, identity, program = int(arguments[0]), arguments[1], arguments[2]
    try:
        become(identity)
    except OSError as error:
        print(f"cannot become {identity}: {error}", file=sys.stderr)  # noqa: T201
        sys.exit(CANNOT_BECOME)
    # Last, because a change of user takes the request back.
    if not end_with_parent(parent):
        watch_for_parent()
    os.execv(program, arguments[2:])


if __name__ == "__main__":
    main(sys.argv[1:])
