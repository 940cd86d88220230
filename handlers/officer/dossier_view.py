"""Which dossiers an officer looks at: a part of them, of one commune, of one product group."""

import re
from collections.abc import Collection
from dataclasses import dataclass, replace
from datetime import timedelta

from handlers.officer import desk
from handlers.turn import Turn
from handlers.voice import Html
from locales.formats import local_day
from programme.ideas import GROUPS, label_of
from programme.stages import OUTCOME_LABELS, Outcome
from storage.product_lists import Filter

_GIVEN = re.compile(r"([a-z_]{1,20}):([0-9]{1,9})(?::([0-9a-z]{0,10}):([a-z]{0,12}))?")
ENDED = {"done": Outcome.RATED, "unrated": Outcome.NOT_RATED, "out": Outcome.WITHDRAWN}
"""The parts with what is on no road any more."""


@dataclass(frozen=True, slots=True)
class View:
    """A part ("all", "mine", a stage …); of one commune by its code and one product group by its
    key where these are not empty."""

    name: str = "all"
    commune: str = ""
    group: str = ""

    def data(self, page: int = 0, *, button: str = "o:p.list") -> str:
        """The callback data that shows it."""
        narrowed = f":{self.commune}:{self.group}" if self.commune or self.group else ""
        return f"{button}:{self.name}:{page}{narrowed}"

    @property
    def narrowed(self) -> bool:
        return bool(self.commune or self.group)


def read(turn: Turn, given: str, area: Collection[str]) -> tuple[View, int] | None:
    """The view of a button and its page; None where there is no such part, or the commune is none
    of the officer's (any more)."""
    match = _GIVEN.fullmatch(given)
    if match is None:
        return None
    view = View(match[1], match[3] or "", match[4] or "")
    if view.commune and view.commune not in area:
        return None
    if view.group and view.group not in {group.key for group in GROUPS}:
        return None
    return None if wanted(turn, view) is None else (view, int(match[2]))


def narrow(area: frozenset[str], view: View) -> frozenset[str]:
    """The communes of an area that a view shows."""
    return area & {view.commune} if view.commune else area


def wanted(turn: Turn, view: View) -> Filter | None:
    """The dossiers that a view takes; None for a part that is not known (any more)."""
    part = _part(turn, view.name)
    return None if part is None else replace(part, group=view.group or None)


def _part(turn: Turn, name: str) -> Filter | None:
    if name in ENDED:
        return Filter(open=False, outcome=ENDED[name])
    today = local_day(turn.at)
    match name:
        case "all":
            return Filter()
        case "mine":
            return Filter(mine=turn.person.id)
        case "over":
            return Filter(over=turn.now)
        case "ends":
            last = today + timedelta(days=soon(turn))
            return Filter(open=False, outcome=Outcome.RATED, expires_from=today, expires_by=last)
    return Filter(stage=name) if name in stages(turn) else None


def soon(turn: Turn) -> int:
    """How many days before its end a certificate ends soon: from when on it may be rated again."""
    rules = turn.world.editions.on(turn.at).certificate
    return 0 if rules is None else rules.rerate_from_days


def stages(turn: Turn) -> dict[str, str]:
    """All stages by their keys, in the order of the road, as the newest edition calls them."""
    language = turn.voice.language
    return {
        stage.key: stage.name.said_in(language)
        for edition in turn.world.editions.all
        for stage in edition.stages
    }


def name_of(turn: Turn, name: str) -> str:
    """What a part is called."""
    voice = turn.voice
    if name in ENDED:
        return voice.plain(OUTCOME_LABELS[ENDED[name]])
    names = {
        "all": voice.plain("Under way"),
        "mine": voice.plain("In my hands"),
        "over": voice.plain("Over the limit"),
        "ends": voice.plain("Certificate ends soon"),
    }
    return names.get(name) or stages(turn)[name]


def title(turn: Turn, view: View, count: int) -> Html:
    """What is shown and how many there are: "Under way, commune Sơn Động, Food: 3"."""
    parts = [name_of(turn, view.name)]
    if view.commune:
        parts.append(desk.place(turn, view.commune))
    if view.group:
        parts.append(turn.voice.plain(label_of(GROUPS, view.group)))
    return turn.voice.gettext("{which}: {n}", which=", ".join(parts), n=count)


def empty(turn: Turn, view: View) -> Html:
    """What is said where there is none: why, and what to press."""
    voice = turn.voice
    if view.narrowed:
        return voice.gettext("There is none here. Press ✖ to see those of all again.")
    match view.name:
        case "all":
            return voice.gettext("There is none yet. An idea becomes a dossier when you accept it.")
        case "mine":
            return voice.gettext("You have taken up none. Choose one among those under way.")
        case "over":
            return voice.gettext("None is over the limit. Thank you!")
        case "ends":
            return voice.ngettext(
                "No certificate ends within {n} day. What is rated stands under “By step”.",
                "No certificate ends within {n} days. What is rated stands under “By step”.",
                soon(turn),
            )
        case "out":
            return voice.gettext("Nobody has taken a product back. See those under way.")
    return voice.gettext("There is none here. Press another button to see the others.")
