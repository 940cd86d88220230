"""What a correction does to the announcement that it corrects: that goes to nobody any more."""

from handlers.announcement_jobs import watch
from handlers.officer import broadcast_page
from handlers.officer.acts import OfficerAction, Opened, on
from handlers.officer.audience_words import people
from handlers.officer.broadcast_change import too_late
from handlers.officer.broadcast_desk import ANNOUNCEMENT, title
from handlers.screen import Button, Screen, no, yes
from handlers.turn import Turn
from handlers.voice import Voice
from programme.announcements import STARTED, UNDER_WAY, Action, State
from programme.audience import Audience
from programme.roles import Right
from storage import announcements, corrected, deliveries
from storage.announcements import Announcement, NewAnnouncement

HOLD, GO_ON = "hold", "go"
"""Behind the number in the button that begins a correction: pause the first one meanwhile, or
not."""


def see_correction(voice: Voice, newest: Announcement) -> Button:
    """The way to the correction that counts."""
    return Button(voice.plain("✏️ See the correction"), f"o:b.see:{newest.id}")


async def refused(turn: Turn, found: Opened[Announcement]) -> bool:
    """Whether an announcement was corrected, so that it must not go out again; says so."""
    if await corrected.newest(turn.tx, found.what) is None:
        return False
    told = turn.voice.plain(
        "This one has been corrected, so I send it to nobody any more. Press See the correction."
    )
    turn.toast(told, alert=True)
    await broadcast_page.show(turn, found)
    return True


async def pauses(turn: Turn, found: Opened[Announcement], given: str) -> bool:
    """Whether somebody who wants to correct an announcement is still to be asked if it shall pause
    meanwhile; pauses it if that is her answer."""
    what, voice = found.what, turn.voice
    if what.state is not State.SENDING or given == GO_ON:
        return False
    if given == HOLD:
        await deliveries.halt(turn.tx, what, Action.PAUSE, turn.person.id, turn.now)
        watch(turn.post, what.id)
        return False
    figures = await deliveries.report(turn.tx, what)
    text = voice.gettext(
        "✋ “{title}” is still going out: {people} have not got it yet. Shall I pause it while you "
        "write the correction?",
        title=title(what, 80),
        people=people(voice, figures.waiting + figures.under_way),
    )
    rows = [
        [yes(voice.plain("Yes, pause it"), f"o:b.fix:{what.id}:{HOLD}")],
        [no(voice.plain("No, let it go on"), f"o:b.fix:{what.id}:{GO_ON}")],
        [Button(voice.plain("Back to the announcement"), f"o:b.see:{what.id}")],
    ]
    turn.show(Screen(text, rows))
    return True


async def rest(turn: Turn, found: Opened[Announcement], _: str) -> None:
    """Write the corrected text down as a draft for those who have got neither."""
    what, voice = found.what, turn.voice
    newest = await corrected.newest(turn.tx, what)
    if newest is None or newest.state in UNDER_WAY:
        await too_late(turn, found)
        return
    before = await corrected.for_the_rest(turn.tx, what)
    for one in before:
        if one.state not in STARTED:
            await broadcast_page.show(turn, Opened(one, found.roles))
            return
    # Who has got it in the meantime does not get it twice.
    related = [one.id for one in (*await corrected.family(turn.tx, what), *before)]
    new = NewAnnouncement(
        author=turn.person.id,
        unit=what.unit,
        topic=newest.topic,
        text=newest.text,
        audience=Audience(missed=(what.id,), without_received=tuple(related)),
        number=newest.number,
        files=newest.files,
        urgent=newest.urgent,
    )
    made = await announcements.create(turn.tx, new, turn.now)
    intro = voice.gettext(
        "Here is the corrected text as a draft for those who have got neither. They do not know "
        "the first one: change the words so that they stand alone, then send it."
    )
    await broadcast_page.show(turn, Opened(made, found.roles), intro)


ACTIONS: tuple[OfficerAction, ...] = (on("b.rest", Right.BROADCAST, ANNOUNCEMENT, rest),)
