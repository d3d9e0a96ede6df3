"""The demo as its people meet it: the agents' sign-in, and visitors who write over the public interfaces."""

from __future__ import annotations

import json
import secrets
import time
from collections.abc import Callable
from contextlib import ExitStack
from typing import Any, Self

import httpx
import jwt
from msgspec import Struct
from websockets.sync.client import connect
from websockets.typing import Origin

ANNA = "anna@shop.example"
VICTOR = "victor@shop.example"
PASSWORD = "causerie-demo"
CRYSTAL = "crystal@mail.example"
SESSION = "causerie_session"
PATIENCE_SECONDS = 10

Frame = dict[str, Any]


class Demo(Struct, frozen=True):
    """A running demo."""

    url: str
    workspace: str
    channel: str
    identify_secret: str
    session: str
    csrf: str

    def agent(self) -> httpx.Client:
        """Anna's API. All tests share one sign-in, because an address may do so only a few times a minute."""
        return httpx.Client(
            base_url=f"{self.url}/api/v1",
            cookies={SESSION: self.session},
            headers={"X-CSRF-Token": self.csrf},
        )

    def token(self, user_id: str, **claims: object) -> str:
        """What the shop's server signs of its customer."""
        said = {"sub": user_id, "exp": int(time.time()) + 600, "jti": secrets.token_hex(8)} | claims
        return jwt.encode(said, self.identify_secret, algorithm="HS256")


def read_demo(url: str, identify_secret: str) -> Demo:
    """What the demo made, as its owner sees it over HTTP."""
    with httpx.Client(base_url=url) as client:
        me = (
            client.post("/api/v1/sign-in", json={"email": ANNA, "password": PASSWORD})
            .raise_for_status()
            .json()
        )
        workspace = me["staff_of"][0]["workspace"]["id"]
        channels = client.get(f"/api/v1/workspaces/{workspace}/channels").raise_for_status().json()
        channel = next(channel["id"] for channel in channels if channel["kind"] == "web")
        return Demo(url, workspace, channel, identify_secret, client.cookies[SESSION], me["csrf"])


class Visitor:
    """A visitor of the shop: what the widget says over its socket, said by hand (docs/live.md)."""

    def __init__(self, demo: Demo, title: str = "Jackets") -> None:
        self._demo = demo
        self._title = title
        self._api = f"{demo.url}/api/v1/widget/{demo.channel}"
        self._open = ExitStack()
        self._heard: list[Frame] = []
        self.conversation: str | None = None

    def __enter__(self) -> Self:
        demo = self._demo
        session = httpx.post(f"{self._api}/session").raise_for_status().json()
        self._token: str = session["token"]
        address = demo.url.replace("http", "ws") + "/live"
        self._socket = self._open.enter_context(connect(address, origin=Origin(demo.url), compression=None))
        page = self._page(self._title)
        self._tell(t="hello", app="widget", channel=demo.channel, token=self._token, page=page)
        return self

    def __exit__(self, *_: object) -> None:
        self._open.close()

    def say(self, text: str) -> None:
        """Writes, and returns when it is kept."""
        client_id = secrets.token_hex(8)
        content = {"kind": "text", "text": text}
        self._tell(t="append", client_id=client_id, conversation=self.conversation, content=content)
        ack = self.hear(lambda frame: frame["t"] == "ack" and frame["client_id"] == client_id)
        if self.conversation is None:
            self.conversation = ack["conversation"]
            self._tell(t="watch", conversation=self.conversation, after=0)

    def sign_in_at_the_shop(self) -> None:
        """The shop says, signed, that this is Crystal."""
        statement = httpx.get(f"{self._demo.url}/demo/identity").raise_for_status().json()
        bearer = {"Authorization": f"Bearer {self._token}"}
        httpx.post(f"{self._api}/identify", json=statement, headers=bearer).raise_for_status()

    def leave_address(self, email: str) -> None:
        """Leaves an address that answers go to."""
        bearer = {"Authorization": f"Bearer {self._token}"}
        httpx.post(f"{self._api}/email", json={"email": email}, headers=bearer).raise_for_status()

    def type(self, text: str) -> None:
        """Types without sending."""
        self._tell(t="typing", conversation=self.conversation, on=True, text=text)

    def look(self, title: str) -> None:
        """Goes to another page of the shop."""
        self._tell(t="page", page=self._page(title))

    def look_at(self, url: str, title: str) -> None:
        """Says to be on a page at this address."""
        self._tell(t="page", page={"url": url, "title": title})

    def read(self, seq: int) -> None:
        """Has seen everything up to `seq`."""
        self._tell(t="mark", conversation=self.conversation, read=seq)

    def hear_message(self, wanted: Callable[[Frame], bool]) -> Frame:
        """The first entry of the business whose content is `wanted`; waits for it."""
        frame = self.hear(lambda frame: any(wanted(content) for content in _said(frame)))
        entry: Frame = next(
            entry
            for entry in frame["entries"]
            if entry["body"].get("content") and wanted(entry["body"]["content"])
        )
        return entry

    def messages(self) -> list[str]:
        """Every text of the business that was heard so far, in order."""
        return [
            content["text"] for frame in self._heard for content in _said(frame) if content["kind"] == "text"
        ]

    def hear(self, wanted: Callable[[Frame], bool]) -> Frame:
        """The first frame heard that is `wanted`; waits for it, and raises TimeoutError where it doesn't come."""
        for heard in self._heard:
            if wanted(heard):
                return heard
        while True:
            frame: Frame = json.loads(self._socket.recv(timeout=PATIENCE_SECONDS))
            self._heard.append(frame)
            if wanted(frame):
                return frame

    def _page(self, title: str) -> Frame:
        return {"url": f"{self._demo.url}/shop/{title.lower()}", "title": title}

    def _tell(self, **frame: object) -> None:
        self._socket.send(json.dumps(frame))


def _said(frame: Frame) -> list[Frame]:
    entries = frame["entries"] if frame["t"] == "entries" else []
    return [
        entry["body"]["content"]
        for entry in entries
        if entry["author"]["kind"] == "staff" and entry["body"]["kind"] == "message"
    ]
