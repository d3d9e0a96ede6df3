"""What somebody sends, as the timeline keeps it."""

from __future__ import annotations

from uuid import UUID

from causerie.content import (
    AnswerDraft,
    Card,
    CardDraft,
    Carousel,
    CarouselDraft,
    Content,
    FileDrafts,
    ImageDraft,
    PackStickerDraft,
    Poll,
    Question,
    Sendable,
    Text,
)
from causerie.conversations.frames import Append
from causerie.conversations.model import Answer, Message, Note
from causerie.conversations.readers import Reader
from causerie.errors import AppError, ErrorCode
from causerie.files.service import Files
from causerie.media.service import StickerPacks


async def body_of(
    files: Files, packs: StickerPacks, reader: Reader, owner: str, append: Append
) -> Message | Note | Answer:
    """What is said, with what we know of its files. Raises not_found for a file that `owner` did not upload and for a
    sticker that is not offered, invalid for a picture that is none and for a note that asks or answers, forbidden for a
    question that is not staff's."""
    draft = append.content
    if isinstance(draft, Text):
        return Note(draft) if append.note else Message(draft, append.reply_to)
    asks = isinstance(draft, CarouselDraft | Question)
    if append.note and (asks or isinstance(draft, AnswerDraft)):
        raise AppError(ErrorCode.INVALID, "A note asks nothing, and answers nothing.")
    if asks and not reader.is_staff and not (reader.is_member and isinstance(draft, Poll)):
        raise AppError(ErrorCode.FORBIDDEN, "Only a business asks in this way.")
    if isinstance(draft, AnswerDraft):
        return Answer(draft.of, draft.values)
    content = await _content(files, packs, reader.workspace_id, owner, draft)
    return Note(content) if append.note else Message(content, append.reply_to)


async def _content(
    files: Files, packs: StickerPacks, workspace_id: UUID, owner: str, draft: Sendable
) -> Content:
    if isinstance(draft, PackStickerDraft):
        return await packs.content(workspace_id, draft.sticker)
    if isinstance(draft, FileDrafts):
        return await files.content(workspace_id, owner, draft)
    if isinstance(draft, CarouselDraft):
        return Carousel([await _card(files, workspace_id, owner, card) for card in draft.cards], draft.text)
    return draft


async def _card(files: Files, workspace_id: UUID, owner: str, card: CardDraft) -> Card:
    picture = None
    if card.picture is not None:
        picture = (await files.content(workspace_id, owner, ImageDraft(card.picture))).file
    return Card(card.title, card.text, card.price, card.buttons, picture)
