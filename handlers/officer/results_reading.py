"""A council's result list, read and recorded beside the conversations (bot/exports.py).

Unpacking, reading and judging thousands of rows takes seconds: it is done from a snapshot, in
threads. What a list's rows come to is kept as the officer is shown it, so that she can leaf
through it. When she has it recorded, it is held against what stands then, and written, in one
transaction: of the longest list that takes some seconds, in which nobody else writes on SQLite.
"""

import asyncio
from collections.abc import Mapping, Sequence

from handlers import exports
from handlers.exports import Change, Export, Made, Making
from handlers.files import File
from handlers.menu import back_button
from handlers.officer import desk, results_screen
from handlers.officer.results_check import Checked, as_file, facts, form_to_fill_in, judged
from handlers.officer.results_record import record
from handlers.officer.results_screen import PAGE, dry_run, gone, tab_of, unread
from handlers.officer.results_sheet import Unread, read_file
from handlers.officer.results_words import row_line, say_passed_over, summary
from handlers.post import Post
from handlers.screen import Button, Screen
from handlers.voice import Voice, lines
from programme.result_columns import Table
from programme.results import Outcome, Verdict, may_be_recorded
from programme.roles import Right, Role
from storage import certificates, media, result_lists
from storage.media import Medium
from storage.result_lists import DryRun


async def _opened(making: Making, number: int) -> tuple[Medium, Table | Unread] | None:
    """A list that this person sent, read anew; None if its file is not here any more."""
    medium = await media.one(making.tx, number)
    if medium is None or medium.person_id != making.person.id:
        return None
    content = await media.content(making.tx, medium)
    if content is None:
        return None
    return medium, await asyncio.to_thread(read_file, content)


# --- the dry run -------------------------------------------------------------------------------


async def _read(making: Making, roles: tuple[Role, ...], given: str) -> Screen | Change:
    voice, opened = making.voice, await _opened(making, int(given))
    if opened is None:
        return gone(voice)
    medium, table = opened
    if isinstance(table, Unread):
        return unread(voice, table)
    by = await facts(making, making.person.id, table)
    found = await judged(making, table, by)
    file, shown, tabs = await asyncio.to_thread(_worded, voice, found)
    tab = tab_of(shown)
    first = [row_line(voice, one) for one in _listed(found.outcomes, tab)[:PAGE]]
    made = Made(
        file,
        voice.gettext("What becomes of every row."),
        (),
        dry_run(voice, medium, shown, first, tab, 0),
    )
    language = making.person.language

    async def keep(post: Post) -> Made:
        result_lists.put(post.tx, medium.id, language, shown, tabs)
        return made

    return Change(keep)


def _worded(voice: Voice, found: Checked) -> tuple[File, DryRun, Mapping[str, Sequence[str]]]:
    """The dry run as a file and as the lines that are leafed through. For a thread."""
    outcomes = found.outcomes
    shown = DryRun(
        found.print,
        lines(summary(voice, outcomes), say_passed_over(voice, found.unread)),
        len(outcomes),
        sum(one.verdict is Verdict.WRONG for one in outcomes),
        sum(one.verdict is Verdict.RECORD for one in outcomes),
    )
    tabs = {
        tab: tuple(result_lists.parts([row_line(voice, one) for one in _listed(outcomes, tab)]))
        for tab in ("all", "wrong")
    }
    return as_file(voice, outcomes), shown, tabs


def _listed(outcomes: Sequence[Outcome], tab: str) -> Sequence[Outcome]:
    if tab == "all":
        return outcomes
    return [one for one in outcomes if one.verdict is Verdict.WRONG]


# --- recording ---------------------------------------------------------------------------------


async def _record(making: Making, roles: tuple[Role, ...], given: str) -> Screen | Change:
    """Record the list, if it would still do just what the officer has seen; else have it read once
    more."""
    number, _, seen = given.partition(":")
    opened = await _opened(making, int(number))
    if opened is None:
        return gone(making.voice)
    medium, table = opened
    if isinstance(table, Unread):
        return unread(making.voice, table)
    before = await facts(making, making.person.id, table)
    then = await judged(making, table, before)

    async def write(post: Post) -> Screen:
        await certificates.lock(post.tx)
        # What a list comes to follows from these facts: where they still hold, so does that.
        by = await facts(post, making.person.id, table)
        found = then if by == before else await judged(post, table, by)
        if found.print != seen or not may_be_recorded(found.outcomes):
            exports.put(post, READING, making.person.id, making.chat, str(medium.id))
            return _changed(making.voice)
        done = [one for one in found.outcomes if one.verdict is Verdict.RECORD]
        await record(post, roles, medium, found, done)
        result_lists.forget(post.tx, medium.id)
        return _done(making.voice, len(done))

    return Change(write)


def _changed(voice: Voice) -> Screen:
    text = voice.gettext(
        "Something has changed since I showed you your result list, so nothing of it is written "
        "down. I am reading it once more and show you how it stands now."
    )
    return Screen(text, [[back_button(voice)]])


def _done(voice: Voice, count: int) -> Screen:
    text = voice.ngettext(
        "⭐ {n} result is written down. I am telling the farmer.",
        "⭐ {n} results are written down. I am telling the farmers.",
        count,
    )
    rows = [[Button(voice.plain("⭐ Dossiers"), "o:p.list:done:0")], [back_button(voice)]]
    return Screen(text, rows)


# --- a list to fill in -------------------------------------------------------------------------


async def _form(making: Making, roles: tuple[Role, ...], _: str) -> Made:
    file = await form_to_fill_in(making, desk.communes(making, roles))
    return Made(file, making.voice.gettext("Fill this list in and send it back to me."), ())


READING = Export(
    "results", Right.RATE, _read, failed=results_screen.failed, refused=results_screen.refused
)
RECORDING = Export(
    "results.record",
    Right.RATE,
    _record,
    failed=results_screen.failed,
    refused=results_screen.refused,
)
FORM = Export("results.form", Right.RATE, _form)
EXPORTS = (READING, RECORDING, FORM)
