"""A business with staff and a widget, for tests to talk in."""

from __future__ import annotations

import itertools
from dataclasses import dataclass
from uuid import UUID

from causerie.accounts.model import Account, Person, Staff
from causerie.channels.model import WebSettings
from causerie.contacts.model import Visitor
from causerie.content import Text
from causerie.conversations.model import Author, Message, Note
from causerie.conversations.plan import Line
from causerie.conversations.readers import Reader
from causerie.kit.ids import new_id
from causerie.runtime import Runtime

PASSWORD = "correct horse battery"
_numbers = itertools.count(1)


@dataclass
class World:
    """One workspace. Several in one database are strangers to each other."""

    runtime: Runtime
    workspace: UUID
    channel: UUID
    agent: Staff
    colleague: Staff

    async def visitor(self) -> Visitor:
        """A browser that has a token and has not written yet."""
        token = await self.runtime.widget.new_token(self.channel, "test")
        return await self.runtime.visitors.known(self.channel, token)

    async def customer(self, locale: str = "en", timezone: str | None = None) -> Customer:
        """A visitor who has a conversation."""
        opened = await self.runtime.conversations.open_for_visitor(
            await self.visitor(), locale=locale, timezone=timezone
        )
        person = await self.runtime.visitors.person(opened.visitor)
        return Customer(self, opened.visitor, opened.conversation_id, person)

    def answer(self, conversation: UUID, text: str, *, note: bool = False, client_id: str = "") -> Line:
        """A line by the agent."""
        body = Note(Text(text)) if note else Message(Text(text))
        author = Author("staff", self.agent.account.id)
        return Line(
            self.workspace,
            conversation,
            client_id or new_client_id(),
            body,
            author,
            "desk",
            self.agent.person,
        )


@dataclass
class Customer:
    """A visitor with a conversation."""

    world: World
    visitor: Visitor
    conversation: UUID
    person: Person

    @property
    def reader(self) -> Reader:
        """The visitor as a reader of the conversation."""
        return Reader(self.world.workspace, self.person, self.visitor.identity_id, self.visitor.horizon)

    def line(self, text: str, *, client_id: str = "", reply_to: int | None = None) -> Line:
        """A line by the visitor."""
        return Line(
            self.world.workspace,
            self.conversation,
            client_id or new_client_id(),
            Message(Text(text), reply_to),
            Author("contact", self.visitor.contact_id),
            "web",
            self.person,
            self.visitor.identity_id,
        )


def new_client_id() -> str:
    """A client_id that no other line has."""
    return new_id().hex


async def make_world(runtime: Runtime) -> World:
    """A workspace of its own with an owner, an agent and a widget."""
    number = next(_numbers)
    async with runtime.database.system() as connection:
        workspace = await runtime.accounts.create_workspace(
            connection, f"shop-{number}", f"Shop {number}", "#336699", "en"
        )
        staff = []
        for name, role in (("Olga", "owner"), ("Adam", "agent")):
            email = f"{name.lower()}-{number}@shop.example"
            account_id = await runtime.accounts.add_staff(
                connection,
                workspace,
                email,
                name,
                PASSWORD,
                role,  # type: ignore[arg-type]  # a literal of the tuple above
            )
            account = Account(account_id, email, name, "", None, "en")
            staff.append(Staff(workspace, account, role, new_id()))  # type: ignore[arg-type]  # as above
        channel = await runtime.channels.create(
            connection, workspace, "web", "Shop", ["https://shop.example"], WebSettings()
        )
    return World(runtime, workspace, channel, staff[0], staff[1])
