"""Telling the owners by mail that a rule was paused."""

from __future__ import annotations

from collections.abc import Awaitable, Callable

from msgspec import Struct

from causerie.accounts.model import Locale
from causerie.kit.database import Database
from causerie.kit.jobs import Jobs
from causerie.kit.queries import Queries
from causerie.rules.jobs import TellOwners

QUERIES = Queries.beside(__file__)

# Mails a subject and a text to an address, with a link to a path.
Mail = Callable[[str, str, str, str], Awaitable[None]]

_WORDS: dict[Locale, tuple[str, str]] = {
    "en": (
        "The rule “{rule}” was paused",
        "In {workspace}, the rule “{rule}” did too much in a short time and was switched off."
        " Its log says what it did.",
    ),
    "ru": (
        "Правило «{rule}» приостановлено",
        "{workspace}: правило «{rule}» сработало слишком много раз за короткое время и выключено."
        " Что оно сделало, видно в журнале.",
    ),
    "ro": (
        "Regula „{rule}” a fost oprită",
        "{workspace}: regula „{rule}” a făcut prea multe în scurt timp și a fost oprită. Jurnalul arată ce a făcut.",
    ),
    "ar": (
        "أوقفت القاعدة «{rule}» مؤقتاً",
        "{workspace}: فعلت القاعدة «{rule}» الكثير في وقت قصير فأوقفت. يبين السجل ما فعلته.",
    ),
}


class _Owner(Struct):
    email: str
    locale: Locale


class _Paused(Struct):
    name: str
    workspace: str


class Pauses:
    """Tells owners of pauses."""

    def __init__(self, database: Database, jobs: Jobs, mail: Mail) -> None:
        self._database = database
        self._jobs = jobs
        self._mail = mail

    def register(self) -> None:
        """Says who does this job."""
        self._jobs.handler("tell_owners_of_rule", TellOwners)(self.tell)

    async def tell(self, job: TellOwners) -> None:
        """Mails every owner, in their language. Nothing where the rule was switched on again meanwhile."""
        where = {"workspace_id": job.workspace_id}
        async with self._database.system() as connection:
            paused = await QUERIES.maybe(
                connection, "paused_rule", _Paused, **where, id=job.rule_id, paused_at=job.paused_at
            )
            owners = await QUERIES.all(connection, "owners", _Owner, **where)
        if paused is None:
            return
        for owner in owners:
            subject, text = (
                words.format(rule=paused.name, workspace=paused.workspace) for words in _WORDS[owner.locale]
            )
            await self._mail(owner.email, subject, text, f"/desk/{job.workspace_id}/rules")
