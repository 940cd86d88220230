"""Who may act for whom: every level against communes inside and outside."""

import pytest

from programme.ideas import Action
from programme.roles import Level, Role, holder_allows, may_act

AREAS = {
    "12050": {"12050"},
    "12043": {"12043"},
    "h1555": {"12050", "12051"},
    "18": {"12050", "12051", "12043"},
    "12": {"27000"},
}
HERE, ME, OTHER = "12050", 7, 8


def contains(area: str, commune: str) -> bool:
    return commune in AREAS.get(area, set())


COMMUNE = Role(Level.COMMUNE, "12050")
DISTRICT = Role(Level.DISTRICT, "h1555")
PROVINCE = Role(Level.PROVINCE, "18")
ELSEWHERE = (Role(Level.COMMUNE, "12043"), Role(Level.PROVINCE, "12"), Role(Level.COMMUNE, "?"))


@pytest.mark.parametrize("role", [COMMUNE, DISTRICT, PROVINCE])
def test_an_area_covers_its_communes_at_every_level(role: Role) -> None:
    assert may_act(contains, [role], HERE)
    assert may_act(contains, [*ELSEWHERE, role], HERE)


@pytest.mark.parametrize("roles", [(), *((role,) for role in ELSEWHERE), ELSEWHERE])
def test_nobody_acts_outside_her_area(roles: tuple[Role, ...]) -> None:
    assert not may_act(contains, roles, HERE)


@pytest.mark.parametrize("action", [Action.ACCEPT, Action.RETURN])
def test_only_the_holder_decides(action: Action) -> None:
    for role in (COMMUNE, DISTRICT, PROVINCE):
        assert holder_allows(action, ME, ME, contains, [role], HERE)
        assert not holder_allows(action, OTHER, ME, contains, [role], HERE)


def test_those_above_the_commune_may_put_back_for_others() -> None:
    assert holder_allows(Action.PUT_BACK, ME, ME, contains, [COMMUNE], HERE)
    assert not holder_allows(Action.PUT_BACK, OTHER, ME, contains, [COMMUNE], HERE)
    assert holder_allows(Action.PUT_BACK, OTHER, ME, contains, [DISTRICT], HERE)
    assert holder_allows(Action.PUT_BACK, OTHER, ME, contains, [COMMUNE, PROVINCE], HERE)
    # Above, but elsewhere: the commune role that covers the idea does not make up for it.
    mixed = [COMMUNE, Role(Level.PROVINCE, "12")]
    assert not holder_allows(Action.PUT_BACK, OTHER, ME, contains, mixed, HERE)


def test_an_idea_nobody_holds_is_free() -> None:
    assert holder_allows(Action.TAKE_UP, None, ME, contains, [COMMUNE], HERE)
