"""The demo's own mail server: it keeps what was sent as .eml files, and answers as a customer would."""

import asyncio
import os
import re
from datetime import UTC, datetime
from email import message_from_bytes
from email.policy import compat32
from pathlib import Path

import msgspec

from causerie.channels.email.adapter import parse
from causerie.channels.email.headers import addresses, raw_header, words
from causerie.channels.email.listener import Envelope
from causerie.channels.email.mail_program import answer
from causerie.channels.email.model import MailAttachment, MailRefused
from causerie.channels.email.smtp_out import Outcome, SmtpServer, send
from causerie.errors import AppError, ErrorCode, not_found
from causerie.kit.ids import new_id

_ID = re.compile(r"[0-9a-f]{32}\Z")
_SUMMARY_BYTES = 64 * 1024


class MailSummary(msgspec.Struct, frozen=True):
    """One line of the mailbox's list; ids rise with time."""

    id: str
    to_address: str
    from_name: str
    from_address: str
    subject: str
    received_at: datetime


class KeptMail(msgspec.Struct, frozen=True):
    """A mail as its reader sees it. `html` is as it was sent: show it in a sandboxed frame only."""

    summary: MailSummary
    text: str
    html: str
    attachments: list[str]


class Mailbox:
    """Keeps the newest `limit` mails in `directory`; answers go to `server` by SMTP.

    One process at a time uses a directory.
    """

    def __init__(self, directory: Path, server: SmtpServer | None = None, *, limit: int = 500) -> None:
        self.directory = directory
        self._server = server
        self._limit = limit
        self._summaries: dict[str, MailSummary] = {}

    def answer_through(self, server: SmtpServer) -> None:
        """Say where answers go, once that is known."""
        self._server = server

    async def open(self) -> None:
        """Find what was kept before. Raises OSError where the directory can't be used."""
        self._summaries = await asyncio.to_thread(self._found)

    async def keep(self, envelope: Envelope) -> None:
        """Take a mail in: what the listener delivers to."""
        for recipient in envelope.recipients:
            mail_id = new_id().hex
            raw = (
                f"Return-Path: <{envelope.mail_from}>\r\nDelivered-To: {recipient}\r\n".encode()
                + envelope.raw
            )
            await asyncio.to_thread(self._write, mail_id, raw)
            self._summaries[mail_id] = _summary(mail_id, raw)
        for oldest in sorted(self._summaries)[: -self._limit]:
            del self._summaries[oldest]
            await asyncio.to_thread(self._path(oldest).unlink, missing_ok=True)

    def mails(self, to_address: str = "") -> list[MailSummary]:
        """Return what is there, the newest first; only what went to `to_address` where it is given."""
        wanted = to_address.lower()
        found = (mail for mail in self._summaries.values() if not wanted or mail.to_address == wanted)
        return sorted(found, key=lambda mail: mail.id, reverse=True)

    async def read(self, mail_id: str) -> KeptMail:
        """Return one mail. Raises AppError(not_found)."""
        summary, raw = await self._original(mail_id)
        return await asyncio.to_thread(_opened, summary, raw)

    async def reply(self, mail_id: str, text: str, attachments: list[MailAttachment]) -> Outcome:
        """Answer a mail from the address it went to. Raises AppError: not_found, unavailable."""
        if self._server is None:
            raise AppError(ErrorCode.UNAVAILABLE, "Incoming mail is not listened for.")
        summary, raw = await self._original(mail_id)
        mail = await asyncio.to_thread(answer, raw, text, attachments, now=datetime.now(UTC))
        return await send(self._server, mail, summary.to_address, str(mail["To"]))

    async def _original(self, mail_id: str) -> tuple[MailSummary, bytes]:
        summary = self._summaries.get(mail_id)
        if summary is None:
            raise not_found("mail")
        return summary, await asyncio.to_thread(self._path(mail_id).read_bytes)

    def _path(self, mail_id: str) -> Path:
        return self.directory / f"{mail_id}.eml"

    def _write(self, mail_id: str, raw: bytes) -> None:
        # Acknowledged means kept: on the disk, whole, before its sender hears 250.
        unfinished = self.directory / f"{mail_id}.part"
        with unfinished.open("wb") as file:
            file.write(raw)
            file.flush()
            os.fsync(file.fileno())
        unfinished.rename(self._path(mail_id))

    def _found(self) -> dict[str, MailSummary]:
        self.directory.mkdir(parents=True, exist_ok=True)
        for unfinished in self.directory.glob("*.part"):
            unfinished.unlink()
        found: dict[str, MailSummary] = {}
        for path in self.directory.glob("*.eml"):
            if _ID.match(path.stem):
                with path.open("rb") as file:
                    found[path.stem] = _summary(path.stem, file.read(_SUMMARY_BYTES))
        return found


def _summary(mail_id: str, raw: bytes) -> MailSummary:
    headers = message_from_bytes(raw[:_SUMMARY_BYTES], policy=compat32)
    name, address = next(iter(addresses(headers, "From")), ("", ""))
    return MailSummary(
        id=mail_id,
        to_address=next((to for _, to in addresses(headers, "Delivered-To", "To")), ""),
        from_name=name,
        from_address=address,
        subject=words(raw_header(headers, "Subject")),
        # The first 48 bits of a UUIDv7 are its time in milliseconds.
        received_at=datetime.fromtimestamp(int(mail_id[:12], 16) / 1000, UTC),
    )


def _opened(summary: MailSummary, raw: bytes) -> KeptMail:
    try:
        mail = parse(raw)
    except MailRefused as refusal:
        return KeptMail(summary, text=refusal.detail, html="", attachments=[])
    return KeptMail(summary, mail.full_text, _original_html(raw), [file.name for file in mail.attachments])


def _original_html(raw: bytes) -> str:
    for part in message_from_bytes(raw, policy=compat32).walk():
        data = part.get_payload(decode=True)
        if part.get_content_type() == "text/html" and isinstance(data, bytes):
            return data.decode(errors="replace")
    return ""
