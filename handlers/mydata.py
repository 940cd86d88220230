"""My data: what is kept about a person and why; she sees it and takes it along."""

from telegram import Update
from telegram.ext import CallbackQueryHandler

from handlers import export, exports, menu
from handlers.commands import on_command
from handlers.form_model import Forms
from handlers.screen import Button, Screen, chat_id_of
from handlers.turn import Handler, Turn
from handlers.voice import Html, Voice, clip, html, lines
from locales.formats import format_date_only, local_day
from programme.contact import show_phone
from programme.data_law import LABELS, RequestKind, deadline
from programme.vietnam_time import day_at
from storage import ideas, kept, outbox, requests
from storage.outbox import Call

DAY_MS = 24 * 60 * 60 * 1000
EXPORT_EVERY_MS = 60_000
FILES_A_DAY = 5
"""The whole file is made while all others wait, and may have ten megabytes."""
SHOWN = 8
"""Requests that fit on a farmer's screen."""


def log(turn: Turn, kind: RequestKind, *, once_a_day: bool = False) -> None:
    """Log a request that this update carries out."""
    due = deadline(kind, local_day(turn.at))
    if once_a_day:
        since = turn.now - DAY_MS
        requests.add_done_once(turn.tx, turn.person.id, kind, due, turn.now, since)
    else:
        requests.add_done(turn.tx, turn.person.id, kind, due, turn.now)


async def profile(update: Update, turn: Turn) -> None:
    """Show what is known of the person, with a button to correct each part."""
    menu.leave(turn)
    await show_profile(turn)


async def show_profile(turn: Turn, *, intro: Html | None = None) -> None:
    log(turn, RequestKind.VIEW, once_a_day=True)
    voice, person = turn.voice, turn.person
    count = await ideas.count_of_person(turn.tx, person.id)
    unknown = voice.gettext("not told yet")
    place = html(turn.world.territory.full_name(person.commune)) if person.commune else unknown
    text = lines(
        *((intro, "") if intro else ()),
        voice.gettext("👤 <b>What I know about you</b>"),
        voice.gettext("Name: {name}", name=clip(person.name, 60) if person.name else unknown),
        voice.gettext(
            "Phone: {phone}", phone=show_phone(person.phone) if person.phone else unknown
        ),
        voice.gettext("Place: {place}", place=place),
        voice.gettext("Ideas sent: {n}", n=count),
    )
    turn.show(Screen(text, [*_corrections(turn), *_ways_on(voice)]))


def _corrections(turn: Turn) -> list[list[Button]]:
    voice = turn.voice
    if not turn.person.consent:
        return [[Button(voice.plain("👍 See and agree"), "d:agree")]]
    return [
        [
            Button(voice.plain("Correct the name"), "d:fix:name"),
            Button(voice.plain("Correct the phone"), "d:fix:phone"),
        ],
        [Button(voice.plain("Correct the place"), "d:fix:place")],
    ]


def _ways_on(voice: Voice) -> list[list[Button]]:
    return [
        [Button(voice.plain("🔒 What I may ask for"), "d:privacy")],
        [menu.back_button(voice)],
    ]


async def privacy(update: Update, turn: Turn) -> None:
    """Say what is kept, what for, who holds it, and what the person may ask for."""
    menu.leave(turn)
    await show_privacy(turn)


async def show_privacy(turn: Turn) -> None:
    voice = turn.voice
    decision = await requests.last_decision(turn.tx, turn.person.id)
    decided = None
    if decision is not None:
        day = _day(decision.decided_at, voice)
        decided = (
            voice.gettext("You agreed on {day}.", day=day)
            if decision.given
            else voice.gettext("You took back your agreement, on {day}.", day=day)
            if decision.agreed_before
            else voice.gettext("You did not agree, on {day}.", day=day)
        )
    text = lines(
        voice.gettext("🔒 <b>Your information</b>"),
        voice.gettext(
            "<b>What:</b> name, phone, place, your ideas, and the photos and recordings you send."
        ),
        voice.gettext(
            "<b>What for:</b> the Farmers' Union reads ideas, invites to classes and sends news."
        ),
        voice.gettext(
            "<b>Who holds it:</b> the province's Farmers' Union. "
            "Only the officers for your place can see it."
        ),
        "",
        voice.gettext(
            "You can see it, correct it, take it along, take back your agreement, or erase it, "
            "at any time. I do it at once."
        ),
        decided,
    )
    turn.show(Screen(text, _privacy_rows(turn)))


def _privacy_rows(turn: Turn) -> list[list[Button]]:
    voice = turn.voice
    if turn.person.consent:
        decide = Button(voice.plain("Take back my agreement"), "d:withdraw")
    else:
        decide = Button(voice.plain("👍 See and agree"), "d:agree")
    return [
        [Button(voice.plain("👤 See and correct"), "m:data")],
        [Button(voice.plain("📥 Take it along"), "d:export")],
        [decide],
        [Button(voice.plain("🗑 Erase everything"), "d:erase")],
        [Button(voice.plain("What I have asked for"), "d:requests")],
        [menu.back_button(voice)],
    ]


async def asked_for(update: Update, turn: Turn) -> None:
    """List the person's requests with the day each was done, or by which the law wants it."""
    voice = turn.voice
    found = await requests.of_person(turn.tx, turn.person.id, SHOWN)
    rows = [
        voice.gettext(
            "• {day}: {what}. Done on {done}.",
            day=_day(request.received_at, voice),
            what=voice.gettext(LABELS[request.kind]),
            done=_day(request.done_at, voice),
        )
        if request.done_at is not None
        else voice.gettext(
            "• {day}: {what}. Due by {due}.",
            day=_day(request.received_at, voice),
            what=voice.gettext(LABELS[request.kind]),
            due=format_date_only(request.done_by, voice.language),
        )
        for request in found
    ]
    text = lines(
        voice.gettext("📋 <b>What you have asked for</b>"),
        *(rows or [voice.gettext("Nothing yet.")]),
    )
    back = Button(voice.plain("🔒 What I may ask for"), "d:privacy")
    turn.show(Screen(text, [[back], [menu.back_button(voice)]]))


async def take_along(turn: Turn, forms: Forms) -> None:
    """Send all that is kept as a file, once a minute and `FILES_A_DAY` times at most; this request
    is in it too. One that has not left yet gives way."""
    last = await kept.last_export(turn.tx, turn.person.id)
    if last is not None and turn.now - last < EXPORT_EVERY_MS:
        turn.toast(turn.voice.plain("I have just sent it. Please look at the messages here."))
        return
    asked = await requests.asked_since(
        turn.tx, turn.person.id, RequestKind.PROVIDE, turn.now - DAY_MS, FILES_A_DAY
    )
    if len(asked) == FILES_A_DAY:
        exports.say_too_many(turn, FILES_A_DAY, asked[-1])
        return
    log(turn, RequestKind.PROVIDE)
    everything = await kept.of_person(turn.tx, turn.person.id)
    page = export.export(turn.voice, turn.world, forms, turn.person, everything, turn.at)
    subject = f"export:{turn.person.id}"
    outbox.drop_waiting(turn.tx, turn.channel, turn.chat_id, subject)
    medium = await kept.add_export(
        turn.tx,
        turn.person.id,
        channel=turn.channel,
        content=page.content,
        mime=export.MIME,
        file_name=page.name,
        now=turn.now,
    )
    caption = turn.voice.gettext(
        "📥 This is all I keep about you. Press the file to open it on your phone."
    )
    params: dict[str, object] = {
        "chat_id": chat_id_of(turn.chat_id),
        "document": {"media": medium},
        "caption": str(caption),
        "parse_mode": "HTML",
        "reply_markup": {"inline_keyboard": [[menu.back_button(turn.voice).as_json()]]},
    }
    turn.call(Call("sendDocument", params, subject))


def _day(moment: int, voice: Voice) -> str:
    day = day_at(moment)
    return format_date_only(day, voice.language)


def handlers(forms: Forms) -> list[Handler]:
    async def sent(update: Update, turn: Turn) -> None:
        await take_along(turn, forms)

    return [
        on_command("hoso", profile),
        on_command("rieng_tu", privacy),
        CallbackQueryHandler(profile, r"^m:data$"),
        CallbackQueryHandler(privacy, r"^d:privacy$"),
        CallbackQueryHandler(asked_for, r"^d:requests$"),
        CallbackQueryHandler(sent, r"^d:export$"),
    ]
