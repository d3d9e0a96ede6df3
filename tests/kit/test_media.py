import io
import json
import time
import zipfile

import pytest
from hypothesis import given
from hypothesis import strategies as st
from PIL import Image

from causerie.kit.media import PICTURES, PLAYABLE, UNKNOWN, sniff


def picture(format_name: str) -> bytes:
    out = io.BytesIO()
    Image.new("RGB", (4, 4)).save(out, format_name)
    return out.getvalue()


def archive(*names: str) -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as file:
        for name in names:
            file.writestr(name, "x")
    return out.getvalue()


def matroska(kind: bytes) -> bytes:
    return (
        b"\x1a\x45\xdf\xa3\x9f\x42\x86\x81\x01\x42\xf7\x81\x01\x42\xf2\x81\x04\x42\xf3\x81\x08\x42\x82" + kind
    )


SAMPLES = {
    "png": (picture("PNG"), "image/png"),
    "jpeg": (picture("JPEG"), "image/jpeg"),
    "gif": (picture("GIF"), "image/gif"),
    "webp": (picture("WEBP"), "image/webp"),
    "mp3": (b"\xff\xfb\x90\x64" + bytes(500), "audio/mpeg"),
    "mp3 with tags": (b"ID3\x04\0\0\0\0\0\0\xff\xfb\x90\x64" + bytes(500), "audio/mpeg"),
    "ogg with opus": (b"OggS\0\x02" + bytes(20) + b"\x01\x13OpusHead" + bytes(50), "audio/ogg"),
    "ogg with something else": (
        b"OggS\0\x02" + bytes(20) + b"\x01\x2a\x80theora" + bytes(50),
        "application/ogg",
    ),
    "mp4": (b"\0\0\0\x20ftypisom\0\0\x02\0isomiso2avc1mp41" + bytes(100), "video/mp4"),
    "mp4 sound": (b"\0\0\0\x20ftypM4A \0\0\x02\0M4A isomiso2" + bytes(100), "audio/mp4"),
    "quicktime": (b"\0\0\0\x14ftypqt  " + bytes(100), "video/quicktime"),
    "heic": (b"\0\0\0\x18ftypheic\0\0\0\0mif1heic" + bytes(100), "image/heic"),
    "webm": (matroska(b"\x84webm") + bytes(100), "video/webm"),
    "matroska": (matroska(b"\x88matroska") + bytes(100), "video/x-matroska"),
    "wav": (b"RIFF\x24\0\0\0WAVEfmt " + bytes(50), "audio/wav"),
    "pdf": (b"%PDF-1.7\n%\xe2\xe3\xcf\xd3\n1 0 obj", "application/pdf"),
    "zip": (archive("a"), "application/zip"),
    "docx": (archive("[Content_Types].xml", "word/document.xml"), "application/zip"),
    "text": ("Bună ziua, привет!\n".encode(), "text/plain"),
    "text cut in a letter": (("я" * 3000).encode()[:4097], "text/plain"),
    "utf-16": ("привет".encode("utf-16"), "text/plain"),
    "json": (json.dumps({"a": 1}).encode(), "text/plain"),
    "program": (b"MZ" + bytes(200), UNKNOWN),
    "nothing": (b"", "text/plain"),
    "bytes": (bytes(range(256)), UNKNOWN),
}


@pytest.mark.parametrize("name", SAMPLES)
def test_a_file_is_known_by_its_content(name: str) -> None:
    data, media_type = SAMPLES[name]
    assert sniff(data) == media_type


@pytest.mark.parametrize(
    ("data", "media_type"),
    [
        (b"<!DOCTYPE html><html><script>alert(1)</script>", "text/html"),
        (b"  \n<ScRipt>alert(1)</script>", "text/html"),
        (b"\xef\xbb\xbf<img src=x onerror=alert(1)>", "text/html"),
        (b"<!-- x --><html>", "text/html"),
        ("<html>".encode("utf-16"), "text/html"),
        (b'<svg xmlns="http://www.w3.org/2000/svg" onload="alert(1)"/>', "image/svg+xml"),
        (b'<?xml version="1.0"?><!DOCTYPE svg><SVG onload="alert(1)"/>', "image/svg+xml"),
        (b'<?xml version="1.0"?><a/>', "application/xml"),
        (b"#!/bin/sh\nrm -rf /", "text/plain"),
        (b"alert(1)", "text/plain"),
    ],
)
def test_weakness_4_markup_and_scripts_are_never_shown_in_place(data: bytes, media_type: str) -> None:
    assert sniff(data) == media_type
    assert media_type not in PICTURES | PLAYABLE


@given(st.binary(max_size=200), st.sampled_from([b"<html>", b"<script>", b"<svg "]))
def test_weakness_4_nothing_after_markup_makes_it_something_else(tail: bytes, start: bytes) -> None:
    assert sniff(start + tail) not in PICTURES | PLAYABLE


def test_a_long_file_is_told_at_once() -> None:
    begun = time.perf_counter()
    for data in (b"<" * 10**7, b" " * 10**7, b"a" * 10**7, bytes(10**7)):
        sniff(data)
    assert time.perf_counter() - begun < 0.5
