"""What goes along to a class: the days for the phone's calendar, and the code for the door."""

import asyncio

from handlers import exports
from handlers import training_words as words
from handlers.calendar_file import Event, calendar_file
from handlers.exports import Export, Made, Making
from handlers.files import ICS, PNG, File
from handlers.menu import back_button
from handlers.occasion import Occasion
from handlers.post import Post
from handlers.qr import png
from handlers.screen import Screen
from handlers.sheets import file_name
from handlers.turn import Turn
from handlers.voice import Html, Voice, clip, lines
from programme.roles import Role
from programme.seats import State
from storage import classes, signups
from storage.classes import ClassState, TrainingClass
from storage.signups import Signup

_SHOWN = frozenset({State.SIGNED, State.ATTENDED, State.ABSENT})
CHECK_IN = "ci_"
"""What the payload of the link in a QR code begins with; the sign-up's token follows."""


def calendar_of(voice: Voice, klass: TrainingClass, area: str) -> list[Event]:
    """The days of a class. Days that an officer has taken away since are called off."""
    off = klass.state is not ClassState.OPEN
    spans = [(start, end, off) for start, end in klass.days]
    spans += [(*klass.days[-1], True)] * (klass.most_days - len(klass.days))
    return [
        Event(
            f"class-{klass.id}-{klass.created_at}-{number}",
            words.moment(start),
            words.moment(end),
            f"OCOP: {words.topic(klass, 100)}",
            klass.place,
            "\n".join(
                part for part in (voice.plain("Class {code}", code=klass.code), klass.note) if part
            ),
            area,
            klass.revision,
            cancelled,
        )
        for number, (start, end, cancelled) in enumerate(spans, start=1)
    ]


def calendar(post: Post | Making, voice: Voice, klass: TrainingClass) -> File:
    """The class as a file that the phone's calendar takes."""
    area = post.world.territory.unit(klass.area)
    events = calendar_of(voice, klass, str(area or ""))
    return File(calendar_file(events, post.at), file_name(klass.topic, ending="ics"), ICS)


def calendar_caption(voice: Voice, klass: TrainingClass) -> Html:
    """What stands below that file."""
    return voice.gettext(
        "📅 Open this file, and your phone's calendar keeps “{topic}”.", topic=words.topic(klass)
    )


async def send_calendar(turn: Turn, klass: TrainingClass) -> None:
    """Have the class made into a file for the calendar of the person of this update."""
    await exports.ask(turn, CALENDAR, str(klass.id))


async def _make_calendar(making: Making, roles: tuple[Role, ...], given: str) -> Made | None:
    klass = await classes.one(making.tx, int(given))
    if klass is None:
        return None
    file = calendar(making, making.voice, klass)
    return Made(file, calendar_caption(making.voice, klass))


async def send_codes(turn: Turn, klass: TrainingClass) -> None:
    """Have a QR code made for everybody whom the person has signed up and who has a seat."""
    if await _seated(turn, klass):
        await exports.ask(turn, CODES, str(klass.id))
    else:
        turn.toast(turn.voice.plain("You have no seat in this class now."))


async def _seated(turn: Occasion, klass: TrainingClass) -> list[Signup]:
    if klass.state is not ClassState.OPEN:
        return []
    hers = await signups.of_person_in(turn.tx, klass.id, turn.person.id)
    return [signup for signup in hers if signup.state in _SHOWN]


async def _make_codes(making: Making, roles: tuple[Role, ...], given: str) -> Made | Screen | None:
    klass, voice = await classes.one(making.tx, int(given)), making.voice
    seated = [] if klass is None else await _seated(making, klass)
    if klass is None or not seated:
        return Screen(voice.gettext("You have no seat in this class now."), [[back_button(voice)]])
    files: list[tuple[File, Html | None]] = []
    for number, signup in enumerate(seated, start=1):
        link = f"https://t.me/{making.bot}?start={CHECK_IN}{signup.token}"
        caption = lines(
            voice.gettext("🔲 <b>{name}</b>", name=clip(signup.name, 60)),
            voice.gettext(
                "“{topic}”, {day}. Show this picture at the door: the officer's phone reads it.",
                topic=words.topic(klass),
                day=words.starts(voice, klass, making.at),
            ),
        )
        content = await asyncio.to_thread(png, link)
        files.append((File(content, f"{klass.code}-{number}.png", PNG), caption))
    (file, said), *more = files
    return Made(file, said, more=tuple(more))


CALENDAR = Export("calendar", None, _make_calendar, quick=True, failed=exports.not_made)
CODES = Export("codes", None, _make_codes, quick=True, failed=exports.not_made)
