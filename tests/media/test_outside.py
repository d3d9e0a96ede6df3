"""GIFs and maps of others: asked for as their hosts document it, by the server alone, and kept here."""

from __future__ import annotations

import io
import json
from collections.abc import AsyncIterator, Iterator
from pathlib import Path
from urllib.parse import parse_qs, urlsplit

import httpx2
import pytest
from PIL import Image

from causerie.settings import GifProvider, Settings, SettingsError, TileServer
from tests.helpers.pictures import png
from tests.helpers.server import Server, serving, settings_for
from tests.helpers.web_page import Site, serving_site
from tests.helpers.world import World, make_world
from tests.media.test_packs import moving

# What https://developers.google.com/tenor/guides/endpoints names for both verbs.
DOCUMENTED = {
    "key", "q", "client_key", "searchfilter", "country", "locale", "contentfilter", "media_filter", "ar_range",
    "random", "limit", "pos",
}  # fmt: skip
KEY = "the key of this installation"


def tile(colour: str) -> bytes:
    out = io.BytesIO()
    Image.new("RGB", (256, 256), colour).save(out, "PNG")
    return out.getvalue()


class GifHost:
    """Answers as Tenor does, and notes what it was asked. It refuses what its documents don't name."""

    def __init__(self, site: Site) -> None:
        self.site = site
        self.asked: list[dict[str, str]] = []
        site.answer = self.answer
        for name in ("tiny.gif", "medium.gif"):
            site.pages[f"/media/{name}"] = ("image/gif", moving(120))
        site.pages["/media/still.png"] = ("image/png", png(120, 120))

    def answer(self, path: str) -> tuple[int, bytes] | None:
        parts = urlsplit(path)
        if parts.path not in ("/v2/search", "/v2/featured"):
            return None
        given = {name: values[0] for name, values in parse_qs(parts.query).items()}
        self.asked.append(given)
        wrong = given.keys() - DOCUMENTED or given.get("key") != KEY or int(given["limit"]) > 50
        if wrong or ("q" in given) != (parts.path == "/v2/search"):
            return 400, b'{"error": {"code": 400, "status": "INVALID_ARGUMENT"}}'
        if given.get("q") == "broken":
            return 200, b"<html>"
        formats = {
            "tinygifpreview": {"url": f"{self.site.url}/media/still.png", "dims": [120, 120], "size": 90},
            "tinygif": {"url": f"{self.site.url}/media/tiny.gif", "dims": [120, 120], "size": 900},
            "mediumgif": {"url": f"{self.site.url}/media/medium.gif", "dims": [120, 120], "size": 9000},
        }
        found = {
            "id": "1",
            "title": "",
            "content_description": "A cat\nthat dances",
            "created": 1.5,
            "media_formats": {name: formats[name] for name in given["media_filter"].split(",")},
        }
        odd = found | {"id": "2", "media_formats": {}}
        return 200, json.dumps({"results": [found, odd], "next": "" if "pos" in given else "2"}).encode()


@pytest.fixture
def site() -> Iterator[Site]:
    with serving_site() as site:
        yield site


@pytest.fixture
def host(site: Site) -> GifHost:
    return GifHost(site)


@pytest.fixture
async def server(database_url: str, tmp_path: Path, site: Site) -> AsyncIterator[Server]:
    settings = settings_for(
        database_url,
        tmp_path,
        allow_hosts=[f"127.0.0.1:{site.port}"],
        gifs=GifProvider(f"{site.url}/v2", KEY, "Tenor"),
        tiles=TileServer(f"{site.url}/{{z}}/{{x}}/{{y}}.png", "© Mapmakers", "https://maps.example"),
    )
    async with serving(settings) as server:
        yield server


@pytest.fixture
async def world(server: Server) -> World:
    return await make_world(server.runtime)


async def visitor(world: World, server: Server) -> httpx2.AsyncClient:
    """A visitor's browser, who has written."""
    token = (await world.customer()).visitor.token
    return httpx2.AsyncClient(
        base_url=f"{server.url}/api/v1/widget/{world.channel}",
        headers={"Authorization": f"Bearer {token}"},
        trust_env=False,
    )


async def test_a_gif_is_found_previewed_and_kept_without_its_host_seeing_anybody(
    world: World, server: Server, host: GifHost
) -> None:
    async with await visitor(world, server) as http:
        offered = (await http.get("/stickers")).json()
        assert offered == {"packs": [], "gifs": "Tenor"}
        assert (await http.get("/gifs")).json()["gifs"]
        found = (await http.get("/gifs", params={"q": "dancing cat", "locale": "ro"})).json()
        assert (await http.get("/gifs", params={"q": "dancing cat", "after": found["next"]})).json()[
            "next"
        ] is None
        assert host.asked[1] == {
            "key": KEY,
            "client_key": "causerie",
            "locale": "ro",
            "contentfilter": "high",
            "media_filter": "tinygifpreview,tinygif,mediumgif",
            "limit": "24",
            "q": "dancing cat",
        }
        (gif,) = found["gifs"]
        assert gif["words"] == "A cat that dances"
        assert "127.0.0.1" not in json.dumps(found)
        for picture, kind in ((gif["preview"], "image/gif"), (gif["still"], "image/png")):
            answer = await http.get(f"{server.url}{picture}")
            assert (answer.status_code, answer.headers["content-type"]) == (200, kind)
            assert "sandbox" in answer.headers["content-security-policy"]
        kept = (await http.post("/gifs", json={"gif": gif["gif"]})).json()
        assert (kept["name"], kept["media_type"], kept["animated"]) == (
            "A cat that dances.webp",
            "image/webp",
            True,
        )
        assert (await http.get(f"{server.url}{kept['url']}")).content[:4] == b"RIFF"


async def test_only_what_was_found_is_fetched_for_others(world: World, server: Server, host: GifHost) -> None:
    async with await visitor(world, server) as http:
        (gif,) = (await http.get("/gifs", params={"q": "cat"})).json()["gifs"]
        before = list(host.site.asked)
        signature, _, rest = gif["gif"].partition(".")
        for forged in (rest, f".{rest}", f"{signature}.{rest}A", f"{signature}.", "é.é", "x" * 2_000):
            assert (await http.post("/gifs", json={"gif": forged})).status_code == 404, forged
            assert (await http.get(f"{server.url}/api/v1/gifs/{forged}")).status_code == 404, forged
        assert host.site.asked == before


async def test_a_host_of_gifs_that_fails_is_said_to_and_its_key_is_told_nobody(
    world: World, server: Server, host: GifHost, caplog: pytest.LogCaptureFixture
) -> None:
    async with await visitor(world, server) as http:
        (gif,) = (await http.get("/gifs", params={"q": "cat"})).json()["gifs"]
        assert (await http.get("/gifs", params={"q": "broken"})).status_code == 503
        host.site.pages["/media/medium.gif"] = ("image/gif", b"<script>")
        assert (await http.post("/gifs", json={"gif": gif["gif"]})).status_code == 503
        host.site.answer = lambda _: (403, b"no")
        assert (await http.get("/gifs", params={"q": "cat"})).status_code == 503
    assert KEY not in caplog.text
    assert KEY.replace(" ", "+") not in caplog.text


async def test_a_tile_is_asked_for_once_and_none_beyond_the_map(
    world: World, server: Server, site: Site
) -> None:
    site.pages["/15/18999/11623.png"] = ("image/png", tile("teal"))
    async with httpx2.AsyncClient(base_url=f"{server.url}/api/v1", trust_env=False) as http:
        about = (await http.get("/tiles")).json()
        assert about == {"attribution": "© Mapmakers", "link": "https://maps.example"}
        for _ in range(2):
            answer = await http.get("/tiles/18999/11623")
            assert (answer.status_code, answer.content) == (200, tile("teal"))
        assert site.asked == ["/15/18999/11623.png"]
        for nowhere in ("-1/0", "0/32768", "32768/0", "x/0"):
            assert (await http.get(f"/tiles/{nowhere}")).status_code in (400, 404)
        assert (await http.get("/tiles/1/1")).status_code == 503
        assert site.asked == ["/15/18999/11623.png", "/15/1/1.png"]


async def test_an_installation_asks_nobody_by_itself(database_url: str, tmp_path: Path) -> None:
    async with serving(settings_for(database_url, tmp_path)) as server:
        world = await make_world(server.runtime)
        async with await visitor(world, server) as http:
            assert (await http.get("/stickers")).json()["gifs"] is None
            assert (await http.get("/gifs", params={"q": "cat"})).status_code == 404
            assert (await http.get(f"{server.url}/api/v1/tiles")).json() == {
                "attribution": None,
                "link": None,
            }
            assert (await http.get(f"{server.url}/api/v1/tiles/1/1")).status_code == 404


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("GIFS", "yes"),
        ("GIFS", '{"url": "https://gifs.example/v2", "name": "Gifs"}'),
        (
            "TILES",
            '{"url": "https://tiles.example/{z}/{x}.png", "attribution": "x", "link": "https://x.example"}',
        ),
    ],
)
def test_a_setting_that_can_not_work_is_refused_by_name(name: str, value: str) -> None:
    with pytest.raises(SettingsError, match=f"CAUSERIE_{name}"):
        Settings.from_env({f"CAUSERIE_{name}": value})
