"""What a product idea is: its answers, its states and who may move it.

The six groups are those of QĐ 26/2026/QĐ-TTg, Appendix II; the forms of support are those of the
2024 plan of the scheme under QĐ 615/QĐ-UBND (22/4/2022), II.4.1-II.5. Labels are English msgids.
"""

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from enum import StrEnum
from types import MappingProxyType

from programme.text import N_, clean

MAX_PHOTOS = 5
MAX_NAME = 100
"""Longest product name, in characters."""
MAX_TEXT = 1000
"""Longest description and longest reason, in characters."""


@dataclass(frozen=True, slots=True)
class Choice:
    """One answer to choose: the key that is stored and the msgid that is shown. `words` is what
    people type for it besides what its button says."""

    key: str
    label: str
    example: str = ""
    words: tuple[str, ...] = ()


GROUPS = (
    Choice("food", N_("Food"), N_("rice, fruit, honey, tea, meat, spices")),
    Choice("drink", N_("Drinks"), N_("rice wine, fruit wine, bottled water, juice")),
    Choice("herbal", N_("Medicinal herbs"), N_("herbs, essential oils, herbal cosmetics")),
    Choice("craft", N_("Handicrafts"), N_("bamboo and rattan, pottery, brocade, clothes")),
    Choice("ornamental", N_("Plants and pets"), N_("flowers, bonsai, ornamental fish")),
    Choice("tourism", N_("Community tourism"), N_("homestays, orchards to visit, craft villages")),
)

MATERIAL_SHARES = (
    Choice("under_50", N_("Under half (below 50%)")),
    Choice("50_to_75", N_("More than half (50–75%)")),
    Choice("over_75", N_("Nearly all (over 75%)")),
)
"""How much of the raw material comes from the producer's own area."""

NO_PAPERS = "none"
"""The key among PAPERS that excludes all others."""

PAPERS = (
    Choice("business_registration", N_("Business registration")),
    Choice("food_safety", N_("Food safety certificate")),
    Choice("vietgap_organic", N_("VietGAP or organic")),
    Choice("label_packaging", N_("Label and packaging")),
    Choice("barcode_qr", N_("Barcode or QR code")),
    Choice("trademark", N_("Trademark")),
    Choice(NO_PAPERS, N_("None of these yet")),
)

SUPPORT = (
    Choice("cooperative", N_("Start or reorganise a cooperative")),
    Choice("capital", N_("Loans and capital")),
    Choice("development", N_("Develop the product")),
    Choice("science", N_("A science and technology project")),
    Choice("outlets", N_("Find buyers")),
    Choice("suppliers", N_("Find suppliers")),
    Choice("packaging", N_("Brand, packaging, labels, stamps")),
    Choice("leaflet", N_("Website and leaflets")),
    Choice("story", N_("Write the product story")),
    Choice("trademark", N_("Register a trademark")),
    Choice("testing", N_("Food safety tests")),
    Choice("traceability", N_("Barcode, QR, traceability")),
    Choice("standard", N_("Product standard and quality declaration")),
    Choice("certification", N_("VietGAP, organic, GMP, HACCP")),
    Choice("machines", N_("Machines and processing lines")),
    Choice("online_shop", N_("Online shop")),
    Choice("fairs", N_("Fairs and exhibitions")),
    Choice("dossier", N_("Help with the rating dossier")),
)


def label_of(choices: Iterable[Choice], key: str) -> str:
    """Return the msgid of a stored key; a key of another release is shown as it is."""
    return next((choice.label for choice in choices if choice.key == key), key)


class State(StrEnum):
    """Where a filed idea stands. What is still being written is a draft, not an idea."""

    SUBMITTED = "submitted"
    TAKEN_UP = "taken_up"
    ACCEPTED = "accepted"
    RETURNED = "returned"
    WITHDRAWN = "withdrawn"


class Actor(StrEnum):
    """Who acts: the idea's own producer, or an officer whose area holds the idea's commune."""

    FARMER = "farmer"
    OFFICER = "officer"


class Action(StrEnum):
    """What may be done to a filed idea."""

    EDIT = "edit"
    WITHDRAW = "withdraw"
    RESEND = "resend"
    TAKE_UP = "take_up"
    PUT_BACK = "put_back"
    ACCEPT = "accept"
    RETURN = "return"


STATE_LABELS: Mapping[State, str] = MappingProxyType(
    {
        State.SUBMITTED: N_("Waiting for an officer"),
        State.TAKEN_UP: N_("An officer is reading it"),
        State.ACCEPTED: N_("Accepted"),
        State.RETURNED: N_("Sent back to be completed"),
        State.WITHDRAWN: N_("Withdrawn"),
    }
)

# An officer takes an idea up before deciding, so that its text cannot change under her eyes and
# no second officer decides at the same time.
TRANSITIONS: Mapping[tuple[Actor, Action, State], State] = MappingProxyType(
    {
        (Actor.FARMER, Action.EDIT, State.SUBMITTED): State.SUBMITTED,
        (Actor.FARMER, Action.EDIT, State.RETURNED): State.RETURNED,
        (Actor.FARMER, Action.WITHDRAW, State.SUBMITTED): State.WITHDRAWN,
        (Actor.FARMER, Action.WITHDRAW, State.RETURNED): State.WITHDRAWN,
        (Actor.FARMER, Action.RESEND, State.RETURNED): State.SUBMITTED,
        (Actor.FARMER, Action.RESEND, State.WITHDRAWN): State.SUBMITTED,
        (Actor.OFFICER, Action.TAKE_UP, State.SUBMITTED): State.TAKEN_UP,
        (Actor.OFFICER, Action.PUT_BACK, State.TAKEN_UP): State.SUBMITTED,
        (Actor.OFFICER, Action.ACCEPT, State.TAKEN_UP): State.ACCEPTED,
        (Actor.OFFICER, Action.RETURN, State.TAKEN_UP): State.RETURNED,
    }
)


def may(action: Action, state: State, actor: Actor) -> bool:
    """Say whether `actor` may do `action` to an idea in `state` (areas are checked elsewhere)."""
    return (actor, action, state) in TRANSITIONS


def after(action: Action, state: State, actor: Actor) -> State | None:
    """Return the state that `action` leads to, or None where it is not allowed."""
    return TRANSITIONS.get((actor, action, state))


def actions(state: State, actor: Actor) -> tuple[Action, ...]:
    """Return what `actor` may do to an idea in `state`, in the order of `Action`."""
    return tuple(action for action in Action if may(action, state, actor))


@dataclass(frozen=True, slots=True)
class IdeaCode:
    """The number on a receipt: counted from 1 within a year."""

    year: int
    number: int

    def __str__(self) -> str:
        return idea_code(self.year, self.number)


_CODE = re.compile(r"(?<![^\W_])yt[\W_]*(20\d\d)(?:[\W_]+(\d{1,9})|(\d{5,9}))(?!\d)", re.IGNORECASE)
_BARE_CODE = re.compile(r"\W*(20\d\d)\s*[-–—./ ]\s*(\d{1,9})\W*")


def idea_code(year: int, number: int) -> str:
    """Write a receipt code: YT (ý tưởng), the year, the number with at least five digits."""
    return f"YT-{year:04}-{number:05}"


def parse_idea_code(typed: str) -> IdeaCode | None:
    """Find a receipt code as people copy it: "yt 2026 12", "YT202600012", "mã YT–2026–00012"."""
    text = clean(typed)
    match = _CODE.search(text) or _BARE_CODE.fullmatch(text)
    if match is None:
        return None
    year, number = (int(part) for part in match.groups() if part is not None)
    return IdeaCode(year, number) if number else None
