"""The photo that the farmer sends: a jar of dried lychees, drawn by the browser itself."""

import math
import random
from collections.abc import Iterator

from playwright.sync_api import Browser, FilePayload

WIDTH, HEIGHT = 960, 720

_SHADES = """
<linearGradient id="wall" x2="0" y2="1"><stop stop-color="#dfe7d6"/><stop offset="1" stop-color="#b7c7a8"/></linearGradient>
<linearGradient id="table" x2="0" y2="1"><stop stop-color="#b98555"/><stop offset="1" stop-color="#7c5130"/></linearGradient>
<linearGradient id="glass"><stop stop-color="#fff" stop-opacity=".5"/><stop offset=".14" stop-color="#fff" stop-opacity=".08"/>
<stop offset=".82" stop-color="#fff" stop-opacity=".05"/><stop offset="1" stop-color="#fff" stop-opacity=".35"/></linearGradient>
<linearGradient id="lid"><stop stop-color="#a8772b"/><stop offset=".35" stop-color="#f2cf7d"/><stop offset="1" stop-color="#96661f"/></linearGradient>
<radialGradient id="dried" cx=".35" cy=".3"><stop stop-color="#c98a52"/><stop offset="1" stop-color="#6b3a1c"/></radialGradient>
<radialGradient id="fruit" cx=".36" cy=".3"><stop stop-color="#f0888a"/><stop offset=".55" stop-color="#c7353f"/><stop offset="1" stop-color="#7d1822"/></radialGradient>
<radialGradient id="soft"><stop stop-opacity=".42"/><stop offset="1" stop-opacity="0"/></radialGradient>
<filter id="blur"><feGaussianBlur stdDeviation="9"/></filter>
"""  # noqa: E501 - a drawing


def _dried(chance: random.Random) -> Iterator[str]:
    """What the jar is filled with, row upon row."""
    for y in range(592, 300, -26):
        for x in range(344, 640, 32):
            at = x + chance.uniform(-9, 9), y + chance.uniform(-8, 8)
            turn = chance.uniform(-60, 60)
            yield (
                f'<ellipse cx="{at[0]:.0f}" cy="{at[1]:.0f}" rx="23" ry="16" fill="url(#dried)" '
                f'transform="rotate({turn:.0f} {at[0]:.0f} {at[1]:.0f})"/>'
            )


def _lychee(x: float, y: float, size: float, chance: random.Random) -> Iterator[str]:
    shadow = f'cx="{x}" cy="{y + size * 0.9}" rx="{size * 1.1}" ry="{size * 0.28}"'
    yield f'<ellipse {shadow} fill="url(#soft)"/>'
    yield f'<circle cx="{x}" cy="{y}" r="{size}" fill="url(#fruit)"/>'
    for _ in range(60):
        turn, far = chance.uniform(0, math.tau), size * 0.93 * math.sqrt(chance.random())
        yield (
            f'<circle cx="{x + far * math.cos(turn):.1f}" cy="{y + far * math.sin(turn):.1f}" '
            f'r="{size * 0.06:.1f}" fill="#6e1019" fill-opacity=".33"/>'
        )


def _leaf(x: int, y: int, turn: int) -> str:
    return (
        f'<g transform="translate({x} {y}) rotate({turn})">'
        '<path d="M0 0C40-34 96-34 140 0C96 30 40 30 0 0Z" fill="#3f7a3a"/>'
        '<path d="M4 0H132" stroke="#8fbf7d" stroke-width="3"/></g>'
    )


_ROOM = f"""
<rect width="{WIDTH}" height="470" fill="url(#wall)"/>
<g filter="url(#blur)" fill="#8fae7c" fill-opacity=".5"><circle cx="120" cy="150" r="110"/>
<circle cx="820" cy="110" r="140"/><circle cx="690" cy="250" r="70"/></g>
<rect y="470" width="{WIDTH}" height="250" fill="url(#table)"/>
<path d="M0 545H960M0 612H960M0 676H960" stroke="#5d3a20" stroke-opacity=".3" stroke-width="3"/>
<ellipse cx="485" cy="628" rx="220" ry="34" fill="url(#soft)"/>
<rect x="318" y="250" width="324" height="374" rx="46" fill="#f6efe2"/>
<clipPath id="in"><rect x="326" y="258" width="308" height="358" rx="40"/></clipPath>
"""
_GLASS = """
<rect x="318" y="250" width="324" height="374" rx="46" fill="url(#glass)"/>
<rect x="338" y="176" width="284" height="78" rx="14" fill="url(#lid)"/>
<rect x="352" y="384" width="256" height="150" rx="10" fill="#fffaf0"/>
<rect x="362" y="394" width="236" height="130" rx="6" fill="none" stroke="#b5343c"/>
<g text-anchor="middle" font-family="sans-serif" fill="#8c1f29">
<text x="480" y="446" font-size="34" font-weight="700">VẢI SẤY DẺO</text>
<text x="480" y="484" font-size="23" fill="#3d5a2c">Phúc Hoà – Tân Yên</text>
<text x="480" y="512" font-size="18" fill="#6b5a48">500 g</text></g>
"""


def _drawing() -> str:
    chance = random.Random(2026)
    parts = [
        f"<defs>{_SHADES}</defs>",
        _ROOM,
        f'<g clip-path="url(#in)">{"".join(_dried(chance))}</g>',
        _GLASS,
        _leaf(690, 560, -24),
        _leaf(150, 600, -158),
        *_lychee(215, 560, 56, chance),
        *_lychee(130, 618, 60, chance),
        *_lychee(262, 640, 52, chance),
        *_lychee(735, 604, 58, chance),
        *_lychee(842, 640, 54, chance),
    ]
    size = f'width="{WIDTH}" height="{HEIGHT}"'
    return f'<svg xmlns="http://www.w3.org/2000/svg" {size}>{"".join(parts)}</svg>'


def take_photo(browser: Browser) -> FilePayload:
    """The drawing as a JPEG file, as a telephone would send it."""
    page = browser.new_page(viewport={"width": WIDTH, "height": HEIGHT})
    try:
        page.set_content(f"<style>body{{margin:0}}</style>{_drawing()}")
        content = page.screenshot(type="jpeg", quality=84)
    finally:
        page.close()
    return {"name": "IMG_20260612.jpg", "mimeType": "image/jpeg", "buffer": content}
