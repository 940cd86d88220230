"""Everything but text that can come in a message, and which questions each of them answers."""

from collections.abc import Mapping

from bot.channels.sandbox import people as hands
from bot.channels.sandbox.phone import SMALL_PNG
from bot.channels.sandbox.shapes import Json, Upload, need_str
from tests.junk.room import Room

NOWHERE: frozenset[str] = frozenset()
# A photo that comes after Done is pressed is put with the others.
PHOTO = frozenset({"photos", "contact", "review", "correction"})
VOICE = frozenset({"special"})
HUGE = 2**40

Thing = tuple[Json, frozenset[str]]


def file_ids(room: Room) -> Mapping[str, str]:
    """A photo, a recording and a paper that the server has."""
    found: dict[str, str] = {}
    for kind, mime, data in (
        ("photo", "image/png", SMALL_PNG),
        ("voice", "audio/ogg", b"OggS"),
        ("document", "image/png", SMALL_PNG),
    ):
        facts: list[Json] = []
        hands.keep(room.telegram, Upload("a", mime, data), kind, facts)
        room.telegram.commit(*facts)
        found[kind] = need_str(facts[-1], "file_id")
    return found


def things(room: Room) -> Mapping[str, Thing]:
    """What the rest of a message is, by a name for it."""
    ids = file_ids(room)

    def file(kind: str, **more: object) -> Json:
        return {"file_id": ids[kind], "file_unique_id": "u", **more}

    def photo(**more: object) -> Json:
        return {"photo": [{**file("photo", width=1, height=1), **more}]}

    def document(**more: object) -> Json:
        return {"document": file("document", **more)}

    place: Json = {"latitude": 21.27, "longitude": 106.19}
    clip = {**file("document", width=1, height=1, duration=1)}
    stranger: Json = {"phone_number": "+84987654321", "first_name": "Hoa"}
    return {
        "a sticker": (
            {
                "sticker": file(
                    "document",
                    type="regular",
                    width=1,
                    height=1,
                    is_animated=False,
                    is_video=False,
                )
            },
            NOWHERE,
        ),
        "a die": ({"dice": {"emoji": "🎲", "value": 6}}, NOWHERE),
        "a poll": ({"poll": _poll()}, NOWHERE),
        "a place": ({"location": place}, NOWHERE),
        "a live place": ({"location": {**place, "live_period": 60, "heading": 1}}, NOWHERE),
        "a venue": (
            {"location": place, "venue": {"location": place, "title": "<b>", "address": "&"}},
            NOWHERE,
        ),
        "another's contact": ({"contact": {**stranger, "user_id": 5}}, NOWHERE),
        "a contact without account": ({"contact": stranger}, NOWHERE),
        "a contact without number": ({"contact": {"phone_number": "", "first_name": ""}}, NOWHERE),
        "a contact of markup": (
            {
                "contact": {
                    "phone_number": "+84987654321",
                    "first_name": "</code><b>" + "W" * 200,
                    "last_name": "&\x00\ud83d",
                    "vcard": "BEGIN:VCARD",
                }
            },
            NOWHERE,
        ),
        "a recording": ({"voice": file("voice", duration=3)}, VOICE),
        "a recording with a caption": (
            {"voice": file("voice", duration=0, mime_type=""), "caption": "<b>"},
            VOICE,
        ),
        "a recording too large": (
            {"voice": file("voice", duration=9999, file_size=20_000_001)},
            NOWHERE,
        ),
        "a song": (
            {"audio": file("voice", duration=1, title="<i>", file_name="\x00../x")},
            VOICE,
        ),
        "a video": ({"video": clip}, NOWHERE),
        "a video with a caption": ({"video": clip, "caption": "Ba kích tím"}, NOWHERE),
        "a round video": ({"video_note": file("document", length=1, duration=1)}, NOWHERE),
        "an animation": (
            {"animation": clip, "document": file("document", mime_type="video/mp4")},
            NOWHERE,
        ),
        "a photo": (photo(file_size=70), PHOTO),
        "a photo with a caption": ({**photo(), "caption": "Tên là <b>Ba kích</b>"}, PHOTO),
        "a photo of nothing": (photo(file_size=0, width=0, height=0), PHOTO),
        "a photo too large": (photo(file_size=20_000_001), NOWHERE),
        "no photo": ({"photo": []}, NOWHERE),
        "a paper": (document(mime_type="application/pdf", file_name="a.pdf"), NOWHERE),
        "a paper without a name": (document(), NOWHERE),
        "a picture as a file": (document(mime_type="image/png", file_name="a.png"), PHOTO),
        "a picture with an odd name": (
            document(mime_type="IMAGE/PNG", file_name="../\x00\ud83d<b>" + "x" * 300 + ".PNG"),
            PHOTO,
        ),
        "a program for a picture": (document(mime_type="image/png", file_name="a.exe"), NOWHERE),
        "a picture too large": (document(mime_type="image/png", file_size=HUGE), NOWHERE),
        "a picture of an odd kind": (document(mime_type="image/svg+xml\x00"), NOWHERE),
        "an odd kind": (document(mime_type="\x00/\u202e" + "x" * 300, file_name=""), NOWHERE),
        "a story": ({"story": {"chat": {"id": -1, "type": "channel"}, "id": 1}}, NOWHERE),
        "a game": ({"game": {"title": "x", "description": "x", "photo": []}}, NOWHERE),
        "an invoice": (
            {
                "invoice": {
                    "title": "x",
                    "description": "x",
                    "start_parameter": "x",
                    "currency": "VND",
                    "total_amount": 1,
                }
            },
            NOWHERE,
        ),
        "paid pictures": (
            {"paid_media": {"star_count": 1, "paid_media": [{"type": "preview"}]}},
            NOWHERE,
        ),
        "something newer": ({"hologram": {"file_id": "x"}}, NOWHERE),
    }


def _poll() -> Json:
    return {
        "id": "1",
        "question": "<b>?",
        "options": [],
        "total_voter_count": 0,
        "is_closed": False,
        "is_anonymous": True,
        "type": "regular",
        "allows_multiple_answers": False,
        "allows_revoting": False,
        "members_only": False,
    }


# What others do in a chat, or Telegram itself: no message to the bot, so no answer.
SERVICE: Mapping[str, Json] = {
    "pinned": {
        "pinned_message": {"message_id": 1, "date": 0, "chat": {"id": 1, "type": "private"}}
    },
    "a timer": {"message_auto_delete_timer_changed": {"message_auto_delete_time": 60}},
    "allowed to write": {"write_access_allowed": {"from_request": True}},
    "a background": {"chat_background_set": {"type": {"type": "chat_theme", "theme_name": "x"}}},
}
