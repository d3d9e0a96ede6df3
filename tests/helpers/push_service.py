"""A push service, and the browsers that listen to it: it holds senders to RFC 8030, 8291 and 8292, as a browser reads
what came."""

from __future__ import annotations

import json
import os
import time
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from typing import Any

import http_ece  # type: ignore[import-untyped]  # the library has no types
import jwt
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat

from tests.helpers.authenticator import decode, encode
from tests.helpers.web import listening, plain

Json = dict[str, Any]
CURVE = ec.SECP256R1()


@dataclass
class Told:
    """A message that a browser got."""

    device: str
    notice: Json
    ttl: int
    urgency: str
    topic: str


@dataclass
class PushService:
    """`answers`: the status that a device's next messages get in place of 201."""

    url: str = ""
    devices: dict[str, tuple[ec.EllipticCurvePrivateKey, bytes]] = field(default_factory=dict)
    told: list[Told] = field(default_factory=list)
    answers: dict[str, str] = field(default_factory=dict)
    server_key: str = ""
    asked: int = 0

    def subscribe(self, name: str, server_key: str = "") -> Json:
        """A browser's subscription, as its toJSON() gives it."""
        self.server_key = server_key or self.server_key
        private, auth = ec.generate_private_key(CURVE), os.urandom(16)
        self.devices[name] = private, auth
        point = private.public_key().public_bytes(Encoding.X962, PublicFormat.UncompressedPoint)
        return {"endpoint": f"{self.url}/{name}", "keys": {"p256dh": encode(point), "auth": encode(auth)}}

    def answer(self, first: str, headers: dict[str, str], body: bytes) -> bytes:
        """To a sender."""
        self.asked += 1
        method, path, _ = first.split()
        name = path.removeprefix("/")
        if name in self.answers:
            return plain(self.answers[name])
        assert method == "POST"
        self._check_sender(headers["authorization"])
        assert headers["content-encoding"] == "aes128gcm"
        private, auth = self.devices[name]
        notice = json.loads(
            http_ece.decrypt(body, private_key=private, auth_secret=auth, version="aes128gcm")
        )
        assert len(headers["topic"]) <= 32
        self.told.append(Told(name, notice, int(headers["ttl"]), headers["urgency"], headers["topic"]))
        return plain("201 Created", b"")

    def _check_sender(self, header: str) -> None:
        scheme, _, rest = header.partition(" ")
        given = dict(part.strip().split("=", 1) for part in rest.split(","))
        assert (scheme, given["k"]) == ("vapid", self.server_key)
        key = ec.EllipticCurvePublicKey.from_encoded_point(CURVE, decode(given["k"]))
        claims = jwt.decode(given["t"], key, algorithms=["ES256"], audience=self.url)
        assert time.time() < claims["exp"] <= time.time() + 24 * 3600
        assert claims["sub"].startswith("mailto:")


@asynccontextmanager
async def push_service() -> AsyncIterator[PushService]:
    """Serves until the block ends."""
    service = PushService()
    async with listening(service.answer) as port:
        service.url = f"http://127.0.0.1:{port}"
        yield service
