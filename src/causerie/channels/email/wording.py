"""The words of our own mails, in each language."""

from collections.abc import Callable
from datetime import datetime

import msgspec

_ENGLISH_MONTHS = ["Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"]
_ARABIC_MONTHS = [
    "يناير",
    "فبراير",
    "مارس",
    "أبريل",
    "مايو",
    "يونيو",
    "يوليو",
    "أغسطس",
    "سبتمبر",
    "أكتوبر",
    "نوفمبر",
    "ديسمبر",
]


class Wording(msgspec.Struct, frozen=True):
    """One language. `sender` and `subject` have the places {agent} and {workspace}, `transcript` the latter; `units`
    go up by 1,024 bytes."""

    language: str
    sender: str
    subject: str
    transcript: str
    continue_conversation: str
    reply_hint: str
    voice_message: str
    you: str
    units: tuple[str, str, str]
    day: Callable[[datetime], str]

    def time(self, moment: datetime) -> str:
        """Return day and time with the zone's offset, so that nobody has to guess whose noon it is."""
        offset = moment.strftime("%z")
        zone = "UTC" if offset == "+0000" else f"UTC{offset[:3]}:{offset[3:5]}"
        return f"{self.day(moment)}, {moment:%H:%M} ({zone})"

    def size(self, size: int) -> str:
        """Return a file's size for people."""
        power = 0 if size < 1024 else 1 if size < 1024**2 else 2
        number = size / 1024**power
        return f"{number:.0f} {self.units[power]}" if power < 2 else f"{number:.1f} {self.units[2]}"


def _english_day(moment: datetime) -> str:
    return f"{moment.day} {_ENGLISH_MONTHS[moment.month - 1]} {moment.year}"


def _arabic_day(moment: datetime) -> str:
    return f"{moment.day} {_ARABIC_MONTHS[moment.month - 1]} {moment.year}"


def _numeric_day(moment: datetime) -> str:
    return f"{moment:%d.%m.%Y}"


WORDING = {
    "en": Wording(
        language="en",
        sender="{agent} at {workspace}",
        subject="{agent} at {workspace} answered you",
        transcript="Your conversation with {workspace}",
        continue_conversation="Continue the conversation",
        reply_hint="You can also simply reply to this e-mail.",
        voice_message="Voice message",
        you="You",
        units=("B", "KB", "MB"),
        day=_english_day,
    ),
    "ru": Wording(
        language="ru",
        sender="{agent} ({workspace})",
        subject="Вам ответили: {agent}, {workspace}",
        transcript="Ваша переписка: {workspace}",
        continue_conversation="Продолжить разговор",
        reply_hint="Можно и просто ответить на это письмо.",
        voice_message="Голосовое сообщение",
        you="Вы",
        units=("Б", "КБ", "МБ"),
        day=_numeric_day,
    ),
    "ro": Wording(
        language="ro",
        sender="{agent} de la {workspace}",
        subject="{agent} de la {workspace} v-a răspuns",
        transcript="Conversația dvs. cu {workspace}",
        continue_conversation="Continuați conversația",
        reply_hint="Puteți și să răspundeți direct la acest e-mail.",
        voice_message="Mesaj vocal",
        you="Dvs.",
        units=("B", "KB", "MB"),
        day=_numeric_day,
    ),
    "ar": Wording(
        language="ar",
        sender="{agent} من {workspace}",
        subject="{agent} من {workspace} رد عليك",
        transcript="محادثتك مع {workspace}",
        continue_conversation="متابعة المحادثة",
        reply_hint="يمكنك أيضًا الرد ببساطة على هذه الرسالة.",
        voice_message="رسالة صوتية",
        you="أنت",
        units=("بايت", "كيلوبايت", "ميغابايت"),
        day=_arabic_day,
    ),
}
