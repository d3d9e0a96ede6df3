"""What a browser begins here and somebody else finishes: its authenticator (WebAuthn), or a provider (OpenID Connect).

Nothing is kept of what was merely begun. The challenge says itself until when it is good, and is signed together with
what it is for and whose browser it was given to; of a finished one the hash is kept until it would have expired.
"""

from __future__ import annotations

import time
from datetime import UTC, datetime

from causerie.errors import AppError, ErrorCode
from causerie.kit.database import Connection
from causerie.kit.queries import Queries
from causerie.kit.secrets import Signer, hash_token, new_token

QUERIES = Queries.beside(__file__)
CEREMONY_SECONDS = 600


class Ceremonies:
    """Gives out challenges that work once, for ten minutes, for one purpose, in one browser."""

    def __init__(self, secret: str) -> None:
        self._signer = Signer(secret, "ceremony")

    def begin(self, purpose: str, browser: str) -> str:
        """A challenge of letters, digits, `-`, `_` and `.`. `browser`: what only that browser has or is."""
        unsigned = f"{int(time.time()) + CEREMONY_SECONDS}.{new_token()}"
        return f"{unsigned}.{self._signer.sign(purpose, browser, unsigned)}"

    async def finish(self, connection: Connection, purpose: str, browser: str, challenge: str) -> None:
        """Takes the challenge. Raises unauthenticated where it is not ours, another's, for another purpose, too old or
        used."""
        unsigned, _, signature = challenge.rpartition(".")
        ours = self._signer.verify(signature, purpose, browser, unsigned)
        expires = int(unsigned.partition(".")[0]) if ours else 0
        if expires < time.time() or not await self._spend(connection, challenge, expires):
            raise AppError(ErrorCode.UNAUTHENTICATED, "This took too long, or was done before. Begin again.")

    async def _spend(self, connection: Connection, challenge: str, expires: int) -> bool:
        await QUERIES.execute(connection, "forget_spent_challenges")
        spent = await QUERIES.execute(
            connection,
            "spend_challenge",
            challenge_hash=hash_token(challenge),
            expires_at=datetime.fromtimestamp(expires, UTC),
        )
        return spent == 1
