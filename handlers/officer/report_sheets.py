"""The report as a spreadsheet: a summary, the communes, the products, classes, announcements.

What stands on the day it is made has sheets, or a heading, of its own."""

from collections.abc import AsyncIterator, Sequence

from handlers.occasion import Occasion
from handlers.officer import desk, report_words
from handlers.sheets import Cell, Column, Page, Paged, Sheet, Shown
from programme.ideas import State, label_of
from programme.reporting import Line, Report
from programme.stages import OUTCOME_LABELS, Outcome
from programme.topics import TOPICS
from programme.vietnam_time import moment
from storage import reports
from storage.reports import Listed


def sheets(turn: Occasion, made: Report) -> Sequence[Sheet | Paged]:
    """All sheets of a report."""
    return [
        _summary(turn, made),
        _communes(turn, made),
        _communes_today(turn, made),
        Paged(_products(turn, made), _listed(turn, made)),
        _classes(turn, made),
        _announcements(turn, made),
    ]


def _title(turn: Occasion, made: Report) -> str:
    place, period = desk.place(turn, made.area), report_words.period(turn.voice, made.period)
    return turn.voice.plain("OCOP report of {place}, {period}", place=place, period=period.lower())


def _title_today(turn: Occasion, made: Report) -> str:
    return turn.voice.plain(
        "OCOP in {place}, as of {day}",
        place=desk.place(turn, made.area),
        day=report_words.today(turn),
    )


def _summary(turn: Occasion, made: Report) -> Sheet:
    voice, total = turn.voice, made.total
    promise = report_words.promised(turn, made)
    held = made.held
    rows: list[tuple[Cell, Cell, Cell]] = [
        (voice.plain("Ideas in this time"), total.received, None),
        (voice.plain("Ideas accepted"), total.ideas.get(State.ACCEPTED, 0), None),
        (voice.plain("Ideas waiting"), total.ideas.get(State.SUBMITTED, 0), None),
        (voice.plain("Ideas being read"), total.ideas.get(State.TAKEN_UP, 0), None),
        (voice.plain("Ideas sent back"), total.ideas.get(State.RETURNED, 0), None),
        (voice.plain("Ideas taken back"), total.ideas.get(State.WITHDRAWN, 0), None),
        (voice.plain("Certified for the first time"), total.new, promise.new if promise else None),
        (voice.plain("Certified again"), total.again, promise.again if promise else None),
        (voice.plain("Classes"), len(held), None),
        (voice.plain("Signed up for classes"), sum(line.signed for line in held), None),
        (voice.plain("People in classes"), sum(line.attended for line in held), None),
        (voice.plain("Announcements"), len(made.announcements), None),
        (
            voice.plain("Announcements arrived, of all sent"),
            sum(line.sent for line in made.announcements),
            sum(line.total for line in made.announcements),
        ),
        (voice.plain("Have read it"), sum(line.read for line in made.announcements), None),
        (voice.plain("Told by phone"), sum(line.told for line in made.announcements), None),
        (voice.plain("As of {day}", day=report_words.today(turn)), None, None),
        (voice.plain("Products on their way now"), total.under_way, None),
        *((name, count, None) for name, count in report_words.by_stage(turn, made)),
        *((report_words.stars(voice, stars), n, None) for stars, n in total.by_stars.items()),
        (voice.plain("Products with a valid certificate"), total.certified, None),
        (
            voice.plain("Communes with a certified product"),
            len(made.lines) - len(made.without),
            len(made.lines),
        ),
    ]
    return Sheet(
        voice.plain("Summary"),
        [
            Column(voice.plain("What"), 44),
            Column(voice.plain("Result"), 12, Shown.NUMBER),
            Column(voice.plain("Target or all"), 14, Shown.NUMBER),
        ],
        rows,
        _title(turn, made),
    )


def _communes(turn: Occasion, made: Report) -> Sheet:
    voice = turn.voice
    promises = {promise.unit: promise for promise in made.promises}

    def row(line: Line) -> tuple[Cell, ...]:
        promise = promises.get(line.commune)
        return (
            desk.place(turn, line.commune),
            line.received,
            line.ideas.get(State.ACCEPTED, 0),
            line.new,
            promise.new if promise else None,
            line.again,
            promise.again if promise else None,
        )

    number = Shown.NUMBER
    return Sheet(
        voice.plain("Communes"),
        [
            Column(voice.plain("Commune"), 28),
            Column(voice.plain("Ideas in this time"), 12, number),
            Column(voice.plain("Ideas accepted"), 12, number),
            Column(voice.plain("Certified for the first time"), 12, number),
            Column(voice.plain("Target: first time"), 12, number),
            Column(voice.plain("Certified again"), 12, number),
            Column(voice.plain("Target: again"), 12, number),
        ],
        [row(line) for line in made.lines],
        _title(turn, made),
    )


def _communes_today(turn: Occasion, made: Report) -> Sheet:
    voice, number = turn.voice, Shown.NUMBER
    return Sheet(
        voice.plain("Communes today"),
        [
            Column(voice.plain("Commune"), 28),
            Column(voice.plain("On their way"), 12, number),
            Column(report_words.stars(voice, 3), 8, number),
            Column(report_words.stars(voice, 4), 8, number),
            Column(report_words.stars(voice, 5), 8, number),
            Column(voice.plain("Valid certificates"), 12, number),
            Column(voice.plain("Has a product"), 10),
        ],
        [
            (
                desk.place(turn, line.commune),
                line.under_way,
                line.by_stars.get(3, 0),
                line.by_stars.get(4, 0),
                line.by_stars.get(5, 0),
                line.certified,
                voice.plain("yes") if line.certified else voice.plain("no"),
            )
            for line in made.lines
        ],
        _title_today(turn, made),
    )


async def _listed(turn: Occasion, made: Report) -> AsyncIterator[Page]:
    """The rows of the products, some at a time."""
    communes = [line.commune for line in made.lines]
    async for some in reports.listed(turn.tx, communes):
        yield [_product(turn, one) for one in some]


def _product(turn: Occasion, one: Listed) -> tuple[Cell, ...]:
    edition = turn.world.editions.by_key().get(one.edition)
    stage = edition.stage(one.stage) if edition else None
    stands = stage.name.said_in(turn.voice.language) if stage else one.stage
    if one.outcome is not None:
        stands = turn.voice.plain(OUTCOME_LABELS[Outcome(one.outcome)])
    number = one.certificate
    if number is not None and one.earlier:
        number = turn.voice.plain("{number} (of an earlier rating)", number=number)
    return (
        one.code,
        one.name,
        desk.place(turn, one.commune),
        one.edition,
        stands,
        one.stars,
        number,
        one.expires,
    )


def _products(turn: Occasion, made: Report) -> Sheet:
    voice = turn.voice
    return Sheet(
        voice.plain("List of products"),
        [
            Column(voice.plain("Code"), 16),
            Column(voice.plain("Product"), 34),
            Column(voice.plain("Commune"), 24),
            Column(voice.plain("Edition"), 9),
            Column(voice.plain("Stands at"), 28),
            Column(voice.plain("Stars"), 7, Shown.NUMBER),
            Column(voice.plain("Certificate"), 18),
            Column(voice.plain("Valid until"), 12, Shown.DAY),
        ],
        (),
        _title_today(turn, made),
    )


def _classes(turn: Occasion, made: Report) -> Sheet:
    voice = turn.voice
    return Sheet(
        voice.plain("Classes"),
        [
            Column(voice.plain("Code"), 16),
            Column(voice.plain("Topic"), 36),
            Column(voice.plain("Area"), 24),
            Column(voice.plain("Begins"), 17, Shown.MOMENT),
            Column(voice.plain("Seats"), 8, Shown.NUMBER),
            Column(voice.plain("Signed up"), 9, Shown.NUMBER),
            Column(voice.plain("Were there"), 9, Shown.NUMBER),
            Column(voice.plain("Remark"), 14),
        ],
        [
            (
                line.code,
                line.topic,
                desk.place(turn, line.area),
                moment(line.starts_at),
                line.seats,
                line.signed,
                line.attended,
                voice.plain("cancelled") if line.cancelled else None,
            )
            for line in made.classes
        ],
        _title(turn, made),
    )


def _announcements(turn: Occasion, made: Report) -> Sheet:
    voice = turn.voice
    return Sheet(
        voice.plain("Announcements"),
        [
            Column(voice.plain("Topic"), 24),
            Column(voice.plain("Document"), 20),
            Column(voice.plain("Area"), 24),
            Column(voice.plain("Sent on"), 17, Shown.MOMENT),
            Column(voice.plain("Times sent"), 9, Shown.NUMBER),
            Column(voice.plain("Arrived"), 9, Shown.NUMBER),
            Column(voice.plain("Have read it"), 9, Shown.NUMBER),
            Column(voice.plain("Told by phone"), 9, Shown.NUMBER),
        ],
        [
            (
                voice.plain(label_of(TOPICS, line.topic)),
                line.number,
                desk.place(turn, line.unit),
                moment(line.started_at),
                line.total,
                line.sent,
                line.read,
                line.told,
            )
            for line in made.announcements
        ],
        _title(turn, made),
    )
