"""What comes in and goes out: the web port, the bus between machines, outgoing and incoming mail."""

from __future__ import annotations

import asyncio
import socket
from urllib.parse import urlsplit

import aiosmtplib
from nats.aio.client import Client
from nats.errors import Error as NatsError

from causerie.channels.email.service import listens
from causerie.channels.email.smtp_out import SmtpServer
from causerie.doctor.finding import Finding, fine, note, wrong
from causerie.kit.http import HttpClient, HttpError
from causerie.settings import PREFIX, Settings, SettingsError

PATIENCE_SECONDS = 10.0
PATIENCE_HERE_SECONDS = 2.0  # for what runs on this machine


async def web_port(settings: Settings) -> list[Finding]:
    """Whether the port is free, or Causerie's already."""
    what, where = "web port", f"{settings.host}:{settings.port}"
    refused = _taken(settings.host, settings.port)
    if refused is None:
        return [fine(what, f"{where} is free")]
    if await _is_causerie(settings):
        return [fine(what, f"{where}: Causerie runs there")]
    return [
        wrong(what, f"{where} can't be had: {refused}", f"stop what uses it, or set another {PREFIX}PORT")
    ]


async def _is_causerie(settings: Settings) -> bool:
    host = settings.host if settings.host not in ("0.0.0.0", "::") else "127.0.0.1"
    here = f"{host}:{settings.port}"
    async with HttpClient(frozenset({here})) as http:
        try:
            answer = await http.request("GET", f"http://{here}/healthz", timeout=PATIENCE_HERE_SECONDS)
        except HttpError:
            return False
    return answer.body == b'{"status":"ok"}'


def _taken(host: str, port: int) -> str | None:
    """Why nobody can listen there now; None: one can."""
    try:
        family, kind, protocol, _, address = socket.getaddrinfo(
            host, port, type=socket.SOCK_STREAM, flags=socket.AI_PASSIVE
        )[0]
        with socket.socket(family, kind, protocol) as probe:
            probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
            probe.bind(address)
    except OSError as error:
        return error.strerror or str(error)
    return None


async def bus(settings: Settings) -> list[Finding]:
    """Whether each server of the bus between machines answers and lets us in."""
    return [await _nats(url) for url in settings.nats_url]


async def _nats(url: str) -> Finding:
    what, where = "bus", urlsplit(url).netloc.rpartition("@")[2]
    client = Client()

    async def failed(error: Exception) -> None:
        said.append(error)

    said: list[Exception] = []
    try:
        # The library tries on for minutes where nobody answers.
        async with asyncio.timeout(PATIENCE_HERE_SECONDS):
            await client.connect(url, allow_reconnect=False, error_cb=failed)
            await client.flush()
    except (OSError, TimeoutError, NatsError) as error:
        why = said[0] if said else error
        mend = f"check {PREFIX}NATS_URL and the server; without a bus, news of other machines comes 4 s late"
        return wrong(what, f"{where}: {why or type(why).__name__}", mend)
    finally:
        await client.close()
    return fine(what, f"{where} answers")


async def mail_out(settings: Settings) -> list[Finding]:
    """Whether the SMTP server takes our mail: EHLO, TLS and the login, but no mail."""
    what = "mail out"
    if not settings.smtp_url:
        mend = f"set {PREFIX}SMTP_URL, like smtp://user:password@mail.example.com:587?starttls=1"
        return [note(what, "not set: nobody gets an answer by e-mail, and no sign-in code", mend)]
    try:
        server = SmtpServer.from_url(settings.smtp_url)
    except ValueError as error:
        return [wrong(what, str(error), f"write {PREFIX}SMTP_URL so")]
    where = f"{server.host}:{server.port}"
    client = aiosmtplib.SMTP(
        hostname=server.host,
        port=server.port,
        username=server.username or None,
        password=server.password or None,
        timeout=PATIENCE_SECONDS,
        use_tls=server.security == "tls",
        start_tls={"tls": False, "starttls": True, "opportunistic": None}[server.security],
    )
    try:
        await client.connect()
        encrypted = client.get_transport_info("sslcontext") is not None
        await client.quit()
    except aiosmtplib.SMTPAuthenticationError as error:
        return [wrong(what, f"{where} refuses the login: {error.message}", f"correct {PREFIX}SMTP_URL")]
    except (aiosmtplib.SMTPException, OSError, ValueError) as error:
        words = f"{where}: {error or type(error).__name__}"
        return [
            wrong(what, words, "check the host, the port and the encryption, and what a firewall lets out")
        ]
    finally:
        client.close()
    if not encrypted and server.host not in ("localhost", "127.0.0.1", "::1"):
        return [
            note(
                what, f"{where} answers, but mail goes there unencrypted", "add ?starttls=1, or use smtps://"
            )
        ]
    login = f", signed in as {server.username}" if server.username else ""
    return [fine(what, f"{where} answers{', encrypted' if encrypted else ''}{login}")]


async def mail_in(settings: Settings) -> list[Finding]:
    """Whether answers to our mails can come back."""
    what, domain = "mail in", settings.mail_domain
    if not settings.mail_listen:
        mend = f"set {PREFIX}MAIL_LISTEN, like 0.0.0.0:25, or lmtp://127.0.0.1:2424 behind a mail server"
        verdict = wrong if settings.smtp_url else note
        return [verdict(what, "not listened for: answers by e-mail are lost", mend)]
    try:
        where = listens(settings.mail_listen)
        assert where is not None
    except SettingsError as error:
        return [wrong(what, str(error), f"write {PREFIX}MAIL_LISTEN so")]
    found = []
    host, port = where.hostname or "", where.port or 0
    refused = _taken(host, port)
    if refused is not None and not await _greets_as_causerie(host, port):
        mend = "stop what uses it; below 1024, let a mail server take port 25 and hand on by LMTP"
        found.append(wrong(what, f"{host}:{port} can't be had: {refused}", mend))
    else:
        found.append(fine(what, f"{settings.mail_listen} {'is free' if refused is None else 'is ours'}"))
    if domain == "localhost":
        mend = f"set {PREFIX}MAIL_DOMAIN to a domain of yours, like chat.example.com"
        found.append(wrong(what, "no mail from outside ever finds reply+…@localhost", mend))
    else:
        machine = urlsplit(settings.base_url).hostname
        words = f"answers go to reply+…@{domain}; whether they arrive here is decided by DNS"
        found.append(note(what, words, f"the record to have: {domain}. MX 10 {machine}."))
    return found


async def _greets_as_causerie(host: str, port: int) -> bool:
    """Whether our own listener answers there: it names itself in its greeting (RFC 5321, 4.2)."""
    here = host if host != "0.0.0.0" else "127.0.0.1"
    client = aiosmtplib.SMTP(hostname=here, port=port, timeout=PATIENCE_HERE_SECONDS, start_tls=False)
    try:
        return "Causerie" in (await client.connect()).message
    except (aiosmtplib.SMTPException, OSError):
        return False
    finally:
        client.close()
