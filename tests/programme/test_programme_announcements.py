"""What may be done to an announcement in which state, and who may release it."""

from collections.abc import Iterable

import pytest
from hypothesis import given
from hypothesis import strategies as st

from programme.announcements import Action, State, after, headline, may_release, needs_release
from programme.roles import Level, Role

AREAS = {"18": {"18", "12050", "12043"}, "12050": {"12050"}}


def covers(area: str, unit: str) -> bool:
    return unit in AREAS.get(area, set())


def reached(actions: Iterable[Action]) -> State:
    """The state after some actions, of which those that are not allowed change nothing."""
    state = State.DRAFT
    for action in actions:
        state = after(action, state) or state
    return state


def test_the_ways_through() -> None:
    assert reached([Action.SCHEDULE, Action.START, Action.FINISH]) is State.DONE
    assert reached([Action.SUBMIT, Action.RELEASE, Action.START]) is State.SENDING
    assert reached([Action.SUBMIT, Action.SEND_BACK, Action.CHANGE]) is State.DRAFT
    stopped = [Action.SCHEDULE, Action.START, Action.PAUSE, Action.RESUME, Action.STOP]
    assert reached(stopped) is State.STOPPED
    assert reached([Action.SCHEDULE, Action.START, Action.FINISH, Action.AGAIN]) is State.SENDING


@given(st.lists(st.sampled_from(Action)))
def test_nothing_is_sent_that_was_not_scheduled(
    actions: list[Action],
) -> None:
    state = reached(actions)
    if state in {State.SENDING, State.PAUSED, State.STOPPED, State.DONE}:
        assert Action.START in actions
        assert {Action.SCHEDULE, Action.RELEASE} & set(actions)


def test_what_was_stopped_goes_on_only_to_those_without_it() -> None:
    on = {action: after(action, State.STOPPED) for action in Action}
    assert {action: state for action, state in on.items() if state} == {Action.AGAIN: State.SENDING}


@pytest.mark.parametrize(("people", "wanted"), [(0, False), (500, False), (501, True)])
def test_more_people_than_the_bound_need_a_second_officer(people: int, wanted: bool) -> None:
    assert needs_release(people, 500) is wanted


@pytest.mark.parametrize(
    ("role", "person", "allowed"),
    [
        (Role(Level.COMMUNE, "12050"), 2, True),
        (Role(Level.PROVINCE, "18"), 2, True),
        (Role(Level.PROVINCE, "18"), 1, False),
        (Role(Level.COMMUNE, "12043"), 2, False),
        (Role(Level.SECRETARY, "18"), 2, False),
        (Role(Level.ADMINISTRATOR, "18"), 2, False),
    ],
)
def test_only_another_officer_of_the_area_releases(role: Role, person: int, allowed: bool) -> None:
    assert may_release(covers, [role], person, author=1, unit="12050") is allowed


@pytest.mark.parametrize(
    ("text", "called"),
    [
        ("Hội chợ ở Hà Nội\nBà con đăng ký trước 15/12.", "Hội chợ ở Hà Nội"),
        ("THÔNG BÁO\n\nHội chợ  ở Hà Nội\nMời bà con.", "THÔNG BÁO · Hội chợ ở Hà Nội"),
        ("\n Mời bà con dự hội chợ. ", "Mời bà con dự hội chợ."),
        ("Bão", "Bão"),
        ("", ""),
    ],
)
def test_an_announcement_is_called_by_its_first_line(text: str, called: str) -> None:
    assert headline(text) == called
