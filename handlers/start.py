"""The first words: language, consent, place. Nothing else is asked before it is needed.

Consent is asked as Law 91/2025/QH15 wants it: which data, what for, who holds them, which rights;
no answer is preselected, and who refuses is asked again only when she wants something.
"""

from collections.abc import Awaitable, Callable, Mapping
from dataclasses import replace
from typing import TypeAlias

from telegram import Update

from handlers import commands, form, menu
from handlers.commands import on_command
from handlers.fields import Answers, OneOf, Place, Step
from handlers.form_model import Form, Forms
from handlers.turn import Handler, Turn
from locales import LANGUAGES, N_
from programme.ideas import Choice
from storage import drafts, people
from storage.drafts import Answer, Draft

CONSENT_TEXT = "2026-3"
"""The version of the text below, kept with each decision. A changed text needs a new one."""

AGREE, REFUSE = "agree", "refuse"
THEN = "*then"
"""Under this key a draft notes the form for whose sake these questions are asked."""
ABOUT = "*about"
"""Under this key a draft notes what that form is about: 'product:12'."""


def _speak(turn: Turn, answer: Answer) -> None:
    for language in LANGUAGES:
        if answer == language != turn.person.language:
            turn.change(language=language)
            commands.refresh(turn)


def _decide(turn: Turn, answer: Answer) -> None:
    given = answer == AGREE
    if turn.person.consent is not given:
        turn.change(consent=given)
        people.add_consent(
            turn.tx, turn.person, given=given, text_version=CONSENT_TEXT, now=turn.now
        )


def _settle(turn: Turn, answer: Answer) -> None:
    if isinstance(answer, str):
        turn.change(commune=answer)


def _not_refused(answers: Answers) -> bool:
    return answers.get("consent") != REFUSE


LANGUAGE = Step(
    "language",
    # Each language is written in itself: whoever needs this may not read the other.
    OneOf((Choice("vi", "Tiếng Việt"), Choice("en", "English")), columns=2),
    N_("Hello! I help you bring your product into OCOP. Which language shall I speak?"),
    N_("Language"),
    then=_speak,
    bilingual=True,
)
CONSENT = Step(
    "consent",
    OneOf((Choice(AGREE, N_("I agree")), Choice(REFUSE, N_("Not now")))),
    N_(
        "May I keep your name, your phone number, where you live and what you send me?\n\n"
        "<b>What for:</b> the Farmers' Union looks at your idea, invites you to classes and sends "
        "you news.\n"
        "<b>Who keeps it:</b> the Farmers' Union of the province.\n"
        "<b>Your rights:</b> see it, correct it, take your agreement back or have everything "
        "erased, at any time, with /privacy.\n\n"
        "You may say no, and come back whenever you like."
    ),
    N_("Agreement"),
    then=_decide,
)
PLACE = Step(
    "place",
    Place(),
    N_("Where do you live? Type the name of your commune; the old name will do too."),
    N_("Place"),
    N_("Sơn Động, Bắc Ninh"),
    optional=True,
    when=_not_refused,
    then=_settle,
)


async def _finish(turn: Turn, draft: Draft, forms: Forms) -> None:
    voice, person = turn.voice, turn.person
    wanted = forms.get(str(draft.answers.get(THEN)))
    if not person.consent:
        await menu.show(turn, intro=voice.gettext("That is all right."))
    elif wanted is not None:
        about = draft.answers.get(ABOUT)
        if wanted.enter_about is not None and isinstance(about, str):
            await wanted.enter_about(turn, about)
        else:
            await wanted.enter(turn)
    elif person.commune is None:
        await menu.show(turn, intro=voice.gettext("Thank you! I ask where you live another time."))
    else:
        place = turn.world.territory.full_name(person.commune)
        await menu.show(turn, intro=voice.gettext("Thank you! You live in {place}.", place=place))


async def _away(turn: Turn) -> None:
    await menu.show(turn, intro=turn.voice.gettext("That is all right."))


async def begin(turn: Turn) -> None:
    """Ask a newcomer the first questions; those she has answered before she left stay answered."""
    kept = await drafts.of_person(turn.tx, turn.person.id, FORM.name)
    answers = {key: kept.answers[key] for key in ("language",) if kept and key in kept.answers}
    await form.begin(turn, FORM, answers)


async def ask_first(turn: Turn, then: str, about: str | None = None) -> bool:
    """Ask what must be known before the form `then` can begin; it begins afterwards, about what it
    was wanted for. False, and nothing done, if consent and place are known."""
    person = turn.person
    if person.consent and person.commune is not None:
        return False
    answers: dict[str, Answer] = {THEN: then}
    if about is not None:
        answers[ABOUT] = about
    if person.consent is not None:
        answers["language"] = person.language
    if person.consent:
        answers["consent"] = AGREE
    if person.commune is not None:
        answers["place"] = person.commune
    await form.begin(turn, ACCESS, answers)
    return True


async def agreed_first(turn: Turn, then: str) -> bool:
    """What forms have as `first`: of the questions before the form `then`, only consent stops one
    that was begun. False, and nothing done, if it is given."""
    return not turn.person.consent and await ask_first(turn, then)


FORM = Form(
    "start",
    version=1,
    emoji="👋",
    title=N_("the first questions"),
    steps=(LANGUAGE, CONSENT, PLACE),
    finish=_finish,
    enter=begin,
    review=False,
    later=False,
    away=_away,
)
# The same before an idea, which needs a place: officers see the ideas of their own area.
NEEDED_PLACE = replace(
    PLACE,
    prompt=N_("Which commune do you live in? So that I send it to the right officer."),
    optional=False,
    out=("!later", "!menu"),
)
ACCESS = replace(FORM, name="access", steps=(LANGUAGE, CONSENT, NEEDED_PLACE))
FORMS = (FORM, ACCESS)


Link: TypeAlias = Callable[[Turn, str], Awaitable[None]]
"""Does what a link `?start=<prefix><token>` is for, given the token."""


def handlers(forms: Forms, links: Mapping[str, Link]) -> list[Handler]:
    """/start with its payloads: `idea` begins an idea, `inv_<token>` is an officer's invitation,
    and so on with the other prefixes in `links`."""

    async def start(update: Update, turn: Turn) -> None:
        payload = turn.args[0] if turn.args else ""
        form.leave(turn)
        prefix, line, token = payload.partition("_")
        if (follow := links.get(prefix + line)) is not None:
            await follow(turn, token)
        elif payload == "idea" and payload in forms:
            await forms[payload].enter(turn)
        elif turn.person.consent is None and not turn.is_officer:
            await begin(turn)
        else:
            await menu.show(turn)

    return [on_command("start", start)]
