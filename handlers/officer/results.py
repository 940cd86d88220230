"""A council's result list from a spreadsheet: read, shown row by row, recorded all or not at all.

The file comes by the channel later than the message about it, so a job waits for its bytes. Until
the officer has seen what becomes of each row and confirmed it, nothing is changed; at that moment
everything is read and judged anew, in the transaction that records it.
"""

import re

from telegram import Document

from handlers.files import send_file, tell_file
from handlers.media import take_table
from handlers.menu import back_button, leave
from handlers.officer import acts, desk
from handlers.officer.acts import OfficerAction, anywhere
from handlers.officer.results_check import Checked, as_file, check, form_to_fill_in
from handlers.officer.results_record import TELL, record, tell
from handlers.officer.results_sheet import MOST_BYTES, Unread
from handlers.officer.results_words import row_line, say_passed_over, say_unread, summary
from handlers.post import Post
from handlers.screen import Button, Screen
from handlers.turn import Turn
from handlers.voice import Html, Voice, clip, lines
from locales.formats import format_number
from programme.results import Outcome, Verdict, may_be_recorded
from programme.roles import Right, Role, having
from storage import jobs, media
from storage.jobs import Job
from storage.media import Medium
from storage.people import PersonId

READ = "results.read"
PATIENCE_MS = 120_000
"""How long a job looks for the bytes of a file."""
AGAIN_MS = 1_000
PAGE = 4
_NAMES = (".xlsx", ".xlsm", ".xls", ".xlsb", ".csv", ".tsv", ".ods")
_PAGE = re.compile(r"([0-9]{1,18}):(wrong|all):([0-9]{1,6})")
_DO = re.compile(r"([0-9]{1,18}):([0-9a-f]{12})")


# --- the way in --------------------------------------------------------------------------------


async def _new(turn: Turn, roles: tuple[Role, ...], _: str) -> None:
    """Say what a result list looks like and ask for it."""
    voice = turn.voice
    text = lines(
        voice.gettext("⭐ <b>A council's result list</b>"),
        voice.gettext(
            "Press the paper clip 📎 and send me the list as an Excel or CSV file. Above the rows "
            "there must be: product code, A, B, C. Total, stars, certificate number, date of "
            "issue, date of expiry and note may stand there too, in any order. Where the council "
            "gave fewer stars than the points make, the note says why."
        ),
        "",
        voice.gettext("I first show you what becomes of every row. Nothing changes before that."),
    )
    rows = [[Button(voice.plain("Send me a list to fill in"), "o:m.form")], [back_button(voice)]]
    turn.show(Screen(text, rows))


async def _form(turn: Turn, roles: tuple[Role, ...], _: str) -> None:
    """Send a list with the right headings and the products that wait for a council."""
    voice = turn.voice
    file = await form_to_fill_in(turn.post, voice, desk.communes(turn, roles))
    said = voice.gettext("Fill this list in and send it back to me.")
    await send_file(turn, file, said)


async def on_file(turn: Turn) -> bool:
    """Take a file that an officer of a council sends, and say so if it is no spreadsheet. False if
    it is no file, or she may not rate: others may have the message."""
    document = None if turn.message is None else turn.message.document
    if document is None or not turn.is_officer:
        return False
    if not having(await acts.roles(turn), Right.RATE):
        return False
    leave(turn)
    voice = turn.voice
    if not _is_spreadsheet(document):
        other = voice.gettext(
            "I can read a result list only as an Excel or CSV file. Please save it as one and send "
            "it again."
        )
        turn.send(Screen(other, [[back_button(voice)]]))
        return True
    if (document.file_size or 0) > MOST_BYTES:
        too_large = voice.gettext(
            "This file is too large for me: {most} MB at most, please.", most=MOST_BYTES // 10**6
        )
        turn.send(Screen(too_large, [[back_button(voice)]]))
        return True
    taken = await take_table(turn, document)
    if isinstance(taken, Html):
        turn.send(Screen(taken, [[back_button(voice)]]))
        return True
    data = {"person": turn.person.id, "until": turn.now + PATIENCE_MS}
    jobs.put(turn.tx, READ, f"results:{taken}", turn.now, data=data)
    name = clip(document.file_name or "", 60)
    turn.send(Screen(voice.gettext("⏳ I am reading the file {name} …", name=name)))
    return True


def _is_spreadsheet(document: Document) -> bool:
    mime = (document.mime_type or "").lower()
    named = (document.file_name or "").strip().lower().endswith(_NAMES)
    return named or mime == "text/csv" or "spreadsheet" in mime or "ms-excel" in mime


# --- the dry run -------------------------------------------------------------------------------


async def read(post: Post, job: Job) -> None:
    """Show the dry run once the bytes are here; until then look again, and give up after a while.

    Whether she may rate is asked now: a role may have ended since she sent the file.
    """
    person_id, medium = PersonId(int(job.data["person"])), await media.one(post.tx, job.number)
    found = None if medium is None else await check(post, person_id, medium)
    if medium is None or (found is None and post.now >= int(job.data["until"])):

        def sorry(voice: Voice) -> Screen:
            text = voice.gettext("I could not fetch the file. Please send it to me once more.")
            return Screen(text, [[back_button(voice)]])

        await post.tell(person_id, sorry)
    elif found is None:
        jobs.put(post.tx, READ, job.subject, post.now + AGAIN_MS, data=job.data)
    else:
        await _tell(post, person_id, medium, found)


async def _tell(post: Post, person_id: PersonId, medium: Medium, found: Checked | Unread) -> None:
    if isinstance(found, Checked):
        outcomes = found.outcomes
        await tell_file(
            post,
            person_id,
            lambda voice: as_file(voice, outcomes),
            lambda voice: voice.gettext("What becomes of every row."),
        )
    await post.tell(person_id, lambda voice: _screen(voice, medium, found))


def _screen(
    voice: Voice, medium: Medium, found: Checked | Unread, tab: str = "", page: int = 0
) -> Screen:
    """A page of the dry run: what is wrong first, where anything is."""
    if isinstance(found, Unread):
        return Screen(say_unread(voice, found), [_again(voice), [back_button(voice)]])
    wrong = [one for one in found.outcomes if one.verdict is Verdict.WRONG]
    tab = tab or ("wrong" if wrong else "all")
    listed = wrong if tab == "wrong" else found.outcomes
    pages = max(1, -(-len(listed) // PAGE))
    page = min(page, pages - 1)
    ready = may_be_recorded(found.outcomes)
    text = lines(
        voice.gettext("⭐ <b>Result list</b>: {name}", name=clip(medium.file_name or "–", 50)),
        summary(voice, found.outcomes),
        say_passed_over(voice, found.unread),
        "",
        *(row_line(voice, one) for one in listed[page * PAGE : (page + 1) * PAGE]),
        "",
        _what_now(voice, found.outcomes, ready),
    )
    pager = []
    if page > 0:
        pager.append(Button(voice.plain("◀ Earlier"), f"o:m.page:{medium.id}:{tab}:{page - 1}"))
    if page + 1 < pages:
        pager.append(Button(voice.plain("Later ▶"), f"o:m.page:{medium.id}:{tab}:{page + 1}"))
    rows = [pager] if pager else []
    if wrong and len(wrong) < len(found.outcomes):
        other = "all" if tab == "wrong" else "wrong"
        label = voice.plain("All rows") if tab == "wrong" else voice.plain("Only what is wrong")
        rows.append([Button(label, f"o:m.page:{medium.id}:{other}:0")])
    if ready:
        new = sum(one.verdict is Verdict.RECORD for one in found.outcomes)
        label = voice.plain("Write {n} results down", n=format_number(new, voice.language))
        rows.append([Button(label, f"o:m.do:{medium.id}:{found.print}")])
    return Screen(text, [*rows, _again(voice), [back_button(voice)]])


def _what_now(voice: Voice, outcomes: tuple[Outcome, ...], ready: bool) -> Html:
    if ready:
        return voice.gettext("Nothing has changed yet. Shall I write it down and tell the farmers?")
    if any(one.verdict is Verdict.WRONG for one in outcomes):
        return voice.gettext(
            "Nothing has changed. Please correct these rows in the file and send it once more."
        )
    return voice.gettext("All of this is written down already. Nothing has changed.")


def _again(voice: Voice) -> list[Button]:
    return [Button(voice.plain("Send another file"), "o:m.new")]


async def _hers(turn: Turn, number: str) -> Medium | None:
    """A file that she sent herself and that is still here; else she is told to send it again."""
    medium = await media.one(turn.tx, int(number))
    if medium is not None and medium.person_id == turn.person.id:
        return medium
    turn.toast(turn.voice.plain("This file is not here any more."))
    return None


async def _page(turn: Turn, roles: tuple[Role, ...], given: str) -> None:
    match = _PAGE.fullmatch(given)
    medium = await _hers(turn, match[1]) if match else None
    found = None if medium is None else await check(turn.post, turn.person.id, medium)
    if match is None or medium is None or found is None:
        await _new(turn, roles, "")
        return
    turn.show(_screen(turn.voice, medium, found, match[2], int(match[3])))


# --- recording ---------------------------------------------------------------------------------


async def _do(turn: Turn, roles: tuple[Role, ...], given: str) -> None:
    """Record the list, if it would still do just what the officer has seen; else show it anew."""
    match = _DO.fullmatch(given)
    medium = await _hers(turn, match[1]) if match else None
    found = None if medium is None else await check(turn.post, turn.person.id, medium)
    if match is None or medium is None or found is None:
        await _new(turn, roles, "")
        return
    seen = isinstance(found, Checked) and found.print == match[2]
    if isinstance(found, Unread) or not seen or not may_be_recorded(found.outcomes):
        turn.toast(turn.voice.plain("Something has changed since. Please look once more."))
        turn.show(_screen(turn.voice, medium, found))
        return
    done = [one for one in found.outcomes if one.verdict is Verdict.RECORD]
    await record(turn, roles, medium, found, done)
    voice = turn.voice
    text = voice.ngettext(
        "⭐ {n} result is written down. I am telling the farmer.",
        "⭐ {n} results are written down. I am telling the farmers.",
        len(done),
    )
    rows = [[Button(voice.plain("⭐ Dossiers"), "o:p.list:done:0")], [back_button(voice)]]
    turn.show(Screen(text, rows))


ACTIONS: tuple[OfficerAction, ...] = (
    anywhere("m.new", Right.RATE, _new),
    anywhere("m.form", Right.RATE, _form),
    anywhere("m.page", Right.RATE, _page),
    anywhere("m.do", Right.RATE, _do),
)

JOBS = {READ: read, TELL: tell}
