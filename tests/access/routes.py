"""Every route of every service, as its router has it."""

from collections.abc import Callable
from dataclasses import dataclass
from importlib import import_module
from pathlib import Path

import pytest
from fastapi import APIRouter

from shared.pages.route import PageRoute
from shared.service import Service
from shared.web import Allowed, TransactionalRoute
from tests.access.pages import PAGES
from tests.access.table import TABLE, Line

ROOT = Path(__file__).resolve().parents[2]


def find_service(name: str) -> Service:
    """A service by its name."""
    service: Service = import_module(f"services.{name}.__main__").service
    return service


@dataclass(frozen=True, repr=False)
class Route:
    """One method of one path. Printed, it is what its line of the table begins with."""

    service: str
    method: str
    written: TransactionalRoute

    def __str__(self) -> str:
        return f"{self.method} {self.written.path}"

    __repr__ = __str__

    @property
    def allowed(self) -> list[Allowed]:
        """What stands beside it about who may use it."""
        return [each.dependency for each in self.written.dependencies if isinstance(each.dependency, Allowed)]

    @property
    def parameters(self) -> list[str]:
        """What its path asks for, in order."""
        return [part[1:-1] for part in self.written.path.split("/") if part.startswith("{")]

    @property
    def cities(self) -> list[bool]:
        """Whether a city has to be named, where one can be."""
        query = self.written.dependant.query_params
        return [parameter.field_info.is_required() for parameter in query if parameter.name in ("city", "kota")]

    @property
    def is_list(self) -> bool:
        """Whether it can be taken away as a table."""
        return any(parameter.name == "unduh" for parameter in self.written.dependant.query_params)

    @property
    def is_page(self) -> bool:
        """Whether it is a page, or takes a page's form."""
        return isinstance(self.written, PageRoute)

    @property
    def line(self) -> Line:
        """Its line in the table, which says all that there is to ask; a test without one fails."""
        table, kept = (PAGES, "pages.py") if self.is_page else (TABLE, "table.py")
        line = table.get(str(self))
        if line is None:
            pytest.fail(f"{self} has no line in tests/access/{kept}: who may use it?")
        if len(line.things) != len(self.parameters):
            pytest.fail(f"{self}: its line names {line.things or 'nothing'} for {self.parameters}")
        if self.method != "GET" and line.body is None:
            pytest.fail(f"{self}: its line has no valid body, so nobody can see whether it is guarded")
        if self.method == "GET" and not (line.marker or line.is_for_all):
            pytest.fail(f"{self}: its line does not say which thing it shows")
        return line


def read(service: str, router: APIRouter) -> list[Route]:
    """The routes of a service. Every one is of the kind that asks who is there."""
    routes = [route for route in router.routes if isinstance(route, TransactionalRoute)]
    assert len(routes) == len(router.routes), f"{service} has routes that ask nobody who they are: {router.routes}"
    return [Route(service, method, route) for route in routes for method in sorted(route.methods or ())]


SERVICES = sorted(path.parent.name for path in (ROOT / "services").glob("*/__main__.py"))
ROUTES = [route for service in SERVICES for route in read(service, find_service(service).open_routes().router)]
"""In the order in which they stand, service by service."""


def where(holds: Callable[[Line], bool]) -> list[Route]:
    """The routes of whose lines this holds, and those without a line: they fail in every test."""
    return [route for route in ROUTES if (line := TABLE.get(str(route))) is None or holds(line)]


PAGE_ROUTES = [route for service in SERVICES for route in read(service, find_service(service).open_routes().pages)]
"""Pages and what takes their forms."""


OF_A_CITY = where(lambda line: not line.is_for_all)
"""Those that not everybody may use as they like."""
