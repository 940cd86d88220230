"""Taking over, with a code, what an officer wrote down for somebody who had no phone."""

import re
from dataclasses import replace

from telegram import Update
from telegram.ext import CallbackQueryHandler

from handlers import form, menu, start
from handlers.fields import Step, Text
from handlers.form_model import Form, Forms
from handlers.menu import back_button, leave
from handlers.screen import Button, Screen, no, yes
from handlers.turn import Handler, Turn
from handlers.voice import Html, Voice, clip, lines
from locales import N_
from programme.claim_code import parse_claim_code
from storage import claims, ideas, officers, people
from storage.claims import TRIES_A_DAY, Claim
from storage.drafts import Answer, Draft

SHOWN = 3
"""Ideas that are named before somebody says that they are hers."""
_DATA = re.compile(r"h:(yes|no):([0-9]{1,18})")


async def by_code(turn: Turn, typed: str) -> None:
    """Look for what a typed code, or that of a link, stands for, and ask whether it is hers. Wrong
    codes are counted, so that nobody finds one by trying."""
    leave(turn)
    voice, code = turn.voice, parse_claim_code(typed)
    if await claims.tries(turn.tx, turn.person.id, turn.now) >= TRIES_A_DAY:
        text = voice.gettext(
            "That was {n} wrong codes today. Please try again tomorrow, or ask the officer for a "
            "new code.",
            n=TRIES_A_DAY,
        )
        turn.show(Screen(text, [[back_button(voice)]]))
        return
    claim = None if code is None else await claims.find(turn.tx, code)
    if claim is None:
        claims.add_try(turn.tx, turn.person.id, turn.now)
    if claim is None or not _open(turn, claim):
        turn.show(Screen(_why_not(turn, claim), _ways_on(voice)))
        return
    claims.offer(turn.tx, claim, turn.person.id)
    await _ask(turn, claim)


def _open(turn: Turn, claim: Claim) -> bool:
    return (
        claim.claimed_at is None and claim.expires_at > turn.now and claim.made_by != turn.person.id
    )


def _why_not(turn: Turn, claim: Claim | None) -> Html:
    voice = turn.voice
    if claim is None:
        return voice.gettext(
            "I do not know this code. Please look at it once more: eight letters and digits, for "
            "example K7MN-4QRT."
        )
    if claim.claimed_by == turn.person.id:
        return voice.gettext("You have taken this over already. It is among your ideas.")
    if claim.claimed_at is not None:
        return voice.gettext(
            "This code has been used already, and it works once. If that was not you, please tell "
            "the officer."
        )
    if claim.made_by == turn.person.id:
        return voice.gettext("You have made this code yourself. Give it to the one it is for.")
    return voice.gettext("This code has expired. Please ask the officer for a new one.")


async def _ask(turn: Turn, claim: Claim) -> None:
    """Show what the code stands for, and ask whether it is hers."""
    voice = turn.voice
    whose = await people.one(turn.tx, claim.person_id)
    officer = await officers.name(turn.tx, claim.made_by)
    hers = await ideas.of_person(turn.tx, claim.person_id, 0, SHOWN)
    name = clip(whose.name, 60) if whose and whose.name else "–"
    place = turn.world.territory.full_name(whose.commune) if whose and whose.commune else "–"
    text = lines(
        voice.gettext(
            "🔑 {officer} wrote this down for {name}, {place}:",
            officer=clip(officer, 40) if officer else voice.plain("An officer"),
            name=name,
            place=place,
        ),
        *(
            voice.gettext("• {product} ({code})", product=clip(one.product, 60), code=one.code)
            for one in hers
        ),
        "",
        voice.gettext("Is that you? Then all of it becomes yours here, with its news."),
    )
    rows = [
        [yes(voice.plain("Yes, that is me"), f"h:yes:{claim.person_id}")],
        [no(voice.plain("No, not me"), f"h:no:{claim.person_id}")],
        [back_button(voice)],
    ]
    turn.show(Screen(text, rows))


async def _yes(turn: Turn, claim: Claim) -> None:
    """Take it over; she agrees herself first, if she has not yet."""
    if not turn.person.consent:
        whose = await people.one(turn.tx, claim.person_id)
        known: dict[str, Answer] = {start.THEN: FORM.name}
        if turn.person.consent is not None:
            known["language"] = turn.person.language
        commune = turn.person.commune or (whose.commune if whose else None)
        if commune is not None:
            known["place"] = commune
        await form.begin(turn, start.ACCESS, known)
        return
    await _take_over(turn, claim)


async def _take_over(turn: Turn, claim: Claim) -> None:
    voice = turn.voice
    known = await claims.take_over(turn.tx, claim, turn.person.id, turn.now)
    if known is None:
        text = voice.gettext("This code does not work any more. Please ask the officer for a new.")
        turn.show(Screen(text, [[back_button(voice)]]))
        return
    turn.person = replace(
        turn.person, name=known.name, phone=known.phone, commune=known.commune, kind=known.kind
    )
    count = await ideas.count_of_person(turn.tx, turn.person.id)
    text = lines(
        voice.gettext(
            "🔑 Done: it is all yours now. I write to you here as soon as there is news."
        ),
        voice.ngettext("You have {n} idea here.", "You have {n} ideas here.", count),
    )
    turn.show(
        Screen(text, [[Button(voice.plain("📄 My products"), "m:mine")], [back_button(voice)]])
    )
    name = clip(known.name or "–", 60)

    def say(voice: Voice) -> Screen:
        text = voice.gettext(
            "🔑 {name} has taken over what you wrote down for her. From now on she reads the news "
            "herself.",
            name=name,
        )
        return Screen(text, [[back_button(voice)]])

    await turn.tell(claim.made_by, say)


async def _go_on(turn: Turn) -> None:
    """After she has agreed: take over what she was asked about; else ask for the code."""
    claim = await claims.offered(turn.tx, turn.person.id, turn.now)
    if claim is None:
        await form.begin(turn, FORM)
    elif turn.person.consent:
        await _take_over(turn, claim)
    else:
        await _ask(turn, claim)


async def _typed(turn: Turn, draft: Draft, forms: Forms) -> None:
    await by_code(turn, str(draft.answers.get("code")))


FORM = Form(
    name="claim",
    version=1,
    emoji="🔑",
    title=N_("the code from the officer"),
    steps=(
        Step(
            "code",
            Text(least=4, most=40),
            N_("<b>Which code did the officer give you?</b>"),
            N_("Code"),
            N_("K7MN-4QRT"),
        ),
    ),
    sends=False,
    finish=_typed,
    enter=_go_on,
    review=False,
)


def _ways_on(voice: Voice) -> list[list[Button]]:
    return [[Button(voice.plain("📄 My products"), "m:mine")], [back_button(voice)]]


async def _press(update: Update, turn: Turn) -> None:
    match = _DATA.fullmatch((turn.query.data if turn.query else None) or "")
    claim = await claims.offered(turn.tx, turn.person.id, turn.now) if match else None
    if match is None or claim is None or str(claim.person_id) != match[2]:
        turn.toast(turn.voice.plain("This button is old. Please type the code once more."))
        return
    leave(turn)
    if match[1] == "yes":
        await _yes(turn, claim)
        return
    claims.forget_offer(turn.tx, turn.person.id)
    text = turn.voice.gettext(
        "All right, nothing has changed. Please give the code to the one it is for."
    )
    await menu.show(turn, intro=text)


def handlers() -> list[Handler]:
    return [CallbackQueryHandler(_press, r"^h:")]
