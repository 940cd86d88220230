"""The rules of the house that a machine can check."""

from __future__ import annotations

import ast
import re
import subprocess
import tomllib
from pathlib import Path

import pytest
from packaging.requirements import Requirement
from typer.testing import CliRunner

from bot.cli import app

ROOT = Path(__file__).resolve().parent.parent
CODE = ("bot", "handlers", "locales", "storage", "programme", "tests", "benchmarks")
LONGEST_MODULE = 350

# One letter of each word stands in brackets, so that this file does not break its own rules.
REGISTRY = re.compile(r"pypi[.]org|pythonhosted[.]org|registry[.]npmjs|--(extra-)?index[-]url")
UNFINISHED = re.compile(
    r"\bTO[D]O\b|\bFIX[M]E\b|NotImplemented[E]rror|\bAsync[M]ock\b|# type[:] ignore|\bcast[(]"
)
CHECKS = ("assert", "raises", "expect", "check_")


def tracked() -> list[Path]:
    listed = subprocess.run(
        ["git", "ls-files", "-z"], cwd=ROOT, capture_output=True, check=True, text=True
    )
    paths = [ROOT / name for name in listed.stdout.split("\0") if name]
    return [path for path in paths if path.is_file()]


def modules() -> list[Path]:
    return [path for path in tracked() if path.suffix == ".py"]


def name_of(path: Path) -> str:
    return path.relative_to(ROOT).as_posix()


def lines_matching(pattern: re.Pattern[str], paths: list[Path]) -> list[str]:
    found = []
    for path in paths:
        try:
            text = path.read_text("utf-8")
        except UnicodeDecodeError:
            continue
        found += [
            f"{name_of(path)}:{number}: {line.strip()[:80]}"
            for number, line in enumerate(text.splitlines(), 1)
            if pattern.search(line)
        ]
    return found


def test_no_file_names_a_package_registry() -> None:
    assert lines_matching(REGISTRY, tracked()) == []


def test_no_module_is_left_unfinished() -> None:
    assert lines_matching(UNFINISHED, modules()) == []


def test_modules_stay_small() -> None:
    lengths = {name_of(path): len(path.read_text("utf-8").splitlines()) for path in modules()}
    assert {name: lines for name, lines in lengths.items() if lines > LONGEST_MODULE} == {}


def test_all_code_stands_in_a_package() -> None:
    """Without it two tests of one name would be one module to pytest and mypy."""
    folders = {path.parent for path in modules() if name_of(path).split("/")[0] in CODE}
    assert [name_of(folder) for folder in folders if not (folder / "__init__.py").is_file()] == []


def test_every_test_checks_something() -> None:
    idle = [
        f"{name_of(path)}: {function.name}"
        for path in modules()
        if path.name.startswith("test_")
        for source in [path.read_text("utf-8")]
        for lines in [source.splitlines()]
        for function in ast.walk(ast.parse(source))
        if isinstance(function, ast.FunctionDef | ast.AsyncFunctionDef)
        and function.name.startswith("test_")
        for written in ["\n".join(lines[function.lineno - 1 : function.end_lineno])]
        if not any(word in written for word in CHECKS)
    ]
    assert idle == []


# --- the documents ---------------------------------------------------------------------------


def commands(document: Path) -> list[str]:
    """The command lines a document tells its reader to type."""
    blocks = re.findall(r"^```(?:sh|console)\n(.*?)^```", document.read_text(), re.M | re.S)
    lines = [line.split("  #")[0].strip() for block in blocks for line in block.splitlines()]
    return [line.removeprefix("$ ") for line in lines if line]


def targets_named(document: Path) -> set[str]:
    return set(re.findall(r"(?:`|^|\s)make ([a-z]+)\b", "\n".join(_code_spans(document)), re.M))


def _code_spans(document: Path) -> list[str]:
    spans = re.findall(r"`([^`\n]+)`", re.sub(r"```.*?```", "", document.read_text(), flags=re.S))
    return spans + commands(document)


def documents() -> list[Path]:
    return [path for path in tracked() if path.suffix == ".md"]


def test_every_make_target_a_document_names_exists() -> None:
    rules = set(re.findall(r"^([a-z]+):", (ROOT / "Makefile").read_text(), re.M))
    named = {target for document in documents() for target in targets_named(document)}
    assert {"demo", "test", "check", "bench"} <= rules
    assert named, "the documents name no target"
    assert named - rules == set()


def test_every_command_a_document_names_exists() -> None:
    spans = {span for document in documents() for span in _code_spans(document)}
    calls = {
        tuple(word for word in match[1].split() if re.fullmatch(r"[a-z]+", word))
        for span in spans
        if (match := re.search(r"\bocop-bot((?: [a-z]+\b)+)", span))
    }
    assert calls, "the documents name no command"
    for words in sorted(calls):
        shown = CliRunner().invoke(app, [*words, "--help"])
        assert shown.exit_code == 0, f"ocop-bot {' '.join(words)}: {shown.output}"


def test_links_in_documents_lead_somewhere() -> None:
    there = {path.resolve() for path in tracked()}
    there |= {folder for path in list(there) for folder in path.parents}
    broken = []
    for document in documents():
        for link in re.findall(r"\]\(([^)\s]+)\)", document.read_text()):
            place, _, anchor = link.partition("#")
            if re.match(r"[a-z]+:", link):
                continue
            target = (document.parent / place).resolve() if place else document
            if target not in there or (anchor and anchor not in anchors(target)):
                broken.append(f"{name_of(document)}: {link}")
    assert broken == []


def anchors(document: Path) -> set[str]:
    """The anchors of a document's headings, as code hosts make them."""
    headings = re.findall(r"^#+ (.+)$", document.read_text(), re.M)
    return {re.sub(r"[^\w\- ]", "", heading.lower()).replace(" ", "-") for heading in headings}


# --- the locked dependencies -----------------------------------------------------------------


def locked(name: str) -> dict[str, str]:
    """The package versions in one locked list."""
    text = (ROOT / "requirements" / f"{name}.txt").read_text()
    return dict(re.findall(r"^([a-z0-9.-]+)==(\S+) \\$", text, re.M))


def test_the_lists_agree_and_contain_one_another() -> None:
    base, dev, bench = locked("base"), locked("dev"), locked("bench")
    assert base.items() < dev.items() < bench.items()


@pytest.mark.parametrize("name", ["base", "dev", "bench", "lock"])
def test_every_locked_package_has_hashes(name: str) -> None:
    text = (ROOT / "requirements" / f"{name}.txt").read_text()
    entries = re.split(r"^(?=[a-z0-9])", text, flags=re.M)[1:]
    assert entries
    assert [entry.split()[0] for entry in entries if "--hash=sha256:" not in entry] == []


def test_the_lists_have_all_that_the_project_asks_for() -> None:
    project = tomllib.loads((ROOT / "pyproject.toml").read_text())
    asked = project["project"]["dependencies"] + project["build-system"]["requires"]
    extra = project["project"]["optional-dependencies"]["postgres"]
    for versions, requirements in ((locked("base"), asked), (locked("dev"), asked + extra)):
        for requirement in map(Requirement, requirements):
            version = versions.get(requirement.name.lower())
            assert version is not None, f"{requirement} is not locked; run make lock"
            assert requirement.specifier.contains(version), f"{requirement} is locked at {version}"
