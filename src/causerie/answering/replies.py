"""Canned replies: written once by one member of staff, a team or the owner, filled for each conversation."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any
from uuid import UUID

import asyncpg
from msgspec import Struct

from causerie.accounts.model import Locale, Staff
from causerie.accounts.permissions import may
from causerie.accounts.teams import Teams
from causerie.answering import template
from causerie.answering.model import CannedReply, FilledReply, NewReply, ReplyScope
from causerie.answering.scopes import check_may_write
from causerie.answering.template import Filled
from causerie.contacts.model import ContactProfile
from causerie.content import FileDraft
from causerie.content.file import File
from causerie.conversations.service import Conversations
from causerie.errors import AppError, ErrorCode, not_found
from causerie.files.service import Files
from causerie.kit.database import Database
from causerie.kit.ids import new_id
from causerie.kit.queries import Queries

QUERIES = Queries.beside(__file__)

MOST = 1_000  # that one member of staff may use


class _Row(Struct):
    id: UUID
    title: str
    shortcut: str
    texts: dict[Locale, str]
    owner_id: UUID | None
    team_id: UUID | None
    files: list[UUID]

    @property
    def scope(self) -> ReplyScope:
        return "mine" if self.owner_id else "team" if self.team_id else "everyone"


class _Words(Struct):
    name: str
    locale: str


class SharedReply(Struct, frozen=True):
    """A canned reply that is not one person's alone."""

    id: UUID
    texts: dict[Locale, str]
    has_files: bool


class Replies:
    """Verbs over canned replies, of all workspaces."""

    def __init__(self, database: Database, conversations: Conversations, files: Files, teams: Teams) -> None:
        self._database = database
        self._conversations = conversations
        self._files = files
        self._teams = teams

    async def all(self, staff: Staff) -> list[CannedReply]:
        """Those that this member of staff may use, by their shortcuts."""
        rows = await self._rows(staff)
        files = await self._files.known(staff.workspace_id, [file for row in rows for file in row.files])
        return [_told(staff, row, files) for row in rows]

    async def write(self, staff: Staff, new: NewReply) -> CannedReply:
        """Keeps a new one. Raises invalid for a place that can't be filled, for no text and file at all, and for a team
        that is not said; not_found for a team or a file; forbidden for everybody's, where that is for others to write,
        and for a team that they are not in; conflict for a shortcut that is taken and for too many."""
        if len(await self._rows(staff)) >= MOST:
            raise AppError(ErrorCode.CONFLICT, f"There are {MOST} canned replies already; delete one first.")
        return await self._keep(staff, new_id(), new, known=[])

    async def change(self, staff: Staff, reply_id: UUID, new: NewReply) -> CannedReply:
        """Writes it anew. Raises as `write`, and not_found."""
        row = await self._own(staff, reply_id)
        return await self._keep(staff, reply_id, new, known=row.files)

    async def delete(self, staff: Staff, reply_id: UUID) -> None:
        """It is there no more. Raises not_found, and forbidden for one that others look after."""
        await self._own(staff, reply_id)
        async with self._database.tenant(staff.workspace_id) as connection:
            await QUERIES.execute(connection, "delete_reply", workspace_id=staff.workspace_id, id=reply_id)

    async def fill(self, staff: Staff, conversation_id: UUID, reply_id: UUID) -> FilledReply:
        """The reply for this conversation, in the customer's language where it is written in that. Raises not_found."""
        row = await self._one(staff, reply_id)
        detail = await self._conversations.detail(staff.workspace_id, conversation_id)
        words = await self._words(staff.workspace_id)
        wanted = (detail.contact.locale, words.locale, staff.account.locale)
        language = next((one for one in wanted if one in row.texts), None)
        # One that is written in other languages alone: the agent sees it before it is sent.
        text = row.texts[language] if language in row.texts else next(iter(row.texts.values()), "")
        filled = template.fill(text, _values(staff, detail.contact, words.name))
        owner = str(staff.account.id)
        files = [await self._files.copy(staff.workspace_id, file, owner) for file in row.files]
        return FilledReply(filled.text, files, filled.missing)

    async def of_everybody(self, workspace_id: UUID) -> list[SharedReply]:
        """Those that are not one person's alone, as programs may send them."""
        async with self._database.tenant(workspace_id) as connection:
            rows = await QUERIES.all(connection, "shared_replies", _Row, workspace_id=workspace_id)
        return [SharedReply(row.id, row.texts, bool(row.files)) for row in rows]

    async def fill_for(
        self, workspace_id: UUID, conversation_id: UUID, texts: Mapping[Locale, str]
    ) -> template.Filled:
        """One of the texts for this conversation, sent by nobody in particular. Raises not_found."""
        detail = await self._conversations.detail(workspace_id, conversation_id)
        words = await self._words(workspace_id)
        known = (
            texts[one] for wanted in (detail.contact.locale, words.locale) for one in texts if one == wanted
        )
        text = next(known, next(iter(texts.values()), ""))
        return template.fill(text, _values(None, detail.contact, words.name))

    async def filled(self, staff: Staff, conversation_id: UUID, text: str) -> Filled:
        """A text with places for this conversation. Raises not_found."""
        detail = await self._conversations.detail(staff.workspace_id, conversation_id)
        words = await self._words(staff.workspace_id)
        return template.fill(text, _values(staff, detail.contact, words.name))

    async def _words(self, workspace_id: UUID) -> _Words:
        async with self._database.tenant(workspace_id) as connection:
            return await QUERIES.one(connection, "workspace_words", _Words, workspace_id=workspace_id)

    async def _keep(self, staff: Staff, reply_id: UUID, new: NewReply, known: list[UUID]) -> CannedReply:
        texts = {language: text.strip() for language, text in new.texts.items() if text.strip()}
        if not texts and not new.files:
            raise AppError(ErrorCode.INVALID, "A canned reply says something, or has a file.")
        for text in texts.values():
            template.check(text)
        for file in new.files:
            if file not in known:
                await self._files.content(staff.workspace_id, str(staff.account.id), FileDraft(file))
        team_id = new.team if new.scope == "team" else None
        await check_may_write(self._teams, staff, new.scope, team_id)
        owner_id = staff.account.id if new.scope == "mine" else None
        try:
            async with self._database.tenant(staff.workspace_id) as connection:
                await QUERIES.execute(
                    connection,
                    "put_reply",
                    workspace_id=staff.workspace_id,
                    id=reply_id,
                    owner_id=owner_id,
                    team_id=team_id,
                    title=new.title.strip(),
                    shortcut=new.shortcut,
                    texts=texts,
                    files=new.files,
                )
        except asyncpg.UniqueViolationError as error:
            raise AppError(ErrorCode.CONFLICT, f"There is a reply /{new.shortcut} already.") from error
        row = await self._one(staff, reply_id)
        return _told(staff, row, await self._files.known(staff.workspace_id, row.files))

    async def _own(self, staff: Staff, reply_id: UUID) -> _Row:
        row = await self._one(staff, reply_id)
        await check_may_write(self._teams, staff, row.scope, row.team_id)
        return row

    async def _one(self, staff: Staff, reply_id: UUID) -> _Row:
        for row in await self._rows(staff):
            if row.id == reply_id:
                return row
        raise not_found("canned reply")

    async def _rows(self, staff: Staff) -> list[_Row]:
        async with self._database.tenant(staff.workspace_id) as connection:
            return await QUERIES.all(
                connection,
                "replies",
                _Row,
                workspace_id=staff.workspace_id,
                account_id=staff.account.id,
                leads=may(staff, "cases.write"),
            )


def _told(staff: Staff, row: _Row, files: dict[UUID, File]) -> CannedReply:
    mine = row.scope != "everyone" or may(staff, "cases.write")
    shown = [files[file] for file in row.files if file in files]
    return CannedReply(row.id, row.title, row.shortcut, row.texts, row.scope, row.team_id, shown, mine)


def _values(staff: Staff | None, contact: ContactProfile, workspace: str) -> dict[str, str]:
    """What is known, by the names of its places. What was verified counts before what was claimed."""
    name, agent = contact.card.name.strip(), staff.account.name.strip() if staff else ""
    facts = contact.claimed_facts | contact.verified_facts
    return {
        "contact.name": name,
        "contact.first_name": name.partition(" ")[0],
        "contact.email": contact.card.email or "",
        "agent.name": agent,
        "agent.first_name": agent.partition(" ")[0],
        "workspace.name": workspace,
        **{f"contact.attributes.{key}": _words(value) for key, value in facts.items()},
    }


def _words(value: Any) -> str:
    if isinstance(value, dict):  # a moment: AttributeDate
        return str(next(iter(value.values()), ""))
    return str(value)
