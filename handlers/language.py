"""The language: two buttons, switched at once, with an open form's question kept."""

from telegram import Update
from telegram.ext import CallbackQueryHandler

from handlers import commands, form, menu
from handlers.commands import on_command
from handlers.form_model import Forms
from handlers.screen import Button, Screen
from handlers.turn import Handler, Turn
from handlers.voice import Html, lines
from locales import LANGUAGES, Language

# Each language is written in itself: whoever needs this screen may not read the other.
NAMES: dict[Language, str] = {"vi": "Tiếng Việt", "en": "English"}


async def ask(update: Update, turn: Turn) -> None:
    """Show the languages; the one in use is ticked."""
    row = [
        Button(f"✓ {name}" if language == turn.person.language else name, f"l:{language}")
        for language, name in NAMES.items()
    ]
    # In both languages, whichever she reads.
    asked = "🌐 {} muốn tôi nói tiếng nào?".format("Anh/chị" if turn.is_officer else "Bà con")
    text = lines(Html(asked), Html("Which language do you prefer?"))
    turn.show(Screen(text, [row, [menu.back_button(turn.voice)]]))


def handlers(forms: Forms) -> list[Handler]:
    async def switch(update: Update, turn: Turn) -> None:
        """Speak the chosen language from here on, and go on with what was on the screen."""
        chosen = turn.query.data if turn.query else None
        for language in LANGUAGES:
            if chosen == f"l:{language}":
                turn.change(language=language)
        commands.refresh(turn)
        turn.toast(turn.voice.plain("I speak English now."))
        if turn.draft is not None and turn.draft.form in forms:
            await form.resume(turn, turn.draft, forms)
        else:
            await menu.show(turn)

    return [
        on_command("ngonngu", ask),
        CallbackQueryHandler(ask, r"^m:language$"),
        CallbackQueryHandler(switch, r"^l:(vi|en)$"),
    ]
