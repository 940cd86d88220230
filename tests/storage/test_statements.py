"""Every statement in `storage/queries` is said by a function that somebody calls."""

from __future__ import annotations

import ast
import re
from collections import defaultdict
from collections.abc import Mapping, Sequence
from pathlib import Path

import pytest

from storage.statements import HERE, load

# Tests and benchmarks look at what is stored by the same functions.
CODE = ("bot", "handlers", "storage", "tests", "benchmarks")
SUBJECTS = sorted(path.stem for path in (HERE / "queries").glob("*.sql"))


class Module:
    """A module of ours, and what the names in it stand for: `storage.claims.one`."""

    def __init__(self, path: Path) -> None:
        parts = path.relative_to(HERE.parent).with_suffix("").parts
        self.name = ".".join(parts).removesuffix(".__init__")
        self.tree = ast.parse(path.read_text("utf-8"))
        self._imported = {
            alias.asname or alias.name: f"{node.module}.{alias.name}"
            for node in ast.walk(self.tree)
            if isinstance(node, ast.ImportFrom)
            for alias in node.names
        }

    def meant(self, node: ast.AST) -> str:
        match node:
            case ast.Attribute(value=ast.Name(id=of), attr=name):
                return f"{self._imported.get(of, of)}.{name}"
            case ast.Name(id=name):
                return self._imported.get(name, f"{self.name}.{name}")
        return ""


@pytest.fixture(scope="module")
def used() -> dict[str, list[str]]:
    """The statements that called functions say, as patterns of their names, by subject."""
    modules = [Module(path) for folder in CODE for path in (HERE.parent / folder).rglob("*.py")]
    subjects: dict[str, str] = {}  # by the constant that holds the statements
    called: set[str] = set()
    for module in modules:
        for piece in module.tree.body:
            match piece:
                case ast.Assign(
                    targets=[target],
                    value=ast.Call(func=ast.Name(id="load"), args=[ast.Constant(value=str(of))]),
                ):
                    subjects[module.meant(target)] = of
            own = f"{module.name}.{getattr(piece, 'name', '')}"
            called |= {module.meant(node) for node in ast.walk(piece)} - {own}
    found = defaultdict(list)
    for module in modules:
        for piece in module.tree.body:
            if isinstance(piece, ast.FunctionDef | ast.AsyncFunctionDef) and (
                module.name.startswith("storage.") and f"{module.name}.{piece.name}" in called
            ):
                for node in ast.walk(piece):
                    if isinstance(node, ast.Subscript) and module.meant(node.value) in subjects:
                        found[subjects[module.meant(node.value)]].append(_pattern(node, module))
    return found


def _pattern(statement: ast.Subscript, module: Module) -> str:
    """What `SQL[…]` may name. A name that is worked out may be any text of the module, but for
    those that stand in brackets themselves."""
    match statement.slice:
        case ast.JoinedStr(values=parts):
            return "".join(
                re.escape(str(part.value)) if isinstance(part, ast.Constant) else r"\w+"
                for part in parts
            )
        case ast.Name():
            return "|".join(map(re.escape, _texts(module.tree)))
        case chosen:
            return "|".join(map(re.escape, _texts(chosen)))


def _texts(tree: ast.AST) -> set[str]:
    columns = {node.slice for node in ast.walk(tree) if isinstance(node, ast.Subscript)}
    return {
        node.value
        for node in ast.walk(tree)
        if isinstance(node, ast.Constant) and isinstance(node.value, str) and node not in columns
    }


@pytest.mark.parametrize("subject", SUBJECTS)
def test_every_statement_is_used(subject: str, used: Mapping[str, Sequence[str]]) -> None:
    patterns = "|".join(used[subject])
    assert [name for name in load(subject) if not re.fullmatch(patterns, name)] == []
