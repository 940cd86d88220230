"""The questions that wait for an officer, and one of them as she sees it."""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from types import MappingProxyType

from handlers import ask_news, threads
from handlers.menu import back_button
from handlers.officer import desk
from handlers.officer.acts import Subject
from handlers.screen import Button, Screen
from handlers.threads import STATE_LABELS, briefly
from handlers.turn import Turn
from handlers.voice import Html, clip, lines
from locales import N_
from locales.formats import format_moment, local_day
from programme.contact import show_phone
from programme.roles import Level, Role
from programme.vietnam_time import day_at, moment
from storage import officers, people, question_lists, questions
from storage.people import Person
from storage.question_lists import Areas, Tally
from storage.questions import PROVINCE, Question, State

PAGE = 6
ROOM = 620
"""Characters of messages on a page, where not a single one is longer."""

QUESTION: Subject[Question] = Subject(
    "question",
    lambda turn, number: questions.one(turn.tx, number),
    lambda question: question.commune,
)
_PLACE = re.compile(r"([a-z]+):([0-9]{1,9})")


@dataclass(frozen=True, slots=True)
class Part:
    """A part of the list: its states, what its button says and what is said when it is empty."""

    key: str
    states: tuple[State, ...]
    label: str
    empty: str


PARTS: Mapping[str, Part] = MappingProxyType(
    {
        part.key: part
        for part in (
            Part(
                "new",
                (State.WAITING,),
                N_("Waiting ({n})"),
                N_("No question is waiting. I will write as soon as one comes."),
            ),
            Part(
                "mine",
                (State.WAITING, State.ANSWERED),
                N_("With me ({n})"),
                N_("You take care of no question now. Choose one among those waiting."),
            ),
            Part(
                "all",
                (State.WAITING, State.ANSWERED),
                N_("All open ({n})"),
                N_("No question of your area is open."),
            ),
        )
    }
)


def areas_of(turn: Turn, roles: Sequence[Role]) -> Areas:
    """The communes that some roles cover, by the level on which they do."""
    of = {
        level: desk.communes(turn, [role for role in roles if role.level is level])
        for level in (Level.COMMUNE, Level.DISTRICT, Level.PROVINCE)
    }
    return Areas(of[Level.COMMUNE], of[Level.DISTRICT], of[Level.PROVINCE])


async def show_list(turn: Turn, roles: tuple[Role, ...], given: str) -> None:
    """Show a page of a part of the list, or the last one where there are fewer by now."""
    match = _PLACE.fullmatch(given)
    part = PARTS.get(match[1]) if match else None
    if match is None or part is None:
        turn.toast(turn.voice.plain("This button is from an older message."))
        part = PARTS["new"]
    areas, me, voice = areas_of(turn, roles), turn.person.id, turn.voice
    tally = await question_lists.tally(turn.tx, areas, me)
    count = _count(tally, part)
    page = min(int(match[2]) if match else 0, max(0, (count - 1) // PAGE))
    found = await question_lists.queue(
        turn.tx,
        areas,
        me,
        page * PAGE,
        PAGE,
        states=part.states,
        mine=part.key == "mine",
        free=part.key == "new",
        everything=part.key != "new",
    )
    words = await questions.first_words(turn.tx, found)
    first = page * PAGE + 1
    listed = [
        voice.gettext(
            "{number}. “{words}”: {name}, {place}, {waiting}",
            number=number,
            words=briefly(voice, words.get(one.id), 60),
            name=await _name(turn, one),
            place=desk.place(turn, one.commune),
            waiting=waiting_time(turn, one),
        )
        for number, one in enumerate(found, first)
    ]
    where = ", ".join(dict.fromkeys(desk.place(turn, role.unit) for role in roles))
    text = lines(
        voice.gettext("💬 <b>Questions of {place}</b>", place=clip(where, 100)),
        "",
        *(listed or [voice.gettext(part.empty)]),
    )
    rows = [
        [Button(f"{number}. {briefly(voice, words.get(one.id), 40)}", f"o:a.see:{one.id}")]
        for number, one in enumerate(found, first)
    ]
    pager = []
    if page > 0:
        pager.append(Button(voice.plain("◀ Earlier"), f"o:a.list:{part.key}:{page - 1}"))
    if first + PAGE <= count:
        pager.append(Button(voice.plain("Later ▶"), f"o:a.list:{part.key}:{page + 1}"))
    rows += [pager] if pager else []
    rows.append([_tab(turn, other, tally, other is part) for other in PARTS.values()])
    rows.append([back_button(voice)])
    turn.show(Screen(text, rows))


def _count(tally: Tally, part: Part) -> int:
    return {"new": tally.new, "mine": tally.mine, "all": tally.everything}[part.key]


def _tab(turn: Turn, part: Part, tally: Tally, here: bool) -> Button:
    label = turn.voice.plain(part.label, n=_count(tally, part))
    return Button(f"• {label}" if here else label, f"o:a.list:{part.key}:0")


async def _name(turn: Turn, question: Question) -> str:
    person = await people.one(turn.tx, question.person_id)
    return clip(person.name, 30) if person and person.name else turn.voice.plain("Producer")


def waiting_time(turn: Turn, question: Question) -> Html:
    """How long a question has waited, in days on Vietnam's calendar."""
    if question.state is not State.WAITING:
        return turn.voice.gettext("answered")
    since = day_at(question.waiting_since)
    days = (local_day(turn.at) - since).days
    if days <= 0:
        return turn.voice.gettext("since today")
    return turn.voice.ngettext("for {n} day", "for {n} days", days)


async def locked(turn: Turn, question: Question) -> bool:
    """Whether the producer has taken her agreement back: her words are not the officers' to read
    until she agrees again (Law 91/2025/QH15)."""
    person = await people.one(turn.tx, question.person_id)
    return person is None or not person.consent


async def show(
    turn: Turn,
    question: Question,
    roles: Sequence[Role],
    intro: Html | None = None,
    number: int = 0,
) -> None:
    """Show a question in the place of the message whose button was pressed."""
    turn.show(await screen(turn, question, roles, intro, number))


async def screen(
    turn: Turn,
    question: Question,
    roles: Sequence[Role],
    intro: Html | None = None,
    number: int = 0,
) -> Screen:
    """A question with its producer, who takes care of it, and a page of its messages."""
    voice = turn.voice
    ways = [Button(voice.plain("💬 All questions"), "o:a.list:new:0"), back_button(voice)]
    if await locked(turn, question):
        text = voice.gettext(
            "💬 The producer has taken back the agreement. The question stays locked away until it "
            "is given again."
        )
        return Screen(text, [ways])
    person = await people.one(turn.tx, question.person_id)
    page = await threads.page(turn, question, number, ROOM, "o:a.file")
    since = moment(question.waiting_since)
    waits = question.state is State.WAITING
    text = lines(
        *((intro, "") if intro else ()),
        voice.gettext(
            "💬 <b>Question</b> · {state}", state=voice.gettext(STATE_LABELS[question.state])
        ),
        voice.gettext("<b>From:</b> {contact}", contact=_contact(person)),
        voice.gettext(
            "<b>Place:</b> {place}", place=turn.world.territory.full_name(question.commune)
        ),
        voice.gettext(
            "<b>Waiting since:</b> {when}", when=format_moment(since, turn.at, voice.language)
        )
        if waits
        else None,
        await threads.about_line(turn, question.about),
        await _who_cares(turn, question),
        page.text,
    )
    rows: list[list[Button]] = [[button] for button in page.files]
    turns = []
    if page.number + 1 < page.count:
        turns.append(Button(voice.plain("◀ Earlier"), f"o:a.see:{question.id}:{page.number + 1}"))
    if page.number > 0:
        turns.append(Button(voice.plain("Later ▶"), f"o:a.see:{question.id}:{page.number - 1}"))
    rows += [turns] if turns else []
    rows += await _buttons(turn, question, roles)
    return Screen(text, [*rows, ways])


def _contact(person: Person | None) -> str:
    if person is None:
        return "–"
    phone = show_phone(person.phone) if person.phone else None
    return ", ".join(part for part in (person.name, phone) if part) or "–"


async def _who_cares(turn: Turn, question: Question) -> Html | None:
    voice = turn.voice
    if question.officer_id is None:
        return None
    if question.officer_id == turn.person.id:
        return voice.gettext("You take care of it.")
    return voice.gettext("{officer} takes care of it.", officer=await officer(turn, question))


async def officer(turn: Turn, question: Question) -> str:
    """The name of the officer who takes care of a question."""
    name = None
    if question.officer_id is not None:
        name = await officers.name(turn.tx, question.officer_id)
    return clip(name, 40) if name else turn.voice.plain("Another officer")


def own(turn: Turn, question: Question) -> bool:
    """Whether the officer of this update asked it herself: others answer it."""
    return question.person_id == turn.person.id


def free(turn: Turn, question: Question) -> bool:
    """Whether the officer of this update may answer, as nobody else takes care of it."""
    return question.officer_id in (None, turn.person.id) and not own(turn, question)


def may_free(turn: Turn, question: Question, roles: Sequence[Role]) -> bool:
    """Whether she may put it back among those waiting: who takes care of it, and officers above the
    commune, so that it cannot get stuck with somebody who has stopped looking."""
    if question.officer_id is None:
        return False
    above = any(role.level is not Level.COMMUNE for role in roles)
    return above or question.officer_id == turn.person.id


async def _buttons(turn: Turn, question: Question, roles: Sequence[Role]) -> list[list[Button]]:
    voice, at = turn.voice, f"{question.id}:{question.revision}"
    if question.state is State.CLOSED or own(turn, question):
        return []
    rows = []
    if free(turn, question):
        rows.append([Button(voice.plain("✍️ Answer"), f"o:a.ans:{at}")])
        row = []
        if question.officer_id is None and question.state is State.WAITING:
            row.append(Button(voice.plain("I take care of it"), f"o:a.take:{at}"))
        if question.reach < PROVINCE and await ask_news.higher(turn.post, question):
            row.append(Button(voice.plain("Hand it further up"), f"o:a.up:{at}"))
        rows += [row] if row else []
        rows.append([Button(voice.plain("Close it"), f"o:a.end:{at}")])
    if may_free(turn, question, roles):
        rows.append([Button(voice.plain("Put it back in the queue"), f"o:a.put:{at}")])
    return rows
