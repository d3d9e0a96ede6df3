"""Where customers ask for a conversation by e-mail."""

from __future__ import annotations

from uuid import UUID

from litestar import Router, post

from causerie.accounts.model import Session
from causerie.channels.email.service import EmailChannel
from causerie.contacts.model import Visitor


@post("/widget/{channel:uuid}/transcript", permission="visitor", status_code=204)
async def mail_to_visitor(channel: UUID, visitor: Visitor, email: EmailChannel) -> None:
    """Mails what this browser sees of the conversation to the address that answers go to."""
    await email.transcripts.for_visitor(visitor)


@post("/inbox/{conversation:uuid}/transcript", permission="account", status_code=204)
async def mail_to_account(conversation: UUID, session: Session, email: EmailChannel) -> None:
    """Mails one's own conversation with a business to the account's address."""
    await email.transcripts.for_account(session.account, conversation)


router = Router(path="/", route_handlers=[mail_to_visitor, mail_to_account], tags=["messenger"])
