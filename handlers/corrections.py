"""Correcting one's name, phone or place: a form of one question each."""

from dataclasses import replace

from telegram import Update
from telegram.ext import CallbackQueryHandler

from handlers import form, mydata, start
from handlers.fields import Contact, Place, Step, Text
from handlers.form_model import Finish, Form, Forms
from handlers.turn import Handler, Turn
from locales import N_
from programme.contact import MAX_NAME
from programme.data_law import RequestKind
from storage.drafts import Draft


async def correct(update: Update, turn: Turn) -> None:
    """Ask for the right name, phone or place."""
    wanted = (turn.query.data or "").rpartition(":")[2] if turn.query else ""
    if not turn.person.consent or wanted not in FORMS:
        turn.toast(turn.voice.plain("This button is too old. Please start again from here."))
        await mydata.show_profile(turn)
        return
    await form.begin(turn, FORMS[wanted])


async def _to_profile(turn: Turn) -> None:
    await mydata.show_profile(turn)


async def _unchanged(turn: Turn) -> None:
    await mydata.show_profile(turn, intro=turn.voice.gettext("I leave it as it was."))


async def _corrected(turn: Turn, **changes: object) -> None:
    if not turn.person.consent:
        await mydata.show_profile(turn)
        return
    mydata.log(turn, RequestKind.CORRECT)
    turn.change(**changes)
    await mydata.show_profile(turn, intro=turn.voice.gettext("It is corrected."))


async def _name(turn: Turn, draft: Draft, forms: Forms) -> None:
    await _corrected(turn, name=draft.answers["name"])


async def _phone(turn: Turn, draft: Draft, forms: Forms) -> None:
    contact = draft.answers["phone"]
    if isinstance(contact, dict):
        await _corrected(turn, name=contact["name"] or turn.person.name, phone=contact["phone"])


async def _place(turn: Turn, draft: Draft, forms: Forms) -> None:
    await _corrected(turn, commune=draft.answers["place"])


def _one_question(step: Step, title: str, finish: Finish) -> Form:
    return Form(
        step.key,
        1,
        "👤",
        title,
        (replace(step, out=("!back",)),),
        finish=finish,
        enter=_to_profile,
        review=False,
        later=False,
        away=_unchanged,
        first=start.agreed_first,
    )


FORMS: dict[str, Form] = {
    "name": _one_question(
        Step(
            "name",
            Text(most=MAX_NAME),
            N_("What is your name?"),
            N_("Name"),
            N_("Nguyễn Thị Lan"),
        ),
        N_("your name"),
        _name,
    ),
    "phone": _one_question(
        Step(
            "phone",
            Contact(),
            N_("What is the right phone number, and whose is it?"),
            N_("Phone"),
            N_("Nguyễn Thị Lan 0912 345 678"),
        ),
        N_("your phone number"),
        _phone,
    ),
    "place": _one_question(
        Step(
            "place",
            Place(),
            N_("Where do you live? Type any part of the commune's name."),
            N_("Place"),
            N_("Tân Yên"),
        ),
        N_("your place"),
        _place,
    ),
}


def handlers() -> list[Handler]:
    return [CallbackQueryHandler(correct, r"^d:fix:[a-z]+$")]
