"""Sending a mail through the installation's SMTP server (RFC 5321), and saying honestly what became of it."""

from email.message import EmailMessage
from typing import Literal
from urllib.parse import parse_qs, unquote, urlsplit

import aiosmtplib
import msgspec
from aiosmtplib.protocol import PERIOD_REGEX, normalize_message_line_endings

from causerie.channels.email.compose import as_bytes
from causerie.channels.email.headers import is_address
from causerie.settings import PREFIX, Settings, SettingsError

_LOOPBACK = ("localhost", "127.0.0.1", "::1")
_START_INPUT = 354
_REQUESTED_ACTION_OK = 250
_BAD_ADDRESS = 553


class Sent(msgspec.Struct, frozen=True, tag="sent"):
    """The server has taken the mail over; `words` are its answer."""

    words: str


class Refused(msgspec.Struct, frozen=True, tag="refused"):
    """The server won't take this mail, now or later."""

    code: int
    words: str


class TryLater(msgspec.Struct, frozen=True, tag="try_later"):
    """The mail was certainly not taken, and may be taken later. A refused login counts as this: it isn't the
    mail's fault."""

    words: str


class Unknown(msgspec.Struct, frozen=True, tag="unknown"):
    """The connection was lost while the mail was being handed over: it may or may not arrive.

    Never to be sent again without a person's decision.
    """

    words: str


Outcome = Sent | Refused | TryLater | Unknown


class SmtpServer(msgspec.Struct, frozen=True):
    """Where mail goes out. Time-outs in seconds; `final_timeout` is for the answer to the mail itself."""

    host: str
    port: int
    username: str = ""
    password: str = ""
    security: Literal["tls", "starttls", "opportunistic"] = "opportunistic"
    timeout: float = 30
    final_timeout: float = (
        600  # RFC 5321, 4.5.3.2.6: a shorter one makes outcomes unknown that would be known
    )

    @classmethod
    def of(cls, settings: Settings) -> "SmtpServer | None":
        """Return the installation's server, None where it has none. Raises SettingsError."""
        if not settings.smtp_url:
            return None
        try:
            return cls.from_url(settings.smtp_url)
        except ValueError as error:
            raise SettingsError(f"{PREFIX}SMTP_URL: {error}") from None

    @classmethod
    def from_url(cls, url: str) -> "SmtpServer":
        """Read `smtp://user:password@host:587?starttls=1` or `smtps://user:password@host`.

        Without `starttls=1` TLS is used where the server offers it. Raises ValueError, which says what is
        wrong and doesn't repeat the password.
        """
        parts = urlsplit(url)
        if parts.scheme not in ("smtp", "smtps") or not parts.hostname:
            raise ValueError(
                "an SMTP URL is like smtp://user:password@host:587?starttls=1 or smtps://user:password@host"
            )
        options = parse_qs(parts.query, keep_blank_values=True)
        if set(options) - {"starttls"} or options.get("starttls", ["1"]) not in (["0"], ["1"]):
            raise ValueError("the only option of an SMTP URL is starttls=1 or starttls=0")
        security: Literal["tls", "starttls", "opportunistic"] = "opportunistic"
        if parts.scheme == "smtps":
            security = "tls"
        elif options.get("starttls") == ["1"]:
            security = "starttls"
        if parts.username and security == "opportunistic" and parts.hostname not in _LOOPBACK:
            raise ValueError(
                "a password is only sent under TLS: add ?starttls=1 to the SMTP URL, or use smtps://"
            )
        return cls(
            host=parts.hostname,
            port=parts.port or {"tls": 465, "starttls": 587, "opportunistic": 25}[security],
            username=unquote(parts.username or ""),
            password=unquote(parts.password or ""),
            security=security,
        )


async def send(server: SmtpServer, mail: EmailMessage | bytes, sender: str, recipient: str) -> Outcome:
    """Hand one mail to the server for one recipient. `sender` is the envelope's: bounces go there.

    Never raises for what the network or the server does; cancelling it after DATA leaves the outcome unknown.
    """
    if not is_address(recipient) or (sender and not is_address(sender)):
        # The library would take what looks like an address out of it, and the mail would go somewhere else.
        return Refused(_BAD_ADDRESS, "not an e-mail address")
    data = mail if isinstance(mail, bytes) else as_bytes(mail)
    client = aiosmtplib.SMTP(
        hostname=server.host,
        port=server.port,
        username=server.username or None,
        password=server.password or None,
        timeout=server.timeout,
        use_tls=server.security == "tls",
        start_tls={"tls": False, "starttls": True, "opportunistic": None}[server.security],
    )
    try:
        await client.connect()
    except (aiosmtplib.SMTPException, OSError, ValueError) as error:
        return TryLater(_said(error))
    try:
        return await _hand_over(client, server, data, sender, recipient)
    finally:
        client.close()


async def _hand_over(
    client: aiosmtplib.SMTP, server: SmtpServer, data: bytes, sender: str, recipient: str
) -> Outcome:
    try:
        options = ["SMTPUTF8"] if not (sender + recipient).isascii() else []
        await client.mail(sender, options=options, encoding="utf-8" if options else "ascii")
        await client.rcpt(recipient, encoding="utf-8" if options else "ascii")
        start = await client.execute_command(b"DATA")
    except aiosmtplib.SMTPResponseException as error:
        return _judged(error.code, error.message)
    except (aiosmtplib.SMTPException, OSError) as error:
        return TryLater(_said(error))
    if start.code != _START_INPUT:
        return _judged(start.code, start.message)
    if client.protocol is None:
        return TryLater("The connection was lost before the mail was sent.")
    # From the first byte on, a lost connection leaves open whether the server has taken the mail. That is why
    # the library's own `data`, which doesn't tell the two sides of this line apart, is not used.
    try:
        client.protocol.write(PERIOD_REGEX.sub(b"..", normalize_message_line_endings(data)) + b".\r\n")
        answer = await client.protocol.read_response(timeout=server.final_timeout)
    except aiosmtplib.SMTPResponseException as error:
        return Unknown(f"The server's answer makes no sense: {error.message}")
    except (aiosmtplib.SMTPException, OSError) as error:
        return Unknown(_said(error))
    if answer.code == _REQUESTED_ACTION_OK:
        return Sent(answer.message)
    return _judged(answer.code, answer.message)


def _judged(code: int, words: str) -> Refused | TryLater:
    return Refused(code, words) if 500 <= code < 600 else TryLater(f"{code} {words}")


def _said(error: Exception) -> str:
    return str(error) or type(error).__name__
