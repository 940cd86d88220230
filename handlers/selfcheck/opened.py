"""A self-check with its set of criteria: whose it is, what it is called, what it comes to."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import datetime

from handlers import form
from handlers.occasion import Occasion
from handlers.turn import Turn
from handlers.voice import Voice, clip
from handlers.world import World
from locales.formats import local_day
from programme import selfcheck
from programme.criteria import Criteria, CriteriaSet
from programme.editions import Edition
from programme.next_steps import Plan, next_steps
from programme.selfcheck import Ask
from programme.stars import Rating
from programme.vietnam_time import day_at
from storage import drafts, selfchecks
from storage.drafts import Draft
from storage.selfchecks import Check

POINTER = "selfcheck"
"""The form name of a draft without answers that says: this check is on the screen, so what is typed
is for it. It goes as soon as anything else is on the screen."""
LONGEST_NAME = 40
LONGEST_TYPED = 60


@dataclass(frozen=True, slots=True)
class Opened:
    """A check, the rules that it goes by, and the set that was chosen."""

    check: Check
    criteria: Criteria
    one: CriteriaSet

    @property
    def edition(self) -> Edition:
        return self.criteria.edition

    @property
    def step(self) -> Ask | None:
        """The question on the screen; None for the result."""
        return selfcheck.find(self.one, self.check.replies, self.check.step)

    @property
    def rating(self) -> Rating:
        return selfcheck.estimate(self.one, self.check.replies, self.edition.stars)

    @property
    def plan(self) -> Plan | None:
        """The way to the next star."""
        answers = selfcheck.answers(self.one, self.check.replies)
        return next_steps(self.one, answers, self.edition.stars)

    def title(self, voice: Voice, most: int = LONGEST_NAME) -> str:
        """What she calls the product, else what the set is called."""
        return clip(self.check.name or self.one.name.said_in(voice.language), most)

    def now(self, check: Check) -> Opened:
        """The same with the check as it stands after a change."""
        return replace(self, check=check)


def rules(world: World, at: datetime) -> Criteria | None:
    """The criteria that are in force, or the latest there are; None if no edition has any."""
    wanted = world.editions.on(at).key
    if wanted in world.criteria:
        return world.criteria[wanted]
    newest = [world.criteria[one.key] for one in world.editions.all if one.key in world.criteria]
    return newest[-1] if newest else None


def open_up(world: World, check: Check) -> Opened | None:
    """A check with its set; None where none is chosen or these rules have gone. Replies that do
    not fit the set any more are left out, so that they are asked again."""
    criteria = world.criteria.get(check.edition)
    one = criteria.set(check.criteria_set) if criteria and check.criteria_set else None
    if criteria is None or one is None:
        return None
    fitting = selfcheck.fitting(one, check.replies)
    return Opened(replace(check, replies=fitting), criteria, one)


async def mine(turn: Occasion, id: int) -> Check | None:
    """A check of the person of this update."""
    check = await selfchecks.one(turn.tx, id)
    return check if check is not None and check.person_id == turn.person.id else None


async def hold(turn: Turn, check: Check) -> None:
    """Let what is typed from now on be for this check; any form is put away."""
    draft = turn.draft
    if draft is not None and draft.form == POINTER and draft.subject == check.id:
        return
    form.leave(turn)
    pointer = Draft(0, POINTER, 1, "", {}, check.id)
    turn.draft = await drafts.begin(turn.tx, turn.person.id, pointer, turn.now)


def held(turn: Turn) -> int | None:
    """The number of the check that is on the screen."""
    draft = turn.draft
    return draft.subject if draft is not None and draft.form == POINTER else None


def is_today(turn: Turn, moment: int) -> bool:
    """Whether a moment (milliseconds) lies on the day of this update, in Vietnam."""
    return day_at(moment) == local_day(turn.at)
