"""The story of an idea as its producer reads it: a line for each thing that was done to it."""

from collections.abc import Iterable, Mapping, Sequence
from itertools import zip_longest
from types import MappingProxyType

from handlers.turn import Turn
from handlers.voice import Html, clip
from locales import N_
from locales.formats import format_day, local_day
from programme.vietnam_time import day_at
from storage import acts, ideas, officers
from storage.acts import Act
from storage.ideas import Idea

TOLD: Mapping[str, str] = MappingProxyType(
    {
        "idea.submit": N_("{day}: you sent it"),
        "idea.assist": N_("{day}: {officer} wrote it down for you"),
        "idea.assist_correct": N_("{day}: {officer} corrected it for you"),
        "idea.edit": N_("{day}: you corrected it"),
        "idea.withdraw": N_("{day}: you took it back"),
        "idea.resend": N_("{day}: you sent it again"),
        "idea.take_up": N_("{day}: {officer} began to read it"),
        "idea.put_back": N_("{day}: {officer} put it back among those waiting"),
        "idea.accept": N_("{day}: {officer} accepted it"),
        "idea.return": N_("{day}: {officer} asked you to complete it"),
    }
)

FOR_HER = frozenset({"idea.assist", "idea.assist_correct"})
"""What an officer did in a producer's name."""


async def story(turn: Turn, idea: Idea, most: int) -> list[Html]:
    """What happened to an idea, `most` lines of it: the first and the last ones stay."""
    everything = await acts.of_subject(turn.tx, ideas.subject(idea.id))
    log = [act for act in _as_done(everything) if act.action in TOLD]
    if len(log) > most:
        log = [log[0], *log[len(log) - most + 1 :]]
    names: dict[int, str] = {}
    for act in log:
        if act.person_id != idea.person_id and act.person_id not in names:
            name = await officers.name(turn.tx, act.person_id)
            names[act.person_id] = clip(name, 30) if name else turn.voice.plain("an officer")
    return [_event(turn, act, names) for act in log]


def _as_done(log: Sequence[Act]) -> Iterable[Act]:
    """What people did themselves. What an officer sent for a producer is logged under both names,
    hers first: she has not done it."""
    for act, then in zip_longest(log, log[1:]):
        if then is None or then.action not in FOR_HER or then.at != act.at:
            yield act


def _event(turn: Turn, act: Act, names: Mapping[int, str]) -> Html:
    voice = turn.voice
    when = day_at(act.at)
    day = format_day(when, local_day(turn.at), voice.language)
    officer = names.get(act.person_id) or voice.plain("an officer")
    return Html("• ") + voice.gettext(TOLD[act.action], day=_capital(day), officer=officer)


def _capital(text: str) -> str:
    return text[:1].upper() + text[1:]
