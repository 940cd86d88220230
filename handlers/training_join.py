"""Signing up for a class: two taps for whom we know; before that, what must be known first."""

from collections.abc import Sequence
from dataclasses import replace

from handlers import form, start, training_screen
from handlers import training_line as line
from handlers import training_words as words
from handlers.fields import Answers, Contact, OneOf, Step, keys_of
from handlers.form_model import Form, Forms
from handlers.training_names import NAMES
from handlers.turn import Turn
from handlers.voice import Html, clip, lines
from locales import N_
from programme import seats
from programme.classes import MOST_NAMES, is_for, reminders_left
from programme.people import KINDS, sends_several
from programme.seats import Refusal, State
from storage import classes, drafts, signups
from storage.classes import TrainingClass
from storage.drafts import Answer, Draft
from storage.signups import Moved, Signup

SEVERAL, ASK_KIND = "*several", "*kind"
"""Under these keys a draft notes that several people shall be signed up, and that the kind of
producer must be known."""

Lacking = dict[str, Answer]


async def join(turn: Turn, klass: TrainingClass) -> None:
    """Sign the person up, or ask first what must be known."""
    if not await _stopped(turn, klass, several=False):
        await _sign_up(turn, klass, [turn.person.name or ""])


async def join_several(turn: Turn, klass: TrainingClass) -> None:
    """Ask for the names of those whom a group or a cooperative sends."""
    if await _stopped(turn, klass, several=True):
        return
    if not sends_several(turn.person.kind):
        alone = turn.voice.gettext(
            "Groups, cooperatives and companies send several people. You can sign up yourself."
        )
        await _show(turn, klass, alone)
        return
    await form.begin(turn, NAMES_FORM, subject=klass.id)


async def _stopped(turn: Turn, klass: TrainingClass, *, several: bool) -> bool:
    """Whether somebody cannot sign up now: the class is closed or not for her (she reads why), or
    something is asked first, after which she is signed up."""
    refusal = seats.closed(klass.room, turn.now)
    if refusal is not None:
        await _show(turn, klass, _refused(turn, refusal))
        return True
    if not turn.person.consent or turn.person.commune is None:
        await _remember(turn, klass, several=several)
        return await start.ask_first(turn, DETAILS.name)
    who = await training_screen.producer(turn, [klass])
    if not is_for(turn.world.territory.contains, klass.audience, who):
        others = turn.voice.gettext("This class is meant for others. Below you read for whom.")
        await _show(turn, klass, others)
        return True
    lacking = _lacking(turn, klass, several=several)
    if lacking is None:
        return False
    await form.begin(turn, DETAILS, lacking, subject=klass.id)
    return True


def _lacking(turn: Turn, klass: TrainingClass, *, several: bool) -> Lacking | None:
    """What the form of details begins with; None if all is known. The kind of producer is asked
    where the class or the number of people depends on it, a name and phone where none is known."""
    person = turn.person
    needs_kind = person.kind is None and (several or bool(klass.audience.kinds))
    if person.name and person.phone and not needs_kind:
        return None
    answers: Lacking = {SEVERAL: "yes"} if several else {}
    if needs_kind:
        answers[ASK_KIND] = "yes"
    if person.name and person.phone:
        answers["contact"] = {"name": person.name, "phone": person.phone}
    return answers


async def _remember(turn: Turn, klass: TrainingClass, *, several: bool) -> None:
    """Note down which class this was about, until consent and place are known."""
    form.leave(turn)
    answers: Lacking = {SEVERAL: "yes"} if several else {}
    draft = Draft(0, DETAILS.name, DETAILS.version, DETAILS.steps[0].key, answers, klass.id)
    kept = await drafts.begin(turn.tx, turn.person.id, draft, turn.now)
    drafts.save(turn.tx, replace(kept, open=False), turn.now)


async def _enter(turn: Turn) -> None:
    """Go on with the class for whose sake consent and place were asked."""
    kept = await drafts.of_person(turn.tx, turn.person.id, DETAILS.name)
    klass = None
    if kept is not None:
        drafts.remove(turn.tx, kept)
        klass = None if kept.subject is None else await classes.one(turn.tx, kept.subject)
    if kept is None or klass is None:
        mine, others = await training_screen.open_to(turn)
        empty = not mine and not others
        screen = training_screen.none_screen(turn.voice)
        turn.show(screen if empty else await training_screen.list_screen(turn, mine, others, 0))
    elif kept.answers.get(SEVERAL):
        await join_several(turn, klass)
    else:
        await join(turn, klass)


async def _known(turn: Turn, draft: Draft, forms: Forms) -> None:
    """The details are told: keep them, and sign up."""
    contact, kind = draft.answers.get("contact"), draft.answers.get("kind")
    if isinstance(contact, dict) and turn.person.consent:
        name = turn.person.name or contact["name"]
        turn.change(name=name, phone=turn.person.phone or contact["phone"])
    if isinstance(kind, str) and turn.person.consent:
        turn.change(kind=kind)
    klass = None if draft.subject is None else await classes.one(turn.tx, draft.subject)
    if klass is None:
        await _enter(turn)
    elif draft.answers.get(SEVERAL):
        await join_several(turn, klass)
    else:
        await join(turn, klass)


async def _named(turn: Turn, draft: Draft, forms: Forms) -> None:
    """The names are typed and checked: sign them up."""
    klass = None if draft.subject is None else await classes.one(turn.tx, draft.subject)
    if klass is None:
        await _enter(turn)
    elif not await _stopped(turn, klass, several=True):
        await _sign_up(turn, klass, keys_of(draft.answers.get("names")))


async def _sign_up(turn: Turn, klass: TrainingClass, names: Sequence[str]) -> None:
    people = [(name, turn.world.token()) for name in names]
    moved = await signups.sign_up(turn.tx, klass.id, turn.person.id, people, turn.now)
    if isinstance(moved, Refusal):
        await _show(turn, klass, _refused(turn, moved))
        return
    await line.tell_others(turn.post, moved)
    # She may have stopped at the questions before, and come back by another way.
    kept = await drafts.of_person(turn.tx, turn.person.id, DETAILS.name)
    if kept is not None:
        drafts.remove(turn.tx, kept)
    if moved.mine:
        await _show(turn, moved.klass, _told(turn, moved))
    else:
        turn.toast(turn.voice.plain("You are signed up already."))
        await _show(turn, moved.klass)


def _told(turn: Turn, moved: Moved) -> Html:
    """What follows from signing up: a seat, a place in the line, or some of both."""
    voice = turn.voice
    seated = [one for one in moved.mine if one.state is State.SIGNED]
    waiting = [one for one in moved.mine if one.state is State.WAITING]
    told = [have_a_seat(turn, moved.klass, seated)] if seated else []
    if len(waiting) == 1:
        name = clip(waiting[0].name, 40)
        told.append(
            voice.gettext("All seats are taken, so I have put {name} in the line.", name=name)
        )
    elif waiting:
        told.append(
            voice.gettext(
                "All seats are taken, so I have put {n} people in the line.", n=len(waiting)
            )
        )
    return lines(*told)


def have_a_seat(turn: Turn, klass: TrainingClass, seated: Sequence[Signup]) -> Html:
    """The good news, with what the bot does next."""
    voice, topic = turn.voice, words.topic(klass)
    if len(seated) == 1:
        name = clip(seated[0].name, 40)
        said = voice.gettext("{name} has a seat in “{topic}”.", name=name, topic=topic)
    else:
        said = voice.gettext("{n} people have a seat in “{topic}”.", n=len(seated), topic=topic)
    return said + Html(" ") + _to_come(turn, klass)


def _to_come(turn: Turn, klass: TrainingClass) -> Html:
    """Which reminders are still to come."""
    match reminders_left(klass.starts_at, turn.now):
        case (3, 1):
            return turn.voice.gettext("I remind you three days and one day before.")
        case (1,):
            return turn.voice.gettext("I remind you one day before.")
    return turn.voice.gettext("It begins very soon, so please keep the hour in mind.")


def _refused(turn: Turn, refusal: Refusal) -> Html:
    """Why nobody was signed up."""
    voice = turn.voice
    match refusal:
        case Refusal.CANCELLED:
            return voice.gettext("Nobody is signed up: this class does not take place.")
        case Refusal.STARTED:
            return voice.gettext("Nobody is signed up: this class has begun.")
        case Refusal.TOO_MANY:
            return voice.gettext(
                "One producer can sign up {n} people for a class. Give a seat back first.",
                n=MOST_NAMES,
            )


async def _show(turn: Turn, klass: TrainingClass, intro: Html | None = None) -> None:
    turn.show(await training_screen.class_screen(turn, klass, intro))


async def _unchanged(turn: Turn) -> None:
    mine, others = await training_screen.open_to(turn)
    if mine or others:
        turn.show(await training_screen.list_screen(turn, mine, others, 0))
    else:
        turn.show(training_screen.none_screen(turn.voice))


def _asks_kind(answers: Answers) -> bool:
    return answers.get(ASK_KIND) == "yes"


async def _preface(turn: Turn, draft: Draft) -> Html | None:
    """For which class the names are."""
    klass = None if draft.subject is None else await classes.one(turn.tx, draft.subject)
    if klass is None:
        return None
    return turn.voice.gettext("“{topic}”", topic=clip(klass.topic, words.LONGEST_TOPIC))


DETAILS = Form(
    name="class_details",
    version=1,
    emoji="🎓",
    title=N_("your seat in a class"),
    steps=(
        Step(
            "kind",
            OneOf(KINDS),
            prompt=N_("As what do you produce? I need it for this class, and ask only once."),
            label=N_("Kind of producer"),
            when=_asks_kind,
            out=("!cancel",),
        ),
        Step(
            "contact",
            Contact(),
            prompt=N_("What is your name, and which phone shall the officer call?"),
            label=N_("Contact"),
            example=N_("Nguyễn Thị Lan 0912 345 678"),
            out=("!cancel",),
        ),
    ),
    sends=False,
    finish=_known,
    enter=_enter,
    review=False,
    later=False,
    first=start.agreed_first,
    away=_unchanged,
)

NAMES_FORM = Form(
    name="class_names",
    version=1,
    emoji="🎓",
    title=N_("the names for a class"),
    steps=(
        Step(
            "names",
            NAMES,
            prompt=N_("Who comes? Type the names, one on each line, five at most."),
            label=N_("Names"),
            example=N_("Nguyễn Thị Lan, Trần Văn Minh"),
        ),
    ),
    sends=False,
    finish=_named,
    enter=_unchanged,
    send=N_("Keep the seats"),
    ways=N_("Press a button to change the names, or keep the seats."),
    first=start.agreed_first,
    preface=_preface,
    origin=(N_("🎓 See the class"), "c:see:{subject}"),
)

FORMS = (DETAILS, NAMES_FORM)
