"""The log of acts as a spreadsheet to keep."""

from collections.abc import AsyncIterator
from dataclasses import replace

from handlers import exports
from handlers.exports import Act, Export, Made, Making
from handlers.files import XLSX, File
from handlers.officer import log_words
from handlers.officer.acts import OfficerAction, anywhere
from handlers.officer.log import Wanted, parse
from handlers.officer.roles import units_of
from handlers.screen import Screen
from handlers.sheets import Column, Page, Paged, Sheet, Shown, file_name, workbook_in_pages
from handlers.turn import Turn
from handlers.voice import Voice
from programme.roles import Right, Role
from storage import act_log
from storage.acts import Act as LoggedAct

CHUNK = 1_000
MOST_ROWS = 200_000
"""Acts that go into one file; who needs older ones asks for fewer days or one kind at a time."""


async def _file(turn: Turn, roles: tuple[Role, ...], given: str) -> None:
    """Have what the filter lets through made into a spreadsheet."""
    wanted = parse(given)
    if wanted is None:
        turn.toast(turn.voice.plain("This button is from an older message."))
    elif not await act_log.listed(turn.tx, units_of(turn, roles), wanted.filter(turn.now), 1):
        turn.toast(_nothing(turn.voice))
    else:
        await exports.ask(turn, FILE, replace(wanted, page=0).key)


def _nothing(voice: Voice) -> str:
    return voice.plain("Nothing that fits. Choose more days or everything.")


async def _make(making: Making, roles: tuple[Role, ...], given: str) -> Made | Screen | None:
    wanted = parse(given)
    if wanted is None:
        return None
    voice, units = making.voice, units_of(making, roles)
    which = wanted.filter(making.now)
    more = await act_log.listed(making.tx, units, which, 1, offset=MOST_ROWS)
    sheet = Sheet(
        voice.plain("Log"),
        (
            Column(voice.plain("When"), 20, Shown.MOMENT),
            Column(voice.plain("Who"), 26),
            Column(voice.plain("Did what"), 44),
            Column(voice.plain("About"), 36),
            Column(voice.plain("Act"), 22),
        ),
        (),
        title=voice.plain("What was done"),
        notes=[voice.plain("Only the newest {n} are here.", n=MOST_ROWS)] if more else (),
    )
    reading = _Reading(making, units, wanted)
    content = await workbook_in_pages([Paged(sheet, reading.pages())])
    if not reading.read:
        return Screen(voice.gettext("Nothing that fits. Choose more days or everything."))
    name = file_name(voice.plain("Log"), ending="xlsx")
    caption = voice.ngettext("📜 {n} act", "📜 {n} acts", reading.read)
    acts = tuple(Act("log.export", f"unit:{role.unit}") for role in roles)
    return Made(File(content, name, XLSX), caption, acts)


class _Reading:
    """What the filter lets through, read a piece at a time; `read` counts it."""

    def __init__(self, making: Making, units: frozenset[str], wanted: Wanted) -> None:
        self._making = making
        self._units = units
        self._wanted = wanted
        self.read = 0

    async def pages(self) -> AsyncIterator[Page]:
        making, which = self._making, self._wanted.filter(self._making.now)
        last: LoggedAct | None = None
        while self.read < MOST_ROWS:
            limit = min(CHUNK, MOST_ROWS - self.read)
            piece = await act_log.listed(making.tx, self._units, which, limit, before=last)
            if not piece:
                return
            names = await log_words.who(making, piece)
            titled = await log_words.titles(making, piece)
            yield [
                (
                    log_words.moment(act),
                    names[act.person_id],
                    log_words.done(making.voice, act),
                    log_words.about(making, act, titled),
                    act.action,
                )
                for act in piece
            ]
            self.read += len(piece)
            last = piece[-1]


FILE = Export("log", Right.READ_LOG, _make)

ACTIONS: tuple[OfficerAction, ...] = (anywhere("r.file", Right.READ_LOG, _file),)
"""`o:r.file:<days>:<kind>:<person>:<page>[:<subject>]`."""
