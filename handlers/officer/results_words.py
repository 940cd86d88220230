"""What an officer reads about a council's result list: what becomes of each row, and why."""

import re
from collections.abc import Mapping, Sequence
from datetime import date
from decimal import Decimal
from types import MappingProxyType

from handlers.officer.results_sheet import MOST_BYTES, FileFault, Unread
from handlers.status_words import stars
from handlers.voice import Html, Voice, clip, html
from locales import N_
from locales.formats import format_date_only, format_items, format_number
from programme.result_columns import COLUMN_LABELS, Column, ListFault
from programme.result_row import Fault, Wrong
from programme.results import MOST_ROWS, Doubt, Odd, Outcome, Verdict

WRONG: Mapping[Fault, str] = MappingProxyType(
    {
        Fault.EMPTY: N_("This row is empty. Please delete it or fill it in."),
        Fault.MERGED: N_("{column}: merged cells. Please split them."),
        Fault.FORMULA: N_("{column}: a formula. Please put the number in its place."),
        Fault.ERROR: N_("{column}: the spreadsheet shows the error {found}."),
        Fault.NO_CODE: N_("The product code is missing."),
        Fault.ODD_CODE: N_("“{found}” is no product code, for example SP-2026-00007."),
        Fault.UNKNOWN: N_("There is no product {found}."),
        Fault.OUTSIDE: N_("{found} is not in your area."),
        Fault.OWN: N_("This is your own product: a colleague must enter its result."),
        Fault.TWICE: N_("{found} stands in row {expected} already."),
        Fault.NO_NUMBER: N_("{column}: missing."),
        Fault.NOT_A_NUMBER: N_("{column}: “{found}” is no number."),
        Fault.NEGATIVE: N_("{column}: {found} is less than zero."),
        Fault.TOO_FINE: N_("{column}: {found} has more than two decimals."),
        Fault.OVER_MOST: N_("{column}: {found} is over the most, {expected}."),
        Fault.NOT_THE_SUM: N_("{column}: {found}, but A, B and C make {expected}."),
        Fault.NO_STARS: N_("The stars are missing; these rules do not give them by points."),
        Fault.ODD_STARS: N_("{column}: I do not understand “{found}”. Please write 1 to 5."),
        Fault.OTHER_STARS: N_("{column}: “{found}”, but the points give {expected}."),
        Fault.FEWER_STARS: N_(
            "{column}: “{found}”, but the points give {expected}. Did the council give fewer? "
            "Please write why under {note}."
        ),
        Fault.NO_CERTIFICATE: N_("The certificate number is missing: {expected} come with one."),
        Fault.NEEDLESS_CERTIFICATE: N_(
            "There is a certificate number, but this council gives none with {expected}."
        ),
        Fault.LONG_CERTIFICATE: N_("{column}: longer than {expected} characters."),
        Fault.SAME_CERTIFICATE: N_("Certificate {found} stands in row {expected} already."),
        Fault.TAKEN_CERTIFICATE: N_("Certificate {found} is that of {expected} already."),
        Fault.NO_ISSUED: N_("The date of issue is missing."),
        Fault.NO_EXPIRY: N_("The date of expiry is missing; these rules do not give it."),
        Fault.NOT_A_DATE: N_("{column}: “{found}” is no day. Please write it like 15/6/2026."),
        Fault.ISSUED_LATER: N_("{column}: {expected} is still to come."),
        Fault.EXPIRES_FIRST: N_("{column}: {found} is not after the day of issue, {expected}."),
        Fault.NOT_AT_RATING: N_("The product is not at the step at which your council rates it."),
        Fault.RATED_OTHERWISE: N_(
            "It has another result already: {expected} points. To correct it, open the dossier."
        ),
        Fault.OTHERWISE_BUT_POINTS: N_(
            "It has these points already, but other stars or another certificate. To correct it, "
            "open the dossier."
        ),
    }
)
_DECIMAL = re.compile(r"-?[0-9]+\.[0-9]+")
_IN_STARS = (
    *(Fault.OTHER_STARS, Fault.FEWER_STARS),
    *(Fault.NO_CERTIFICATE, Fault.NEEDLESS_CERTIFICATE),
)

UNREAD: Mapping[FileFault | ListFault, str] = MappingProxyType(
    {
        FileFault.EMPTY: N_("This file is empty. Please look whether it is the right one."),
        FileFault.TOO_LARGE: N_("This file is too large for me: {most} MB at most, please."),
        FileFault.TOO_MANY_ROWS: N_("This list has over {rows} rows. Please send it in parts."),
        FileFault.ENCRYPTED: N_(
            "This file is locked with a password. Please save it without one and send it again."
        ),
        FileFault.MACROS: N_(
            "This file contains macros, which I do not open. Please save it as .xlsx and send it "
            "again."
        ),
        FileFault.OLD_FORMAT: N_(
            "I cannot read this kind of spreadsheet. Please save it as .xlsx or .csv and send it "
            "again."
        ),
        FileFault.NO_SPREADSHEET: N_("This is no spreadsheet. Please send an .xlsx or .csv file."),
        FileFault.DAMAGED: N_(
            "I cannot read this file; it may be damaged. Please save it anew and send it again."
        ),
        ListFault.NO_HEADINGS: N_(
            "I find no headings in this file. Above the rows there must be: {columns}."
        ),
        ListFault.MISSING: N_("I find no column for: {columns}. Please add it above the rows."),
        ListFault.TWICE: N_("There is more than one column for: {columns}. Please keep one."),
        ListFault.NO_ROWS: N_("There are headings in this file, but no rows below them."),
    }
)


def say_unread(voice: Voice, unread: Unread) -> Html:
    """Why a file is no result list, and what to do."""
    wanted = unread.columns or (Column.CODE, Column.A, Column.B, Column.C)
    names = [voice.plain(COLUMN_LABELS[column]) for column in wanted]
    return voice.gettext(
        UNREAD[unread.fault],
        most=MOST_BYTES // 1_000_000,
        rows=format_number(MOST_ROWS, voice.language),
        columns=format_items(names, voice.language),
    )


def say_passed_over(voice: Voice, headings: Sequence[str]) -> Html | None:
    """Which columns count for nothing here: one of them may be misspelt."""
    if not headings:
        return None
    return voice.gettext("I pass over: {columns}.", columns=clip("; ".join(headings), 60))


def say_wrong(voice: Voice, wrong: Wrong) -> str:
    """What is wrong with a row, in one sentence without markup."""
    column = "" if wrong.column is None else voice.plain(COLUMN_LABELS[wrong.column])
    expected = wrong.expected
    if wrong.fault in _IN_STARS and isinstance(expected, int):
        said = stars(voice, expected)
    elif isinstance(expected, Decimal | int):
        said = format_number(expected, voice.language)
    elif isinstance(expected, date):
        said = format_date_only(expected, voice.language)
    else:
        said = expected or ""
    return voice.plain(
        WRONG[wrong.fault],
        column=column,
        found=clip(_as_read(voice, wrong.found), 40),
        expected=said,
        note=voice.plain(COLUMN_LABELS[Column.NOTE]),
    )


def _as_read(voice: Voice, found: str) -> str:
    """What stands in a cell as its reader has it before her: a number with its own comma."""
    if voice.language == "vi" and _DECIMAL.fullmatch(found):
        return found.replace(".", ",")
    return found


def say_odd(voice: Voice, odd: Odd) -> str:
    """What looks odd about a row, in one sentence without markup."""
    if isinstance(odd.expected, int):
        return voice.plain(
            "Fewer than the {expected} of the points, because: “{reason}”",
            expected=stars(voice, odd.expected),
            reason=clip(str(odd.found), 60),
        )
    found, expected = (
        format_date_only(one, voice.language) if isinstance(one, date) else clip(one, 60)
        for one in (odd.found, odd.expected)
    )
    if odd.doubt is Doubt.OTHER_NAME:
        return voice.plain(
            "The list calls it “{found}”, I know it as “{expected}”.",
            found=found,
            expected=expected,
        )
    return voice.plain(
        "The certificate ends on {found}; by the rules it would be {expected}.",
        found=found,
        expected=expected,
    )


def say_outcome(voice: Voice, outcome: Outcome) -> str:
    """What becomes of a row, without markup: what is recorded, or all that is wrong with it."""
    if outcome.verdict is Verdict.WRONG:
        return " ".join(say_wrong(voice, wrong) for wrong in outcome.wrong)
    rating = outcome.rating
    if rating is None:
        return ""
    said = voice.plain(
        "{total} points, {stars}",
        total=format_number(rating.total, voice.language),
        stars=stars(voice, rating.stars),
    )
    if outcome.verdict is Verdict.SAME:
        return voice.plain("written down already: {result}", result=said)
    if rating.certificate is not None:
        said = voice.plain(
            "{result}, certificate {number} until {day}",
            result=said,
            number=clip(rating.certificate.number, 60),
            day=format_date_only(rating.certificate.expires, voice.language),
        )
    doubts = " ".join(say_odd(voice, odd) for odd in outcome.odd)
    return f"{said}. ⚠️ {doubts}" if doubts else said


_SIGNS = {Verdict.RECORD: "✅", Verdict.SAME: "☑️", Verdict.WRONG: "❌"}


def row_line(voice: Voice, outcome: Outcome) -> Html:
    """A row of the dry run as a line of a message."""
    what = " ".join(part for part in (outcome.code, outcome.name) if part)
    about = html(clip(what, 30))
    return voice.gettext(
        "{sign} <b>Row {row}</b> {about}: {said}",
        sign=_SIGNS[outcome.verdict],
        row=outcome.number,
        about=about,
        said=clip(say_outcome(voice, outcome), 140),
    )


def summary(voice: Voice, outcomes: Sequence[Outcome]) -> Html:
    """How many rows become what."""
    count = dict.fromkeys(Verdict, 0)
    for outcome in outcomes:
        count[outcome.verdict] += 1
    all_of_them, new, known, wrong = (
        format_number(n, voice.language)
        for n in (
            len(outcomes),
            count[Verdict.RECORD],
            count[Verdict.SAME],
            count[Verdict.WRONG],
        )
    )
    parts = [
        voice.ngettext("{count} row", "{count} rows", len(outcomes), count=all_of_them),
        voice.gettext("✅ {n} new", n=new),
        voice.gettext("☑️ {n} known", n=known),
        voice.gettext("❌ {n} wrong", n=wrong),
    ]
    return Html(" · ".join(parts))
