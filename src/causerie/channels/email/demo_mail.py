"""Mail for the demo: a mail server of its own, so that nothing leaves the machine."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path

from causerie.channels.email.listener import Listener, ListenerLimits
from causerie.channels.email.mailbox import Mailbox

# A replay answers many customers in a minute.
_LIMITS = ListenerLimits(mails_at_once=10_000, mails_per_minute=10_000)


@asynccontextmanager
async def demo_mail(data_dir: Path) -> AsyncIterator[tuple[str, Mailbox]]:
    """Opens a mail server that keeps every mail in `data_dir`/mailbox; gives its URL and the mailbox.

    `Mailbox.answer_through` tells it where answers go.
    """
    mailbox = Mailbox(data_dir / "mailbox")
    await mailbox.open()
    listener = Listener(_anybody, mailbox.keep, hostname="localhost", limits=_LIMITS)
    await listener.start("127.0.0.1")
    try:
        yield f"smtp://127.0.0.1:{listener.port}", mailbox
    finally:
        await listener.stop()


def _anybody(address: str) -> bool:
    return True
