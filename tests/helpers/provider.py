"""An OpenID Connect provider over real HTTP, which keeps its keys and codes, holds callers to the standards, and lies
where a test tells it to."""

from __future__ import annotations

import base64
import json
import secrets
import time
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from hashlib import sha256
from typing import Any
from urllib.parse import parse_qs, urlsplit

import jwt
from cryptography.hazmat.primitives.asymmetric import ec

from tests.helpers.web import listening, plain

Json = dict[str, Any]
CLIENT_ID, CLIENT_SECRET = "causerie", "s:ecret+"


@dataclass
class IdProvider:
    """`claims`: what it says of its person. `lie` changes a token's claims, `sign` its making."""

    url: str = ""
    claims: Json = field(
        default_factory=lambda: {"sub": "1", "email": "ion@mail.example", "email_verified": True}
    )
    lie: Callable[[Json], Json] = lambda claims: claims
    sign: Callable[[Json], str] | None = None
    names_itself: bool = False
    keys: dict[str, ec.EllipticCurvePrivateKey] = field(default_factory=dict)
    codes: dict[str, Json] = field(default_factory=dict)
    asked: list[str] = field(default_factory=list)

    def rotate(self) -> None:
        """Signs by a new key from now on, and forgets the others."""
        self.keys = {secrets.token_hex(4): ec.generate_private_key(ec.SECP256R1())}

    def agree(self, address: str, **changes: Json) -> Json:
        """The person agrees on the provider's page at `address`. Returns what the browser brings back."""
        parts = urlsplit(address)
        query = {name: values[0] for name, values in parse_qs(parts.query).items()}
        assert f"{parts.scheme}://{parts.netloc}" == self.url
        assert (query["response_type"], query["client_id"]) == ("code", CLIENT_ID)
        assert query["code_challenge_method"] == "S256"
        assert "openid" in query["scope"].split()
        code = secrets.token_hex(8)
        self.codes[code] = query
        return {"code": code, "state": query["state"]} | ({"iss": self.url} if self.names_itself else {})

    def answer(self, first: str, headers: dict[str, str], body: bytes) -> bytes:
        """To any request."""
        path = first.split()[1]
        self.asked.append(path)
        answers: dict[str, Callable[[], Json | None]] = {
            "/.well-known/openid-configuration": self._metadata,
            "/keys": self._keys,
            "/token": lambda: self._token(headers, body),
        }
        said = answers[path]()
        if said is None:
            return plain("400 Bad Request", b'{"error":"invalid_grant"}')
        return plain(body=json.dumps(said).encode(), content_type="application/json")

    def _metadata(self) -> Json:
        return {
            "issuer": self.url,
            "authorization_endpoint": f"{self.url}/page",
            "token_endpoint": f"{self.url}/token",
            "jwks_uri": f"{self.url}/keys",
            "authorization_response_iss_parameter_supported": self.names_itself,
        }

    def _keys(self) -> Json:
        return {
            "keys": [
                json.loads(jwt.algorithms.ECAlgorithm.to_jwk(key.public_key()))
                | {"kid": kid, "use": "sig", "alg": "ES256"}
                for kid, key in self.keys.items()
            ]
        }

    def _token(self, headers: dict[str, str], body: bytes) -> Json | None:
        form = {name: values[0] for name, values in parse_qs(body.decode()).items()}
        asked = self.codes.pop(form["code"], None)  # once
        secret = base64.b64encode(f"{CLIENT_ID}:s%3Aecret%2B".encode()).decode()
        if asked is None or headers.get("authorization") != f"Basic {secret}":
            return None
        digest = (
            base64.urlsafe_b64encode(sha256(form["code_verifier"].encode()).digest()).decode().rstrip("=")
        )
        if digest != asked["code_challenge"] or form["redirect_uri"] != asked["redirect_uri"]:
            return None
        now = int(time.time())
        said = {"iss": self.url, "aud": CLIENT_ID, "iat": now, "exp": now + 60, "nonce": asked["nonce"]}
        return {
            "access_token": "x",
            "token_type": "Bearer",
            "id_token": self._signed(self.lie(said | self.claims)),
        }

    def _signed(self, claims: Json) -> str:
        if self.sign is not None:
            return self.sign(claims)
        ((kid, key),) = self.keys.items()
        return jwt.encode(claims, key, algorithm="ES256", headers={"kid": kid})


@asynccontextmanager
async def id_provider() -> AsyncIterator[IdProvider]:
    """Serves until the block ends."""
    provider = IdProvider()
    provider.rotate()
    async with listening(provider.answer) as port:
        provider.url = f"http://127.0.0.1:{port}"
        yield provider
