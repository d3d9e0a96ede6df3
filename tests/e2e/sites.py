"""Pages of other people's, with the widget on them as the documentation says, and calls made as sites make them."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from playwright.sync_api import BrowserContext, FrameLocator, Route, expect

from tests.e2e.demo import Demo

STUB = "window.Causerie||=new Proxy([],{get:(calls,name)=>calls[name]??((...given)=>void calls.push([name,...given]))})"
PAGE = """<!doctype html>
<html lang="en">
  <head><meta charset="utf-8"><title>Site</title></head>
  <body>
    <main style="min-height:200vh"><h1>Site</h1><button id="call" onclick="window.onCall?.()">Call</button></main>
    <script>{before}</script>
    <script async src="/widget/{channel}/widget.js"{attributes}></script>
  </body>
</html>"""


class Site:
    """A page of somebody's, where the widget is."""

    def __init__(self, context: BrowserContext, demo: Demo, path: str) -> None:
        self.page = context.new_page()
        self.demo = demo
        self.console: list[str] = []
        self.requests: list[str] = []
        self.page.on("console", lambda message: self.console.append(message.text))
        self.page.on("request", lambda request: self.requests.append(request.url.removeprefix(demo.url)))
        self.path = path
        self.bubble = self.page.locator("causerie-widget button[aria-expanded]")
        self.panel: FrameLocator = self.page.frame_locator("causerie-widget iframe")
        self.timeline = self.panel.get_by_role("log")
        self.textbox = self.panel.get_by_role("textbox")

    def run(self, script: str, argument: Any = None) -> Any:
        """Runs a script of the site's."""
        return self.page.evaluate(script, argument)

    def open(self) -> None:
        """Opens the chat by its bubble."""
        self.bubble.click()
        expect(self.panel.get_by_role("log")).to_be_visible()

    def write(self, text: str) -> None:
        """Writes and waits until it is kept."""
        self.textbox.fill(text)
        self.textbox.press("Enter")
        expect(self.timeline.get_by_text(text)).to_be_visible()
        expect(self.timeline.get_by_label("Sent", exact=True).last).to_be_visible()

    def heard(self) -> list[Any]:
        """What the site's own listeners noted in `window.heard`."""
        noted: list[Any] = self.page.evaluate("window.heard")
        return noted

    def wait_heard(self, *wanted: Any) -> None:
        """Waits until the site's listeners noted this."""
        for one in wanted:
            self.page.wait_for_function(
                "(one) => window.heard.some((it) => JSON.stringify(it) === JSON.stringify(one))", arg=one
            )

    def stored(self) -> list[Any]:
        """Everything that any frame keeps on the device."""
        script = """async () => [
          { ...localStorage }, { ...sessionStorage }, document.cookie,
          (await indexedDB.databases()).map(({ name }) => name)]"""
        return [frame.evaluate(script) for frame in self.page.frames]


@contextmanager
def site(
    context: BrowserContext, demo: Demo, before: str = STUB, path: str = "/site", **attributes: str
) -> Iterator[Site]:
    """A site whose own script is `before`, run before the widget's comes; attributes stand on the widget's tag."""
    told = "".join(f' data-{name}="{value}"' for name, value in attributes.items())
    body = PAGE.format(channel=demo.channel, attributes=told, before=before)

    def answer(route: Route) -> None:
        route.fulfill(body=body, content_type="text/html")

    opened = Site(context, demo, path)
    opened.page.route("**/site*", answer)
    opened.page.goto(path)
    opened.page.wait_for_function("document.querySelector('causerie-widget') !== null")
    yield opened
    opened.page.close()
