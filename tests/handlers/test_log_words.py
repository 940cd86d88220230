"""Whatever the code logs has a name and an area: read from the code itself, so that nobody who logs
something new can forget it."""

import ast
import re
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest

import storage
from handlers.officer.log_words import DONE, KINDS
from programme.announcements import Action as AnnouncementAction
from programme.ideas import Action
from storage import act_log
from storage.products import StepKind

ROOT = Path(storage.__path__[0]).parent
FOLDERS = ("storage", "handlers", "bot")
MADE_OF = {"product.": StepKind, "idea.": Action, "announcement.": AnnouncementAction}
"""What actions are put together from, by how they begin."""
_ACTION = re.compile(r"[a-z]{3,}\.[a-z_]+")
_SUBJECT = re.compile(r"([a-z_]+):")


@dataclass(frozen=True, slots=True)
class Logged:
    """One place at which something is logged, and the module that it stands in."""

    where: str
    module: ast.Module
    action: ast.expr
    subject: ast.expr


def logged() -> list[Logged]:
    """Every call that adds to the log of acts, whatever the log is called there, and every act that
    is brought along to be logged later (handlers/exports.py)."""
    found = []
    for folder in FOLDERS:
        for path in sorted((ROOT / folder).rglob("*.py")):
            module = ast.parse(path.read_text("utf-8"))
            names = set(_names_of_the_log(module))
            for node in ast.walk(module):
                if isinstance(node, ast.Call) and ast.unparse(node.func) in names:
                    where = f"{path.relative_to(ROOT)}:{node.lineno}"
                    action, subject = node.args[:2] if _brought(node) else node.args[2:4]
                    found.append(Logged(where, module, action, subject))
    return found


def _names_of_the_log(module: ast.Module) -> Iterator[str]:
    """What `storage.acts.add` and `exports.Act` are called in a module."""
    for node in ast.walk(module):
        if not isinstance(node, ast.ImportFrom):
            continue
        for name in node.names:
            here = name.asname or name.name
            if (node.module, name.name) == ("storage", "acts"):
                yield f"{here}.add"
            elif (node.module, name.name) == ("storage.acts", "add") or (
                (node.module or "").endswith(".exports") and name.name == "Act"
            ):
                yield here


def _brought(call: ast.Call) -> bool:
    return isinstance(call.func, ast.Name) and call.func.id != "add"


def values_of(node: ast.expr, module: ast.Module) -> list[ast.expr]:
    """What an expression can be: both sides of a choice, all that a name is given in the module."""
    if isinstance(node, ast.IfExp):
        return [*values_of(node.body, module), *values_of(node.orelse, module)]
    if isinstance(node, ast.Name):
        given = [
            one.value
            for one in ast.walk(module)
            if isinstance(one, ast.Assign) and ast.unparse(one.targets[0]) == node.id
        ]
        return [value for one in given for value in values_of(one, module)]
    return [node]


def begins(node: ast.expr) -> str:
    """How a text begins: all of a plain one, what stands before the first brace of another."""
    first = node.values[0] if isinstance(node, ast.JoinedStr) else node
    return str(first.value) if isinstance(first, ast.Constant) else ""


def actions_of(one: Logged) -> set[str]:
    """The actions that are logged at a place. Where it is handed one, all that the module names."""
    known = {begins(value) for value in values_of(one.action, one.module)} - {""}
    if not known:
        texts = {begins(node) for node in ast.walk(one.module) if isinstance(node, ast.Constant)}
        known = {text for text in texts if _ACTION.fullmatch(text)}
    return {f"{action}{kind}" for action in known & MADE_OF.keys() for kind in MADE_OF[action]} | (
        known - MADE_OF.keys()
    )


@pytest.mark.many
def test_every_act_has_a_name() -> None:
    """Who logs something new says in log_words.py what it is called."""
    made: dict[str, str] = {}
    for one in logged():
        actions = actions_of(one)
        # What is brought along in a file is looked at where that is made.
        assert actions or ast.unparse(one.action) == "act.action", one.where
        made |= dict.fromkeys(actions, one.where)
    assert {"idea.submit", "class.check_in", "log.export", "results.import"} <= made.keys()
    assert {"product.rating", "announcement.told"} <= made.keys()
    assert {action: made[action] for action in made.keys() - DONE.keys()} == {}


def kinds_made() -> set[str]:
    """The kinds of subjects that our `subject` functions make, one for each kind of thing."""
    found = set[str]()
    for path in (ROOT / "storage").glob("*.py"):
        for node in ast.walk(ast.parse(path.read_text("utf-8"))):
            if isinstance(node, ast.FunctionDef) and node.name == "subject":
                [value] = [one.value for one in ast.walk(node) if isinstance(one, ast.Return)]
                assert value is not None
                found.add(begins(value).removesuffix(":"))
    return found


@pytest.mark.many
def test_every_kind_of_subject_is_within_somebodys_area() -> None:
    """Who logs something about a new kind of thing says in the statement where it lies."""
    made = kinds_made()
    assert {"idea", "question", "product", "class", "announcement"} <= made
    for one in logged():
        for value in values_of(one.subject, one.module):
            called = ast.unparse(value).partition("(")[0]
            match = _SUBJECT.match(begins(value))
            if match is not None:
                assert match[1] in act_log.KINDS, f"{one.where} logs on {match[1]}"
                made.add(match[1])
            else:
                # One of the functions above; a file's acts are looked at where they are made.
                known = called.rpartition(".")[2] == "subject"
                assert known, f"{one.where}: on what? {ast.unparse(value)}"
    assert made == set(act_log.KINDS) == KINDS.keys()
    for kind in made:
        assert f"'{kind}:%'" in act_log.SQL["listed"]
        cut = re.search(rf"'{kind}:%' THEN[^;]*?substr\(a\.subject, (\d+)\)", act_log.SQL["listed"])
        assert cut
        assert int(cut[1]) == len(kind) + 2
