"""GIFs that a host outside finds. Only the server asks it: neither host learns who looks for what, or reads it."""

from __future__ import annotations

import base64
import binascii
import logging
import time
from typing import Any
from urllib.parse import urlencode, urlsplit
from uuid import UUID

import msgspec
from msgspec import Struct

from causerie.content.file import File
from causerie.errors import AppError, ErrorCode, not_found
from causerie.files.service import Files
from causerie.kit import media
from causerie.kit.http import HttpClient, HttpError
from causerie.kit.limits import RateLimit
from causerie.kit.secrets import Signer
from causerie.media.model import Gif, GifPage
from causerie.settings import GifProvider

LOG = logging.getLogger("causerie.gifs")

A_PAGE = 24
ANSWER_BYTES = 1024 * 1024
PREVIEW_BYTES = 2 * 1024 * 1024
GIF_BYTES = 10 * 1024 * 1024
SECONDS = 8.0
# What was found is shown and may be chosen for so long.
FOUND_SECONDS = 6 * 3600
# As they stand in lists, still and moving, and as one is sent.
SIZES = "tinygifpreview", "tinygif", "mediumgif"


class _Format(Struct):
    url: str


class _Result(Struct):
    media_formats: dict[str, Any]
    content_description: str = ""


class _Answer(Struct):
    results: list[_Result]
    next: str = ""


class _Found(Struct, array_like=True):
    """A picture of the host's, as we name it to those who may ask us for it."""

    url: str
    words: str
    until: int


_ANSWER = msgspec.json.Decoder(_Answer)


class GifSearch:
    """Asks as Tenor's API v2 is asked (https://developers.google.com/tenor/guides/endpoints)."""

    def __init__(self, provider: GifProvider | None, http: HttpClient, files: Files, secret: str) -> None:
        self._provider = provider
        self._http = http
        self._files = files
        self._signer = Signer(secret, "gif")
        self._searches = RateLimit(burst=30, per_minute=30)
        self._previews = RateLimit(burst=300, per_minute=240)

    @property
    def name(self) -> str | None:
        """Where GIFs are found; None: nowhere."""
        return self._provider.name if self._provider else None

    async def find(self, query: str, after: str, locale: str, client: str) -> GifPage:
        """GIFs for these words; without words those that are liked now. `after`: the `next` of the page before.

        Raises AppError: not_found where the installation asks nobody, rate_limited, unavailable.
        """
        if self._provider is None:
            raise not_found("GIF search")
        self._searches.check(client)
        asked = {
            "key": self._provider.key,
            "client_key": "causerie",
            "locale": locale,
            "contentfilter": "high",
            "media_filter": ",".join(SIZES),
            "limit": A_PAGE,
        }
        asked |= {name: value for name, value in (("q", query), ("pos", after)) if value}
        verb = "search" if query else "featured"
        try:
            body = await self._fetch(f"{self._provider.url}/{verb}?{urlencode(asked)}", ANSWER_BYTES)
            answer = _ANSWER.decode(body)
        except (HttpError, msgspec.DecodeError) as error:
            # The address has the key in it.
            LOG.warning("%s found no GIFs: %s", self._provider.name, type(error).__name__)
            raise AppError(ErrorCode.UNAVAILABLE, "GIFs can't be found just now.") from None
        gifs = [gif for one in answer.results if (gif := self._gif(one)) is not None]
        return GifPage(gifs, answer.next or None)

    def _gif(self, found: _Result) -> Gif | None:
        """None for one without the sizes that were asked for."""
        try:
            still, preview, chosen = (msgspec.convert(found.media_formats[size], _Format) for size in SIZES)
        except (KeyError, msgspec.ValidationError):
            return None
        words = " ".join(found.content_description.split())[:100] or "GIF"
        address, still_address = (f"/api/v1/gifs/{self._named(one.url, words)}" for one in (preview, still))
        return Gif(self._named(chosen.url, words), words, address, still_address)

    async def preview(self, named: str, client: str) -> tuple[bytes, str]:
        """A picture that `find` named, and its media type. Raises AppError: not_found, rate_limited, unavailable."""
        found = self._found(named)
        self._previews.check(client)
        return await self._picture(found.url, PREVIEW_BYTES)

    async def take(self, workspace_id: UUID, owner: str, named: str) -> File:
        """Keeps the GIF that was chosen, as a picture of `owner`'s. Raises AppError: not_found, unavailable, and what
        `Files.take` raises."""
        found = self._found(named)
        data, _ = await self._picture(found.url, GIF_BYTES)
        return await self._files.take(workspace_id, owner, f"{found.words}.gif", data)

    async def _picture(self, url: str, limit: int) -> tuple[bytes, str]:
        try:
            data = await self._fetch(url, limit)
        except HttpError as error:
            LOG.warning("a GIF of %s could not be had: %s", urlsplit(url).netloc, error)
            raise AppError(ErrorCode.UNAVAILABLE, "This GIF can't be had just now.") from None
        media_type = media.sniff(data)
        if media_type not in media.PICTURES:
            raise AppError(ErrorCode.UNAVAILABLE, "This GIF can't be had just now.")
        return data, media_type

    async def _fetch(self, url: str, limit: int) -> bytes:
        answer = await self._http.request("GET", url, limit=limit, timeout=SECONDS)
        if answer.status != 200:
            raise HttpError(f"it answered {answer.status}")
        return answer.body

    def _named(self, url: str, words: str) -> str:
        # By whole hours, so that a browser knows again what it has.
        until = int(time.time()) // 3600 * 3600 + FOUND_SECONDS
        said = base64.urlsafe_b64encode(msgspec.json.encode(_Found(url, words, until))).decode().rstrip("=")
        return f"{self._signer.sign(said)}.{said}"

    def _found(self, named: str) -> _Found:
        signature, _, said = named.partition(".")
        if not said.isascii() or not signature.isascii() or not self._signer.verify(signature, said):
            raise not_found("GIF")
        try:
            found = msgspec.json.decode(base64.urlsafe_b64decode(said + "=" * (-len(said) % 4)), type=_Found)
        except (msgspec.DecodeError, binascii.Error):
            raise not_found("GIF") from None
        if found.until < time.time():
            raise not_found("GIF")
        return found
