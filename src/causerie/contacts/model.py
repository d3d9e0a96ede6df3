"""People as one workspace knows them."""

from __future__ import annotations

from datetime import datetime
from typing import Annotated, Any, Literal
from uuid import UUID

from msgspec import UNSET, Meta, Struct, UnsetType

from causerie.accounts.model import Email, Locale
from causerie.kit.secrets import hash_token

IdentityKind = Literal["browser", "email", "user", "phone"]
Nonce = Annotated[str, Meta(min_length=8, max_length=100, pattern=r"^[A-Za-z0-9_.-]+\Z")]
PlainName = Annotated[str, Meta(max_length=100, pattern=r"^[^\x00-\x1f]*\Z")]


AttributeName = Annotated[str, Meta(pattern=r"^[A-Za-z0-9_][A-Za-z0-9_ .-]{0,49}\Z")]


class AttributeDate(Struct, frozen=True, forbid_unknown_fields=True):
    """An attribute that is a moment, with its offset from UTC."""

    date: Annotated[datetime, Meta(tz=True)]


# The four types of an attribute: text, number, boolean, date. Numbers are exact in every browser.
Attribute = (
    Annotated[str, Meta(max_length=500, pattern=r"^[^\x00]*\Z")]
    | bool
    | Annotated[int, Meta(ge=-(2**53), le=2**53)]
    | float
    | AttributeDate
)


class ContactCard(Struct, frozen=True, forbid_unknown_fields=True):
    """What a list shows of a contact. `verified`: some identity of theirs is proven. `erased`: they asked to be
    forgotten, and were."""

    id: UUID
    name: str
    avatar_url: str | None
    email: str | None
    verified: bool
    erased: bool


class Page(Struct, frozen=True, forbid_unknown_fields=True):
    """The page of a shop that a visitor is on. Only http and https addresses."""

    url: Annotated[str, Meta(max_length=2_000, pattern=r"^https?://[^\x00]*\Z")]
    title: Annotated[str, Meta(max_length=300, pattern=r"^[^\x00]*\Z")] = ""
    referrer: Annotated[str, Meta(max_length=2_000, pattern=r"^[^\x00]*\Z")] = ""


class Visit(Struct, frozen=True):
    """A page seen by a browser whose owner opened the chat. `device`: the browser and the system, by their names."""

    url: str
    title: str
    referrer: str
    at: datetime
    device: str = ""


class Tracked(Struct, frozen=True, forbid_unknown_fields=True):
    """Something that a site's page says happened to its visitor. The same `id` again is the same event."""

    id: Annotated[str, Meta(min_length=8, max_length=64, pattern=r"^[A-Za-z0-9_-]+\Z")]
    name: Annotated[str, Meta(min_length=1, max_length=100, pattern=r"^[^\x00-\x1f]+\Z")]
    at: Annotated[datetime, Meta(tz=True)]
    details: Annotated[dict[AttributeName, Attribute], Meta(max_length=20)] = {}


class Claim(Struct, frozen=True, forbid_unknown_fields=True):
    """Who a page says its visitor is, with no signature: it finds, proves and merges nobody."""

    user_id: Annotated[str, Meta(max_length=200, pattern=r"^[^\x00-\x1f]+\Z")] | None = None
    name: PlainName | None = None
    email: Email | None = None
    phone_number: Annotated[str, Meta(max_length=40, pattern=r"^[^\x00-\x1f]*\Z")] | None = None
    avatar_url: Annotated[str, Meta(max_length=500, pattern=r"^https?://[^\x00-\x20]*\Z")] | None = None


class Identity(Struct, frozen=True):
    """A way in which a contact is known. A browser's value is not told."""

    kind: IdentityKind
    value: str
    verified_at: datetime | None


class Consent(Struct, frozen=True):
    """A consent as it was given or taken back. `text`: what was agreed to, word for word; `source`: where."""

    purpose: str
    channel: str
    text: str
    source: str
    given: bool
    at: datetime


class ContactProfile(Struct, frozen=True):
    """All that staff see of a contact. Facts that a verified source stated and facts that were claimed stay apart."""

    card: ContactCard
    identities: list[Identity]
    verified_facts: dict[str, Any]
    claimed_facts: dict[str, Any]
    locale: str
    created_at: datetime
    visits: list[Visit]
    tracked: list[Tracked]
    consents: list[Consent]


Emails = Annotated[list[Email], Meta(max_length=20)]
# As people write it, with the country's code.
PhoneText = Annotated[str, Meta(min_length=3, max_length=40, pattern=r"^[^\x00]*\Z")]
PhoneTexts = Annotated[list[PhoneText], Meta(max_length=20)]
Facts = Annotated[dict[AttributeName, Attribute | None], Meta(max_length=50)]


class NewContact(Struct, frozen=True, forbid_unknown_fields=True):
    """A contact made by hand or by a program. `attributes`: what the business itself knows of them."""

    name: PlainName = ""
    emails: Emails = []
    phones: PhoneTexts = []
    locale: Locale = "en"
    attributes: Facts = {}


class ContactEdit(Struct, frozen=True, forbid_unknown_fields=True):
    """How a contact's data are from now on; what is not given stays. `emails` and `phones`: all that they have.
    `attributes`: those that change; null: it is known no more."""

    name: PlainName | UnsetType = UNSET
    emails: Emails | UnsetType = UNSET
    phones: PhoneTexts | UnsetType = UNSET
    locale: Locale | UnsetType = UNSET
    attributes: Facts | UnsetType = UNSET


class ContactDataChange(Struct, frozen=True):
    """What somebody changed of a contact's data: of each field what it was and what it is. `by` is empty for a program
    of ours; `source`: desk, import, merge."""

    id: UUID
    at: datetime
    source: str
    by: str
    changes: dict[str, tuple[Any, Any]]


class Visitor(Struct, frozen=True):
    """A browser that presents a token. `contact_id` and `identity_id` are null until it wrote. `horizon`: an
    unverified browser sees entries up to this seq and its own; null: all."""

    workspace_id: UUID
    channel_id: UUID
    token: str
    contact_id: UUID | None = None
    identity_id: UUID | None = None
    verified: bool = False
    horizon: int | None = None

    @property
    def file_owner(self) -> str:
        """Whose files this browser's uploads are: hex SHA-256 of the token."""
        return hash_token(self.token).hex()


class Identify(Struct, frozen=True, forbid_unknown_fields=True):
    """The shop says who its visitor is, and signs it with the channel's identify secret.

    Either `jwt`: HS256, claims `sub` (equal to `user_id`), `exp`, `jti` and, as wished, `name`, `email`,
    `phone_number` and `attributes` (an object of attributes, verified by this signature). Or
    `user_hash`: the hex HMAC-SHA256 over `user_id`, `expires` (Unix seconds), `nonce`, `name` and `email` joined by
    line feeds, absent ones empty. Either is good for 24 hours at most and for one browser.
    """

    user_id: Annotated[str, Meta(min_length=1, max_length=200, pattern=r"^[^\x00-\x1f]+\Z")]
    jwt: Annotated[str, Meta(max_length=4_000)] | None = None
    user_hash: Annotated[str, Meta(max_length=128)] | None = None
    expires: Annotated[int, Meta(ge=0)] | None = None
    nonce: Nonce | None = None
    name: PlainName | None = None
    email: Email | None = None


class Identified(Struct, frozen=True):
    """The visitor's token from now on. `known`: whether the shop's customer has a conversation here already; where not,
    nothing was written: say it again after the first message."""

    token: str
    known: bool


class EmailGift(Struct, frozen=True, forbid_unknown_fields=True):
    """The address that a visitor leaves."""

    email: Email


class CodeWish(Struct, frozen=True, forbid_unknown_fields=True):
    """Asks for a code to the address left, in this language."""

    locale: Locale = "en"


class CodeGift(Struct, frozen=True, forbid_unknown_fields=True):
    """The code that was mailed to the address left."""

    code: Annotated[str, Meta(pattern=r"^[0-9]{6}\Z")]


class Token(Struct, frozen=True):
    """A visitor's token, to be kept by the browser and sent as `Authorization: Bearer`."""

    token: str
