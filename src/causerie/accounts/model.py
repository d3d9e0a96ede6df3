"""Accounts, staff and workspaces, and how people of any kind are shown to each other."""

from __future__ import annotations

from datetime import datetime
from typing import Annotated, Any, Literal
from uuid import UUID

from msgspec import Meta, Struct

PersonKind = Literal["contact", "staff", "bot", "system"]
# custom: what a viewer may, and the capabilities of a role that the owner made
Role = Literal["owner", "admin", "agent", "viewer", "custom"]
# online: may be given cases; busy: at work, but no more of them; away: not there.
AgentState = Literal["online", "busy", "away"]

# One address, folded to lower case before it gets here. RFC 5321 limits a path to 254 characters. A dot-atom in ASCII
# (RFC 5322, section 3.4.1): quoted names and other alphabets (RFC 6531) are not delivered everywhere, nor by us.
_ATOM = r"[A-Za-z0-9!#$%&'*+/=?^_`{|}~-]+"
_LABEL = r"[A-Za-z0-9](?:[A-Za-z0-9-]{0,61}[A-Za-z0-9])?"
Email = Annotated[
    str,
    Meta(min_length=3, max_length=254, pattern=rf"^{_ATOM}(?:\.{_ATOM})*@{_LABEL}(?:\.{_LABEL})*\Z"),
]
Name = Annotated[str, Meta(max_length=100, pattern=r"^[^\x00]*\Z")]
Locale = Literal["en", "ru", "ro", "ar"]


class Person(Struct, frozen=True, forbid_unknown_fields=True):
    """What the readers of a conversation see of somebody in it. `avatar_url` is relative to the base URL."""

    kind: PersonKind
    id: UUID
    name: str
    avatar_url: str | None = None
    about: str = ""


class TeamCard(Struct, frozen=True):
    """A team as lists show it."""

    id: UUID
    name: str


class Team(TeamCard, frozen=True):
    """A team, with the accounts of who is in it."""

    members: list[UUID]


class NewTeam(Struct, frozen=True, forbid_unknown_fields=True):
    """A team to be made, or as it shall be from now on."""

    name: Annotated[str, Meta(min_length=1, max_length=60, pattern=r"^(?=\s*\S)[^\x00-\x1f]*\Z")]
    members: Annotated[list[UUID], Meta(max_length=500)]


class WorkspaceCard(Struct, frozen=True, forbid_unknown_fields=True):
    """What a customer sees of a business. `colour` is #rrggbb."""

    id: UUID
    slug: str
    name: str
    logo_url: str | None
    colour: str


class Account(Struct, frozen=True):
    """A person's login on this installation."""

    id: UUID
    email: str | None
    name: str
    about: str
    avatar_url: str | None
    locale: str
    phone: str | None = None


class StaffOf(Struct, frozen=True):
    """A workspace that the account works in, as what, and what they may do there."""

    workspace: WorkspaceCard
    role: Role
    capabilities: list[str]


class Me(Struct, frozen=True):
    """Who is signed in. `csrf` goes back in the header X-CSRF-Token with every change."""

    account: Account
    csrf: str
    staff_of: list[StaffOf]


class Session(Struct, frozen=True):
    """A signed-in browser. `proved_at`: when its person last showed who they are."""

    id: UUID
    account: Account
    expires_at: datetime
    proved_at: datetime


class Staff(Struct, frozen=True):
    """An account at work in one workspace."""

    workspace_id: UUID
    account: Account
    role: Role
    session_id: UUID
    # By a role that the owner made, beside what `role` may.
    granted: frozenset[str] = frozenset()

    @property
    def person(self) -> Person:
        """This member of staff as the readers of a conversation see them."""
        return Person(
            "staff", self.account.id, self.account.name, self.account.avatar_url, self.account.about
        )


class StaffLetter(Struct, frozen=True):
    """The mail that asks somebody to work somewhere: who asks, and the token of its link."""

    to: str
    workspace: WorkspaceCard
    by: str
    role: Role
    role_name: str
    token: str
    locale: Locale


class SignIn(Struct, frozen=True, forbid_unknown_fields=True):
    """E-mail and password."""

    email: Annotated[str, Meta(max_length=254, pattern=r"^[^\x00]*\Z")]
    password: Annotated[str, Meta(max_length=1_000)]


class CodeRequest(Struct, frozen=True, forbid_unknown_fields=True):
    """Asks for a one-time code by mail."""

    email: Email
    locale: Locale = "en"


class CodeAnswer(Struct, frozen=True, forbid_unknown_fields=True):
    """The code that came by mail."""

    email: Email
    code: Annotated[str, Meta(pattern=r"^[0-9]{6}\Z")]


class LinkAnswer(Struct, frozen=True, forbid_unknown_fields=True):
    """The token of a mail's link."""

    token: Annotated[str, Meta(min_length=20, max_length=100)]


# phone numbers -----------------------------------------------------------------------------------------------------

# As a person writes it; digits alone decide.
PhoneText = Annotated[str, Meta(min_length=3, max_length=40, pattern=r"^[^\x00]*\Z")]


class PhoneRequest(Struct, frozen=True, forbid_unknown_fields=True):
    """Asks for a one-time code by SMS."""

    phone: PhoneText
    locale: Locale = "en"


class PhoneSent(Struct, frozen=True):
    """Where the code goes to: the number as E.164, and as people write it."""

    phone: str
    shown: str


class PhoneAnswer(Struct, frozen=True, forbid_unknown_fields=True):
    """The code that came by SMS."""

    phone: PhoneText
    code: Annotated[str, Meta(pattern=r"^[0-9]{6}\Z")]


# finding people ----------------------------------------------------------------------------------------------------


class Findable(Struct, frozen=True):
    """Whether somebody who has the account's address, or its number, in their address book finds it. Null: it has none
    that it proved."""

    email: bool | None
    phone: bool | None


class FindableChange(Struct, frozen=True, forbid_unknown_fields=True):
    """What is null stays."""

    email: bool | None = None
    phone: bool | None = None


class AddressBook(Struct, frozen=True, forbid_unknown_fields=True):
    """E-mail addresses in lower case and numbers as E.164, of people whom somebody knows. They are compared, and not
    kept."""

    addresses: Annotated[list[Annotated[str, Meta(min_length=3, max_length=254)]], Meta(max_length=1_000)]


class FoundPerson(Struct, frozen=True):
    """Somebody who is here and agreed to be found, by one of the addresses that were asked for."""

    address: str
    account: UUID
    name: str
    avatar_url: str | None


class ProfileChange(Struct, frozen=True, forbid_unknown_fields=True):
    """What an account may change of itself; what is null stays."""

    name: Name | None = None
    about: Annotated[str, Meta(max_length=300, pattern=r"^[^\x00]*\Z")] | None = None
    locale: Locale | None = None


class PasswordChange(Struct, frozen=True, forbid_unknown_fields=True):
    """Both passwords; the new one has at least 10 characters."""

    current: Annotated[str, Meta(max_length=1_000)]
    new: Annotated[str, Meta(min_length=10, max_length=1_000)]


# passkeys and proofs -----------------------------------------------------------------------------------------------

PasskeyName = Annotated[str, Meta(min_length=1, max_length=60, pattern=r"^[^\x00]*\Z")]
# What the browser's PublicKeyCredential.toJSON() gives; browsers add fields of their own.
CredentialJson = dict[str, Any]


class Passkey(Struct, frozen=True):
    """A passkey of the account. `synced`: its provider keeps copies on the person's other devices."""

    id: UUID
    name: str
    synced: bool
    created_at: datetime
    used_at: datetime | None


class PasskeyAnswer(Struct, frozen=True, forbid_unknown_fields=True):
    """What the authenticator made (RegistrationResponseJSON), and what the person calls it."""

    name: PasskeyName
    credential: CredentialJson


class PasskeyRename(Struct, frozen=True, forbid_unknown_fields=True):
    """Another name."""

    name: PasskeyName


class PasskeySignIn(Struct, frozen=True, forbid_unknown_fields=True):
    """What the authenticator signed (AuthenticationResponseJSON)."""

    credential: CredentialJson


class PasskeyProof(Struct, frozen=True, forbid_unknown_fields=True, tag_field="kind", tag="passkey"):
    """The authenticator's signature (AuthenticationResponseJSON)."""

    credential: CredentialJson


class CodeProof(Struct, frozen=True, forbid_unknown_fields=True, tag_field="kind", tag="code"):
    """The code that was mailed to the account's address, or sent to its number where it has no address."""

    code: Annotated[str, Meta(pattern=r"^[0-9]{6}\Z")]


class PasswordProof(Struct, frozen=True, forbid_unknown_fields=True, tag_field="kind", tag="password"):
    """The account's password."""

    password: Annotated[str, Meta(max_length=1_000)]


Proof = PasskeyProof | CodeProof | PasswordProof


class Provider(Struct, frozen=True):
    """Somebody (OpenID Connect) at whom one can sign in."""

    id: str
    name: str


class ProviderStart(Struct, frozen=True, forbid_unknown_fields=True):
    """The app to come back to."""

    app: Literal["messenger", "desk"]


class ProviderAddress(Struct, frozen=True):
    """The provider's page."""

    url: str


class Login(Struct, frozen=True):
    """What a provider knows of the person, linked to the account. `shown`: the address or name it has there."""

    id: UUID
    provider: str
    shown: str
    created_at: datetime
    used_at: datetime | None


class Ways(Struct, frozen=True):
    """The ways in that this installation offers beside the code by mail."""

    passkeys: bool
    providers: list[Provider]
    phone: bool


class MyWays(Struct, frozen=True):
    """The ways in that the account has. `proved`: there is no need to show again who one is."""

    proved: bool
    password: bool
    passkeys: list[Passkey]
    logins: list[Login]


# keys ---------------------------------------------------------------------------------------------------------------


class ApiKey(Struct, frozen=True):
    """A key with which a program acts for a member of staff. `scopes` are permissions; `by` made it."""

    id: UUID
    name: str
    scopes: list[str]
    created_at: datetime
    expires_at: datetime | None
    used_at: datetime | None
    by: UUID
    by_name: str


class NewApiKey(Struct, frozen=True, forbid_unknown_fields=True):
    """A key for these scopes, that opens nothing any more after `days`; null: it does until it is removed."""

    name: Annotated[str, Meta(min_length=1, max_length=60, pattern=r"^(?=\s*\S)[^\x00]*\Z")]
    scopes: Annotated[list[str], Meta(min_length=1, max_length=30)]
    days: Annotated[int, Meta(ge=1, le=730)] | None = None


class ApiKeyMade(Struct, frozen=True):
    """A key that was just made. `token` goes into `Authorization: Bearer …`; it is never told again."""

    key: ApiKey
    token: str
