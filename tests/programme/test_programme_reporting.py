"""What a report counts: each road of a product once, by the day on its certificate."""

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from programme.reporting import Paper, PaperStep, Period, certified, periods_of

Q1, Q2, Q3 = (Period(2026, quarter) for quarter in (1, 2, 3))
MARCH, APRIL, JULY = date(2026, 3, 31), date(2026, 4, 1), date(2026, 7, 15)
NEW, AGAIN = ("c1", False), ("c1", True)


def given_on(day: date, product: int = 1, commune: str = "c1") -> PaperStep:
    return PaperStep(product, commune, Paper.GIVEN, day)


ENDED = PaperStep(1, "c1", Paper.ENDED)
ON_AGAIN = PaperStep(1, "c1", Paper.AGAIN)


@pytest.mark.parametrize(
    ("steps", "counted"),
    [
        ([given_on(MARCH)], {Q1: {NEW: 1}}),
        # Corrected, whenever that was: the last day counts, and only that.
        ([given_on(MARCH), given_on(APRIL)], {Q2: {NEW: 1}}),
        ([given_on(MARCH), given_on(MARCH)], {Q1: {NEW: 1}}),
        # The result was corrected: no certificate; or then another one.
        ([given_on(MARCH), ENDED], {}),
        ([given_on(MARCH), ENDED, given_on(APRIL)], {Q2: {NEW: 1}}),
        # Two roads.
        ([given_on(MARCH), ON_AGAIN, given_on(JULY)], {Q1: {NEW: 1}, Q3: {AGAIN: 1}}),
        ([given_on(MARCH), ON_AGAIN], {Q1: {NEW: 1}}),
        # The first road led nowhere: it is the first time all the same.
        ([ON_AGAIN, given_on(APRIL)], {Q2: {NEW: 1}}),
        ([given_on(MARCH), ENDED, ON_AGAIN, given_on(APRIL)], {Q2: {NEW: 1}}),
        # Two products, and two communes.
        ([given_on(MARCH), given_on(MARCH, 2)], {Q1: {NEW: 2}}),
        ([given_on(MARCH), given_on(MARCH, 2, "c2")], {Q1: {NEW: 1, ("c2", False): 1}}),
        ([], {}),
    ],
)
def test_each_road_counts_once(
    steps: list[PaperStep], counted: dict[Period, dict[tuple[str, bool], int]]
) -> None:
    for period in (Q1, Q2, Q3, Period(2026, 4), Period(2025)):
        assert certified(steps, period) == counted.get(period, {})
    year = certified(steps, Period(2026))
    assert sum(year.values()) == sum(sum(found.values()) for found in counted.values())


def test_only_times_that_have_begun_are_offered() -> None:
    assert periods_of(2026, date(2026, 4, 1)) == (Period(2026), Q1, Q2)
    assert periods_of(2026, date(2026, 3, 31)) == (Period(2026), Q1)
    assert len(periods_of(2025, date(2026, 3, 31))) == 5
    assert periods_of(2027, date(2026, 12, 31)) == ()
    assert len(periods_of(2018, date(2026, 3, 31))) == 5
    assert periods_of(2017, date(2026, 3, 31)) == ()


@given(
    st.lists(
        st.tuples(
            st.integers(1, 3),
            st.sampled_from(Paper),
            st.dates(date(2025, 1, 1), date(2027, 12, 31)),
        )
    )
)
def test_quarters_add_up_to_their_year(happened: list[tuple[int, Paper, date]]) -> None:
    steps = [
        PaperStep(product, "c1", paper, day if paper is Paper.GIVEN else None)
        for product, paper, day in sorted(happened, key=lambda one: one[0])
    ]
    firsts = 0
    for year in (2025, 2026, 2027):
        quarters = [certified(steps, Period(year, quarter)) for quarter in (1, 2, 3, 4)]
        whole = certified(steps, Period(year))
        for key in (NEW, AGAIN):
            assert whole.get(key, 0) == sum(found.get(key, 0) for found in quarters)
        firsts += whole.get(NEW, 0)
    # No product is certified for the first time more than once in its life.
    assert firsts <= len({product for product, _, _ in happened})
