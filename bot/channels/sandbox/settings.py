"""What the bot sets about itself: commands, names, the menu button, the webhook's address."""

from __future__ import annotations

from collections.abc import Callable, Mapping

from bot.channels.sandbox.shapes import (
    Json,
    bad_request,
    get_bool,
    get_int,
    get_list,
    get_object,
    get_str,
    need_str,
)
from bot.channels.sandbox.world import World

Params = Mapping[str, object]
Setting = Callable[[World, Params], object]


def _scope(world: World, params: Params) -> str:
    scope = get_object(params, "scope") or {"type": "default"}
    kind = need_str(scope, "type")
    if not kind.startswith("chat"):
        return kind
    person = world.chat(scope["chat_id"]).person
    if kind != "chat":
        raise bad_request("a private chat has no administrators and members")
    return f"chat:{person.id}"


def _set_commands(world: World, params: Params) -> object:
    return _change_commands(world, params, get_list(params, "commands"))


def _delete_commands(world: World, params: Params) -> object:
    return _change_commands(world, params, None)


def _change_commands(world: World, params: Params, commands: list[object] | None) -> bool:
    before = {person.id: world.commands_for(person) for person in world.people()}
    world.commit(
        {
            "fact": "commands",
            "scope": _scope(world, params),
            "language": get_str(params, "language_code") or "",
            "commands": commands or None,
        }
    )
    for person in world.people():
        if world.commands_for(person) != before[person.id]:
            world.tell({"fact": "commands_seen", "chat": person.id})
    return True


def _get_commands(world: World, params: Params) -> object:
    language = get_str(params, "language_code") or ""
    return world.state.commands.get((_scope(world, params), language), [])


def _set_text(what: str) -> Setting:
    def act(world: World, params: Params) -> object:
        language = get_str(params, "language_code") or ""
        text = get_str(params, what) or ""
        if what == "name" and not text and not language:
            raise bad_request("the default name of the bot must not be empty")
        world.commit({"fact": "text", "what": what, "language": language, "text": text})
        return True

    return act


def _get_text(what: str) -> Setting:
    def act(world: World, params: Params) -> object:
        texts = world.state.texts
        language = get_str(params, "language_code") or ""
        text = texts.get((what, language)) or texts.get((what, "")) or ""
        return {what: text or (world.bot["first_name"] if what == "name" else "")}

    return act


def _set_menu_button(world: World, params: Params) -> object:
    number = get_int(params, "chat_id")
    chat = None if number is None else world.chat(number).person.id
    button = get_object(params, "menu_button") or {"type": "default"}
    world.commit({"fact": "menu_button", "chat": chat, "button": button})
    return True


def _get_menu_button(world: World, params: Params) -> object:
    number = get_int(params, "chat_id")
    own = None if number is None else world.chat(number).menu_button
    return own or world.state.menu_button or {"type": "commands"}


def _set_webhook(world: World, params: Params) -> object:
    url = get_str(params, "url") or ""
    if not url:
        return _delete_webhook(world, params)
    webhook: Json = {
        "url": url,
        "secret_token": get_str(params, "secret_token"),
        "max_connections": get_int(params, "max_connections") or 40,
    }
    world.commit({"fact": "webhook", "webhook": webhook}, *wanted_updates(world, params))
    _drop(world, params)
    return True


def _delete_webhook(world: World, params: Params) -> object:
    if world.state.webhook is not None:
        world.commit({"fact": "webhook", "webhook": None})
    _drop(world, params)
    return True


def _drop(world: World, params: Params) -> None:
    if get_bool(params, "drop_pending_updates"):
        world.confirm(world.state.last_update + 1)


def wanted_updates(world: World, params: Params) -> list[Json]:
    """The fact of a changed choice of update kinds, if the call brings one."""
    if "allowed_updates" not in params:
        return []
    kinds = get_list(params, "allowed_updates")
    if kinds == world.state.allowed_updates:
        return []
    return [{"fact": "allowed_updates", "kinds": kinds}]


METHODS: Mapping[str, Setting] = {
    "setMyCommands": _set_commands,
    "getMyCommands": _get_commands,
    "deleteMyCommands": _delete_commands,
    "setMyName": _set_text("name"),
    "getMyName": _get_text("name"),
    "setMyDescription": _set_text("description"),
    "getMyDescription": _get_text("description"),
    "setMyShortDescription": _set_text("short_description"),
    "getMyShortDescription": _get_text("short_description"),
    "setChatMenuButton": _set_menu_button,
    "getChatMenuButton": _get_menu_button,
    "setWebhook": _set_webhook,
    "deleteWebhook": _delete_webhook,
}
