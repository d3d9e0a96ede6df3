import asyncio
import io
import os
import re
import signal
import struct
import zlib
from collections.abc import AsyncIterator
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from PIL import Image, ImageCms, PngImagePlugin

from causerie.kit.picture_worker import LONGEST_SIDE, MEMORY_LIMIT, MOST_FRAMES
from causerie.kit.pictures import LARGEST, PictureRefused, Pictures, close, reencode

Size = tuple[int, int]


@pytest.fixture
async def pictures() -> AsyncIterator[Pictures]:
    async with Pictures() as pictures:
        yield pictures


def encoded(image: Image.Image, format_name: str, **options: object) -> bytes:
    out = io.BytesIO()
    image.save(out, format_name, **options)
    return out.getvalue()


def flat(size: Size = (60, 40), mode: str = "RGB") -> Image.Image:
    return Image.new(mode, size, 200 if mode in ("L", "P", "1") else None)


def opened(data: bytes) -> Image.Image:
    image = Image.open(io.BytesIO(data))
    image.load()
    return image


def workers() -> list[int]:
    """The worker processes of this test process."""
    found = []
    for status in Path("/proc").glob("[0-9]*/status"):
        try:
            parent = re.search(r"PPid:\t(\d+)", status.read_text())
            command = (status.parent / "cmdline").read_bytes()
        except (FileNotFoundError, ProcessLookupError):
            continue
        if parent is not None and int(parent[1]) == os.getpid() and b"picture_worker" in command:
            found.append(int(status.parent.name))
    return found


def peak_memory(pid: int) -> int:
    found = re.search(r"VmHWM:\s+(\d+) kB", Path(f"/proc/{pid}/status").read_text())
    assert found is not None
    return int(found[1]) * 1024


@pytest.mark.parametrize(
    ("given_format", "media_type"),
    [("PNG", "image/png"), ("JPEG", "image/jpeg"), ("WEBP", "image/webp"), ("GIF", "image/webp")],
)
async def test_a_picture_keeps_its_look(pictures: Pictures, given_format: str, media_type: str) -> None:
    image = Image.new("RGB", (1000, 500), "navy")
    image.paste("orange", (0, 0, 500, 500))
    picture = await pictures.reencode(encoded(image, given_format))
    assert (picture.media_type, picture.width, picture.height) == (media_type, 1000, 500)
    for x, colour in ((250, (255, 165, 0)), (750, (0, 0, 128))):
        pixel = opened(picture.data).convert("RGB").getpixel((x, 250))
        assert isinstance(pixel, tuple)
        assert max(abs(a - b) for a, b in zip(pixel, colour, strict=True)) < 12
    assert opened(picture.thumbnail).size == (480, 240)


@pytest.mark.parametrize("mode", ["1", "L", "LA", "P", "RGBA", "CMYK", "I;16"])
async def test_every_kind_of_pixel_is_taken(pictures: Pictures, mode: str) -> None:
    data = encoded(Image.new(mode, (20, 10)), "JPEG" if mode == "CMYK" else "PNG")
    assert (await pictures.reencode(data)).width == 20


async def test_transparency_is_kept(pictures: Pictures) -> None:
    picture = await pictures.reencode(encoded(Image.new("RGBA", (20, 10), (1, 2, 3, 0)), "PNG"))
    assert opened(picture.data).getpixel((3, 3)) == (1, 2, 3, 0)


async def test_what_a_picture_tells_beside_its_pixels_is_dropped_and_it_stands_upright(
    pictures: Pictures,
) -> None:
    exif = Image.Exif()
    exif[0x0112] = 6  # turned by 90 degrees
    exif[0x010E] = "taken at home"
    exif.get_ifd(0x8825)[2] = (55.0, 45.0, 0.0)
    data = encoded(flat((60, 40)), "JPEG", exif=exif, comment=b"a secret comment")
    picture = await pictures.reencode(data)
    assert (picture.width, picture.height) == (40, 60)
    assert not opened(picture.data).getexif()
    text = PngImagePlugin.PngInfo()
    text.add_text("Comment", "a secret comment", zip=False)
    for clean in (picture.data, (await pictures.reencode(encoded(flat(), "PNG", pnginfo=text))).data):
        assert b"secret" not in clean
        assert b"home" not in clean


async def test_colours_of_another_profile_are_brought_to_srgb(pictures: Pictures) -> None:
    lab_like = ImageCms.ImageCmsProfile(ImageCms.createProfile("sRGB")).tobytes()
    picture = await pictures.reencode(encoded(flat(), "JPEG", icc_profile=lab_like))
    assert "icc_profile" not in opened(picture.data).info
    broken = await pictures.reencode(encoded(flat(), "JPEG", icc_profile=b"nonsense" * 20))
    assert "icc_profile" not in opened(broken.data).info


async def test_a_large_picture_is_made_smaller(pictures: Pictures) -> None:
    picture = await pictures.reencode(encoded(flat((6000, 3000)), "JPEG"))
    assert (picture.width, picture.height) == (LONGEST_SIDE, LONGEST_SIDE // 2)


def animation(count: int, size: Size, format_name: str = "GIF") -> bytes:
    frames = [Image.new("RGB", size, (i * 50 % 256, i * 90 % 256, 200)) for i in range(count)]
    return encoded(frames[0], format_name, save_all=True, append_images=frames[1:], duration=70, loop=0)


@pytest.mark.parametrize("format_name", ["GIF", "WEBP"])
async def test_an_animation_stays_one(pictures: Pictures, format_name: str) -> None:
    picture = await pictures.reencode(animation(5, (50, 50), format_name))
    image = Image.open(io.BytesIO(picture.data))
    assert (picture.media_type, getattr(image, "n_frames", 1)) == ("image/webp", 5)
    image.seek(1)
    image.load()
    assert image.info["duration"] == 70


@pytest.mark.parametrize(("count", "size"), [(MOST_FRAMES + 1, (8, 8)), (20, (1500, 1500))])
async def test_an_animation_that_is_too_much_is_its_first_frame(
    pictures: Pictures, count: int, size: Size
) -> None:
    picture = await pictures.reencode(animation(count, size))
    assert getattr(Image.open(io.BytesIO(picture.data)), "n_frames", 1) == 1


async def test_weakness_4_an_svg_is_no_picture(pictures: Pictures) -> None:
    with pytest.raises(PictureRefused, match="not a PNG, JPEG, GIF or WebP"):
        await pictures.reencode(b'<svg xmlns="http://www.w3.org/2000/svg"><script>alert(1)</script></svg>')


async def test_weakness_4_what_is_hidden_in_a_picture_does_not_come_out(pictures: Pictures) -> None:
    data = encoded(flat(), "PNG") + b"<script>alert(1)</script>"
    assert b"<script>" not in (await pictures.reencode(data)).data


async def test_weakness_16_the_work_is_done_in_another_process_whose_death_is_ours_to_tell(
    pictures: Pictures,
) -> None:
    await pictures.reencode(encoded(flat(), "PNG"))
    [worker] = workers()
    limits = Path(f"/proc/{worker}/limits").read_text()  # noqa: ASYNC240
    assert re.search(rf"Max address space\s+{MEMORY_LIMIT} ", limits)
    assert re.search(r"Max file size\s+0 ", limits)
    os.kill(worker, signal.SIGSTOP)
    waiting = asyncio.create_task(pictures.reencode(encoded(flat(), "PNG")))
    await asyncio.sleep(0)
    os.kill(worker, signal.SIGKILL)
    with pytest.raises(PictureRefused, match="too much time or memory"):
        await waiting
    assert (await pictures.reencode(encoded(flat(), "PNG"))).width == 60
    assert worker not in workers()


async def test_weakness_16_a_picture_that_takes_too_long_is_given_up(
    pictures: Pictures, monkeypatch: pytest.MonkeyPatch
) -> None:
    await pictures.reencode(encoded(flat(), "PNG"))
    [worker] = workers()
    monkeypatch.setattr("causerie.kit.pictures.TIMEOUT", 0.3)
    os.kill(worker, signal.SIGSTOP)
    with pytest.raises(PictureRefused, match="too much time"):
        await pictures.reencode(encoded(flat(), "PNG"))
    assert worker not in workers()


async def test_weakness_16_a_caller_that_leaves_does_not_spoil_the_next_ones_answer(
    pictures: Pictures,
) -> None:
    await pictures.reencode(encoded(flat(), "PNG"))
    leaving = asyncio.create_task(pictures.reencode(encoded(flat((3000, 3000)), "PNG")))
    await asyncio.sleep(0.01)
    leaving.cancel()
    with pytest.raises(asyncio.CancelledError):
        await leaving
    assert (await pictures.reencode(encoded(flat((70, 40)), "PNG"))).width == 70


def png_header(width: int, height: int) -> bytes:
    """A PNG of any size whose pixels are not there."""

    def chunk(kind: bytes, data: bytes) -> bytes:
        return struct.pack("!I", len(data)) + kind + data + struct.pack("!I", zlib.crc32(kind + data))

    head = chunk(b"IHDR", struct.pack("!IIBBBBB", width, height, 8, 2, 0, 0, 0))
    return b"\x89PNG\r\n\x1a\n" + head + chunk(b"IDAT", zlib.compress(bytes(10**6))) + chunk(b"IEND", b"")


async def test_weakness_17_pixel_bombs_are_refused_in_little_memory(pictures: Pictures) -> None:
    await pictures.reencode(encoded(flat(), "PNG"))
    [worker] = workers()
    before = peak_memory(worker)
    gif = bytearray(encoded(flat(mode="P"), "GIF"))
    gif[6:10] = struct.pack("<HH", 65535, 65535)
    bombs = [png_header(60_000, 60_000), png_header(2**31 - 1, 2**31 - 1), png_header(8000, 6000), bytes(gif)]
    for bomb in bombs:
        with pytest.raises(PictureRefused):
            await pictures.reencode(bomb)
    assert workers() == [worker]
    assert peak_memory(worker) - before < 30 * 1024**2


async def test_weakness_17_the_largest_picture_stays_within_the_limit(pictures: Pictures) -> None:
    data = encoded(Image.new("RGBA", (8000, 5000), (9, 9, 9, 99)), "PNG")
    ours = peak_memory(os.getpid())
    assert (await pictures.reencode(data)).width == LONGEST_SIDE
    [worker] = workers()
    assert peak_memory(worker) < MEMORY_LIMIT
    assert peak_memory(os.getpid()) - ours < 50 * 1024**2


async def test_weakness_17_what_is_too_long_to_be_a_picture_is_not_looked_at(pictures: Pictures) -> None:
    with pytest.raises(PictureRefused, match="more than 30 MB"):
        await pictures.reencode(bytes(LARGEST + 1))
    assert workers() == []


async def test_the_program_shares_its_workers_and_ends_them() -> None:
    assert (await reencode(encoded(flat(), "PNG"))).width == 60
    [worker] = workers()
    assert (await reencode(encoded(flat(), "JPEG"))).width == 60
    assert workers() == [worker]
    await close()
    assert workers() == []


@pytest.mark.parametrize(
    "format_name", ["BMP", "TIFF", "PPM", "ICO", "PCX", "TGA", "SGI", "EPS", "JPEG2000", "AVIF", "PDF"]
)
async def test_weakness_18_no_other_decoder_is_reached(pictures: Pictures, format_name: str) -> None:
    with pytest.raises(PictureRefused, match="not a PNG, JPEG, GIF or WebP"):
        await pictures.reencode(encoded(flat((32, 32)), format_name))


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture], deadline=None, max_examples=60)
@given(
    format_name=st.sampled_from(["PNG", "JPEG", "GIF", "WEBP"]),
    cut=st.floats(0, 1),
    noise=st.lists(st.tuples(st.floats(0, 1), st.integers(0, 255)), max_size=8),
)
async def test_a_damaged_picture_is_taken_or_refused_and_nothing_else(
    pictures: Pictures, format_name: str, cut: float, noise: list[tuple[float, int]]
) -> None:
    data = bytearray(encoded(flat(), format_name))
    for where, value in noise:
        data[int(where * (len(data) - 1))] = value
    try:
        picture = await pictures.reencode(bytes(data[: int(cut * len(data))]))
    except PictureRefused:
        return
    assert opened(picture.data).size == (picture.width, picture.height)
