"""The dry run of a council's result list as an officer leafs through it."""

from collections.abc import Sequence

from handlers.menu import back_button
from handlers.officer.results_sheet import Unread
from handlers.officer.results_words import say_unread
from handlers.screen import Button, Screen
from handlers.voice import Html, Voice, clip, lines
from locales.formats import format_number
from storage.media import Medium
from storage.result_lists import DryRun

PAGE = 4


def tab_of(shown: DryRun, wanted: str = "") -> str:
    """Which rows are listed: what is wrong first, where anything is."""
    return wanted or ("wrong" if shown.wrong else "all")


def page_of(shown: DryRun, tab: str, wanted: int) -> int:
    """The page that is shown; past the last one it is the last."""
    return max(0, min(wanted, _pages(shown, tab) - 1))


def _pages(shown: DryRun, tab: str) -> int:
    return -(-(shown.wrong if tab == "wrong" else shown.rows) // PAGE)


def may_be_recorded(shown: DryRun) -> bool:
    """A list is recorded, all of it or nothing: nothing in it may be wrong, something must be
    new."""
    return shown.new > 0 and shown.wrong == 0


def dry_run(
    voice: Voice, medium: Medium, shown: DryRun, listed: Sequence[str], tab: str, page: int
) -> Screen:
    """A page of what becomes of the rows; `listed` are its lines as HTML."""
    text = lines(
        voice.gettext("⭐ <b>Result list</b>: {name}", name=clip(medium.file_name or "–", 50)),
        Html(shown.summary),
        "",
        *map(Html, listed),
        "",
        _what_now(voice, shown),
    )
    pager = []
    if page > 0:
        pager.append(Button(voice.plain("◀ Earlier"), f"o:m.page:{medium.id}:{tab}:{page - 1}"))
    if page + 1 < _pages(shown, tab):
        pager.append(Button(voice.plain("Later ▶"), f"o:m.page:{medium.id}:{tab}:{page + 1}"))
    rows = [pager] if pager else []
    if 0 < shown.wrong < shown.rows:
        other = "all" if tab == "wrong" else "wrong"
        label = voice.plain("All rows") if tab == "wrong" else voice.plain("Only what is wrong")
        rows.append([Button(label, f"o:m.page:{medium.id}:{other}:0")])
    if may_be_recorded(shown):
        new = format_number(shown.new, voice.language)
        label = voice.plain("Write {n} results down", n=new)
        rows.append([Button(label, f"o:m.do:{medium.id}:{shown.print}")])
    return Screen(text, [*rows, _again(voice), [back_button(voice)]])


def unread(voice: Voice, why: Unread) -> Screen:
    """The file is no result list."""
    return Screen(say_unread(voice, why), [_again(voice), [back_button(voice)]])


def gone(voice: Voice) -> Screen:
    """The file never came, or is not here any more."""
    text = voice.gettext("I could not fetch the file. Please send it to me once more.")
    return Screen(text, [[back_button(voice)]])


def failed(voice: Voice) -> Screen:
    """What an officer is told when her list could not be read or recorded."""
    text = voice.gettext(
        "😔 Something went wrong with your result list, and nothing of it is written down. Please "
        "send it once more. If it fails again, please tell whoever looks after the bot."
    )
    return Screen(text, [_again(voice), [back_button(voice)]])


def refused(voice: Voice) -> Screen:
    """What an officer is told who may not rate any more."""
    text = voice.gettext(
        "You do not enter results of a council any more, so nothing of your list is written down."
    )
    return Screen(text, [[back_button(voice)]])


def _what_now(voice: Voice, shown: DryRun) -> Html:
    if may_be_recorded(shown):
        return voice.gettext("Nothing has changed yet. Shall I write it down and tell the farmers?")
    if shown.wrong:
        return voice.gettext(
            "Nothing has changed. Please correct these rows in the file and send it once more."
        )
    return voice.gettext("All of this is written down already. Nothing has changed.")


def _again(voice: Voice) -> list[Button]:
    return [Button(voice.plain("Send another file"), "o:m.new")]
