"""What a typed answer means: a value, one more question, or one sentence on what is needed."""

import re
from collections.abc import Mapping, Sequence
from datetime import date, timedelta

from handlers.asked import AskBack, Asked, Got, Problem, Reading
from handlers.fields import (
    Amount,
    Contact,
    Custom,
    Day,
    Files,
    Kind,
    Moment,
    Note,
    OneOf,
    Photos,
    Place,
    SeveralOf,
    Text,
    TextOrVoice,
    Words,
)
from handlers.place_reading import read_place
from handlers.problems import say_contact, say_moment, say_quantity, too_long
from handlers.voice import Html, Voice, clip
from locales.formats import format_number
from programme import contact
from programme.contact import ContactFault, ContactProblem
from programme.ideas import Choice
from programme.moments import MomentFault, MomentProblem, is_time_only, read_moment
from programme.quantity import (
    UNITS,
    Quantity,
    QuantityFault,
    QuantityProblem,
    parse_quantity,
    with_unit,
)
from programme.said import says_all, says_none, without_wish
from programme.spans import EARLIEST, LATEST
from programme.text import best_choice, best_choices, clean, fold

_PAPERS = frozenset(("giay", "to", "papers", "paper"))
LONGEST_TYPED = 200
"""Characters that are read of an answer which is neither kept as it was typed nor a list."""

_DAY = re.compile(r"\D*(\d{1,2})\s*[/.\- ]\s*(\d{1,2})(?:\s*[/.\- ]\s*(\d{4}|\d{2}))?\D*")
_NEAR = {"hom nay": 0, "today": 0, "mai": 1, "ngay mai": 1, "tomorrow": 1, "hom qua": -1}


def read_typed(kind: Kind, typed: str, asked: Asked) -> Reading:
    """Read what was typed in answer to a question of this kind."""
    # Texts say how long is too long; of a list nothing may be dropped silently.
    if not isinstance(kind, Text | TextOrVoice | Note | Words | SeveralOf | Custom):
        typed = typed[:LONGEST_TYPED]
    match kind:
        case Text(timeless=True) if is_time_only(typed):
            return Problem(
                asked.voice.gettext("This is a day or a time. Please type the name of the place.")
            )
        case Text(least=least, most=most):
            return _text(clean(typed), least, most, asked.voice)
        case (
            TextOrVoice(least=least, most=most)
            | Note(least=least, most=most)
            | Words(least=least, most=most)
        ):
            return _text(clean(typed, lines=True), least, most, asked.voice)
        case Amount():
            return _amount(kind, typed, asked)
        case OneOf(choices=choices):
            key = best_choice(typed, names_of(asked.voice, choices))
            return _unclear(asked.voice) if key is None else Got(key)
        case SeveralOf():
            return _several(kind, typed, asked.voice)
        case Place():
            return read_place(kind, typed, asked)
        case Contact():
            return _contact(typed, asked)
        case Files():
            return Problem(
                asked.voice.gettext("I need a file here. Press the paper clip 📎 to choose one.")
            )
        case Photos():
            return Problem(
                asked.voice.gettext("I need a photo here. Press the paper clip 📎 to choose one.")
            )
        case Day():
            return _day(kind, typed, asked)
        case Moment():
            return _moment(kind, typed, asked)
        case Custom(read=read):
            own = read(asked.voice, typed, asked.local)
            return Problem(own) if isinstance(own, Html) else Got(own)


def read_value(kind: Kind, value: str, asked: Asked) -> Reading | None:
    """Read the value that a button carried; None if no button of this question carries it."""
    match kind:
        case OneOf(choices=choices):
            return Got(value) if any(choice.key == value for choice in choices) else None
        case Place(levels=levels):
            unit = asked.territory.unit(value)
            return Got(unit.code) if unit is not None and unit.level in levels else None
        case Amount() if value in UNITS and isinstance(asked.pending, str):
            return _judge(kind, parse_quantity(f"{asked.pending} {UNITS[value].words[0]}"), asked)
        case _:
            return None


def names_of(voice: Voice, choices: Sequence[Choice]) -> Mapping[str, Sequence[str]]:
    """What each choice goes by: what its button says, its English name, and what is typed for it
    besides."""
    return {
        choice.key: (voice.plain(choice.label), choice.label, *choice.words) for choice in choices
    }


def read_shared_contact(
    voice: Voice, phone: str, first: str, last: str | None, *, own: bool
) -> Reading:
    """Read a contact sent by Telegram's button, or one out of the phone's address book."""
    found = contact.from_telegram(phone, first, last or "")
    if isinstance(found, ContactFault):
        return Problem(say_contact(voice, found))
    shown = contact.show_phone(found.phone)
    name = clip(found.name or "", 40)
    if not own:
        return Problem(
            voice.gettext(
                "This is someone else's card. If the officer should call this person, "
                "type it for me: <code>{name} {phone}</code>",
                name=name,
                phone=shown,
            )
        )
    if found.name is None:
        return _missing_name(voice, found.phone)
    return Got({"name": found.name, "phone": found.phone})


def _text(text: str, least: int, most: int, voice: Voice) -> Reading:
    if sum(char.isalnum() for char in text) < least:
        return Problem(voice.gettext("That is too short for me to understand. Please say more."))
    if len(text) > most:
        return Problem(too_long(voice, len(text), most))
    return Got(text)


def _unclear(voice: Voice) -> Problem:
    return Problem(voice.gettext("I am not sure which one you mean. Please press a button below."))


def _several(kind: SeveralOf, typed: str, voice: Voice) -> Reading:
    if kind.alone and (says_none(typed, _PAPERS) if kind.none else says_all(typed)):
        return Got([kind.alone])
    names = names_of(voice, kind.choices)
    keys = best_choices(typed, names)
    if keys is None and kind.wished:
        keys = best_choices(without_wish(typed), names)
    if keys is None or (kind.alone in keys and len(keys) > 1):
        return _unclear(voice)
    return Got(list(keys))


def _amount(kind: Amount, typed: str, asked: Asked) -> Reading:
    found = parse_quantity(typed)
    if isinstance(found, QuantityFault) and isinstance(asked.pending, str):
        both = parse_quantity(f"{asked.pending} {typed}")
        found = both if isinstance(both, Quantity) else found
    return _judge(kind, found, asked)


def _judge(kind: Amount, found: Quantity | QuantityFault, asked: Asked) -> Reading:
    if isinstance(found, Quantity):
        return Got({"value": format(found.value, "f"), "unit": found.unit})
    voice = asked.voice
    lacks_unit = found.problem in (QuantityProblem.NO_UNIT, QuantityProblem.UNKNOWN_UNIT)
    if found.value is None or not lacks_unit:
        return Problem(say_quantity(voice, found))
    if isinstance(whatever := with_unit(found.value, "kg"), QuantityFault):
        return Problem(say_quantity(voice, whatever))
    return AskBack(
        voice.gettext(
            "{n} of what? Press a unit, or type it, for example “kg”.",
            n=format_number(found.value, voice.language),
        ),
        format(found.value, "f").replace(".", ","),
        tuple((key, voice.plain(UNITS[key].label)) for key in kind.offered),
    )


def _missing_name(voice: Voice, phone: str) -> AskBack:
    return AskBack(
        voice.gettext("I have the number {phone}. And the name?", phone=contact.show_phone(phone)),
        {"phone": phone},
    )


def _contact(typed: str, asked: Asked) -> Reading:
    known = asked.pending if isinstance(asked.pending, dict) else {}
    found = contact.parse_contact(typed, known_name=known.get("name"))
    if isinstance(found, ContactFault) and "phone" in known:
        both = contact.parse_contact(f"{typed} {known['phone']}")
        found = found if isinstance(both, ContactFault) else both
    if not isinstance(found, ContactFault):
        return Got({"name": found.name or "", "phone": found.phone})
    if found.problem is ContactProblem.MISSING_NAME and found.phone:
        return _missing_name(asked.voice, found.phone)
    if found.problem is ContactProblem.NOT_A_PHONE and found.name:
        return AskBack(
            asked.voice.gettext(
                "I have the name {name}. And the phone number, for example 0912 345 678?",
                name=found.name,
            ),
            {"name": found.name},
        )
    problem = say_contact(asked.voice, found)
    return AskBack(problem, {"name": found.name}) if found.name else Problem(problem)


def _day(kind: Day, typed: str, asked: Asked) -> Reading:
    near = _NEAR.get(fold(typed))
    found = _on_calendar(kind, typed, asked.today)
    if near is not None:
        found = asked.today + timedelta(days=near)
    if found is None:
        return Problem(asked.voice.gettext("I do not know this day. Please type day and month."))
    if kind.ahead and found < asked.today:
        return Problem(asked.voice.gettext("This day is past. Please type one that is to come."))
    if not kind.ahead and found > asked.today:
        return Problem(asked.voice.gettext("This day is still to come. Please type one before it."))
    return Got(found.isoformat())


def _moment(kind: Moment, typed: str, asked: Asked) -> Reading:
    """A day and a time; what was typed before counts where only the other half comes now."""
    found = read_moment(typed, asked.local)
    if isinstance(asked.pending, str):
        both = read_moment(f"{typed} {asked.pending}", asked.local)
        found = found if isinstance(both, MomentFault) else both
    if not isinstance(found, MomentFault):
        if kind.by_day and not EARLIEST <= found.hour < LATEST:
            return Problem(
                asked.voice.gettext(
                    "People sleep at that hour. In the afternoon, please type 14h and not 2h."
                )
            )
        return Got(found.isoformat(timespec="minutes"))
    said = say_moment(asked.voice, found)
    if found.problem is MomentProblem.NO_TIME:
        return AskBack(said, clip(clean(typed), 40))
    return Problem(said)


def _on_calendar(kind: Day, typed: str, today: date) -> date | None:
    """The day that "30/6" or "30-6-26" means; without a year, the nearest on the right side."""
    match = _DAY.fullmatch(clean(typed))
    if match is None:
        return None
    day, month, year = (int(part) if part else None for part in match.groups())
    if year is not None:
        years: Sequence[int] = (year if year > 99 else 2000 + year,)
    else:
        years = (today.year, today.year + 1) if kind.ahead else (today.year, today.year - 1)
    for year in years:
        try:
            found = date(year, month or 0, day or 0)
        except ValueError:
            continue
        if len(years) == 1 or found == today or (found > today) == kind.ahead:
            return found
    return None
