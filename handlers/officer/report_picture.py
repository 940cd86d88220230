"""The report as a picture, to be passed on and shown in a meeting."""

from html import unescape

from handlers.occasion import Occasion
from handlers.officer import desk, report_words
from handlers.picture import GOLD, GREEN, LARGE, QUIET, SMALL, Picture
from programme.reporting import Report


def draw(turn: Occasion, made: Report) -> bytes:
    """Draw a report as PNG."""
    voice, total = turn.voice, made.total
    picture = Picture()
    picture.text(voice.plain("OCOP report"), LARGE, bold=True)
    place, period = desk.place(turn, made.area), report_words.period(voice, made.period)
    picture.text(f"{place}, {period}", bold=True, most=3)
    picture.rule()
    promise = report_words.promised(turn, made)
    for what, done, target in (
        (voice.plain("Certified for the first time"), total.new, promise.new if promise else None),
        (voice.plain("Certified again"), total.again, promise.again if promise else None),
    ):
        picture.pair(what, f"{done}/{target}" if target else str(done))
        if target:
            picture.bar(done / target)
    picture.gap()
    picture.pair(voice.plain("Ideas in this time"), str(total.received))
    picture.pair(voice.plain("Classes"), str(len(made.held)))
    attended = sum(line.attended for line in made.held)
    picture.pair(voice.plain("People in classes"), str(attended))
    picture.pair(voice.plain("Announcements"), str(len(made.announcements)))
    to = sum(line.total for line in made.announcements)
    sent = sum(line.sent for line in made.announcements)
    if to:
        picture.pair(voice.plain("Announcements arrived, of all sent"), f"{sent}/{to}")
        picture.bar(sent / to)
    picture.rule()
    picture.text(
        voice.plain("As of {day}", day=report_words.today(turn)), SMALL, bold=True, colour=QUIET
    )
    covered = len(made.lines) - len(made.without)
    picture.pair(voice.plain("Communes with a certified product"), f"{covered}/{len(made.lines)}")
    picture.bar(covered / max(len(made.lines), 1))
    picture.gap()
    most = max(total.by_stars.values(), default=1)
    for number, count in total.by_stars.items():
        picture.pair(unescape(report_words.stars(voice, number)), str(count))
        picture.bar(count / most, colour=GOLD)
    if made.stages:
        picture.gap()
        picture.text(voice.plain("Products on their way now"), bold=True)
        stages = report_words.by_stage(turn, made)
        most = max(count for _, count in stages)
        for name, count in stages:
            picture.pair(name, str(count))
            picture.bar(count / most, colour=GREEN)
    return picture.png()
