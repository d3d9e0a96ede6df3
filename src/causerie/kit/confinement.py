"""What the processes have in common that read strangers' files: limits set before the first byte is read, and the
way they are spoken with.

`confined.py` starts one (`-m MODULE`) and speaks with it over its standard input and output: a length of four
bytes, big-endian, and so many bytes; a question in, an answer or a `Refusal` out, in MessagePack.
"""

import resource
import struct
import sys
from collections.abc import Callable

import msgspec


class Refusal(msgspec.Struct, frozen=True, tag="refusal"):
    """Why a file was not taken. After a `fatal` one the process ends, as its memory may be spoilt."""

    reason: str
    fatal: bool = False


def confine(memory: int) -> None:
    """From now on this process has `memory` bytes of address space, and may neither write a file nor leave a core."""
    resource.setrlimit(resource.RLIMIT_AS, (memory, memory))
    resource.setrlimit(resource.RLIMIT_FSIZE, (0, 0))
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))


def serve(answer: Callable[[bytes], msgspec.Struct], seconds: int) -> None:
    """Answer until the other end closes, or after a refusal that is fatal; each within `seconds` of the processor."""
    questions, answers = sys.stdin.buffer, sys.stdout.buffer
    while header := questions.read(4):
        (length,) = struct.unpack("!I", header)
        _grant(seconds)
        told = answer(questions.read(length))
        message = msgspec.msgpack.encode(told)
        answers.write(struct.pack("!I", len(message)) + message)
        answers.flush()
        if isinstance(told, Refusal) and told.fatal:
            return


def _grant(seconds: int) -> None:
    used = resource.getrusage(resource.RUSAGE_SELF)
    until = int(used.ru_utime + used.ru_stime) + seconds + 1
    resource.setrlimit(resource.RLIMIT_CPU, (until, resource.getrlimit(resource.RLIMIT_CPU)[1]))
