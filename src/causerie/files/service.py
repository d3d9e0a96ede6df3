"""Taking in, finding and giving out files."""

from __future__ import annotations

from collections.abc import AsyncIterator
from contextlib import suppress
from datetime import UTC, datetime, timedelta
from pathlib import Path, PurePosixPath
from uuid import UUID

from msgspec import Struct, structs

from causerie.content import (
    FileContent,
    FileDraft,
    FileDrafts,
    ImageContent,
    ImageDraft,
    VideoContent,
    VideoDraft,
    VoiceContent,
    VoiceDraft,
    WithFile,
)
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
from causerie.kit.recordings import RecordingRefused, Recordings
from causerie.kit.secrets import Signer

QUERIES = Queries.beside(__file__)

MAX_FILE_BYTES = 25 * 1024 * 1024
MAX_NAME = 150
MAX_UPLOADS_AN_HOUR = 300
MAX_MOVING_STICKER = 512  # pixels a side
# The owner of pictures that everybody may send.
STICKERS = "stickers"

PICTURES = frozenset({"image/png", "image/jpeg", "image/gif", "image/webp"})
# Played in place: browsers decode these without running anything in them.
PLAYED = frozenset({"audio/mpeg", "audio/ogg", "audio/webm", "audio/mp4", "video/mp4", "video/webm"})
VIDEOS = frozenset({"video/mp4", "video/webm", "video/quicktime", "video/x-matroska"})
ENDINGS = {
    "image/png": ".png",
    "image/jpeg": ".jpg",
    "image/gif": ".gif",
    "image/webp": ".webp",
    "audio/mp4": ".m4a",
    "video/mp4": ".mp4",
    "video/webm": ".webm",
}


class StoredFile(Struct, frozen=True):
    """What is known of a stored file. `inline`: it may be shown in place, as we encoded it or it is only played.
    `duration_ms` is of what plays or moves, `peaks` of what was recorded to be heard."""

    id: UUID
    name: str
    media_type: str
    size: int
    width: int | None = None
    height: int | None = None
    inline: bool = False
    duration_ms: int | None = None
    peaks: list[int] | None = None


class Files:
    """Files of all workspaces. Whoever has a file's URL may read it: its signature has 128 bits."""

    def __init__(
        self, database: Database, store: Store, pictures: Pictures, recordings: Recordings, secret: str
    ) -> None:
        self._database = database
        self._store = store
        self._pictures = pictures
        self._recordings = recordings
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
        await self._check(workspace_id, owner, data)
        media_type = media.sniff(data)
        if media_type in PICTURES:
            return await self._take_picture(workspace_id, owner, name, data)
        if media_type in VIDEOS and (video := await self._take_video(workspace_id, owner, name, data)):
            return video
        stored = StoredFile(new_id(), safe_name(name), media_type, len(data), inline=media_type in PLAYED)
        return await self._put(workspace_id, owner, stored, original=data)

    async def take_voice(self, workspace_id: UUID, owner: str, data: bytes) -> File:
        """Keeps what `owner` recorded to be heard, as every browser plays it. Raises AppError: as `take` does."""
        await self._check(workspace_id, owner, data)
        try:
            sound = await self._recordings.sound(data)
        except RecordingRefused as error:
            raise AppError(ErrorCode.UNSUPPORTED_MEDIA, f"This recording can't be used: {error}.") from error
        stored = StoredFile(
            new_id(),
            "voice.m4a",
            "audio/mp4",
            len(sound.data),
            inline=True,
            duration_ms=sound.duration_ms,
            peaks=sound.peaks,
        )
        return await self._put(workspace_id, owner, stored, original=sound.data)

    async def keep(self, workspace_id: UUID, owner: str, name: str, media_type: str, data: bytes) -> File:
        """Keeps bytes untouched, to be given out as an attachment: a mail's original."""
        stored = StoredFile(new_id(), safe_name(name), media_type, len(data))
        return await self._put(workspace_id, owner, stored, original=data)

    async def take_avatar(self, owner: UUID, data: bytes) -> str:
        """Keeps the picture of a person or a business and returns its URL; like accounts, it stands above
        workspaces."""
        if len(data) > MAX_FILE_BYTES:
            raise AppError(ErrorCode.TOO_LARGE, f"A file has at most {MAX_FILE_BYTES // 1024**2} MiB.")
        picture = await self._picture(data)
        name = new_id()
        await self._store.put(f"avatars/{owner}/{name}", picture.thumbnail)
        return f"/avatars/{owner}/{name}"

    async def avatar(self, owner: UUID, name: UUID) -> bytes:
        """The picture of a person or a business. Raises not_found."""
        key = f"avatars/{owner}/{name}"
        if not await self._store.exists(key):
            raise not_found("picture")
        return await self._store.get(key)

    async def avatar_at(self, url: str) -> bytes:
        """The picture at a URL that `take_avatar` gave. Raises not_found."""
        owner, name = url.removeprefix("/avatars/").split("/")
        return await self.avatar(UUID(owner), UUID(name))

    async def _take_picture(self, workspace_id: UUID, owner: str, name: str, data: bytes) -> File:
        return await self._keep_picture(workspace_id, owner, name, await self._picture(data))

    async def _keep_picture(self, workspace_id: UUID, owner: str, name: str, picture: Picture) -> File:
        stored = StoredFile(
            new_id(),
            _renamed(name, picture.media_type),
            picture.media_type,
            len(picture.data),
            picture.width,
            picture.height,
            inline=True,
            duration_ms=picture.duration_ms,
        )
        return await self._put(
            workspace_id, owner, stored, original=picture.data, thumbnail=picture.thumbnail
        )

    async def take_small_picture(self, workspace_id: UUID, owner: str, data: bytes) -> File:
        """Keeps a picture at most 480 px a side. Raises AppError(unsupported_media)."""
        small = (await self._picture(data)).thumbnail
        return await self._take_picture(workspace_id, owner, "picture.webp", small)

    async def take_sticker(self, workspace_id: UUID, data: bytes) -> File:
        """Keeps a picture to be sent over and over: one that stands still at most 480 px a side. Raises
        unsupported_media, and invalid for one that moves and is larger than 512 px."""
        picture = await self._picture(data)
        if picture.duration_ms is None:
            return await self.take_small_picture(workspace_id, STICKERS, data)
        if max(picture.width, picture.height) > MAX_MOVING_STICKER:
            raise AppError(
                ErrorCode.INVALID, f"A sticker that moves has at most {MAX_MOVING_STICKER} pixels a side."
            )
        return await self._keep_picture(workspace_id, STICKERS, "sticker.webp", picture)

    async def _take_video(self, workspace_id: UUID, owner: str, name: str, data: bytes) -> File | None:
        """None for one that can't be played in place: it is kept as a file like any other."""
        try:
            video = await self._recordings.video(data)
        except RecordingRefused:
            return None
        stored = StoredFile(
            new_id(),
            _renamed(name, video.media_type),
            video.media_type,
            len(video.data),
            video.width,
            video.height,
            inline=True,
            duration_ms=video.duration_ms,
        )
        return await self._put(workspace_id, owner, stored, original=video.data, thumbnail=video.poster)

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
                duration_ms=stored.duration_ms,
                peaks=stored.peaks,
            )
        return self._shown(workspace_id, stored)

    async def _check(self, workspace_id: UUID, owner: str, data: bytes) -> None:
        if not data:
            raise AppError(ErrorCode.INVALID, "The file is empty.")
        if len(data) > MAX_FILE_BYTES:
            raise AppError(ErrorCode.TOO_LARGE, f"A file has at most {MAX_FILE_BYTES // 1024**2} MiB.")
        since = datetime.now(UTC) - timedelta(hours=1)
        async with self._database.tenant(workspace_id) as connection:
            count = await QUERIES.value(
                connection, "uploads_since", int, workspace_id=workspace_id, owner=owner, since=since
            )
        if (count or 0) >= MAX_UPLOADS_AN_HOUR:
            raise AppError(
                ErrorCode.RATE_LIMITED, "Too many files in an hour; try again later.", retry_after_ms=600_000
            )

    async def content(self, workspace_id: UUID, owner: str, draft: FileDrafts) -> WithFile:
        """The draft with what we know of its file. Raises not_found for a file that `owner` did not upload, and invalid
        for one that is not of the draft's kind."""
        async with self._database.tenant(workspace_id) as connection:
            stored = await QUERIES.maybe(
                connection, "own_file", StoredFile, workspace_id=workspace_id, id=draft.file, owner=owner
            )
        if stored is None:
            raise not_found("file")
        file = self._shown(workspace_id, stored)
        kind = stored.media_type.partition("/")[0]
        match draft:
            case FileDraft():
                return FileContent(file, draft.caption)
            case ImageDraft() if kind == "image" and stored.width is not None:
                return ImageContent(file, draft.caption)
            case VideoDraft() if kind == "video" and stored.duration_ms is not None:
                return VideoContent(file, stored.duration_ms, draft.caption)
            case VoiceDraft() if stored.peaks is not None and stored.duration_ms is not None:
                return VoiceContent(file, stored.duration_ms, stored.peaks, draft.caption)
        raise AppError(
            ErrorCode.INVALID, f"This file can't be sent as a {type(draft).__struct_config__.tag}."
        )

    async def seen(self, workspace_id: UUID, owner: str, file_id: UUID) -> ImageContent | VideoContent:
        """A picture or a video that `owner` uploaded. Raises not_found, and invalid for a file that is neither."""
        try:
            shown = await self.content(workspace_id, owner, VideoDraft(file_id))
        except AppError as error:
            if error.code is not ErrorCode.INVALID:
                raise
            shown = await self.content(workspace_id, owner, ImageDraft(file_id))
        assert isinstance(shown, ImageContent | VideoContent)
        return shown

    async def known(self, workspace_id: UUID, ids: list[UUID]) -> dict[UUID, File]:
        """What everyone may know of these files; those that were withdrawn are left out."""
        async with self._database.tenant(workspace_id) as connection:
            rows = await QUERIES.all(connection, "files", StoredFile, workspace_id=workspace_id, ids=ids)
        return {row.id: self._shown(workspace_id, row) for row in rows}

    async def forget(self, workspace_id: UUID, file_id: UUID) -> None:
        """Gives a picture out no more, and deletes it. Doing it twice is doing it once."""
        async with self._database.tenant(workspace_id) as connection:
            await withdraw(connection, workspace_id, [file_id])
        for part in ("original", "thumbnail"):
            await self._store.delete(_key(workspace_id, file_id, part))

    async def open(self, workspace_id: UUID, file_id: UUID, signature: str) -> StoredFile:
        """The file of a URL that we signed. Raises not_found for any other."""
        if not self._signer.verify(signature, str(workspace_id), str(file_id)):
            raise not_found("file")
        return await self.stored(workspace_id, file_id)

    async def stored(self, workspace_id: UUID, file_id: UUID) -> StoredFile:
        """The file, where it was not withdrawn. Raises not_found."""
        async with self._database.tenant(workspace_id) as connection:
            stored = await QUERIES.maybe(
                connection, "file", StoredFile, workspace_id=workspace_id, id=file_id
            )
        if stored is None:
            raise not_found("file")
        return stored

    async def read(self, workspace_id: UUID, stored: StoredFile, start: int, end: int) -> bytes:
        """Its bytes from `start` up to and without `end`."""
        key = _key(workspace_id, stored.id)
        if (start, end) == (0, stored.size):
            return await self._store.get(key)
        return b"".join([part async for part in self._store.stream(key, start, end)])

    async def thumbnail(self, workspace_id: UUID, stored: StoredFile) -> bytes:
        """What stands for it in lists, as WebP. Raises not_found where there is none."""
        if stored.width is None:
            raise not_found("file")
        return await self._store.get(_key(workspace_id, stored.id, "thumbnail"))

    async def copy(self, workspace_id: UUID, file_id: UUID, owner: str) -> File:
        """The same once more, as if `owner` had uploaded it: what becomes of the one does nothing to the other. Raises
        not_found."""
        stored = await self.stored(workspace_id, file_id)
        parts = {"original": await self._store.get(_key(workspace_id, file_id))}
        if stored.width is not None:
            parts["thumbnail"] = await self.thumbnail(workspace_id, stored)
        return await self._put(workspace_id, owner, structs.replace(stored, id=new_id()), **parts)

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
            animated=stored.duration_ms is not None and stored.media_type in PICTURES,
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


def _renamed(name: str, media_type: str) -> str:
    return PurePosixPath(safe_name(name)).with_suffix(ENDINGS[media_type]).name


def _key(workspace_id: UUID, file_id: UUID, part: str = "original") -> str:
    return f"{workspace_id}/{file_id}/{part}"
