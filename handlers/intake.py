"""What a message brings to a form's question: words, a photo, a recording, a contact."""

from collections import Counter

from telegram import Message

from handlers.asked import Asked, Got, Problem, Reading
from handlers.fields import (
    Contact,
    Files,
    Note,
    OneOf,
    Photos,
    Place,
    SeveralOf,
    Step,
    TextOrVoice,
    keys_of,
)
from handlers.form_model import Form, asked
from handlers.media import has_photo, take_file, take_photo, take_voice
from handlers.reading import read_shared_contact, read_typed
from handlers.turn import Turn
from handlers.voice import Html
from locales.formats import local_day
from programme.text import clean
from storage import officers
from storage.drafts import Answer, Draft


def asked_of(turn: Turn, pending: Answer, near: str | None = None) -> Asked:
    """What the readers need of a turn."""
    return Asked(turn.voice, turn.world.territory, local_day(turn.at), pending, near, turn.at)


async def read(turn: Turn, step: Step, message: Message, pending: Answer) -> Reading:
    """Read a message as the answer to a question."""
    if message.text:
        near = await _home(turn) if isinstance(step.kind, Place) else None
        return read_typed(step.kind, message.text, asked_of(turn, pending, near))
    if isinstance(step.kind, Contact) and message.contact is not None:
        card, sender = message.contact, message.from_user
        own = not step.kind.key or (sender is not None and card.user_id == sender.id)
        return read_shared_contact(
            turn.voice, card.phone_number, card.first_name, card.last_name, own=own
        )
    if isinstance(step.kind, Note):
        return await _note(turn, step.kind, message)
    if isinstance(step.kind, TextOrVoice):
        taken = await take_voice(turn, message)
        return Problem(taken) if isinstance(taken, Html) else Got({"voice": str(taken)})
    return Problem(_wanted(turn, step, message))


async def _note(turn: Turn, kind: Note, message: Message) -> Reading:
    """A photo with what stands below it, or a recording."""
    if not has_photo(message):
        taken = await take_voice(turn, message)
        return Problem(taken) if isinstance(taken, Html) else Got({"voice": str(taken)})
    caption = clean(message.caption or "", lines=True)
    if len(caption) > kind.most:
        return read_typed(kind, caption, asked_of(turn, None))
    taken = await take_photo(turn, message)
    if isinstance(taken, Html):
        return Problem(taken)
    parts = {"photo": str(taken), "text": caption, "album": message.media_group_id or ""}
    return Got({name: part for name, part in parts.items() if part})


async def _home(turn: Turn) -> str | None:
    """The province whose places come first where a name occurs in several: that of most officers
    here, since a bot serves a province."""
    provinces = Counter(
        province.code
        for unit in await officers.units(turn.tx)
        if (province := turn.world.territory.province_of(unit)) is not None
    )
    return max(provinces, key=lambda code: provinces[code], default=None)


def _wanted(turn: Turn, step: Step, message: Message) -> Html:
    """What the question needs instead of a sticker, a place on the map, a photo …"""
    match step.kind:
        case OneOf() | SeveralOf():
            return turn.voice.gettext("Please press one of the buttons below.")
        case Place() if message.location is not None:
            return turn.voice.gettext(
                "I cannot read the map yet. Please type the name of your commune."
            )
        case Contact():
            return turn.voice.gettext("Please press the key below, or type a name and a number.")
        case Files():
            return turn.voice.gettext("I need a file here. Press the paper clip 📎 to choose one.")
        case Photos():
            return turn.voice.gettext("I need a photo here. Press the paper clip 📎 to choose one.")
        case _:
            return turn.voice.gettext("I can only read words here. Please type your answer.")


def has_file(message: Message) -> bool:
    """Whether a message brings a photo or a paper; everything else is no try at a photo."""
    return bool(message.photo) or message.document is not None


def late_photos(form: Form, draft: Draft, message: Message | None) -> Step | None:
    """The photo question that was answered before, if this message brings one more photo: an album
    may still be on its way when Done is pressed."""
    if message is None:
        return None
    for step in asked(form, draft.answers):
        if step.key not in draft.answers or step.key == draft.step:
            continue
        if _brings(step, message) or _of_its_album(draft.answers[step.key], message):
            return step
    return None


def early(turn: Turn, form: Form, draft: Draft, message: Message) -> Html | None:
    """What is said of a photo or a file for which the form asks later; None if it brings none."""
    for step in asked(form, draft.answers):
        if not _brings(step, message):
            continue
        if isinstance(step.kind, Files):
            return turn.voice.gettext("I ask for files a little later. First, please answer this:")
        return turn.voice.gettext("I ask for photos a little later. First, please answer this:")
    return None


def _brings(step: Step, message: Message) -> bool:
    """Whether a message brings what this question takes: a picture, or any file."""
    if isinstance(step.kind, Files):
        return has_file(message)
    return isinstance(step.kind, Photos) and has_photo(message)


def _of_its_album(answer: Answer, message: Message) -> bool:
    """Whether a message brings one more of the photos of which a Note holds the first."""
    album = message.media_group_id
    return isinstance(answer, dict) and bool(album) and answer.get("album") == album


async def add_photo(turn: Turn, draft: Draft, photos: Step) -> Answer | Html:
    """The answer with the photo of this message, or the sentence that says why it is not taken."""
    answer = draft.answers.get(photos.key)
    if isinstance(answer, dict) and turn.message is not None:
        one_more = await take_photo(turn, turn.message)
        if isinstance(one_more, Html):
            return one_more
        return {**answer, "more": f"{answer.get('more', '')} {one_more}".strip()}
    held = list(keys_of(draft.answers.get(photos.key)))
    most = photos.kind.most if isinstance(photos.kind, Photos) else 0
    if len(held) >= most or turn.message is None:
        if isinstance(photos.kind, Files):
            return turn.voice.gettext("I keep the first {n} files, and that is enough.", n=most)
        if photos.key != draft.step:
            return turn.voice.gettext("I have {n} photos already, and that is enough.", n=most)
        return turn.voice.gettext("I keep the first {n} photos. Press <b>Done</b>.", n=most)
    take = take_file if isinstance(photos.kind, Files) else take_photo
    taken = await take(turn, turn.message)
    return taken if isinstance(taken, Html) else [*held, str(taken)]


def added(turn: Turn, photos: Step) -> Html:
    """What is said of a photo or a file that came while something else is on the screen."""
    if isinstance(photos.kind, Files):
        return turn.voice.gettext("I have added the file.")
    return turn.voice.gettext("I have added the photo.")
