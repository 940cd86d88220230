"""Who blocked the bot, and who came back."""

from telegram import ChatMember, Update
from telegram.ext import ChatMemberHandler

from handlers.turn import Handler, Turn
from storage import outbox, people


async def changed(update: Update, turn: Turn) -> None:
    """Note down whether the chat can be written to. What waits for a chat that was blocked is
    given up: Telegram would refuse it."""
    change = update.my_chat_member
    if change is None:
        return
    if change.new_chat_member.status in (ChatMember.BANNED, ChatMember.LEFT):
        people.block(turn.tx, turn.channel, turn.chat_id, turn.now)
        outbox.drop_blocked(turn.tx, turn.channel, turn.chat_id, turn.now)
    else:
        people.unblock(turn.tx, turn.channel, turn.chat_id)


def handlers() -> list[Handler]:
    return [ChatMemberHandler(changed, ChatMemberHandler.MY_CHAT_MEMBER)]
