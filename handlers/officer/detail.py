"""One idea as an officer sees it: everything that was sent, who holds it, what can be done."""

from collections.abc import Mapping, Sequence

from handlers.media import is_picture, is_sound
from handlers.menu import back_button
from handlers.officer import assisted_line, desk, selfcheck_line
from handlers.officer.acts import Opened
from handlers.officer.queue import waiting_time
from handlers.screen import Button, Screen, chat_id_of
from handlers.turn import Turn
from handlers.voice import Html, Voice, clip, lines
from locales.formats import format_moment, format_quantity
from programme.contact import show_phone
from programme.ideas import (
    GROUPS,
    MATERIAL_SHARES,
    PAPERS,
    STATE_LABELS,
    SUPPORT,
    Action,
    Choice,
    State,
    label_of,
)
from programme.quantity import UNITS
from programme.roles import Role, holder_allows
from programme.vietnam_time import moment
from storage import ideas, media, officers, products
from storage.ideas import Idea
from storage.outbox import Call

LONGEST_WORDS = 200
"""Characters of a text on the idea's own screen; what is longer is sent above it in full."""


def allowed(turn: Turn, action: Action, idea: Idea, roles: Sequence[Role]) -> bool:
    """Whether the holder of an idea leaves this to the person of this update. Nobody takes up or
    decides on an idea of her own."""
    if action is not Action.PUT_BACK and own(turn, idea):
        return False
    contains = turn.world.territory.contains
    return holder_allows(action, _holder(idea), turn.person.id, contains, roles, idea.commune)


def own(turn: Turn, idea: Idea) -> bool:
    """Whether the officer of this update is the idea's producer."""
    return idea.person_id == turn.person.id


def _holder(idea: Idea) -> int | None:
    return idea.officer_id if idea.state is State.TAKEN_UP else None


async def show(turn: Turn, idea: Idea, roles: Sequence[Role], intro: Html | None = None) -> None:
    """Show the idea in the place of the message whose button was pressed."""
    turn.show(await screen(turn, idea, roles, intro))


async def open_up(turn: Turn, idea: Idea, roles: Sequence[Role]) -> None:
    """Send the idea's photos and recording, then the idea with its buttons, so that those stand
    last; without any of them the idea takes the place of the message that was pressed."""
    photos = await ideas.photos(turn.tx, idea.id)
    gone = idea.state is State.WITHDRAWN or await desk.locked(turn, idea)
    if not gone and (words := _long_words(turn.voice, idea)):
        turn.send(Screen(words))
    if gone or (not photos and idea.special_media is None):
        await show(turn, idea, roles)
        return
    held_back = None
    if not await send_files(turn, idea, photos):
        held_back = turn.voice.gettext(
            "⚠️ A file of this idea is no photo and no recording, or I could not look into it yet. "
            "So I do not pass it on."
        )
    turn.send(await screen(turn, idea, roles, held_back))


def _long_words(voice: Voice, idea: Idea) -> Html | None:
    """What was written at greater length than fits beside everything else; None if all fits."""
    special, reason = idea.special or "", idea.reason or ""
    said = [
        voice.gettext("<b>Special:</b> {special}", special=special)
        if len(special) > LONGEST_WORDS
        else None,
        voice.gettext("Asked for last time: “{reason}”", reason=reason)
        if len(reason) > LONGEST_WORDS
        else None,
    ]
    return lines(*said) if any(said) else None


async def send_files(turn: Turn, idea: Idea, photos: Sequence[int]) -> bool:
    """Send an idea's photos and recording; False if one of them had to be held back."""
    title = f"{idea.code} · {clip(idea.product, 100)}"
    files = [*photos] if idea.special_media is None else [*photos, idea.special_media]
    kinds = {file: await _kind(turn, file, sound=file not in photos) for file in files}
    for kind in ("photo", "document"):
        _send_files(turn, kind, [photo for photo in photos if kinds[photo] == kind], title)
    sound = idea.special_media
    if sound is not None and (kind_of_sound := kinds[sound]) is not None:
        _send_files(turn, kind_of_sound, [sound], title)
    return None not in kinds.values()


async def _kind(turn: Turn, id: int, *, sound: bool) -> str | None:
    """As what a file came, and so can be sent: photo, voice, audio or document. None for one whose
    bytes are something else; a document, which may be anything, must have been looked into."""
    medium = await media.one(turn.tx, id)
    if medium is None:
        return None
    head = await media.head(turn.tx, id)
    if head is None:
        return None if medium.kind == "document" else medium.kind
    return medium.kind if (is_sound if sound else is_picture)(head) else None


def _send_files(turn: Turn, kind: str, files: Sequence[int], title: str) -> None:
    """Send files of one kind, several of them as an album."""
    if len(files) == 1:
        params = {kind: {"media": files[0]}, "caption": title}
        _send(turn, f"send{kind.capitalize()}", params)
    elif files:
        album: list[dict[str, object]] = [
            {"type": kind, "media": {"media": file}} for file in files
        ]
        album[0]["caption"] = title
        _send(turn, "sendMediaGroup", {"media": album})


def _send(turn: Turn, method: str, params: Mapping[str, object]) -> None:
    turn.call(Call(method, {"chat_id": chat_id_of(turn.chat_id), **params}))


async def screen(turn: Turn, idea: Idea, roles: Sequence[Role], intro: Html | None) -> Screen:
    voice = turn.voice
    if idea.state is State.WITHDRAWN:
        # What the farmer took back is no longer the officers' to read.
        said = voice.gettext("💡 {code}: the farmer has taken this idea back.", code=idea.code)
        return Screen(said, [[desk.queue_button(voice), back_button(voice)]])
    written, correct = await assisted_line.of_idea(turn, idea, roles)
    stars: Html | None = None
    see_stars: selfcheck_line.Rows = []
    if await desk.locked(turn, idea):
        facts = [
            voice.gettext(
                "The farmer has taken back the agreement. Contact, photos and answers stay locked "
                "away until it is given again."
            )
        ]
    else:
        facts = _facts(turn, idea, len(await ideas.photos(turn.tx, idea.id)))
        stars, see_stars = await selfcheck_line.of_idea(turn, idea)
    text = lines(
        *((intro, "") if intro else ()),
        voice.gettext("💡 <b>{product}</b>", product=idea.product),
        f"{idea.code} · {voice.plain(STATE_LABELS[idea.state])} · {waiting_time(turn, idea)}",
        await _who_holds(turn, idea),
        written,
        _asked_before(voice, idea),
        "",
        *facts,
        stars,
    )
    rows = [
        *_buttons(turn, idea, roles),
        *correct,
        *see_stars,
        [desk.queue_button(voice), back_button(voice)],
    ]
    product = await products.by_idea(turn.tx, idea.id)
    if product is not None:
        rows.insert(0, [Button(voice.plain("⭐ See its dossier"), f"o:p.see:{product.id}")])
    return Screen(text, rows)


async def _who_holds(turn: Turn, idea: Idea) -> Html | None:
    voice = turn.voice
    if idea.state is State.RETURNED and idea.reason:
        return voice.gettext(
            "Sent back because: “{reason}”", reason=clip(idea.reason, LONGEST_WORDS)
        )
    if idea.state is State.TAKEN_UP and idea.officer_id != turn.person.id:
        return voice.gettext("{officer} is reading it.", officer=await officer(turn, idea))
    if idea.state is State.ACCEPTED and idea.officer_id == turn.person.id:
        return voice.gettext("You have accepted it.")
    if idea.state is State.ACCEPTED:
        return voice.gettext("{officer} has accepted it.", officer=await officer(turn, idea))
    return None


def _asked_before(voice: Voice, idea: Idea) -> Html | None:
    """What the officer asked for who sent this idea back, while it is read once more."""
    if idea.reason is None or idea.state not in (State.SUBMITTED, State.TAKEN_UP):
        return None
    return voice.gettext("Asked for last time: “{reason}”", reason=clip(idea.reason, LONGEST_WORDS))


async def officer(turn: Turn, idea: Idea) -> str:
    """The name of the officer who holds an idea or decided on it."""
    name = None
    if idea.officer_id is not None:
        name = await officers.name(turn.tx, idea.officer_id)
    return clip(name, 40) if name else turn.voice.plain("Another officer")


def _facts(turn: Turn, idea: Idea, photos: int) -> list[Html]:
    voice = turn.voice
    spoken = voice.gettext("told in a recording") if idea.special_media is not None else None
    unit = UNITS.get(idea.unit)
    amount = format_quantity(
        idea.quantity, voice.plain(unit.label) if unit else idea.unit, voice.language
    )
    at = moment(idea.submitted_at)
    phone = show_phone(idea.contact_phone) if idea.contact_phone else None
    contact = ", ".join(part for part in (idea.contact_name, phone) if part)
    territory = turn.world.territory
    return [
        voice.gettext("<b>From:</b> {contact}", contact=contact or "–"),
        voice.gettext("<b>Place:</b> {place}", place=territory.full_name(idea.commune)),
        voice.gettext("<b>Sent:</b> {when}", when=format_moment(at, turn.at, voice.language)),
        voice.gettext("<b>Group:</b> {group}", group=_label(voice, GROUPS, idea.product_group)),
        voice.gettext(
            "<b>Special:</b> {special}",
            special=clip(idea.special or "", LONGEST_WORDS) or spoken or "–",
        ),
        voice.gettext(
            "<b>Local raw material:</b> {share}",
            share=_label(voice, MATERIAL_SHARES, idea.raw_material),
        ),
        voice.gettext("<b>Output:</b> {amount} a year", amount=amount),
        voice.gettext("<b>Already there:</b> {papers}", papers=_labels(voice, PAPERS, idea.papers)),
        voice.gettext(
            "<b>Support wanted:</b> {support}", support=_labels(voice, SUPPORT, idea.support)
        ),
        voice.gettext("<b>Photos:</b> {n}", n=photos),
    ]


def _label(voice: Voice, choices: Sequence[Choice], key: str) -> str:
    return voice.plain(label_of(choices, key))


def _labels(voice: Voice, choices: Sequence[Choice], keys: Sequence[str]) -> str:
    return "; ".join(_label(voice, choices, key) for key in keys) or "–"


def _buttons(turn: Turn, idea: Idea, roles: Sequence[Role]) -> list[list[Button]]:
    voice, at = turn.voice, f"{idea.id}:{idea.revision}"
    if idea.state is State.SUBMITTED:
        if not allowed(turn, Action.TAKE_UP, idea, roles):
            return []
        return [[Button(voice.plain("Take it up"), f"o:take:{at}")]]
    if idea.state is not State.TAKEN_UP:
        return []
    rows = []
    if allowed(turn, Action.ACCEPT, idea, roles):
        rows.append([Button(voice.plain("Accept"), f"o:accept:{at}")])
        rows.append([Button(voice.plain("Send back to be completed"), f"o:return:{at}")])
    if allowed(turn, Action.PUT_BACK, idea, roles):
        rows.append([Button(voice.plain("Put it back in the queue"), f"o:put:{at}")])
    return rows


async def standing(turn: Turn, idea: Idea) -> str:
    """Where an idea stands, for an officer whose button came too late."""
    voice = turn.voice
    if own(turn, idea) and idea.state in (State.SUBMITTED, State.TAKEN_UP):
        return voice.plain("This is your own idea: another officer must read it.")
    name = await officer(turn, idea)
    mine = idea.officer_id == turn.person.id
    match idea.state:
        case State.TAKEN_UP if mine:
            return voice.plain("This idea is in your hands.")
        case State.TAKEN_UP:
            return voice.plain("{officer} has taken it up already.", officer=name)
        case State.ACCEPTED if mine:
            return voice.plain("You have accepted it already.")
        case State.ACCEPTED:
            return voice.plain("{officer} has accepted it already.", officer=name)
        case State.RETURNED if mine:
            return voice.plain("You have sent it back already.")
        case State.RETURNED:
            return voice.plain("{officer} has sent it back already.", officer=name)
        case State.WITHDRAWN:
            return voice.plain("The farmer has taken it back.")
        case State.SUBMITTED:
            return voice.plain("This idea has changed since. Here is how it stands now.")


def told_or_call(turn: Turn, idea: Idea, told: bool) -> Html:
    """What the officer reads after a decision: that the farmer was told, or whom to call."""
    if told:
        return turn.voice.gettext("Done. I have told the farmer.")
    phone = show_phone(idea.contact_phone) if idea.contact_phone else "–"
    return turn.voice.gettext(
        "Done, but I cannot reach the farmer here. Please call {phone}.", phone=phone
    )


async def too_late(turn: Turn, opened: Opened[Idea]) -> None:
    """Somebody was quicker, or the button is old: say where the idea stands, and show it."""
    now = await ideas.one(turn.tx, opened.what.id) or opened.what
    turn.toast(await standing(turn, now))
    await show(turn, now, opened.roles)
