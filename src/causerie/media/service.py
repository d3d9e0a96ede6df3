"""The stickers that a business made itself."""

from __future__ import annotations

from pathlib import PurePosixPath
from uuid import UUID

from msgspec import Struct

from causerie.content import PackSticker
from causerie.errors import AppError, ErrorCode, not_found
from causerie.files.service import Files, safe_name
from causerie.kit.database import Database
from causerie.kit.ids import new_id
from causerie.kit.queries import Queries
from causerie.media.model import OwnSticker, StickerPack, StickerPackChange

QUERIES = Queries.beside(__file__)

MOST_PACKS = 20
MOST_STICKERS = 100  # of a pack
MOST_BYTES = 1024 * 1024
UNNAMED = "Sticker"


class _Pack(Struct):
    id: UUID
    name: str


class _Sticker(Struct):
    pack_id: UUID
    id: UUID
    file_id: UUID
    words: str


class _Kept(Struct):
    file_id: UUID
    words: str


class StickerPacks:
    """Packs of all workspaces. A sticker's picture outlives its pack: where it was sent it is still shown."""

    def __init__(self, database: Database, files: Files) -> None:
        self._database = database
        self._files = files

    async def all(self, workspace_id: UUID) -> list[StickerPack]:
        """The packs that the business has now, the oldest first."""
        async with self._database.tenant(workspace_id) as connection:
            packs = await QUERIES.all(connection, "sticker_packs", _Pack, workspace_id=workspace_id)
            stickers = await QUERIES.all(connection, "stickers", _Sticker, workspace_id=workspace_id)
        files = await self._files.known(workspace_id, [one.file_id for one in stickers])
        return [
            StickerPack(
                pack.id,
                pack.name,
                [
                    OwnSticker(one.id, files[one.file_id], one.words)
                    for one in stickers
                    if one.pack_id == pack.id and one.file_id in files
                ],
            )
            for pack in packs
        ]

    async def make(self, workspace_id: UUID, name: str) -> list[StickerPack]:
        """Makes a pack with nothing in it. Raises conflict where there are as many as can be."""
        if len(await self.all(workspace_id)) >= MOST_PACKS:
            raise AppError(ErrorCode.CONFLICT, f"There are {MOST_PACKS} packs already; remove one first.")
        async with self._database.tenant(workspace_id) as connection:
            await QUERIES.execute(
                connection, "insert_pack", workspace_id=workspace_id, id=new_id(), name=name.strip()
            )
        return await self.all(workspace_id)

    async def add(self, workspace_id: UUID, pack_id: UUID, name: str, data: bytes) -> list[StickerPack]:
        """Puts a picture into a pack. It says what its file is called, until somebody words it. Raises not_found,
        conflict, too_large, unsupported_media, and invalid for a moving picture that is too large to move."""
        pack = next((one for one in await self.all(workspace_id) if one.id == pack_id), None)
        if pack is None:
            raise not_found("sticker pack")
        if len(pack.stickers) >= MOST_STICKERS:
            raise AppError(ErrorCode.CONFLICT, f"A pack has at most {MOST_STICKERS} stickers.")
        if len(data) > MOST_BYTES:
            raise AppError(ErrorCode.TOO_LARGE, f"A sticker has at most {MOST_BYTES // 1024} KiB.")
        picture = await self._files.take_sticker(workspace_id, data)
        words = PurePosixPath(safe_name(name)).stem.replace("_", " ").replace("-", " ").strip()
        async with self._database.tenant(workspace_id) as connection:
            await QUERIES.execute(
                connection,
                "insert_sticker",
                workspace_id=workspace_id,
                id=new_id(),
                pack_id=pack_id,
                file_id=picture.id,
                words=words[:80] or UNNAMED,
            )
        return await self.all(workspace_id)

    async def change(self, workspace_id: UUID, pack_id: UUID, change: StickerPackChange) -> list[StickerPack]:
        """Names a pack, words its stickers and puts them in order. Raises not_found."""
        async with self._database.tenant(workspace_id) as connection:
            where = {"workspace_id": workspace_id}
            renamed = await QUERIES.execute(
                connection, "rename_pack", id=pack_id, name=change.name.strip(), **where
            )
            if renamed == 0:
                raise not_found("sticker pack")
            await QUERIES.execute(
                connection,
                "word_stickers",
                pack_id=pack_id,
                ids=[one.id for one in change.stickers],
                words=[one.words.strip() for one in change.stickers],
                **where,
            )
        return await self.all(workspace_id)

    async def remove(self, workspace_id: UUID, pack_id: UUID) -> None:
        """Offers a pack no more. Raises not_found."""
        async with self._database.tenant(workspace_id) as connection:
            if not await QUERIES.execute(connection, "delete_pack", workspace_id=workspace_id, id=pack_id):
                raise not_found("sticker pack")

    async def remove_sticker(self, workspace_id: UUID, pack_id: UUID, sticker_id: UUID) -> None:
        """Offers a sticker no more. Raises not_found."""
        async with self._database.tenant(workspace_id) as connection:
            removed = await QUERIES.execute(
                connection, "delete_sticker", workspace_id=workspace_id, pack_id=pack_id, id=sticker_id
            )
        if not removed:
            raise not_found("sticker")

    async def content(self, workspace_id: UUID, sticker_id: UUID) -> PackSticker:
        """A sticker as it is sent. Raises not_found for one that is not offered."""
        async with self._database.tenant(workspace_id) as connection:
            found = await QUERIES.maybe(
                connection, "sticker", _Kept, workspace_id=workspace_id, id=sticker_id
            )
        files = {} if found is None else await self._files.known(workspace_id, [found.file_id])
        if found is None or found.file_id not in files:
            raise not_found("sticker")
        return PackSticker(files[found.file_id], found.words)
