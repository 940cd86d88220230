"""What the rows of a council's result list come to: recorded, known already, or what is wrong.

Pure: which products the rows mean and how they stand comes in as `Known`, so the same check is made
for the dry run and again at the moment of recording. Columns: result_columns.py; cells:
result_values.py; a row: result_row.py.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date
from decimal import Decimal
from enum import StrEnum

from rapidfuzz import fuzz

from programme.deadlines import add_months
from programme.editions import Edition
from programme.result_columns import Column, Line, Table
from programme.result_row import (
    PARTS,
    Fault,
    Need,
    Rating,
    RowReader,
    Rules,
    Wrong,
    marked,
    repeats,
    same_points,
)
from programme.result_values import read_code
from programme.stages import after_rating, most_points, needs_certificate
from programme.text import clean, fold

MOST_ROWS = 5000
LONGEST_NOTE = 500
ALIKE = 60
"""From this likeness (of 100) on, two names may mean the same product."""


def rules_of(edition: Edition, stage: str) -> Rules:
    """The rules by which the council at a stage decides. LookupError if none sits there."""

    def need(stars: int) -> Need:
        verdict = after_rating(edition, stage, stars)
        if not verdict.final:
            return Need.NONE
        if edition.certificate is None:
            return Need.MAY_BE
        return Need.NEEDED if needs_certificate(edition, verdict.stars) else Need.NONE

    return Rules(
        {part: Decimal(most_points(edition, part.value.upper())) for part in PARTS},
        tuple((one.stars, Decimal(one.from_points)) for one in edition.stars),
        {stars: need(stars) for stars in range(6)},
        None if edition.certificate is None else edition.certificate.months,
    )


@dataclass(frozen=True, slots=True)
class Known:
    """A product that a code means, as it stands now: whether the person who imports may rate it by
    area (`inside`) and whether it is her own; the rules of the council that is to rate it now, None
    if there is none or it has done so; what the last council decided; and the certificates given in
    her province, each folded number with the product that has it and its code."""

    id: int
    name: str
    inside: bool
    own: bool
    rules: Rules | None
    rated: Rating | None
    given: Mapping[str, tuple[int, str]] = field(default_factory=dict)


class Doubt(StrEnum):
    """What may be meant, yet looks odd; it is shown, and does not stop the import."""

    OTHER_NAME = "other_name"
    OTHER_EXPIRY = "other_expiry"
    FEWER_STARS = "fewer_stars"


@dataclass(frozen=True, slots=True)
class Odd:
    """What looks odd, as the list has it and as it is known or usual: of fewer stars, the reason
    and the stars that the points make."""

    doubt: Doubt
    found: str | date
    expected: str | date | int


class Verdict(StrEnum):
    """What becomes of a row."""

    RECORD = "record"
    SAME = "same"
    WRONG = "wrong"


@dataclass(frozen=True, slots=True)
class Outcome:
    """A row and what becomes of it. `product` is the id of the product it means, `rating` what is
    recorded; both are there unless something is wrong."""

    number: int
    code: str
    name: str
    verdict: Verdict
    product: int | None = None
    rating: Rating | None = None
    note: str = ""
    wrong: tuple[Wrong, ...] = ()
    odd: tuple[Odd, ...] = ()


def codes(table: Table) -> frozenset[str]:
    """The codes that a list names, each as it is stored, to look the products up by."""
    return frozenset(code for line in table.lines if (code := read_code(line[Column.CODE].text)))


def judge(table: Table, known: Mapping[str, Known], today: date) -> tuple[Outcome, ...]:
    """Say of every row what becomes of it. `known` holds the products of `codes(table)` that there
    are; `today` is the day in Vietnam."""
    judging = _Judging(known, today)
    return tuple(judging.outcome(line) for line in table.lines)


def may_be_recorded(outcomes: Iterable[Outcome]) -> bool:
    """Whether a list is recorded, all of it or nothing: nothing in it may be wrong, and something
    must be new."""
    verdicts = {outcome.verdict for outcome in outcomes}
    return Verdict.RECORD in verdicts and Verdict.WRONG not in verdicts


@dataclass(slots=True)
class _Judging:
    """What is remembered from row to row: where each product and each certificate stood first."""

    known: Mapping[str, Known]
    today: date
    products: dict[int, int] = field(default_factory=dict)
    certificates: dict[str, int] = field(default_factory=dict)

    def outcome(self, line: Line) -> Outcome:
        made = Outcome(
            line.number,
            line[Column.CODE].text,
            clean(line[Column.NAME].text),
            Verdict.WRONG,
            note=clean(line[Column.NOTE].text)[:LONGEST_NOTE],
        )
        if line.empty:
            return replace(made, wrong=(Wrong(Fault.EMPTY),))
        wrong = list(marked(line))
        found = self._find(line)
        if isinstance(found, Wrong):
            return replace(made, wrong=(*wrong, *([] if _unreadable(line) else [found])))
        made = replace(made, product=found.id, name=made.name or found.name)
        if found.own:
            wrong.append(Wrong(Fault.OWN, Column.CODE, made.code))
        judged = self._by_rules(line, found, made, wrong)
        again = found.rated if not wrong and judged.verdict is Verdict.WRONG else None
        if again is not None and repeats(line, again):
            # The same list once more, when its products have moved on.
            return replace(made, rating=again, verdict=Verdict.SAME)
        return judged

    def _by_rules(self, line: Line, found: Known, made: Outcome, wrong: Sequence[Wrong]) -> Outcome:
        if found.rules is None:
            return replace(made, wrong=(*wrong, _not_now(line, made, found)))
        reader = RowReader(line, found.rules, self.today)
        rating = reader.rating()
        wrong = [*wrong, *reader.wrong]
        if rating is not None and rating.certificate is not None:
            wrong += self._certificate(line.number, found, rating.certificate.number)
        odd = tuple(_oddities(line, made, found, rating))
        made = replace(made, wrong=tuple(wrong), odd=odd)
        if wrong or rating is None:
            return made
        return replace(made, rating=rating, verdict=Verdict.RECORD)

    def _find(self, line: Line) -> Known | Wrong:
        code = line[Column.CODE].text
        if not code:
            return Wrong(Fault.NO_CODE, Column.CODE)
        read = read_code(code)
        if read is None:
            return Wrong(Fault.ODD_CODE, Column.CODE, code[:60])
        found = self.known.get(read)
        if found is None:
            return Wrong(Fault.UNKNOWN, Column.CODE, read)
        if not found.inside:
            return Wrong(Fault.OUTSIDE, Column.CODE, read)
        first = self.products.setdefault(found.id, line.number)
        return found if first == line.number else Wrong(Fault.TWICE, Column.CODE, read, first)

    def _certificate(self, line: int, found: Known, number: str) -> list[Wrong]:
        given = found.given.get(fold(number))
        if given is not None and given[0] != found.id:
            return [Wrong(Fault.TAKEN_CERTIFICATE, Column.CERTIFICATE, number, given[1])]
        first = self.certificates.setdefault(fold(number), line)
        if first == line:
            return []
        return [Wrong(Fault.SAME_CERTIFICATE, Column.CERTIFICATE, number, first)]


def _not_now(line: Line, made: Outcome, found: Known) -> Wrong:
    """Why a product cannot be rated now, whatever its points."""
    if found.rated is None:
        return Wrong(Fault.NOT_AT_RATING, Column.CODE, made.code)
    if same_points(line, found.rated):
        return Wrong(Fault.OTHERWISE_BUT_POINTS, Column.CODE, made.code)
    return Wrong(Fault.RATED_OTHERWISE, Column.CODE, made.code, found.rated.total)


def _unreadable(line: Line) -> bool:
    """Whether the code itself is a formula or merged, which has been told already."""
    return line[Column.CODE].mark is not None


def _oddities(line: Line, made: Outcome, found: Known, rating: Rating | None) -> Iterable[Odd]:
    by_points = None if rating is None or not found.rules else found.rules.stars(rating.total)
    if rating is not None and by_points is not None and rating.stars < by_points:
        yield Odd(Doubt.FEWER_STARS, made.note, by_points)
    name = line[Column.NAME].text
    if name and fuzz.token_set_ratio(fold(name), fold(found.name)) < ALIKE:
        yield Odd(Doubt.OTHER_NAME, clean(name)[:60], found.name)
    certificate = None if rating is None else rating.certificate
    months = None if found.rules is None else found.rules.months
    if certificate is not None and months is not None:
        usual = add_months(certificate.issued, months)
        if certificate.expires != usual:
            yield Odd(Doubt.OTHER_EXPIRY, certificate.expires, usual)
