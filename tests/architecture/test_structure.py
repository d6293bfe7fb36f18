"""The house keeps its plan: known chapters, imports that point down, routes that say who may use them."""

import ast
import re
from importlib import import_module
from importlib.util import find_spec
from inspect import iscoroutinefunction
from pathlib import Path

import pytest
from fastapi.routing import APIRoute
from importlinter.cli import lint_imports

from shared.events.catalog import EVENTS
from shared.settings import Settings
from shared.web import Allowed

ROOT = Path(__file__).resolve().parents[2]
CHAPTERS = {
    "__init__", "__main__", "domain", "store", "handlers", "due", "sender", "routes", "forms", "settings",
    "migrations", "templates",
}  # fmt: skip
FUNCTION = (ast.FunctionDef, ast.AsyncFunctionDef)
FORBIDDEN_NAMES = {"service_", "utils", "helpers", "base", "common", "manager", "models", "repository"}
OF_CODE = {".py", ".sql"}
OUTLIVES = re.compile(r"pg_(try_)?advisory_lock|add_listener|\bLISTEN\b|set_config\([^()]*false\)|SET SESSION|\bTEMP\b")
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


def test_any_failure_is_caught_where_events_are_handled_where_the_clock_acts_alone_and_where_a_worker_seeks() -> None:
    files = [path for folder in ("services", "shared", "deploy") for path in (ROOT / folder).rglob("*.py")]
    found = {path.name for path in files if "except Exception" in path.read_text()}
    assert found == {"consumer.py", "service.py", "worker.py"}


def test_every_decision_says_what_else_there_was_what_keeps_it_and_when_to_think_again() -> None:
    _, *entries = re.split(r"^## ", (ROOT / "DECISIONS.md").read_text(), flags=re.M)
    numbers = [entry.partition(".")[0] for entry in entries]
    assert len(set(numbers)) == len(numbers) > 0
    parts = ("*Alternatives*:", "*Enforced by*", "*Revisit when*")
    lacking = [
        (entry.splitlines()[0], part) for entry in entries for part in parts if part not in " ".join(entry.split())
    ]
    assert lacking == []


def test_the_changelog_names_every_event_and_every_setting_that_an_operator_has() -> None:
    told = set(re.findall(r"\w+", (ROOT / "CHANGELOG.md").read_text()))
    events = {event.__name__ for event in EVENTS}
    settings = {name.upper() for name in Settings.model_fields} - {"CRASH_POINT"}
    assert (events | settings) - told == set()


def test_only_the_relay_s_own_connection_keeps_what_outlives_a_transaction() -> None:
    """Connections of a pool go to the next one as they are (`shared.database.open_pool`)."""
    files = [path for folder in ("services", "shared") for path in (ROOT / folder).rglob("*") if path.suffix in OF_CODE]
    assert [path.name for path in files if OUTLIVES.search(path.read_text())] == ["relay.py"]


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


@pytest.mark.parametrize("service", [s for s in SERVICES if find_spec(f"services.{s}.routes")])
def test_no_part_of_a_request_takes_a_thread(service: str) -> None:
    """FastAPI gives a thread to each plain function that a request needs; ours have nothing to wait for."""
    routes = import_module(f"services.{service}.routes").router.routes
    needed = [route.dependant for route in routes if isinstance(route, APIRoute)]
    for dependant in needed:
        needed += dependant.dependencies
    assert needed
    assert [each.call for each in needed if not _is_awaited(each.call)] == []


def _is_awaited(call: object) -> bool:
    return iscoroutinefunction(call) or iscoroutinefunction(type(call).__call__)
