"""Writing an announcement: a new one, or the correction of one that is out."""

from dataclasses import replace

from handlers import form
from handlers.fields import Answers, Files, OneOf, Step, Text, Words, keys_of
from handlers.form_model import Form, Forms
from handlers.menu import back_button
from handlers.officer import acts, broadcast_corrected, broadcast_page, desk
from handlers.officer.acts import OfficerAction, Opened, anywhere, on, refuse
from handlers.officer.audience_words import place
from handlers.officer.broadcast_desk import ANNOUNCEMENT, find, list_button
from handlers.screen import Button, Screen
from handlers.turn import Turn
from handlers.voice import Html, lines
from locales import N_
from programme.announcements import MAX_FILES, MAX_NUMBER, MAX_TEXT, STARTED
from programme.audience import Audience
from programme.roles import Right, Role, entitled, having
from programme.topics import TOPICS
from storage import announcements, drafts, media
from storage.announcements import Announcement, File, NewAnnouncement
from storage.drafts import Draft

UNIT = "*unit"
"""Under this key a draft notes the area in whose name it is written."""
LEAST = 10
"""Letters of the shortest announcement."""

STEPS = (
    Step(
        "text",
        Words(LEAST, MAX_TEXT),
        N_(
            "<b>What do you announce?</b> Write it as you would tell a neighbour: what, for whom, "
            "until when, where to ask."
        ),
        N_("Text"),
        N_(
            "From 1 December the bank lends up to 50 million đồng for new machines. Please ask "
            "Ms Hoa at the commune office before 15 December."
        ),
    ),
    Step(
        "files",
        Files(MAX_FILES),
        N_("<b>Photos or papers to go with it?</b> Send up to ten: photos, PDF, Word, Excel."),
        N_("Files"),
        optional=True,
        empty=N_("None? Press <b>Skip</b>."),
    ),
    Step(
        "topic",
        OneOf(TOPICS, columns=2),
        N_("<b>What is it about?</b> Who does not want this topic will not get it."),
        N_("Topic"),
    ),
    Step(
        "number",
        Text(1, MAX_NUMBER),
        N_("<b>Which document is it from?</b> Type its number, or press <b>Skip</b>."),
        N_("Document"),
        N_("12/KH-HND"),
        optional=True,
    ),
)


async def new(turn: Turn, roles: tuple[Role, ...], given: str) -> None:
    """Begin a new announcement; who has several areas chooses one first."""
    areas = tuple(dict.fromkeys(role.unit for role in roles))
    anew = given.endswith("!")
    wanted = given.rstrip("!")
    kept = await drafts.of_person(turn.tx, turn.person.id, NEW.name)
    if kept is not None and not anew:
        begun = f"o:b.new:{wanted}!"
        turn.show(_shall_we_go_on(turn, kept, "o:b.old", begun))
        return
    unit = wanted or (areas[0] if len(areas) == 1 else "")
    if unit in areas:
        await form.begin(turn, NEW, {UNIT: unit})
        return
    mark = "!" if anew else ""
    rows = [[Button(place(turn, code), f"o:b.new:{code}{mark}")] for code in areas]
    text = turn.voice.gettext("📢 In which area shall it be announced?")
    turn.show(Screen(text, [*rows, [list_button(turn.voice), back_button(turn.voice)]]))


def _shall_we_go_on(turn: Turn, kept: Draft, go_on: str, anew: str) -> Screen:
    """Ask before what was written gives way to something new."""
    voice = turn.voice
    begun = kept.answers.get("text")
    said = voice.gettext("“{text}”", text=" ".join(str(begun).split())[:80]) if begun else None
    text = lines(
        voice.gettext("📢 You have begun an announcement before. Shall we go on with that one?"),
        said,
    )
    rows = [
        [Button(voice.plain("Go on with that one"), go_on)],
        [Button(voice.plain("Throw it away, begin anew"), anew)],
        [list_button(voice), back_button(voice)],
    ]
    return Screen(text, rows)


async def old(turn: Turn, roles: tuple[Role, ...], given: str) -> None:
    """Go on with the announcement that is half written."""
    kept = await drafts.of_person(turn.tx, turn.person.id, NEW.name)
    if kept is None:
        await new(turn, roles, "")
    else:
        await form.resume(turn, kept, {NEW.name: NEW})


async def fix(turn: Turn, found: Opened[Announcement], rest: str) -> None:
    """Begin the correction of an announcement that has gone out, for all who got it."""
    what = found.what
    if what.state not in STARTED:
        await broadcast_page.show(turn, found)
        return
    if await broadcast_corrected.refused(turn, found):
        return
    if await broadcast_corrected.pauses(turn, found, rest):
        return
    kept = await drafts.of_person(turn.tx, turn.person.id, FIX.name)
    if kept is not None and kept.subject == what.id:
        await form.resume(turn, kept, {FIX.name: FIX})
    elif kept is not None and rest != "new":
        turn.show(_shall_we_go_on(turn, kept, f"o:b.fix:{kept.subject}", f"o:b.fix:{what.id}:new"))
    else:
        known: Answers = {"topic": what.topic, "number": what.number}
        await form.begin(turn, FIX, known, what.id)


async def written(turn: Turn, draft: Draft, before: NewAnnouncement) -> NewAnnouncement:
    """What the form's answers make of an announcement."""
    number = draft.answers.get("number")
    files = []
    for key in keys_of(draft.answers.get("files")):
        medium = await media.one(turn.tx, int(key))
        if medium is not None:
            files.append(File(medium.id, medium.kind))
    return replace(
        before,
        text=str(draft.answers["text"]),
        topic=str(draft.answers["topic"]),
        number=number if isinstance(number, str) else None,
        files=tuple(files),
    )


async def _made(turn: Turn, draft: Draft, forms: Forms) -> None:
    """Keep what was written as a draft for everybody in the area."""
    unit = str(draft.answers.get(UNIT))
    covers = turn.world.territory.covers
    roles = entitled(covers, await acts.roles(turn), Right.BROADCAST, unit)
    if not roles:
        not_hers(turn)
        return
    empty = NewAnnouncement(turn.person.id, unit, "", "", Audience(areas=(unit,)))
    made = await announcements.create(turn.tx, await written(turn, draft, empty), turn.now)
    await broadcast_page.show(turn, Opened(made, roles), _kept(turn))


async def _fixed(turn: Turn, draft: Draft, forms: Forms) -> None:
    """Keep the correction as a draft for everybody who got what it corrects."""
    found = await find(turn, draft.subject)
    if found is None:
        not_hers(turn)
        return
    what = found.what
    empty = NewAnnouncement(
        turn.person.id,
        what.unit,
        "",
        "",
        Audience(received=(what.id,)),
        urgent=what.urgent,
        corrects=what.id,
    )
    made = await announcements.create(turn.tx, await written(turn, draft, empty), turn.now)
    kept = turn.voice.gettext(
        "It is kept as a draft, and nobody has got it yet. Look at the preview, then send it."
    )
    await broadcast_page.show(turn, Opened(made, found.roles), kept)


def _kept(turn: Turn) -> Html:
    return turn.voice.gettext(
        "It is kept as a draft, and nobody has got it yet. Choose who gets it, look at the "
        "preview, then send it."
    )


def not_hers(turn: Turn) -> None:
    """The end of a form whose right has ended meanwhile."""
    refuse(turn)
    text = turn.voice.gettext("This is not in your area.")
    turn.show(Screen(text, [[back_button(turn.voice)]]))


async def no_right(turn: Turn, name: str) -> bool:
    """Stop a form, and throw away what is written, once its writer's right has ended."""
    draft = await drafts.of_person(turn.tx, turn.person.id, name)
    if draft is None:
        return False
    if draft.subject is None:
        unit, mine = str(draft.answers.get(UNIT)), await acts.roles(turn)
        allowed = bool(entitled(turn.world.territory.covers, mine, Right.BROADCAST, unit))
    else:
        allowed = await find(turn, draft.subject) is not None
    if allowed:
        return False
    drafts.remove(turn.tx, draft)
    turn.draft = None
    not_hers(turn)
    return True


async def _enter(turn: Turn) -> None:
    roles = having(await acts.roles(turn), Right.BROADCAST)
    if not roles:
        turn.show(desk.not_an_officer(turn.voice))
        return
    await broadcast_page.list_of(turn, roles, broadcast_page.PARTS["work"])


NEW = Form(
    name="announcement",
    version=1,
    emoji="📢",
    title=N_("your announcement"),
    steps=STEPS,
    sends=False,
    finish=_made,
    enter=_enter,
    review=False,
    first=no_right,
)
FIX = replace(NEW, name="announcement_fix", title=N_("your correction"), finish=_fixed)
FORMS: tuple[Form, ...] = (NEW, FIX)

ACTIONS: tuple[OfficerAction, ...] = (
    anywhere("b.list", Right.BROADCAST, broadcast_page.show_list),
    anywhere("b.new", Right.BROADCAST, new),
    anywhere("b.old", Right.BROADCAST, old),
    on("b.see", Right.BROADCAST, ANNOUNCEMENT, broadcast_page.see),
    on("b.fix", Right.BROADCAST, ANNOUNCEMENT, fix),
)
