"""The house keeps its plan: known chapters, imports that point down, routes that say who may use them."""

import ast
from importlib import import_module
from importlib.util import find_spec
from pathlib import Path

import pytest
from fastapi.routing import APIRoute
from importlinter.cli import lint_imports

from shared.web import Allowed

ROOT = Path(__file__).resolve().parents[2]
CHAPTERS = {
    "__init__", "__main__", "domain", "store", "handlers", "due", "sender", "routes", "forms", "settings",
    "migrations", "templates",
}  # fmt: skip
FUNCTION = (ast.FunctionDef, ast.AsyncFunctionDef)
FORBIDDEN_NAMES = {"service_", "utils", "helpers", "base", "common", "manager", "models", "repository"}
SERVICES = sorted(path.parent.name for path in (ROOT / "services").glob("*/__init__.py"))


@pytest.mark.parametrize("service", SERVICES)
def test_a_service_has_only_known_chapters(service: str) -> None:
    found = {path.stem for path in (ROOT / "services" / service).iterdir() if path.name != "__pycache__"}
    assert found <= CHAPTERS


@pytest.mark.parametrize("service", SERVICES)
def test_a_service_says_what_it_is(service: str) -> None:
    assert len((import_module(f"services.{service}").__doc__ or "").split()) > 20


def test_imports_keep_the_contracts(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(ROOT)
    assert lint_imports(cache_dir=None) == 0


def test_no_file_or_function_is_longer_than_agreed() -> None:
    folders = ("services", "shared", "deploy", "tests", "examples")
    files = [path for folder in folders for path in (ROOT / folder).rglob("*.py")]
    too_long = [str(path.relative_to(ROOT)) for path in files if len(path.read_text().splitlines()) > 300]
    assert too_long == []
    assert [f"{path.relative_to(ROOT)}: {name}" for path in files for name in _long_functions(path)] == []


def _long_functions(path: Path) -> list[str]:
    """Those of more than forty lines, from `def` to their last."""
    functions = (node for node in ast.walk(ast.parse(path.read_text())) if isinstance(node, FUNCTION))
    return [each.name for each in functions if (each.end_lineno or 0) - each.lineno >= 40]


def test_no_module_is_named_after_what_it_is_made_of() -> None:
    names = {path.stem for folder in ("services", "shared", "deploy") for path in (ROOT / folder).rglob("*.py")}
    assert not names & FORBIDDEN_NAMES


def test_any_failure_is_caught_in_one_place_alone() -> None:
    files = [path for folder in ("services", "shared", "deploy") for path in (ROOT / folder).rglob("*.py")]
    found = [path.name for path in files if "except Exception" in path.read_text()]
    assert found == ["consumer.py"]


@pytest.mark.parametrize("service", [s for s in SERVICES if find_spec(f"services.{s}.routes")])
def test_every_route_says_who_may_use_it(service: str) -> None:
    routes = import_module(f"services.{service}.routes").router.routes
    unlisted = [
        route.path
        for route in routes
        if isinstance(route, APIRoute) and not any(isinstance(d.dependency, Allowed) for d in route.dependencies)
    ]
    assert routes
    assert unlisted == []
