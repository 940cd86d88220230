"""What a producer does next about a product: in a sentence, and in a few words for a list."""

from collections.abc import Sequence
from datetime import datetime

from handlers import status_words as words
from handlers.status_steps import visit_time
from handlers.voice import Html, Voice, clip, lines
from handlers.world import World
from locales.formats import format_date_only, format_day, local_day
from programme.deadlines import Phase, Validity, validity
from programme.stages import Outcome, needs_certificate
from storage.product_papers import PaperState
from storage.products import Product

MOST_PAPERS = 3
"""Names of missing papers in a sentence."""


def todo(
    voice: Voice,
    world: World,
    product: Product,
    papers: Sequence[PaperState],
    at: datetime,
    *,
    visit_said: bool = False,
) -> Html:
    """What she does now, most urgent first; with `visit_said` without the time and the place of a
    visit, which stand above."""
    edition = words.edition_of(world, product)
    if product.outcome is not None:
        return _after(voice, world, product, at)
    wanted = words.missing(voice, edition, papers)
    if wanted:
        shown = "; ".join(clip(one, 90) for one in wanted[:MOST_PAPERS])
        papers_line = voice.ngettext(
            "What you do now: bring or send one paper: {papers}.",
            "What you do now: bring or send {n} papers: {papers}.",
            len(wanted),
            papers=shown + ("…" if len(wanted) > MOST_PAPERS else ""),
        )
        coming = _visit(voice, product, at)
        if coming is None or visit_said:
            return papers_line
        visit_line = voice.gettext("📅 Officers come to you: {when}.", when=coming)
        return lines(papers_line, visit_line)
    if product.held_since is not None:
        return voice.gettext(
            "What you do now: see what the officer asked for. Photos and papers go to <b>Papers of "
            "the dossier</b>; about anything else, ask an officer."
        )
    visit = _visit(voice, product, at)
    if visit is not None and visit_said:
        return voice.gettext("What you do now: have your product and your papers at hand.")
    if visit is not None:
        return voice.gettext(
            "What you do now: be at home, {when}. Have your product and your papers at hand.",
            when=visit,
        )
    stage = edition.stage(product.stage)
    return Html(voice.gettext("{now}", now=stage.now.said_in(voice.language) if stage else ""))


def _visit(voice: Voice, product: Product, at: datetime) -> str | None:
    """When officers come, if that is still to come."""
    if product.visit_at is None or product.visit_at < at.timestamp() * 1000:
        return None
    return visit_time(voice, product.visit_at, at)


def _after(voice: Voice, world: World, product: Product, at: datetime) -> Html:
    """What remains to be done once the road has ended."""
    if product.outcome is Outcome.WITHDRAWN:
        return voice.gettext("You can begin again any time: ask an officer.")
    if product.outcome is Outcome.NOT_RATED:
        return voice.gettext(
            "You can improve it and come back in a later round. An officer tells you how."
        )
    edition, count = words.edition_of(world, product), product.stars or 0
    if product.certificate is None:
        if needs_certificate(edition, count):
            return voice.gettext("The certificate is being made. I tell you when it is there.")
        if count < 3:
            return voice.gettext(
                "You can improve it and come back in a later round. An officer tells you how."
            )
        return voice.gettext("Nothing to do for you now. Keep the quality as it is.")
    found = _validity(world, product, at)
    if found.phase is Phase.WINDOW and found.closes is not None:
        day = format_day(found.closes, local_day(at), voice.language)
        return voice.gettext(
            "What you do now: hand in the papers for another rating, by {day} at the latest.",
            day=day,
        )
    if found.phase in (Phase.LATE, Phase.EXPIRED):
        return voice.gettext("What you do now: ask an officer how to be rated again.")
    return voice.gettext("Nothing to do for you now. Keep the quality as it is.")


def _validity(world: World, product: Product, at: datetime) -> Validity:
    paper = product.certificate
    if paper is None:
        raise LookupError(f"{product.code} has no certificate")
    return validity(words.edition_of(world, product), paper.expires, local_day(at))


def short(
    voice: Voice, world: World, product: Product, papers: Sequence[PaperState], at: datetime
) -> str | None:
    """What she does now, in at most 45 characters; None where she only waits."""
    if product.outcome is None:
        missing = sum(one.missing for one in papers)
        if missing:
            return str(voice.ngettext("{n} paper is missing", "{n} papers are missing", missing))
        if product.held_since is not None:
            return voice.plain("the officer waits for you")
        visit = _visit(voice, product, at)
        return None if visit is None else voice.plain("visit: {when}", when=visit)
    if product.certificate is None:
        return None
    found = _validity(world, product, at)
    if found.phase is Phase.WINDOW and found.closes is not None:
        day = format_date_only(found.closes, voice.language)
        return voice.plain("be rated again: hand in by {day}", day=day)
    if found.phase is Phase.EXPIRED:
        return voice.plain("the certificate has ended")
    return None
