"""What an officer types about a dossier: a reason, a note, a visit, which paper is missing."""

from collections.abc import Mapping
from datetime import UTC, datetime, timedelta

from handlers import form
from handlers.calendar_file import MIME as CALENDAR
from handlers.calendar_file import Event, calendar_file
from handlers.fields import Moment, OneOf, Step, Text, Words, moment_of
from handlers.files import File, tell_file
from handlers.form_model import Form, Forms, has_answers
from handlers.menu import back_button
from handlers.officer import dossier_desk as at_desk
from handlers.officer import dossier_queue
from handlers.officer import dossier_screen as view
from handlers.officer.acts import Opened, opened, refuse
from handlers.officer.dossier_ways import go, way_label
from handlers.screen import Screen
from handlers.sheets import file_name
from handlers.turn import Turn
from handlers.voice import Html, Voice, clip
from locales import N_
from programme.ideas import Choice
from programme.roles import Right
from programme.stages import Kind, Move
from storage import drafts, product_papers, product_work
from storage.drafts import Answer, Draft
from storage.products import Product

WAY, PAPER, AT = "*way", "*paper", "*at"
"""What a draft notes besides the answers: the way to go, the paper, where the dossier stood."""
VISIT_LASTS = timedelta(hours=2)


async def _found(turn: Turn, draft: Draft) -> Opened[Product] | None:
    """The dossier that a draft is about, if this officer may work on it now."""
    if draft.subject is None:
        return None
    return await opened(turn, Right.WORK_DOSSIER, at_desk.PRODUCT, draft.subject)


async def no_longer_hers(turn: Turn, name: str) -> bool:
    """Throw a draft away whose dossier is not in the officer's area any more, and say so."""
    draft = await drafts.of_person(turn.tx, turn.person.id, name)
    if draft is None or draft.subject is None or await _found(turn, draft) is not None:
        return False
    drafts.remove(turn.tx, draft)
    turn.draft = None
    text = turn.voice.gettext("This is not in your area.")
    turn.show(Screen(text, [[back_button(turn.voice)]]))
    return True


async def _or_refuse(turn: Turn, draft: Draft) -> Opened[Product] | None:
    found = await _found(turn, draft)
    if found is None:
        refuse(turn)
        await dossier_queue.show(turn)
    return found


async def begin(
    turn: Turn, wanted: Form, product: Product, noted: Mapping[str, Answer] | None = None
) -> None:
    """Ask what a form asks about a dossier; what she has written for just this is kept."""
    notes: dict[str, Answer] = {AT: at_of(product), **(noted or {})}
    kept = await drafts.of_person(turn.tx, turn.person.id, wanted.name)
    same = kept is not None and all(kept.answers.get(key) == said for key, said in notes.items())
    if kept is not None and same and kept.subject == product.id and has_answers(kept):
        await form.resume(turn, kept, {wanted.name: wanted})
        return
    await form.begin(turn, wanted, notes, product.id)


def at_of(product: Product) -> str:
    """Where a dossier stands, so far as it matters to what is being typed about it."""
    return f"{product.stage}:{product.outcome or ''}"


async def _preface(turn: Turn, draft: Draft) -> Html | None:
    """What stands above the review page: what the officer is about to do with which dossier."""
    found = await _found(turn, draft)
    if found is None:
        return None
    voice, product = turn.voice, found.what
    name = clip(product.name, 60)
    way = read_way(str(draft.answers.get(WAY, "")))
    if way is not None:
        what = way_label(voice, turn, product, way)
        return voice.gettext("“{product}”: {what}", product=name, what=what)
    return voice.gettext("About “{product}”:", product=name)


def read_way(given: str) -> Move | None:
    """The way that a button or a draft names, "back:check"; None if it is none."""
    kind, _, to = given.partition(":")
    return Move(Kind(kind), to) if kind in list(Kind) and to else None


# --- a reason ----------------------------------------------------------------------------------


async def _give_reason(turn: Turn, draft: Draft, forms: Forms) -> None:
    found = await _or_refuse(turn, draft)
    if found is None:
        return
    way, reason = read_way(str(draft.answers.get(WAY, ""))), draft.answers.get("reason")
    stands = draft.answers.get(AT) == at_of(found.what)
    if way is None or not isinstance(reason, str) or not stands:
        await view.too_late(turn, found)
        return
    await go(turn, found, way, reason)


REASON = Form(
    name="dossier_reason",
    version=1,
    emoji="⭐",
    title=N_("your reason"),
    steps=(
        Step(
            "reason",
            Words(5, 500),
            prompt=N_("Why? The farmer reads exactly what you write."),
            label=N_("Reason"),
            example=N_("The food safety certificate ends this month. Please renew it first."),
        ),
    ),
    finish=_give_reason,
    enter=dossier_queue.show,
    send=N_("Do it and tell the farmer"),
    first=no_longer_hers,
    preface=_preface,
    check=N_("{emoji} <b>Shall the farmer read this?</b>"),
    ways=N_("Press a button to change it, or send it."),
    origin=(N_("Back to the dossier"), "o:p.see:{subject}"),
)

# --- a note ------------------------------------------------------------------------------------

READERS = (
    Choice("officers", N_("Officers only")),
    Choice("producer", N_("The farmer too")),
)


async def _note(turn: Turn, draft: Draft, forms: Forms) -> None:
    found = await _or_refuse(turn, draft)
    if found is None:
        return
    product, text = found.what, draft.answers.get("text")
    if not isinstance(text, str) or not at_desk.may_note(turn, product, found.roles):
        await view.too_late(turn, found)
        return
    shown = draft.answers.get("readers") == "producer"
    edition = at_desk.edition_of(turn, product)
    done = await product_work.note(
        turn.tx, product, edition, text, turn.person.id, turn.now, shown=shown
    )
    if done is None:
        await view.too_late(turn, found)
        return
    said = await at_desk.tell(turn, done) if shown else turn.voice.gettext("I have noted it down.")
    await view.show(turn, done.product, found.roles, said)


NOTE = Form(
    name="dossier_note",
    version=1,
    emoji="⭐",
    title=N_("your note"),
    steps=(
        Step(
            "text",
            Words(2, 500),
            prompt=N_("What shall I note down?"),
            label=N_("Note"),
            example=N_("The label lacks the address of the producer."),
        ),
        Step("readers", OneOf(READERS), prompt=N_("Who may read it?"), label=N_("Read by")),
    ),
    finish=_note,
    enter=dossier_queue.show,
    send=N_("Note it down"),
    first=no_longer_hers,
    preface=_preface,
    ways=N_("Press a button to change it, or send it."),
    origin=(N_("Back to the dossier"), "o:p.see:{subject}"),
)

# --- a visit -----------------------------------------------------------------------------------


async def _visit(turn: Turn, draft: Draft, forms: Forms) -> None:
    found = await _or_refuse(turn, draft)
    if found is None:
        return
    product, when = found.what, moment_of(draft.answers.get("when"))
    at = None if when is None else int(when.timestamp() * 1000)
    place = draft.answers.get("place")
    open_now = product.outcome is None and at_desk.may_work(turn, product, found.roles)
    if at is None or not open_now:
        await view.too_late(turn, found)
        return
    if at <= turn.now:
        past = turn.voice.gettext("This moment is past. Please type one that is to come.")
        await view.show(turn, product, found.roles, past)
        return
    done = await product_work.set_visit(
        turn.tx,
        product,
        at_desk.edition_of(turn, product),
        at,
        place if isinstance(place, str) else None,
        turn.person.id,
        turn.now,
    )
    if done is None:
        await view.too_late(turn, found)
        return
    said = await at_desk.tell(turn, done)
    await send_calendar(turn, done.product, at, cancelled=False)
    await view.show(turn, done.product, found.roles, said)


async def send_calendar(turn: Turn, product: Product, at: int, *, cancelled: bool) -> None:
    """Send the producer the visit for her phone's calendar, or take it out of there."""
    if await at_desk.locked(turn, product):
        return
    territory = turn.world.territory

    def file(voice: Voice) -> File:
        place = product.visit_place or voice.plain("at the producer's place")
        begins = datetime.fromtimestamp(at / 1000, UTC)
        event = Event(
            key=f"product-{product.id}-{product.created_at}",
            start=begins,
            end=begins + VISIT_LASTS,
            summary=voice.plain("Visit: {product}", product=clip(product.name, 60)),
            place=f"{place}, {territory.full_name(product.commune)}",
            revision=product.revision,
            cancelled=cancelled,
        )
        content = calendar_file([event], turn.at)
        return File(content, file_name(product.name, ending="ics"), CALENDAR)

    def caption(voice: Voice) -> Html:
        if cancelled:
            return voice.gettext("Open this to take the visit out of your calendar.")
        return voice.gettext("Open this to put the visit into your calendar.")

    await tell_file(turn.post, product.person_id, file, caption)


VISIT = Form(
    name="dossier_visit",
    version=1,
    emoji="⭐",
    title=N_("the visit"),
    steps=(
        Step(
            "when",
            Moment(),
            prompt=N_("When do you come? Type the day and the time."),
            label=N_("When"),
            example=N_("25/11 8h30"),
        ),
        Step(
            "place",
            Text(3, 120),
            prompt=N_("Where do you meet? Skip this if it is at the producer's place."),
            label=N_("Where"),
            example=N_("Culture house of the village"),
            optional=True,
        ),
    ),
    finish=_visit,
    enter=dossier_queue.show,
    send=N_("Set the visit"),
    first=no_longer_hers,
    preface=_preface,
    check=N_("{emoji} <b>Shall I tell the farmer?</b>"),
    ways=N_("Press a button to change it, or send it."),
    origin=(N_("Back to the dossier"), "o:p.see:{subject}"),
)

# --- a paper -----------------------------------------------------------------------------------


async def _paper(turn: Turn, draft: Draft, forms: Forms) -> None:
    found = await _or_refuse(turn, draft)
    if found is None:
        return
    product, answers = found.what, draft.answers
    label, text = answers.get("label"), answers.get("text")
    key = answers.get(PAPER)
    if product.outcome is not None or not at_desk.may_work(turn, product, found.roles):
        await view.too_late(turn, found)
        return
    done = await product_papers.ask(
        turn.tx,
        product,
        at_desk.edition_of(turn, product),
        key if isinstance(key, str) and key else None,
        label if isinstance(label, str) else None,
        turn.person.id,
        turn.now,
        text=text if isinstance(text, str) else None,
    )
    if done is None:
        await view.too_late(turn, found)
        return
    said = await at_desk.tell(turn, done)
    await view.show(turn, done.product, found.roles, said)


ASK = Form(
    name="dossier_paper",
    version=1,
    emoji="⭐",
    title=N_("the paper you ask for"),
    steps=(
        Step(
            "label",
            Text(3, 100),
            prompt=N_("Which paper is missing?"),
            label=N_("Paper"),
            example=N_("Photo of the new label"),
            when=lambda answers: not answers.get(PAPER),
        ),
        Step(
            "text",
            Words(3, 300),
            prompt=N_("Anything to add? The farmer reads exactly what you write."),
            label=N_("In your words"),
            example=N_("A photo of the first page is enough."),
            optional=True,
        ),
    ),
    finish=_paper,
    enter=dossier_queue.show,
    send=N_("Ask for it"),
    first=no_longer_hers,
    preface=_preface,
    check=N_("{emoji} <b>Shall I tell the farmer?</b>"),
    ways=N_("Press a button to change it, or send it."),
    origin=(N_("Back to the dossier"), "o:p.see:{subject}"),
)

FORMS = (REASON, NOTE, VISIT, ASK)
