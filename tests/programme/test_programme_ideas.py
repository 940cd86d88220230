from itertools import product

import pytest
from hypothesis import given
from hypothesis import strategies as st

from programme.ideas import (
    GROUPS,
    MATERIAL_SHARES,
    PAPERS,
    STATE_LABELS,
    SUPPORT,
    Action,
    Actor,
    Choice,
    IdeaCode,
    State,
    actions,
    after,
    idea_code,
    label_of,
    may,
    parse_idea_code,
)


@pytest.mark.parametrize(
    ("choices", "size"), [(GROUPS, 6), (MATERIAL_SHARES, 3), (PAPERS, 7), (SUPPORT, 18)]
)
def test_choices_are_distinct_and_fit_a_button(choices: tuple[Choice, ...], size: int) -> None:
    assert len(choices) == len({c.key for c in choices}) == len({c.label for c in choices}) == size
    assert max(len(choice.key.encode()) for choice in choices) <= 24
    assert label_of(choices, choices[-1].key) == choices[-1].label
    assert label_of(choices, "of an older release") == "of an older release"


ALLOWED = {
    ("farmer", "edit"): {"submitted": "submitted", "returned": "returned"},
    ("farmer", "withdraw"): {"submitted": "withdrawn", "returned": "withdrawn"},
    ("farmer", "resend"): {"returned": "submitted", "withdrawn": "submitted"},
    ("officer", "take_up"): {"submitted": "taken_up"},
    ("officer", "put_back"): {"taken_up": "submitted"},
    ("officer", "accept"): {"taken_up": "accepted"},
    ("officer", "return"): {"taken_up": "returned"},
}


@pytest.mark.parametrize(("actor", "action", "state"), list(product(Actor, Action, State)))
def test_transitions(actor: Actor, action: Action, state: State) -> None:
    wanted = ALLOWED.get((actor.value, action.value), {}).get(state.value)
    reached = after(action, state, actor)
    assert (reached.value if reached else None) == wanted
    assert may(action, state, actor) == (wanted is not None) == (action in actions(state, actor))


def test_every_state_has_a_label_and_is_reached() -> None:
    assert set(STATE_LABELS) == set(State)
    reached = {after(a, s, who) for a, s, who in product(Action, State, Actor)}
    assert reached == {*State, None}
    assert not actions(State.ACCEPTED, Actor.FARMER)
    for state in (State.ACCEPTED, State.RETURNED, State.WITHDRAWN):
        assert not actions(state, Actor.OFFICER)


@pytest.mark.parametrize(
    "typed",
    [
        "YT-2026-00012",
        "yt 2026 12",
        "YT202600012",
        "Mã của tôi là YT–2026–00012 đấy",
        "yt.2026.00012.",
        "2026-12",
        "YT_2026_00012",
        "YT - 2026 - 00012",
    ],
)
def test_codes_as_people_copy_them(typed: str) -> None:
    assert parse_idea_code(typed) == IdeaCode(2026, 12)


@pytest.mark.parametrize(
    "typed",
    [
        "",
        "yt",
        "2026",
        "yt 2026",
        "YT-1926-00012",
        "YT-2026-00000",
        "dyt-2026-12",
        "0912 345 678",
        "YT-2026-1234567890",
        "YT2026123",
    ],
)
def test_what_is_no_code(typed: str) -> None:
    assert parse_idea_code(typed) is None


@given(st.integers(2000, 2099), st.integers(1, 999_999_999))
def test_codes_survive_the_round(year: int, number: int) -> None:
    code = idea_code(year, number)
    assert parse_idea_code(code) == IdeaCode(year, number)
    assert str(IdeaCode(year, number)) == code
    assert parse_idea_code(code.lower().replace("-", "")) == IdeaCode(year, number)


@given(st.text())
def test_code_parser_never_raises(text: str) -> None:
    parse_idea_code(text)
