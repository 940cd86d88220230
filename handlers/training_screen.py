"""The screens of training classes: the list, and one class as a producer sees it."""

from collections.abc import Mapping, Sequence

from handlers import training_words as words
from handlers.menu import back_button
from handlers.screen import Button, Screen
from handlers.training_news import answer_rows, until
from handlers.turn import Turn
from handlers.voice import Html, Voice, clip, lines
from locales import N_
from locales.formats import format_distance, local_day
from programme import seats
from programme.class_audience import EVERYBODY, ROADS, roads_of
from programme.classes import MOST_NAMES, Producer, is_for
from programme.ideas import label_of
from programme.people import sends_several
from programme.seats import ACTIVE, HOLDING, State
from storage import classes, signups
from storage.classes import ClassState, TrainingClass
from storage.signups import Counts, Signup

PAGE = 6
LONGEST_NOTE = 120
KEEP, WAIT = N_("✅ Keep a seat for me"), N_("✋ Put me in the line")
STOP_WAITING, GIVE_BACK = N_("Stop waiting"), N_("Give the seat back")


async def producer(turn: Turn, found: Sequence[TrainingClass]) -> Producer:
    """What decides which classes are for the person; what she has on the road is looked up only if
    one of the classes asks for it."""
    person = turn.person
    if any(klass.audience.stages or klass.audience.groups for klass in found):
        standing = await classes.standing(turn.tx, person.id)
        return Producer(person.commune, person.kind, standing.stages, standing.groups)
    return Producer(person.commune, person.kind)


async def open_to(turn: Turn) -> tuple[list[TrainingClass], list[TrainingClass]]:
    """The classes in which the person has a place and that are not over, and the others that are
    open to her, each the next first."""
    mine = list(await signups.classes_of_person(turn.tx, turn.person.id, turn.now))
    found = await classes.upcoming(turn.tx, turn.now)
    who, contains = await producer(turn, found), turn.world.territory.contains
    ids = {klass.id for klass in mine}
    others = [
        klass for klass in found if klass.id not in ids and is_for(contains, klass.audience, who)
    ]
    return mine, others


async def list_screen(
    turn: Turn, mine: Sequence[TrainingClass], others: Sequence[TrainingClass], page: int
) -> Screen:
    """One page of the classes, the person's own first."""
    voice = turn.voice
    everything = [*mine, *others]
    page = min(page, (len(everything) - 1) // PAGE)
    shown = everything[page * PAGE : (page + 1) * PAGE]
    counts = await signups.tally(turn.tx, [klass.id for klass in shown])
    own = {klass.id for klass in mine}
    numbered = list(enumerate(shown, start=page * PAGE + 1))
    rows = [
        [Button(f"{number}. {words.topic(klass, 40)}", f"c:see:{klass.id}")]
        for number, klass in numbered
    ]
    pager = []
    if page > 0:
        pager.append(Button(voice.plain("◀ Earlier"), f"c:list:{page - 1}"))
    if (page + 1) * PAGE < len(everything):
        pager.append(Button(voice.plain("Later ▶"), f"c:list:{page + 1}"))
    rows += [pager] if pager else []
    rows.append([back_button(voice)])
    text = lines(
        voice.ngettext(
            "🎓 There is {n} class for you.", "🎓 There are {n} classes for you.", len(everything)
        ),
        "",
        *(_line(turn, number, klass, counts, mine=klass.id in own) for number, klass in numbered),
        "",
        voice.gettext("Which class would you like to see?"),
    )
    return Screen(text, rows)


def _line(
    turn: Turn, number: int, klass: TrainingClass, counts: Mapping[int, Counts], *, mine: bool
) -> Html:
    voice = turn.voice
    how = (
        voice.gettext("you are signed up")
        if mine
        else words.seats_left(voice, klass, counts.get(klass.id, Counts()))
    )
    return voice.gettext(
        "{number}. <b>{topic}</b>: {day}, {how}",
        number=number,
        topic=words.topic(klass, 40),
        day=words.starts(voice, klass, turn.at),
        how=how,
    )


def none_screen(voice: Voice) -> Screen:
    """There is no class."""
    text = voice.gettext(
        "🎓 There is no class for you just now. Officers plan new ones through the year: look in "
        "again with /training."
    )
    return Screen(text, [[back_button(voice)]])


async def class_screen(turn: Turn, klass: TrainingClass, intro: Html | None = None) -> Screen:
    """One class: when, where, for whom, how many seats, and what the person can do."""
    voice = turn.voice
    mine = await signups.of_person_in(turn.tx, klass.id, turn.person.id)
    text = lines(
        *((intro, "") if intro else ()),
        voice.gettext("🎓 <b>{topic}</b>", topic=words.topic(klass)),
        *words.facts(voice, klass, turn.at),
        # Who has a place need not read for whom it is.
        *(() if mine else words.audience_lines(voice, turn.world.territory, klass)),
        None if mine else _roads(turn, klass),
        voice.gettext("Note: {note}", note=clip(klass.note, LONGEST_NOTE)) if klass.note else None,
        "",
        *await _standing(turn, klass, mine),
    )
    full = not mine and await _is_full(turn, klass)
    rows = [
        *_buttons(turn, klass, mine, full=full),
        [Button(voice.plain("💬 Ask an officer"), f"c:officer:{klass.id}")],
        [words.list_button(voice)],
        [back_button(voice)],
    ]
    return Screen(text, rows)


def _roads(turn: Turn, klass: TrainingClass) -> Html | None:
    """How far on the road those are for whom a class is meant, if it is not for everybody."""
    roads = roads_of(klass.audience.stages, turn.world.editions)
    if roads == [EVERYBODY]:
        return None
    voice = turn.voice
    labels = [voice.plain(label_of(ROADS, road)) for road in roads]
    return voice.gettext("<b>How far they are:</b> {roads}", roads="; ".join(labels))


async def _standing(turn: Turn, klass: TrainingClass, mine: Sequence[Signup]) -> list[Html]:
    """How the person stands in the class; who has no place reads how many seats there are."""
    voice = turn.voice
    if klass.state is not ClassState.OPEN:
        return [voice.gettext("It does not take place.")]
    if not mine:
        if turn.now >= klass.starts_at:
            return [voice.gettext("It has begun, so nobody can sign up any more.")]
        counts = (await signups.tally(turn.tx, [klass.id])).get(klass.id, Counts())
        return [
            voice.gettext(
                "{distance}: {left}.",
                distance=_first_up(_distance(turn, klass)),
                left=words.seats_left(voice, klass, counts),
            )
        ]
    if len(mine) == 1 and mine[0].name == turn.person.name:
        return [await _sentence(turn, mine[0])]
    found = [
        voice.gettext("• {name}: {state}", name=clip(one.name, 30), state=await _state(turn, one))
        for one in mine
    ]
    if any(one.state is State.WAITING for one in mine):
        found.append(voice.gettext("When a seat falls free, I ask you."))
    return found


def _distance(turn: Turn, klass: TrainingClass) -> str:
    day = local_day(words.moment(klass.starts_at))
    return format_distance(day, local_day(turn.at), turn.voice.language)


def _first_up(text: str) -> str:
    return text[:1].upper() + text[1:]


async def _sentence(turn: Turn, signup: Signup) -> Html:
    voice = turn.voice
    match signup.state:
        case State.WAITING:
            place = await signups.place_in_line(turn.tx, signup)
            return voice.gettext(
                "You are waiting, number {n} in line. When a seat falls free, I ask you.", n=place
            )
        case State.OFFERED:
            end = until(voice, turn.post, signup)
            return voice.gettext("A seat is free for you. I keep it until {until}.", until=end)
        case State.ATTENDED | State.WALK_IN:
            return voice.gettext("✓ You were there.")
        case State.ABSENT:
            return voice.gettext("You had a seat and were not seen at the door.")
        case _:
            return voice.gettext("✓ You have a seat.")


async def _state(turn: Turn, signup: Signup) -> Html:
    voice = turn.voice
    if signup.state is State.WAITING:
        place = await signups.place_in_line(turn.tx, signup)
        return voice.gettext("waits, number {n} in line", n=place)
    if signup.state is State.OFFERED:
        return voice.gettext(
            "a seat is offered until {until}", until=until(voice, turn.post, signup)
        )
    return voice.gettext(words.STATE_LABELS[signup.state])


async def _is_full(turn: Turn, klass: TrainingClass) -> bool:
    counts = (await signups.tally(turn.tx, [klass.id])).get(klass.id, Counts())
    return counts.held >= klass.seats or counts.waiting > 0


def _buttons(
    turn: Turn, klass: TrainingClass, mine: Sequence[Signup], *, full: bool
) -> list[list[Button]]:
    voice, kind = turn.voice, turn.person.kind
    if seats.closed(klass.room, turn.now) is not None:
        under_way = klass.state is ClassState.OPEN and turn.now <= klass.ends_at
        return _at_the_door(voice, klass, mine) if under_way else []
    rows: list[list[Button]] = []
    for signup in mine:
        if signup.state is State.OFFERED:
            rows += _named(voice, signup) if len(mine) > 1 else answer_rows(voice, signup)
    if not mine:
        label = WAIT if full else KEEP
        rows.append([Button(voice.plain(label), f"c:join:{klass.id}")])
    several = kind is None or sends_several(kind)
    if several and len(mine) < MOST_NAMES:
        rows.append([Button(voice.plain("👥 Sign up people by name"), f"c:many:{klass.id}")])
    rows += _at_the_door(voice, klass, mine)
    if any(signup.state in ACTIVE - {State.OFFERED} for signup in mine):
        waits = all(signup.state is State.WAITING for signup in mine)
        label = STOP_WAITING if waits else GIVE_BACK
        rows.append([Button(voice.plain(label), f"c:leave:{klass.id}")])
    return rows


def _named(voice: Voice, signup: Signup) -> list[list[Button]]:
    """The answers to one offer among several."""
    name = clip(signup.name, 20)
    return [
        [Button(voice.plain("✅ Take it: {name}", name=name), f"c:take:{signup.id}")],
        [Button(voice.plain("Leave it: {name}", name=name), f"c:drop:{signup.id}")],
    ]


def _at_the_door(voice: Voice, klass: TrainingClass, mine: Sequence[Signup]) -> list[list[Button]]:
    if not any(signup.state in HOLDING - {State.OFFERED} for signup in mine):
        return []
    return [
        [
            Button(voice.plain("🔲 QR code for the door"), f"c:code:{klass.id}"),
            Button(voice.plain("📅 Into my calendar"), f"c:cal:{klass.id}"),
        ]
    ]
