"""The demo mailbox's routes; mounted in the demo alone, where everybody may read everything."""

from base64 import b64decode
from binascii import Error as Base64Error
from typing import Annotated

import msgspec
from litestar import Response, Router, get, post
from litestar.datastructures import State
from litestar.di import Provide

from causerie.channels.email.mailbox import KeptMail, Mailbox, MailSummary
from causerie.channels.email.model import MailAttachment
from causerie.channels.email.smtp_out import Outcome
from causerie.errors import AppError, ErrorCode

_ANSWER_BYTES = 32 * 1024 * 1024
_POLICY = (
    "default-src 'none'; style-src 'unsafe-inline'; img-src data:; frame-ancestors 'self'; "
    "sandbox allow-popups allow-popups-to-escape-sandbox"
)


class AnswerFile(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """A file of an answer, its data in base64."""

    name: Annotated[str, msgspec.Meta(min_length=1, max_length=150)]
    media_type: Annotated[str, msgspec.Meta(max_length=100)]
    data: Annotated[str, msgspec.Meta(max_length=14_000_000)]


class MailAnswer(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """What the person at the mailbox wrote."""

    text: Annotated[str, msgspec.Meta(min_length=1, max_length=20_000)]
    attachments: Annotated[list[AnswerFile], msgspec.Meta(max_length=10)] = []


@get("/", permission="public")
async def list_mails(mailbox: Mailbox, to: str = "") -> list[MailSummary]:
    """Lists the mails that were sent, the newest first."""
    return mailbox.mails(to)


@get("/{mail_id:str}", permission="public")
async def read_mail(mailbox: Mailbox, mail_id: str) -> KeptMail:
    """Shows one mail."""
    return await mailbox.read(mail_id)


@get("/{mail_id:str}/html", permission="public")
async def show_mail(mailbox: Mailbox, mail_id: str) -> Response[str]:
    """Shows one mail as it was sent, for a frame: nothing in it runs or is loaded, it has no rights here, and its
    links open in a tab of their own."""
    mail = await mailbox.read(mail_id)
    headers = {"Content-Security-Policy": _POLICY, "X-Content-Type-Options": "nosniff"}
    page = f'<!doctype html><base target="_blank">{mail.html}'
    return Response(page, media_type="text/html", headers=headers)


@post("/{mail_id:str}/answer", permission="public", status_code=200, request_max_body_size=_ANSWER_BYTES)
async def answer_mail(mailbox: Mailbox, mail_id: str, data: MailAnswer) -> Outcome:
    """Answers a mail as a mail program would, and says what became of it."""
    return await mailbox.reply(mail_id, data.text, [_attachment(file) for file in data.attachments])


def _attachment(file: AnswerFile) -> MailAttachment:
    try:
        return MailAttachment(file.name, file.media_type, b64decode(file.data, validate=True))
    except Base64Error:
        raise AppError(ErrorCode.INVALID, f"The data of {file.name!r} is not base64.") from None


def _mailbox(state: State) -> Mailbox:
    mailbox: Mailbox = state.mailbox
    return mailbox


mailbox_router = Router(
    "/api/demo/mailbox",
    route_handlers=[list_mails, read_mail, show_mail, answer_mail],
    dependencies={"mailbox": Provide(_mailbox, sync_to_thread=False)},
    include_in_schema=False,
)
