"""How a training class is spoken of, to producers and to officers alike."""

from collections.abc import Mapping, Sequence
from datetime import UTC, date, datetime, timedelta
from types import MappingProxyType

from handlers.screen import Button
from handlers.voice import Html, Voice, clip
from locales import N_
from locales.formats import format_day, format_items, format_time, local_day, local_time
from programme.ideas import GROUPS, Choice, label_of
from programme.people import KINDS
from programme.seats import State
from programme.units import Territory
from storage.classes import TrainingClass
from storage.signups import Counts, Signup

LONGEST_TOPIC = 60
LONGEST_PLACE = 80
MOST_DAYS_SHOWN = 3

STATE_LABELS: Mapping[State, str] = MappingProxyType(
    {
        State.SIGNED: N_("has a seat"),
        State.WAITING: N_("waits for a seat"),
        State.OFFERED: N_("a seat is offered"),
        State.DECLINED: N_("declined"),
        State.LAPSED: N_("did not answer in time"),
        State.CANCELLED: N_("cancelled"),
        State.ATTENDED: N_("came"),
        State.ABSENT: N_("did not come"),
        State.WALK_IN: N_("came without a seat"),
    }
)


def moment(ms: int) -> datetime:
    """Milliseconds since 1970 as an aware datetime."""
    return datetime.fromtimestamp(ms / 1000, UTC)


def topic(klass: TrainingClass, most: int = LONGEST_TOPIC) -> str:
    return clip(klass.topic, most)


def when(voice: Voice, klass: TrainingClass, now: datetime) -> Html:
    """The days and hours: "8 giờ – 11 giờ 30, thứ Ba, 14/4"; several days of the same hours from
    the first to the last, others one after another."""
    spans = [(local_time(moment(start)), local_time(moment(end))) for start, end in klass.days]
    first, last = spans[0][0].date(), spans[-1][0].date()
    hours = {(start.time(), end.time()) for start, end in spans}
    in_a_row = [start.date() for start, _ in spans] == _days_from(first, len(spans))
    today = local_day(now)
    if len(spans) > 1 and len(hours) == 1 and in_a_row:
        return voice.gettext(
            "{first} to {last}, {from_time}–{to_time} every day",
            first=format_day(first, today, voice.language),
            last=format_day(last, today, voice.language),
            from_time=format_time(spans[0][0], voice.language),
            to_time=format_time(spans[0][1], voice.language),
        )
    shown = [_one_day(voice, start, end, today) for start, end in spans[:MOST_DAYS_SHOWN]]
    said = Html("; ".join(shown))
    more = len(spans) - len(shown)
    if more:
        return voice.gettext("{days}; and {n} more days", days=said, n=more)
    return said


def _one_day(voice: Voice, start: datetime, end: datetime, today: date) -> Html:
    return voice.gettext(
        "{day}, {from_time}–{to_time}",
        day=format_day(start.date(), today, voice.language),
        from_time=format_time(start, voice.language),
        to_time=format_time(end, voice.language),
    )


def _days_from(first: date, count: int) -> list[date]:
    return [first + timedelta(days=number) for number in range(count)]


def starts(voice: Voice, klass: TrainingClass, now: datetime) -> str:
    """The first day alone, for a line of a list: "thứ Ba, 14/4"."""
    return format_day(local_day(moment(klass.starts_at)), local_day(now), voice.language)


def facts(voice: Voice, klass: TrainingClass, now: datetime) -> list[Html]:
    """When and where a class is, a line each."""
    return [
        voice.gettext("<b>When:</b> {when}", when=when(voice, klass, now)),
        voice.gettext("<b>Where:</b> {place}", place=clip(klass.place, LONGEST_PLACE)),
    ]


def audience_lines(voice: Voice, territory: Territory, klass: TrainingClass) -> list[Html]:
    """For whom a class is, as far as it is not for everybody; a line each."""
    meant = klass.audience
    found = [voice.gettext("<b>For:</b> {area}", area=territory.full_name(meant.area))]
    if meant.kinds:
        kinds = _listed(voice, KINDS, meant.kinds)
        found.append(voice.gettext("<b>Only for:</b> {kinds}", kinds=kinds))
    if meant.groups:
        groups = _listed(voice, GROUPS, meant.groups)
        found.append(voice.gettext("<b>Products:</b> {groups}", groups=groups))
    return found


def _listed(voice: Voice, choices: Sequence[Choice], keys: frozenset[str]) -> str:
    ordered = [choice.key for choice in choices if choice.key in keys]
    labels = [voice.plain(label_of(choices, key)).lower() for key in ordered]
    return format_items(labels, voice.language)


def seats_left(voice: Voice, klass: TrainingClass, counts: Counts) -> Html:
    """How many seats are free, or how many people wait."""
    left = max(0, klass.seats - counts.held)
    if left and not counts.waiting:
        return voice.ngettext("{n} seat is free", "{n} seats are free", left)
    if counts.waiting:
        return voice.ngettext(
            "full, {n} person is waiting", "full, {n} people are waiting", counts.waiting
        )
    return voice.gettext("full")


def names_of(signups: Sequence[Signup]) -> str:
    """The names of some sign-ups, one after another."""
    return ", ".join(clip(signup.name, 40) for signup in signups)


def see_button(voice: Voice, class_id: int) -> Button:
    """The way to a class."""
    return Button(voice.plain("🎓 See the class"), f"c:see:{class_id}")


def list_button(voice: Voice) -> Button:
    """The way to all classes."""
    return Button(voice.plain("🎓 Other classes"), "c:list:0")
