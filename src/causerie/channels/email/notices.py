"""Plain mails from this installation to its own staff."""

from __future__ import annotations

import logging
from datetime import UTC, datetime
from email.message import EmailMessage
from email.utils import format_datetime

from causerie.channels.email.compose import MAIL_POLICY, address
from causerie.channels.email.headers import one_line
from causerie.channels.email.smtp_out import SmtpServer, TryLater, send
from causerie.errors import AppError, ErrorCode
from causerie.kit.ids import new_id
from causerie.settings import Settings

LOG = logging.getLogger(__name__)


class Notices:
    """Mails notices through the installation's SMTP server."""

    def __init__(self, settings: Settings) -> None:
        self._settings = settings
        self._server = SmtpServer.of(settings)

    async def send(self, recipient: str, subject: str, text: str, path: str) -> None:
        """Mails it, with a link to the screen at `path`. Raises unavailable where it is to be tried again."""
        if self._server is None:
            LOG.warning("a notice was not mailed: CAUSERIE_SMTP_URL is not set")
            return
        mail = EmailMessage(policy=MAIL_POLICY)
        mail["From"] = address("Causerie", self._settings.mail_from)
        mail["To"] = address("", recipient)
        mail["Subject"] = one_line(subject)
        mail["Date"] = format_datetime(datetime.now(UTC))
        mail["Message-ID"] = f"<{new_id()}@{self._settings.mail_domain}>"
        mail["Auto-Submitted"] = "auto-generated"  # RFC 3834
        mail.set_content(f"{text}\n\n{self._settings.base_url}{path}\n", cte="quoted-printable")
        outcome = await send(self._server, mail, self._settings.mail_from, recipient)
        if isinstance(outcome, TryLater):
            raise AppError(ErrorCode.UNAVAILABLE, outcome.words)
