"""What a card says of a page, and that no page costs more than a moment."""

import time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from causerie.kit.page_facts import LOOKED_AT, PageFacts, page_facts

URL = "https://www.shop.example/jeans/1"


def read(page: str | bytes, media_type: str = "text/html; charset=utf-8") -> PageFacts | None:
    return page_facts(page if isinstance(page, bytes) else page.encode(), media_type, URL)


def test_open_graph_goes_before_what_the_page_says_otherwise() -> None:
    page = """<html><head><title>Jeans at the shop</title><meta name="description" content="plain">
    <meta property="og:title" content="Tapered &amp; dark"><meta content='Made to last' property='og:description'>
    <meta property="og:site_name" content="Acme"><meta property="og:image" content="/p/1.jpg?a=1&amp;b=2"></head>"""
    assert read(page) == PageFacts(
        "Tapered & dark", "Made to last", "Acme", "https://www.shop.example/p/1.jpg?a=1&b=2"
    )


def test_a_page_without_open_graph_has_its_title_and_its_host() -> None:
    page = "<title>\n  Джинсы \n</title><meta name=description content=Плотные>"
    assert read(page) == PageFacts("Джинсы", "Плотные", "shop.example", None)
    assert read(page.encode("cp1251"), "text/html; charset=windows-1251") == read(page)


@pytest.mark.parametrize("media_type", ["image/png", "application/json", "text/plain", ""])
def test_what_is_no_page_has_no_card(media_type: str) -> None:
    assert read("<title>Jeans</title>", media_type) is None


def test_a_page_without_a_title_has_no_card() -> None:
    assert read("<body><title>in the body</title>") is None


@pytest.mark.parametrize(
    "picture", ["javascript:alert(1)", "data:image/png;base64,x", "file:///etc/passwd", "http://["]
)
def test_weakness_2_only_a_web_address_is_a_picture(picture: str) -> None:
    found = read(f'<title>x</title><meta property="og:image" content="{picture}">')
    assert found is not None
    assert found.picture is None


@pytest.mark.parametrize(
    "part",
    ["<meta ", "<meta a=", '<meta a="', "<title", "<", "&#", "<meta x='y' ", "a=b ", "\x00", "<title>&#9999"],
)
def test_weakness_19_a_hostile_page_takes_no_time(part: str) -> None:
    page = (part * LOOKED_AT)[:LOOKED_AT].encode()
    began = time.perf_counter()
    read(page)
    read(b"<title>x</title>" + page)
    assert time.perf_counter() - began < 0.2


@given(st.text(max_size=300), st.text(max_size=300))
def test_whatever_a_page_says_it_is_words_of_one_line(title: str, description: str) -> None:
    found = read(
        f'<meta property="og:title" content="{title}"><meta name="description" content="{description}">'
    )
    if found is not None:
        assert found.title
        assert found.title.isprintable()
        assert len(found.title) <= 200
        assert len(found.description) <= 300
