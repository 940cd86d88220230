"""By when a request about one's personal data must be answered and done.

Law 91/2025/QH15 and Decree 356/2025, in force since 1/1/2026: an answer within 2 working days; to
view, correct or provide within 10 days, to withdraw consent or restrict within 15, to erase within
20. Days count from the one after the request came; terms in days run through weekends, and are not
lengthened by one: being early is no fault.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from enum import StrEnum
from types import MappingProxyType

from programme.text import N_
from programme.workdays import working_days_after

REPLY_WORKING_DAYS = 2


class RequestKind(StrEnum):
    """What a person may ask of her data."""

    VIEW = "view"
    CORRECT = "correct"
    PROVIDE = "provide"
    WITHDRAW = "withdraw"
    RESTRICT = "restrict"
    ERASE = "erase"


DAYS: Mapping[RequestKind, int] = MappingProxyType(
    {
        RequestKind.VIEW: 10,
        RequestKind.CORRECT: 10,
        RequestKind.PROVIDE: 10,
        RequestKind.WITHDRAW: 15,
        RequestKind.RESTRICT: 15,
        RequestKind.ERASE: 20,
    }
)

LABELS: Mapping[RequestKind, str] = MappingProxyType(
    {
        RequestKind.VIEW: N_("See my data"),
        RequestKind.CORRECT: N_("Correct my data"),
        RequestKind.PROVIDE: N_("Get a copy of my data"),
        RequestKind.WITHDRAW: N_("Withdraw my consent"),
        RequestKind.RESTRICT: N_("Restrict the use of my data"),
        RequestKind.ERASE: N_("Erase my data"),
    }
)


@dataclass(frozen=True, slots=True)
class Deadlines:
    """The last day for an answer and the last day for the thing itself."""

    reply_by: date
    done_by: date


def deadline(kind: RequestKind, received: date) -> Deadlines:
    """Return the deadlines of a request received on a day (in Vietnam)."""
    reply_by = working_days_after(received, REPLY_WORKING_DAYS)
    done_by = received + timedelta(days=DAYS[kind])
    # Tết can last longer than ten days and a reply cannot be due after the thing itself.
    return Deadlines(min(reply_by, done_by), done_by)
