"""What an idea's page says of the officer who wrote it down, and the way to correct it for its
producer while she has no chat; and the news for that officer, who is the one to tell her."""

from collections.abc import Callable, Sequence

from handlers.screen import Button, Screen
from handlers.turn import Turn
from handlers.voice import Html, Voice, clip
from programme.ideas import Action, Actor, may
from programme.roles import Right, Role, entitled, having
from storage import claims, officers
from storage.ideas import Idea

Rows = list[list[Button]]


async def of_idea(turn: Turn, idea: Idea, roles: Sequence[Role]) -> tuple[Html | None, Rows]:
    """The line, and the button for those who may; neither where its producer sent it herself."""
    by = await claims.assisted_by(turn.tx, idea.id)
    if by is None:
        return None, []
    name = await officers.name(turn.tx, by)
    line = turn.voice.gettext("<b>Written down by:</b> {officer}", officer=clip(name or "–", 60))
    offered = having(roles, Right.ASSIST) and await correctable(turn, idea)
    return line, [[correct_button(turn.voice, idea)]] if offered else []


async def correctable(turn: Turn, idea: Idea) -> bool:
    """Whether an officer is to correct an idea as it stands, for nobody else can."""
    return may(Action.EDIT, idea.state, Actor.FARMER) and await waits(turn, idea)


async def waits(turn: Turn, idea: Idea) -> bool:
    """Whether an idea's producer has not taken over yet what was written down for her."""
    return await claims.waiting_one(turn.tx, idea.person_id) is not None


def correct_button(voice: Voice, idea: Idea) -> Button:
    return Button(voice.plain("✍️ Correct it for her"), f"o:h.fix:{idea.id}:{idea.revision}")


async def tell_writer(turn: Turn, idea: Idea, say: Callable[[Voice], Screen]) -> None:
    """Tell the officer who wrote an idea down what was decided about it, if its producer has no
    chat and the officer still may write for her."""
    by = await claims.assisted_by(turn.tx, idea.id)
    if by is None or by == turn.person.id or not await waits(turn, idea):
        return
    roles = await officers.areas(turn.tx, by)
    if entitled(turn.world.territory.covers, roles, Right.ASSIST, idea.commune):
        await turn.tell(by, say)
