# ruff: noqa: SIM117  (a server, and then the client that asks it)
import asyncio
import gzip
import ssl
import time
from pathlib import Path

import pytest
import trustme
from hypothesis import given
from hypothesis import strategies as st

from causerie.kit.addresses import is_public
from causerie.kit.http import HttpClient, HttpFailed, HttpRefused
from tests.helpers.web import Canary, canary, plain

PUBLIC = "93.184.215.14"


class Names:
    """Name resolution under the test's control: each call takes a name's next answer, the last one again and
    again.
    """

    def __init__(self, **answers: list[list[str]]) -> None:
        self._answers = answers
        self.asked: list[str] = []

    async def __call__(self, host: str, port: int) -> list[str]:
        self.asked.append(host)
        answers = self._answers.get(host.split(".")[0], [[host]])
        return answers.pop(0) if len(answers) > 1 else answers[0]


def ours(seen: Canary, host: str = "127.0.0.1") -> frozenset[str]:
    return frozenset({f"{host}:{seen.port}"})


async def test_an_answer_comes_back_with_its_status_headers_and_body() -> None:
    async with canary(lambda first, headers: plain("404 Not Found", b"nothing", X_Kind="a")) as seen:
        async with HttpClient(ours(seen)) as client:
            url = f"http://127.0.0.1:{seen.port}/a/b?c=d%20e#f"
            response = await client.request("POST", url, headers={"X-One": "1"}, body=b"body")
    assert (response.status, response.headers["x-kind"], response.body) == (404, "a", b"nothing")
    [(first, headers, body)] = seen.requests
    assert (first, headers["x-one"], body) == ("POST /a/b?c=d%20e HTTP/1.1", "1", b"body")
    assert headers["host"] == f"127.0.0.1:{seen.port}"


async def test_connections_are_used_again() -> None:
    async with canary(lambda first, headers: plain()) as seen, HttpClient(ours(seen)) as client:
        for _ in range(3):
            await client.request("GET", f"http://127.0.0.1:{seen.port}/")
    assert (seen.connections, len(seen.requests)) == (1, 3)


@pytest.mark.parametrize(
    "host",
    [
        "127.0.0.1",
        "localhost",
        "127.1",
        "2130706433",
        "0x7f000001",
        "0177.0.0.1",
        "0.0.0.0",
        "[::1]",
        "[::]",
        "[::ffff:127.0.0.1]",
        "[::ffff:7f00:1]",
        "[::127.0.0.1]",
        "[64:ff9b::7f00:1]",
        "[2002:7f00:1::]",
        "\u2460\u2461\u2466.0.0.1",
        "①27.0.0.1",
    ],
)
async def test_weakness_11_no_way_of_writing_this_machine_reaches_it(host: str) -> None:
    async with canary(lambda first, headers: plain(), host="0.0.0.0") as seen, HttpClient() as client:
        with pytest.raises((HttpRefused, HttpFailed)):
            await client.request(
                "GET", f"http://{host}:{seen.port}/", ports=frozenset({seen.port}), timeout=3
            )
    assert seen.connections == 0


@pytest.mark.parametrize(
    "address",
    [
        *(
            "10.1.2.3",
            "172.16.0.1",
            "172.31.255.255",
            "192.168.1.1",
            "169.254.169.254",
            "100.64.0.1",
            "100.100.100.200",
        ),
        *(
            "0.1.2.3",
            "127.8.8.8",
            "192.0.0.192",
            "192.0.2.1",
            "198.18.0.1",
            "198.51.100.1",
            "203.0.113.1",
            "224.0.0.1",
        ),
        *("239.255.255.250", "240.0.0.1", "255.255.255.255", "168.63.129.16", "192.88.99.1"),
        *(
            "::",
            "::1",
            "::ffff:8.8.8.8",
            "::8.8.8.8",
            "64:ff9b::808:808",
            "64:ff9b:1::1",
            "100::1",
            "fc00::1",
        ),
        *(
            "fd00:ec2::254",
            "fe80::1",
            "fe80::1%1",
            "fec0::1",
            "ff02::1",
            "2001::1",
            "2001:db8::1",
            "2002:a00:1::1",
            "3fff::1",
        ),
    ],
)
def test_weakness_11_addresses_that_are_not_of_the_open_internet(address: str) -> None:
    assert not is_public(address)


@pytest.mark.parametrize(
    "address", ["8.8.8.8", "1.1.1.1", PUBLIC, "172.32.0.1", "100.128.0.1", "2606:4700::1111", "2a00:1450::1"]
)
def test_addresses_of_the_open_internet(address: str) -> None:
    assert is_public(address)


@given(st.ip_addresses())
def test_what_the_standard_library_calls_private_is_never_public(address: object) -> None:
    if getattr(address, "is_private", False) or getattr(address, "is_multicast", False):
        assert not is_public(str(address))


async def test_weakness_11_one_private_address_among_public_ones_is_enough() -> None:
    async with canary(lambda first, headers: plain()) as seen:
        async with HttpClient(resolve=Names(shop=[[PUBLIC, "127.0.0.1"]])) as client:
            with pytest.raises(HttpRefused, match=r"shop\.example is at 127\.0\.0\.1"):
                await client.request("GET", f"http://shop.example:{seen.port}/", ports=frozenset({seen.port}))
    assert seen.connections == 0


@pytest.mark.parametrize(
    ("url", "reason"),
    [
        ("file:///etc/passwd", "only http and https"),
        ("gopher://shop.example/", "only http and https"),
        ("//shop.example/", "only http and https"),
        ("shop.example", "only http and https"),
        ("http://", "no host"),
        ("http://ann:secret@shop.example/", "a name and password"),
        ("http://shop.example:22/", "port 22 is not allowed"),
        ("http://shop.example:8080/", "port 8080 is not allowed"),
        ("http://shop.example/" + "a" * 5000, "more than 4096"),
        ("http://[::1/", "not an address"),
        ("http://shop.example/\r\nx: y", "not an address"),
    ],
)
async def test_weakness_11_addresses_that_are_refused_unasked(url: str, reason: str) -> None:
    names = Names(shop=[[PUBLIC]])
    async with HttpClient(resolve=names) as client:
        with pytest.raises(HttpRefused, match=reason):
            await client.request("GET", url)
    assert names.asked == []


async def test_weakness_11_headers_that_steer_the_connection_are_not_the_callers() -> None:
    async with canary(lambda first, headers: plain()) as seen, HttpClient(ours(seen)) as client:
        for name in ("Host", "Cookie", "Content-Length", "Transfer-Encoding"):
            with pytest.raises(HttpRefused, match="not the caller's"):
                await client.request("GET", f"http://127.0.0.1:{seen.port}/", headers={name: "1"})
        with pytest.raises(HttpFailed):
            await client.request("GET", f"http://127.0.0.1:{seen.port}/", headers={"X": "a\r\nHost: b"})
    assert seen.requests == []


@pytest.mark.parametrize(
    "status", ["301 Moved", "302 Found", "303 See Other", "307 Temporary", "308 Permanent"]
)
async def test_weakness_12_a_redirect_to_a_private_address_is_not_followed(status: str) -> None:
    async with canary(lambda first, headers: plain()) as inside:
        redirect = plain(status, b"", location=f"http://127.0.0.1:{inside.port}/")
        async with canary(lambda first, headers: redirect) as outside:
            names = Names(shop=[["127.0.0.1"]])
            async with HttpClient(ours(outside, "shop.example"), resolve=names) as client:
                with pytest.raises(HttpRefused):
                    await client.request(
                        "GET", f"http://shop.example:{outside.port}/", ports=frozenset({inside.port})
                    )
    assert (len(outside.requests), inside.connections) == (1, 0)


async def test_weakness_12_a_redirect_out_of_http_or_of_the_ports_is_not_followed() -> None:
    locations = ["gopher://127.0.0.1/", "http://127.0.0.1:22/", "file:///etc/passwd"]

    def answer(first: str, headers: dict[str, str]) -> bytes:
        return plain("302 Found", b"", location=locations.pop())

    async with canary(answer) as seen, HttpClient(ours(seen)) as client:
        for _ in range(3):
            with pytest.raises(HttpRefused, match=r"only http and https|port 22"):
                await client.request("GET", f"http://127.0.0.1:{seen.port}/")
    assert locations == []


async def test_weakness_12_a_redirect_that_never_ends_does() -> None:
    async with canary(lambda first, headers: plain("302 Found", b"", location="/again")) as seen:
        async with HttpClient(ours(seen)) as client:
            with pytest.raises(HttpRefused, match="more than 5 redirects"):
                await client.request("GET", f"http://127.0.0.1:{seen.port}/")
    assert len(seen.requests) == 6


async def test_weakness_12_nothing_secret_follows_a_redirect_to_another_place() -> None:
    async with canary(lambda first, headers: plain()) as other:
        redirect = plain("302 Found", b"", location=f"http://127.0.0.1:{other.port}/", set_cookie="a=b")
        async with canary(lambda first, headers: redirect) as seen:
            async with HttpClient(ours(seen) | ours(other)) as client:
                await client.request(
                    "POST",
                    f"http://127.0.0.1:{seen.port}/",
                    headers={
                        "Authorization": "Bearer x",
                        "X-Signature": "y",
                        "Accept": "a/b",
                        "Content-Type": "c/d",
                    },
                    body=b"secret",
                )
    [(first, headers, body)] = other.requests
    assert (first, body) == ("GET / HTTP/1.1", b"")
    assert headers.keys() == {"host", "accept", "user-agent", "accept-encoding"}
    assert headers["accept"] == "a/b"


async def test_weakness_12_a_body_does_not_follow_a_redirect_to_another_place() -> None:
    async with canary(lambda first, headers: plain()) as other:
        redirect = plain("307 Temporary", b"", location=f"http://127.0.0.1:{other.port}/")
        async with (
            canary(lambda first, headers: redirect) as seen,
            HttpClient(ours(seen) | ours(other)) as client,
        ):
            with pytest.raises(HttpRefused, match="carry the body"):
                await client.request("POST", f"http://127.0.0.1:{seen.port}/", body=b"secret")
    assert other.connections == 0


async def test_a_redirect_within_the_same_place_keeps_method_body_and_headers() -> None:
    def answer(first: str, headers: dict[str, str]) -> bytes:
        return plain() if "/there" in first else plain("308 Permanent", b"", location="/there?a=b")

    async with canary(answer) as seen, HttpClient(ours(seen)) as client:
        url = f"http://127.0.0.1:{seen.port}/here"
        response = await client.request("PUT", url, headers={"authorization": "x"}, body=b"b")
    assert response.url.endswith("/there?a=b")
    first, headers, body = seen.requests[1]
    assert (first, headers["authorization"], body) == ("PUT /there?a=b HTTP/1.1", "x", b"b")


async def test_weakness_13_a_name_that_changes_its_mind_gains_nothing() -> None:
    """The first answer is what is checked and what is connected to; nobody answers there, and the second is
    never asked.
    """
    names = Names(rebind=[[PUBLIC], ["127.0.0.1"]])
    async with canary(lambda first, headers: plain()) as seen, HttpClient(resolve=names) as client:
        url, ports = f"http://rebind.example:{seen.port}/", frozenset({seen.port})
        with pytest.raises(HttpFailed):
            await client.request("GET", url, ports=ports, timeout=1)
        assert names.asked == ["rebind.example"]
        with pytest.raises(HttpRefused, match="not a public address"):
            await client.request("GET", url, ports=ports)
    assert seen.connections == 0


async def test_weakness_13_an_exemption_is_for_the_exact_host_and_port() -> None:
    names = Names(shop=[["127.0.0.1"]], other=[["127.0.0.1"]])
    async with canary(lambda first, headers: plain()) as seen:
        async with HttpClient(ours(seen, "shop.example"), resolve=names) as client:
            assert (await client.request("GET", f"http://shop.example:{seen.port}/")).status == 200
            for host in ("other.example", "shop.example.other.example", "other.shop.example"):
                with pytest.raises(HttpRefused):
                    await client.request("GET", f"http://{host}:{seen.port}/", ports=frozenset({seen.port}))
            with pytest.raises(HttpRefused):
                await client.request("GET", "http://shop.example:80/")
    assert len(seen.requests) == 1


async def test_weakness_13_tls_is_checked_against_the_name_and_not_the_address(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    authority = trustme.CA()
    authority.cert_pem.write_to_path(tmp_path / "ca.pem")
    monkeypatch.setenv("SSL_CERT_FILE", str(tmp_path / "ca.pem"))
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    authority.issue_cert("shop.example").configure_cert(context)
    asked: list[str | None] = []
    context.sni_callback = lambda sock, name, ctx: asked.append(name)
    names = Names(shop=[["127.0.0.1"]], other=[["127.0.0.1"]])
    async with canary(lambda first, headers: plain(), tls=context) as seen:
        allowed = ours(seen, "shop.example") | ours(seen, "other.example")
        async with HttpClient(allowed, resolve=names) as client:
            assert (await client.request("GET", f"https://shop.example:{seen.port}/")).body == b"hello"
            with pytest.raises(HttpFailed, match="not valid for 'other"):
                await client.request("GET", f"https://other.example:{seen.port}/")
    assert asked == ["shop.example", "other.example"]
    assert [headers["host"] for _, headers, _ in seen.requests] == [f"shop.example:{seen.port}"]


@pytest.mark.parametrize(
    "answer",
    [
        plain(body=b"x" * 1001),
        b"HTTP/1.1 200 OK\r\ncontent-length: 99999999999\r\n\r\n",
        b"HTTP/1.1 200 OK\r\ntransfer-encoding: chunked\r\n\r\n" + 2 * (b"200\r\n" + b"x" * 512 + b"\r\n"),
    ],
    ids=["too long", "announced too long", "in chunks"],
)  # fmt: skip
async def test_weakness_21_an_answer_is_cut_off_at_the_limit(answer: bytes) -> None:
    async with canary(lambda first, headers: answer) as seen, HttpClient(ours(seen)) as client:
        with pytest.raises(HttpRefused, match="1000"):
            await client.request("GET", f"http://127.0.0.1:{seen.port}/", limit=1000)


async def test_weakness_21_a_bomb_is_not_inflated() -> None:
    bomb = gzip.compress(bytes(10**8))
    assert len(bomb) < 10**6
    async with canary(lambda first, headers: plain(body=bomb, content_encoding="gzip")) as seen:
        async with HttpClient(ours(seen)) as client:
            with pytest.raises(HttpRefused, match="compressed"):
                await client.request("GET", f"http://127.0.0.1:{seen.port}/")
    assert seen.requests[0][1]["accept-encoding"] == "identity"


async def test_weakness_21_endless_headers_are_cut_off() -> None:
    async with (
        canary(lambda first, headers: plain(X_Long="a" * 10**6)) as seen,
        HttpClient(ours(seen)) as client,
    ):
        with pytest.raises(HttpFailed):
            await client.request("GET", f"http://127.0.0.1:{seen.port}/")


async def test_a_server_that_drips_is_left_in_time() -> None:
    dripping = asyncio.Event()

    async def serve(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        writer.write(b"HTTP/1.1 200 OK\r\ncontent-length: 1000\r\n\r\n")
        while not dripping.is_set():
            writer.write(b"x")
            await asyncio.sleep(0.05)
        writer.close()

    server = await asyncio.start_server(serve, "127.0.0.1", 0)
    port = server.sockets[0].getsockname()[1]
    begun = time.monotonic()
    async with HttpClient(frozenset({f"127.0.0.1:{port}"})) as client:
        with pytest.raises(HttpFailed, match=r"within 0\.3 seconds"):
            await client.request("GET", f"http://127.0.0.1:{port}/", timeout=0.3)
    assert time.monotonic() - begun < 2
    dripping.set()
    server.close()


async def test_what_cannot_be_reached_is_said_to_have_failed() -> None:
    async with canary(lambda first, headers: plain()) as seen:
        pass
    async with HttpClient(ours(seen) | {"nowhere.invalid:80"}) as client:
        for url in (f"http://127.0.0.1:{seen.port}/", "http://nowhere.invalid/"):
            with pytest.raises(HttpFailed):
                await client.request("GET", url)


async def test_a_proxy_of_the_environment_is_not_used(monkeypatch: pytest.MonkeyPatch) -> None:
    async with (
        canary(lambda first, headers: plain()) as proxy,
        canary(lambda first, headers: plain()) as seen,
    ):
        for name in ("http_proxy", "HTTP_PROXY", "ALL_PROXY"):
            monkeypatch.setenv(name, f"http://127.0.0.1:{proxy.port}")
        async with HttpClient(ours(seen)) as client:
            await client.request("GET", f"http://127.0.0.1:{seen.port}/")
    assert (proxy.connections, seen.connections) == (0, 1)
