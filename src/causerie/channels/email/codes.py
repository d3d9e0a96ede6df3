"""Mailing the one-time code, and the link, that prove a mailbox."""

import html
import logging
from datetime import UTC, datetime
from email.message import EmailMessage
from email.utils import format_datetime

import msgspec

from causerie.accounts.model import Locale
from causerie.channels.email.compose import MAIL_POLICY, address
from causerie.channels.email.letter import Letter, render, template
from causerie.channels.email.smtp_out import Refused, SmtpServer, TryLater, Unknown, send
from causerie.errors import AppError, ErrorCode
from causerie.kit.ids import new_id
from causerie.settings import Settings

LOG = logging.getLogger(__name__)

_CODE = template("code.html")
_NAME, _COLOUR = "Causerie", "#4f46e5"
# Somebody waits for the answer in front of a screen.
_TIMEOUT, _FINAL_TIMEOUT = 10, 20


class _Words(msgspec.Struct, frozen=True):
    subject: str
    code: str
    button: str
    hint: str


_WORDS: dict[Locale, _Words] = {
    "en": _Words(
        "Your sign-in code: {code}",
        "Your sign-in code:",
        "Sign in with one click",
        "The code and the link work once, for 15 minutes. If you did not ask for them, ignore this e-mail.",
    ),
    "ru": _Words(
        "Ваш код для входа: {code}",
        "Ваш код для входа:",
        "Войти одним нажатием",
        "Код и ссылка действуют один раз, 15 минут. Если вы их не запрашивали, не обращайте внимания на это письмо.",
    ),
    "ro": _Words(
        "Codul dvs. de conectare: {code}",
        "Codul dvs. de conectare:",
        "Conectați-vă cu un clic",
        "Codul și linkul sunt valabile o singură dată, 15 minute. Dacă nu le-ați cerut, ignorați acest e-mail.",
    ),
    "ar": _Words(
        "رمز الدخول الخاص بك: {code}",
        "رمز الدخول الخاص بك:",
        "الدخول بنقرة واحدة",
        "يعمل الرمز والرابط مرة واحدة خلال 15 دقيقة. إن لم تطلبهما فتجاهل هذه الرسالة.",
    ),
}


class CodeMailer:
    """Mails codes through the installation's SMTP server."""

    def __init__(self, settings: Settings) -> None:
        self._settings = settings
        self._server = SmtpServer.of(settings)

    async def send(self, recipient: str, code: str, token: str, locale: Locale) -> None:
        """Mails the code, and a link with the token.

        Raises AppError: unavailable where there is no mail server or it can't be reached, invalid where it refuses
        the address.
        """
        if self._server is None:
            LOG.error("a sign-in code could not be mailed: CAUSERIE_SMTP_URL is not set")
            raise AppError(ErrorCode.UNAVAILABLE, "This installation can't send e-mail yet.")
        server = msgspec.structs.replace(self._server, timeout=_TIMEOUT, final_timeout=_FINAL_TIMEOUT)
        mail = self._mail(recipient, code, token, locale)
        outcome = await send(server, mail, self._settings.mail_from, recipient)
        match outcome:
            case Refused(words=words):
                LOG.warning("a sign-in code was refused: %s", words)
                raise AppError(ErrorCode.INVALID, "The mail server refuses to send to this address.")
            case TryLater(words=words):
                LOG.error("a sign-in code could not be mailed: %s", words)
                raise AppError(
                    ErrorCode.UNAVAILABLE,
                    "The e-mail could not be sent now; try again.",
                    retry_after_ms=10_000,
                )
            case Unknown(words=words):
                # It may arrive. If it does not, asking for another is one click.
                LOG.warning("it is not known whether a sign-in code was mailed: %s", words)

    def _mail(self, recipient: str, code: str, token: str, locale: Locale) -> EmailMessage:
        words = _WORDS[locale]
        url = f"{self._settings.base_url}/messenger/in#{token}"
        letter = Letter(
            language=locale,
            title=words.subject.format(code=code),
            preview=words.hint,
            sender=_NAME,
            heading=_NAME,
            colour=_COLOUR,
            content=_CODE.substitute(words=html.escape(words.code), code=html.escape(code)),
            url=url,
            button=words.button,
            hint=words.hint,
        )
        mail = EmailMessage(policy=MAIL_POLICY)
        mail["From"] = address(_NAME, self._settings.mail_from)
        mail["To"] = address("", recipient)
        mail["Subject"] = letter.title
        mail["Date"] = format_datetime(datetime.now(UTC))
        mail["Message-ID"] = f"<{new_id()}@{self._settings.mail_domain}>"
        mail["Auto-Submitted"] = "auto-generated"  # RFC 3834: nobody's absence note comes back
        mail.set_content(
            f"{words.code} {code}\n\n{words.button}: {url}\n\n{words.hint}\n", cte="quoted-printable"
        )
        mail.add_alternative(render(letter), subtype="html", cte="quoted-printable")
        mail["Content-Language"] = locale
        return mail
