"""A crowd before the bot: somebody at every question, in both languages, at once."""

import json
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace

from bot.channels.sandbox import people as hands
from bot.channels.sandbox.shapes import Json, need_int, need_str
from handlers import idea, idea_questions, start
from handlers.fields import Step
from handlers.officer import returning
from programme.roles import Level, Role
from storage import officers, people
from storage.people import Language, Person
from tests.junk.room import CHANNEL, Room

SON_DONG, TAN_YEN = "12050", "20242"
NEW, MENU, REFUSED, SENT, DESK = "new", "menu", "refused", "sent", "desk"
REVIEW, CORRECTION, REASON = "review", "correction", "reason"
# The desk of another commune's officer.
FAR = "far"
OFFICERS = (DESK, REASON, FAR)
# Where people stand who are known to agree, and have a question on their screens.
IDEA_STEPS = tuple(step.key for step in idea_questions.STEPS)
START_STEPS = tuple(step.key for step in start.FORM.steps)
STEPS: Mapping[str, Step] = {
    step.key: step for form in (idea.FORM, start.FORM, returning.FORM) for step in form.steps
}


@dataclass(frozen=True, slots=True)
class Somebody:
    """A person and where she stands: the key of the question on her screen, or one of the above."""

    place: str
    language: Language
    id: int

    def __str__(self) -> str:
        return f"{self.place}/{self.language}"


@dataclass(frozen=True, slots=True)
class Stand:
    """A form as far as junk must not change it; an answer asked back is still to come."""

    form: str
    step: str
    answers: Mapping[str, object]
    reviewed: bool
    open: bool


Act = Callable[[Room, int], None]


def say(text: str) -> Act:
    def act(room: Room, id: int) -> None:
        hands.send_text(room.telegram, id, text)

    return act


def press_on(value: str) -> Act:
    """Press the newest button whose data holds the value."""

    def act(room: Room, id: int) -> None:
        for message in reversed(list(hands.find_chat(room.telegram, id).messages.values())):
            for button in hands.buttons(message):
                if value in need_str(button, "callback_data"):
                    data = need_str(button, "callback_data")
                    hands.press(room.telegram, id, need_int(message, "message_id"), data)
                    return
        raise LookupError(f"nobody shows a button {value}")

    return act


START_ACTS = (say("/start"), press_on(":="), press_on("=agree"))
IDEA_ACTS = (
    say("/ytuong"),
    say("Rượu ba kích tím"),
    press_on("=drink"),
    say("Ủ chum sành ba năm"),
    press_on("=over_75"),
    say("1,5 tấn"),
    say("1, 2"),
    say("1"),
    press_on("!skip"),
    say("Nguyễn Thị Lan 0912 345 678"),
)
SEND_ACTS = (*IDEA_ACTS, press_on("!send"))


def script(somebody: Somebody) -> Sequence[Act]:
    """What somebody does to get where she stands."""
    place = somebody.place
    if place in START_STEPS:
        chosen = (START_ACTS[0], press_on(f"={somebody.language}"), START_ACTS[2])
        return chosen[: START_STEPS.index(place) + 1]
    if place in IDEA_STEPS:
        return IDEA_ACTS[: IDEA_STEPS.index(place) + 1]
    return {
        NEW: (),
        MENU: (say("/menu"),),
        REFUSED: (say("/menu"),),
        REVIEW: IDEA_ACTS,
        SENT: SEND_ACTS,
        CORRECTION: (*SEND_ACTS, say("/trangthai"), press_on("i:edit:")),
        DESK: (say("/hangdoi"),),
        FAR: (say("/hangdoi"),),
        REASON: (say("/hangdoi"), press_on("o:see:"), press_on("o:take:"), press_on("o:return:")),
    }[place]


PLACES = (
    NEW,
    *START_STEPS,
    MENU,
    REFUSED,
    *IDEA_STEPS,
    REVIEW,
    SENT,
    CORRECTION,
    DESK,
    REASON,
    FAR,
)


async def gather(room: Room, places: Sequence[str] = PLACES) -> list[Somebody]:
    """Bring somebody to each of the places, once in each language."""
    found = [await _invite(room, place, language) for place in places for language in LANGUAGES]
    farmers = [one for one in found if one.place not in OFFICERS]
    await act_all(room, {one: script(one) for one in farmers})
    # One officer after the other: each takes up an idea of her own.
    for one in found:
        if one not in farmers:
            await act_all(room, {one: script(one)})
    room.listen()
    return found


LANGUAGES: tuple[Language, ...] = ("vi", "en")


async def act_all(room: Room, scripts: Mapping[Somebody, Sequence[Act]]) -> None:
    """Let everybody go through her script, all at the same time."""
    for number in range(max(map(len, scripts.values()), default=0)):
        for one, acts in scripts.items():
            if number < len(acts):
                acts[number](room, one.id)
        await room.settle()


async def _invite(room: Room, place: str, language: Language) -> Somebody:
    person = room.telegram.add_person(
        "Lan" if language == "vi" else "Anna", language_code=language, phone="84912345678"
    )
    one = Somebody(place, language, person.id)
    # Whoever presses a button has written before.
    room.telegram.chat(person.id).started = True
    if place not in (NEW, *START_STEPS):
        await known(room, one)
    return one


async def known(room: Room, one: Somebody) -> Person:
    """Let the bot know somebody, without her name and number; officers get their role."""
    commune = TAN_YEN if one.place == FAR else SON_DONG
    async with room.db.transaction() as tx:
        visit = await people.arrive(tx, CHANNEL, str(one.id), one.language, 1)
        agreed = one.place != REFUSED
        person = replace(visit.person, consent=agreed, commune=commune if agreed else None)
        people.save(tx, person)
        people.add_consent(tx, person, given=agreed, text_version=start.CONSENT_TEXT, now=1)
        if one.place in OFFICERS:
            role = Role(Level.COMMUNE, commune)
            officers.grant(tx, person.id, role, "Trần Văn Minh", 1)
    return person


async def stands(room: Room) -> dict[int, Stand]:
    """The form of everybody who has one, by her chat: the one that she began first."""
    found = {}
    for row in await room.rows(
        "SELECT c.chat_id, d.form, d.data, d.open FROM drafts d JOIN chats c USING (person_id) "
        "ORDER BY d.id DESC"
    ):
        data = json.loads(row["data"])
        # What was known before she began a new idea is no answer of hers.
        known = data["answers"].get("*given", ()) if row["form"] == idea.FORM.name else ()
        answers = {
            k: v
            for k, v in data["answers"].items()
            if k[0] != "*" and k[-1] != "?" and k not in known
        }
        found[int(row["chat_id"])] = Stand(
            row["form"], data["step"], answers, data["reviewed"], bool(row["open"])
        )
    return found


@dataclass(frozen=True, slots=True)
class Backup:
    """The people and their forms as they were."""

    people: Sequence[tuple[object, ...]]
    drafts: Sequence[tuple[object, ...]]


_PEOPLE = ("language", "consent", "commune", "name", "phone", "id")
_DRAFTS = ("id", "person_id", "form", "version", "data", "open", "updated_at")


async def backup(room: Room) -> Backup:
    return Backup(
        [tuple(row[key] for key in _PEOPLE) for row in await room.rows("SELECT * FROM people")],
        [tuple(row[key] for key in _DRAFTS) for row in await room.rows("SELECT * FROM drafts")],
    )


async def restore(room: Room, before: Backup) -> None:
    """Put people and forms back; people who have come since are forgotten."""
    if await backup(room) == before:
        return
    async with room.db.transaction() as tx:
        tx.later("DELETE FROM drafts")
        for row in before.people:
            tx.later(
                "UPDATE people SET language = :language, consent = :consent, commune = :commune, "
                "name = :name, phone = :phone WHERE id = :id",
                **_values(_PEOPLE, row),
            )
        for row in before.drafts:
            tx.later(
                "INSERT INTO drafts (id, person_id, form, version, data, open, updated_at) "
                "VALUES (:id, :person_id, :form, :version, :data, :open, :updated_at)",
                **_values(_DRAFTS, row),
            )
        known = {row[-1] for row in before.people}
        for person in await tx.all("SELECT id FROM people"):
            if person["id"] not in known:
                for table in ("selfchecks", "topic_choices", "nights", "chats"):
                    tx.later(f"DELETE FROM {table} WHERE person_id = :id", id=person["id"])  # noqa: S608
                tx.later("DELETE FROM consents WHERE person_id = :id", id=person["id"])
                tx.later("DELETE FROM people WHERE id = :id", id=person["id"])


def _values(names: Sequence[str], row: Sequence[object]) -> dict[str, str | int | None]:
    return {
        name: value
        for name, value in zip(names, row, strict=True)
        if value is None or isinstance(value, str | int)
    }


def user_of(room: Room, id: int) -> Json:
    """Somebody as the sender of an update."""
    return room.telegram.chat(id).person.as_user()


def chat_of(room: Room, id: int) -> Json:
    """Somebody's private chat."""
    return room.telegram.chat(id).person.as_chat()
