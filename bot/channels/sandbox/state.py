"""What the emulated Telegram holds, and how one recorded fact changes it.

Facts are plain JSON objects, so the journal can keep them and a restart can replay them.
``State.apply`` is the only place where anything changes.
"""

from __future__ import annotations

from dataclasses import asdict, dataclass, field

from bot.channels.sandbox.shapes import (
    Json,
    as_list,
    as_object,
    get_bool,
    get_int,
    get_list,
    get_object,
    get_str,
    need_int,
    need_str,
)


@dataclass(frozen=True, slots=True)
class Person:
    """Somebody with a phone: a Telegram user, and a word about who that is."""

    id: int
    first_name: str
    last_name: str | None = None
    username: str | None = None
    language_code: str = "vi"
    role: str = "farmer"
    note: str = ""
    phone: str | None = None
    start: str | None = None

    def as_json(self) -> Json:
        """The person as the page shows it."""
        return asdict(self)

    def as_user(self) -> Json:
        """The person as the Bot API's User."""
        return {
            "id": self.id,
            "is_bot": False,
            **self._names(),
            "language_code": self.language_code,
        }

    def as_chat(self) -> Json:
        """The person's private chat as the Bot API's Chat."""
        return {"id": self.id, "type": "private", **self._names()}

    def _names(self) -> Json:
        names = {
            "first_name": self.first_name,
            "last_name": self.last_name,
            "username": self.username,
        }
        return {key: value for key, value in names.items() if value is not None}


def person_from_json(source: Json) -> Person:
    """The person out of its JSON."""
    return Person(
        id=need_int(source, "id"),
        first_name=need_str(source, "first_name"),
        last_name=get_str(source, "last_name"),
        username=get_str(source, "username"),
        language_code=get_str(source, "language_code") or "vi",
        role=get_str(source, "role") or "farmer",
        note=get_str(source, "note") or "",
        phone=get_str(source, "phone"),
        start=get_str(source, "start"),
    )


@dataclass(slots=True)
class Chat:
    """The private chat of one person with the bot."""

    person: Person
    messages: dict[int, Json] = field(default_factory=dict)
    keyboard: Json | None = None
    placeholder: str | None = None
    started: bool = False
    blocked: bool = False
    menu_button: Json | None = None
    typing_until: float = 0.0


@dataclass(slots=True)
class Query:
    """A press of a button that waits for its answer; ``asked`` is in seconds since 1970."""

    chat: int
    message_id: int
    asked: float
    answered: bool = False


@dataclass(slots=True)
class State:
    """Everything the emulated Telegram knows."""

    chats: dict[int, Chat] = field(default_factory=dict)
    gone: set[object] = field(default_factory=set)
    updates: dict[int, Json] = field(default_factory=dict)
    queries: dict[str, Query] = field(default_factory=dict)
    commands: dict[tuple[str, str], list[object]] = field(default_factory=dict)
    texts: dict[tuple[str, str], str] = field(default_factory=dict)
    files: dict[str, Json] = field(default_factory=dict)
    menu_button: Json | None = None
    webhook: Json | None = None
    allowed_updates: list[object] = field(default_factory=list)
    last_update: int = 0
    last_message: int = 0
    last_person: int = 7_000_000_000
    last_query: int = 1 << 60
    last_file: int = 0

    def apply(self, fact: Json) -> None:
        """Make the fact true."""
        match need_str(fact, "fact"):
            case "person":
                self._person(person_from_json(as_object(fact["person"])))
            case "person_gone":
                self._person_gone(need_int(fact, "chat"))
            case "message" | "edit":
                self._message(as_object(fact["message"]), get_bool(fact, "from_bot"))
            case "delete":
                self.chats[need_int(fact, "chat")].messages.pop(need_int(fact, "message_id"), None)
            case "keyboard":
                chat = self.chats[need_int(fact, "chat")]
                chat.keyboard = get_object(fact, "keyboard")
                chat.placeholder = get_str(fact, "placeholder")
            case "blocked":
                self.chats[need_int(fact, "chat")].blocked = get_bool(fact, "blocked")
            case "update":
                update = as_object(fact["update"])
                self.last_update = need_int(update, "update_id")
                self.updates[self.last_update] = update
            case "delivered":
                self._delivered(need_int(fact, "before"))
            case "query":
                self._query(fact)
            case "answer":
                self.queries[need_str(fact, "query")].answered = True
            case "file":
                self.files[need_str(fact, "file_id")] = fact
                self.last_file = max(self.last_file, need_int(fact, "number"))
            case "numbers":
                self.last_update = need_int(fact, "update")
                self.last_message = need_int(fact, "message")
                self.last_person = need_int(fact, "person")
                self.last_query = need_int(fact, "query")
                self.last_file = need_int(fact, "file")
            case _:
                self._setting(fact)

    def _person(self, person: Person) -> None:
        self.last_person = max(self.last_person, person.id)
        self.gone.discard(person.id)
        if person.id in self.chats:
            self.chats[person.id].person = person
        else:
            self.chats[person.id] = Chat(person)

    def _person_gone(self, chat: int) -> None:
        del self.chats[chat]
        self.gone.add(chat)
        gone = [key for key, query in self.queries.items() if query.chat == chat]
        for key in gone:
            del self.queries[key]

    def _message(self, message: Json, from_bot: bool) -> None:
        chat = self.chats[need_int(as_object(message["chat"]), "id")]
        number = need_int(message, "message_id")
        chat.messages[number] = message
        self.last_message = max(self.last_message, number)
        if from_bot:
            chat.typing_until = 0.0
        else:
            chat.started = True

    def _delivered(self, before: int) -> None:
        while (oldest := next(iter(self.updates), before)) < before:
            del self.updates[oldest]

    def _query(self, fact: Json) -> None:
        asked = fact["asked"]
        if not isinstance(asked, int | float):
            raise TypeError("asked")
        key = need_str(fact, "query")
        self.queries[key] = Query(need_int(fact, "chat"), need_int(fact, "message_id"), asked)
        self.last_query = int(key)

    def _setting(self, fact: Json) -> None:
        """What the bot has set about itself."""
        match need_str(fact, "fact"):
            case "commands":
                key = (need_str(fact, "scope"), need_str(fact, "language"))
                if fact["commands"] is None:
                    self.commands.pop(key, None)
                else:
                    self.commands[key] = as_list(fact["commands"])
            case "text":
                self.texts[need_str(fact, "what"), need_str(fact, "language")] = need_str(
                    fact, "text"
                )
            case "menu_button":
                number = get_int(fact, "chat")
                if number is None:
                    self.menu_button = get_object(fact, "button")
                else:
                    self.chats[number].menu_button = get_object(fact, "button")
            case "webhook":
                self.webhook = get_object(fact, "webhook")
            case "allowed_updates":
                self.allowed_updates = get_list(fact, "kinds")
            case other:
                raise ValueError(f"the journal holds an unknown fact: {other}")

    def settings(self) -> list[Json]:
        """The facts that outlive a start-over: what the bot has set for all, and the counters.

        Numbers go on rising, so that nothing that remembers an old one mistakes a new one for it.
        """
        facts: list[Json] = [
            {
                "fact": "numbers",
                "update": self.last_update,
                "message": self.last_message,
                "person": self.last_person,
                "query": self.last_query,
                "file": self.last_file,
            }
        ]
        for (scope, language), commands in self.commands.items():
            if not scope.startswith("chat:"):
                facts.append(
                    {
                        "fact": "commands",
                        "scope": scope,
                        "language": language,
                        "commands": commands,
                    }
                )
        for (what, language), text in self.texts.items():
            facts.append({"fact": "text", "what": what, "language": language, "text": text})
        facts.append({"fact": "menu_button", "button": self.menu_button})
        facts.append({"fact": "webhook", "webhook": self.webhook})
        facts.append({"fact": "allowed_updates", "kinds": self.allowed_updates})
        return facts
