"""What happened to a product, a line for each step: for its producer and for officers."""

from collections.abc import Mapping, Sequence
from datetime import UTC, datetime
from decimal import Decimal
from types import MappingProxyType

from handlers import status_words as words
from handlers.voice import Html, Voice, clip, html
from handlers.world import World
from locales import N_
from locales.formats import format_moment
from programme.editions import Edition
from programme.stages import Points
from storage import officers
from storage.database import Transaction
from storage.people import PersonId
from storage.products import Product, Step, StepKind

LONGEST_TEXT = 300
LONGEST_OFFICER = 30
LONGEST_NUMBER = 40

TOLD: Mapping[StepKind, str] = MappingProxyType(
    {
        StepKind.START: N_("{day}: the idea was accepted, {who}"),
        StepKind.FORWARD: N_("{day}: on to “{stage}”, {who}"),
        StepKind.BACK: N_("{day}: back to “{stage}”, {who}"),
        StepKind.HOLD: N_("{day}: on hold, {who}"),
        StepKind.RESUME: N_("{day}: goes on, {who}"),
        StepKind.NOT_RATED: N_("{day}: not rated this time, {who}"),
        StepKind.WITHDRAW: N_("{day}: taken back, {who}"),
        StepKind.AGAIN: N_("{day}: begins again with “{stage}”, {who}"),
        StepKind.TAKE_UP: N_("{day}: taken up, {who}"),
        StepKind.PUT_BACK: N_("{day}: put back, {who}"),
        StepKind.HAND_OVER: N_("{day}: handed over to {officer}, {who}"),
        StepKind.NOTE: N_("{day}: a note, {who}"),
        StepKind.VISIT: N_("{day}: visit set for {when}, {who}"),
        StepKind.VISIT_OFF: N_("{day}: visit called off, {who}"),
        StepKind.CRITERIA: N_("{day}: criteria set chosen: {set}, {who}"),
        StepKind.PAPER: N_("{day}: asked for {paper}, {who}"),
        StepKind.PAPER_SENT: N_("{day}: sent {paper}, {who}"),
        StepKind.PAPER_REMOVED: N_("{day}: took the photos of {paper} out, {who}"),
        StepKind.PAPER_SEEN: N_("{day}: {paper} is there, {who}"),
        StepKind.PAPER_UNSEEN: N_("{day}: the tick of {paper} taken back, {who}"),
        StepKind.RATING: N_("{day}: rated, {result}, {who}"),
        StepKind.CERTIFICATE: N_("{day}: certificate given, {who}"),
    }
)


async def names_of(
    tx: Transaction,
    voice: Voice,
    product: Product,
    steps: Sequence[Step],
    *,
    to_producer: bool = False,
) -> Mapping[int, str]:
    """What the people in some steps are called by officers or, if `to_producer`, by herself."""
    hers = voice.plain("you") if to_producer else voice.plain("the producer")
    found = {int(product.person_id): hers}
    for step in steps:
        given = (step.detail or {}).get("officer", "")
        for person in (step.person_id, int(given) if given.isdigit() else None):
            if person is not None and person not in found:
                known = await officers.name(tx, PersonId(person))
                found[person] = clip(known, LONGEST_OFFICER) if known else voice.plain("an officer")
    return found


def step_line(
    voice: Voice,
    world: World,
    product: Product,
    step: Step,
    names: Mapping[int, str],
    at: datetime,
    labels: Mapping[str, str | None] = MappingProxyType({}),
) -> Html:
    """One step as a line; `labels` are what papers of the officers' own are called by their keys.
    The words of it, if any, stand behind it in quotes."""
    edition = words.edition_of(world, product)
    detail = step.detail or {}
    officer = detail.get("officer", "")
    said = voice.gettext(
        TOLD[step.kind],
        day=words.day_of(step.at, at, voice),
        who=names.get(step.person_id or 0) or voice.plain("an officer"),
        officer=names.get(int(officer) if officer.isdigit() else 0) or voice.plain("an officer"),
        stage=words.stage_name(voice, world, product, step.to_stage),
        when=visit_time(voice, step.due_at, at),
        paper=words.paper_name(
            voice, edition, detail.get("paper", ""), labels.get(detail.get("paper", ""))
        ),
        result=result(voice, edition, step),
        set=criteria_set(voice, world, detail),
    )
    if detail.get("number"):
        said += html(f": {clip(detail['number'], LONGEST_NUMBER)}")
    if step.text:
        said += voice.gettext(": “{text}”", text=clip(step.text, LONGEST_TEXT))
    return said


def criteria_set(voice: Voice, world: World, detail: Mapping[str, str]) -> str:
    """The criteria set that was chosen: "18. Chè, trà"; its number where it is not known here."""
    number, criteria = detail.get("set", ""), world.criteria.get(detail.get("edition", ""))
    one = criteria.set(int(number)) if criteria is not None and number.isdigit() else None
    return number if one is None else f"{number}. {clip(one.name.said_in(voice.language), 80)}"


def visit_time(voice: Voice, due_at: int | None, at: datetime) -> str:
    """When a visit is: "8 giờ, thứ Ba, 14/4"."""
    if due_at is None:
        return "–"
    return format_moment(datetime.fromtimestamp(due_at / 1000, UTC), at, voice.language)


def result(voice: Voice, edition: Edition, step: Step) -> Html:
    """The stars and points that a rating gave: "4 sao, 88,5 điểm"."""
    given = points_of(step)
    count = (step.detail or {}).get("stars", "")
    said = html(words.stars(voice, int(count)) if count.isdigit() else "–")
    total = words.points_line(voice, edition, given, parts=False)
    return said if total is None else Html(f"{said}, {total}")


def points_of(step: Step) -> Points:
    """The points that a rating wrote down."""
    detail = step.detail or {}
    parts = [detail.get(part) for part in ("a", "b", "c")]
    return Points(*(None if one is None else Decimal(one) for one in parts))
