"""What an officer types about a dossier: a reason, a note, a visit, which paper is missing."""

from collections.abc import Mapping

from handlers import form
from handlers.fields import OneOf, Step, Text, Words
from handlers.form_model import Form, Forms, has_answers
from handlers.menu import back_button
from handlers.officer import dossier_desk as at_desk
from handlers.officer import dossier_queue
from handlers.officer import dossier_screen as view
from handlers.officer.acts import Opened, opened, refuse
from handlers.officer.dossier_ways import go, way_label
from handlers.screen import Screen
from handlers.turn import Turn
from handlers.voice import Html, clip, lines
from locales import N_
from programme.ideas import Choice
from programme.roles import Right
from programme.stages import Kind, Move
from storage import drafts, product_papers, product_work
from storage.drafts import Answer, Draft
from storage.products import Product

WAY, PAPER, AT = "*way", "*paper", "*at"
"""What a draft notes besides the answers: the way to go, the paper, where the dossier stood."""


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


async def found_or_refused(turn: Turn, draft: Draft) -> Opened[Product] | None:
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


async def preface(turn: Turn, draft: Draft) -> Html | None:
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
    text = draft.answers.get("text")
    return lines(
        voice.gettext("About “{product}”:", product=name),
        # The rows below show only how an answer begins, and this one is read as it stands.
        voice.gettext("“{text}”", text=text) if isinstance(text, str) else None,
        "",
    )


def read_way(given: str) -> Move | None:
    """The way that a button or a draft names, "back:check"; None if it is none."""
    kind, _, to = given.partition(":")
    return Move(Kind(kind), to) if kind in list(Kind) and to else None


# --- a reason ----------------------------------------------------------------------------------


async def _give_reason(turn: Turn, draft: Draft, forms: Forms) -> None:
    found = await found_or_refused(turn, draft)
    if found is None:
        return
    way, reason = read_way(str(draft.answers.get(WAY, ""))), draft.answers.get("reason")
    if way is None or not isinstance(reason, str):
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
    preface=preface,
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
    found = await found_or_refused(turn, draft)
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
    sends=False,
    finish=_note,
    enter=dossier_queue.show,
    send=N_("Note it down"),
    first=no_longer_hers,
    preface=preface,
    check=N_("{emoji} <b>Shall I note it down like this?</b>"),
    ways=N_("Press a button to change it, or note it down."),
    origin=(N_("Back to the dossier"), "o:p.see:{subject}"),
)

# --- a paper -----------------------------------------------------------------------------------


async def _paper(turn: Turn, draft: Draft, forms: Forms) -> None:
    found = await found_or_refused(turn, draft)
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
    preface=preface,
    check=N_("{emoji} <b>Shall I tell the farmer?</b>"),
    ways=N_("Press a button to change it, or send it."),
    origin=(N_("Back to the dossier"), "o:p.see:{subject}"),
)

FORMS = (REASON, NOTE, ASK)
