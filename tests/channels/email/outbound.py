"""A mail of ours, as tests need it."""

from datetime import UTC, datetime

import msgspec

from causerie.channels.email.model import LinkedFile, MailWorkspace, OutboundMail, UnreadMessage

SENT_AT = datetime(2026, 11, 23, 9, 30, tzinfo=UTC)
MAIL = OutboundMail(
    workspace=MailWorkspace(name="Shop", colour="#0a6e5c"),
    agent_name="Anna",
    from_address="hello@shop.example",
    reply_to="reply+k3v5@mail.shop.example",
    to_address="maria@example.net",
    to_name="Maria Ionescu",
    subject="Your order 1042",
    message_id="<m-2@mail.shop.example>",
    in_reply_to="<c-1@example.net>",
    references=["<m-0@mail.shop.example>", "<c-1@example.net>"],
    language="en",
    messages=[
        UnreadMessage("Anna", "Hello Maria,\nwhich size do you take?", SENT_AT),
        UnreadMessage(
            "Anna",
            "Here is the table.",
            SENT_AT,
            [LinkedFile("sizes.pdf", "https://shop.example/f/1", 20_480)],
        ),
    ],
    continue_url="https://shop.example/messenger?code=abc",
)


def outbound(**changes: object) -> OutboundMail:
    """Return the mail with some fields changed."""
    return msgspec.structs.replace(MAIL, **changes)
