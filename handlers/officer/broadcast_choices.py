"""What can be chosen of an announcement's audience, a page for each kind of thing."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from types import MappingProxyType

from handlers.officer.audience_words import place, stages_of
from handlers.officer.broadcast_desk import units
from handlers.turn import Turn
from handlers.voice import clip
from locales import N_
from programme.audience import Audience
from programme.ideas import GROUPS, Choice
from programme.people import KINDS
from programme.topics import TOPICS
from storage import classes
from storage.announcements import Announcement
from storage.classes import TrainingClass

CLASSES = 8
"""Classes on a page."""


@dataclass(frozen=True, slots=True)
class Page:
    """A page of things to choose: the button that leads there and the question above them."""

    label: str
    question: str


PAGES: Mapping[str, Page] = MappingProxyType(
    {
        "areas": Page(N_("Communes"), N_("In which communes?")),
        "kinds": Page(N_("Who they are"), N_("Only who is one of these?")),
        "groups": Page(N_("Products"), N_("Only who has a product or idea of these?")),
        "stages": Page(N_("Stage"), N_("Only whose product is at one of these stages?")),
        "classes": Page(N_("Class"), N_("Only who is signed up for one of these classes?")),
        "topics": Page(N_("Who follows it"), N_("Only who follows one of these topics?")),
        "without_kinds": Page(N_("Not these people"), N_("Leave out who is one of these?")),
        "without_groups": Page(N_("Not these products"), N_("Leave out who has one of these?")),
        "without_areas": Page(N_("Not these communes"), N_("Leave out which communes?")),
    }
)


def chosen_in(audience: Audience, key: str) -> tuple[str, ...]:
    """The keys that are ticked on a page."""
    match key:
        case "areas":
            return audience.areas
        case "kinds":
            return audience.kinds
        case "groups":
            return audience.groups
        case "stages":
            return audience.stages
        case "topics":
            return audience.topics
        case "classes":
            return tuple(str(number) for number in audience.classes)
        case "without_kinds":
            return audience.without_kinds
        case "without_groups":
            return audience.without_groups
        case "without_areas":
            return audience.without_areas
        case _:
            return ()


def with_chosen(audience: Audience, key: str, keys: tuple[str, ...]) -> Audience:
    """The audience with these keys ticked on a page."""
    match key:
        case "areas":
            return replace(audience, areas=keys)
        case "kinds":
            return replace(audience, kinds=keys)
        case "groups":
            return replace(audience, groups=keys)
        case "stages":
            return replace(audience, stages=keys)
        case "topics":
            return replace(audience, topics=keys)
        case "classes":
            return replace(audience, classes=tuple(int(number) for number in keys))
        case "without_kinds":
            return replace(audience, without_kinds=keys)
        case "without_groups":
            return replace(audience, without_groups=keys)
        case _:
            return replace(audience, without_areas=keys)


async def choices_of(
    turn: Turn, what: Announcement, key: str, at: int = 0
) -> tuple[Sequence[Choice], int]:
    """What can be ticked on a page, and how many such pages there are; only classes have several,
    of which this is page `at`, from 0, or the last one."""
    if key == "classes":
        return await _classes(turn, what, at)
    match key:
        case "kinds" | "without_kinds":
            found: Sequence[Choice] = KINDS
        case "groups" | "without_groups":
            found = GROUPS
        case "stages":
            found = stages_of(turn)
        case "topics":
            found = TOPICS
        case _:
            found = [
                Choice(code, place(turn, code))
                for code in chosen_in(what.audience, key)
                if code != what.unit
            ]
    return found, 1


async def _classes(turn: Turn, what: Announcement, at: int) -> tuple[Sequence[Choice], int]:
    """The classes of the area: those ahead, then those that are over."""
    area = units(turn, [what.unit])
    tally = await classes.tally(turn.tx, area, turn.now)
    pages = max(1, -(-(tally.ahead + tally.past) // CLASSES))
    first = min(at, pages - 1) * CLASSES
    found: list[TrainingClass] = []
    for past, before in ((False, 0), (True, tally.ahead)):
        found += await classes.of_areas(
            turn.tx,
            area,
            turn.now,
            past=past,
            offset=max(0, first - before),
            limit=max(0, min(CLASSES - len(found), first + CLASSES - before)),
        )
    return [Choice(str(one.id), clip(f"{one.code} {one.topic}", 40)) for one in found], pages


async def offers(turn: Turn, what: Announcement, key: str, value: str) -> bool:
    """Whether something can be ticked, on whatever page it stands."""
    if key != "classes":
        return value in {choice.key for choice in (await choices_of(turn, what, key))[0]}
    klass = await classes.one(turn.tx, int(value)) if value.isdecimal() else None
    return klass is not None and klass.area in units(turn, [what.unit])
