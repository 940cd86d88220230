"""What goes along to a class: the days for the phone's calendar, and the code for the door."""

from handlers import training_words as words
from handlers.calendar_file import Event, calendar_file
from handlers.files import ICS, PNG, File, send_file
from handlers.post import Post
from handlers.qr import png
from handlers.sheets import file_name
from handlers.turn import Turn
from handlers.voice import Html, Voice, clip, lines
from programme.seats import State
from storage import signups
from storage.classes import ClassState, TrainingClass

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


def calendar(post: Post, voice: Voice, klass: TrainingClass) -> File:
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
    """Send the person of this update the class for her calendar."""
    voice = turn.voice
    await send_file(turn, calendar(turn.post, voice, klass), calendar_caption(voice, klass))


async def send_codes(turn: Turn, klass: TrainingClass) -> None:
    """Send a QR code for everybody whom the person has signed up and who has a seat."""
    voice = turn.voice
    mine = await signups.of_person_in(turn.tx, klass.id, turn.person.id)
    seated = [signup for signup in mine if signup.state in _SHOWN]
    if not seated or klass.state is not ClassState.OPEN:
        turn.toast(voice.plain("You have no seat in this class now."))
        return
    for number, signup in enumerate(seated, start=1):
        link = f"https://t.me/{turn.bot.username}?start={CHECK_IN}{signup.token}"
        caption = lines(
            voice.gettext("🔲 <b>{name}</b>", name=clip(signup.name, 60)),
            voice.gettext(
                "“{topic}”, {day}. Show this picture at the door: the officer's phone reads it.",
                topic=words.topic(klass),
                day=words.starts(voice, klass, turn.at),
            ),
        )
        file = File(png(link), f"{klass.code}-{number}.png", PNG)
        await send_file(turn, file, caption)
