"""The emulated Telegram: its state, its clock, and the queue of updates for the bot.

What a person does is in ``people``, what the bot does in ``methods``; both end in
``World.commit``, which records facts, makes them true and tells the listeners.
"""

from __future__ import annotations

import re
import time
from collections.abc import Callable, Sequence
from pathlib import Path

from bot.channels.sandbox.journal import Journal
from bot.channels.sandbox.shapes import (
    Json,
    Refused,
    Upload,
    as_object,
    bad_request,
    need_str,
)
from bot.channels.sandbox.state import Chat, Person, State

Listener = Callable[[Json], None]
TYPING_SECONDS = 5.0
# What files are called whose own names do not tell.
_SUFFIXES = {"photo": ".jpg", "voice": ".oga", "video": ".mp4", "sticker": ".webp"}
# Telegram leaves out these kinds unless a bot asks for them.
_ASKED_FOR = frozenset({"chat_member", "message_reaction", "message_reaction_count"})


class World:
    """One bot and the people who talk to it.

    ``clock`` gives seconds since 1970; ``answer_within`` is how long a press of a button may
    wait for its answer, in seconds.
    """

    def __init__(
        self,
        *,
        bot: Json,
        journal: Path | None = None,
        clock: Callable[[], float] = time.time,
        answer_within: float = 60.0,
    ) -> None:
        self.bot = bot
        self.clock = clock
        self.answer_within = answer_within
        self.journal = Journal(journal)
        self.listeners: list[Listener] = []
        self._watchers: dict[int, list[Listener]] = {}
        self.state = self._fresh()
        for fact in self.journal.replay():
            self.state.apply(fact)

    def _fresh(self) -> State:
        # A new world must not repeat the numbers of an older one that a bot may remember.
        return State(last_update=int(self.clock()) % 1_000_000_000)

    def now(self) -> int:
        """The time as Telegram writes it: whole seconds since 1970."""
        return int(self.clock())

    def commit(self, *facts: Json) -> None:
        """Record the facts as one, make them true, tell everyone who listens."""
        self.journal.write(facts)
        for fact in facts:
            self.state.apply(fact)
        self.tell(*facts)

    def tell(self, *facts: Json) -> None:
        """Tell the listeners of something; what is only told, not committed, leaves no trace."""
        for fact in facts:
            for listener in self.listeners:
                listener(fact)
            for listener in self._watchers.get(_chat_of(fact), ()):
                listener(fact)

    def watch(self, chat_id: int, listener: Listener) -> Callable[[], None]:
        """Tell the listener what happens in one chat, until the returned function is called."""
        self._watchers.setdefault(chat_id, []).append(listener)

        def stop() -> None:
            self._watchers[chat_id].remove(listener)

        return stop

    def start_over(self) -> None:
        """Forget every person and message; keep what the bot has set about itself."""
        facts = self.state.settings()
        self.journal.start_over(facts)
        self.state = State()
        for fact in facts:
            self.state.apply(fact)
        self.tell({"fact": "reset"})

    # People and chats

    def add_person(
        self,
        first_name: str,
        *,
        last_name: str | None = None,
        username: str | None = None,
        language_code: str = "vi",
        role: str = "farmer",
        note: str = "",
        phone: str | None = None,
        start: str | None = None,
        person_id: int | None = None,
    ) -> Person:
        """A new person with a phone; one with the id of a known person replaces it."""
        number = self.state.last_person + 1 if person_id is None else person_id
        person = Person(
            number, first_name, last_name, username, language_code, role, note, phone, start
        )
        self.commit({"fact": "person", "person": person.as_json()})
        return person

    def people(self) -> list[Person]:
        """Everybody, in the order of coming."""
        return [chat.person for chat in self.state.chats.values()]

    def chat(self, chat_id: object) -> Chat:
        """The chat with this id. Raises ``Refused`` (400, 403) if there is none."""
        chat = self.state.chats.get(chat_id) if isinstance(chat_id, int) else None
        if chat is None and chat_id in self.state.gone:
            raise Refused(403, "Forbidden: user is deactivated")
        if chat is None:
            raise bad_request("chat not found")
        return chat

    def reachable(self, chat_id: object) -> Chat:
        """The chat, if the bot may write there. Raises ``Refused`` (400 or 403)."""
        chat = self.chat(chat_id)
        if chat.blocked:
            raise Refused(403, "Forbidden: bot was blocked by the user")
        if not chat.started:
            raise Refused(403, "Forbidden: bot can't initiate conversation with a user")
        return chat

    def seen(self, chat: Chat, message: Json) -> Json:
        """The message as the page shows it."""
        from_bot = as_object(message["from"])["id"] == self.bot["id"]
        return {**message, "from_bot": from_bot, "edited": "edit_date" in message}

    def commands_for(self, person: Person) -> list[object]:
        """The commands in force for a person: those of the chat, then all private, then all."""
        for scope in (f"chat:{person.id}", "all_private_chats", "default"):
            for language in (person.language_code[:2], ""):
                commands = self.state.commands.get((scope, language))
                if commands:
                    return commands
        return []

    # Updates

    def update(self, kind: str, content: object, ahead: int = 1) -> list[Json]:
        """The fact of a new update, the ``ahead``-th of this commit; none if not wanted."""
        wanted = self.state.allowed_updates
        if kind not in wanted if wanted else kind in _ASKED_FOR:
            return []
        number = self.state.last_update + ahead
        return [{"fact": "update", "update": {"update_id": number, kind: content}}]

    def push_update(self, kind: str, content: object) -> int:
        """Put any update into the queue as it is; returns its id. For tests of odd input."""
        number = self.state.last_update + 1
        self.commit({"fact": "update", "update": {"update_id": number, kind: content}})
        return number

    def pending(self, limit: int = 100) -> list[Json]:
        """The oldest updates that were not yet confirmed."""
        updates = self.state.updates
        return [update for _, update in zip(range(limit), updates.values(), strict=False)]

    def confirm(self, before: int) -> None:
        """The bot has every update with a smaller id: forget them."""
        if next(iter(self.state.updates), before) < before:
            self.commit({"fact": "delivered", "before": before})

    # Files

    def keep_file(
        self, upload: Upload, kind: str, details: Sequence[Json], ahead: int
    ) -> list[Json]:
        """The facts of a new file, one for each of its sizes, smallest first.

        ``ahead`` counts the facts of files that this commit holds already.
        """
        digest = self.journal.keep(upload.data)
        facts: list[Json] = []
        for place, detail in enumerate(details):
            number = self.state.last_file + ahead + place + 1
            suffix = Path(upload.name).suffix.lower()
            if not re.fullmatch(r"\.[a-z0-9]{1,8}", suffix):
                suffix = _SUFFIXES.get(kind, "")
            facts.append(
                {
                    "fact": "file",
                    "number": number,
                    "file_id": f"{kind[:2].upper()}AC{number:08d}{digest[:40]}",
                    "unique_id": f"AQAD{digest[:12]}{place}",
                    "sha256": digest,
                    "size": len(upload.data),
                    "path": f"{kind}s/file_{number}{suffix}",
                    "kind": kind,
                    "name": upload.name,
                    "mime": upload.mime,
                    "detail": detail,
                }
            )
        return facts

    def file(self, file_id: str) -> Json:
        """The fact of a known file. Raises ``Refused`` (400) for an unknown id."""
        fact = self.state.files.get(file_id)
        if fact is None:
            raise bad_request("wrong file identifier/HTTP URL specified")
        return fact

    def file_bytes(self, fact: Json) -> bytes:
        """What the file holds."""
        return self.journal.fetch(need_str(fact, "sha256"))


def _chat_of(fact: Json) -> int:
    """The chat that a fact is about; 0 if it is about none."""
    message = fact.get("message")
    chat = as_object(as_object(message)["chat"])["id"] if message else fact.get("chat")
    return chat if isinstance(chat, int) else 0
