"""One product as its producer sees it: the road with its days, who holds it, what comes now."""

from collections.abc import Sequence

from handlers import status_words as words
from handlers.menu import back_button
from handlers.occasion import Occasion
from handlers.screen import Button, Screen
from handlers.status_steps import names_of, step_line
from handlers.status_todo import todo
from handlers.turn import Turn
from handlers.voice import Html, Voice, clip, lines
from programme.editions import Stage
from programme.stages import Outcome, producer_moves
from storage import ideas, officers, product_papers, products
from storage.products import Product, Step, StepKind

MOST = 700
"""Characters of a producer's screen."""
LONGEST_NOTE = 150

_WRITTEN = frozenset({StepKind.NOTE, StepKind.BACK, StepKind.HOLD, StepKind.NOT_RATED})
"""Steps whose words an officer wrote for the producer."""


async def one(turn: Occasion, product: Product, intro: Html | None = None) -> Screen:
    """The screen of one product, `intro` above it; of a long road the near part is shown."""
    voice, world, at = turn.voice, turn.world, turn.at
    steps = await products.steps(turn.tx, product.id)
    papers = await product_papers.papers(turn.tx, product.id)
    head = [*((intro, "") if intro else ()), words.title(voice, world, product), ""]
    facts = [
        await _holder(turn, product),
        words.waiting_line(voice, world, product, at),
        words.due_line(voice, world, product, at),
        *_result(turn, product, steps),
        *words.certificate_lines(voice, world, product, at),
    ]
    note = await _note(turn, product, steps)
    end = ["", todo(voice, world, product, papers, at)]
    road = _road(turn, product, steps)
    text = lines(*head, *road, *facts, note, *end)
    while len(text) > MOST and (road or note):
        # What is farthest from now goes first, then the note; all of it has a button.
        road, note = (road[1:], note) if road else (road, None)
        text = lines(*head, *road, *facts, note, *end)
    rows = _buttons(voice, product)
    if await _has_others(turn, product):
        rows.append([Button(voice.plain("All my products"), "p:list:0")])
    return Screen(text, [*rows, [back_button(voice)]])


async def _has_others(turn: Occasion, product: Product) -> bool:
    """Whether its producer has anything besides it; a list of one would lead back here."""
    every = await products.of_person(turn.tx, product.person_id)
    grown = {one.idea_id for one in every}
    sent = await ideas.of_person(turn.tx, product.person_id)
    return len(every) > 1 or any(idea.id not in grown for idea in sent)


def _road(turn: Occasion, product: Product, steps: Sequence[Step]) -> list[Html]:
    """A line for each stage: those behind it with the day on which they were done, the present one,
    those to come. None once the road has ended."""
    if product.outcome is not None:
        return []
    voice, edition = turn.voice, words.edition_of(turn.world, product)
    here = edition.order(product.stage)
    left = _left_at(steps)
    said = []
    for number, stage in enumerate(edition.stages):
        name = stage.name.said_in(voice.language)
        if stage.key == product.stage:
            since = words.day_of(product.stage_since, turn.at, voice)
            said.append(voice.gettext("➤ <b>{stage}</b>, since {day}", stage=name, day=since))
        elif number < here and stage.key in left:
            day = words.day_of(left[stage.key], turn.at, voice)
            said.append(voice.gettext("✓ {stage}, {day}", stage=name, day=day))
        elif number > here and _lies_ahead(stage, product):
            said.append(voice.gettext("○ {stage}", stage=name))
    return said


def _left_at(steps: Sequence[Step]) -> dict[str, int]:
    """When each stage was left for the next one; what came before the product began ended then."""
    left = dict[str, int]()
    for step in steps:
        if step.kind is StepKind.START:
            left[""] = step.at
        elif step.from_stage is not None and step.from_stage != step.to_stage:
            left[step.from_stage] = step.at
    return left


def _lies_ahead(stage: Stage, product: Product) -> bool:
    """Whether a stage to come is shown: one only for the best is no promise."""
    return stage.needs_stars is None or (product.stars or 0) >= stage.needs_stars


async def _holder(turn: Occasion, product: Product) -> Html | None:
    if product.outcome is not None:
        return None
    office = words.holder_office(turn.voice, turn.world, product)
    name = None
    if product.officer_id is not None:
        name = await officers.name(turn.tx, product.officer_id)
    if name is None:
        return turn.voice.gettext("Held by: {office}.", office=office)
    return turn.voice.gettext(
        "Held by: {office}; officer {name}.", office=office, name=clip(name, 30)
    )


def _result(turn: Occasion, product: Product, steps: Sequence[Step]) -> list[Html]:
    """The points by part, of the final result or of what is proposed, and why it is fewer stars
    than they make."""
    voice, edition = turn.voice, words.edition_of(turn.world, product)
    if product.stars is None or product.outcome in (Outcome.WITHDRAWN, Outcome.NOT_RATED):
        return []
    said = []
    if product.outcome is None:
        said.append(
            voice.gettext(
                "A council gave it {stars}; the last word is not spoken yet.",
                stars=words.stars(voice, product.stars),
            )
        )
    total = words.points_line(voice, edition, product.points, parts=not edition.parts)
    if total is not None:
        said.append(voice.gettext("Result: {points}.", points=total))
    last = words.last_rating(product, steps)
    why = None if last is None else words.held_back_line(voice, last, LONGEST_NOTE)
    parts = words.parts_lines(voice, edition, product.points)
    return [*said, *([why] if why else ()), *parts]


async def _note(turn: Occasion, product: Product, steps: Sequence[Step]) -> Html | None:
    """What an officer wrote last for the producer, while it still matters."""
    written = [step for step in steps if step.shown and step.text and step.kind in _WRITTEN]
    if not written:
        return None
    last = written[-1]
    names = await names_of(turn.tx, turn.voice, product, [last])
    return turn.voice.gettext(
        "{officer} wrote on {day}: “{text}”",
        officer=names.get(last.person_id or 0) or turn.voice.plain("An officer"),
        day=words.day_of(last.at, turn.at, turn.voice),
        text=clip(last.text or "", LONGEST_NOTE),
    )


def _buttons(voice: Voice, product: Product) -> list[list[Button]]:
    rows = [
        [Button(voice.plain("Papers of the dossier"), f"e:list:{product.id}:0:0")],
        [Button(voice.plain("Everything that happened"), f"p:story:{product.id}:0")],
        [Button(voice.plain("🖼 Product card"), f"e:card:{product.id}")],
    ]
    if producer_moves(product.standing):
        at = f"{product.id}:{product.revision}"
        rows.append([Button(voice.plain("Take it back"), f"p:out:{at}")])
    if product.idea_id is not None:
        rows.append([Button(voice.plain("See what I wrote"), f"i:full:{product.idea_id}")])
    if product.outcome is None:
        rows.append([Button(voice.plain("⭐ Count my stars"), f"k:prod:{product.id}")])
    rows.append([Button(voice.plain("💬 Ask an officer"), f"p:ask:{product.id}")])
    return rows


async def story(turn: Turn, product: Product, page: int) -> Screen:
    """Everything that happened and concerns her, the latest first, with the officers' words."""
    voice = turn.voice
    steps = [step for step in reversed(await products.steps(turn.tx, product.id)) if step.shown]
    papers = await product_papers.papers(turn.tx, product.id)
    labels = {one.paper: one.label for one in papers}
    names = await names_of(turn.tx, voice, product, steps, to_producer=True)
    head = words.title(voice, turn.world, product)
    pages = _pages(
        [
            Html("• ") + step_line(voice, turn.world, product, step, names, turn.at, labels)
            for step in steps
        ],
        MOST - len(head) - 2,
    )
    page = min(page, len(pages) - 1)
    pager = []
    if page > 0:
        pager.append(Button(voice.plain("◀ Newer"), f"p:story:{product.id}:{page - 1}"))
    if page + 1 < len(pages):
        pager.append(Button(voice.plain("Older ▶"), f"p:story:{product.id}:{page + 1}"))
    rows = [pager] if pager else []
    rows += [
        [Button(voice.plain("Back to the product"), f"p:see:{product.id}")],
        [back_button(voice)],
    ]
    return Screen(lines(head, "", *pages[page]), rows)


def _pages(said: Sequence[Html], room: int) -> list[list[Html]]:
    """Put lines on pages of at most `room` characters, in order; at least one line a page."""
    pages: list[list[Html]] = [[]]
    for line in said:
        if pages[-1] and sum(len(one) + 1 for one in pages[-1]) + len(line) > room:
            pages.append([])
        pages[-1].append(line)
    return pages
