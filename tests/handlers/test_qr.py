"""QR codes: readable from a phone's screen, and small."""

from io import BytesIO

import pytest
import segno
from PIL import Image

from bot.channels.sandbox.phone import SMALL_PNG
from handlers.qr import WIDTH, png

LINK = "https://t.me/ocop_bac_ninh_bot?start=ci_" + "aZ09-_" * 4


def pixels(content: bytes) -> Image.Image:
    return Image.open(BytesIO(content)).convert("L")


@pytest.mark.parametrize("content", ["x", LINK, "ố" * 300])
def test_it_is_square_large_enough_and_small_in_bytes(content: str) -> None:
    picture = png(content)
    assert picture[:8] == SMALL_PNG[:8]
    assert len(picture) < 10_000
    image = pixels(picture)
    assert image.width == image.height
    assert WIDTH * 0.8 <= image.width <= WIDTH


def test_it_says_what_it_should_within_its_quiet_zone() -> None:
    image = pixels(png(LINK))
    matrix = segno.make(LINK, error="q", micro=False, boost_error=False).matrix
    scale = image.width // (len(matrix) + 8)
    assert scale >= 8
    read = [
        [
            image.getpixel(((x + 4) * scale + scale // 2, (y + 4) * scale + scale // 2)) == 0
            for x in range(len(matrix))
        ]
        for y in range(len(matrix))
    ]
    assert read == [[module == 1 for module in row] for row in matrix]
    edge = 4 * scale
    for box in ((0, 0, image.width, edge), (0, 0, edge, image.height)):
        assert image.crop(box).getextrema() == (255, 255)


def test_what_does_not_fit_is_refused() -> None:
    with pytest.raises(ValueError, match="something to say"):
        png("")
    with pytest.raises(ValueError, match="too large"):
        png("x" * 5000)
