"""Who looks at the screens of the contact sheet, and what there is for them to see."""

import io
import json
import re
import secrets
import time
from functools import partial
from typing import Any, Self

import httpx
from PIL import Image, ImageDraw
from playwright.sync_api import Browser
from websockets.sync.client import connect
from websockets.typing import Origin

from scripts.sights import CUSTOMER, FRIENDS, Screen, open_chat, screens
from scripts.steps import Problem
from tests.e2e.kinds import Upload, say_everything, upload

AGENT, PASSWORD = "anna@shop.example", "causerie-demo"
SECONDS = 30


def stage(chromium: Browser, url: str) -> tuple[dict[str, Any], list[Screen]]:
    """Who looks, each with their session, and what there is to look at: the staff have said something of each kind to
    a customer, who is not there, and to a visitor; stories are on show."""
    desk = chromium.new_context(base_url=url)
    said = {"email": AGENT, "password": PASSWORD}
    me = desk.request.post("/api/v1/sign-in", data=said).json()
    workspace = me["staff_of"][0]["workspace"]["id"]
    visitor = _visitor(chromium, url)
    cookies = {one["name"]: one["value"] for one in desk.cookies()}
    with httpx.Client(
        base_url=f"{url}/api/v1", cookies=cookies, headers={"X-CSRF-Token": me["csrf"]}, timeout=SECONDS
    ) as agent:

        def get(path: str) -> Any:
            return agent.get(f"/workspaces/{workspace}{path}").raise_for_status().json()

        heads = get("/conversations?view=all&status=open")["heads"]
        maya = next(one["conversation"] for one in heads if one["contact"]["name"].startswith("Maya"))
        for talk in (maya, heads[0]["conversation"]):
            say_everything(agent, workspace, talk)
        _publish(agent, workspace)
        _sort(agent, workspace, maya)
        channel = next(one["id"] for one in get("/channels") if one["kind"] == "web")
    ids = {"workspace": workspace, "channel": channel, "conversation": maya, **_mail(url)}
    customer = _customer(chromium, url)
    ids |= _among_people(url, customer)
    people = {
        "nobody": None,
        "arabic": None,
        "agent": desk.storage_state(),
        "visitor": visitor,
        "customer": customer,
    }
    desk.close()
    return people, screens(ids)


def _visitor(chromium: Browser, url: str) -> object:
    """A visitor who has just written: the newest conversation is theirs."""
    context = chromium.new_context(base_url=url)
    page = context.new_page()
    page.goto("/shop/tapered-jeans")
    open_chat(page)
    panel = page.frame_locator("causerie-widget iframe")
    panel.get_by_role("textbox").first.fill("Do you have these in **32/34**?")
    page.keyboard.press("Enter")
    panel.get_by_label("Sent", exact=True).last.wait_for()
    state = context.storage_state()
    context.close()
    return state


def _publish(agent: httpx.Client, workspace: str) -> None:
    for alt, sky, ground in (
        ("A coat in the colour of plums, on a chair", "#d9c3cf", "#7c3f58"),
        ("A blue jacket before the sea", "#cfe3ee", "#2f5d73"),
    ):
        file = upload(agent, workspace, Upload("story.png", "image/png", partial(_picture, sky, ground)))
        agent.post(f"/workspaces/{workspace}/stories", json={"file": file, "alt": alt}).raise_for_status()


def _customer(chromium: Browser, url: str) -> Any:
    """The customer, signed in by the code from the demo's mailbox."""
    context = chromium.new_context(base_url=url)
    page = context.new_page()
    page.goto("/messenger")
    page.get_by_label("E-mail address").fill(CUSTOMER)
    page.keyboard.press("Enter")
    page.get_by_label("Code").fill(_mailed(url, re.compile(r"code: (\d{6})")))
    page.get_by_role("link", name=re.compile("Acme Brands")).first.wait_for()
    state = context.storage_state()
    context.close()
    return state


def _sort(agent: httpx.Client, workspace: str, talk: str) -> None:
    """Labels, a team, stickers of the business's own, and a program that is told."""
    root = f"/workspaces/{workspace}"
    for name, colour in (("Returns", "#b4532a"), ("Wholesale", "#2f5d73"), ("VIP", "#7c3f58")):
        label = {"name": name, "colour": colour}
        agent.put(f"{root}/labels", json=label).raise_for_status()
    agent.post(f"{root}/conversations/{talk}/labels", json={"add": ["Returns", "VIP"]}).raise_for_status()
    agent.post(f"{root}/conversations/{talk}/priority", json={"priority": "high"}).raise_for_status()
    staff = [one["id"] for one in agent.get(f"{root}/staff").raise_for_status().json()]
    agent.post(f"{root}/teams", json={"name": "Warehouse", "members": staff}).raise_for_status()
    pack = agent.post(f"{root}/sticker-packs", json={"name": "Cloth"}).raise_for_status().json()[-1]["id"]
    for name, colour in (("plum", "#7c3f58"), ("sea", "#2f5d73"), ("olive", "#6b7442")):
        headers = {"X-File-Name": f"{name}.png", "Content-Type": "image/png"}
        drawn = _picture("#efe7dc", colour)
        agent.post(f"{root}/sticker-packs/{pack}/stickers", content=drawn, headers=headers).raise_for_status()
    hook = {"url": "https://warehouse.example/causerie", "events": ["message.created"]}
    agent.post(f"{root}/webhooks", json=hook).raise_for_status()


class _Talker:
    """Somebody who talks with others in the messenger. `cookies`: of their session."""

    def __init__(self, url: str, cookies: dict[str, str]) -> None:
        self._url, self._cookies = url, cookies
        self.api = httpx.Client(base_url=f"{url}/api/v1", cookies=cookies, timeout=SECONDS)
        self.api.headers["X-CSRF-Token"] = self.api.get("/me").raise_for_status().json()["csrf"]

    @classmethod
    def by_mail(cls, url: str, email: str, name: str) -> Self:
        """Somebody new, who may be found by their address."""
        with httpx.Client(base_url=f"{url}/api/v1", timeout=SECONDS) as http:
            http.post("/sign-in/code", json={"email": email}).raise_for_status()
            code = _mailed(url, re.compile(r"code: (\d{6})"), email)
            http.post("/sign-in/code/verify", json={"email": email, "code": code}).raise_for_status()
            one = cls(url, dict(http.cookies))
        one.api.patch("/me", json={"name": name}).raise_for_status()
        one.api.patch("/me/findable", json={"email": True}).raise_for_status()
        return one

    def say(self, conversation: str, *contents: dict[str, Any]) -> None:
        """Says these, and returns when they are kept."""
        cookie = "; ".join(f"{name}={value}" for name, value in self._cookies.items())
        address = self._url.replace("http", "ws") + "/live"
        headers = {"Cookie": cookie}
        with connect(address, origin=Origin(self._url), additional_headers=headers, compression=None) as line:
            line.send(json.dumps({"t": "hello", "app": "messenger"}))
            for content in contents:
                client_id = secrets.token_hex(8)
                said = {
                    "t": "append",
                    "client_id": client_id,
                    "conversation": conversation,
                    "content": content,
                }
                line.send(json.dumps(said))
                while json.loads(line.recv(SECONDS)).get("t") != "ack":
                    pass


def _among_people(url: str, customer: Any) -> dict[str, str]:
    """The customer's friends, a group of theirs, and a conversation of two."""
    maya = _Talker(url, {one["name"]: one["value"] for one in customer["cookies"]})
    maya.api.patch("/me", json={"name": "Maya Torres"}).raise_for_status()
    ion, elena = (
        _Talker.by_mail(url, email, name)
        for email, name in zip(FRIENDS, ("Ion Rusu", "Elena Popa"), strict=True)
    )
    group = (
        maya.api.post("/groups", json={"name": "Sunday walkers"}).raise_for_status().json()["conversation"]
    )
    link = maya.api.post(f"/groups/{group}/invitations", json={}).raise_for_status().json()["url"]
    token = link.rpartition("/")[2]
    for one in (ion, elena):
        one.api.post(f"/invitations/{token}/accept").raise_for_status()
    options = [
        {"id": "a", "label": "The hills"},
        {"id": "b", "label": "The sea"},
        {"id": "c", "label": "Home"},
    ]
    maya.say(group, _text("Who comes along on **Sunday**?"))
    ion.say(group, _text("Me, if we start late"), {"kind": "sticker", "name": "sleepy"})
    elena.say(group, {"kind": "poll", "text": "Where to?", "options": options})
    ion.say(group, _text("I bring tea for all of us"))
    members = ion.api.get(f"/groups/{group}").raise_for_status().json()["members"]
    her = next(one["person"]["id"] for one in members if one["person"]["name"] == "Maya Torres")
    direct = ion.api.post(f"/groups/{group}/members/{her}/direct").raise_for_status().json()["conversation"]
    ion.say(direct, _text("Shall I pick you up at nine?"))
    maya.say(direct, _text("Half past, please."))
    ion.say(direct, _text("Fine. I ring when I am there."))
    return {"group": group, "direct": direct, "invitation": link.removeprefix(url)}


def _text(words: str) -> dict[str, Any]:
    return {"kind": "text", "text": words}


def _mail(url: str) -> dict[str, str]:
    """Where a question that was mailed is answered."""
    return {"answer": _mailed(url, re.compile(r"Where shall we send it\?\s+Answer: \S+?(/answer/\S+)"))}


def _mailed(url: str, wanted: re.Pattern[str], to: str = CUSTOMER) -> str:
    """What the newest mail to them that says this says there; waits for it."""
    until = time.monotonic() + SECONDS
    with httpx.Client(base_url=f"{url}/api/demo/mailbox") as client:
        while time.monotonic() < until:
            for mail in client.get("/", params={"to": to}).json():
                if found := wanted.search(client.get(f"/{mail['id']}").json()["text"]):
                    return found[1]
            time.sleep(0.1)
    raise Problem(f"no mail says {wanted.pattern}")


def _picture(sky: str, ground: str) -> bytes:
    """An upright picture: a shape of cloth before a wall."""
    image = Image.new("RGB", (720, 1280), sky)
    draw = ImageDraw.Draw(image)
    draw.rectangle([0, 1000, 720, 1280], fill="#efe7dc")
    draw.polygon([(250, 260), (470, 260), (560, 1080), (160, 1080)], fill=ground)
    draw.polygon([(250, 260), (120, 700), (200, 730), (290, 430)], fill=ground)
    draw.polygon([(470, 260), (600, 700), (520, 730), (430, 430)], fill=ground)
    draw.line([(360, 300), (360, 1070)], fill=sky, width=6)
    data = io.BytesIO()
    image.save(data, "PNG")
    return data.getvalue()
