"""To whom an announcement goes: one page with a button for each thing that can be chosen."""

import re
from dataclasses import replace

from handlers import form
from handlers.fields import Place, Step
from handlers.form_model import Form, Forms
from handlers.officer import broadcast_page, broadcast_reach, queue
from handlers.officer.acts import OfficerAction, Opened, on, refuse
from handlers.officer.audience_words import describe, listed, place
from handlers.officer.broadcast_change import changed, new_of, too_late
from handlers.officer.broadcast_choices import PAGES, choices_of, chosen_in, offers, with_chosen
from handlers.officer.broadcast_desk import ANNOUNCEMENT, find, hers, old_button, title
from handlers.screen import Button, Screen
from handlers.turn import Turn
from handlers.voice import Html, Voice, clip, lines
from locales import N_
from programme.announcements import State
from programme.audience import Audience, lies_in
from programme.roles import Right
from storage.announcements import Announcement
from storage.drafts import Draft

MOST_PLACES = 20

LIST = "*list"
"""Under this key the question for a commune notes whether it is put in or left out."""


_SET = re.compile(r"([a-z_]+):([+-])([A-Za-z0-9_]{1,18})(?::([0-9]{1,6}))?")
_PAGE = re.compile(r"([a-z_]+)(?::([0-9]{1,6}))?")


async def who(turn: Turn, found: Opened[Announcement], rest: str) -> None:
    """The audience page, or one of the pages behind it."""
    what, match = found.what, _PAGE.fullmatch(rest)
    if not _changeable(turn, what):
        await too_late(turn, found)
    elif what.audience.named:
        toast = (
            turn.voice.plain("A correction goes to everybody who got the first one.")
            if what.corrects is not None
            else turn.voice.plain("It goes to everybody whom the first one did not reach.")
        )
        turn.toast(toast, alert=True)
        await broadcast_page.show(turn, found)
    elif match is not None and match[1] in PAGES:
        await _show_page(turn, what, match[1], at=int(match[2] or 0))
    else:
        await _show(turn, found)


def _changeable(turn: Turn, what: Announcement) -> bool:
    return what.state is State.DRAFT and hers(turn, what)


async def _show(turn: Turn, found: Opened[Announcement], note: Html | None = None) -> None:
    voice, what = turn.voice, found.what
    names = await broadcast_page.class_names(turn, what.audience)
    text = lines(
        *((note, "") if note else ()),
        voice.gettext("👥 <b>Who gets “{title}”?</b>", title=title(what, 40)),
        "",
        *describe(turn, what.audience, names),
        "",
        *await broadcast_reach.about(turn, what),
        "",
        voice.gettext("Press what you want to narrow down. What is ticked counts."),
    )
    buttons = [Button(_label(voice, what, key), f"o:b.who:{what.id}:{key}") for key in PAGES]
    rows = [buttons[at : at + 2] for at in range(0, len(buttons), 2)]
    if what.audience != _widest(what):
        rows.append([Button(voice.plain("Everybody in the area again"), f"o:b.all:{what.id}")])
    turn.show(Screen(text, [*rows, [_done_button(voice, what)]]))


def _done_button(voice: Voice, what: Announcement) -> Button:
    return Button(voice.plain("Done"), f"o:b.see:{what.id}")


def _label(voice: Voice, what: Announcement, key: str) -> str:
    """What a button says; ticked if something is chosen behind it, less than the whole area."""
    chosen = tuple(one for one in chosen_in(what.audience, key) if one != what.unit)
    label = voice.plain(PAGES[key].label)
    return f"✓ {label} ({len(chosen)})" if chosen else label


def _widest(what: Announcement) -> Audience:
    return Audience(areas=(what.unit,))


async def _show_page(
    turn: Turn, what: Announcement, key: str, note: Html | None = None, *, at: int = 0
) -> None:
    voice = turn.voice
    chosen = chosen_in(what.audience, key)
    choices, pages = await choices_of(turn, what, key, at)
    at = min(at, pages - 1)
    here = f":{at}" if pages > 1 else ""
    rows = []
    for choice in choices:
        on_now = choice.key in chosen
        # The data says what shall be, not what shall change: pressed twice, it does no harm.
        wanted = f"{'-' if on_now else '+'}{choice.key}"
        label = voice.plain(choice.label)
        shown = f"✓ {label}" if on_now else label
        rows.append([Button(clip(shown, 50), f"o:b.set:{what.id}:{key}:{wanted}{here}")])
    if key in ("areas", "without_areas"):
        if len(chosen) < MOST_PLACES:
            rows.append([Button(voice.plain("➕ Type a commune"), f"o:b.place:{what.id}:{key}")])
        hint = voice.gettext("Press one to take it away again.") if rows[1:] else None
        if key == "areas" and what.audience.areas == (what.unit,):
            hint = voice.gettext("Now: everybody in {place}.", place=place(turn, what.unit))
    elif choices:
        hint = (
            voice.gettext("Nothing ticked means: all of them.") if not key.startswith("w") else None
        )
    else:
        hint = voice.gettext("There is no class in your area yet.")
    pager = []
    if at > 0:
        pager.append(Button(voice.plain("◀ Earlier"), f"o:b.who:{what.id}:{key}:{at - 1}"))
    if at < pages - 1:
        pager.append(Button(voice.plain("Later ▶"), f"o:b.who:{what.id}:{key}:{at + 1}"))
    if pager:
        rows.append(pager)
    text = lines(
        note,
        voice.gettext("👥 <b>{question}</b>", question=voice.gettext(PAGES[key].question)),
        hint,
        await _ticked_classes(turn, what) if pages > 1 else None,
        "",
        *await broadcast_reach.about(turn, what),
    )
    rows.append([Button(voice.plain("‹ Back"), f"o:b.who:{what.id}")])
    turn.show(Screen(text, rows))


async def _ticked_classes(turn: Turn, what: Announcement) -> Html | None:
    """The classes that are ticked, for they may stand on other pages."""
    chosen = what.audience.classes
    if not chosen:
        return None
    names = await broadcast_page.class_names(turn, what.audience)
    topics = [clip(names.get(one, str(one)), 40) for one in chosen]
    return turn.voice.gettext("• signed up for: {what}", what=listed(turn.voice, topics))


async def tick(turn: Turn, found: Opened[Announcement], rest: str) -> None:
    """Tick a choice, or take its tick away."""
    match, what = _SET.fullmatch(rest), found.what
    if match is None or match[1] not in PAGES:
        old_button(turn)
        return
    key, sign, value, at = match.groups()
    if not _changeable(turn, what) or what.audience.named:
        await too_late(turn, found)
        return
    chosen = chosen_in(what.audience, key)
    if value not in chosen and not await offers(turn, what, key, value):
        old_button(turn)
        return
    kept = tuple(one for one in chosen if one != value)
    now = (*kept, value) if sign == "+" else kept
    if key == "areas" and not now:
        now = (what.unit,)
    after = await _put(turn, found, with_chosen(what.audience, key, now))
    if after is not None:
        await _show_page(turn, after.what, key, at=int(at or 0))


async def everybody(turn: Turn, found: Opened[Announcement], _: str) -> None:
    """Take all bounds away again."""
    if not _changeable(turn, found.what) or found.what.audience.named:
        await too_late(turn, found)
        return
    after = await _put(turn, found, _widest(found.what))
    if after is not None:
        await _show(turn, after)


async def _put(
    turn: Turn, found: Opened[Announcement], audience: Audience
) -> Opened[Announcement] | None:
    """Give the draft this audience, which must lie in its area; says so if it cannot."""
    what = found.what
    if audience == what.audience:
        return found
    if not lies_in(turn.world.territory.covers, what.unit, audience):
        old_button(turn)
        return None
    after = await changed(turn, found, replace(new_of(what), audience=audience))
    if after is None:
        await too_late(turn, found)
    return after


async def ask_place(turn: Turn, found: Opened[Announcement], rest: str) -> None:
    """Ask for a commune by its name."""
    if rest not in ("areas", "without_areas"):
        old_button(turn)
    elif not _changeable(turn, found.what) or found.what.audience.named:
        await too_late(turn, found)
    else:
        await form.begin(turn, PLACE, {LIST: rest}, found.what.id)


async def _named(turn: Turn, draft: Draft, forms: Forms) -> None:
    """Put in, or leave out, the commune that was named."""
    found, code = await find(turn, draft.subject), draft.answers.get("place")
    key = "without_areas" if draft.answers.get(LIST) == "without_areas" else "areas"
    if found is None or not isinstance(code, str):
        refuse(turn)
        await queue.show(turn)
        return
    what = found.what
    if not _changeable(turn, what) or what.audience.named:
        await too_late(turn, found)
        return
    if not turn.world.territory.contains(what.unit, code):
        note = turn.voice.gettext(
            "{place} is not in {area}, so I left it out.",
            place=place(turn, code),
            area=place(turn, what.unit),
        )
        await _show_page(turn, what, key, note)
        return
    chosen = chosen_in(what.audience, key)
    kept = tuple(one for one in chosen if one not in (code, what.unit))
    after = await _put(turn, found, with_chosen(what.audience, key, (*kept, code)))
    if after is not None:
        await _show_page(turn, after.what, key)


async def _back(turn: Turn, draft: Draft) -> None:
    found = await find(turn, draft.subject)
    if found is None:
        await queue.show(turn)
    else:
        await who(turn, found, str(draft.answers.get(LIST)))


PLACE = Form(
    name="announcement_place",
    version=1,
    emoji="👥",
    title=N_("the communes of your announcement"),
    steps=(
        Step(
            "place",
            Place(which=N_("Which one do you mean?")),
            N_("<b>Which commune?</b> Type any part of its name, old or new."),
            N_("Commune"),
            N_("Tân Yên"),
            out=("!back",),
        ),
    ),
    finish=_named,
    enter=queue.show,
    review=False,
    later=False,
    back=_back,
)

ACTIONS: tuple[OfficerAction, ...] = (
    on("b.who", Right.BROADCAST, ANNOUNCEMENT, who),
    on("b.set", Right.BROADCAST, ANNOUNCEMENT, tick),
    on("b.all", Right.BROADCAST, ANNOUNCEMENT, everybody),
    on("b.place", Right.BROADCAST, ANNOUNCEMENT, ask_place),
)
FORMS: tuple[Form, ...] = (PLACE,)
