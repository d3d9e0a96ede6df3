"""Mailing the one-time code, and the link, that prove a mailbox."""

import html
from email.message import EmailMessage

import msgspec

from causerie.accounts.model import Locale
from causerie.channels.email.letter import Letter, template
from causerie.channels.email.posting import envelope, post
from causerie.channels.email.smtp_out import SmtpServer
from causerie.settings import Settings

_CODE = template("code.html")
_NAME, _COLOUR = "Causerie", "#4f46e5"


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
        mail = self._mail(recipient, code, token, locale)
        await post(self._server, mail, self._settings.mail_from, recipient, "a sign-in code")

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
        text = f"{words.code} {code}\n\n{words.button}: {url}\n\n{words.hint}\n"
        return envelope(self._settings, letter, recipient, text)
