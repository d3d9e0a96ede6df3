"""Sound and video for tests."""

import io
import math
from array import array
from fractions import Fraction

import av
from PIL import Image

RATE = 48_000
FRAME = 960


def sound(format_name: str = "webm", codec: str = "libopus", seconds: float = 3.0) -> bytes:
    """A tone, quiet for one second and loud after it."""
    out = io.BytesIO()
    with av.open(out, "w", format=format_name) as made:
        stream = made.add_stream(codec, rate=RATE, layout="mono")
        assert isinstance(stream, av.AudioStream)
        for start in range(0, int(seconds * RATE), FRAME):
            loud = 3_000 if start < RATE else 26_000
            tone = array("h", (int(loud * math.sin(at * 0.06)) for at in range(start, start + FRAME)))
            frame = av.AudioFrame(format="s16", layout="mono", samples=FRAME)
            frame.planes[0].update(tone.tobytes())
            frame.rate, frame.pts, frame.time_base = RATE, start, Fraction(1, RATE)
            made.mux(stream.encode(frame))
        made.mux(stream.encode(None))
    return out.getvalue()


def video(
    format_name: str = "mp4",
    codec: str = "libx264",
    size: tuple[int, int] = (320, 180),
    *,
    seconds: int = 2,
    title: str = "",
) -> bytes:
    """A yellow square that goes over a green ground."""
    out = io.BytesIO()
    with av.open(out, "w", format=format_name) as made:
        made.metadata["title"] = title
        stream = made.add_stream(codec, rate=25)
        assert isinstance(stream, av.VideoStream)
        stream.width, stream.height = size
        stream.pix_fmt = "yuv420p"
        if codec == "libx265":
            stream.options = {"x265-params": "log-level=none"}
        for at in range(25 * seconds):
            image = Image.new("RGB", size, (15, 110, 102))
            image.paste((255, 200, 0), (at * 4, 20, at * 4 + 60, 80))
            made.mux(stream.encode(av.VideoFrame.from_image(image)))  # type: ignore[no-untyped-call]  # the library's own
        made.mux(stream.encode(None))
    return out.getvalue()
