"""Stored files: a local folder, or a bucket of any S3-compatible store, behind one interface."""

import asyncio
import os
import re
from collections.abc import AsyncIterator, Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from urllib.parse import urlsplit

import obstore
import obstore.exceptions
from obstore.store import LocalStore, from_url

KEY = re.compile(r"[a-z0-9_-]+(/[a-z0-9_-]+)*")
LONGEST_KEY = 200
CHUNK = 256 * 1024


class FileMissing(LookupError):
    """There is no file under this key."""


class FilesUnavailable(RuntimeError):
    """The store could not do it now: its disk is full, or it can't be reached."""


class Files:
    """Files under generated keys: words of `a-z 0-9 _ -`, parted by `/`. Every verb raises ValueError for any
    other key, and FilesUnavailable.
    """

    def __init__(self, where: str | Path) -> None:
        """`where` is a folder (made when missing), or a URL such as `s3://bucket/prefix`."""
        self._folder: Path | None = None
        if isinstance(where, str) and urlsplit(where).scheme not in ("", "file"):
            self._store = from_url(where)
        else:
            self._folder = Path(urlsplit(where).path if isinstance(where, str) else where).absolute()
            self._store = LocalStore(self._folder, mkdir=True)

    async def put(self, key: str, data: bytes) -> None:
        """Store `data`, replacing what was there. When this returns, the file is there whole, even after a
        power cut.
        """
        with _told():
            await obstore.put_async(self._store, _checked(key), data, use_multipart=False)
            if self._folder is not None:
                # The library writes beside and renames, but leaves it to the system when that reaches the disk.
                await asyncio.to_thread(_sync, self._folder / key, self._folder)

    async def put_file(self, key: str, path: Path) -> None:
        """Store a file of this machine, in parts where it is long; else as `put`."""
        with _told():
            await obstore.put_async(self._store, _checked(key), path)
            if self._folder is not None:
                await asyncio.to_thread(_sync, self._folder / key, self._folder)

    async def get(self, key: str) -> bytes:
        """The whole file. Raises FileMissing."""
        with _told():
            try:
                result = await obstore.get_async(self._store, _checked(key))
                return bytes(await result.bytes_async())
            except FileNotFoundError:
                raise FileMissing(key) from None

    async def stream(self, key: str, start: int = 0, end: int | None = None) -> AsyncIterator[bytes]:
        """The bytes from `start` up to and without `end`, in chunks. Raises FileMissing.

        An `end` beyond the file's is the file's; a `start` beyond it gives nothing.
        """
        size = await self.size(key)
        end = size if end is None else min(end, size)
        for begin in range(start, end, CHUNK):
            with _told():
                part = await obstore.get_range_async(
                    self._store, key, start=begin, end=min(begin + CHUNK, end)
                )
            yield bytes(part)

    async def size(self, key: str) -> int:
        """The file's length in bytes. Raises FileMissing."""
        with _told():
            try:
                return (await obstore.head_async(self._store, _checked(key)))["size"]
            except FileNotFoundError:
                raise FileMissing(key) from None

    async def exists(self, key: str) -> bool:
        """Whether there is such a file."""
        try:
            await self.size(key)
        except FileMissing:
            return False
        return True

    async def delete_under(self, prefix: str) -> None:
        """Remove every file whose key begins with `prefix` and a slash."""
        with _told():
            async for found in obstore.list(self._store, f"{_checked(prefix)}/"):
                await obstore.delete_async(self._store, [one["path"] for one in found])

    async def delete(self, key: str) -> None:
        """Remove the file; none there is as well."""
        with _told(), suppress(FileNotFoundError):
            await obstore.delete_async(self._store, _checked(key))


@contextmanager
def _told() -> Iterator[None]:
    """What the library says of a store that fails, in one kind."""
    try:
        yield
    except (obstore.exceptions.BaseError, OSError) as error:
        raise FilesUnavailable(str(error).partition("\n")[0]) from error


def _checked(key: str) -> str:
    if len(key) > LONGEST_KEY or not KEY.fullmatch(key):
        raise ValueError(f"a file's key is made of a-z, 0-9, _ and - parted by /, not {key!r}")
    return key


def _sync(path: Path, root: Path) -> None:
    """Put a file on the disk, and with it every folder on the way that may be new."""
    for item in (path, *path.parents):
        descriptor = os.open(item, os.O_RDONLY)
        try:
            os.fsync(descriptor)
        finally:
            os.close(descriptor)
        if item == root:
            return
