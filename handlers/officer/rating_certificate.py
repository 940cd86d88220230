"""Writing down a product's certificate: its number, its day, and until when it counts."""

from datetime import datetime

from handlers import form
from handlers.fields import Answers, Custom, Day, Step, Text, day_of
from handlers.form_model import Form, Forms
from handlers.officer import dossier_desk as at_desk
from handlers.officer import dossier_queue
from handlers.officer import dossier_screen as view
from handlers.officer.acts import Opened, opened, refuse
from handlers.officer.certificate_numbers import taken_by
from handlers.officer.dossier_forms import AT
from handlers.turn import Turn
from handlers.voice import Html, Voice, clip
from locales import N_
from locales.formats import format_date_only, local_day
from programme import stages
from programme.deadlines import expiry
from programme.editions import Edition
from programme.result_columns import Cell
from programme.result_values import read_day
from programme.roles import Right, having
from storage import certificates, drafts, product_moves
from storage.drafts import Answer, Draft
from storage.products import Certificate, Product


def _read_expiry(voice: Voice, typed: str, now: datetime) -> Answer | Html:
    found = read_day(Cell(typed.strip()))
    if found is None:
        return voice.gettext("I need day, month and year here.")
    return found.isoformat()


def _say_day(voice: Voice, answer: Answer) -> str:
    day = day_of(answer) if isinstance(answer, str) else None
    return "–" if day is None else format_date_only(day, voice.language)


EXPIRY = Custom(
    _read_expiry,
    lambda answer: isinstance(answer, str) and day_of(answer) is not None,
    _say_day,
    N_("Type the day, the month and the year, for example 15/6/2029."),
)


async def of_draft(turn: Turn, draft: Draft) -> Opened[Product] | None:
    """The dossier that a draft is about, if this officer may rate it by right and area now."""
    if draft.subject is None:
        return None
    return await opened(turn, Right.RATE, at_desk.PRODUCT, draft.subject)


async def no_longer_hers(turn: Turn, name: str) -> bool:
    draft = await drafts.of_person(turn.tx, turn.person.id, name)
    if draft is None or draft.subject is None or await of_draft(turn, draft) is not None:
        return False
    drafts.remove(turn.tx, draft)
    turn.draft = None
    refuse(turn)
    await dossier_queue.show(turn)
    return True


async def ask(turn: Turn, product: Product, note: Html | None = None) -> None:
    """Ask for the certificate of the result that a product has now."""
    await form.begin(turn, CERTIFICATE, {AT: _at(product)}, product.id, note)


def _at(product: Product) -> str:
    """The result that a certificate is typed for, by when it came about, and the one it has."""
    paper = product.certificate
    return f"{product.stage_since}:{'' if paper is None else paper.number}"


def _certificate(edition: Edition, answers: Answers) -> Certificate | None:
    """The certificate that was typed; its end follows from the edition unless it was typed too."""
    number, issued, expires = (answers.get(key) for key in ("number", "issued", "expires"))
    begins = day_of(issued) if isinstance(issued, str) else None
    if not isinstance(number, str) or begins is None:
        return None
    ends = day_of(expires) if isinstance(expires, str) else expiry(edition, begins)
    return None if ends is None else Certificate(number, begins, ends)


async def _show_end(turn: Turn, draft: Draft) -> Html | None:
    found = await of_draft(turn, draft)
    if found is None:
        return None
    voice, edition = turn.voice, at_desk.edition_of(turn, found.what)
    if (taken := await _taken(turn, found.what, draft.answers)) is not None:
        return taken
    made = _certificate(edition, draft.answers)
    if made is None:
        return voice.gettext("⚠️ I also need the day until which it counts.")
    if made.expires <= made.issued:
        return voice.gettext("⚠️ It would end before it begins. Please look at the days again.")
    return voice.gettext(
        "“{product}”: the certificate counts until <b>{day}</b>.",
        product=clip(found.what.name, 60),
        day=format_date_only(made.expires, voice.language),
    )


async def _certify(turn: Turn, draft: Draft, forms: Forms) -> None:
    found = await of_draft(turn, draft)
    if found is None:
        refuse(turn)
        await dossier_queue.show(turn)
        return
    product = found.what
    edition = at_desk.edition_of(turn, product)
    if draft.answers.get(AT) != _at(product):
        await view.too_late(turn, found)
        return
    made = _certificate(edition, draft.answers)
    await certificates.lock(turn.tx)
    if (taken := await _taken(turn, product, draft.answers)) is not None:
        await _once_more(turn, draft, product, "number", taken)
        return
    if made is None or made.expires <= made.issued or made.issued > local_day(turn.at):
        asked = "expires" if made is None or made.expires <= made.issued else "issued"
        note = turn.voice.gettext("The days do not fit together. Please type this one again.")
        await _once_more(turn, draft, product, asked, note)
        return
    done = None
    if may_certify(turn, product, found.roles):
        done = await product_moves.certify(
            turn.tx, product, edition, made, turn.person.id, turn.now
        )
    if done is None:
        await view.too_late(turn, found)
        return
    said = await at_desk.tell(turn, done)
    await view.show(turn, done.product, found.roles, said)


async def _once_more(turn: Turn, draft: Draft, product: Product, asked: str, note: Html) -> None:
    """Ask one of the questions again, and say why; the other answers are kept."""
    again = {key: said for key, said in draft.answers.items() if key != asked}
    await form.begin(turn, CERTIFICATE, again, product.id, note, own=True)


async def _taken(turn: Turn, product: Product, answers: Answers) -> Html | None:
    """That the number which was typed is another product's, if it is."""
    number = answers.get("number")
    if not isinstance(number, str):
        return None
    code = await taken_by(turn.tx, turn.world, product, number)
    if code is None:
        return None
    return turn.voice.gettext(
        "⚠️ The number {number} is that of {code} already. Please look at the paper once more.",
        number=clip(number, 60),
        code=code,
    )


def may_certify(turn: Turn, product: Product, roles: at_desk.Roles) -> bool:
    """Whether she may write down, or correct, the certificate of a product's result."""
    given = stages.may_certify(at_desk.edition_of(turn, product), product.standing)
    return given and not at_desk.own(turn, product) and bool(having(roles, Right.RATE))


CERTIFICATE = Form(
    name="certificate",
    version=1,
    emoji="⭐",
    title=N_("the certificate"),
    steps=(
        Step(
            "number",
            Text(1, 60),
            prompt=N_("The number of the certificate?"),
            label=N_("Certificate number"),
            example=N_("125/GCN-OCOP"),
        ),
        Step(
            "issued",
            Day(ahead=False),
            prompt=N_("On which day was it issued?"),
            label=N_("Date of issue"),
            example=N_("15/6/2026"),
        ),
        Step(
            "expires",
            EXPIRY,
            prompt=N_("Until which day does it count? Skip this: I count it by the rules."),
            label=N_("Date of expiry"),
            example=N_("15/6/2029"),
            optional=True,
        ),
    ),
    finish=_certify,
    enter=dossier_queue.show,
    send=N_("Write the certificate down"),
    first=no_longer_hers,
    preface=_show_end,
    check=N_("{emoji} <b>Is everything right? I tell the farmer at once.</b>"),
    ways=N_("Press a button to change it, or send it."),
    origin=(N_("Back to the dossier"), "o:p.see:{subject}"),
)
