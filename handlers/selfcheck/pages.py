"""The pages behind a self-check's result: next steps, papers, what to ask, all answers."""

from collections.abc import Sequence

from handlers.menu import back_button
from handlers.screen import Button, Screen
from handlers.selfcheck import words
from handlers.selfcheck.opened import Opened
from handlers.selfcheck.results import result_button
from handlers.status_words import stars
from handlers.voice import Html, Voice, lines
from programme import selfcheck
from programme.next_steps import Step
from programme.selfcheck import Ask

PAGE = 6
"""Answers on a page."""
CONDITIONS = "0"
"""In the place of a part's letter: the questions that come before all others."""


def steps(voice: Voice, of: Opened, page: int) -> Screen:
    """The cheapest better answers, those that the next star needs first."""
    plan = of.plan
    if plan is None:
        none = voice.gettext("There is no star above that. Well done!")
        return Screen(none, [[result_button(voice, of)], [back_button(voice)]])
    head = voice.gettext(
        "⭐ <b>For {stars}</b>, the easiest first:", stars=stars(voice, plan.target)
    )
    said = [_step(voice, of, number, step) for number, step in enumerate(plan.shown, 1)]
    if 0 < len(plan.needed) < len(said):
        spare = voice.gettext("<b>To be on the safe side:</b>")
        said.insert(len(plan.needed), spare)
    more = len(plan.needed) - len(plan.shown)
    if more > 0:
        said.append(
            voice.ngettext(
                "Then {n} more thing, when these are done.",
                "Then {n} more things, when these are done.",
                more,
            )
        )
    return _paged(voice, of, head, said, page, f"k:steps:{of.check.id}")


def _step(voice: Voice, of: Opened, number: int, step: Step) -> Html:
    criterion = step.criterion
    said = [
        voice.gettext(
            "{n}. <b>{topic}</b>: “{answer}”",
            n=number,
            topic=criterion.question.topic.said_in(voice.language),
            answer=words.answer(voice, criterion, step.better),
        )
    ]
    gain = voice.ngettext("+{n} point", "+{n} points", step.gain)
    if step.lifts is not None:
        gain += voice.gettext(", needed for {stars}", stars=stars(voice, step.lifts))
    gain += voice.gettext(" (criterion {id})", id=criterion.id)
    said.append(gain)
    papers = names_of(of, step.papers, voice)
    if papers:
        said.append(voice.gettext("Papers: {papers}", papers="; ".join(papers)))
    return lines(*said)


def names_of(of: Opened, keys: Sequence[str], voice: Voice) -> list[str]:
    """What papers are called."""
    found = [of.criteria.papers[key] for key in keys if key in of.criteria.papers]
    return [paper.name.said_in(voice.language) for paper in found]


def papers(voice: Voice, of: Opened, page: int) -> Screen:
    """The papers that prove what was answered, those still to be got first."""
    plan = of.plan
    answers = selfcheck.answers(of.one, of.check.replies)
    wanted = [paper for step in (plan.needed if plan else ()) for paper in step.papers]
    failed = selfcheck.failed(of.one, of.check.replies)
    missing = [
        paper
        for condition, _ in of.one.conditions()
        if condition.key in failed
        for paper in condition.papers
    ]
    to_get = list(dict.fromkeys([*missing, *wanted]))
    proofs = [
        paper
        for criterion in of.one.criteria
        if criterion.worth(answers.get(criterion.id))
        for paper in criterion.question.papers
    ]
    to_show = [paper for paper in dict.fromkeys(proofs) if paper not in to_get]
    head = voice.gettext("⭐ <b>Papers</b> for “{name}”", name=of.title(voice))
    said: list[Html] = []
    if to_get:
        said.append(voice.gettext("<b>For more stars, see to these:</b>"))
        said += [Html("• ") + name for name in names_of(of, to_get, voice)]
    if to_show:
        said.append(voice.gettext("<b>Officers will look at these for your answers:</b>"))
        said += [Html("• ") + name for name in names_of(of, to_show, voice)]
    return _paged(voice, of, head, said, page, f"k:papers:{of.check.id}")


def look(voice: Voice, of: Opened, page: int, *, asks: bool) -> Screen:
    """What she was not sure of, and what to know besides: to be talked over with an officer;
    `asks` says whether she may write to one."""
    unsure = selfcheck.unsure(of.one, of.check.replies)
    said: list[Html] = []
    if unsure:
        said.append(
            voice.gettext("<b>You were not sure of these.</b> I counted the lowest answer:")
        )
        said += [Html("• ") + with_number(voice, ask, words.asks(voice, ask)) for ask in unsure]
    else:
        said.append(voice.gettext("You were sure of every answer."))
    repairs = words.repairs(voice, of)
    if repairs:
        said.append(voice.gettext("<b>Before filing:</b>"))
        said += [Html("• ") + line for line in repairs]
    notes = [
        (criterion.id, note.said_in(voice.language))
        for criterion in of.one.criteria
        for note in of.one.notes_on(criterion.id)
    ]
    if notes:
        said.append(voice.gettext("<b>Good to know:</b>"))
        seen = dict.fromkeys(text for _, text in notes)
        said += [Html("• ") + text for text in seen]
    head = voice.gettext("⭐ <b>What to ask an officer</b>")
    first = [[Button(voice.plain("💬 Ask an officer"), "m:ask")]] if unsure and asks else []
    return _paged(voice, of, head, said, page, f"k:look:{of.check.id}", first)


def with_number(voice: Voice, ask: Ask, said: str) -> Html:
    if ask.criterion is None:
        return Html("") + said
    return voice.gettext("{question} (criterion {id})", question=said, id=ask.key)


def answers(voice: Voice, of: Opened, part: str, page: int) -> Screen:
    """The answers of a part, each with a button to change it."""
    check = of.check
    every = selfcheck.asked(of.one, check.replies)
    mine = [ask for ask in every if part_of(of, ask) == part] or list(every)
    page = min(page, (len(mine) - 1) // PAGE)
    shown = mine[page * PAGE : (page + 1) * PAGE]
    text = lines(
        voice.gettext("⭐ <b>{name}</b>", name=of.title(voice)),
        voice.gettext("Press a number to change that answer."),
        "",
        *(
            Html(f"{number}. ") + line(voice, of, ask)
            for number, ask in enumerate(shown, page * PAGE + 1)
        ),
    )
    numbers = [
        Button(str(number), f"k:one:{check.id}:{ask.key}")
        for number, ask in enumerate(shown, page * PAGE + 1)
    ]
    rows = [numbers, _parts(voice, of, part, every)]
    pages = -(-len(mine) // PAGE)
    rows += words.pager(voice, page, pages, f"k:list:{check.id}:{part}")
    rows.append([Button(voice.plain("Throw this check away"), f"k:drop:{check.id}")])
    return Screen(text, [*rows, [result_button(voice, of), back_button(voice)]])


def part_of(of: Opened, ask: Ask) -> str:
    """The letter of the part that a question belongs to."""
    return CONDITIONS if ask.criterion is None else of.one.section_of(ask.key).part


def _parts(voice: Voice, of: Opened, part: str, every: Sequence[Ask]) -> list[Button]:
    there = dict.fromkeys(part_of(of, ask) for ask in every)
    names = {CONDITIONS: voice.plain("First")}
    return [
        Button(
            f"{'✓ ' if key == part else ''}{names.get(key, key)}", f"k:list:{of.check.id}:{key}:0"
        )
        for key in there
    ]


def line(voice: Voice, of: Opened, ask: Ask) -> Html:
    """One answer with what it is worth."""
    code = of.check.replies.get(ask.key)
    said = voice.plain("not answered") if code is None else words.says(voice, ask, code)
    if ask.criterion is None:
        return voice.gettext("{topic} <b>{answer}</b>", topic=words.topic(voice, ask), answer=said)
    index = selfcheck.chosen(of.one, ask.criterion, of.check.replies)
    return voice.gettext(
        "{topic}: <b>{answer}</b> ({points}/{most})",
        topic=words.topic(voice, ask),
        answer=said,
        points=ask.criterion.worth(index),
        most=ask.criterion.max,
    )


def _paged(
    voice: Voice,
    of: Opened,
    head: Html,
    said: Sequence[Html],
    page: int,
    data: str,
    first: Sequence[Sequence[Button]] = (),
) -> Screen:
    made = words.pages(said, words.MOST - len(head) - 2)
    page = min(page, len(made) - 1)
    rows = [*first, *words.pager(voice, page, len(made), data)]
    rows.append([result_button(voice, of), back_button(voice)])
    return Screen(lines(head, "", *made[page]), rows)
