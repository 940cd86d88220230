from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from programme.data_law import DAYS, LABELS, Deadlines, RequestKind, deadline
from programme.workdays import is_working_day, working_days_after, working_days_between

DATES = st.dates(date(2024, 1, 1), date(2040, 12, 31))


@pytest.mark.parametrize(
    ("kind", "received", "reply_by", "done_by"),
    [
        (RequestKind.VIEW, date(2026, 6, 1), date(2026, 6, 3), date(2026, 6, 11)),
        (RequestKind.CORRECT, date(2026, 6, 5), date(2026, 6, 9), date(2026, 6, 15)),
        (RequestKind.PROVIDE, date(2026, 6, 6), date(2026, 6, 9), date(2026, 6, 16)),
        (RequestKind.WITHDRAW, date(2026, 6, 1), date(2026, 6, 3), date(2026, 6, 16)),
        (RequestKind.RESTRICT, date(2026, 6, 1), date(2026, 6, 3), date(2026, 6, 16)),
        (RequestKind.ERASE, date(2026, 6, 1), date(2026, 6, 3), date(2026, 6, 21)),
        # Tết 2026: offices closed from Monday 16/2 to Friday 20/2.
        (RequestKind.ERASE, date(2026, 2, 13), date(2026, 2, 24), date(2026, 3, 5)),
        # 30/4 and 1/5/2026 are a Thursday and a Friday.
        (RequestKind.VIEW, date(2026, 4, 29), date(2026, 5, 5), date(2026, 5, 9)),
        # 2/9 is two days long, and 31/8/2026 is off for a Saturday worked.
        (RequestKind.VIEW, date(2026, 8, 28), date(2026, 9, 4), date(2026, 9, 7)),
    ],
)
def test_deadlines(kind: RequestKind, received: date, reply_by: date, done_by: date) -> None:
    assert deadline(kind, received) == Deadlines(reply_by, done_by)


def test_every_kind_has_days_and_a_label() -> None:
    assert set(DAYS) == set(LABELS) == set(RequestKind)


@given(st.sampled_from(RequestKind), DATES)
def test_the_reply_comes_first(kind: RequestKind, received: date) -> None:
    due = deadline(kind, received)
    assert received < due.reply_by <= due.done_by
    assert due.done_by - received == timedelta(days=DAYS[kind])


@pytest.mark.parametrize(
    ("day", "works"),
    [
        (date(2026, 6, 1), True),
        (date(2026, 6, 6), False),
        (date(2026, 6, 7), False),
        (date(2026, 2, 17), False),
        (date(2026, 4, 27), False),
        (date(2026, 9, 2), False),
        (date(2026, 8, 22), True),
    ],
)
def test_working_days(day: date, works: bool) -> None:
    assert is_working_day(day) is works


@given(DATES, st.integers(0, 30))
def test_a_term_has_its_working_days(day: date, count: int) -> None:
    end = working_days_after(day, count)
    assert working_days_between(day, end) == count
    assert working_days_between(end, day) == -count
    assert count == 0 or is_working_day(end)


def test_no_negative_terms() -> None:
    with pytest.raises(ValueError, match="negative: -1"):
        working_days_after(date(2026, 6, 1), -1)
