"""News for a producer: what happened to her product, why, and what she does now."""

from collections.abc import Mapping, Sequence
from types import MappingProxyType

from handlers import status_words as words
from handlers.menu import back_button
from handlers.post import Post
from handlers.screen import Button, Screen
from handlers.status_steps import criteria_set, names_of, points_of, result, visit_time
from handlers.status_todo import todo
from handlers.voice import Html, Voice, clip, lines
from locales import N_
from programme.stages import Outcome
from storage import people, product_papers
from storage.product_papers import PaperState
from storage.products import Product, Step, StepKind

UNTOLD = frozenset(
    {
        StepKind.START,
        StepKind.TAKE_UP,
        StepKind.PUT_BACK,
        StepKind.PAPER_SENT,
        StepKind.PAPER_REMOVED,
        StepKind.PAPER_SEEN,
        StepKind.PAPER_UNSEEN,
    }
)
"""What she is told otherwise, did herself, or would only keep her phone ringing."""

NEWS: Mapping[StepKind, str] = MappingProxyType(
    {
        StepKind.FORWARD: N_("⭐ “{product}” goes on to the next step: <b>{stage}</b>."),
        StepKind.BACK: N_("⭐ “{product}” goes back to: <b>{stage}</b>. The officer writes:"),
        StepKind.HOLD: N_("⭐ The dossier of “{product}” waits for you. The officer writes:"),
        StepKind.RESUME: N_("⭐ The dossier of “{product}” goes on."),
        StepKind.NOT_RATED: N_("⭐ “{product}” is not rated this time. The officer writes:"),
        StepKind.WITHDRAW: N_("⭐ The dossier of “{product}” has been taken back."),
        StepKind.AGAIN: N_("⭐ “{product}” begins again with: <b>{stage}</b>."),
        StepKind.HAND_OVER: N_("⭐ {officer} looks after “{product}” from now on."),
        StepKind.NOTE: N_("⭐ {who} writes about “{product}”:"),
        StepKind.VISIT: N_("⭐ Officers come to see “{product}”: <b>{when}</b>."),
        StepKind.VISIT_OFF: N_(
            "⭐ Nobody comes for “{product}”: the visit is called off ({when})."
        ),
        StepKind.PAPER: N_("⭐ {who} asks you for a paper for “{product}”: <b>{paper}</b>."),
        StepKind.CRITERIA: N_(
            "⭐ “{product}” is rated by the criteria for: <b>{set}</b>. Your papers and your own "
            "count of the stars go by that."
        ),
        StepKind.CERTIFICATE: N_("⭐ The certificate of “{product}” is there."),
    }
)
"""The opening sentence; what an officer wrote follows it. Ratings: `_rated`."""

WITH_DUE = frozenset({StepKind.FORWARD, StepKind.BACK, StepKind.HOLD, StepKind.AGAIN})
"""News after which the round's next day is worth a line."""

LONGEST_NAME = 40
LONGEST_TEXT = 250


async def tell_change(post: Post, product: Product, step: Step) -> bool:
    """Tell a product's producer what `step` did to it; `product` is as it is now. What is no news
    to her is passed over. False if she cannot be reached, or has taken her agreement back."""
    if step.kind in UNTOLD or not step.shown or step.person_id == product.person_id:
        return True
    owner = await people.one(post.tx, product.person_id)
    if owner is None or owner.consent is False:
        return False
    papers = await product_papers.papers(post.tx, product.id)
    names = await names_of(post.tx, post.world.voice(owner.language), product, [step])

    def say(voice: Voice) -> Screen:
        text = lines(
            _opening(post, voice, product, step, papers, names),
            _words(voice, step),
            *_facts(post, voice, product, step),
            "",
            todo(
                voice,
                post.world,
                product,
                papers,
                post.at,
                visit_said=step.kind is StepKind.VISIT,
            ),
            words.due_line(voice, post.world, product, post.at) if step.kind in WITH_DUE else None,
        )
        return news_screen(voice, product, text, _ways(voice, product, step))

    return await post.tell(product.person_id, say)


def news_screen(voice: Voice, product: Product, text: Html, ways: Sequence[Button] = ()) -> Screen:
    """A message about a product that came by itself, with `ways` to what it asks for, and the ways
    to the product and to the menu."""
    see = Button(voice.plain("See where it stands"), f"p:see:{product.id}")
    return Screen(text, [*([one] for one in ways), [see], [back_button(voice)]])


def _ways(voice: Voice, product: Product, step: Step) -> list[Button]:
    """To the paper that is asked for, where its photo is taken; to the papers, and to an answer in
    words, where she is waited for."""
    paper = (step.detail or {}).get("paper")
    if step.kind is StepKind.HOLD:
        return [
            Button(voice.plain("Papers of the dossier"), f"e:list:{product.id}:0:0"),
            Button(voice.plain("💬 Ask an officer"), f"p:ask:{product.id}"),
        ]
    if step.kind is not StepKind.PAPER or paper is None:
        return []
    return [Button(voice.plain("📷 Send a photo of it"), f"e:one:{product.id}:0:{paper}")]


def _opening(
    post: Post,
    voice: Voice,
    product: Product,
    step: Step,
    papers: Sequence[PaperState],
    names: Mapping[int, str],
) -> Html:
    if step.kind is StepKind.RATING:
        return _rated(post, voice, product, step)
    detail = step.detail or {}
    officer, paper = detail.get("officer", ""), detail.get("paper", "")
    label = next((one.label for one in papers if one.paper == paper), None)
    edition = words.edition_of(post.world, product)
    return voice.gettext(
        NEWS[step.kind],
        product=words.name(product, LONGEST_NAME),
        stage=words.stage_name(voice, post.world, product, step.to_stage),
        who=names.get(step.person_id or 0) or voice.plain("An officer"),
        officer=names.get(int(officer) if officer.isdigit() else 0) or voice.plain("An officer"),
        when=visit_time(voice, step.due_at, post.at),
        paper=words.paper_name(voice, edition, paper, label),
        set=criteria_set(voice, post.world, detail),
    )


def _words(voice: Voice, step: Step) -> Html | None:
    """What the officer wrote."""
    if not step.text or words.held_back_line(voice, step) is not None:
        return None
    if step.kind is StepKind.VISIT:
        return voice.gettext("Meeting place: {place}", place=clip(step.text, LONGEST_TEXT))
    return voice.gettext("“{reason}”", reason=clip(step.text, LONGEST_TEXT))


def _rated(post: Post, voice: Voice, product: Product, step: Step) -> Html:
    edition = words.edition_of(post.world, product)
    values = {
        "product": words.name(product, LONGEST_NAME),
        "result": result(voice, edition, step),
    }
    if (step.detail or {}).get("outcome") == Outcome.RATED.value:
        return voice.gettext("⭐ The result is there: “{product}” has <b>{result}</b>.", **values)
    if step.to_stage != step.from_stage:
        return voice.gettext(
            "⭐ Good news: “{product}” is proposed for <b>{result}</b>. The last word is not "
            "spoken yet.",
            **values,
        )
    return voice.gettext("⭐ A council has rated “{product}”: <b>{result}</b>.", **values)


def _facts(post: Post, voice: Voice, product: Product, step: Step) -> list[Html]:
    """What belongs to the news beside the officer's words."""
    if step.kind is StepKind.RATING:
        edition = words.edition_of(post.world, product)
        ended = (step.detail or {}).get("ended")
        gone = voice.gettext(
            "The certificate {number} does not count any more. Please do not use it or the stars "
            "on it.",
            number=clip(ended or "", 40),
        )
        why = words.held_back_line(voice, step, LONGEST_TEXT)
        return [
            *([why] if why else ()),
            *words.parts_lines(voice, edition, points_of(step)),
            *([gone] if ended else ()),
        ]
    if step.kind is StepKind.CERTIFICATE:
        return words.certificate_lines(voice, post.world, product, post.at)
    return []
