"""Mailing the invitation to work for a business."""

import html
from email.message import EmailMessage

import msgspec

from causerie.accounts.model import Locale, Role, StaffLetter
from causerie.channels.email.letter import Letter, template
from causerie.channels.email.posting import envelope, post
from causerie.channels.email.smtp_out import SmtpServer
from causerie.settings import Settings

_WORDS_OF = template("words.html")


class _Words(msgspec.Struct, frozen=True):
    subject: str
    text: str
    button: str
    hint: str
    roles: dict[Role, str]


_WORDS: dict[Locale, _Words] = {
    "en": _Words(
        "{by} invites you to {workspace}",
        "{by} invites you to answer customers of {workspace} in Causerie, as {role}.",
        "Accept the invitation",
        "The link works once, for 7 days. If you did not expect it, ignore this e-mail.",
        {"owner": "owner", "admin": "admin", "agent": "agent", "viewer": "viewer"},
    ),
    "ru": _Words(
        "{by} приглашает вас в {workspace}",
        "{by} приглашает вас отвечать клиентам {workspace} в Causerie. Роль: {role}.",
        "Принять приглашение",
        "Ссылка действует один раз, 7 дней. Если вы не ждали приглашения, не обращайте внимания на это письмо.",
        {"owner": "владелец", "admin": "администратор", "agent": "агент", "viewer": "наблюдатель"},
    ),
    "ro": _Words(
        "{by} vă invită în {workspace}",
        "{by} vă invită să răspundeți clienților {workspace} în Causerie. Rol: {role}.",
        "Acceptați invitația",
        "Linkul este valabil o singură dată, 7 zile. Dacă nu îl așteptați, ignorați acest e-mail.",
        {"owner": "proprietar", "admin": "administrator", "agent": "agent", "viewer": "observator"},
    ),
    "ar": _Words(
        "{by} يدعوك إلى {workspace}",
        "{by} يدعوك للرد على عملاء {workspace} في Causerie. الدور: {role}.",
        "قبول الدعوة",
        "يعمل الرابط مرة واحدة خلال 7 أيام. إن لم تكن تنتظره فتجاهل هذه الرسالة.",
        {"owner": "مالك", "admin": "مدير", "agent": "وكيل", "viewer": "مشاهد"},
    ),
}


class StaffMailer:
    """Mails invitations through the installation's SMTP server."""

    def __init__(self, settings: Settings) -> None:
        self._settings = settings
        self._server = SmtpServer.of(settings)

    async def send(self, invitation: StaffLetter) -> None:
        """Mails it. Raises AppError as `post`."""
        mail = self._mail(invitation)
        await post(self._server, mail, self._settings.mail_from, invitation.to, "an invitation")

    def _mail(self, invitation: StaffLetter) -> EmailMessage:
        words = _WORDS[invitation.locale]
        given = {
            "by": invitation.by,
            "workspace": invitation.workspace.name,
            "role": words.roles.get(invitation.role, invitation.role_name),
        }
        text = words.text.format_map(given)
        letter = Letter(
            language=invitation.locale,
            title=words.subject.format_map(given),
            preview=text,
            sender=invitation.workspace.name,
            heading=invitation.workspace.name,
            colour=invitation.workspace.colour,
            content=_WORDS_OF.substitute(words=html.escape(text)),
            url=f"{self._settings.base_url}/desk/invited#{invitation.token}",
            button=words.button,
            hint=words.hint,
        )
        plain = f"{text}\n\n{letter.button}: {letter.url}\n\n{letter.hint}\n"
        return envelope(self._settings, letter, invitation.to, plain)
