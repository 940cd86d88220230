"""Planning a class, changing it, calling it off."""

import re
from dataclasses import replace

from handlers import form, training_line
from handlers import training_words as words
from handlers.fields import Step, Text
from handlers.form import Form, Forms
from handlers.officer import acts, classes, classes_desk
from handlers.officer.acts import OfficerAction, Opened, anywhere, on
from handlers.officer.classes_desk import CLASS, current, only_by_phone, to_call
from handlers.officer.classes_plan import PAST, STEPS, answers_of, day_lines, days_in, plan_in
from handlers.screen import Button, Screen
from handlers.turn import Turn
from handlers.voice import Html, clip, lines
from locales import N_
from programme.roles import Right, Role, entitled
from programme.seats import ACTIVE
from storage import signups
from storage.classes import ClassState, NewClass, TrainingClass
from storage.drafts import Answer, Draft
from storage.signups import Counts

REVISION = "*revision"
"""Under this key a draft notes which revision of the class it changes."""

ROOM = 380
"""Characters for what stands above the review page, which must stay one screen."""

SHOWN = 40
"""Characters of an answer that the review page shows; what is longer stands above it in full."""

_UNIT = re.compile(r"[A-Za-z0-9]{1,20}")


# A new one


async def new(turn: Turn, roles: tuple[Role, ...], rest: str) -> None:
    """Ask for which of her areas the class is, if she has several; else begin the form. What she
    has begun before waits for her."""
    units = list(dict.fromkeys(role.unit for role in roles))
    if await classes_desk.go_on(turn, NEW, None):
        return
    if _UNIT.fullmatch(rest) and rest in units:
        await form.begin(turn, NEW, {"area": rest})
    elif rest == "other":
        await form.begin(turn, NEW)
    elif len(units) == 1 and turn.world.territory.communes_of(units[0])[1:] == ():
        await form.begin(turn, NEW, {"area": units[0]})
    else:
        voice = turn.voice
        full_name = turn.world.territory.full_name
        rows = [[Button(clip(full_name(unit), 60), f"o:c.new:{unit}")] for unit in units[:8]]
        rows.append([Button(voice.plain("Another place in my area"), "o:c.new:other")])
        rows.append([classes_desk.list_button(voice)])
        turn.show(Screen(voice.gettext("🎓 For people of which area is the class?"), rows))


async def _new_finish(turn: Turn, draft: Draft, forms: Forms) -> None:
    plan = plan_in(draft.answers, turn.world.editions)
    if plan is None:
        await form.begin(turn, NEW, draft.answers, own=True)
        return
    if (again := await _to_ask_again(turn, plan, None)) is not None:
        await _ask_again(turn, NEW, draft, *again)
        return
    made = await training_line.create(turn.post, plan, turn.person.id)
    note = turn.voice.gettext("Done. The class is open, and people can sign up for it.")
    await classes.show(turn, made, note)


async def _to_ask_again(
    turn: Turn, plan: NewClass, before: TrainingClass | None
) -> tuple[str, Html] | None:
    """The answer that cannot stand today, and why: the area is not hers (any more), or the days
    have gone by while the draft lay there."""
    voice, area = turn.voice, plan.audience.area
    roles = await acts.roles(turn)
    if not entitled(turn.world.territory.covers, roles, Right.RUN_CLASSES, area):
        place = turn.world.territory.full_name(area)
        return "area", voice.gettext(
            "{place} is not in your area. Please choose a place of yours.", place=place
        )
    same = before is not None and before.days == plan.days
    if not same and plan.days[0][0] <= turn.now:
        return "days", voice.gettext(PAST)
    return None


async def _ask_again(turn: Turn, of: Form, draft: Draft, key: str, why: Html) -> None:
    answers = {name: value for name, value in draft.answers.items() if name != key}
    await form.begin(turn, of, answers, draft.subject, why, own=True)


# A change


async def edit(turn: Turn, opened: Opened[TrainingClass], rest: str) -> None:
    """Open a class as a form, each answer to be changed."""
    klass = opened.what
    if current(klass, rest) is None or not may_change(klass, turn.now):
        await classes.too_late(turn, klass)
        return
    if await classes_desk.go_on(turn, CHANGE, klass.id, revision=klass.revision):
        return
    answers: dict[str, Answer] = dict(answers_of(klass, turn.world.editions))
    answers[REVISION] = klass.revision
    await form.begin(turn, CHANGE, answers, klass.id)


def may_change(klass: TrainingClass, now: int) -> bool:
    """Whether there is still something to change: it is on and not over."""
    return klass.state is ClassState.OPEN and now < klass.ends_at


async def _change_finish(turn: Turn, draft: Draft, forms: Forms) -> None:
    opened = await classes_desk.find(turn, draft.subject)
    if opened is None:
        await classes_desk.nothing_here(turn)
        return
    before = opened.what
    plan = plan_in(draft.answers, turn.world.editions, before)
    stale = draft.answers.get(REVISION) != before.revision or not may_change(before, turn.now)
    if plan is None or stale:
        await classes.too_late(turn, before)
    elif (again := await _to_ask_again(turn, plan, before)) is not None:
        await _ask_again(turn, CHANGE, draft, *again)
    elif plan == classes_desk.plan_of(before):
        await classes.show(turn, before, turn.voice.gettext("Nothing has changed."))
    else:
        after = await training_line.change(turn.post, before, plan, turn.person.id)
        if after is None:
            await classes.too_late(turn, before)
        else:
            await classes.show(turn, after, await _who_was_told(turn, before, after))


async def _who_was_told(turn: Turn, before: TrainingClass, after: TrainingClass) -> Html:
    """What the officer reads after a change: who has heard of it, and whom to call."""
    voice = turn.voice
    if (before.topic, before.place, before.days) == (after.topic, after.place, after.days):
        return voice.gettext("Done.")
    roster = await signups.roster(turn.tx, after.id)
    having_place = [one for one in roster if one.signup.state in ACTIVE and not one.locked]
    left = await only_by_phone(turn, having_place)
    told = len({one.signup.person_id for one in having_place if one not in left})
    if not told and not left:
        return voice.gettext("Done. Nobody has signed up yet, so nobody had to be told.")
    said = voice.ngettext(
        "Done. I have told {n} person what has changed.",
        "Done. I have told {n} people what has changed.",
        told,
    )
    return lines(said, *to_call(voice, left))


# Calling off


async def off(turn: Turn, opened: Opened[TrainingClass], rest: str) -> None:
    """Ask why the class does not take place."""
    klass = opened.what
    if current(klass, rest) is None or not may_change(klass, turn.now):
        await classes.too_late(turn, klass)
        return
    if not await classes_desk.go_on(turn, OFF, klass.id, revision=klass.revision):
        await form.begin(turn, OFF, {REVISION: klass.revision}, klass.id)


async def _off_finish(turn: Turn, draft: Draft, forms: Forms) -> None:
    opened = await classes_desk.find(turn, draft.subject)
    if opened is None:
        await classes_desk.nothing_here(turn)
        return
    klass, reason = opened.what, draft.answers.get("reason")
    stale = draft.answers.get(REVISION) != klass.revision or not may_change(klass, turn.now)
    if stale or not isinstance(reason, str):
        await classes.too_late(turn, klass)
        return
    left = await only_by_phone(turn, await signups.roster(turn.tx, klass.id))
    done = await training_line.cancel(turn.post, klass, reason, turn.person.id)
    if done is None:
        await classes.too_late(turn, klass)
        return
    cancelled, told = done
    said = turn.voice.ngettext(
        "The class is cancelled. I have told {n} person.",
        "The class is cancelled. I have told {n} people.",
        told,
    )
    await classes.show(turn, cancelled, lines(said, *to_call(turn.voice, left)))


# What stands above the review pages


async def _plan_preface(turn: Turn, draft: Draft) -> Html | None:
    """What is too long for the lines below, and whom a change concerns."""
    voice, answers = turn.voice, draft.answers
    days = days_in(answers.get("days")) or ()
    said = [part for part in (await _concerns(turn, draft),) if part is not None]
    said += day_lines(voice, days) if len(days) > 1 else []
    room = ROOM - sum(map(len, said))
    for key in ("note", "topic", "place"):
        text = str(answers.get(key) or "")
        if len(text) > SHOWN and room > SHOWN:
            said.append(voice.gettext("“{reason}”", reason=clip(text, room)))
            room -= len(text)
    return lines(*said, "") if said else None


async def _concerns(turn: Turn, draft: Draft) -> Html | None:
    opened = await classes_desk.find(turn, draft.subject)
    if opened is None:
        return None
    return _places(turn, await classes.counts_of(turn, opened.what))


def _places(turn: Turn, counts: Counts) -> Html:
    return turn.voice.ngettext(
        "{n} person has a seat or waits for one, and is told.",
        "{n} people have a seat or wait for one, and are told.",
        counts.held + counts.waiting,
    )


async def _off_preface(turn: Turn, draft: Draft) -> Html | None:
    opened = await classes_desk.find(turn, draft.subject)
    if opened is None:
        return None
    klass = opened.what
    counts = await classes.counts_of(turn, klass)
    when = words.when(turn.voice, klass, turn.at)
    return classes_desk.about(turn, klass, when, _places(turn, counts), Html())


NEW = Form(
    name="class_new",
    version=1,
    emoji="🎓",
    title=N_("your class"),
    steps=STEPS,
    sends=False,
    finish=_new_finish,
    enter=classes.enter,
    send=N_("Open the class"),
    first=classes_desk.no_longer_hers,
    preface=_plan_preface,
    check=N_("{emoji} <b>Is the class right like this?</b>"),
    ways=N_("Press a button to change it, or open the class."),
)
CHANGE = replace(
    NEW,
    name="class_change",
    title=N_("the change of the class"),
    sends=False,
    finish=_change_finish,
    send=N_("Save the change"),
    ways=N_("Press a button to change it, or save it."),
    origin=(N_("Back to the class"), "o:c.see:{subject}"),
)
OFF = Form(
    name="class_off",
    version=1,
    emoji="🎓",
    title=N_("why the class is cancelled"),
    steps=(
        Step(
            "reason",
            Text(5, 300),
            N_("Why does the class not take place? People read exactly what you write."),
            N_("Why"),
            N_("The teacher is ill. I will write when there is a new day."),
        ),
    ),
    finish=_off_finish,
    enter=classes.enter,
    send=N_("Cancel the class"),
    first=classes_desk.no_longer_hers,
    preface=_off_preface,
    check=N_("{emoji} <b>Shall I cancel the class and tell them this?</b>"),
    ways=N_("Press a button to change it, or cancel the class."),
    origin=(N_("Back to the class"), "o:c.see:{subject}"),
)
FORMS = (NEW, CHANGE, OFF)

ACTIONS: tuple[OfficerAction, ...] = (
    anywhere("c.new", Right.RUN_CLASSES, new),
    on("c.edit", Right.RUN_CLASSES, CLASS, edit),
    on("c.off", Right.RUN_CLASSES, CLASS, off),
)
