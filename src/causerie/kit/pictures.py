"""Strangers' pictures made ours: decoded and encoded anew in a process of their own, which may crash without
us.
"""

import asyncio
import contextlib
import struct
import sys
from types import TracebackType
from weakref import WeakKeyDictionary

import msgspec

from causerie.kit.picture_worker import Picture, Refusal

__all__ = ["Picture", "PictureRefused", "Pictures", "close", "reencode"]

TIMEOUT = 30.0  # seconds for one picture, waiting for a free worker not counted
WORKERS = 2
LARGEST = 30 * 1024 * 1024  # bytes of a picture
PICTURES_A_WORKER = 200  # then it is replaced, and with it whatever leaked

_ANSWER = msgspec.msgpack.Decoder(Picture | Refusal)


class PictureRefused(ValueError):
    """This picture is not taken; the message completes "the picture was refused: …"."""


class Pictures:
    """A few warm worker processes. Close it, or use it as a context, so that they end."""

    def __init__(self) -> None:
        self._free: asyncio.LifoQueue[_Worker] = asyncio.LifoQueue()
        for _ in range(WORKERS):
            self._free.put_nowait(_Worker())

    async def reencode(self, data: bytes) -> Picture:
        """The same picture, made of its pixels alone, with a thumbnail of at most 480 px a side.

        JPEG stays JPEG and PNG stays PNG; WebP and GIF become WebP. An animation stays one up to 150 frames
        and 40 million pixels in all, and is its first frame beyond. Raises PictureRefused: no PNG, JPEG, GIF
        or WebP; damaged; over 30 MB, 40 million pixels or 10 s of work.
        """
        if len(data) > LARGEST:
            raise PictureRefused(f"it has more than {LARGEST // 1024**2} MB")
        worker = await self._free.get()
        try:
            answer = await worker.ask(data)
        finally:
            self._free.put_nowait(worker)
        if isinstance(answer, Refusal):
            raise PictureRefused(answer.reason)
        return answer

    async def close(self) -> None:
        """End the workers, when each has finished its picture."""
        for _ in range(WORKERS):
            await (await self._free.get()).end()

    async def __aenter__(self) -> "Pictures":
        return self

    async def __aexit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        await self.close()


class _Worker:
    """One process at a time, started when it is first needed and again when it is gone."""

    def __init__(self) -> None:
        self._process: asyncio.subprocess.Process | None = None
        self._asked = 0

    async def ask(self, data: bytes) -> Picture | Refusal:
        process = await self._running()
        assert process.stdin is not None
        assert process.stdout is not None
        self._asked += 1
        try:
            async with asyncio.timeout(TIMEOUT):
                process.stdin.write(struct.pack("!I", len(data)) + data)
                await process.stdin.drain()
                (length,) = struct.unpack("!I", await process.stdout.readexactly(4))
                answer: Picture | Refusal = _ANSWER.decode(await process.stdout.readexactly(length))
        except (asyncio.IncompleteReadError, ConnectionError, TimeoutError):
            await self.end()
            return Refusal("it needs too much time or memory")
        except BaseException:
            # A cancelled caller leaves half a conversation behind, which the next one must not hear.
            await self.end()
            raise
        if self._asked >= PICTURES_A_WORKER or (isinstance(answer, Refusal) and answer.fatal):
            await self.end()
        return answer

    async def _running(self) -> asyncio.subprocess.Process:
        if self._process is None or self._process.returncode is not None:
            self._asked = 0
            self._process = await asyncio.create_subprocess_exec(
                sys.executable,
                "-I",
                "-m",
                "causerie.kit.picture_worker",
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


_shared: WeakKeyDictionary[asyncio.AbstractEventLoop, Pictures] = WeakKeyDictionary()


async def reencode(data: bytes) -> Picture:
    """`Pictures.reencode` with the workers that the whole program shares; they start when first needed."""
    loop = asyncio.get_running_loop()
    if loop not in _shared:
        _shared[loop] = Pictures()
    return await _shared[loop].reencode(data)


async def close() -> None:
    """End the shared workers; without it they end with the program."""
    pictures = _shared.pop(asyncio.get_running_loop(), None)
    if pictures is not None:
        await pictures.close()
