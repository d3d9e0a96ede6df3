"""Taking in, finding and giving out files."""

from __future__ import annotations

from collections.abc import AsyncIterator
from contextlib import suppress
from datetime import UTC, datetime, timedelta
from pathlib import Path, PurePosixPath
from uuid import UUID

from msgspec import Struct

from causerie.content import FileContent, FileDraft, ImageContent, ImageDraft
from causerie.content.file import File
from causerie.errors import AppError, ErrorCode, not_found
from causerie.kit import media
from causerie.kit.database import Connection, Database
from causerie.kit.files import Files as Store
from causerie.kit.files import FilesUnavailable
from causerie.kit.ids import new_id
from causerie.kit.limits import RateLimit
from causerie.kit.pictures import Picture, PictureRefused, Pictures
from causerie.kit.queries import Queries
from causerie.kit.secrets import Signer

QUERIES = Queries.beside(__file__)

MAX_FILE_BYTES = 25 * 1024 * 1024
MAX_NAME = 150
MAX_UPLOADS_AN_HOUR = 300

PICTURES = frozenset({"image/png", "image/jpeg", "image/gif", "image/webp"})
# Played in place: browsers decode these without running anything in them.
PLAYED = frozenset({"audio/mpeg", "audio/ogg", "audio/webm", "audio/mp4", "video/mp4", "video/webm"})
ENDINGS = {"image/png": ".png", "image/jpeg": ".jpg", "image/gif": ".gif", "image/webp": ".webp"}


class StoredFile(Struct, frozen=True):
    """What is known of a stored file. `inline`: it may be shown in place, as we encoded it or it is only played."""

    id: UUID
    name: str
    media_type: str
    size: int
    width: int | None
    height: int | None
    inline: bool


class Files:
    """Files of all workspaces. Whoever has a file's URL may read it: its signature has 128 bits."""

    def __init__(self, database: Database, store: Store, pictures: Pictures, secret: str) -> None:
        self._database = database
        self._store = store
        self._pictures = pictures
        self._signer = Signer(secret, "file")
        # Tokens for new browsers are given out freely: the limit by owner alone would limit nobody.
        self._by_client = RateLimit(burst=100, per_minute=30)

    def check_client(self, client: str) -> None:
        """Counts an upload from the peer's address `client`, before its body is read. Raises rate_limited."""
        self._by_client.check(client)

    async def check_takes_part(self, account_id: UUID, workspace_id: UUID) -> None:
        """Raises not_found where the account is neither staff of the workspace nor one of its contacts."""
        async with self._database.tenant(workspace_id) as connection:
            found = await QUERIES.value(
                connection, "takes_part", bool, workspace_id=workspace_id, account_id=account_id
            )
        if not found:
            raise not_found("workspace")

    async def take(self, workspace_id: UUID, owner: str, name: str, data: bytes) -> File:
        """Keeps a file that `owner` uploads. A picture is encoded anew; its name and declared type decide nothing.

        Raises AppError: too_large (over 25 MiB), invalid (empty), unsupported_media (a picture that can't be read),
        rate_limited (over 300 an hour).
        """
        if not data:
            raise AppError(ErrorCode.INVALID, "The file is empty.")
        if len(data) > MAX_FILE_BYTES:
            raise AppError(ErrorCode.TOO_LARGE, f"A file has at most {MAX_FILE_BYTES // 1024**2} MiB.")
        await self._check_rate(workspace_id, owner)
        media_type = media.sniff(data)
        if media_type in PICTURES:
            return await self._take_picture(workspace_id, owner, name, data)
        stored = StoredFile(
            new_id(), safe_name(name), media_type, len(data), None, None, inline=media_type in PLAYED
        )
        return await self._put(workspace_id, owner, stored, original=data)

    async def keep(self, workspace_id: UUID, owner: str, name: str, media_type: str, data: bytes) -> File:
        """Keeps bytes untouched, to be given out as an attachment: a mail's original."""
        stored = StoredFile(new_id(), safe_name(name), media_type, len(data), None, None, inline=False)
        return await self._put(workspace_id, owner, stored, original=data)

    async def take_avatar(self, account_id: UUID, data: bytes) -> str:
        """Keeps a person's own picture and returns its URL; like accounts, it stands above workspaces."""
        if len(data) > MAX_FILE_BYTES:
            raise AppError(ErrorCode.TOO_LARGE, f"A file has at most {MAX_FILE_BYTES // 1024**2} MiB.")
        picture = await self._picture(data)
        name = new_id()
        await self._store.put(f"avatars/{account_id}/{name}", picture.thumbnail)
        return f"/avatars/{account_id}/{name}"

    async def avatar(self, account_id: UUID, name: UUID) -> bytes:
        """A person's picture. Raises not_found."""
        key = f"avatars/{account_id}/{name}"
        if not await self._store.exists(key):
            raise not_found("picture")
        return await self._store.get(key)

    async def _take_picture(self, workspace_id: UUID, owner: str, name: str, data: bytes) -> File:
        picture = await self._picture(data)
        renamed = PurePosixPath(safe_name(name)).with_suffix(ENDINGS[picture.media_type]).name
        stored = StoredFile(
            new_id(),
            renamed,
            picture.media_type,
            len(picture.data),
            picture.width,
            picture.height,
            inline=True,
        )
        return await self._put(
            workspace_id, owner, stored, original=picture.data, thumbnail=picture.thumbnail
        )

    async def _put(self, workspace_id: UUID, owner: str, stored: StoredFile, **parts: bytes) -> File:
        """Keeps its parts and then what is known of it; all, or nothing."""
        keys = {_key(workspace_id, stored.id, part): data for part, data in parts.items()}
        try:
            for key, data in keys.items():
                await self._store.put(key, data)
            return await self._insert(workspace_id, owner, stored)
        except BaseException:
            for key in keys:
                # Where this fails too, bytes are left that nobody knows of: they cost room, and nothing else.
                with suppress(FilesUnavailable):
                    await self._store.delete(key)
            raise

    async def _picture(self, data: bytes) -> Picture:
        try:
            return await self._pictures.reencode(data)
        except PictureRefused as error:
            raise AppError(ErrorCode.UNSUPPORTED_MEDIA, f"This picture can't be used: {error}.") from error

    async def _insert(self, workspace_id: UUID, owner: str, stored: StoredFile) -> File:
        async with self._database.tenant(workspace_id) as connection:
            await QUERIES.execute(
                connection,
                "insert_file",
                workspace_id=workspace_id,
                id=stored.id,
                owner=owner,
                name=stored.name,
                media_type=stored.media_type,
                size=stored.size,
                width=stored.width,
                height=stored.height,
                inline=stored.inline,
            )
        return self._shown(workspace_id, stored)

    async def _check_rate(self, workspace_id: UUID, owner: str) -> None:
        since = datetime.now(UTC) - timedelta(hours=1)
        async with self._database.tenant(workspace_id) as connection:
            count = await QUERIES.value(
                connection, "uploads_since", int, workspace_id=workspace_id, owner=owner, since=since
            )
        if (count or 0) >= MAX_UPLOADS_AN_HOUR:
            raise AppError(
                ErrorCode.RATE_LIMITED, "Too many files in an hour; try again later.", retry_after_ms=600_000
            )

    async def content(
        self, workspace_id: UUID, owner: str, draft: ImageDraft | FileDraft
    ) -> ImageContent | FileContent:
        """The draft with what we know of its file. Raises not_found for a file that `owner` did not upload, and invalid
        for a picture that is none."""
        async with self._database.tenant(workspace_id) as connection:
            stored = await QUERIES.maybe(
                connection, "own_file", StoredFile, workspace_id=workspace_id, id=draft.file, owner=owner
            )
        if stored is None:
            raise not_found("file")
        file = self._shown(workspace_id, stored)
        if isinstance(draft, FileDraft):
            return FileContent(file, draft.caption)
        if file.thumbnail_url is None:
            raise AppError(ErrorCode.INVALID, "This file is not a picture; send it as a file.")
        return ImageContent(file, draft.caption)

    async def open(
        self, workspace_id: UUID, file_id: UUID, signature: str, *, thumbnail: bool
    ) -> tuple[StoredFile, bytes]:
        """The file of a URL that we signed. Raises not_found for any other."""
        if not self._signer.verify(signature, str(workspace_id), str(file_id)):
            raise not_found("file")
        async with self._database.tenant(workspace_id) as connection:
            stored = await QUERIES.maybe(
                connection, "file", StoredFile, workspace_id=workspace_id, id=file_id
            )
        if stored is None or (thumbnail and stored.width is None):
            raise not_found("file")
        key = _key(workspace_id, file_id, "thumbnail") if thumbnail else _key(workspace_id, file_id)
        return stored, await self._store.get(key)

    # a person's own data ---------------------------------------------------------------------------------------

    async def content_of(self, workspace_id: UUID, file_id: UUID) -> bytes | None:
        """The bytes of a file that is known and not withdrawn."""
        async with self._database.tenant(workspace_id) as connection:
            stored = await QUERIES.maybe(
                connection, "file", StoredFile, workspace_id=workspace_id, id=file_id
            )
        return None if stored is None else await self._store.get(_key(workspace_id, file_id))

    async def erase(self, workspace_id: UUID, owners: list[str], ids: list[UUID]) -> None:
        """Removes these files, and all that these owners uploaded: the bytes, and what is known of them."""
        async with self._database.tenant(workspace_id) as connection:
            found = await QUERIES.column(
                connection, "to_erase", UUID, workspace_id=workspace_id, owners=owners, ids=ids
            )
        for file_id in found:
            await self._store.delete_under(f"{workspace_id}/{file_id}")
        async with self._database.tenant(workspace_id) as connection:
            await QUERIES.execute(connection, "forget_files", workspace_id=workspace_id, ids=found)

    async def keep_file(self, key: str, path: Path) -> None:
        """Keeps a file of this machine under a key of the caller's."""
        await self._store.put_file(key, path)

    def stream_kept(self, key: str) -> AsyncIterator[bytes]:
        """What `keep_file` kept. Raises FileMissing."""
        return self._store.stream(key)

    async def drop_kept(self, key: str) -> None:
        """Removes what `keep_file` kept; nothing there is as well."""
        await self._store.delete(key)

    def _shown(self, workspace_id: UUID, stored: StoredFile) -> File:
        signature = self._signer.sign(str(workspace_id), str(stored.id))
        url = f"/files/{workspace_id}/{stored.id}/{signature}"
        return File(
            id=stored.id,
            name=stored.name,
            media_type=stored.media_type,
            size=stored.size,
            url=url,
            thumbnail_url=f"{url}/thumbnail" if stored.width is not None else None,
            width=stored.width,
            height=stored.height,
        )


async def withdraw(connection: Connection, workspace_id: UUID, ids: list[UUID]) -> None:
    """From now on nobody gets these files, whatever URL they have."""
    await QUERIES.execute(connection, "withdraw", workspace_id=workspace_id, ids=ids)


def safe_name(name: str) -> str:
    """The last part of a file's name as a person may see it: no path, no control characters, at most 150 characters."""
    last = name.replace("\\", "/").rsplit("/", 1)[-1]
    printable = "".join(char for char in last if char.isprintable()).strip(" .")
    stem, dot, ending = printable.rpartition(".")
    if dot and len(ending) <= 10:
        return f"{stem[: MAX_NAME - len(ending) - 1]}.{ending}" if stem else f"file.{ending}"
    return printable[:MAX_NAME] or "file"


def _key(workspace_id: UUID, file_id: UUID, part: str = "original") -> str:
    return f"{workspace_id}/{file_id}/{part}"
