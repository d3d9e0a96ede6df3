"""The process that decodes strangers' pictures, with little memory, little time and four decoders: a picture in, a
`Picture` or a `Refusal` out (confinement.py). `pictures.py` starts it.
"""

import io
import struct

import msgspec
from PIL import Image, ImageCms, ImageFile, ImageOps, ImageSequence

from causerie.kit.confinement import Refusal, confine, serve

FORMATS = ("PNG", "JPEG", "GIF", "WEBP")
MEMORY_LIMIT = 1024**3  # bytes of address space
CPU_LIMIT = 10  # seconds of processor time for one picture
MOST_PIXELS = 40_000_000  # of a picture, and of all frames of an animation together
MOST_FRAMES = 150
LONGEST_SIDE = 4096
THUMBNAIL_SIDE = 480
QUALITY = 85


class Picture(msgspec.Struct, frozen=True, tag="picture"):
    """A picture that we encoded, in pixels. `thumbnail` is a WebP of at most 480 px a side. `duration_ms` is an
    animation's, once through; null: it does not move."""

    data: bytes
    media_type: str
    width: int
    height: int
    thumbnail: bytes
    duration_ms: int | None = None


def encode(data: bytes) -> Picture | Refusal:
    """Decode and encode anew: nothing but the pixels comes through, upright, in sRGB, at most 4096 a side."""
    try:
        image = Image.open(io.BytesIO(data), formats=FORMATS)
    except (OSError, ValueError, SyntaxError, Image.DecompressionBombError):
        return Refusal("it is not a PNG, JPEG, GIF or WebP picture, or it is damaged")
    if image.width * image.height > MOST_PIXELS:
        return Refusal(f"it has more than {MOST_PIXELS // 1_000_000} million pixels")
    try:
        frames = _frames(image)
        if len(frames) > 1:
            return _encode_animation(frames, [frame.info.get("duration", 100) for frame in frames])
        return _encode_still(frames[0], image.format or "")
    except MemoryError:
        return Refusal("it needs too much memory", fatal=True)
    except (OSError, ValueError, SyntaxError, EOFError, IndexError, TypeError, struct.error):
        return Refusal("it is damaged")


def _frames(image: ImageFile.ImageFile) -> list[Image.Image]:
    """Every frame of an animation, or the first alone where there are too many."""
    count = getattr(image, "n_frames", 1) if image.format in ("GIF", "WEBP") else 1
    if not 1 < count <= MOST_FRAMES or count * image.width * image.height > MOST_PIXELS:
        return [_prepare(image)]
    return [_prepare(frame) for frame in ImageSequence.Iterator(image)]


def _prepare(image: Image.Image) -> Image.Image:
    """A copy that is upright, in RGB or RGBA of sRGB, of a bounded size, and knows nothing but its pixels."""
    if image.format == "JPEG":
        image.draft(
            "RGB", (LONGEST_SIDE, LONGEST_SIDE)
        )  # decodes at a fraction of the size where that is enough
    image.load()
    duration = image.info.get("duration", 100)  # a WebP knows it only when it is loaded
    upright = ImageOps.exif_transpose(image)
    coloured = _in_srgb(upright)
    coloured.thumbnail((LONGEST_SIDE, LONGEST_SIDE), Image.Resampling.LANCZOS)
    coloured.info = {"duration": duration}
    return coloured


def _in_srgb(image: Image.Image) -> Image.Image:
    if image.mode.startswith("I"):  # 16 bits of grey
        image = image.point(lambda value: value / 256).convert("L")
    transparent = image.mode in ("RGBA", "LA", "PA", "RGBa", "La") or "transparency" in image.info
    profile = image.info.get("icc_profile")
    if profile and image.mode in ("RGB", "RGBA", "CMYK"):
        try:
            source = ImageCms.ImageCmsProfile(io.BytesIO(profile))
            mode = "RGBA" if image.mode == "RGBA" else "RGB"
            converted = ImageCms.profileToProfile(
                image, source, ImageCms.createProfile("sRGB"), outputMode=mode
            )
        except (ImageCms.PyCMSError, OSError):
            converted = None  # a profile that means nothing is as none
        if converted is not None:
            return converted
    return image.convert("RGBA" if transparent else "RGB")


def _encode_still(image: Image.Image, format_name: str) -> Picture:
    kept = {"PNG": "PNG", "JPEG": "JPEG", "MPO": "JPEG"}.get(format_name, "WEBP")
    return _picture(image, kept, _save(image, kept, **({} if kept == "PNG" else {"quality": QUALITY})))


def _encode_animation(frames: list[Image.Image], durations: list[int]) -> Picture:
    first, *others = frames
    data = _save(
        first,
        "WEBP",
        save_all=True,
        append_images=others,
        duration=durations,
        loop=0,
        quality=QUALITY,
        method=2,
    )
    return _picture(first, "WEBP", data, sum(durations))


def _picture(image: Image.Image, format_name: str, data: bytes, duration_ms: int | None = None) -> Picture:
    small = image.copy()
    small.thumbnail((THUMBNAIL_SIDE, THUMBNAIL_SIDE), Image.Resampling.LANCZOS)
    thumbnail = _save(small, "WEBP", quality=QUALITY)
    return Picture(data, f"image/{format_name.lower()}", image.width, image.height, thumbnail, duration_ms)


def _save(image: Image.Image, format_name: str, **options: object) -> bytes:
    image.info = {}
    out = io.BytesIO()
    image.save(out, format_name, **options)
    return out.getvalue()


if __name__ == "__main__":
    confine(MEMORY_LIMIT)
    Image.MAX_IMAGE_PIXELS = MOST_PIXELS
    serve(encode, CPU_LIMIT)
