"""A phone number as a way in, by one-time codes that are sent to it.

Whoever can make us send an SMS can make us pay for it. So a code goes only to numbers of mobile phones, in countries
that the owner named, and what was sent to a number and to a country is counted in the database, over all processes.
"""

from __future__ import annotations

import hmac
from collections.abc import Awaitable, Callable
from datetime import UTC, datetime, timedelta
from uuid import UUID

import asyncpg
import msgspec
import phonenumbers
from msgspec import Struct
from phonenumbers import PhoneNumberFormat, PhoneNumberType

from causerie.accounts import audit
from causerie.accounts.model import Locale, Me, PhoneSent, Session
from causerie.accounts.service import Accounts
from causerie.errors import AppError, ErrorCode
from causerie.kit.database import Connection, Database
from causerie.kit.ids import new_id
from causerie.kit.limits import RateLimit
from causerie.kit.queries import Queries
from causerie.kit.secrets import Signer
from causerie.settings import Settings

QUERIES = Queries.beside(__file__)

CODE_LIFE = timedelta(minutes=10)
# To one number.
MOST_IN_TEN_MINUTES, MOST_A_DAY = 3, 10
# Numbers that cost their callers more than others, and such as take no SMS, are none of these.
TEXTED = frozenset({PhoneNumberType.MOBILE, PhoneNumberType.FIXED_LINE_OR_MOBILE})


class TextCode(Struct, frozen=True):
    """The job to send a code to a number, as long as it is good."""

    code_id: UUID
    phone: str
    locale: Locale
    expires_at: datetime


# In the transaction that keeps the code: has it sent.
SendText = Callable[[Connection, TextCode], Awaitable[None]]


class _Texted(Struct):
    lately: int
    today: int
    to_country: int


class _Number(Struct, frozen=True):
    """`phone`: E.164; `country`: its calling code."""

    phone: str
    shown: str
    country: int


class Phones:
    """Sends codes to phone numbers, and takes them."""

    def __init__(
        self, database: Database, accounts: Accounts, settings: Settings, *, send_text: SendText
    ) -> None:
        self._database = database
        self._accounts = accounts
        self._settings = settings
        self._send_text = send_text
        self._codes = Signer(settings.secret, "phone code")
        # Behind one address of a mobile network are many people.
        self._texts = RateLimit(burst=10, per_minute=1)
        self._tries = RateLimit(burst=10, per_minute=5)

    @property
    def offered(self) -> bool:
        """Whether this installation can send an SMS."""
        return bool(self._settings.sms_url)

    def code_of(self, code_id: UUID) -> str:
        """What is sent: nobody who reads the database can tell it."""
        return self._codes.code(str(code_id))

    # signing in --------------------------------------------------------------------------------------------------

    async def request_code(self, text: str, locale: Locale, client: str) -> PhoneSent:
        """Sends a code to sign in with. Says nothing of whether the number is known.

        Raises not_found where no SMS can be sent, invalid for what is no mobile phone's number, rate_limited.
        """
        self._accounts.check_client(client)
        return await self._send(text, None, locale, client)

    async def sign_in(self, text: str, code: str, client: str) -> tuple[Me, str]:
        """Signs in by the code that was sent; makes the account where there is none. Raises unauthenticated."""
        self._accounts.check_client(client)
        number = self._number(text)
        await self._take(number.phone, None, code)
        async with self._database.system() as connection:
            await QUERIES.execute(
                connection, "insert_account_with_phone", id=new_id(), phone=number.phone, locale="en"
            )
            account_id = await QUERIES.value(connection, "account_by_phone", UUID, phone=number.phone)
            assert account_id is not None
            return await self._accounts.open_session(connection, account_id)

    # one's own number --------------------------------------------------------------------------------------------

    async def begin_adding(self, session: Session, text: str, client: str) -> PhoneSent:
        """Sends a code to a number that is to be the account's. Raises forbidden without a fresh proof, and as
        `request_code`."""
        self._accounts.check_proved(session)
        return await self._send(text, session.account.id, _locale(session), client)

    async def add(self, session: Session, text: str, code: str) -> Me:
        """The number is the account's from now on, in place of another. Raises forbidden without a fresh proof,
        unauthenticated for a wrong code, conflict where it is another account's."""
        self._accounts.check_proved(session)
        number = self._number(text)
        await self._take(number.phone, session.account.id, code)
        try:
            async with self._database.system() as connection:
                await QUERIES.execute(connection, "set_phone", id=session.account.id, phone=number.phone)
                await audit.record_account(connection, session.account.id, "account.phone_changed")
        except asyncpg.UniqueViolationError as error:
            raise AppError(ErrorCode.CONFLICT, "This number signs another account in.") from error
        return await self._me(session, number.phone)

    async def remove(self, session: Session) -> Me:
        """The account has no number any more. Raises forbidden without a fresh proof, conflict where it is the only way
        in."""
        self._accounts.check_proved(session)
        async with self._database.system() as connection:
            await QUERIES.execute(connection, "set_phone", id=session.account.id, phone=None)
            if not await QUERIES.value(connection, "has_way_in", bool, account_id=session.account.id):
                raise AppError(ErrorCode.CONFLICT, "This is the only way into the account.")
            await audit.record_account(connection, session.account.id, "account.phone_removed")
        return await self._me(session, None)

    async def request_proof_code(self, session: Session, client: str) -> None:
        """Sends a code to the account's own number. Raises conflict where it has none, and as `request_code`."""
        if session.account.phone is None:
            raise AppError(ErrorCode.CONFLICT, "This account has neither an e-mail address nor a number.")
        await self._send(session.account.phone, session.account.id, _locale(session), client)

    async def prove(self, session: Session, code: str) -> None:
        """Takes the code that was sent to the account's own number. Raises unauthenticated."""
        await self._take(session.account.phone or "", session.account.id, code)
        await self._accounts.proved(session)

    async def _me(self, session: Session, phone: str | None) -> Me:
        account = msgspec.structs.replace(session.account, phone=phone)
        return await self._accounts.me(msgspec.structs.replace(session, account=account))

    # codes -------------------------------------------------------------------------------------------------------

    async def _send(self, text: str, account_id: UUID | None, locale: Locale, client: str) -> PhoneSent:
        number = self._number(text)
        self._texts.check(client)
        expires_at = datetime.now(UTC) + CODE_LIFE
        async with self._database.system() as connection:
            await QUERIES.execute(connection, "begin_texting")
            await QUERIES.execute(connection, "delete_old_phone_codes")
            texted = await QUERIES.one(
                connection, "texted", _Texted, phone=number.phone, country=number.country
            )
            self._check(texted)
            code_id = new_id()
            await QUERIES.execute(
                connection,
                "insert_phone_code",
                id=code_id,
                phone=number.phone,
                country=number.country,
                account_id=account_id,
                expires_at=expires_at,
            )
            await self._send_text(connection, TextCode(code_id, number.phone, locale, expires_at))
        return PhoneSent(number.phone, number.shown)

    def _check(self, texted: _Texted) -> None:
        """Raises rate_limited."""
        if texted.to_country >= self._settings.sms_per_hour:
            wait, words = timedelta(hours=1), "Too many codes were sent to this country; use another way in."
        elif texted.today >= MOST_A_DAY:
            wait, words = timedelta(days=1), "Too many codes were sent to this number today."
        elif texted.lately >= MOST_IN_TEN_MINUTES:
            wait, words = timedelta(minutes=10), "Too many codes were sent to this number; try again later."
        else:
            return
        raise AppError(ErrorCode.RATE_LIMITED, words, retry_after_ms=round(wait.total_seconds() * 1000))

    async def _take(self, phone: str, account_id: UUID | None, code: str) -> None:
        """The code is void afterwards. Raises unauthenticated where it is wrong, old, used or tried five times."""
        self._tries.check(phone)
        async with self._database.system() as connection:
            code_id = await QUERIES.value(
                connection, "try_phone_code", UUID, phone=phone, account_id=account_id
            )
            right = code_id is not None and hmac.compare_digest(self.code_of(code_id), code)
            if right:
                await QUERIES.execute(connection, "use_phone_code", id=code_id)
        if not right:
            raise AppError(ErrorCode.UNAUTHENTICATED, "This code is not right, or no longer valid.")

    def _number(self, text: str) -> _Number:
        """Raises invalid, and not_found where no SMS can be sent."""
        if not self.offered:
            raise AppError(ErrorCode.NOT_FOUND, "This installation sends no SMS.")
        countries = self._settings.sms_countries
        try:
            number = phonenumbers.parse(text, countries[0] if countries else None)
        except phonenumbers.NumberParseException as error:
            raise AppError(ErrorCode.INVALID, "This is not a phone number such as +37369123456.") from error
        region = phonenumbers.region_code_for_number(number)
        if phonenumbers.number_type(number) not in TEXTED:
            raise AppError(ErrorCode.INVALID, "This is not the number of a mobile phone.")
        if countries and region not in countries:
            raise AppError(ErrorCode.INVALID, "No SMS is sent to this country.")
        return _Number(
            phonenumbers.format_number(number, PhoneNumberFormat.E164),
            phonenumbers.format_number(number, PhoneNumberFormat.INTERNATIONAL),
            number.country_code or 0,
        )


def _locale(session: Session) -> Locale:
    locale: Locale = msgspec.convert(session.account.locale, Locale)
    return locale
