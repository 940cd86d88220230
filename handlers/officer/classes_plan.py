"""What an officer is asked when she plans a class, and what the answers mean."""

import re
from collections.abc import Sequence
from datetime import UTC, datetime

from handlers.fields import Answers, Custom, Place, SeveralOf, Step, Text, keys_of
from handlers.voice import Html, Voice
from locales import N_
from locales.formats import format_day, format_time
from programme.class_audience import EVERYBODY, ROADS, roads_of, stages_of
from programme.classes import MOST_DAYS, MOST_SEATS, Audience
from programme.editions import Editions
from programme.ideas import Choice
from programme.people import KINDS
from programme.spans import SpanFault, SpanProblem, read_spans
from programme.text import clean
from programme.vietnam_time import VIETNAM
from storage.classes import NewClass, TrainingClass
from storage.drafts import Answer

_NUMBER = re.compile(r"\D*(\d{1,6})\D*")
_BETWEEN = "/"
"""Between the beginning and the end of a day in an answer, as ISO 8601 writes intervals."""

PAST = N_("These days are past. Please type days that are to come.")

Days = tuple[tuple[int, int], ...]
"""(start, end) in milliseconds, in order."""


def _read_seats(voice: Voice, typed: str, _: datetime) -> Answer | Html:
    match = _NUMBER.fullmatch(clean(typed).replace(".", ""))
    if match is None:
        return voice.gettext("How many people fit in? Please type a number, for example 30.")
    seats = int(match[1])
    if not 1 <= seats <= MOST_SEATS:
        return voice.gettext(
            "A class has from 1 to {most} seats. Please type the number again.", most=MOST_SEATS
        )
    return seats


def _fits_seats(answer: Answer) -> bool:
    return isinstance(answer, int) and 1 <= answer <= MOST_SEATS


def _say_seats(voice: Voice, answer: Answer) -> str:
    return str(voice.ngettext("{n} seat", "{n} seats", answer if isinstance(answer, int) else 0))


SEATS = Custom(_read_seats, _fits_seats, _say_seats, N_("Type a number, for example: 30."))


def _read_days(voice: Voice, typed: str, now: datetime) -> Answer | Html:
    found = read_spans(typed, now, MOST_DAYS)
    if isinstance(found, SpanFault):
        return _say_fault(voice, found.problem)
    return [
        f"{begins.isoformat(timespec='minutes')}{_BETWEEN}{ends.isoformat(timespec='minutes')}"
        for begins, ends in found
    ]


def _say_fault(voice: Voice, problem: SpanProblem) -> Html:
    """What is needed instead of these days and hours."""
    match problem:
        case SpanProblem.UNCLEAR:
            return voice.gettext("I am not sure which days and hours you mean.")
        case SpanProblem.NO_DAY:
            return voice.gettext("On which day? Please type the day together with the hours.")
        case SpanProblem.NO_TIME:
            return voice.gettext("From when to when? Please type the hours together with the day.")
        case SpanProblem.NO_END:
            return voice.gettext("And until when? Please type both hours together with the day.")
        case SpanProblem.NIGHT:
            return voice.gettext(
                "A class begins after 5:00 and ends by 22:00. In the afternoon, please type 14h "
                "and not 2h."
            )
        case SpanProblem.TOO_MANY:
            return voice.ngettext(
                "A class has {n} day at most. Please plan the rest as another class.",
                "A class has {n} days at most. Please plan the rest as another class.",
                MOST_DAYS,
            )
        case SpanProblem.WRONG_WEEKDAY:
            return voice.gettext("This day is another day of the week. Please look at it again.")
        case SpanProblem.NO_SUCH_DAY:
            return voice.gettext("The calendar has no such day. Please look at it again.")
        case SpanProblem.NO_SUCH_TIME:
            return voice.gettext("The clock has no such time. Please type it as 8h30 or 14h.")
        case SpanProblem.PAST:
            return voice.gettext(PAST)
        case SpanProblem.TOO_FAR:
            return voice.gettext("This is more than a year away. Please type an earlier day.")


def days_in(answer: Answer) -> Days | None:
    """The days of an answer, or None if it has none that can be read."""
    found = []
    for item in keys_of(answer):
        try:
            begins, ends = (datetime.fromisoformat(part) for part in item.split(_BETWEEN))
        except ValueError:
            return None
        if begins.tzinfo is None or ends.tzinfo is None or ends <= begins:
            return None
        found.append((_ms(begins), _ms(ends)))
    return tuple(found) or None


def _ms(moment: datetime) -> int:
    return int(moment.timestamp() * 1000)


def as_answer(days: Days) -> list[str]:
    """Days as an answer of the form."""
    return [_BETWEEN.join(_at(moment).isoformat(timespec="minutes") for moment in d) for d in days]


def _at(ms: int) -> datetime:
    return datetime.fromtimestamp(ms / 1000, UTC).astimezone(VIETNAM)


def _fits_days(answer: Answer) -> bool:
    days = days_in(answer)
    return days is not None and len(days) <= MOST_DAYS


def _say_days(voice: Voice, answer: Answer) -> str:
    """A day with its hours; of several the first and the last."""
    days = days_in(answer)
    if not days:
        return "–"
    first, last = _at(days[0][0]), _at(days[-1][0])
    if len(days) > 1:
        return voice.plain(
            "{n} days, {first}–{last}",
            n=len(days),
            first=f"{first.day}/{first.month}",
            last=f"{last.day}/{last.month}",
        )
    hours = f"{format_time(first, voice.language)}–{format_time(_at(days[0][1]), voice.language)}"
    return f"{format_day(first.date(), first.date(), voice.language)}, {hours}"


def day_lines(voice: Voice, days: Days) -> list[Html]:
    """Every day with its hours, a line each."""
    return [Html(f"• {_say_days(voice, as_answer((day,)))}") for day in days]


DAYS = Custom(
    _read_days,
    _fits_days,
    _say_days,
    N_(
        "Type the days and the hours, for example: Saturday next week 8h-16h30; Sunday next week "
        "8h-11h."
    ),
)

WHO = (Choice(EVERYBODY, N_("All kinds of producers")), *KINDS)
ANY_LEVEL = ("commune", "district", "province")

STEPS = (
    Step(
        "topic",
        Text(3, 100),
        N_("What is the class about?"),
        N_("Topic"),
        N_("Labels and packaging that sell"),
    ),
    Step(
        "area",
        Place(ANY_LEVEL, N_("Which area is it?")),
        N_("For people of which area is the class? Type a commune, a former district or yours."),
        N_("Area"),
        N_("Sơn Động, Bắc Ninh"),
    ),
    Step(
        "place",
        Text(3, 100),
        N_("Where does the class meet?"),
        N_("Meeting place"),
        N_("Cultural house of the commune, Bắc Ninh"),
    ),
    Step(
        "days",
        DAYS,
        N_("On which days, and from when to when?"),
        N_("Days and hours"),
        N_("Saturday next week 8h-16h30; Sunday next week 8h-11h"),
    ),
    Step("seats", SEATS, N_("How many people fit in?"), N_("Seats"), N_("30")),
    Step(
        "who",
        SeveralOf(WHO, alone=EVERYBODY),
        N_("For which kinds of producers is it?"),
        N_("For whom"),
    ),
    Step(
        "roads",
        SeveralOf(ROADS, alone=EVERYBODY),
        N_("How far must they have come?"),
        N_("How far they are"),
    ),
    Step(
        "note",
        Text(3, 300),
        N_("Is there anything they should know or bring along?"),
        N_("Note"),
        N_("Please bring the label you use now. Lunch is provided."),
        optional=True,
    ),
)


def answers_of(klass: TrainingClass, editions: Editions) -> dict[str, Answer]:
    """A class as the answers from which it could have come."""
    meant = klass.audience
    return {
        "topic": klass.topic,
        "area": meant.area,
        "place": klass.place,
        "days": as_answer(klass.days),
        "seats": klass.seats,
        "who": [kind.key for kind in KINDS if kind.key in meant.kinds] or [EVERYBODY],
        "roads": roads_of(meant.stages, editions),
        "note": klass.note,
    }


def plan_in(
    answers: Answers, editions: Editions, before: TrainingClass | None = None
) -> NewClass | None:
    """The class that the answers plan; of what is not asked (product groups) that of `before`
    stays. None if an answer cannot stand."""
    topic, area, place = (answers.get(key) for key in ("topic", "area", "place"))
    days, seats, note = days_in(answers.get("days")), answers.get("seats"), answers.get("note")
    if not (isinstance(topic, str) and isinstance(area, str) and isinstance(place, str)):
        return None
    if days is None or not isinstance(seats, int):
        return None
    meant = Audience(
        area,
        _bounds(keys_of(answers.get("who"))),
        stages_of(keys_of(answers.get("roads")), editions),
        before.audience.groups if before is not None else frozenset(),
    )
    return NewClass(topic, meant, place, days, seats, note if isinstance(note, str) else None)


def _bounds(keys: Sequence[str]) -> frozenset[str]:
    return frozenset(keys) - {EVERYBODY}
