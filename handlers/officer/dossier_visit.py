"""A visit at the producer's place: set, moved, called off; she gets it for her phone's calendar."""

from handlers import visit_calendar
from handlers.fields import Moment, Step, Text, moment_of
from handlers.form_model import Form, Forms
from handlers.officer import dossier_desk as at_desk
from handlers.officer import dossier_forms as forms
from handlers.officer import dossier_queue
from handlers.officer import dossier_screen as view
from handlers.officer.acts import OfficerAction, Opened, on
from handlers.screen import Button, Screen
from handlers.turn import Turn
from handlers.voice import clip
from locales import N_
from programme.roles import Right
from storage import product_work
from storage.drafts import Draft
from storage.products import Product


async def _set(turn: Turn, draft: Draft, _: Forms) -> None:
    found = await forms.found_or_refused(turn, draft)
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
    await visit_calendar.put_in(turn.post, done.product)
    await view.show(turn, done.product, found.roles, said)


VISIT = Form(
    name="dossier_visit",
    version=1,
    emoji="⭐",
    title=N_("the visit"),
    steps=(
        Step(
            "when",
            Moment(by_day=True),
            prompt=N_("When do you come? Type the day and the time."),
            label=N_("When"),
            example=N_("Saturday next week 8h30"),
        ),
        Step(
            "place",
            Text(3, 120, timeless=True),
            prompt=N_("Where do you meet? Skip this if it is at the producer's place."),
            label=N_("Where"),
            example=N_("Culture house of the village"),
            optional=True,
        ),
    ),
    finish=_set,
    enter=dossier_queue.show,
    send=N_("Set the visit"),
    first=forms.no_longer_hers,
    preface=forms.preface,
    check=N_("{emoji} <b>Shall I tell the farmer?</b>"),
    ways=N_("Press a button to change it, or send it."),
    origin=(N_("Back to the dossier"), "o:p.see:{subject}"),
)


async def _visit(turn: Turn, found: Opened[Product], _: str) -> None:
    """Ask for the day, or, where there is one, whether to move it or to call it off."""
    voice, product = turn.voice, found.what
    if product.visit_at is None:
        await forms.begin(turn, VISIT, product)
        return
    at = f"{product.id}:{product.revision}"
    text = voice.gettext(
        "A visit is set for “{product}”. What shall I do?", product=clip(product.name, 100)
    )
    rows = [
        [Button(voice.plain("Set another day"), f"o:p.day:{at}")],
        [Button(voice.plain("Call the visit off"), f"o:p.off:{at}")],
        [Button(voice.plain("Back to the dossier"), f"o:p.see:{product.id}")],
    ]
    turn.show(Screen(text, rows))


async def _other_day(turn: Turn, found: Opened[Product], _: str) -> None:
    await forms.begin(turn, VISIT, found.what)


async def _call_off(turn: Turn, found: Opened[Product], _: str) -> None:
    product = found.what
    edition = at_desk.edition_of(turn, product)
    done = await product_work.cancel_visit(turn.tx, product, edition, turn.person.id, turn.now)
    if done is None:
        await view.too_late(turn, found)
        return
    said = await at_desk.tell(turn, done)
    await visit_calendar.take_out(turn.post, product, done.product)
    await view.show(turn, done.product, found.roles, said)


def _works(name: str, run: at_desk.Run) -> OfficerAction:
    checked = at_desk.checked(at_desk.may_work_on, run, view.too_late)
    return on(name, Right.WORK_DOSSIER, at_desk.PRODUCT, checked)


ACTIONS: tuple[OfficerAction, ...] = (
    _works("p.visit", _visit),
    _works("p.day", _other_day),
    _works("p.off", _call_off),
)
