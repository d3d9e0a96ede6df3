"""The QR codes of message-us links: a reader that is not ours reads them, printed and small."""

import io

import pytest
import zxingcpp
from PIL import Image

from causerie.channels.messenger import qr
from tests.helpers.pictures import png as picture

SHORT = "https://chat.example.com/m/acme"
LONG = f"https://chat.customer-service.example.com/m/acme-brands-of-chisinau?ref={'a1-_' * 25}"
LOGO = picture(300, 200)


def opened(data: bytes) -> Image.Image:
    return Image.open(io.BytesIO(data)).convert("L")


def read(image: Image.Image) -> str:
    """What the code in the picture says."""
    found = zxingcpp.read_barcodes(image, try_downscale=False)
    return found[0].text if found else ""


@pytest.mark.parametrize("text", [SHORT, LONG])
@pytest.mark.parametrize("logo", [None, LOGO], ids=["bubble", "logo"])
def test_a_printed_code_is_read(text: str, logo: bytes | None) -> None:
    image = opened(qr.png(text, logo, "#7c3f58"))
    assert min(image.size) >= qr.PNG_SIDE
    assert read(image) == text


@pytest.mark.parametrize(("text", "side"), [(SHORT, 120), (LONG, 240)])
def test_a_small_code_is_read(text: str, side: int) -> None:
    """As on a business card or at the foot of a mail: three pixels a module and fewer."""
    small = opened(qr.png(text, LOGO, "#7c3f58")).resize((side, side), Image.Resampling.LANCZOS)
    assert read(small) == text


def test_the_code_restores_what_the_logo_hides() -> None:
    """Error correction H: were it less, so large a picture would cost too much."""
    image = opened(qr.png(SHORT, None, "#000000"))
    found = zxingcpp.read_barcodes(image)[0]
    assert found.ec_level == "H"


def test_the_logo_is_in_the_middle_of_the_code() -> None:
    with Image.open(io.BytesIO(qr.png(SHORT, LOGO, "#000000"))) as image:
        middle = image.convert("RGB").getpixel((image.width // 2, image.height // 2))
    assert middle == (0x7C, 0x3F, 0x58)


def test_the_pdf_holds_the_code_in_vectors_and_the_picture_once() -> None:
    data = qr.pdf(SHORT, LOGO, "#7c3f58")
    assert data.startswith(b"%PDF-")
    assert data.count(b"/Subtype /Image") == 2  # the picture, and what of it is transparent
    assert b"/MediaBox [0 0 283.46 283.46]" in data  # 10 cm
