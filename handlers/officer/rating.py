"""Entering a council's result: points by part, the stars that follow, and the certificate.

The stars follow from the rules of the product's own edition and are shown before anything is kept;
where an edition states no thresholds the council's stars are asked for.
"""

from handlers import form, visit_calendar
from handlers import status_words as words
from handlers.fields import Answers
from handlers.form_model import Form, Forms
from handlers.form_screens import change_label
from handlers.officer import dossier_desk as at_desk
from handlers.officer import dossier_queue, rating_certificate
from handlers.officer import dossier_screen as view
from handlers.officer.acts import OfficerAction, Opened, on, refuse
from handlers.officer.dossier_arrival import tell_level
from handlers.officer.dossier_forms import AT, at_of
from handlers.officer.rating_certificate import (
    may_certify,
    no_longer_hers,
    of_draft,
)
from handlers.officer.rating_points import (
    AS_MANY,
    FEWER_LABEL,
    PARTS,
    points_in,
    questions,
    reason_in,
    stars_given,
    stars_made,
)
from handlers.turn import Turn
from handlers.voice import Html, Voice, clip, lines
from locales import N_
from programme.edition_files import load_editions
from programme.editions import Edition
from programme.roles import Right
from programme.stages import (
    Outcome,
    Points,
    after_rating,
    most_points,
    needs_certificate,
)
from storage import product_moves
from storage.drafts import Draft
from storage.products import Product


async def _show_stars(turn: Turn, draft: Draft) -> Html | None:
    """What stands above the review page: the stars, and what follows from them."""
    found = await of_draft(turn, draft)
    if found is None:
        return None
    voice, product = turn.voice, found.what
    edition = at_desk.edition_of(turn, product)
    points, stars = points_in(draft.answers), stars_given(edition, draft.answers)
    if points is None or stars is None:
        return None
    verdict = after_rating(edition, product.stage, stars)
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
        _how_many(voice, edition, draft.answers, words.stars(voice, verdict.stars)),
        after,
        _may_be_fewer(voice, edition, draft.answers),
        "",
    )


def _how_many(voice: Voice, edition: Edition, answers: Answers, said: str) -> Html:
    """The stars, beside those that the points make where the council gives fewer."""
    made, given = stars_made(edition, answers), stars_given(edition, answers)
    if made is None or made == given:
        return voice.gettext("That makes <b>{stars}</b>.", stars=said)
    return voice.gettext(
        "The points make {made}; the council gives <b>{stars}</b>.",
        made=words.stars(voice, made),
        stars=said,
    )


def _may_be_fewer(voice: Voice, edition: Edition, answers: Answers) -> Html | None:
    """How to give fewer stars than the points make, where that can be."""
    made = stars_made(edition, answers)
    if made is None or made < 2 or made != stars_given(edition, answers):
        return None
    return voice.gettext(
        "Does the council give fewer, as a requirement is not met? Press <b>{button}</b>.",
        button=change_label(voice, FEWER_LABEL),
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
    points, stars = points_in(draft.answers), stars_given(edition, draft.answers)
    stands = draft.answers.get(AT) == at_of(product)
    done = None
    rates = stands and at_desk.may_be_rated(turn, product, found.roles)
    if rates and points and stars and _within(edition, points):
        why = reason_in(edition, draft.answers)
        done = await product_moves.rate(
            turn.tx, product, edition, points, stars, turn.person.id, turn.now, text=why
        )
    if done is None:
        await view.too_late(turn, found)
        return
    said = await at_desk.tell(turn, done)
    await visit_calendar.take_out(turn.post, product, done.product)
    await tell_level(turn.post, turn.person.id, [(product, done.product)])
    now = done.product
    certified = now.outcome is Outcome.RATED and needs_certificate(edition, now.stars or 0)
    if certified and now.certificate is None:
        await rating_certificate.ask(turn, now, said)
        return
    await view.show(turn, now, found.roles, said)


def _within(edition: Edition, points: Points) -> bool:
    """Whether no part has more points than it can give."""
    found = [(points.of(part), most_points(edition, part)) for part in PARTS]
    return all(given is not None and 0 <= given <= most for given, most in found)


def points_form(edition: Edition) -> Form:
    """The form that asks for a result under an edition."""
    return Form(
        name=f"rating_{edition.key}",
        version=2,
        emoji="⭐",
        title=N_("the result"),
        steps=questions(edition),
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
    # Fewer stars than the points make are rare: not asked for, but offered on the review page.
    known = {AT: at_of(product), **(AS_MANY if edition.stars else {})}
    await form.begin(turn, wanted, known, product.id, note)


async def _ask_certificate(turn: Turn, found: Opened[Product], _: str) -> None:
    await rating_certificate.ask(turn, found.what)


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
