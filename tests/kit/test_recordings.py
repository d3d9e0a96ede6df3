import asyncio
import io
import os
import re
import signal
from collections.abc import AsyncIterator
from pathlib import Path

import av
import pytest
from PIL import Image

from causerie.kit.recording_worker import (
    H264,
    MAKING,
    MEMORY_LIMIT,
    PEAKS,
    POSTER_SIDE,
    VP9,
    Making,
    transcoded,
)
from causerie.kit.recordings import RecordingRefused, Recordings
from tests.helpers.recordings import sound, video


@pytest.fixture
async def recordings() -> AsyncIterator[Recordings]:
    async with Recordings() as recordings:
        yield recordings


def worker() -> int:
    """The worker process of this test process."""
    for status in Path("/proc").glob("[0-9]*/status"):
        try:
            parent = re.search(r"PPid:\t(\d+)", status.read_text())
            command = (status.parent / "cmdline").read_bytes()
        except (FileNotFoundError, ProcessLookupError):
            continue
        if parent is not None and int(parent[1]) == os.getpid() and b"recording_worker" in command:
            return int(status.parent.name)
    raise AssertionError("no worker runs")


def limits_of(pid: int) -> str:
    return Path(f"/proc/{pid}/limits").read_text()


FORMATS = [
    ("webm", "libopus"),
    ("ogg", "libopus"),
    ("mp4", "aac"),
    ("wav", "pcm_s16le"),
    ("mp3", "libmp3lame"),
]


@pytest.mark.parametrize(("format_name", "codec"), FORMATS)
async def test_whatever_a_browser_recorded_becomes_what_every_browser_plays(
    recordings: Recordings, format_name: str, codec: str
) -> None:
    made = await recordings.sound(sound(format_name, codec))
    assert abs(made.duration_ms - 3000) < 60
    with av.open(io.BytesIO(made.data), "r") as opened:
        assert opened.format.name.startswith("mov,mp4")
        assert opened.streams.audio[0].codec_context.name == "aac"
        assert abs((opened.duration or 0) / av.time_base - 3) < 0.1
    # One second of three is quiet.
    assert len(made.peaks) == PEAKS
    assert max(made.peaks[: PEAKS // 3 - 2]) < 20
    assert min(made.peaks[PEAKS // 3 + 2 :]) > 80


@pytest.mark.parametrize(
    ("format_name", "codec", "kept"),
    [
        ("mp4", "libx264", "h264"),
        ("mov", "libx264", "h264"),
        ("webm", "libvpx", "vp8"),
        ("mp4", "libx265", "h264"),
    ],
)
async def test_a_video_becomes_one_that_browsers_play_with_a_picture_of_it_and_nothing_else(
    recordings: Recordings, format_name: str, codec: str, kept: str
) -> None:
    made = await recordings.video(video(format_name, codec, title="Filmed at home"))
    assert (made.width, made.height, made.media_type.partition("/")[0]) == (320, 180, "video")
    assert abs(made.duration_ms - 2000) < 60
    assert b"at home" not in made.data
    with av.open(io.BytesIO(made.data), "r") as opened:
        assert opened.streams.video[0].codec_context.codec.canonical_name == kept
        assert sum(1 for _ in opened.decode(video=0)) == 50
    poster = Image.open(io.BytesIO(made.poster))
    assert poster.size == (320, 180)
    assert max(poster.size) <= POSTER_SIDE
    red, green, blue = poster.convert("RGB").getpixel((130, 50))  # type: ignore[misc]  # of RGB it is three
    assert (red > 200, green > 150, blue < 90) == (True, True, True)


@pytest.mark.parametrize(
    "data",
    [b"", b"RIFF", b"RIFF1234WAVE" + bytes(400), b"\x1aE\xdf\xa3" + b"x" * 500, video()[:4000], b"<svg/>"],
)
async def test_what_is_none_is_refused(recordings: Recordings, data: bytes) -> None:
    with pytest.raises(RecordingRefused):
        await recordings.sound(data)
    with pytest.raises(RecordingRefused):
        await recordings.video(data[:2000])


async def test_weakness_18_only_a_few_formats_are_opened(recordings: Recordings) -> None:
    """A playlist names other files, which the decoder would open."""
    playlist = b"#EXTM3U\n#EXTINF:1,\nfile:///etc/passwd\n"
    for data in (playlist, b"ffconcat version 1.0\nfile /etc/passwd\n", sound("flac", "flac")):
        with pytest.raises(RecordingRefused, match="format"):
            await recordings.sound(data)


async def test_weakness_16_the_work_is_done_in_a_process_that_can_open_nothing(
    recordings: Recordings,
) -> None:
    await recordings.sound(sound(seconds=0.1))
    limits = limits_of(worker())
    assert re.search(r"Max open files\s+3\s+3\s", limits)
    assert re.search(r"Max file size\s+0\s+0\s", limits)
    assert re.search(rf"Max address space\s+{MEMORY_LIMIT}\s", limits)


async def test_weakness_16_a_recording_over_which_it_dies_spoils_no_other(recordings: Recordings) -> None:
    await recordings.sound(sound(seconds=0.1))
    asked = asyncio.create_task(recordings.sound(sound("wav", "pcm_s16le", seconds=60)))
    await asyncio.sleep(0)
    os.kill(worker(), signal.SIGKILL)
    with pytest.raises(RecordingRefused, match="too much time or memory"):
        await asked
    assert (await recordings.sound(sound(seconds=0.5))).duration_ms > 0


@pytest.mark.parametrize("making", [H264, VP9])
def test_a_video_is_encoded_anew_with_what_the_library_has(making: Making) -> None:
    assert MAKING is H264  # what the wheels of today have
    made = transcoded(video("mp4", "libx265"), 90, making)
    with av.open(io.BytesIO(made), "r") as opened:
        shown = opened.streams.video[0].codec_context
        assert shown.codec.canonical_name == {"libx264": "h264", "libvpx-vp9": "vp9"}[making.encoder]
        assert (shown.width, shown.height) == (180, 320)
        assert sum(1 for _ in opened.decode(video=0)) == 50
