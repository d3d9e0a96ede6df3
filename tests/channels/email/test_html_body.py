"""A mail's HTML can neither run, nor load, nor blow up."""

from html.parser import HTMLParser

import pytest
from hypothesis import given
from hypothesis import strategies as st

from causerie.channels.email.html_body import read_html
from tests.channels.email.budget import cpu_seconds, repeated

HOSTILE = [
    "<script>alert(1)</script>",
    "<scr<script>ipt>alert(1)</script>",
    "<img src=x onerror=alert(1)>",
    "<img src='https://tracker.example/p.gif'>",
    "<img src='//tracker.example/p.gif'>",
    "<img srcset='https://tracker.example/p.gif 2x' src='cid:a'>",
    "<a href='javascript:alert(1)'>x</a>",
    "<a href='&#106;avascript:alert(1)'>x</a>",
    "<a href=' java\nscript:alert(1)'>x</a>",
    "<a href='data:text/html,<script>alert(1)</script>'>x</a>",
    "<a href='vbscript:x'>x</a>",
    "<style>@import 'https://evil.example/a.css';</style>x",
    "<p style='background:url(https://evil.example/a)'>x</p>",
    "<div style='position:fixed;top:0'>x</div>",
    "<link rel=stylesheet href=https://evil.example/a.css>",
    "<iframe src=https://evil.example></iframe>",
    "<object data=https://evil.example></object><embed src=https://evil.example>",
    "<form action=https://evil.example><input name=password><button>go</button></form>",
    "<svg><script>alert(1)</script><image href=https://evil.example/a /></svg>",
    "<math><mtext><table><mglyph><style><img src=x onerror=alert(1)>",
    "<noscript><p title='</noscript><img src=x onerror=alert(1)>'>",
    "<video poster=https://evil.example/a><source src=https://evil.example/b></video>",
    "<table background=https://evil.example/a><td background=https://evil.example/b>x</table>",
    "<body background=https://evil.example/a onload=alert(1)>x",
    "<base href=https://evil.example/><a href=/x>x</a>",
    "<meta http-equiv=refresh content='0;url=https://evil.example'>",
    "<!--[if mso]><img src=https://evil.example/a><![endif]-->",
    "<p title='\"><img src=x onerror=alert(1)>'>x</p>",
    "<a href='http://ok.example/\"onmouseover=\"alert(1)'>x</a>",
    "<textarea></textarea><img src=x onerror=alert(1)>",
    "<xmp><img src=x onerror=alert(1)></xmp>",
    "<b <script>alert(1)</script>>",
]
SAFE_TAGS = {
    "p",
    "div",
    "blockquote",
    "pre",
    "ul",
    "ol",
    "li",
    "h1",
    "h2",
    "h3",
    "h4",
    "h5",
    "h6",
    "br",
    "hr",
    "img",
} | {"b", "strong", "i", "em", "u", "s", "code", "sub", "sup", "a"}
SAFE_ADDRESSES = {"href": ("http://", "https://", "mailto:", "tel:"), "src": ("cid:",)}


class Inspector(HTMLParser):
    """Fails on any tag, attribute or address that isn't harmless."""

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        assert tag in SAFE_TAGS
        for name, value in attrs:
            assert name in ("href", "src", "alt", "rel", "target")
            assert (value or "").startswith(SAFE_ADDRESSES.get(name, ("",)))


def check_harmless(sanitised: str) -> None:
    inspector = Inspector()
    inspector.feed(sanitised)
    inspector.close()


def test_the_inspector_itself_finds_harm() -> None:
    for harm in ("<script>", "<p onclick=x>", "<a href='javascript:x'>", "<img src='https://x.example'>"):
        with pytest.raises(AssertionError):
            check_harmless(harm)


@pytest.mark.parametrize("source", HOSTILE)
def test_weakness_3_hostile_html_neither_runs_nor_loads(source: str) -> None:
    check_harmless(read_html(source).sanitised)


@given(
    st.lists(
        st.sampled_from([*HOSTILE, "<p>", "<b>", "</", "<!--", "'", '"', ">"]) | st.text(max_size=20)
    ).map("".join)
)
def test_weakness_3_no_mixture_of_hostile_html_runs_or_loads(source: str) -> None:
    body = read_html(source)
    check_harmless(body.sanitised)
    assert len(body.text) <= len(source)


def test_pictures_of_the_mail_itself_are_shown() -> None:
    assert 'src="cid:logo@shop"' in read_html('<img src="cid:logo@shop" alt="Logo" width="1">').sanitised


def test_text_keeps_paragraphs_lists_and_where_links_lead() -> None:
    source = (
        '<p>See <a href="https://shop.example/a">this</a>:</p><ul><li>one</li><li>two</li></ul><p>Bye</p>'
    )
    assert read_html(source).text.strip() == "See this (https://shop.example/a):\n\n- one\n- two\n\nBye"


def test_a_number_too_long_for_an_integer_is_no_error() -> None:
    assert read_html(f"<p>&#{'9' * 5000};</p>").text.strip() == "\ufffd"


AMPLIFIERS = {
    "unclosed links in every paragraph": f"<p><a href='http://x.example/{'a' * 1500}'></p>" + "<p>x" * 20_000,
    "distinct unclosed formatting": "<p>"
    + "".join(f"<b title={i}>" for i in range(3_000))
    + "</p>"
    + "<p>x" * 10_000,
    "deep nesting": "<div>" * 20_000,
    "tables in tables": "<table><tr><td>" * 6_000,
    "mixed formatting": "<p><b><i><u><s><em><strong><code>" * 3_000,
}


@pytest.mark.parametrize("source", AMPLIFIERS.values(), ids=AMPLIFIERS)
def test_a_small_mail_does_not_become_a_large_one(source: str) -> None:
    body = read_html(source)
    assert len(body.sanitised) < 6 * len(source)
    assert cpu_seconds(lambda: read_html(source), runs=1) < 0.3


@pytest.mark.parametrize(
    "pattern",
    [
        "<",
        "<a ",
        "<a href=",
        '<a href="x',
        "<b>",
        "<p>",
        "<p><b>",
        "</p>",
        "<div>",
        "<!--",
        "<!",
        "</",
        "&#",
        "&lt;",
        "<li>",
        "<script>",
        "<table><tr><td>",
        "<blockquote>",
        "<ul><li>",
        '<a href="http://x/">y',
        "<pre>\n",
        "<br>",
        "<style>a",
        '"',
        "<img src='cid:a' alt='b'>",
        "<b title=1>",
        "<title>x</title>",
        "<a =======",
        "<a a  a  a a ",
        "\n",
        "&nGt;",
    ],
)
def test_weakness_19_html_takes_linear_time(pattern: str) -> None:
    source = repeated(pattern)
    # nh3 itself takes about 1 µs for each reference such as &lt;.
    assert cpu_seconds(lambda: read_html(source)) < 0.1
