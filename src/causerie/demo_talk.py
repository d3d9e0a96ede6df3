"""What was said in the demo's shop before anybody opens it, so that the first screen is alive."""

from __future__ import annotations

import io
import secrets
import time
from pathlib import Path
from typing import Literal
from uuid import UUID

import msgspec
from msgspec import Struct
from PIL import Image, ImageDraw

from causerie.accounts.model import Locale, Person
from causerie.contacts.identify import signature
from causerie.contacts.model import Identify, Page, Visitor
from causerie.content import Content, ImageDraft, Text
from causerie.conversations.model import Author, Message, Note, Source
from causerie.conversations.plan import Line
from causerie.conversations.readers import Reader
from causerie.events import CaseResolved
from causerie.kit.ids import new_id
from causerie.runtime import Runtime

TALKS = Path(__file__).with_suffix(".json")


class Turn(Struct, frozen=True, forbid_unknown_fields=True):
    """One entry. `by`: the customer, or the first name of one of the staff."""

    by: str
    text: str
    kind: Literal["message", "note", "picture"] = "message"


class Talk(Struct, frozen=True, forbid_unknown_fields=True):
    """One conversation. `user` null: a visitor whom the shop does not know. `read`: who has read its end, beside who
    wrote it: the customer, or staff by first name. `resolved`: by whom."""

    user: str | None
    name: str
    locale: Locale
    page: str
    turns: list[Turn]
    read: list[str] = []
    resolved: str | None = None


async def talk(runtime: Runtime, channel: UUID) -> None:
    """Lets the customers and the staff of the demo's shop say all of it, as if through widget and desk."""
    shop = await runtime.channels.web(channel)
    staff = {person.name: person for person in await runtime.accounts.staff_people(shop.workspace_id)}
    for one in msgspec.json.decode(TALKS.read_bytes(), type=list[Talk]):
        await _Conversation(runtime, one, staff).play(channel, shop.identify_secret)


class _Conversation:
    def __init__(self, runtime: Runtime, talk: Talk, staff: dict[str, Person]) -> None:
        self._runtime = runtime
        self._talk = talk
        self._staff = staff
        self._page = Page(f"{runtime.settings.base_url}/shop", talk.page)

    async def play(self, channel: UUID, secret: str) -> None:
        runtime, one = self._runtime, self._talk
        token = await runtime.widget.new_token(channel, "demo")
        visitor = await runtime.visitors.known(channel, token)
        visitor = await runtime.visitors.open(visitor, one.locale)
        workspace_id, contact_id = visitor.workspace_id, visitor.contact_id
        assert contact_id is not None
        conversation = await runtime.conversations.of_contact(workspace_id, contact_id)
        assert conversation is not None
        if one.user is not None:
            await runtime.widget.identify(visitor, _claim(one.user, one.name, secret))
        await runtime.visitors.visited(visitor, conversation, self._page)
        customer = await runtime.visitors.person(visitor)
        seq = 0
        for turn in one.turns:
            person = customer if turn.by == "customer" else self._staff[turn.by]
            seq = await self._say(turn, visitor, person, conversation)
            await self._read(visitor.workspace_id, person, conversation, seq)
        for name in one.read:
            person = customer if name == "customer" else self._staff[name]
            await self._read(visitor.workspace_id, person, conversation, seq)
        if one.resolved is not None:
            event, by = CaseResolved(1), self._staff[one.resolved]
            await runtime.conversations.happened(
                visitor.workspace_id, conversation, event, by=by, channel="desk"
            )

    async def _read(self, workspace_id: UUID, person: Person, conversation: UUID, seq: int) -> None:
        reader = Reader(workspace_id, person)
        await self._runtime.conversations.mark(reader, conversation, delivered=seq, read=seq)

    async def _say(self, turn: Turn, visitor: Visitor, person: Person, conversation: UUID) -> int:
        content: Content = Text(turn.text)
        if turn.kind == "picture":
            content = await self._picture(turn.text, visitor)
        by_customer = person.kind == "contact"
        _, seq = await self._runtime.conversations.say(
            Line(
                workspace_id=visitor.workspace_id,
                conversation_id=conversation,
                client_id=new_id().hex,
                body=Note(content) if turn.kind == "note" else Message(content),
                author=Author(person.kind, person.id),
                channel="web" if by_customer else "desk",
                person=person,
                identity_id=visitor.identity_id if by_customer else None,
                source=Source(self._page.url, self._page.title) if by_customer else None,
            )
        )
        return seq

    async def _picture(self, caption: str, visitor: Visitor) -> Content:
        files, owner = self._runtime.files, visitor.file_owner
        file = await files.take(visitor.workspace_id, owner, "sleeve.png", torn_sleeve())
        return await files.content(visitor.workspace_id, owner, ImageDraft(file.id, caption))


def _claim(user: str, name: str, secret: str) -> Identify:
    expires, nonce, email = int(time.time()) + 3600, secrets.token_hex(8), f"{user}@mail.example"
    proof = signature(secret, user, expires, nonce, name, email)
    return Identify(user, user_hash=proof, expires=expires, nonce=nonce, name=name, email=email)


def torn_sleeve() -> bytes:
    """A PNG of a jacket's sleeve whose seam is open: a shape of cloth, its stitches, and the gap between them."""
    picture = Image.new("RGB", (960, 720), "#e9e2d8")
    draw = ImageDraw.Draw(picture)
    draw.polygon([(180, 0), (700, 0), (860, 720), (90, 720)], fill="#2f5d73")
    draw.polygon([(430, 0), (700, 0), (860, 720), (470, 720)], fill="#3a6f88")
    for y in range(0, 720, 26):
        x = 430 + y * 40 // 720
        if not 280 < y < 450:
            draw.line([(x - 7, y), (x + 7, y + 12)], fill="#f1d9a6", width=4)
    draw.polygon([(446, 276), (487, 360), (455, 452), (426, 362)], fill="#16242c")
    for y in range(292, 440, 18):
        draw.line([(436, y), (418 + y % 11, y + 9)], fill="#f1d9a6", width=3)
    data = io.BytesIO()
    picture.save(data, "PNG")
    return data.getvalue()
