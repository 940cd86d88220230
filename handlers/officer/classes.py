"""The classes of an officer's area: those ahead, those that are over, and one of them."""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from types import MappingProxyType

from handlers import training_words as words
from handlers.menu import back_button, leave
from handlers.officer import acts, classes_desk, desk
from handlers.officer.acts import OfficerAction, Opened, anywhere, on
from handlers.officer.classes_desk import CLASS, is_over
from handlers.screen import Button, Screen
from handlers.turn import Turn
from handlers.voice import Html, Voice, clip, html, lines
from locales import N_
from programme.class_audience import EVERYBODY, ROADS, roads_of
from programme.classes import parse_class_code
from programme.ideas import label_of
from programme.roles import Right, Role, having
from programme.seats import check_in_open
from storage import classes, signups
from storage.classes import ClassState, Tally, TrainingClass
from storage.signups import Counts

PAGE = 6
MOST_WORDS = 300
"""Characters of a note or a reason; fewer where something else is said above."""


@dataclass(frozen=True, slots=True)
class Part:
    """A part of the list: what its button says, and what is said when nothing is in it."""

    key: str
    label: str
    empty: str

    @property
    def past(self) -> bool:
        return self.key == "past"

    def count(self, tally: Tally) -> int:
        return tally.past if self.past else tally.ahead


PARTS: Mapping[str, Part] = MappingProxyType(
    {
        part.key: part
        for part in (
            Part(
                "ahead",
                N_("Ahead ({n})"),
                N_("No class is planned. Press <b>New class</b> to plan one."),
            ),
            Part("past", N_("Past ({n})"), N_("No class has been held yet.")),
        )
    }
)
_WHERE = re.compile(r"([a-z]+):([0-9]{1,9})")


async def enter(turn: Turn) -> None:
    """Show the classes ahead."""
    leave(turn)
    roles = having(await acts.roles(turn), Right.RUN_CLASSES)
    if not roles:
        turn.show(desk.not_an_officer(turn.voice))
        return
    await _list(turn, roles, "ahead:0")


async def _list(turn: Turn, roles: tuple[Role, ...], rest: str) -> None:
    """A page of the list, or the last one where there are fewer by now."""
    match = _WHERE.fullmatch(rest)
    part = PARTS.get(match[1]) if match else None
    if match is None or part is None:
        classes_desk.old(turn)
        part = PARTS["ahead"]
    areas = classes_desk.areas(turn, roles)
    tally = await classes.tally(turn.tx, areas, turn.now)
    count = part.count(tally)
    page = min(int(match[2]) if match else 0, max(0, (count - 1) // PAGE))
    found = await classes.of_areas(
        turn.tx, areas, turn.now, past=part.past, offset=page * PAGE, limit=PAGE
    )
    counts = await signups.tally(turn.tx, [klass.id for klass in found])
    voice, first = turn.voice, page * PAGE + 1
    where = ", ".join(dict.fromkeys(desk.place(turn, role.unit) for role in roles))
    text = lines(
        voice.gettext("🎓 <b>Classes of {place}</b>", place=clip(where, 100)),
        "",
        *(
            _line(turn, number, klass, counts.get(klass.id, Counts()))
            for number, klass in enumerate(found, first)
        ),
        None if found else voice.gettext(part.empty),
    )
    rows = [
        [Button(f"{number}. {clip(klass.topic, 40)}", f"o:c.see:{klass.id}")]
        for number, klass in enumerate(found, first)
    ]
    pager = []
    if page > 0:
        pager.append(Button(voice.plain("◀ Earlier"), f"o:c.list:{part.key}:{page - 1}"))
    if first + PAGE <= count:
        pager.append(Button(voice.plain("Later ▶"), f"o:c.list:{part.key}:{page + 1}"))
    rows += [pager] if pager else []
    rows.append([_tab(voice, other, tally, other is part) for other in PARTS.values()])
    rows.append([Button(voice.plain("➕ New class"), "o:c.new"), back_button(voice)])
    turn.show(Screen(text, rows))


def _tab(voice: Voice, part: Part, tally: Tally, here: bool) -> Button:
    label = voice.plain(part.label, n=part.count(tally))
    return Button(f"• {label}" if here else label, f"o:c.list:{part.key}:0")


def _line(turn: Turn, number: int, klass: TrainingClass, counts: Counts) -> Html:
    return turn.voice.gettext(
        "{number}. <b>{topic}</b>: {day}, {place}, {standing}",
        number=number,
        topic=clip(klass.topic, 40),
        day=words.starts(turn.voice, klass, turn.at),
        place=desk.place(turn, klass.area),
        standing=standing(turn.voice, klass, counts, turn.now),
    )


def standing(voice: Voice, klass: TrainingClass, counts: Counts, now: int) -> Html:
    """How a class stands, in a few words."""
    came = counts.attended + counts.walk_ins
    if klass.state is ClassState.CANCELLED:
        return voice.gettext("cancelled")
    if is_over(klass, now) or came:
        return voice.ngettext("{n} person came", "{n} people came", came)
    said = voice.gettext("{held} of {seats} seats", held=counts.held, seats=klass.seats)
    if not counts.waiting:
        return said
    waiting = voice.ngettext("{n} waits", "{n} wait", counts.waiting)
    return Html(f"{said}, {waiting}")


async def counts_of(turn: Turn, klass: TrainingClass) -> Counts:
    """The numbers of one class."""
    return (await signups.tally(turn.tx, [klass.id])).get(klass.id, Counts())


async def open_code(turn: Turn, typed: str) -> bool:
    """Open the class whose code an officer typed, if it is of her area. False if it is not."""
    code = parse_class_code(typed)
    klass = await classes.by_code(turn.tx, code) if code else None
    opened = await classes_desk.find(turn, klass.id) if klass else None
    if opened is None:
        return False
    leave(turn)
    await show(turn, opened.what)
    return True


async def _see(turn: Turn, opened: Opened[TrainingClass], _: str) -> None:
    await show(turn, opened.what)


async def too_late(turn: Turn, klass: TrainingClass) -> None:
    """The button is of an earlier state of the class: say so, and show how it stands now."""
    now = await classes.one(turn.tx, klass.id) or klass
    turn.toast(turn.voice.plain("The class has changed since. Here is how it stands now."))
    await show(turn, now)


async def show(turn: Turn, klass: TrainingClass, intro: Html | None = None) -> None:
    """Show one class with all that can be done about it; `intro` stands above."""
    voice = turn.voice
    counts = await counts_of(turn, klass)
    most = MOST_WORDS if intro is None else MOST_WORDS // 5
    text = lines(
        *((intro, "") if intro else ()),
        classes_desk.about(turn, klass, html(f"{klass.code} · {_state(voice, klass, turn.now)}")),
        "",
        *words.facts(voice, klass, turn.at),
        *words.audience_lines(voice, turn.world.territory, klass),
        _roads(turn, klass),
        *_figures(voice, klass, counts),
        voice.gettext("<b>Note:</b> {note}", note=clip(klass.note, most)) if klass.note else None,
        voice.gettext("<b>Cancelled because:</b> {reason}", reason=clip(klass.reason, most))
        if klass.reason
        else None,
    )
    turn.show(Screen(text, _rows(turn, klass, counts)))


def _state(voice: Voice, klass: TrainingClass, now: int) -> str:
    if klass.state is ClassState.CANCELLED:
        return voice.plain("cancelled")
    if is_over(klass, now):
        return voice.plain("over")
    if now >= klass.starts_at:
        return voice.plain("under way")
    return voice.plain("open for sign-up")


def _roads(turn: Turn, klass: TrainingClass) -> Html | None:
    roads = roads_of(klass.audience.stages, turn.world.editions)
    if roads == [EVERYBODY]:
        return None
    said = "; ".join(turn.voice.plain(label_of(ROADS, road)) for road in roads)
    return turn.voice.gettext("<b>How far they are:</b> {roads}", roads=said)


def _figures(voice: Voice, klass: TrainingClass, counts: Counts) -> list[Html]:
    seats = voice.gettext(
        "<b>Seats:</b> {held} of {seats} taken", held=counts.held, seats=klass.seats
    )
    if counts.offered:
        seats += voice.ngettext(", {n} of them only offered", ", {n} of them only offered",
                                counts.offered)  # fmt: skip
    found = [seats]
    if counts.waiting:
        found.append(voice.gettext("<b>Waiting:</b> {n}", n=counts.waiting))
    if counts.attended or counts.walk_ins:
        found.append(
            voice.gettext(
                "<b>Came:</b> {n}, of them {walk_ins} without a seat",
                n=counts.attended + counts.walk_ins,
                walk_ins=counts.walk_ins,
            )
        )
    return found


def _rows(turn: Turn, klass: TrainingClass, counts: Counts) -> list[list[Button]]:
    """What can be done now; a class that is cancelled can only be looked at."""
    voice, now, at = turn.voice, turn.now, f"{klass.id}:{klass.revision}"
    rows: list[list[Button]] = []
    if klass.state is ClassState.OPEN:
        first = [Button(voice.plain("👥 Names"), f"o:c.names:{klass.id}:0")]
        if check_in_open(klass.starts_at, klass.ends_at, now):
            first.append(Button(voice.plain("✔️ Check in"), f"o:c.door:{klass.id}:0"))
        rows.append(first)
        second = []
        if counts.held or counts.waiting or counts.walk_ins:
            second.append(Button(voice.plain("✉️ Write to them"), f"o:c.write:{klass.id}"))
        if counts.attended or counts.walk_ins or is_over(klass, now):
            second.append(Button(voice.plain("📊 How it went"), f"o:c.how:{klass.id}"))
        rows += [second] if second else []
        if now < klass.ends_at:
            change = [Button(voice.plain("Change it"), f"o:c.edit:{at}")]
            if now < klass.starts_at:
                change.append(Button(voice.plain("Add seats"), f"o:c.more:{at}"))
            rows.append(change)
            rows.append([Button(voice.plain("Cancel the class"), f"o:c.off:{at}")])
    rows.append([classes_desk.list_button(voice), back_button(voice)])
    return rows


ACTIONS: tuple[OfficerAction, ...] = (
    anywhere("c.list", Right.RUN_CLASSES, _list),
    on("c.see", Right.RUN_CLASSES, CLASS, _see),
)
