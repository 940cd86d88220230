"""An announcement as the people to whom it goes see it: one message each, whose pages are turned
in place.

The same function makes the officer's preview, what the sender delivers, and what is read again
later, so that they cannot differ.
"""

from collections.abc import Mapping
from dataclasses import dataclass

from handlers.screen import Button, Screen, chat_id_of, shown
from handlers.voice import Html, Voice, lines
from locales import N_
from programme.announcements import MAX_CAPTION, MAX_PAGE
from programme.ideas import label_of
from programme.pages import pages
from programme.text import utf16_len
from programme.topics import TOPICS
from programme.units import Territory
from storage.announcements import Announcement
from storage.outbox import Call

FRAME = 200
"""The topic and the lines above and below the text, in UTF-16 units, are shorter than this."""

PAGE = "t:page"
"""Begins the data of the buttons that turn the pages of what was sent."""

SENDER = N_("Farmers' Union of {place}")


@dataclass(frozen=True, slots=True)
class Message:
    """One call of the Bot API but for the chat it goes to."""

    method: str
    params: Mapping[str, object]

    def call(self, chat_id: str, subject: str | None = None) -> Call:
        return Call(self.method, {"chat_id": chat_id_of(chat_id), **self.params}, subject)


def message(
    voice: Voice,
    territory: Territory,
    announcement: Announcement,
    *,
    read: bool = False,
    page: int = 0,
    turn_by: str = PAGE,
) -> Message:
    """The message, or one page of it, from 0, or the last one. Exactly one photo stands above the
    text if that is short enough; other files come at the press of a button. `read` leaves out the
    button that says so; it stands below the last page. `turn_by` begins the data of the buttons
    that turn the page: by a preview's, they stay in its language."""
    photo = photo_of(territory, announcement)
    files = len(announcement.files) if photo is None else 0
    parts = pages_of(voice, territory, announcement)
    page = min(page, len(parts) - 1)
    last = page == len(parts) - 1
    rows = _rows(voice, announcement.id, files, read=read or not last)
    if len(parts) > 1:
        rows.insert(0, _turning(voice, f"{turn_by}:{announcement.id}", page, len(parts)))
    said = _framed(voice, territory, announcement, parts[page])
    params = Screen(said, rows).params("")
    del params["chat_id"]
    if photo is None:
        return Message("sendMessage", params)
    del params["link_preview_options"]
    return Message(
        "sendPhoto", {"photo": {"media": photo}, "caption": params.pop("text"), **params}
    )


def photo_of(territory: Territory, announcement: Announcement) -> int | None:
    """The photo that stands above the text; None where files come by a button, or there are
    none. The same in every language, so that nobody gets another form of it."""
    if len(announcement.files) != 1 or announcement.files[0].kind != "photo":
        return None
    framed = (
        f"{announcement.text}{announcement.number or ''}{territory.full_name(announcement.unit)}"
    )
    if utf16_len(framed) + FRAME > MAX_CAPTION:
        return None
    return announcement.files[0].media


def title(voice: Voice, announcement: Announcement) -> Html:
    """What it is about, in one line: the topic and the number of the document."""
    topic = voice.gettext(label_of(TOPICS, announcement.topic))
    if announcement.number is None:
        return topic
    return voice.gettext("{topic}, {number}", topic=topic, number=announcement.number)


def pages_of(voice: Voice, territory: Territory, announcement: Announcement) -> tuple[str, ...]:
    """The text in parts that fit into one message with what stands around them."""
    frame = _framed(voice, territory, announcement, "")
    return pages(announcement.text, MAX_PAGE - len(shown(frame)))


def _framed(voice: Voice, territory: Territory, announcement: Announcement, text: str) -> Html:
    """A text with what stands around it."""
    mark = "❗" if announcement.urgent else "📢"
    corrected = announcement.corrects is not None
    place = territory.full_name(announcement.unit)
    return lines(
        Html(f"{mark} <b>{title(voice, announcement)}</b>"),
        voice.gettext("✏️ This corrects what I sent you before.") if corrected else None,
        "",
        text,
        "",
        Html(f"<i>{voice.gettext(SENDER, place=place)}</i>"),
    )


def _turning(voice: Voice, data: str, page: int, count: int) -> list[Button]:
    row = []
    if page > 0:
        row.append(Button(voice.plain("◀ Page before"), f"{data}:{page - 1}"))
    if page < count - 1:
        label = voice.plain("Read on ({page}/{count}) ▶", page=page + 2, count=count)
        row.append(Button(label, f"{data}:{page + 1}"))
    return row


def _rows(voice: Voice, id: int, files: int, *, read: bool) -> list[list[Button]]:
    rows: list[list[Button]] = []
    if files:
        label = voice.plain("📎 See the attachments ({count})", count=files)
        rows.append([Button(label, f"t:files:{id}")])
    if not read:
        rows.append([Button(voice.plain("✅ I have read it"), f"t:read:{id}")])
    rows.append([Button(voice.plain("💬 Ask an officer"), f"t:ask:{id}")])
    return rows
