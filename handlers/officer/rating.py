"""Entering a council's result: points by part, the stars that follow, and the certificate.

The stars follow from the rules of the product's own edition and are shown before anything is kept;
where an edition states no thresholds the council's stars are asked for.
"""

from collections.abc import Mapping
from datetime import datetime
from decimal import Decimal, InvalidOperation

from handlers import form
from handlers import status_words as words
from handlers.fields import Answers, Custom, OneOf, Step
from handlers.form_model import Form, Forms
from handlers.officer import dossier_desk as at_desk
from handlers.officer import dossier_queue
from handlers.officer import dossier_screen as view
from handlers.officer.acts import OfficerAction, Opened, on, refuse
from handlers.officer.dossier_forms import AT, at_of
from handlers.officer.rating_certificate import (
    CERTIFICATE,
    may_certify,
    no_longer_hers,
    of_draft,
)
from handlers.turn import Turn
from handlers.voice import Html, Voice, clip, lines
from locales import N_
from locales.formats import format_number
from programme.edition_files import load_editions
from programme.editions import Edition
from programme.ideas import Choice
from programme.result_columns import Cell
from programme.result_values import read_number
from programme.roles import Right
from programme.stages import (
    Outcome,
    Points,
    after_rating,
    most_points,
    needs_certificate,
    stars_for,
)
from storage import product_moves
from storage.drafts import Answer, Draft
from storage.products import Product

PARTS = ("A", "B", "C")
HUNDREDTH = Decimal("0.01")
STARS = tuple(
    Choice(str(number), label)
    for number, label in enumerate(
        (N_("1 star"), N_("2 stars"), N_("3 stars"), N_("4 stars"), N_("5 stars")), start=1
    )
)

# --- the questions -----------------------------------------------------------------------------


def points_kind(most: int) -> Custom:
    """A number of points, at most so many, with two decimals at most: kept as "33.5"."""

    def read(voice: Voice, typed: str, now: datetime) -> Answer | Html:
        found = read_number(Cell(typed.strip()))
        if found is None or found < 0:
            return voice.gettext("I need a number of points here.")
        if found > most:
            return voice.gettext("This part gives at most {most} points.", most=most)
        if found != found.quantize(HUNDREDTH):
            return voice.gettext("Two decimals at most, please.")
        return format(found.normalize(), "f")

    def fits(answer: Answer) -> bool:
        found = points_of(answer)
        return found is not None and 0 <= found <= most

    return Custom(read, fits, _say_points, N_("Type the points as a number, for example 33,5."))


def points_of(answer: Answer) -> Decimal | None:
    """The points of an answer, or None if it is none."""
    try:
        found = Decimal(answer) if isinstance(answer, str) else None
    except InvalidOperation:
        return None
    return found if found is not None and found.is_finite() else None


def _say_points(voice: Voice, answer: Answer) -> str:
    found = points_of(answer)
    return "–" if found is None else format_number(found, voice.language)


# --- points ------------------------------------------------------------------------------------


def _given(answers: Answers) -> Points | None:
    """The points of all three parts, if they are there."""
    found = [points_of(answers.get(part.lower())) for part in PARTS]
    return None if None in found else Points(*found)


def _stars(edition: Edition, answers: Answers) -> int | None:
    """The stars that follow from the points; where the edition says nothing, the council's."""
    given = _given(answers)
    total = None if given is None else given.total
    if total is None:
        return None
    said = answers.get("stars")
    council = int(said) if isinstance(said, str) and said.isdecimal() else None
    return stars_for(edition, total) if edition.stars else council


async def _show_stars(turn: Turn, draft: Draft) -> Html | None:
    """What stands above the review page: the stars, and what follows from them."""
    found = await of_draft(turn, draft)
    if found is None:
        return None
    voice, product = turn.voice, found.what
    edition = at_desk.edition_of(turn, product)
    points, stars = _given(draft.answers), _stars(edition, draft.answers)
    if points is None or stars is None:
        return None
    verdict = after_rating(edition, product.stage, stars)
    said = words.stars(voice, verdict.stars)
    after = None
    if verdict.goes_to is not None:
        stage = words.stage_name(voice, turn.world, product, verdict.goes_to)
        after = voice.gettext("Proposed only: it goes on to “{stage}”.", stage=stage)
    elif not verdict.final:
        after = voice.gettext("Proposed only: then send it on to the next council.")
    elif needs_certificate(edition, verdict.stars):
        after = voice.gettext("A certificate is given. I ask for its number next.")
    return lines(
        voice.gettext("⭐ <b>{product}</b>", product=clip(product.name, 100)),
        words.points_line(voice, edition, points),
        voice.gettext("That makes <b>{stars}</b>.", stars=said),
        after,
        "",
    )


async def _keep(turn: Turn, draft: Draft, forms: Forms) -> None:
    """Write the result down, if the dossier still waits for it."""
    found = await of_draft(turn, draft)
    if found is None:
        refuse(turn)
        await dossier_queue.show(turn)
        return
    product = found.what
    edition = at_desk.edition_of(turn, product)
    points, stars = _given(draft.answers), _stars(edition, draft.answers)
    stands = draft.answers.get(AT) == at_of(product)
    done = None
    rates = stands and at_desk.may_be_rated(turn, product, found.roles)
    if rates and points and stars and _within(edition, points):
        done = await product_moves.rate(
            turn.tx, product, edition, points, stars, turn.person.id, turn.now
        )
    if done is None:
        await view.too_late(turn, found)
        return
    said = await at_desk.tell(turn, done)
    await at_desk.tell_level(turn, product, done.product)
    now = done.product
    certified = now.outcome is Outcome.RATED and needs_certificate(edition, now.stars or 0)
    if certified and now.certificate is None:
        await form.begin(turn, CERTIFICATE, {AT: at_of(now)}, now.id, said)
        return
    await view.show(turn, now, found.roles, said)


def _within(edition: Edition, points: Points) -> bool:
    """Whether no part has more points than it can give."""
    found = [(points.of(part), most_points(edition, part)) for part in PARTS]
    return all(given is not None and 0 <= given <= most for given, most in found)


_PROMPTS: Mapping[str, tuple[str, str]] = {
    "A": (N_("How many points for part A, product and community?"), N_("Part A")),
    "B": (N_("How many points for part B, marketing?"), N_("Part B")),
    "C": (N_("How many points for part C, quality?"), N_("Part C")),
}


def points_form(edition: Edition) -> Form:
    """The form that asks for a result under an edition: its parts, and stars if it must."""
    parts = [
        Step(
            part.lower(),
            points_kind(most_points(edition, part)),
            prompt=prompt,
            label=label,
            # No part of any edition gives fewer points than this.
            example=N_("17,5"),
        )
        for part, (prompt, label) in _PROMPTS.items()
    ]
    stars = Step("stars", OneOf(STARS, columns=2), prompt=N_("How many stars?"), label=N_("Stars"))
    return Form(
        name=f"rating_{edition.key}",
        version=1,
        emoji="⭐",
        title=N_("the result"),
        steps=(*parts, *([] if edition.stars else [stars])),
        finish=_keep,
        enter=dossier_queue.show,
        send=N_("Write the result down"),
        first=no_longer_hers,
        preface=_show_stars,
        check=N_("{emoji} <b>Is everything right? I tell the farmer at once.</b>"),
        ways=N_("Press a button to change it, or send it."),
        origin=(N_("Back to the dossier"), "o:p.see:{subject}"),
    )


FORMS = {edition.key: points_form(edition) for edition in load_editions().all}
"""For each edition its own, since each has its own parts and rules."""


async def _rate(turn: Turn, found: Opened[Product], _: str) -> None:
    """Ask for the points of each part."""
    product = found.what
    edition = at_desk.edition_of(turn, product)
    wanted = FORMS.get(product.edition)
    if wanted is None:
        await view.too_late(turn, found)
        return
    note = None
    if edition.parts:
        most = ", ".join(f"{part} {most_points(edition, part)}" for part in PARTS)
        note = turn.voice.gettext(
            "⭐ <b>{product}</b>. At most: {most}.", product=clip(product.name, 60), most=most
        )
    await form.begin(turn, wanted, {AT: at_of(product)}, product.id, note)


async def _ask_certificate(turn: Turn, found: Opened[Product], _: str) -> None:
    await form.begin(turn, CERTIFICATE, {AT: at_of(found.what)}, found.what.id)


ACTIONS: tuple[OfficerAction, ...] = (
    on(
        "p.rate",
        Right.RATE,
        at_desk.PRODUCT,
        at_desk.checked(at_desk.may_be_rated, _rate, view.too_late),
    ),
    on(
        "p.cert",
        Right.RATE,
        at_desk.PRODUCT,
        at_desk.checked(may_certify, _ask_certificate, view.too_late),
    ),
)
