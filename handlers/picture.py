"""Pictures for a small phone: text, bars and stars from top to bottom, light on data.

Everything is placed by what it measures, so nothing runs over an edge: long text is broken into
lines, and a word that is too long for one is cut.
"""

import math
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from functools import lru_cache
from importlib import resources
from io import BytesIO

from PIL import Image, ImageDraw, ImageFont

WIDTH = 720
MARGIN = 36
INNER = WIDTH - 2 * MARGIN
SMALL, NORMAL, LARGE, HUGE = 26, 30, 40, 64
"""Heights of letters in pixels; on a 5-inch phone the smallest is as high as this bot's texts."""

INK, QUIET, PAPER = "#1d2b24", "#5c6b63", "#ffffff"
GREEN, GOLD, RED, GREY = "#1f7a4d", "#e0a100", "#b3392f", "#d5dad7"
COLOURS = 64

Font = ImageFont.FreeTypeFont


@lru_cache(maxsize=16)
def font(size: int, *, bold: bool = False) -> Font:
    """A typeface that writes Vietnamese."""
    name = "Roboto-Bold.ttf" if bold else "Roboto-Regular.ttf"
    data = (resources.files("font_roboto") / "files" / name).read_bytes()
    return ImageFont.truetype(BytesIO(data), size)


def wrap(text: str, face: Font, width: float = INNER, most: int = 100) -> list[str]:
    """Break text into lines that are no wider than `width` pixels, at most so many; what does not
    fit any more shows as “…”."""
    made: list[str] = []
    line = ""
    for word in text.split():
        longer = f"{line} {word}" if line else word
        if face.getlength(longer) <= width:
            line = longer
            continue
        if line:
            made.append(line)
        line = _cut(word, face, width)
    made.append(line)
    if len(made) > most:
        made = made[:most]
        made[-1] = _cut(f"{made[-1]} …", face, width, anyway=True)
    return made


def _cut(text: str, face: Font, width: float, *, anyway: bool = False) -> str:
    if face.getlength(text) <= width and not anyway:
        return text
    text = text.removesuffix(" …")
    while text and face.getlength(f"{text}…") > width:
        text = text[:-1]
    return f"{text}…"


Draw = Callable[[ImageDraw.ImageDraw, int], None]


@dataclass(slots=True)
class Picture:
    """A picture that grows downwards. Colours are `#rrggbb`."""

    height: int = MARGIN
    _drawn: list[tuple[int, Draw]] = field(default_factory=list)

    def gap(self, pixels: int = 18) -> None:
        self.height += pixels

    def text(
        self,
        text: str,
        size: int = NORMAL,
        *,
        bold: bool = False,
        colour: str = INK,
        most: int = 8,
    ) -> None:
        """A paragraph of at most `most` lines."""
        face = font(size, bold=bold)
        for line in wrap(text, face, most=most):
            self._line(line, face, colour, MARGIN)
            self.height += int(size * 1.32)

    def pair(self, left: str, right: str, size: int = NORMAL, *, colour: str = INK) -> None:
        """Two texts in a line, the right one flush right and whole; the left one may break."""
        face, strong = font(size), font(size, bold=True)
        right = _cut(right, strong, INNER * 0.6)
        room = INNER - strong.getlength(right) - 20
        at = WIDTH - MARGIN - strong.getlength(right)
        self._line(right, strong, colour, at)
        for line in wrap(left, face, room, 3):
            self._line(line, face, INK, MARGIN)
            self.height += int(size * 1.32)

    def bar(self, share: float, *, colour: str = GREEN, height: int = 22) -> None:
        """A bar that is filled to a share from 0 to 1."""
        filled = MARGIN + INNER * min(max(share, 0.0), 1.0)

        def draw(on: ImageDraw.ImageDraw, top: int) -> None:
            on.rounded_rectangle((MARGIN, top, WIDTH - MARGIN, top + height), 8, GREY)
            if filled > MARGIN + 1:
                on.rounded_rectangle((MARGIN, top, filled, top + height), 8, colour)

        self._drawn.append((self.height, draw))
        self.height += height + 14

    def stars(self, number: int, of: int = 5, size: int = HUGE) -> None:
        """A row of stars, the first `number` of them golden."""

        def draw(on: ImageDraw.ImageDraw, top: int) -> None:
            for at in range(of):
                middle = MARGIN + size * (at * 1.15 + 0.5), top + size / 2
                on.polygon(_star(*middle, size / 2), GOLD if at < number else GREY)

        self._drawn.append((self.height, draw))
        self.height += size + 12

    def steps(self, rows: Sequence[tuple[str, str, str]]) -> None:
        """A timeline: for each step its colour, what it is, and a smaller line below ("" for
        none)."""
        for at, (colour, what, small) in enumerate(rows):
            face, below = font(NORMAL), font(SMALL)
            lines = wrap(what, face, INNER - 54, 2)
            more = wrap(small, below, INNER - 54, 2) if small else []
            tall = int(len(lines) * NORMAL * 1.32 + len(more) * SMALL * 1.32) + 16
            self._drawn.append((self.height, _dot(colour, tall, last=at == len(rows) - 1)))
            top = self.height
            for line in lines:
                self._line(line, face, INK, MARGIN + 54)
                self.height += int(NORMAL * 1.32)
            for line in more:
                self._line(line, below, QUIET, MARGIN + 54)
                self.height += int(SMALL * 1.32)
            self.height = top + tall

    def rule(self) -> None:
        """A thin line across."""
        self._drawn.append(
            (self.height, lambda on, top: on.line((MARGIN, top, WIDTH - MARGIN, top), GREY, 2))
        )
        self.height += 18

    def png(self) -> bytes:
        """The finished picture."""
        image = Image.new("RGB", (WIDTH, self.height + MARGIN), PAPER)
        on = ImageDraw.Draw(image)
        for top, draw in self._drawn:
            draw(on, top)
        out = BytesIO()
        few = image.quantize(COLOURS, dither=Image.Dither.NONE)
        few.save(out, "PNG", optimize=True)
        return out.getvalue()

    def _line(self, text: str, face: Font, colour: str, left: float) -> None:
        self._drawn.append((self.height, lambda on, top: on.text((left, top), text, colour, face)))


def _dot(colour: str, tall: int, *, last: bool) -> Draw:
    def draw(on: ImageDraw.ImageDraw, top: int) -> None:
        x, y = MARGIN + 16, top + 20
        if not last:
            on.line((x, y, x, y + tall), GREY, 4)
        on.ellipse((x - 13, y - 13, x + 13, y + 13), colour)

    return draw


def _star(x: float, y: float, radius: float) -> list[tuple[float, float]]:
    """The ten corners of a star, the first at the top."""
    corners = []
    for corner in range(10):
        reach = radius if corner % 2 == 0 else radius * 0.42
        angle = math.pi * (corner / 5 - 0.5)
        corners.append((x + reach * math.cos(angle), y + reach * math.sin(angle)))
    return corners
