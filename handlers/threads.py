"""A question and what was written to it, as its producer and its officers read it."""

from collections.abc import Awaitable, Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from types import MappingProxyType

from handlers.fields import Note
from handlers.passing import SOUNDS, kind_of
from handlers.screen import Button
from handlers.turn import Turn
from handlers.voice import Html, Voice, clip, html, lines
from handlers.world import World
from locales import N_
from locales.formats import format_moment
from storage import (
    announcements,
    classes,
    ideas,
    media,
    officers,
    people,
    products,
    questions,
)
from storage.database import Transaction
from storage.drafts import Answer
from storage.questions import DISTRICT, PROVINCE, Message, Question, State, Words

NOTE = Note(least=2, most=500)
"""What one message may hold: with what stands above it, it fits on a farmer's screen."""
MOST_ON_PAGE = 5
ALBUM_MS = 60_000
"""Photos that are sent at once arrive within this time."""

STATE_LABELS: Mapping[State, str] = MappingProxyType(
    {
        State.WAITING: N_("Waiting for an officer"),
        State.ANSWERED: N_("Answered"),
        State.CLOSED: N_("Closed"),
    }
)

Label = Callable[[Transaction, int], Awaitable[str | None]]


async def _idea(tx: Transaction, number: int) -> str | None:
    found = await ideas.one(tx, number)
    return None if found is None else f"{found.product} ({found.code})"


async def _product(tx: Transaction, number: int) -> str | None:
    found = await products.one(tx, number)
    return None if found is None else f"{found.name} ({found.code})"


async def _class(tx: Transaction, number: int) -> str | None:
    found = await classes.one(tx, number)
    return None if found is None else f"{found.topic} ({found.code})"


async def _announcement(tx: Transaction, number: int) -> str | None:
    found = await announcements.one(tx, number)
    if found is None:
        return None
    text = " ".join(found.text.split())
    return f"{found.number}: {text}" if found.number else text


ABOUT: Mapping[str, Label] = MappingProxyType(
    {"idea": _idea, "product": _product, "class": _class, "announcement": _announcement}
)
"""What a question may be about, and how each is called."""


def about_of(about: tuple[str, int] | None) -> str | None:
    """How a question notes what it is about: 'announcement:12'."""
    return None if about is None else f"{about[0]}:{about[1]}"


async def about_line(turn: Turn, about: str | None) -> Html | None:
    """What a question is about, in a line; None if it is about nothing that is still there."""
    kind, _, number = (about or "").partition(":")
    label = ABOUT.get(kind)
    name = await label(turn.tx, int(number)) if label and number.isdecimal() else None
    return None if name is None else turn.voice.gettext("About: {what}", what=clip(name, 40))


def words_of(answer: Answer) -> Words | None:
    """What the answer of a Note says; None if it is none."""
    if isinstance(answer, str):
        return Words(answer)
    if not isinstance(answer, dict):
        return None
    file = answer.get("photo") or answer.get("voice") or ""
    if not file.isdecimal():
        return None
    more = tuple(int(one) for one in answer.get("more", "").split() if one.isdecimal())
    return Words(answer.get("text"), int(file), answer.get("album"), more)


def briefly(voice: Voice, words: Words | None, most: int) -> str:
    """What was written, in a few words."""
    if words is None or (words.text is None and words.media_id is None):
        return voice.plain("(erased)")
    text = " ".join((words.text or "").split())
    if words.media_id is None:
        return clip(text, most)
    return clip(f"📎 {text}" if text else voice.plain("📎 a photo or a recording"), most)


def upper_office(world: World, voice: Voice, commune: str, reach: int) -> str:
    """Whose officers a question has reached: "xã Sơn Động", "thành phố Bắc Ninh"."""
    territory = world.territory
    if reach == DISTRICT:
        return voice.plain("the former district")
    unit = territory.province_of(commune) if reach == PROVINCE else territory.unit(commune)
    return commune if unit is None else str(unit)


@dataclass(frozen=True, slots=True)
class Page:
    """A part of a thread: its lines, the buttons of its files, and which page of how many."""

    text: Html
    files: Sequence[Button]
    number: int
    count: int


async def page(turn: Turn, question: Question, number: int, most: int, prefix: str) -> Page:
    """A page of a thread, 0 with the newest messages, of some `most` characters; `prefix` is that
    of the buttons which bring its files."""
    thread = await questions.messages(turn.tx, question.id)
    names = await _names(turn, question, thread)
    shown = [(message, _line(turn, message, names)) for message in thread]
    parts = split([len(text) for _, text in shown], most)
    number = min(number, len(parts) - 1)
    first, last = parts[number]
    here = shown[first:last]
    files = [
        await _button(turn, message, f"{prefix}:{question.id}:{message.id}")
        for message, _ in here
        if message.words.media_id is not None
    ]
    text = lines(*(part for _, line in here for part in ("", line)))
    return Page(text, [button for button in files if button], number, len(parts))


def split(lengths: Sequence[int], most: int) -> list[tuple[int, int]]:
    """Cut a thread into pages from its end: (first, behind the last) of each, the newest page
    first. A page has at least one message, at most `MOST_ON_PAGE`."""
    parts = []
    last = len(lengths)
    while last > 0:
        first = last - 1
        room = most - lengths[first]
        while first > 0 and last - first < MOST_ON_PAGE and lengths[first - 1] <= room:
            first -= 1
            room -= lengths[first]
        parts.append((first, last))
        last = first
    return parts or [(0, 0)]


async def _names(
    turn: Turn, question: Question, thread: Sequence[Message]
) -> Mapping[tuple[int, bool], Html]:
    """What those who wrote are called, by person and by whether she wrote as an officer."""
    voice = turn.voice
    if question.person_id == turn.person.id:
        asker = voice.gettext("You")
    else:
        person = await people.one(turn.tx, question.person_id)
        asker = html(clip(person.name, 40) if person and person.name else voice.plain("Producer"))
    names = {(int(question.person_id), False): asker}
    for message in thread:
        key = (int(message.person_id), True)
        if message.by_officer and key not in names:
            name = await officers.name(turn.tx, message.person_id)
            names[key] = html(clip(name, 40) if name else voice.plain("An officer"))
    return names


def _line(turn: Turn, message: Message, names: Mapping[tuple[int, bool], Html]) -> Html:
    voice = turn.voice
    at = datetime.fromtimestamp(message.at / 1000, UTC)
    who = names.get((int(message.person_id), message.by_officer), voice.gettext("You"))
    head = voice.gettext(
        "<b>{who}</b>, {when}", who=who, when=format_moment(at, turn.at, voice.language)
    )
    words = message.words
    if words.text is None or words.media_id is not None:
        said = html(briefly(voice, words, NOTE.most))
    else:
        said = html(words.text)
    return lines(head, said)


async def _button(turn: Turn, message: Message, data: str) -> Button | None:
    if message.words.media_id is None:
        return None
    kind = await kind_of(turn.tx, message.words.media_id)
    if kind is None:
        return None
    sound = kind in SOUNDS
    label = N_("🎤 Hear the message") if sound else N_("📷 See the photo")
    return Button(turn.voice.plain(label), data)


async def release(tx: Transaction, words: Words | None) -> None:
    """Let files go that were not taken after all."""
    if words is not None and words.media_id is not None:
        await media.release(tx, [words.media_id, *words.more])
