"""What an installation can be told, read once from CAUSERIE_* variables. docs/settings.md lists the same."""

from __future__ import annotations

import secrets
from collections.abc import Mapping
from pathlib import Path
from typing import Annotated, Literal
from urllib.parse import urlsplit

import msgspec
from msgspec import Meta, Struct

PREFIX = "CAUSERIE_"
LISTS = {"allow_hosts", "nats_url", "sms_countries"}
# Given as JSON, with the page that shows one.
JSON = {"oidc": "sign-in.md", "gifs": "content.md", "tiles": "content.md"}


Country = Annotated[str, Meta(pattern=r"^[A-Z]{2}\Z")]


class SettingsError(ValueError):
    """A variable that can't be used; the message names it and says what would be right."""


class OidcProvider(Struct, frozen=True, forbid_unknown_fields=True):
    """An OpenID Connect provider. `issuer` exactly as the provider calls itself; without a secret a public client."""

    id: Annotated[str, Meta(pattern=r"^[a-z0-9-]{1,30}\Z")]
    name: Annotated[str, Meta(min_length=1, max_length=40)]
    issuer: Annotated[str, Meta(pattern=r"^https?://[^?#]+\Z")]
    client_id: Annotated[str, Meta(min_length=1)]
    client_secret: str = ""
    scopes: str = "openid email profile"


class GifProvider(Struct, frozen=True, forbid_unknown_fields=True):
    """A host of GIFs that answers as Tenor's API v2 does. `name`: how it wants to be named where they are found."""

    url: Annotated[str, Meta(pattern=r"^https?://[^?#\s]+\Z")]
    key: Annotated[str, Meta(min_length=1)]
    name: Annotated[str, Meta(min_length=1, max_length=40)]


class TileServer(Struct, frozen=True, forbid_unknown_fields=True):
    """A server of map tiles of 256 pixels in Web Mercator. `attribution`: who is to be named below a map, `link`: where
    more is said of them."""

    url: Annotated[str, Meta(pattern=r"^https?://(?=\S*\{z\})(?=\S*\{x\})(?=\S*\{y\})\S+\Z")]
    attribution: Annotated[str, Meta(min_length=1, max_length=100)]
    link: Annotated[str, Meta(pattern=r"^https?://\S+\Z")]


class Settings(Struct, frozen=True, forbid_unknown_fields=True):
    """One field a setting: `port` is read from CAUSERIE_PORT."""

    host: str = "127.0.0.1"
    port: Annotated[int, Meta(ge=1, le=65535)] = 8000
    base_url: str = ""
    data_dir: Path = Path("var")
    database_url: str = ""
    nats_url: Annotated[list[str], Meta(max_length=20)] = []
    files_url: str = ""
    secret: str = ""
    smtp_url: str = ""
    mail_domain: str = "localhost"
    mail_from: str = ""
    mail_listen: str = ""
    mail_delay_seconds: Annotated[int, Meta(ge=0, le=86400)] = 60
    ask_email_seconds: Annotated[int, Meta(ge=0, le=86400)] = 30
    visitor_messages_per_second: Annotated[int, Meta(ge=1, le=1_000_000)] = 10
    allow_hosts: Annotated[list[str], Meta(max_length=100)] = []
    sms_url: str = ""
    sms_account: str = ""
    sms_token: str = ""
    sms_from: str = ""
    sms_countries: Annotated[list[Country], Meta(max_length=250)] = []
    sms_per_hour: Annotated[int, Meta(ge=1, le=100_000)] = 30
    oidc: Annotated[list[OidcProvider], Meta(max_length=20)] = []
    gifs: GifProvider | None = None
    tiles: TileServer | None = None
    trusted_proxies: str = ""
    metrics_listen: str = ""
    drain_seconds: Annotated[int, Meta(ge=0, le=300)] = 0
    otlp_url: str = ""
    log_level: str = "info"
    carrier: Literal["picows", "asgi"] = "picows"
    log_format: Literal["text", "json"] = "text"

    @classmethod
    def from_env(cls, environ: Mapping[str, str]) -> Settings:
        """Reads every CAUSERIE_* variable of `environ`.

        Raises SettingsError for an unknown name or a value of the wrong type. Lists are separated by commas.
        """
        given = {
            key[len(PREFIX) :].lower(): value for key, value in environ.items() if key.startswith(PREFIX)
        }
        fields = {field.name: field for field in msgspec.structs.fields(cls)}
        for name in given:
            if name not in fields:
                raise SettingsError(f"{PREFIX}{name.upper()} is not a setting; docs/settings.md lists them")
        values: dict[str, object] = dict(given)
        for name in LISTS & given.keys():
            values[name] = [part.strip() for part in given[name].split(",") if part.strip()]
        if "data_dir" in given:
            values["data_dir"] = Path(given["data_dir"])
        for name in JSON.keys() & given.keys():
            try:
                values[name] = msgspec.json.decode(given[name])
            except msgspec.DecodeError as error:
                raise SettingsError(
                    f"{PREFIX}{name.upper()} must be JSON; docs/{JSON[name]} shows it: {error}"
                ) from None
        try:
            settings = msgspec.convert(values, cls, strict=False, dec_hook=_path)
        except msgspec.ValidationError as error:
            raise SettingsError(_readable(error)) from None
        return settings.completed()

    def completed(self) -> Settings:
        """The same with what follows from other settings filled in."""
        base = self.base_url.rstrip("/") or f"http://{self.host}:{self.port}"
        parts = urlsplit(base)
        if parts.scheme not in ("http", "https") or not parts.hostname:
            raise SettingsError(
                f"{PREFIX}BASE_URL must be like https://chat.example.com, not {self.base_url!r}"
            )
        if self.nats_url and not self.database_url:
            raise SettingsError(
                f"{PREFIX}NATS_URL is for several machines that share a database: set {PREFIX}DATABASE_URL too"
            )
        for provider in self.oidc:
            issuer = urlsplit(provider.issuer)
            if issuer.scheme != "https" and issuer.netloc not in self.allow_hosts:
                raise SettingsError(f"{PREFIX}OIDC: {provider.issuer} must be https")
        sms = (self.sms_url, self.sms_account, self.sms_token, self.sms_from)
        if any(sms) and not all(sms):
            raise SettingsError(
                f"{PREFIX}SMS_URL, {PREFIX}SMS_ACCOUNT, {PREFIX}SMS_TOKEN and {PREFIX}SMS_FROM go together: "
                "set all four or none"
            )
        gateway = urlsplit(self.sms_url)
        if self.sms_url and gateway.scheme != "https" and gateway.netloc not in self.allow_hosts:
            raise SettingsError(f"{PREFIX}SMS_URL must be https")
        return msgspec.structs.replace(
            self,
            base_url=base,
            sms_url=self.sms_url.rstrip("/"),
            data_dir=self.data_dir.absolute(),
            mail_from=self.mail_from or f"chat@{self.mail_domain}",
        )

    def with_secret(self) -> Settings:
        """The same with the installation's secret: the given one, or the one kept in the data directory."""
        if self.secret:
            if len(self.secret) < 32:
                raise SettingsError(f"{PREFIX}SECRET must have at least 32 characters")
            return self
        return msgspec.structs.replace(self, secret=_kept_secret(self.data_dir))


def _kept_secret(data_dir: Path) -> str:
    path = data_dir / "secret"
    if not path.exists():
        data_dir.mkdir(parents=True, exist_ok=True)
        # Whole or not at all: whatever is killed meanwhile, an empty secret never signs anything.
        unfinished = path.with_suffix(".new")
        unfinished.touch(mode=0o600)
        unfinished.write_text(secrets.token_urlsafe(32))
        unfinished.rename(path)
    return path.read_text()


def _path(kind: type, value: object) -> object:
    if kind is Path:
        return Path(str(value))
    raise NotImplementedError


def _readable(error: msgspec.ValidationError) -> str:
    words, _, where = str(error).partition(" - at `$.")
    return f"{PREFIX}{where.rstrip('`').upper()}: {words}" if where else words
