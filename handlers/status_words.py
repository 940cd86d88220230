"""How a product's road is said: its stage, who holds it, what is due, its result. For producers and
officers alike, so nobody is addressed here."""

from collections.abc import Sequence
from datetime import date, datetime
from decimal import Decimal

from handlers.voice import Html, Voice, clip, lines
from handlers.world import World
from locales.formats import (
    format_date_only,
    format_deadline,
    format_number,
    local_day,
)
from programme.deadlines import Due, Phase, limit, next_due, validity
from programme.editions import Edition
from programme.stages import OUTCOME_LABELS, Outcome, Points, most_points
from programme.units import Territory
from programme.vietnam_time import day_at
from storage.product_papers import PaperState
from storage.products import Product, Step, StepKind

LONGEST_NAME = 60
LONGEST_REASON = 200


def edition_of(world: World, product: Product) -> Edition:
    """The rules that a product began under."""
    return world.editions.of(product.edition)


def name(product: Product, most: int = LONGEST_NAME) -> str:
    return clip(product.name, most)


def stage_name(voice: Voice, world: World, product: Product, key: str | None = None) -> str:
    """What a stage is called, the product's present one unless another is named."""
    stage = edition_of(world, product).stage(key or product.stage)
    return stage.name.said_in(voice.language) if stage else key or product.stage


def standing(voice: Voice, world: World, product: Product) -> str:
    """Where it stands in a few words: its stage, or how its road ended."""
    if product.outcome is Outcome.RATED and product.stars is not None:
        return stars(voice, product.stars)
    if product.outcome is not None:
        return voice.plain(OUTCOME_LABELS[product.outcome])
    return stage_name(voice, world, product)


def stars(voice: Voice, count: int) -> str:
    """ "4 sao", "1 star"."""
    return str(voice.ngettext("{n} star", "{n} stars", count))


def holder_unit(territory: Territory, commune: str, level: str) -> str | None:
    """The code of the unit of a level that a commune belongs to; None for the Ministry. Of several
    old districts that the commune was made of, the first."""
    province = territory.province_of(commune)
    if level == "commune":
        return commune
    if level == "province":
        return None if province is None else province.code
    if level == "district" and province is not None:
        districts = territory.old_districts(province.code)
        return next((one.code for one in districts if territory.contains(one.code, commune)), None)
    return None


def holder_office(voice: Voice, world: World, product: Product) -> str:
    """Which office holds it: "Ủy ban nhân dân xã Sơn Động"."""
    stage = edition_of(world, product).stage(product.stage)
    office = stage.office.said_in(voice.language) if stage else ""
    code = holder_unit(world.territory, product.commune, product.holder)
    unit = None if code is None else world.territory.unit(code)
    if not office or unit is None:
        return office or str(unit or "")
    return voice.plain("{office}, {place}", office=office, place=str(unit))


def due_of(world: World, product: Product, on: date) -> Due | None:
    """The next deadline of the product's round; None once its road has ended."""
    if product.outcome is not None:
        return None
    edition = edition_of(world, product)
    return next_due(edition, product.stage, on, product.round, product.round_year)


def due_line(voice: Voice, world: World, product: Product, at: datetime) -> Html | None:
    """What its round has next, and how many days are left."""
    on = local_day(at)
    due = due_of(world, product, on)
    if due is None:
        return None
    values = {
        "round": due.round.name.said_in(voice.language),
        "what": due.deadline.name.said_in(voice.language),
        "day": format_deadline(due.day, on, voice.language),
    }
    if due.over:
        return voice.gettext("{round}: {what}, due {day}.", **values)
    if due.deadline.before:
        return voice.gettext("{round}: {what} before {day}.", **values)
    return voice.gettext("{round}: {what} by {day}.", **values)


def waiting_line(voice: Voice, world: World, product: Product, at: datetime) -> Html | None:
    """How long it has been at its stage, against the law's limit where there is one."""
    if product.outcome is not None:
        return None
    on, since = local_day(at), day_at(product.stage_since)
    term = limit(edition_of(world, product), product.stage, since, on)
    if term is None:
        days = (on - since).days
        if days <= 0:
            return voice.gettext("Came to this step today.")
        return voice.ngettext("At this step for {n} day.", "At this step for {n} days.", days)
    day = format_deadline(term.last_day, on, voice.language)
    if term.left < 0:
        return voice.ngettext(
            "The time limit is over by {n} working day. The last one was {day}.",
            "The time limit is over by {n} working days. The last one was {day}.",
            -term.left,
            day=day,
        )
    return voice.gettext(
        "{used} of {days} working days are used. The last one is {day}.",
        used=term.used,
        days=term.days,
        day=day,
    )


def number(voice: Voice, value: Decimal) -> str:
    """Points as people write them: "33,5"."""
    return format_number(value, voice.language)


def points_line(
    voice: Voice, edition: Edition, points: Points, *, parts: bool = True
) -> Html | None:
    """The points in all and by part: "88,5 điểm: A 35/40, B 20/25, C 33,5/35"."""
    if points.total is None:
        return None
    total = voice.gettext("{points} points", points=number(voice, points.total))
    if not parts:
        return total
    said = []
    for part in ("A", "B", "C"):
        given = points.of(part)
        if given is not None:
            most = f"/{most_points(edition, part)}" if edition.parts else ""
            said.append(f"{part} {number(voice, given)}{most}")
    return total + ": " + ", ".join(said)


def held_back_line(voice: Voice, step: Step, most: int = LONGEST_REASON) -> Html | None:
    """That a council gave fewer stars than its points make, and why; None where it did not."""
    made = (step.detail or {}).get("made", "")
    if step.kind is not StepKind.RATING or not made.isdecimal():
        return None
    by_points = stars(voice, int(made))
    if not step.text:
        return voice.gettext("The points make {stars}; the council gave fewer.", stars=by_points)
    return voice.gettext(
        "The points make {stars}; the council gave fewer, because: “{reason}”",
        stars=by_points,
        reason=clip(step.text, most),
    )


def last_rating(product: Product, steps: Sequence[Step]) -> Step | None:
    """The rating that the product's stars are of; None where it has none on this road."""
    ratings = [step for step in steps if step.kind is StepKind.RATING]
    return ratings[-1] if ratings and product.stars is not None else None


def parts_lines(voice: Voice, edition: Edition, points: Points) -> list[Html]:
    """A line for each part with its name; none where they are not known."""
    found = []
    for part in edition.parts:
        given = points.of(part.key)
        if given is not None:
            found.append(
                voice.gettext(
                    "{part}. {name}: {given} of {most}",
                    part=part.key,
                    name=part.name.said_in(voice.language),
                    given=number(voice, given),
                    most=part.most,
                )
            )
    return found


def certificate_lines(voice: Voice, world: World, product: Product, at: datetime) -> list[Html]:
    """The certificate with its countdown, and when it may be rated again; of one from an earlier
    rating only until when it counts."""
    paper = product.last_certificate
    if paper is None:
        return []
    on, edition = local_day(at), edition_of(world, product)
    found = validity(edition, paper.expires, on)
    expires = format_deadline(paper.expires, on, voice.language)
    code = clip(paper.number, 40)
    if product.certificate is None:
        values = {"number": code, "day": expires}
        if found.phase is Phase.EXPIRED:
            return [voice.gettext("The earlier certificate {number} ended on {day}.", **values)]
        return [voice.gettext("Earlier certificate {number}, valid until {day}.", **values)]
    if found.phase is Phase.EXPIRED:
        return [voice.gettext("Certificate {number} ended on {day}.", number=code, day=expires)]
    said = [
        voice.gettext("Certificate {number}, valid until {day}.", number=code, day=expires),
    ]
    if found.opens is None or found.closes is None:
        return said
    opens = format_date_only(found.opens, voice.language)
    closes = format_deadline(found.closes, on, voice.language)
    if found.phase is Phase.VALID:
        closes = format_date_only(found.closes, voice.language)
        said.append(
            voice.gettext(
                "Papers for another rating are taken from {opens} to {closes}.",
                opens=opens,
                closes=closes,
            )
        )
    elif found.phase is Phase.WINDOW:
        said.append(
            voice.gettext("Papers for another rating are taken now, until {day}.", day=closes)
        )
        if edition.certificate is not None:
            said.append(
                voice.ngettext(
                    "The result comes within {n} day of filing.",
                    "The result comes within {n} days of filing.",
                    edition.certificate.decided_within_days,
                )
            )
    else:
        said.append(
            voice.gettext("The time to file for another rating ended on {day}.", day=closes)
        )
    return said


def paper_name(voice: Voice, edition: Edition, paper: str, label: str | None) -> str:
    """What a paper is called; one of the officer's own as she called it."""
    known = next((one for one in edition.papers if one.key == paper), None)
    if known is not None:
        return known.name.said_in(voice.language)
    return clip(label, 100) if label else voice.plain("another paper")


def missing(voice: Voice, edition: Edition, papers: Sequence[PaperState]) -> list[str]:
    """The names of the papers that were asked for and are not there yet."""
    return [paper_name(voice, edition, one.paper, one.label) for one in papers if one.missing]


def day_of(moment: int, at: datetime, voice: Voice) -> str:
    """A day of the past in a list: "3/10", with its year if it is not this one."""
    day, on = day_at(moment), local_day(at)
    if day.year != on.year:
        return format_date_only(day, voice.language)
    return f"{day.day}/{day.month}"


def title(voice: Voice, world: World, product: Product) -> Html:
    """The heading of everything about one product."""
    return lines(
        voice.gettext("⭐ <b>{product}</b>", product=name(product)),
        f"{product.code} · {standing(voice, world, product)}",
    )
