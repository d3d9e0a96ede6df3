"""Mailing something of the installation's own while somebody waits for it in front of a screen."""

import logging
from datetime import UTC, datetime
from email.message import EmailMessage
from email.utils import format_datetime

import msgspec

from causerie.channels.email.compose import MAIL_POLICY, address
from causerie.channels.email.headers import one_line
from causerie.channels.email.letter import Letter, render
from causerie.channels.email.smtp_out import Refused, SmtpServer, TryLater, Unknown, send
from causerie.errors import AppError, ErrorCode
from causerie.kit.ids import new_id
from causerie.settings import Settings

LOG = logging.getLogger(__name__)
_TIMEOUT, _FINAL_TIMEOUT = 10, 20


def envelope(settings: Settings, letter: Letter, recipient: str, text: str) -> EmailMessage:
    """The letter as a mail from the installation; `text` is it without HTML."""
    mail = EmailMessage(policy=MAIL_POLICY)
    mail["From"] = address(one_line(letter.sender), settings.mail_from)
    mail["To"] = address("", recipient)
    mail["Subject"] = one_line(letter.title)[:200]
    mail["Date"] = format_datetime(datetime.now(UTC))
    mail["Message-ID"] = f"<{new_id()}@{settings.mail_domain}>"
    mail["Auto-Submitted"] = "auto-generated"  # RFC 3834: nobody's absence note comes back
    mail.set_content(text, cte="quoted-printable")
    mail.add_alternative(render(letter), subtype="html", cte="quoted-printable")
    mail["Content-Language"] = letter.language
    return mail


async def post(server: SmtpServer | None, mail: EmailMessage, sender: str, recipient: str, what: str) -> None:
    """Mails it at once; `what` it is stands in the log.

    Raises AppError: unavailable where there is no mail server or it can't be reached, invalid where it refuses
    the address.
    """
    if server is None:
        LOG.error("%s could not be mailed: CAUSERIE_SMTP_URL is not set", what)
        raise AppError(ErrorCode.UNAVAILABLE, "This installation can't send e-mail yet.")
    patient = msgspec.structs.replace(server, timeout=_TIMEOUT, final_timeout=_FINAL_TIMEOUT)
    match await send(patient, mail, sender, recipient):
        case Refused(words=words):
            LOG.warning("%s was refused: %s", what, words)
            raise AppError(ErrorCode.INVALID, "The mail server refuses to send to this address.")
        case TryLater(words=words):
            LOG.error("%s could not be mailed: %s", what, words)
            raise AppError(
                ErrorCode.UNAVAILABLE, "The e-mail could not be sent now; try again.", retry_after_ms=10_000
            )
        case Unknown(words=words):
            # It may arrive. If it does not, asking for another is one click.
            LOG.warning("it is not known whether %s was mailed: %s", what, words)
