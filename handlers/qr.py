"""QR codes as pictures that one phone shows and another reads."""

from io import BytesIO

import segno

WIDTH = 640
"""Pixels at most: sharp on any phone, small on the line."""

_QUIET = 4
"""Modules of white around the code; scanners need them (ISO/IEC 18004)."""


def png(content: str) -> bytes:
    """A QR code of `content` as PNG, with its quiet zone and nothing else, at most `WIDTH` wide.

    A quarter of it may be dirty or cracked. Raises ValueError for nothing and for more than fits
    (1,200 characters).
    """
    if not content:
        raise ValueError("a QR code needs something to say")
    code = segno.make(content, error="q", micro=False, boost_error=False)
    wide = code.symbol_size(border=_QUIET)[0]
    out = BytesIO()
    code.save(out, kind="png", scale=max(1, WIDTH // wide), border=_QUIET)
    return out.getvalue()
