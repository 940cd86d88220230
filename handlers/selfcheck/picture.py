"""The result of a self-check as a picture, to be kept and shown around."""

import asyncio
from datetime import UTC, datetime
from html import unescape

from handlers.picture import GOLD, GREEN, LARGE, QUIET, RED, SMALL, Picture
from handlers.selfcheck import words
from handlers.selfcheck.opened import Opened
from handlers.status_words import stars as star_words
from handlers.voice import Voice, clip
from locales.formats import format_date_only, local_day
from programme import selfcheck

MOST_LINES = 4
LONGEST_NAME = 120


async def draw_aside(voice: Voice, of: Opened, now: int) -> bytes:
    """`draw` in another thread: it takes a tenth of a second, in which others want answers."""
    return await asyncio.to_thread(draw, voice, of, now)


def draw(voice: Voice, of: Opened, now: int) -> bytes:
    """Draw the result as PNG; `now` (milliseconds) is the day of a check not finished yet."""
    rating = of.rating
    picture = Picture()
    picture.text(voice.plain("My own star check"), LARGE, bold=True)
    picture.text(of.title(voice, LONGEST_NAME), bold=True, most=3)
    picture.gap(8)
    picture.stars(rating.rated or 0)
    if rating.rated is None:
        picture.text(voice.plain("Not rated yet: see below"), bold=True, colour=RED)
    picture.pair(voice.plain("Points in all"), f"{rating.total}/100")
    picture.bar(rating.total / 100, colour=GOLD)
    for part in of.edition.parts:
        points = rating.points.get(part.key, 0)
        name = f"{part.key}. {part.name.said_in(voice.language)}"
        picture.pair(name, f"{points}/{part.most}")
        picture.bar(points / max(part.most, 1), colour=GREEN)
    _held_back(voice, of, picture)
    picture.gap()
    picture.rule()
    day = datetime.fromtimestamp((of.check.done_at or now) / 1000, UTC)
    said = format_date_only(local_day(day), voice.language)
    picture.text(unescape(words.source(voice, of)), SMALL, colour=QUIET, most=4)
    decides = voice.plain("{day}. The council decides.", day=said)
    picture.text(decides, SMALL, colour=QUIET)
    return picture.png()


def _held_back(voice: Voice, of: Opened, picture: Picture) -> None:
    """What ends the rating, else what the next star needs."""
    stops = words.stops(voice, of)
    if stops:
        picture.gap()
        picture.text(voice.plain("To be put right first"), bold=True)
        for stop in stops[:MOST_LINES]:
            picture.text(f"• {stop}", SMALL, most=4)
        return
    level, missing = of.rating.stars + 1, words.missing(of)
    if level > len(of.edition.stars) or not (missing or of.plan):
        return
    picture.gap()
    stars = star_words(voice, level)
    picture.text(voice.plain("For {stars} it still needs", stars=stars), bold=True)
    lacking = of.plan.lacking if of.plan else 0
    if lacking:
        more = voice.ngettext("{n} more point", "{n} more points", lacking)
        picture.text(f"• {unescape(more)}", SMALL)
    for criterion in missing[:MOST_LINES]:
        said = clip(unescape(words.minimum(voice, criterion, level)), 160)
        picture.text(f"• {said}", SMALL, most=4)
    if len(missing) > MOST_LINES:
        rest = voice.ngettext(
            "and {n} more required answer",
            "and {n} more required answers",
            len(missing) - MOST_LINES,
        )
        picture.text(f"• {unescape(rest)}", SMALL)
    unsure = selfcheck.unsure(of.one, of.check.replies)
    if unsure:
        said = voice.ngettext(
            "{n} answer you were not sure of", "{n} answers you were not sure of", len(unsure)
        )
        picture.text(f"• {unescape(said)}", SMALL)
