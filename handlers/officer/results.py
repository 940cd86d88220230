"""A council's result list from a spreadsheet: read, shown row by row, recorded all or not at all.

The file comes by the channel later than the message about it, so a job waits for its bytes; then it
is read beside the conversations (results_reading.py). Until the officer has seen what becomes of
each row and confirmed it, nothing is changed; then everything is judged anew, in the transaction
that records it.
"""

import re

from telegram import Document

from handlers import exports
from handlers.media import take_table
from handlers.menu import back_button, leave
from handlers.officer import acts
from handlers.officer.acts import OfficerAction, anywhere
from handlers.officer.results_reading import FORM, READING, RECORDING
from handlers.officer.results_record import TELL, tell
from handlers.officer.results_screen import PAGE, dry_run, gone, may_be_recorded, page_of, tab_of
from handlers.officer.results_sheet import MOST_BYTES
from handlers.post import Post
from handlers.screen import Button, Screen
from handlers.turn import Turn
from handlers.voice import Html, clip, lines
from locales.formats import format_number
from programme.roles import Right, Role, having
from storage import jobs, media, result_lists
from storage.jobs import Job
from storage.media import Medium
from storage.people import PersonId

READ = "results.read"
PATIENCE_MS = 120_000
"""How long a job looks for the bytes of a file."""
AGAIN_MS = 1_000
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
    """Have a list made with the right headings and the products that wait for a council."""
    await exports.ask(turn, FORM, "")


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
    data = {
        "person": turn.person.id,
        "channel": turn.channel,
        "chat": turn.chat_id,
        "until": turn.now + PATIENCE_MS,
    }
    jobs.put(turn.tx, READ, f"results:{taken}", turn.now, data=data)
    name = clip(document.file_name or "", 60)
    turn.send(Screen(voice.gettext("⏳ I am reading the file {name} …", name=name)))
    return True


def _is_spreadsheet(document: Document) -> bool:
    mime = (document.mime_type or "").lower()
    named = (document.file_name or "").strip().lower().endswith(_NAMES)
    return named or mime == "text/csv" or "spreadsheet" in mime or "ms-excel" in mime


# --- the dry run -------------------------------------------------------------------------------


async def arrived(post: Post, job: Job) -> None:
    """Have the list read once its bytes are here; until then look again, and give up after a
    while."""
    person_id, medium = PersonId(int(job.data["person"])), await media.one(post.tx, job.number)
    if medium is not None and medium.sha256 is not None:
        chat = str(job.data["channel"]), str(job.data["chat"])
        exports.put(post, READING, person_id, chat, str(medium.id))
    elif medium is None or post.now >= int(job.data["until"]):
        await post.tell(person_id, gone)
    else:
        jobs.put(post.tx, READ, job.subject, post.now + AGAIN_MS, data=job.data)


async def _hers(turn: Turn, number: str) -> Medium | None:
    """A file that she sent herself and that is still here; else she is told to send it again."""
    medium = await media.one(turn.tx, int(number))
    if medium is not None and medium.person_id == turn.person.id:
        return medium
    turn.toast(turn.voice.plain("This file is not here any more."))
    return None


async def _page(turn: Turn, roles: tuple[Role, ...], given: str) -> None:
    """Show a page of what becomes of the rows, as it was when the list was last read."""
    match = _PAGE.fullmatch(given)
    medium = await _hers(turn, match[1]) if match else None
    if match is None or medium is None:
        await _new(turn, roles, "")
        return
    shown = await result_lists.one(turn.tx, medium.id, turn.person.language)
    if shown is None:
        _read_again(turn, medium)
        turn.toast(turn.voice.plain("I am reading the list once more. It comes here soon."))
        return
    tab = tab_of(shown, match[2])
    number = page_of(shown, tab, int(match[3]))
    listed = await result_lists.page(turn.tx, medium.id, tab, number, PAGE)
    turn.show(dry_run(turn.voice, medium, shown, listed, tab, number))


def _read_again(turn: Turn, medium: Medium) -> None:
    chat = turn.channel, turn.chat_id
    exports.put(turn.post, READING, turn.person.id, chat, str(medium.id))


# --- recording ---------------------------------------------------------------------------------


async def _do(turn: Turn, roles: tuple[Role, ...], given: str) -> None:
    """Have the list recorded, if that is what the officer has been shown last; else have it read
    anew."""
    match = _DO.fullmatch(given)
    medium = await _hers(turn, match[1]) if match else None
    if match is None or medium is None:
        await _new(turn, roles, "")
        return
    voice = turn.voice
    shown = await result_lists.one(turn.tx, medium.id, turn.person.language)
    if shown is None or shown.print != match[2] or not may_be_recorded(shown):
        _read_again(turn, medium)
        turn.toast(voice.plain("Something has changed since. Please look once more."))
        return
    chat = turn.channel, turn.chat_id
    exports.put(turn.post, RECORDING, turn.person.id, chat, f"{medium.id}:{shown.print}")
    text = voice.ngettext(
        "⏳ I am writing {n} result down. I tell you when it is done.",
        "⏳ I am writing {n} results down. I tell you when it is done.",
        shown.new,
        n=format_number(shown.new, voice.language),
    )
    turn.show(Screen(text, [[back_button(voice)]]))


ACTIONS: tuple[OfficerAction, ...] = (
    anywhere("m.new", Right.RATE, _new),
    anywhere("m.form", Right.RATE, _form),
    anywhere("m.page", Right.RATE, _page),
    anywhere("m.do", Right.RATE, _do),
)

JOBS = {READ: arrived, TELL: tell}
