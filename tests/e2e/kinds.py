"""One message of every kind of content, as somebody sends it, and how it is known where it is shown."""

from __future__ import annotations

import secrets
from collections.abc import Callable
from copy import deepcopy
from typing import Any, Literal

import httpx
from msgspec import Struct
from playwright.sync_api import Locator, expect

from causerie.demo_talk import torn_sleeve
from tests.helpers.recordings import sound, video

OPTIONS = [{"id": "a", "label": "Olive"}, {"id": "b", "label": "Rust"}]
DECODED = "image => image.decode().then(() => image.naturalWidth)"


class Upload(Struct, frozen=True):
    """A file that the message shows. `data` makes it."""

    name: str
    media_type: str
    data: Callable[[], bytes]
    purpose: Literal["file", "voice"] = "file"


class Kind(Struct, frozen=True):
    """`draft`: what the business sends; none where the customer or the server does. `says`: words in the message;
    `part`: what else of it is drawn, as a selector in it. `mailed`: its words in a mail; none where there is none."""

    says: str
    part: str = "p"
    draft: dict[str, Any] | None = None
    upload: Upload | None = None
    mailed: tuple[str, ...] = ()

    def expect_in(self, timeline: Locator) -> None:
        """Waits until it is drawn."""
        message = timeline.locator(".bubble").filter(has_text=self.says)
        if not self.says:
            message = timeline
        part = message.locator(self.part).first
        expect(part).to_be_visible()
        if self.part.startswith("img"):
            assert part.evaluate(DECODED) > 0


KINDS: dict[str, Kind] = {
    "text": Kind("We have them in wool", "strong", {"text": "We have them **in wool**"}, mailed=("in wool",)),
    "image": Kind(
        "The colour of plums",
        "img",
        {"caption": "The colour of plums"},
        Upload("plum.png", "image/png", torn_sleeve),
        ("The colour of plums", "plum.png"),
    ),
    "file": Kind(
        "care.txt",
        "a[download]",
        {"caption": "How to wash it"},
        Upload("care.txt", "text/plain", lambda: b"By hand"),
        ("How to wash it", "care.txt"),
    ),
    "voice": Kind(
        "It is said here",
        "[role=slider]",
        {"caption": "It is said here"},
        Upload("voice.webm", "audio/webm", sound, "voice"),
        ("It is said here", "Voice message, 0:03"),
    ),
    "video": Kind(
        "How it falls",
        "img",
        {"caption": "How it falls"},
        Upload("fall.mp4", "video/mp4", video),
        ("How it falls", "fall.mp4"),
    ),
    "sticker": Kind("", "img[alt='A gift for you']", {"name": "gift"}, mailed=("🎁 A gift for you",)),
    "pack_sticker": Kind(
        "", "img[alt='soft wool']", {}, Upload("soft_wool.png", "image/png", torn_sleeve), ("soft wool",)
    ),
    "place": Kind(
        "The pier",
        "details",
        {"latitude": 46.4825, "longitude": 30.7233, "name": "The pier"},
        mailed=("📍 The pier (46.48250,30.72330)",),
    ),
    "buttons": Kind(
        "How shall we go on?",
        "button",
        {"text": "How shall we go on?", "buttons": [{"type": "reply", "id": "c", "label": "Call me"}]},
        mailed=("How shall we go on?", "Call me"),
    ),
    "list_picker": Kind(
        "Which cuts?",
        draft={"text": "Which cuts?", "sections": [{"options": OPTIONS}], "multiple": True},
        mailed=("Which cuts?", "Answer"),
    ),
    "date_picker": Kind(
        "When may we call?",
        draft={"text": "When may we call?", "slots": ["2030-03-05T10:30:00+02:00"]},
        mailed=("When may we call?", "5 Mar 2030"),
    ),
    "form": Kind(
        "Where shall we send it?",
        draft={"text": "Where shall we send it?", "items": [{"type": "text", "id": "s", "label": "Street"}]},
        mailed=("Where shall we send it?", "Answer"),
    ),
    "poll": Kind(
        "Which one next?", draft={"text": "Which one next?", "options": OPTIONS}, mailed=("Which one next?",)
    ),
    "rating": Kind(
        "Were you content?",
        "legend",
        draft={"text": "Were you content?"},
        mailed=("Were you content?", "★★★★★"),
    ),
    "carousel": Kind(
        "In your size",
        "img",
        {
            "text": "In your size",
            "cards": [{"title": "Tapered", "price": {"amount": 9400, "currency": "EUR"}}],
        },
        Upload("tapered.png", "image/png", torn_sleeve),
        ("In your size", "Tapered, 94.00 EUR"),
    ),
    # The last of the questions: those of an older one go.
    "quick_replies": Kind(
        "Which colour?",
        draft={"text": "Which colour?", "options": OPTIONS},
        mailed=("Which colour?", "Olive", "Rust"),
    ),
    "email_request": Kind("Leave your e-mail address"),
    "deleted": Kind("Message deleted", "*"),
    "answered": Kind("Rust", ".text"),
    "story_answer": Kind("How much is the coat?", "img"),
}


def say_everything(agent: httpx.Client, workspace: str, conversation: str) -> None:
    """Staff say something and take it back, and send one of each kind."""
    root = f"/workspaces/{workspace}/conversations/{conversation}"
    slip = {"client_id": secrets.token_hex(8), "content": {"kind": "text", "text": "Never said"}}
    seq = agent.post(f"{root}/entries", json=slip).raise_for_status().json()["seq"]
    amend = {
        "t": "amend",
        "client_id": secrets.token_hex(8),
        "conversation": conversation,
        "of": seq,
        "change": {"kind": "delete"},
    }
    agent.post(f"{root}/amendments", json=amend).raise_for_status()
    for name, kind in KINDS.items():
        if kind.draft is not None:
            content = {"kind": name} | deepcopy(kind.draft)
            if name == "pack_sticker" and kind.upload is not None:
                content["sticker"] = own_sticker(agent, workspace, kind.upload)
            elif kind.upload is not None:
                file = upload(agent, workspace, kind.upload)
                holder = content["cards"][0] if name == "carousel" else content
                holder["picture" if name == "carousel" else "file"] = file
            body = {"client_id": secrets.token_hex(8), "content": content}
            agent.post(f"{root}/entries", json=body).raise_for_status()
            if name == "pack_sticker":
                # Where it was sent it is still shown.
                for pack in agent.get(f"/workspaces/{workspace}/sticker-packs").raise_for_status().json():
                    agent.delete(f"/workspaces/{workspace}/sticker-packs/{pack['id']}").raise_for_status()


def upload(agent: httpx.Client, workspace: str, what: Upload) -> str:
    """A file of theirs: its id."""
    query = {"workspace": workspace, "purpose": what.purpose}
    headers = {"X-File-Name": what.name, "Content-Type": what.media_type}
    answer = agent.post("/files", params=query, content=what.data(), headers=headers)
    file: str = answer.raise_for_status().json()["id"]
    return file


def own_sticker(agent: httpx.Client, workspace: str, what: Upload) -> str:
    """A sticker in a pack of theirs: its id."""
    packs = f"/workspaces/{workspace}/sticker-packs"
    pack = agent.post(packs, json={"name": "Wool"}).raise_for_status().json()[-1]["id"]
    headers = {"X-File-Name": what.name, "Content-Type": what.media_type}
    answer = agent.post(f"{packs}/{pack}/stickers", content=what.data(), headers=headers)
    sticker: str = answer.raise_for_status().json()[-1]["stickers"][0]["id"]
    return sticker
