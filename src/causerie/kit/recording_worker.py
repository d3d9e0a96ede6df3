"""The process that decodes strangers' sound and video, with little memory, little time, few formats and no file to
open: a recording in, a `Sound`, a `Video` or a `Refusal` out (confinement.py). `recordings.py` starts it.
"""

import io
import resource
from array import array
from collections.abc import Iterator
from fractions import Fraction
from typing import Literal

import av
import msgspec
from av.container import InputContainer, OutputContainer
from av.filter import Graph
from av.video.frame import PictureType, VideoFrame
from PIL import Image

from causerie.kit.confinement import Refusal, confine, serve

MEMORY_LIMIT = 1536 * 1024**2  # bytes of address space
CPU_LIMIT = 60  # seconds of processor time for one recording
LONGEST_SECONDS = 15 * 60
MOST_PIXELS = 4096 * 2304  # of a frame

PEAKS = 64
SOUND_RATE = 48_000  # samples a second
SOUND_BITS = 64_000  # a second
PEAK_SAMPLES = 480  # one look at the sound every 10 ms
# What is quieter than this is shown as quiet: silence has no peaks.
QUIETEST_PEAK = 0.04

POSTER_SIDE = 480
POSTER_QUALITY = 80
POSTER_SECOND = 1.0  # the first picture of many videos is black
TRANSCODED_SIDE = 1280


class Making(msgspec.Struct, frozen=True):
    """How a video is encoded anew: by which encoder, into which container, with which sound."""

    encoder: str
    container: Literal["mp4", "webm"]
    sound: str
    options: dict[str, str]


# x264 is under the GPL and not in every build of the library; without it there is VP9, at the cost of more work.
H264 = Making("libx264", "mp4", "aac", {"preset": "veryfast", "crf": "25", "threads": "1"})
VP9 = Making(
    "libvpx-vp9",
    "webm",
    "libopus",
    {"deadline": "realtime", "cpu-used": "8", "crf": "36", "b": "0", "threads": "1"},
)
MAKING = H264 if H264.encoder in av.codecs_available else VP9

_DEMUXERS = (
    (4, b"ftyp", "mov"),
    (0, b"\x1aE\xdf\xa3", "matroska"),
    (0, b"OggS", "ogg"),
    (8, b"WAVE", "wav"),
    (0, b"ID3", "mp3"),
    (0, b"\xff\xfb", "mp3"),
)
_SOUND = frozenset({"aac", "opus", "vorbis", "mp3", "pcm_s16le", "flac"})
# What every browser plays in an MP4, and in a WebM; the rest is encoded anew.
_MP4 = frozenset({"h264"}), frozenset({"aac", "mp3"})
_WEBM = frozenset({"vp8", "vp9", "av1"}), frozenset({"opus", "vorbis"})
_PICTURES = frozenset({"h264", "hevc", "vp8", "vp9", "av1"})


class Question(msgspec.Struct, frozen=True):
    """A recording, and what is wanted of it: sound or video."""

    data: bytes
    wanted: str


class Sound(msgspec.Struct, frozen=True, tag="sound"):
    """Speech that we encoded: AAC in MP4. `peaks`: 64 of them, 0 to 100, the loudest of each part."""

    data: bytes
    duration_ms: int
    peaks: list[int]


class Video(msgspec.Struct, frozen=True, tag="video"):
    """A video that browsers play, in pixels as it is seen. `poster` is a WebP of at most 480 px a side."""

    data: bytes
    media_type: Literal["video/mp4", "video/webm"]
    width: int
    height: int
    duration_ms: int
    poster: bytes


class _Unusable(ValueError):
    """Why it is not taken."""


def answer(question: bytes) -> Sound | Video | Refusal:
    """What was asked for, or why not."""
    asked = msgspec.msgpack.decode(question, type=Question)
    try:
        with _opened(asked.data) as source:
            return _sound(source) if asked.wanted == "sound" else _video(source, asked.data)
    except _Unusable as error:
        return Refusal(str(error))
    except MemoryError:
        return Refusal("it needs too much memory", fatal=True)
    except (av.FFmpegError, ValueError, TypeError, IndexError, ArithmeticError, OverflowError):
        return Refusal("it is damaged")


def _opened(data: bytes) -> InputContainer:
    for at, magic, name in _DEMUXERS:
        if data[at : at + len(magic)] == magic:
            return av.open(io.BytesIO(data), "r", format=name, metadata_errors="replace")
    raise _Unusable("it is not of a format that is taken")


def _made(out: io.BytesIO, format_name: str) -> OutputContainer:
    return av.open(out, "w", format=format_name)


# sound -----------------------------------------------------------------------------------------------------------


def _sound(source: InputContainer) -> Sound:
    """The first sound in it, encoded anew: nothing but the samples comes through."""
    stream = next(iter(source.streams.audio), None)
    if stream is None or stream.codec_context.codec.canonical_name not in _SOUND:
        raise _Unusable("there is no sound in it that is taken")
    stream.codec_context.thread_count = 1
    resampler = av.AudioResampler("s16", "mono", SOUND_RATE)
    out = io.BytesIO()
    loudness: list[int] = []
    samples = 0
    with _made(out, "mp4") as made:
        encoded = made.add_stream("aac", rate=SOUND_RATE, layout="mono", bit_rate=SOUND_BITS)
        for frame in _frames(source, resampler):
            if samples > LONGEST_SECONDS * SOUND_RATE:
                raise _Unusable(f"it is longer than {LONGEST_SECONDS // 60} minutes")
            loudness += _loudness(frame)
            frame.pts = samples
            frame.time_base = Fraction(1, SOUND_RATE)
            samples += frame.samples
            made.mux(encoded.encode(frame))
        made.mux(encoded.encode(None))
    if not samples:
        raise _Unusable("there is no sound in it")
    return Sound(out.getvalue(), samples * 1000 // SOUND_RATE, peaks(loudness))


def _frames(source: InputContainer, resampler: av.AudioResampler) -> Iterator[av.AudioFrame]:
    for frame in source.decode(audio=0):
        # A recorder's clock may have gaps; what is heard has none.
        frame.pts = None
        yield from resampler.resample(frame)
    yield from resampler.resample(None)


def _loudness(frame: av.AudioFrame) -> list[int]:
    values = array("h", bytes(frame.planes[0])[: 2 * frame.samples])
    parts = (values[at : at + PEAK_SAMPLES] for at in range(0, len(values), PEAK_SAMPLES))
    return [max(map(abs, part)) for part in parts]


def peaks(loudness: list[int]) -> list[int]:
    """64 bars, 0 to 100, of how loud it was at each moment (0 to 32,768); the loudest is 100."""
    count = len(loudness)
    bars = [
        max(
            loudness[at * count // PEAKS : max((at + 1) * count // PEAKS, at * count // PEAKS + 1)], default=0
        )
        for at in range(PEAKS)
    ]
    loudest = max(*bars, int(QUIETEST_PEAK * 32_768))
    return [round(100 * bar / loudest) for bar in bars]


# video -----------------------------------------------------------------------------------------------------------


def _video(source: InputContainer, data: bytes) -> Video:
    stream = next(iter(source.streams.video), None)
    if stream is None or stream.codec_context.codec.canonical_name not in _PICTURES:
        raise _Unusable("there is no video in it that is taken")
    if stream.codec_context.width * stream.codec_context.height > MOST_PIXELS:
        raise _Unusable("its picture is too large")
    stream.codec_context.thread_count = 1
    poster, turned = _poster(source)
    media_type: Literal["video/mp4", "video/webm"] = "video/mp4"
    sounds = {one.codec_context.codec.canonical_name for one in source.streams.audio[:1]}
    if stream.codec_context.codec.canonical_name in _MP4[0] and sounds <= _MP4[1]:
        made = _remuxed(data, "mp4")
    elif stream.codec_context.codec.canonical_name in _WEBM[0] and sounds <= _WEBM[1]:
        media_type, made = "video/webm", _remuxed(data, "webm")
    else:
        media_type = "video/mp4" if MAKING.container == "mp4" else "video/webm"
        made = transcoded(data, turned, MAKING)
    with _opened(made) as result:
        seconds = _seconds(result)
        codec = result.streams.video[0].codec_context
        width, height = codec.width, codec.height
    if turned % 180 and not _is_upright(made):
        width, height = height, width
    return Video(made, media_type, width, height, round(1000 * seconds), poster)


def _seconds(source: InputContainer) -> float:
    if source.duration is None:
        raise _Unusable("it does not say how long it is")
    seconds = source.duration / av.time_base
    if not 0 < seconds <= LONGEST_SECONDS:
        raise _Unusable(f"it is longer than {LONGEST_SECONDS // 60} minutes")
    return seconds


def _poster(source: InputContainer) -> tuple[bytes, int]:
    """A picture of it as it is seen, and by how many degrees it was turned for that."""
    shown: VideoFrame | None = None
    for frame in source.decode(video=0):
        shown = frame
        if (frame.time or 0) >= POSTER_SECOND:
            break
    if shown is None:
        raise _Unusable("there is no picture in it")
    turned = round(shown.rotation) % 360
    image: Image.Image = shown.to_image()  # type: ignore[no-untyped-call]  # the library's own
    image = image.rotate(turned, expand=True)
    image.thumbnail((POSTER_SIDE, POSTER_SIDE))
    out = io.BytesIO()
    image.save(out, "WEBP", quality=POSTER_QUALITY)
    return out.getvalue(), turned


def _is_upright(data: bytes) -> bool:
    with _opened(data) as source:
        return next(source.decode(video=0)).rotation == 0


def _remuxed(data: bytes, format_name: str) -> bytes:
    """The same pictures and sound in a container of our making: no title, no place where it was filmed."""
    out = io.BytesIO()
    with _opened(data) as source, _made(out, format_name) as made:
        streams = [source.streams.video[0], *source.streams.audio[:1]]
        copies = {one.index: made.add_stream_from_template(one) for one in streams}
        for packet in source.demux(streams):
            if packet.dts is None:
                continue
            packet.stream = copies[packet.stream.index]
            made.mux(packet)
    return out.getvalue()


def transcoded(data: bytes, turned: int, making: Making) -> bytes:
    """The video encoded anew, upright, at most 1280 px a side."""
    out = io.BytesIO()
    with _opened(data) as source, _made(out, making.container) as made:
        video, sounds = source.streams.video[0], source.streams.audio[:1]
        video.codec_context.thread_count = 1
        graph, width, height = _upright(video, turned)
        picture = made.add_stream(making.encoder, rate=video.average_rate or 30)
        assert isinstance(picture, av.VideoStream)
        picture.width, picture.height, picture.pix_fmt = width, height, "yuv420p"
        picture.options = {**making.options}
        if video.time_base is not None:
            picture.time_base = video.time_base
        sound = made.add_stream(making.sound, rate=SOUND_RATE, layout="stereo", bit_rate=2 * SOUND_BITS)
        assert isinstance(sound, av.AudioStream)
        resampler = av.AudioResampler(sound.format.name, "stereo", SOUND_RATE)
        for frame in source.decode([video, *sounds]):
            if isinstance(frame, VideoFrame):
                graph.push(frame)
                shown = graph.pull()
                assert isinstance(shown, VideoFrame)
                shown.pict_type = PictureType.NONE
                made.mux(picture.encode(shown))
            elif isinstance(frame, av.AudioFrame):
                for part in resampler.resample(frame):
                    made.mux(sound.encode(part))
        made.mux(picture.encode(None))
        made.mux(sound.encode(None))
    return out.getvalue()


def _upright(video: av.VideoStream, turned: int) -> tuple[Graph, int, int]:
    """What turns and shrinks its pictures, and to which size."""
    width, height = video.codec_context.width, video.codec_context.height
    if turned % 180:
        width, height = height, width
    scale = min(1.0, TRANSCODED_SIDE / max(width, height))
    width, height = (max(2, round(side * scale / 2) * 2) for side in (width, height))
    graph = Graph()
    last = graph.add_buffer(template=video)
    turns = [("transpose", "cclock")] * (turned // 90)
    for name, arguments in (
        *turns,
        ("scale", f"{width}:{height}"),
        ("format", "yuv420p"),
        ("buffersink", None),
    ):
        following = graph.add(name, arguments)
        last.link_to(following)
        last = following
    graph.configure()
    return graph, width, height


def _warm() -> None:
    """Does all of it once with a recording of our own: every module is loaded while files can still be opened."""
    out = io.BytesIO()
    with _made(out, MAKING.container) as made:
        picture = made.add_stream(MAKING.encoder, rate=10)
        assert isinstance(picture, av.VideoStream)
        picture.width = picture.height = 16
        picture.pix_fmt = "yuv420p"
        sound = made.add_stream(MAKING.sound, rate=SOUND_RATE, layout="mono")
        assert isinstance(sound, av.AudioStream)
        black = VideoFrame.from_image(Image.new("RGB", (16, 16)))  # type: ignore[no-untyped-call]  # the library's own
        made.mux(picture.encode(black))
        made.mux(picture.encode(None))
        silence = av.AudioFrame(format="fltp", layout="mono", samples=1024)
        silence.rate = SOUND_RATE
        made.mux(sound.encode(silence))
        made.mux(sound.encode(None))
    for wanted in ("sound", "video"):
        done = answer(msgspec.msgpack.encode(Question(out.getvalue(), wanted)))
        assert not isinstance(done, Refusal), done
    transcoded(out.getvalue(), 90, MAKING)


if __name__ == "__main__":
    av.logging.set_level(av.logging.PANIC)
    _warm()
    confine(MEMORY_LIMIT)
    # What a format refers to outside of itself can't be opened.
    resource.setrlimit(resource.RLIMIT_NOFILE, (3, 3))
    serve(answer, CPU_LIMIT)
