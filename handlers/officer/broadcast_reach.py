"""How many people an announcement goes to: about while it is written, exactly before it is sent."""

from handlers.occasion import Occasion
from handlers.officer.audience_words import channel_name, people
from handlers.turn import Turn
from handlers.voice import Html, Voice
from locales.formats import format_items, format_number
from programme.audience import communes
from storage import audience as audiences
from storage import corrected
from storage.announcements import Announcement
from storage.audience import Reach

COUNTED = 20_000
"""So many people are counted at every look at a page, within a tenth of a second on SQLite; of a
million that would take five."""


async def about(turn: Turn, what: Announcement) -> list[Html]:
    """To how many people it would go now: exactly where they are few, else that they are many."""
    if not await more_than(turn, what, COUNTED):
        return said(turn.voice, what, await exactly(turn, what))
    return [
        turn.voice.gettext(
            "➡️ It goes to more than <b>{people}</b>. I count them exactly before it is sent.",
            people=people(turn.voice, COUNTED),
        )
    ]


async def more_than(turn: Turn, what: Announcement, most: int) -> bool:
    """Whether it would go to more than so many people now; cheap where `most` is small."""
    what = await corrected.for_all(turn.tx, what)
    return await audiences.more_than(
        turn.tx,
        most,
        what.audience,
        communes(turn.world.territory, what.audience),
        what.topic,
        correction=what.corrects is not None,
    )


async def exactly(asked: Occasion, what: Announcement) -> Reach:
    """How many people an announcement would go to now, and on which channel. For a large province
    this takes seconds: for the last look before it is sent, beside the conversations
    (`broadcast_count`)."""
    what = await corrected.for_all(asked.tx, what)
    return await audiences.reach(
        asked.tx,
        what.audience,
        communes(asked.world.territory, what.audience),
        what.topic,
        correction=what.corrects is not None,
    )


def said(voice: Voice, what: Announcement, found: Reach) -> list[Html]:
    """How many people on which channel, and how many only by phone; with nobody, what to do."""
    language = voice.language
    reached = sum(found.channels.values())
    if not found.total and what.audience.named:
        return [
            voice.gettext(
                "⚠️ Nobody is left to send this to: it is for people of an earlier announcement. "
                "Press <b>Throw it away</b>, and write a new one if you need it."
            )
        ]
    if not found.total:
        return [voice.gettext("⚠️ Nobody fits this. Press <b>Who gets it</b> and choose others.")]
    by = [
        f"{channel_name(channel)} {format_number(n, language)}"
        for channel, n in sorted(found.channels.items(), key=lambda item: -item[1])
    ]
    said = [
        voice.gettext(
            "➡️ <b>{people}</b> get it here: {channels}.",
            people=people(voice, reached),
            channels=format_items(by, language),
        )
        if by
        else voice.gettext("⚠️ None of them can be reached here.")
    ]
    if unreached := found.blocked + found.nowhere:
        said.append(
            voice.gettext(
                "📞 {people} only by phone: they blocked me, or have no chat with me.",
                people=people(voice, unreached),
            )
        )
    return said
