"""One row of a council's result list: its points, stars and certificate, or what is wrong in it."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from enum import StrEnum

from programme.deadlines import add_months
from programme.result_columns import Cell, Column, Line, Mark
from programme.result_values import read_day, read_number, read_stars
from programme.text import clean

PARTS = (Column.A, Column.B, Column.C)
LONGEST_NUMBER = 60
"""Characters of a certificate's number."""
LONGEST_FOUND = 60
MAY_DIFFER = Decimal("0.005")
"""How far a total in the list may be from the sum of its parts: less than a hundredth."""
HUNDREDTH = Decimal("0.01")


class Need(StrEnum):
    """Whether a certificate comes with so many stars."""

    NEEDED = "needed"
    NONE = "none"
    MAY_BE = "may_be"
    """The edition does not say."""


@dataclass(frozen=True, slots=True)
class Rules:
    """How a council turns points into stars: the most points of each part, the stars by the points
    from which they are given (highest first; none where the council's word counts), whether it
    gives a certificate with so many stars, and how many months that lives, if the edition says."""

    most: Mapping[Column, Decimal]
    thresholds: tuple[tuple[int, Decimal], ...]
    certificates: Mapping[int, Need]
    months: int | None

    def stars(self, total: Decimal) -> int | None:
        """The stars of a number of points; None where they do not follow from points."""
        return next((stars for stars, points in self.thresholds if total >= points), None)


@dataclass(frozen=True, slots=True)
class Certificate:
    """Its number and the days from and until which it counts."""

    number: str
    issued: date
    expires: date


@dataclass(frozen=True, slots=True)
class Rating:
    """What a council decided on a product."""

    points: tuple[Decimal, Decimal, Decimal]
    stars: int
    certificate: Certificate | None = None

    @property
    def total(self) -> Decimal:
        return sum(self.points, Decimal(0))


class Fault(StrEnum):
    """What can be wrong with a row."""

    EMPTY = "empty"
    MERGED = "merged"
    FORMULA = "formula"
    ERROR = "error"
    NO_CODE = "no_code"
    ODD_CODE = "odd_code"
    UNKNOWN = "unknown"
    OUTSIDE = "outside"
    OWN = "own"
    TWICE = "twice"
    NO_NUMBER = "no_number"
    NOT_A_NUMBER = "not_a_number"
    NEGATIVE = "negative"
    TOO_FINE = "too_fine"
    OVER_MOST = "over_most"
    NOT_THE_SUM = "not_the_sum"
    NO_STARS = "no_stars"
    ODD_STARS = "odd_stars"
    OTHER_STARS = "other_stars"
    FEWER_STARS = "fewer_stars"
    NO_CERTIFICATE = "no_certificate"
    NEEDLESS_CERTIFICATE = "needless_certificate"
    LONG_CERTIFICATE = "long_certificate"
    SAME_CERTIFICATE = "same_certificate"
    TAKEN_CERTIFICATE = "taken_certificate"
    NO_ISSUED = "no_issued"
    NO_EXPIRY = "no_expiry"
    NOT_A_DATE = "not_a_date"
    ISSUED_LATER = "issued_later"
    EXPIRES_FIRST = "expires_first"
    NOT_AT_RATING = "not_at_rating"
    RATED_OTHERWISE = "rated_otherwise"
    OTHERWISE_BUT_POINTS = "otherwise_but_points"


Expected = Decimal | int | date | str | None


@dataclass(frozen=True, slots=True)
class Wrong:
    """One thing that is wrong with a row: in which column, what stands there, and what it is
    measured by (the most points, the sum, the stars, the row that came first, the day …)."""

    fault: Fault
    column: Column | None = None
    found: str = ""
    expected: Expected = None


_MARKED = {Mark.FORMULA: Fault.FORMULA, Mark.MERGED: Fault.MERGED, Mark.ERROR: Fault.ERROR}


def marked(line: Line) -> Iterator[Wrong]:
    """The cells of a row that cannot be read for what they are, not for what they say. Notes may
    be anything."""
    for column, cell in line.cells.items():
        if cell.mark is not None and column is not Column.NOTE:
            yield Wrong(_MARKED[cell.mark], column, cell.text[:LONGEST_FOUND])


def same_points(line: Line, rated: Rating) -> bool:
    """Whether the row has the points that are recorded."""
    return tuple(read_number(line[part]) for part in PARTS) == rated.points


def repeats(line: Line, rated: Rating) -> bool:
    """Whether the row says nothing but what is recorded: the same points, and of stars and
    certificate what it says at all."""
    if not same_points(line, rated):
        return False
    stars = line[Column.STARS]
    if not stars.empty and read_stars(stars) != rated.stars:
        return False
    known = rated.certificate
    says = {
        Column.CERTIFICATE: known and known.number,
        Column.ISSUED: known and known.issued,
        Column.EXPIRES: known and known.expires,
    }
    for column, recorded in says.items():
        cell = line[column]
        found = clean(cell.text) if column is Column.CERTIFICATE else read_day(cell)
        if not cell.empty and found != recorded:
            return False
    return True


@dataclass(slots=True)
class RowReader:
    """Reads one row by an edition's rules; `wrong` says what is wrong with it. Cells that are
    `marked` are passed over: each is told once."""

    line: Line
    rules: Rules
    today: date
    wrong: list[Wrong] = field(default_factory=list)

    def rating(self) -> Rating | None:
        """The rating, or None if it cannot be known."""
        a, b, c = (self._points(part) for part in PARTS)
        given, stars = self._given_stars(), None
        if a is not None and b is not None and c is not None:
            self._compare_total(a + b + c)
            stars = self._stars(a + b + c, given)
        certificate = self._certificate(stars)
        if a is None or b is None or c is None or stars is None:
            return None
        return Rating((a, b, c), stars, certificate)

    def _points(self, part: Column) -> Decimal | None:
        cell, most = self.line[part], self.rules.most[part]
        if cell.mark is not None:
            return None
        if cell.empty:
            return self._no(Fault.NO_NUMBER, part)
        found = read_number(cell)
        if found is None:
            return self._no(Fault.NOT_A_NUMBER, part)
        if found < 0:
            return self._no(Fault.NEGATIVE, part)
        if found > most:
            return self._no(Fault.OVER_MOST, part, most)
        if found != found.quantize(HUNDREDTH):
            return self._no(Fault.TOO_FINE, part)
        return found.quantize(HUNDREDTH)

    def _compare_total(self, total: Decimal) -> None:
        cell = self.line[Column.TOTAL]
        if cell.empty or cell.mark is not None:
            return
        found = read_number(cell)
        if found is None:
            self._no(Fault.NOT_A_NUMBER, Column.TOTAL)
        elif abs(found - total) >= MAY_DIFFER:
            self._no(Fault.NOT_THE_SUM, Column.TOTAL, total)

    def _given_stars(self) -> int | None:
        cell = self.line[Column.STARS]
        if cell.empty or cell.mark is not None:
            return None
        found = read_stars(cell)
        if found is None:
            self._no(Fault.ODD_STARS, Column.STARS)
        return found

    def _stars(self, total: Decimal, given: int | None) -> int | None:
        """The stars that follow from the points, or the fewer that the list has with a reason."""
        stars = self.rules.stars(total)
        if stars is None:
            if self.line[Column.STARS].empty:
                self._no(Fault.NO_STARS, Column.STARS)
            return given
        if given is None or given == stars:
            return stars
        if given > stars:
            self._no(Fault.OTHER_STARS, Column.STARS, stars)
            return stars
        if not clean(self.line[Column.NOTE].text):
            self._no(Fault.FEWER_STARS, Column.STARS, stars)
        return given

    def _certificate(self, stars: int | None) -> Certificate | None:
        """The certificate of a row; where the stars are not known only its days are looked at."""
        number = clean(self.line[Column.CERTIFICATE].text)
        issued, expires = self._day(Column.ISSUED), self._day(Column.EXPIRES)
        if issued and issued > self.today:
            self._no(Fault.ISSUED_LATER, Column.ISSUED, issued)
        if issued and expires and expires <= issued:
            self._no(Fault.EXPIRES_FIRST, Column.EXPIRES, issued)
        if stars is None or self.line[Column.CERTIFICATE].mark is not None:
            return None
        need = self.rules.certificates.get(stars, Need.NONE)
        if need is Need.NONE:
            if number:
                self._no(Fault.NEEDLESS_CERTIFICATE, Column.CERTIFICATE, stars)
            return None
        if not number:
            if need is Need.NEEDED:
                self._no(Fault.NO_CERTIFICATE, Column.CERTIFICATE, stars)
            return None
        if len(number) > LONGEST_NUMBER:
            self._no(Fault.LONG_CERTIFICATE, Column.CERTIFICATE, LONGEST_NUMBER)
        elif self.line[Column.ISSUED].empty:
            self._no(Fault.NO_ISSUED, Column.ISSUED)
        elif issued is not None:
            return self._with_expiry(number, issued, expires)
        return None

    def _with_expiry(self, number: str, issued: date, expires: date | None) -> Certificate | None:
        if expires is None and self.rules.months is not None:
            expires = add_months(issued, self.rules.months)
        if expires is not None:
            return Certificate(number, issued, expires)
        if self.line[Column.EXPIRES].empty:
            self._no(Fault.NO_EXPIRY, Column.EXPIRES)
        return None

    def _day(self, column: Column) -> date | None:
        cell: Cell = self.line[column]
        if cell.empty or cell.mark is not None:
            return None
        found = read_day(cell)
        if found is None:
            self._no(Fault.NOT_A_DATE, column)
        return found

    def _no(self, fault: Fault, column: Column, expected: Expected = None) -> Decimal | None:
        """Note what is wrong; always None, so that who reads points can return it."""
        found = self.line[column].text[:LONGEST_FOUND]
        self.wrong.append(Wrong(fault, column, found, expected))
        return None
