"""What is kept about a person as one page that any phone can open, offline."""

import base64
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from decimal import Decimal

from handlers import export_products
from handlers.fields import SeveralOf, keys_of, say
from handlers.form_model import Form, Forms
from handlers.selfcheck import export as selfcheck_export
from handlers.training_words import STATE_LABELS as CLASS_STATES
from handlers.voice import Html, Voice, html
from handlers.world import World
from locales import N_
from locales.formats import format_date_only, format_items, format_quantity, local_day
from programme.contact import show_phone
from programme.data_law import LABELS
from programme.ideas import (
    GROUPS,
    MATERIAL_SHARES,
    MAX_TEXT,
    PAPERS,
    STATE_LABELS,
    SUPPORT,
    Choice,
    label_of,
)
from programme.people import KINDS
from programme.quantity import UNITS
from programme.topics import NIGHTS, TOPICS
from programme.units import Territory
from storage import class_owner, news_choices
from storage.ideas import Idea
from storage.kept import Kept, Sent, Unfinished
from storage.people import Person

MIME = "text/html"

_STYLE = (
    "body{font:17px/1.5 sans-serif;margin:1em auto;max-width:40em;padding:0 1em;color:#111;"
    "background:#fff}h2{margin-top:1.5em;border-bottom:1px solid #bbb}dt{color:#555;"
    "margin-top:.6em}dd{margin:0;white-space:pre-wrap;overflow-wrap:anywhere}img{max-width:100%}"
)
_SHOWN = {
    b"\xff\xd8\xff": "image/jpeg",
    b"\x89PNG\r\n\x1a\n": "image/png",
    b"OggS": "audio/ogg",
    b"ID3": "audio/mpeg",
}
"""What files that every browser shows begin with."""
_CHANNELS = {"telegram": N_("Telegram"), "sandbox": N_("the trial page")}


@dataclass(frozen=True, slots=True)
class File:
    name: str
    content: bytes


def export(
    voice: Voice, world: World, forms: Forms, person: Person, kept: Kept, at: datetime
) -> File:
    """Write the page; all text is escaped. `forms` says what an unfinished answer was asked for."""
    title = voice.gettext("What the OCOP bot keeps about you")
    made = voice.gettext("Made on {day}.", day=_day(at, voice))
    head = (
        f'<!DOCTYPE html>\n<html lang="{voice.language}">\n<head>\n<meta charset="utf-8">\n'
        '<meta name="viewport" content="width=device-width, initial-scale=1">\n'
        f"<title>{title}</title>\n<style>{_STYLE}</style>\n</head>\n<body>\n"
        f"<h1>{title}</h1>\n<p>{made}</p>"
    )
    parts = [head, *_sections(voice, world, forms, person, kept, at), "</body>\n</html>\n"]
    name = "thong-tin-cua-toi.html" if voice.language == "vi" else "my-information.html"
    return File(name, "\n".join(parts).encode())


Pairs = Sequence[tuple[str, object]]


def _sections(
    voice: Voice, world: World, forms: Forms, person: Person, kept: Kept, at: datetime
) -> Iterator[str]:
    territory = world.territory
    place = territory.full_name(person.commune) if person.commune else None
    channels = [voice.plain(_CHANNELS.get(channel, channel)) for channel in kept.channels]
    yield _section(
        voice.gettext("About you"),
        [
            (voice.gettext("Name"), person.name),
            (voice.gettext("Phone"), show_phone(person.phone) if person.phone else None),
            (voice.gettext("Place"), place),
            (
                voice.gettext("Kind of producer"),
                voice.gettext(label_of(KINDS, person.kind)) if person.kind else None,
            ),
            (voice.gettext("First message"), _day(kept.created_at, voice)),
            (voice.gettext("You write on"), format_items(channels, voice.language)),
            *((voice.gettext("Officer"), f"{role.level.value} {role.unit}") for role in kept.roles),
        ],
    )
    yield _section(
        voice.gettext("Your decisions about your information"),
        [
            (
                _day(decision.decided_at, voice),
                voice.gettext("agreed") if decision.given else voice.gettext("not agreed"),
            )
            for decision in kept.decisions
        ],
    )
    for idea in kept.ideas:
        yield _section(voice.gettext("Idea {code}", code=idea.code), _idea(voice, idea))
    for heading, pairs in export_products.sections(voice, world, kept.products, at):
        yield _section(heading, pairs)
    for number in dict.fromkeys(message.question for message in kept.questions):
        yield _section(
            voice.gettext("Question {n}", n=number),
            [
                (
                    f"{_day(message.at, voice)}, "
                    + (voice.plain("an officer") if message.by_officer else voice.plain("you")),
                    message.text or voice.plain("photo or recording"),
                )
                for message in kept.questions
                if message.question == number
            ],
        )
    for heading, pairs in selfcheck_export.sections(voice, world, kept.selfchecks):
        yield _section(heading, pairs)
    yield _section(voice.gettext("Announcements"), _news(voice, kept.news))
    yield _section(voice.gettext("Training classes"), _classes(voice, kept.classes))
    for draft in kept.drafts:
        heading = voice.gettext("Not sent yet, {day}", day=_day(draft.updated_at, voice))
        form = forms.get(draft.form)
        yield _section(heading, _draft(voice, territory, form, draft) if form else [])
    yield _section(
        voice.gettext("Photos and recordings"),
        [
            (
                _day(medium.created_at, voice),
                _embedded(medium)
                or f"{_kind(voice, medium.kind)} {medium.file_name or ''}".strip(),
            )
            for medium in kept.media
        ],
    )
    if not all(_embedded(medium) for medium in kept.media):
        said = voice.gettext("Photos and voice messages that are not here are in the chat with me.")
        yield f"<p>{said}</p>"
    yield _section(
        voice.gettext("What you asked for"),
        [
            (_day(request.received_at, voice), voice.gettext(LABELS[request.kind]))
            for request in kept.requests
        ],
    )


def _section(heading: Html, pairs: Pairs) -> str:
    """A heading and its facts; nothing where there is none."""
    rows = [f"<dt>{html(key)}</dt>\n<dd>{html(value)}</dd>" for key, value in pairs if value]
    return "\n".join([f"<h2>{heading}</h2>", "<dl>", *rows, "</dl>"]) if rows else ""


def _idea(voice: Voice, idea: Idea) -> Pairs:
    unit = UNITS.get(idea.unit)
    return [
        (voice.gettext("State"), voice.gettext(STATE_LABELS[idea.state])),
        (voice.gettext("Sent on"), _day(idea.submitted_at, voice)),
        (voice.gettext("Product"), idea.product),
        (voice.gettext("Group"), voice.gettext(label_of(GROUPS, idea.product_group))),
        (voice.gettext("What is special"), idea.special),
        (
            voice.gettext("Local raw material"),
            voice.gettext(label_of(MATERIAL_SHARES, idea.raw_material)),
        ),
        (
            voice.gettext("A year's output"),
            _quantity(voice, idea.quantity, unit.label if unit else ""),
        ),
        (voice.gettext("Papers"), _labels(voice, PAPERS, idea.papers)),
        (voice.gettext("Support wanted"), _labels(voice, SUPPORT, idea.support)),
        (voice.gettext("Contact"), idea.contact_name),
        (
            voice.gettext("Contact's phone"),
            show_phone(idea.contact_phone) if idea.contact_phone else None,
        ),
        (voice.gettext("The officer wrote"), idea.reason),
    ]


def _quantity(voice: Voice, value: Decimal, unit: str) -> str:
    return format_quantity(value, voice.plain(unit) if unit else "", voice.language)


def _labels(voice: Voice, choices: Sequence[Choice], keys: Sequence[str]) -> str:
    return "\n".join(voice.plain(label_of(choices, key)) for key in keys)


def _kind(voice: Voice, kind: str) -> str:
    if kind == "photo":
        return voice.plain("photo")
    return voice.plain("recording") if kind in ("voice", "audio") else voice.plain("file")


def _embedded(medium: Sent) -> Html | None:
    """A file inside the page, so that it shows offline; None for what no browser shows, and for
    what we do not have."""
    content = medium.content or b""
    # By its own first bytes: what a phone said of it is no proof.
    kind = next((kind for head, kind in _SHOWN.items() if content.startswith(head)), None)
    if kind is None:
        return None
    source = f"data:{kind};base64,{base64.b64encode(content).decode()}"
    if kind.startswith("audio/"):
        return Html(f'<audio controls src="{source}"></audio>')
    return Html(f'<img src="{source}" alt="">')


def _news(voice: Voice, news: news_choices.Kept) -> Pairs:
    night = NIGHTS.get(news.night)
    chosen = [
        (
            voice.gettext(label_of(TOPICS, topic)),
            voice.gettext("you follow it") if follows else voice.gettext("you have muted it"),
        )
        for topic, follows in news.topics.items()
    ]
    hours = voice.gettext("at any hour")
    if night is not None:
        hours = voice.gettext("not from {start}:00 to {end}:00", start=night.start, end=night.end)
    return [
        *chosen,
        *([(voice.gettext("Announcements reach you"), hours)] if chosen or news.went else []),
        *((_day(went.at, voice), _went(voice, went)) for went in news.went),
    ]


def _classes(voice: Voice, kept: class_owner.Kept) -> Pairs:
    places = [
        (
            f"{_day(place.starts_at, voice)}, {place.topic}",
            f"{place.name}: {voice.plain(CLASS_STATES[place.state])}",
        )
        for place in kept.places
    ]
    said = [
        (
            voice.gettext("What you said of “{topic}”", topic=said.topic),
            voice.gettext(
                "useful {useful}, easy to follow {clear} (of 5). {wish}",
                useful=said.feedback.useful,
                clear=said.feedback.clear,
                wish=said.feedback.wish or "",
            ),
        )
        for said in kept.said
    ]
    return [*places, *said]


def _went(voice: Voice, went: news_choices.Went) -> Html:
    topic = voice.gettext(label_of(TOPICS, went.topic))
    if went.told_at is not None:
        return voice.gettext("{topic}; told by phone", topic=topic)
    if went.read_at is not None:
        return voice.gettext("{topic}; you said that you have read it", topic=topic)
    return topic


def _draft(voice: Voice, territory: Territory, form: Form, draft: Unfinished) -> Pairs:
    return [
        (
            voice.gettext(step.label),
            _labels(voice, step.kind.choices, keys_of(answer))
            if isinstance(step.kind, SeveralOf)
            else say(voice, territory, step.kind, answer, MAX_TEXT),
        )
        for step in form.steps
        if (answer := draft.answers.get(step.key)) is not None
    ]


def _day(moment: datetime | int, voice: Voice) -> str:
    if isinstance(moment, int):
        moment = datetime.fromtimestamp(moment / 1000, UTC)
    return format_date_only(local_day(moment), voice.language)
