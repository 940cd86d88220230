"""An audience in words: a line for each thing that an officer chose."""

from collections.abc import Iterable, Mapping, Sequence
from types import MappingProxyType

from handlers.occasion import Occasion
from handlers.turn import Turn
from handlers.voice import Html, Voice, clip
from locales import N_
from locales.formats import format_items, format_number
from programme.audience import Audience
from programme.ideas import GROUPS, Choice, label_of
from programme.people import KINDS
from programme.topics import TOPICS

MOST_NAMED = 3
"""Places, kinds or classes that one line names before it counts the others."""

CHANNELS: Mapping[str, str] = MappingProxyType(
    {"telegram": "Telegram", "zalo": "Zalo", "sandbox": "Sandbox"}
)


def describe(turn: Turn, audience: Audience, classes: Mapping[int, str]) -> list[Html]:
    """What an officer reads of an audience. `classes` are the topics of the classes it names, by
    their ids."""
    voice = turn.voice
    said = [_where(turn, audience)]
    for keys, choices, line in (
        (audience.kinds, KINDS, N_("• who they are: {what}")),
        (audience.groups, GROUPS, N_("• with products of: {what}")),
        (audience.stages, stages_of(turn), N_("• with products at: {what}")),
        (audience.topics, TOPICS, N_("• who follow: {what}")),
        (audience.without_kinds, KINDS, N_("• but not: {what}")),
        (audience.without_groups, GROUPS, N_("• but not with products of: {what}")),
    ):
        if keys:
            said.append(voice.gettext(line, what=named(voice, choices, keys)))
    if audience.classes:
        topics = [clip(classes.get(one, str(one)), 40) for one in audience.classes]
        said.append(voice.gettext("• signed up for: {what}", what=listed(voice, topics)))
    if audience.without_areas:
        places = [place(turn, code) for code in audience.without_areas]
        said.append(voice.gettext("• but not in: {what}", what=listed(voice, places)))
    return said


def _where(turn: Turn, audience: Audience) -> Html:
    voice = turn.voice
    if audience.received:
        return voice.gettext("• everybody who got the announcement that this one corrects")
    if audience.missed:
        return voice.gettext("• everybody whom the announcement before did not reach")
    places = [place(turn, code) for code in audience.areas]
    return voice.gettext("• everybody in {places}", places=listed(voice, places))


def place(turn: Occasion, code: str) -> str:
    """What a unit is called: "xã Sơn Động"."""
    unit = turn.world.territory.unit(code)
    return code if unit is None else str(unit)


def stages_of(turn: Turn) -> tuple[Choice, ...]:
    """The stages of a product's road in the present edition, called as its rules call them."""
    edition = turn.world.editions.on(turn.at)
    return tuple(
        Choice(stage.key, stage.name.said_in(turn.voice.language)) for stage in edition.stages
    )


def named(voice: Voice, choices: Iterable[Choice], keys: Iterable[str]) -> str:
    """The labels of some keys as a list in a sentence, small where they stand inside it."""
    every = tuple(choices)
    return listed(voice, [_small(voice.plain(label_of(every, key))) for key in keys])


def _small(label: str) -> str:
    return label if label[1:2].isupper() else label[:1].lower() + label[1:]


def listed(voice: Voice, items: Sequence[str]) -> str:
    """Some items, and how many more."""
    if len(items) <= MOST_NAMED + 1:
        return format_items(items, voice.language)
    first = ", ".join(items[:MOST_NAMED])
    return voice.plain("{first} and {n} more", first=first, n=len(items) - MOST_NAMED)


def people(voice: Voice, n: int) -> Html:
    """A number of people: "1.250 người"."""
    shown = format_number(n, voice.language)
    return voice.ngettext("{shown} person", "{shown} people", n, shown=shown)


def channel_name(channel: str) -> str:
    """What people call a channel."""
    return CHANNELS.get(channel, channel.capitalize())
