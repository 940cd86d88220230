"""How a report is said: its figures in short lines."""

from handlers.occasion import Occasion
from handlers.officer import desk
from handlers.voice import Html, Voice, clip, lines
from locales.formats import format_date_only, format_number, local_day
from programme.ideas import State
from programme.reporting import Line, Period, Promise, Report

MOST_NAMED = 6
"""Communes without a product that are named in the chat; the spreadsheet has all of them."""


def period(voice: Voice, which: Period) -> str:
    """A period as its button says it: "Quarter 4/2026"."""
    if which.quarter is None:
        return voice.plain("Year {year}", year=which.year)
    return voice.plain("Quarter {quarter}/{year}", quarter=which.quarter, year=which.year)


def title(turn: Occasion, made: Report) -> Html:
    return turn.voice.gettext(
        "📊 <b>Report of {place}</b>, {period}",
        place=desk.place(turn, made.area),
        period=period(turn.voice, made.period).lower(),
    )


def percent(part: int, whole: int) -> int:
    """A share in whole percent, never rounded up."""
    return part * 100 // whole if whole else 0


def promised(turn: Occasion, made: Report) -> Promise | None:
    """What the area has promised for the year, or a province's plan where nobody has noted that
    down; None if neither is known."""
    if (found := made.promise()) is not None:
        return found
    unit = turn.world.territory.unit(made.area)
    plan = turn.world.editions.on(made.period.last).targets
    if plan is None or unit is None or unit.level != "province":
        return None
    return Promise(made.area, plan.new_products, plan.maintained_products)


def text(turn: Occasion, made: Report) -> Html:
    """The whole report as a message."""
    voice, total = turn.voice, made.total
    return lines(
        title(turn, made),
        "",
        *_ideas(voice, total),
        *_results(turn, made, total),
        _classes(voice, made),
        _announcements(voice, made),
        "",
        voice.gettext("<b>As things stand today, {day}</b>", day=today(turn)),
        *_products(turn, made, total),
        *_certificates(turn, made, total),
    )


def today(turn: Occasion) -> str:
    """The day on which a report was made. What stands now it tells as of that day, whatever time
    the report is for: nobody keeps how things stood at the end of an earlier one."""
    return format_date_only(local_day(turn.at), turn.voice.language)


def _ideas(voice: Voice, total: Line) -> list[Html]:
    said = [
        voice.ngettext(
            "💡 <b>{n} idea</b> in this time", "💡 <b>{n} ideas</b> in this time", total.received
        )
    ]
    if total.received:
        said.append(
            voice.gettext(
                "accepted {accepted}, waiting {waiting}, being read {reading}, sent back "
                "{returned}, taken back {withdrawn}",
                accepted=total.ideas.get(State.ACCEPTED, 0),
                waiting=total.ideas.get(State.SUBMITTED, 0),
                reading=total.ideas.get(State.TAKEN_UP, 0),
                returned=total.ideas.get(State.RETURNED, 0),
                withdrawn=total.ideas.get(State.WITHDRAWN, 0),
            )
        )
    return said


def _products(turn: Occasion, made: Report, total: Line) -> list[Html]:
    voice = turn.voice
    said = [
        voice.ngettext(
            "📦 <b>{n} product</b> on its way now",
            "📦 <b>{n} products</b> on their way now",
            total.under_way,
        )
    ]
    said += [
        voice.gettext("· {stage}: {n}", stage=stage, n=number)
        for stage, number in by_stage(turn, made)
    ]
    said += [
        voice.gettext("⭐ {stars}: {n}", stars=stars(voice, number), n=count)
        for number, count in total.by_stars.items()
    ]
    return said


def by_stage(turn: Occasion, made: Report) -> list[tuple[str, int]]:
    """How many products stand at each stage, in the order of the road; stages of different editions
    that are called the same count together."""
    counted: dict[str, int] = {}
    editions = turn.world.editions.by_key()
    for (key, stage_key), number in sorted(
        made.stages.items(),
        key=lambda item: editions[item[0][0]].order(item[0][1]) if item[0][0] in editions else 99,
    ):
        stage = editions[key].stage(stage_key) if key in editions else None
        name = stage.name.said_in(turn.voice.language) if stage else stage_key
        counted[name] = counted.get(name, 0) + number
    return list(counted.items())


def stars(voice: Voice, number: int) -> str:
    return str(voice.ngettext("{n} star", "{n} stars", number))


def _certificates(turn: Occasion, made: Report, total: Line) -> list[Html | None]:
    voice = turn.voice
    covered = len(made.lines) - len(made.without)
    said: list[Html | None] = [
        voice.ngettext(
            "📜 <b>{n} product</b> with a valid certificate",
            "📜 <b>{n} products</b> with a valid certificate",
            total.certified,
        ),
        voice.gettext(
            "Communes with such a product: {covered} of {all} ({percent} %)",
            covered=covered,
            all=len(made.lines),
            percent=percent(covered, len(made.lines)),
        )
        if covered
        else voice.gettext("Communes with such a product: none of {all} yet", all=len(made.lines)),
    ]
    if made.without and covered and len(made.lines) > 1:
        named = ", ".join(desk.place(turn, code) for code in made.without[:MOST_NAMED])
        more = len(made.without) - MOST_NAMED
        said.append(
            voice.gettext("None yet: {places}", places=clip(named, 200))
            if more <= 0
            else voice.gettext("None yet: {places} and {n} more", places=clip(named, 200), n=more)
        )
    return said


def _results(turn: Occasion, made: Report, total: Line) -> list[Html]:
    """The certificates of this time, beside what was promised."""
    voice, promise = turn.voice, promised(turn, made)
    return [
        result(
            voice,
            voice.gettext("📜 Certified for the first time"),
            total.new,
            promise.new if promise else None,
        ),
        result(
            voice,
            voice.gettext("📜 Certified again"),
            total.again,
            promise.again if promise else None,
        ),
    ]


def result(voice: Voice, what: Html, done: int, target: int | None) -> Html:
    """A result beside its target, if there is one."""
    if not target:
        return voice.gettext("{what}: {n}", what=what, n=done)
    if not done:
        return voice.gettext("{what}: none of {target} for the year yet", what=what, target=target)
    return voice.gettext(
        "{what}: {n} of {target} for the year ({percent} %)",
        what=what,
        n=done,
        target=target,
        percent=percent(done, target),
    )


def _classes(voice: Voice, made: Report) -> Html:
    held = made.held
    if not held:
        return voice.gettext("🎓 No class was held")
    return voice.ngettext(
        "🎓 {n} class: {signed} people signed up, {attended} were there",
        "🎓 {n} classes: {signed} people signed up, {attended} were there",
        len(held),
        signed=format_number(sum(line.signed for line in held), voice.language),
        attended=format_number(sum(line.attended for line in held), voice.language),
    )


def _announcements(voice: Voice, made: Report) -> Html:
    if not made.announcements:
        return voice.gettext("📢 No announcement went out")
    to = sum(line.total for line in made.announcements)
    return voice.ngettext(
        "📢 {n} announcement, {people}: {sent} arrived ({percent} %), {read} read",
        "📢 {n} announcements, {people}: {sent} arrived ({percent} %), {read} read",
        len(made.announcements),
        people=voice.ngettext("sent {n} time", "sent {n} times", to),
        sent=format_number(sum(line.sent for line in made.announcements), voice.language),
        percent=percent(sum(line.sent for line in made.announcements), to),
        read=format_number(sum(line.read for line in made.announcements), voice.language),
    )
