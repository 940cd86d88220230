"""At the door of a class: people are checked in by their QR codes or by a tap on their names.

Who had not signed up comes in by officer/classes_walk_in.py.
"""

import re
from collections.abc import Sequence

from handlers import training, training_line, training_news
from handlers import training_words as words
from handlers.menu import back_button, leave
from handlers.officer import acts, classes, classes_desk
from handlers.officer.acts import OfficerAction, Opened, on
from handlers.officer.classes_desk import CLASS
from handlers.screen import Button, Screen
from handlers.turn import Turn
from handlers.voice import Html, Voice, clip
from locales.formats import format_moment, format_time
from programme.roles import Right
from programme.seats import CHECK_IN_BEFORE, COUNTED, State, check_in_open
from programme.text import fold
from storage import attendance, people, signups
from storage.classes import ClassState, TrainingClass
from storage.signups import Listed, Moved, Signup

PAGE = 8
HERE = frozenset({State.ATTENDED, State.WALK_IN})
_PAGE = re.compile(r"[0-9]{1,6}")
_ONE = re.compile(r"([0-9]{1,18}):([0-9]{1,6})")


# The names


async def _door(turn: Turn, opened: Opened[TrainingClass], rest: str) -> None:
    await show(turn, opened.what, int(rest) if _PAGE.fullmatch(rest) else 0)


async def show(turn: Turn, klass: TrainingClass, page: int = 0, intro: Html | None = None) -> None:
    """A page of the names to be tapped, by given names, as lists of classes are written. Their
    order does not change with who has come, so that no name slides under the finger."""
    voice = turn.voice
    if not open_now(klass, turn.now):
        turn.show(Screen(when_open(turn, klass), [classes_desk.below(voice, klass)]))
        return
    everybody = await signups.roster(turn.tx, klass.id)
    listed = sorted((one for one in everybody if not one.locked), key=_by_given_name)
    here = sum(one.signup.state in HERE for one in everybody)
    page = min(page, max(0, (len(listed) - 1) // PAGE))
    text = classes_desk.about(
        turn,
        klass,
        intro,
        voice.ngettext("{n} person has come.", "{n} people have come.", here),
        Html(),
        voice.gettext(
            "Scan the QR code that people show, or tap a name. Tap it again if it was a mistake."
        )
        if listed
        else voice.gettext("Nobody has signed up. Please note down who comes."),
    )
    rows = [[_tick(voice, klass, one.signup, page)] for one in _page_of(listed, page)]
    pager = []
    if page > 0:
        pager.append(Button(voice.plain("◀ Earlier"), f"o:c.door:{klass.id}:{page - 1}"))
    if (page + 1) * PAGE < len(listed):
        pager.append(Button(voice.plain("Later ▶"), f"o:c.door:{klass.id}:{page + 1}"))
    rows += [pager] if pager else []
    rows.append([Button(voice.plain("➕ Somebody else"), f"o:c.walk:{klass.id}")])
    rows.append(classes_desk.below(voice, klass))
    turn.show(Screen(text, rows))


def _page_of(listed: Sequence[Listed], page: int) -> Sequence[Listed]:
    return listed[page * PAGE : (page + 1) * PAGE]


def _by_given_name(one: Listed) -> tuple[str, str, int]:
    """Vietnamese lists go by the last word of a name."""
    name = fold(one.signup.name)
    return name.rpartition(" ")[2], name, one.signup.id


def _tick(voice: Voice, klass: TrainingClass, signup: Signup, page: int) -> Button:
    """A name; the data says what shall be, so that a second tap of a finger undoes nothing."""
    name, at = clip(signup.name, 30), f"{klass.id}:{signup.id}:{page}"
    if signup.state in HERE:
        return Button(f"✓ {name}", f"o:c.out:{at}")
    if signup.state in (State.WAITING, State.OFFERED):
        return Button(voice.plain("{name} (no seat yet)", name=name), f"o:c.in:{at}")
    return Button(name, f"o:c.in:{at}")


def open_now(klass: TrainingClass, now: int) -> bool:
    """Whether people can be checked in."""
    held = klass.state is ClassState.OPEN
    return held and check_in_open(klass.starts_at, klass.ends_at, now)


def when_open(turn: Turn, klass: TrainingClass) -> Html:
    """Why nobody can be checked in now."""
    voice = turn.voice
    if klass.state is not ClassState.OPEN:
        said = voice.gettext("This class is cancelled.")
    elif turn.now < klass.starts_at:
        opens = words.moment(klass.starts_at - CHECK_IN_BEFORE)
        said = voice.gettext(
            "People can be checked in from {moment}.",
            moment=format_moment(opens, turn.at, voice.language),
        )
    else:
        said = voice.gettext("This class is over for more than a week: its roster is closed.")
    return classes_desk.about(turn, klass, said)


async def _in(turn: Turn, opened: Opened[TrainingClass], rest: str) -> None:
    """A name was tapped: its person is here."""
    klass, voice = opened.what, turn.voice
    found, page = await _tapped(turn, klass, rest)
    if found is None or not open_now(klass, turn.now):
        classes_desk.old(turn)
    elif (done := await _check_in(turn, found)) is None:
        turn.toast(voice.plain("{name} is checked in already.", name=clip(found.name, 60)))
    else:
        turn.toast(voice.plain("✓ {name}", name=clip(done.name, 60)))
    await show(turn, klass, page)


async def _out(turn: Turn, opened: Opened[TrainingClass], rest: str) -> None:
    """A name that was ticked was tapped again: it was a mistake."""
    klass, voice = opened.what, turn.voice
    found, page = await _tapped(turn, klass, rest)
    if found is not None and _second_tap(turn, found):
        return
    moved = intro = None
    if found is not None and open_now(klass, turn.now):
        moved = await attendance.undo_check_in(turn.tx, found.id, turn.person.id, turn.now)
    if found is None or moved is None:
        classes_desk.old(turn)
    else:
        await training_line.tell_others(turn.post, moved)
        turn.toast(voice.plain("{name} is not checked in any more.", name=clip(found.name, 60)))
        intro = _stands_again(turn, moved, found.before_check_in)
    await show(turn, klass, page, intro)


def _stands_again(turn: Turn, moved: Moved, before: State | None) -> Html | None:
    """How somebody stands after a check-in was taken back, where she has no seat for good."""
    voice = turn.voice
    [signup] = moved.mine
    name = clip(signup.name, 60)
    if signup.state is State.WAITING:
        return voice.gettext("<b>{name}</b> waits in line again, at the same place.", name=name)
    if signup.state is State.OFFERED:
        until = training_news.until(voice, turn.post, signup)
        return voice.gettext(
            "A seat is kept for <b>{name}</b> until {until}.", name=name, until=until
        )
    if signup.state is State.ABSENT:
        return voice.gettext("<b>{name}</b> counts as absent.", name=name)
    if signup.state is not State.LAPSED or before is State.LAPSED:
        return None
    if turn.now >= moved.klass.starts_at:
        return voice.gettext(
            "The class has begun meanwhile, so <b>{name}</b> gets no seat any more.", name=name
        )
    return voice.gettext(
        "The time to take the seat ran out meanwhile, so <b>{name}</b> has none.", name=name
    )


def _second_tap(turn: Turn, signup: Signup) -> bool:
    """Whether this is the second tap of the finger that has just checked her in."""
    at = signup.checked_in_at
    return at is not None and turn.now - at < turn.world.settle_ms


async def _tapped(turn: Turn, klass: TrainingClass, rest: str) -> tuple[Signup | None, int]:
    """The sign-up that a button carries, if it is one of this class, and the page."""
    match = _ONE.fullmatch(rest)
    found = await signups.one(turn.tx, int(match[1])) if match else None
    if found is not None and (found.class_id != klass.id or found.state not in COUNTED):
        found = None
    if found is not None and await _locked(turn, found):
        found = None
    return found, int(match[2]) if match else 0


async def _locked(turn: Turn, signup: Signup) -> bool:
    """Whether her name is locked away, as on the list: she took her agreement back."""
    if signup.person_id is None:
        return False
    person = await people.one(turn.tx, signup.person_id)
    return person is None or not person.consent


async def _check_in(turn: Turn, signup: Signup) -> Signup | None:
    return await attendance.check_in(turn.tx, signup.id, turn.person.id, turn.now)


# The QR code


async def by_token(turn: Turn, token: str) -> None:
    """The code of a sign-up was scanned: an officer of the class checks its person in, who signed
    up herself sees her class, and nobody else learns anything."""
    leave(turn)
    voice = turn.voice
    signup = await signups.by_token(turn.tx, token)
    opened = None if signup is None else await classes_desk.find(turn, signup.class_id)
    if signup is not None and opened is not None:
        await _scanned(turn, opened.what, signup)
    elif signup is not None and signup.person_id == turn.person.id:
        text = voice.gettext("Please show this code to the officer at the door of the class.")
        await training.show_class(turn, signup.class_id, text)
    elif await acts.roles(turn):
        await classes_desk.nothing_here(turn)
    else:
        text = voice.gettext(
            "🎓 This code is for the door of a class: only the officer there can use it."
        )
        turn.show(Screen(text, [[words.list_button(voice)], [back_button(voice)]]))


async def _scanned(turn: Turn, klass: TrainingClass, signup: Signup) -> None:
    voice = turn.voice
    if not open_now(klass, turn.now):
        turn.show(Screen(when_open(turn, klass), [classes_desk.below(voice, klass)]))
        return
    if await _locked(turn, signup):
        said = voice.gettext(
            "This code counts no more. Whoever has come can be noted down by hand."
        )
        walk = Button(voice.plain("➕ Somebody else"), f"o:c.walk:{klass.id}")
        text = classes_desk.about(turn, klass, said)
        turn.show(Screen(text, [[walk], classes_desk.below(voice, klass)]))
        return
    done = await _check_in(turn, signup)
    now = done or await signups.one(turn.tx, signup.id) or signup
    counts = await classes.counts_of(turn, klass)
    name = clip(now.name, 60)
    if done is None:
        since = words.moment(now.checked_in_at or turn.now)
        said = voice.gettext(
            "{name} was checked in already, at {time}.",
            name=name,
            time=format_time(since, voice.language),
        )
    elif done.state is State.WALK_IN:
        said = voice.gettext("✓ <b>{name}</b> is here, without a seat.", name=name)
    else:
        said = voice.gettext("✓ <b>{name}</b> is here.", name=name)
    text = classes_desk.about(
        turn,
        klass,
        said,
        voice.ngettext(
            "{n} person has come.",
            "{n} people have come.",
            counts.attended + counts.walk_ins,
        ),
    )
    rows = [[Button(voice.plain("✔️ Check in"), f"o:c.door:{klass.id}:0")]]
    if done is not None:
        undo = Button(voice.plain("It was a mistake"), f"o:c.out:{klass.id}:{done.id}:0")
        rows.insert(0, [undo])
    turn.show(Screen(text, [*rows, classes_desk.below(voice, klass)]))


ACTIONS: tuple[OfficerAction, ...] = (
    on("c.door", Right.RUN_CLASSES, CLASS, _door),
    on("c.in", Right.RUN_CLASSES, CLASS, _in),
    on("c.out", Right.RUN_CLASSES, CLASS, _out),
)
