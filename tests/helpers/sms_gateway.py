"""An SMS gateway, and the phones that it reaches: it holds senders to Twilio's Messages resource
(https://www.twilio.com/docs/messaging/api/message-resource), and keeps what each phone got."""

from __future__ import annotations

import json
import re
from base64 import b64decode
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from urllib.parse import parse_qs

from tests.helpers.web import listening, plain

ACCOUNT, TOKEN, FROM = "AC0123456789abcdef0123456789abcdef", "gateway token", "+15005550006"
E164 = re.compile(r"^\+[1-9]\d{6,14}$")
LONGEST_BODY = 1600


@dataclass
class SmsGateway:
    """`busy`: so many of the next requests are answered that it can't now."""

    url: str = ""
    phones: dict[str, list[str]] = field(default_factory=dict)
    refused: list[int] = field(default_factory=list)
    busy: int = 0

    def settings(self) -> dict[str, str]:
        """What the owner configures."""
        return {"sms_url": self.url, "sms_account": ACCOUNT, "sms_token": TOKEN, "sms_from": FROM}

    def code(self, phone: str) -> str:
        """What the phone's browser would fill in: the code that the last line of the newest text names."""
        *_, last = self.phones[phone][-1].splitlines()
        found = re.fullmatch(r"@([\w.-]+) #(\d{6})", last)
        assert found is not None, last
        return found[2]

    def answer(self, first: str, headers: dict[str, str], body: bytes) -> bytes:
        """To a sender."""
        if self.busy:
            self.busy -= 1
            return self._refuse("503 Service Unavailable", 20503, "Service unavailable")
        scheme, _, login = headers.get("authorization", "").partition(" ")
        if scheme != "Basic" or b64decode(login).decode() != f"{ACCOUNT}:{TOKEN}":
            return self._refuse("401 Unauthorized", 20003, "Authenticate")
        if first != f"POST /2010-04-01/Accounts/{ACCOUNT}/Messages.json HTTP/1.1":
            return self._refuse("404 Not Found", 20404, "The requested resource was not found")
        if headers["content-type"] != "application/x-www-form-urlencoded":
            return self._refuse("415 Unsupported Media Type", 20415, "Unsupported media type")
        given = {name: values[0] for name, values in parse_qs(body.decode(), strict_parsing=True).items()}
        if not E164.match(given.get("To", "")):
            return self._refuse("400 Bad Request", 21211, "Invalid 'To' Phone Number")
        if given.get("From") != FROM:
            return self._refuse("400 Bad Request", 21212, "Invalid 'From' Number")
        if not given.get("Body"):
            return self._refuse("400 Bad Request", 21602, "Message body is required")
        if len(given["Body"]) > LONGEST_BODY:
            return self._refuse("400 Bad Request", 21617, "The concatenated message body is too long")
        texts = self.phones.setdefault(given["To"], [])
        texts.append(given["Body"])
        return self._json(
            "201 Created", {"sid": f"SM{len(texts):032x}", "status": "queued", "to": given["To"]}
        )

    def _refuse(self, status: str, code: int, message: str) -> bytes:
        self.refused.append(code)
        return self._json(status, {"code": code, "message": message, "status": int(status[:3])})

    def _json(self, status: str, answer: dict[str, object]) -> bytes:
        return plain(status, json.dumps(answer).encode(), content_type="application/json")


@asynccontextmanager
async def sms_gateway() -> AsyncIterator[SmsGateway]:
    """Serves until the block ends."""
    gateway = SmsGateway()
    async with listening(gateway.answer) as port:
        gateway.url = f"http://127.0.0.1:{port}"
        yield gateway
