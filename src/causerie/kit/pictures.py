"""Strangers' pictures made ours: decoded and encoded anew in a process of their own, which may crash without
us.
"""

import asyncio
from weakref import WeakKeyDictionary

import msgspec

from causerie.kit.confined import Confined
from causerie.kit.confinement import Refusal
from causerie.kit.picture_worker import Picture

__all__ = ["Picture", "PictureRefused", "Pictures", "close", "reencode"]

TIMEOUT = 30.0  # seconds for one picture, waiting for a free worker not counted
WORKERS = 2
LARGEST = 30 * 1024 * 1024  # bytes of a picture

_ANSWER = msgspec.msgpack.Decoder(Picture | Refusal)


class PictureRefused(ValueError):
    """This picture is not taken; the message completes "the picture was refused: …"."""


class Pictures(Confined[Picture]):
    """A few warm worker processes. Close it, or use it as a context, so that they end."""

    def __init__(self) -> None:
        super().__init__("causerie.kit.picture_worker", _ANSWER.decode, workers=WORKERS, timeout=TIMEOUT)

    async def reencode(self, data: bytes) -> Picture:
        """The same picture, made of its pixels alone, with a thumbnail of at most 480 px a side.

        JPEG stays JPEG and PNG stays PNG; WebP and GIF become WebP. An animation stays one up to 150 frames
        and 40 million pixels in all, and is its first frame beyond. Raises PictureRefused: no PNG, JPEG, GIF
        or WebP; damaged; over 30 MB, 40 million pixels or 10 s of work.
        """
        if len(data) > LARGEST:
            raise PictureRefused(f"it has more than {LARGEST // 1024**2} MB")
        answer = await self.ask(data)
        if isinstance(answer, Refusal):
            raise PictureRefused(answer.reason)
        return answer


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
