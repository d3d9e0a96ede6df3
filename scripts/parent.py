"""No orphans: what `make` started ends when `make` is killed."""

import ctypes
import signal
import sys

PR_SET_PDEATHSIG = 1
"""From Linux's <sys/prctl.h>."""


def end_with_parent(number: signal.Signals = signal.SIGTERM) -> None:
    """Asks Linux for a signal when the parent of this process dies; the request outlives exec.

    Other systems have no such thing: there, Ctrl-C is the way to stop.
    """
    if sys.platform == "linux":
        ctypes.CDLL(None).prctl(PR_SET_PDEATHSIG, number, 0, 0, 0)
