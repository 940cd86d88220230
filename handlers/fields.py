"""What a form can ask: the kinds of questions, and what an answer to each looks like.

An answer is JSON (storage.drafts.Answer). None is a question that was skipped.
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal, InvalidOperation
from typing import TypeAlias

from handlers.turn import Turn
from handlers.voice import Html, Voice, clip, html
from locales import N_
from locales.formats import format_date_only, format_moment, format_quantity
from programme.contact import show_phone
from programme.ideas import Choice, label_of
from programme.quantity import UNITS, Quantity, with_unit
from programme.units import Territory
from storage.drafts import Answer

Answers: TypeAlias = Mapping[str, Answer]


@dataclass(frozen=True, slots=True)
class Text:
    """Words of one line, `least` letters or digits and at most `most` characters; with `timeless`
    they say more than a day and a time."""

    least: int = 2
    most: int = 100
    timeless: bool = False


@dataclass(frozen=True, slots=True)
class TextOrVoice:
    """A few sentences, typed or spoken. A recording's answer is `{"voice": "<id of its medium>"}`,
    what was typed is a string."""

    least: int = 5
    most: int = 1000


@dataclass(frozen=True, slots=True)
class Note:
    """A message as people send it: typed (a string), spoken (`{"voice": "<id>"}`), or a photo
    (`{"photo": "<id>"}`, perhaps with `text`; of several sent at once `album` is their name and
    `more` the others' ids, with spaces between them)."""

    least: int = 2
    most: int = 600


@dataclass(frozen=True, slots=True)
class Amount:
    """A yearly amount with its unit: `{"value": "1.5", "unit": "tonne"}`. Where somebody types a
    number alone, `offered` are the units to choose from."""

    offered: tuple[str, ...] = ("kg", "tonne", "litre", "bottle", "box", "piece")


@dataclass(frozen=True, slots=True)
class OneOf:
    """One of the choices; the answer is its key. `columns` of buttons stand side by side."""

    choices: tuple[Choice, ...]
    columns: int = 1


@dataclass(frozen=True, slots=True)
class SeveralOf:
    """One or more of the choices: a list of keys. `alone` is the key that excludes all others; a
    typed "tất cả" means it or, with `none`, "không". No more than `page` choices stand below one
    message. With `wished` they are what people want: "cần vốn" is then "vốn"."""

    choices: tuple[Choice, ...]
    alone: str = ""
    none: bool = False
    page: int = 9
    wished: bool = False


@dataclass(frozen=True, slots=True)
class Place:
    """A place: the code of today's commune, or of a unit of other `levels`. `which` is the msgid
    that asks to choose among several."""

    levels: tuple[str, ...] = ("commune",)
    which: str = N_("Which one is yours?")


@dataclass(frozen=True, slots=True)
class Contact:
    """Whom to call: `{"name": …, "phone": E.164}`. With `key` the phone shows a key that sends the
    person's own number; without it, anybody's card will do."""

    key: bool = True


@dataclass(frozen=True, slots=True)
class Photos:
    """Up to `most` pictures: a list of ids of media, as strings."""

    most: int = 5


@dataclass(frozen=True, slots=True)
class Files(Photos):
    """The same for pictures and papers (PDF, Word, Excel …)."""

    most: int = 10


@dataclass(frozen=True, slots=True)
class Words:
    """A longer text, typed, which keeps its lines."""

    least: int = 5
    most: int = 3500


@dataclass(frozen=True, slots=True)
class Moment:
    """A day and a time that are to come: ISO with the offset of Vietnam's clocks, to the minute.
    With `by_day` it is an hour at which people are up."""

    by_day: bool = False


@dataclass(frozen=True, slots=True)
class Day:
    """A day, ISO; `ahead` if it must not be past, else it must not be to come."""

    ahead: bool = True


@dataclass(frozen=True, slots=True)
class Custom:
    """What one form alone asks for, typed. `read` returns the answer, or as Html what is needed;
    `fits` and `say` are as the functions below; `how` is the msgid of the help."""

    read: Callable[[Voice, str, datetime], Answer | Html]
    fits: Callable[[Answer], bool]
    say: Callable[[Voice, Answer], str]
    how: str


Kind: TypeAlias = (
    Text
    | TextOrVoice
    | Note
    | Words
    | Amount
    | OneOf
    | SeveralOf
    | Place
    | Contact
    | Photos
    | Files
    | Day
    | Moment
    | Custom
)


@dataclass(frozen=True, slots=True)
class Step:
    """One question. `prompt`, `empty`, `label` (what the review page calls it) and `example` are
    msgids.

    `empty` is said behind the prompt while there is no answer. The answer to an `optional` question
    may be None. `when` says, from the answers so far, whether
    the question is asked at all. `then` takes effect as soon as the question is answered.
    `bilingual` questions are asked in all languages at once. `out` are the controls that lead out
    of a form whose questions may not wait.
    """

    key: str
    kind: Kind
    prompt: str
    label: str
    example: str = ""
    optional: bool = False
    when: Callable[[Answers], bool] | None = None
    then: Callable[[Turn, Answer], None] | None = None
    bilingual: bool = False
    empty: str = ""
    out: tuple[str, ...] = ()


def fits(kind: Kind, answer: Answer) -> bool:
    """Whether a stored answer is one that this kind of question can have today. A place's code is
    looked up where it is used: units change without a release of the form."""
    match kind:
        case Text(most=most) | Words(most=most):
            return isinstance(answer, str) and 0 < len(answer) <= most
        case TextOrVoice(most=most):
            if isinstance(answer, dict):
                return answer.keys() == {"voice"} and answer["voice"].isdecimal()
            return isinstance(answer, str) and 0 < len(answer) <= most
        case Note(most=most):
            if isinstance(answer, dict):
                return any(answer.get(kind, "").isdecimal() for kind in ("voice", "photo"))
            return isinstance(answer, str) and 0 < len(answer) <= most
        case Amount():
            return quantity_of(answer) is not None
        case OneOf(choices=choices):
            return any(choice.key == answer for choice in choices)
        case SeveralOf(choices=choices, alone=alone):
            if not isinstance(answer, list) or not answer:
                return False
            return set(answer) <= {choice.key for choice in choices} and (
                alone not in answer or answer == [alone]
            )
        case Place():
            return isinstance(answer, str) and answer != ""
        case Contact():
            return isinstance(answer, dict) and answer.keys() == {"name", "phone"}
        case Photos(most=most):
            return (
                isinstance(answer, list)
                and 0 < len(answer) <= most
                and all(medium.isdecimal() for medium in answer)
            )
        case Day():
            return isinstance(answer, str) and day_of(answer) is not None
        case Moment():
            return moment_of(answer) is not None
        case Custom(fits=own):
            return own(answer)


def quantity_of(answer: Answer) -> Quantity | None:
    """The amount of an Amount's answer, or None if it is none."""
    if not isinstance(answer, dict) or answer.keys() != {"value", "unit"}:
        return None
    try:
        found = with_unit(Decimal(answer["value"]), answer["unit"])
    except InvalidOperation:
        return None
    return found if isinstance(found, Quantity) else None


def day_of(answer: str) -> date | None:
    """The day of a Day's answer, or None if it is none."""
    try:
        return date.fromisoformat(answer)
    except ValueError:
        return None


def moment_of(answer: Answer) -> datetime | None:
    """The moment of a Moment's answer, or None if it is none."""
    try:
        found = datetime.fromisoformat(answer) if isinstance(answer, str) else None
    except ValueError:
        return None
    return found if found is not None and found.tzinfo is not None else None


def keys_of(answer: Answer) -> tuple[str, ...]:
    """The keys of an answer that is a list; none of any other."""
    return tuple(answer) if isinstance(answer, list) else ()


def files_in(kind: Kind, answer: Answer) -> list[int]:
    """The ids of the media in an answer."""
    found = keys_of(answer) if isinstance(kind, Photos) else ()
    if isinstance(kind, TextOrVoice | Note) and isinstance(answer, dict):
        found = tuple(answer[name] for name in ("voice", "photo") if name in answer)
        found += tuple(answer.get("more", "").split())
    return [int(file) for file in found if file.isdecimal()]


def say(voice: Voice, territory: Territory, kind: Kind, answer: Answer, n: int = 60) -> Html:
    """An answer in a few words for a message, cut at `n` characters."""
    return html(clip(_words(voice, territory, kind, answer), n))


def _words(voice: Voice, territory: Territory, kind: Kind, answer: Answer) -> str:
    match kind:
        case Photos() if not answer:
            return voice.plain("none yet")
        case _ if answer is None or answer == []:
            return "–"
        case Note() if isinstance(answer, dict) and "photo" in answer:
            count = len(files_in(kind, answer))
            sign = f"📷 × {count}" if count > 1 else "📷"
            return f"{sign} {answer.get('text', '')}".strip()
        case TextOrVoice() | Note() if isinstance(answer, dict):
            return voice.plain("a voice message")
        case Amount():
            found = quantity_of(answer)
            if found is None:
                return "–"
            unit = voice.plain(UNITS[found.unit].label)
            return format_quantity(found.value, unit, voice.language)
        case OneOf(choices=choices):
            return voice.plain(label_of(choices, str(answer)))
        case SeveralOf(choices=choices):
            return _listed(voice, choices, keys_of(answer))
        case Place():
            return territory.full_name(str(answer))
        case Contact() if isinstance(answer, dict):
            return f"{answer.get('name', '')}, {show_phone(answer.get('phone', ''))}"
        case Files():
            return str(voice.ngettext("{n} file", "{n} files", len(keys_of(answer))))
        case Photos():
            return str(voice.ngettext("{n} photo", "{n} photos", len(keys_of(answer))))
        case Moment():
            moment = moment_of(answer)
            return "–" if moment is None else format_moment(moment, moment, voice.language)
        case Custom(say=own):
            return own(voice, answer)
        case Day():
            day = day_of(str(answer))
            return "–" if day is None else format_date_only(day, voice.language)
        case _:
            return " ".join(str(answer).split())


def _listed(voice: Voice, choices: Sequence[Choice], keys: Sequence[str]) -> str:
    """Some labels, and how many more: the whole list would fill the screen."""
    labels = [voice.plain(label_of(choices, key)) for key in keys]
    everything = "; ".join(labels)
    if len(labels) == 1 or len(everything) <= 40:
        return everything
    return voice.plain("{first}; and {n} more", first=labels[0], n=len(labels) - 1)
