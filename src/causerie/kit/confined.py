"""A few warm processes that read strangers' files, and may crash without us. How they are bound: confinement.py."""

import asyncio
import contextlib
import struct
import sys
from collections.abc import Callable
from types import TracebackType
from typing import Generic, Self, TypeVar

from causerie.kit.confinement import Refusal

AnswerT = TypeVar("AnswerT")

FILES_A_WORKER = 200  # then it is replaced, and with it whatever leaked


class Confined(Generic[AnswerT]):
    """Close it, or use it as a context, so that its processes end."""

    def __init__(
        self, module: str, decode: Callable[[bytes], AnswerT | Refusal], *, workers: int, timeout: float
    ) -> None:
        """`module` is run in each of at most `workers` processes; `timeout` seconds are for one file, waiting for
        a free worker not counted."""
        self._workers = workers
        self._free: asyncio.LifoQueue[_Worker] = asyncio.LifoQueue()
        self._decode = decode
        for _ in range(workers):
            self._free.put_nowait(_Worker(module, timeout))

    async def ask(self, question: bytes) -> AnswerT | Refusal:
        """What the module makes of it; a refusal too where its process was killed over it."""
        worker = await self._free.get()
        try:
            message = await worker.ask(question)
            if message is None:
                return Refusal("it needs too much time or memory")
            answer = self._decode(message)
            if worker.is_old or (isinstance(answer, Refusal) and answer.fatal):
                await worker.end()
        finally:
            self._free.put_nowait(worker)
        return answer

    async def close(self) -> None:
        """End the workers, when each has finished its file."""
        for _ in range(self._workers):
            await (await self._free.get()).end()

    async def __aenter__(self) -> Self:
        return self

    async def __aexit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        await self.close()


class _Worker:
    """One process at a time, started when it is first needed and again when it is gone."""

    def __init__(self, module: str, timeout: float) -> None:
        self._module = module
        self._timeout = timeout
        self._process: asyncio.subprocess.Process | None = None
        self._asked = 0

    @property
    def is_old(self) -> bool:
        return self._asked >= FILES_A_WORKER

    async def ask(self, question: bytes) -> bytes | None:
        """Its answer; None where it died of it."""
        process = await self._running()
        assert process.stdin is not None
        assert process.stdout is not None
        self._asked += 1
        try:
            async with asyncio.timeout(self._timeout):
                process.stdin.write(struct.pack("!I", len(question)) + question)
                await process.stdin.drain()
                (length,) = struct.unpack("!I", await process.stdout.readexactly(4))
                return await process.stdout.readexactly(length)
        except (asyncio.IncompleteReadError, ConnectionError, TimeoutError):
            await self.end()
            return None
        except BaseException:
            # A cancelled caller leaves half a conversation behind, which the next one must not hear.
            await self.end()
            raise

    async def _running(self) -> asyncio.subprocess.Process:
        if self._process is None or self._process.returncode is not None:
            self._asked = 0
            self._process = await asyncio.create_subprocess_exec(
                sys.executable,
                "-I",
                "-m",
                self._module,
                stdin=asyncio.subprocess.PIPE,
                stdout=asyncio.subprocess.PIPE,
                env={},
                # A Ctrl-C at the terminal is for us; this one ends when its input does.
                start_new_session=True,
            )
        return self._process

    async def end(self) -> None:
        process, self._process = self._process, None
        if process is not None:
            with contextlib.suppress(ProcessLookupError):
                process.kill()
            await process.wait()
