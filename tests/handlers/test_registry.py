"""The table of all conversations: every command once, and nothing for updates that are none."""

import json
from collections import Counter

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from telegram import Update
from telegram.ext import CommandHandler

from bot.application import build_application
from handlers import commands, registry
from handlers.turn import App
from handlers.world import World
from tests.updates import UPDATE_KINDS, updates

IDENTITY: dict[str, object] = {"id": 1, "is_bot": True, "first_name": "OCOP", "username": "ocop"}
ANSWERED = {"message", "edited_message", "callback_query", "my_chat_member"}


def commands_handled() -> Counter[str]:
    return Counter(
        name
        for handler in registry.build()
        if isinstance(handler, CommandHandler)
        for name in handler.commands
    )


def test_every_command_is_handled_once_and_no_other() -> None:
    named = {name for command in commands.COMMANDS for name in command.names}
    assert commands_handled() == dict.fromkeys(named, 1)


def test_the_names_that_operators_rely_on() -> None:
    """The names are fixed (issue 2); what works later comes later."""
    vietnamese = {
        "start",
        "menu",
        "ytuong",
        "trangthai",
        "hoso",
        "ngonngu",
        "rieng_tu",
        "trogiup",
    } | {"hoicanbo", "ask"}
    vietnamese |= {"thongbao", "news"}
    vietnamese |= {"taphuan", "training", "baocao", "report", "chamdiem", "selfcheck"}
    english = {"idea", "status", "profile", "language", "privacy", "help", "cancel", "queue"}
    assert set(commands_handled()) == vietnamese | {"huy", "hangdoi"} | english


@pytest.mark.parametrize("language", ["vi", "en"])
def test_the_command_menu_is_one_that_telegram_takes(world: World, language: str) -> None:
    voice = world.voice("en" if language == "en" else "vi")
    farmer = commands.commands_for(voice, officer=False)
    staff = commands.commands_for(voice, officer=True)
    assert [one for one in staff if one not in farmer] == staff[:2]
    assert staff[0]["command"] == ("queue" if language == "en" else "hangdoi")
    for one in staff:
        assert 1 <= len(one["description"]) <= 256
        assert 1 <= len(one["command"]) <= 32


def test_a_name_that_is_not_in_the_table_cannot_be_registered() -> None:
    with pytest.raises(KeyError):
        commands.on_command("khongco", registry.build()[0].callback)


def test_every_form_has_a_name_of_its_own() -> None:
    assert len(registry.FORMS) == len(registry.ALL_FORMS)
    for form in registry.FORMS.values():
        keys = [step.key for step in form.steps]
        assert len(keys) == len(set(keys)), form.name


@pytest.fixture
async def application() -> App:
    return await build_application(IDENTITY, registry.build())


@pytest.mark.many
@pytest.mark.parametrize("kind", [kind for kind in UPDATE_KINDS if kind not in ANSWERED])
@pytest.mark.filterwarnings("ignore::telegram.warnings.PTBDeprecationWarning")
@settings(
    max_examples=20,
    deadline=None,
    suppress_health_check=[
        HealthCheck.too_slow,
        HealthCheck.data_too_large,
        HealthCheck.function_scoped_fixture,
    ],
)
@given(data=st.data())
def test_updates_of_other_kinds_find_no_handler(
    application: App, kind: str, data: st.DataObject
) -> None:
    made = json.loads(json.dumps(data.draw(updates(kind))))
    update = Update.de_json(made, application.bot)
    wanted = [
        handler
        for group in application.handlers.values()
        for handler in group
        if handler.check_update(update) not in (None, False)
    ]
    assert wanted == []
