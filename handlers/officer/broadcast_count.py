"""The exact number of people before an announcement to very many goes out: counted beside the
conversations, since of a million it takes seconds in which nobody else would be answered."""

import re

from handlers import exports
from handlers.exports import Export, Making
from handlers.menu import back_button
from handlers.officer import broadcast_reach
from handlers.officer.acts import Opened
from handlers.officer.audience_words import people
from handlers.officer.broadcast_desk import current, see_button
from handlers.screen import Screen
from handlers.turn import Turn
from handlers.voice import Voice
from programme.roles import Right, Role, entitled
from storage import announcements
from storage.announcements import Announcement
from storage.audience import Reach

_GIVEN = re.compile(r"([0-9]{1,18}):(.*)")


async def counted(turn: Turn, what: Announcement, export: Export, given: str = "") -> Reach | None:
    """How many people an announcement goes to now. None if there are too many to count while others
    wait: then she has been told, and `export` counts them and asks what was to be asked; it finds
    `given` behind number and revision, as buttons carry it."""
    if not await broadcast_reach.more_than(turn, what, broadcast_reach.COUNTED):
        return await broadcast_reach.exactly(turn, what)
    chat = (turn.channel, turn.chat_id)
    exports.put(turn.post, export, turn.person.id, chat, f"{what.id}:{what.revision}:{given}")
    text = turn.voice.gettext(
        "🔢 It goes to more than {people}. I am counting them exactly, and ask you below in a "
        "moment. Nothing has been sent yet.",
        people=people(turn.voice, broadcast_reach.COUNTED),
    )
    turn.show(Screen(text, [[see_button(turn.voice, what)]]))
    turn.will_come_below()
    return None


async def found(
    making: Making, roles: tuple[Role, ...], right: Right, given: str
) -> tuple[Opened[Announcement], str] | None:
    """What is to be counted, if she has the right over it now, and what stood behind its revision;
    None if she has not, or if it is not as it was when she pressed."""
    match = _GIVEN.fullmatch(given)
    what = await announcements.one(making.tx, int(match[1])) if match else None
    if match is None or what is None:
        return None
    mine = entitled(making.world.territory.covers, roles, right, what.unit)
    rest = current(what, match[2])
    return (Opened(what, mine), rest) if mine and rest is not None else None


def failed(voice: Voice) -> Screen:
    """What she is told when they could not be counted."""
    text = voice.gettext(
        "😔 I could not count how many people the announcement goes to. Nothing has been sent. "
        "Please open it and try once more."
    )
    return Screen(text, [[back_button(voice)]])


def stale(voice: Voice) -> Screen:
    """What she is told when it is not hers to send, or not as it was, once they are counted."""
    text = voice.gettext(
        "While I was counting, the announcement has changed or left your area, so I do not ask you "
        "about it any more. Please open it to see how it stands."
    )
    return Screen(text, [[back_button(voice)]])
