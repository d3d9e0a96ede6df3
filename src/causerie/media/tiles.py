"""Maps around places, from the tile server that the installation names. Only we ask it: it learns of no reader."""

from __future__ import annotations

import logging
import time

from causerie.errors import AppError, ErrorCode, not_found
from causerie.kit import media
from causerie.kit.files import FileMissing
from causerie.kit.files import Files as Store
from causerie.kit.http import HttpClient, HttpError
from causerie.kit.limits import RateLimit
from causerie.media.model import MapTiles
from causerie.settings import TileServer

LOG = logging.getLogger("causerie.tiles")

# Streets with their names. There is one zoom: this is a picture of a place, and no map server for others.
ZOOM = 15
TILE_BYTES = 512 * 1024
SECONDS = 8.0
KEPT_DAYS = 30


class Tiles:
    """Tiles of the one zoom, kept for up to 30 days."""

    def __init__(self, server: TileServer | None, http: HttpClient, store: Store) -> None:
        self._server = server
        self._http = http
        self._store = store
        self._month = 0
        self._by_client = RateLimit(burst=120, per_minute=120)
        # Whoever looks at many places must not have us ask another without end.
        self._fetched = RateLimit(burst=300, per_minute=60)

    @property
    def about(self) -> MapTiles:
        """Whose maps they are."""
        server = self._server
        return MapTiles(server.attribution, server.link) if server else MapTiles(None, None)

    async def tile(self, x: int, y: int, client: str) -> tuple[bytes, str]:
        """A tile by its column and row, with its media type. Raises AppError: not_found for one that there is not and
        where the installation asks nobody, rate_limited, unavailable."""
        if self._server is None or not (0 <= x < 2**ZOOM and 0 <= y < 2**ZOOM):
            raise not_found("map tile")
        self._by_client.check(client)
        await self._turn()
        key = f"tiles/{self._month}/{x}/{y}"
        try:
            data = await self._store.get(key)
        except FileMissing:
            data = await self._fetch(self._server, x, y)
            await self._store.put(key, data)
        return data, media.sniff(data)

    async def _fetch(self, server: TileServer, x: int, y: int) -> bytes:
        self._fetched.check("")
        url = server.url.replace("{z}", str(ZOOM)).replace("{x}", str(x)).replace("{y}", str(y))
        try:
            answer = await self._http.request("GET", url, limit=TILE_BYTES, timeout=SECONDS)
        except HttpError as error:
            LOG.warning("no map tile: %s", error)
            raise AppError(ErrorCode.UNAVAILABLE, "The map can't be had just now.") from None
        if answer.status != 200 or media.sniff(answer.body) not in media.PICTURES:
            LOG.warning("no map tile: the server answered %d", answer.status)
            raise AppError(ErrorCode.UNAVAILABLE, "The map can't be had just now.")
        return answer.body

    async def _turn(self) -> None:
        """What was kept in the months before goes."""
        month = int(time.time() / (KEPT_DAYS * 86_400))
        if month != self._month:
            self._month = month
            for old in (month - 1, month - 2):
                await self._store.delete_under(f"tiles/{old}")
