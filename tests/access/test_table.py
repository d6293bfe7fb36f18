"""The table says of every route who may use it, and the routes say the same."""

from collections.abc import Iterator, Sequence
from typing import cast

import pytest
from asyncpg.pool import Pool
from starlette.routing import BaseRoute, Mount
from starlette.routing import Route as Answered

from shared import web
from shared.service import application_of
from shared.settings import Settings
from tests.access.routes import OF_A_CITY, PAGE_ROUTES, ROUTES, SERVICES, Route, find_service
from tests.access.table import TABLE

PUBLIC = "/{service}/openapi.json"
"""What can be asked, and of whom; it says nothing about anybody, and is for everybody."""
BESIDE = (
    f"GET {PUBLIC}",
    "GET /{service}/masuk",
    "GET /{service}/masuk/kembali",
    "GET /{service}/masuk/selesai",
    "POST /{service}/keluar-penyedia",
    "GET /{service}/bahasa/{language}",
    "GET /{service}/tema/{city}.css",
    "/{service}/static",
    "GET /{service}/{nowhere:path}",
)
"""What a service answers beside its own API and pages, for everybody, and that says nothing about anybody: what can be
asked, the way in and out, colours and files, and that there is nothing else. Liveness, readiness and measures are
behind a port of their own."""


@pytest.mark.parametrize("route", ROUTES, ids=str)
def test_a_route_allows_those_whom_its_line_names(route: Route) -> None:
    (allowed,) = route.allowed
    assert sorted(allowed.functions) == sorted(route.line.functions)


def test_every_line_is_of_a_route() -> None:
    assert set(TABLE) - set(map(str, ROUTES)) == set()


def test_what_is_for_all_names_nothing_of_a_city() -> None:
    for_all = [route for route in ROUTES if route not in OF_A_CITY]
    assert [str(route) for route in for_all if route.parameters or route.cities] == []


@pytest.mark.parametrize("service", SERVICES)
def test_a_service_answers_nothing_beside_its_router(service: str) -> None:
    settings = Settings(mode="test", database_url="", kafka_bootstrap_servers="")
    router = find_service(service).open_routes().router
    routes = web.application(service, router, settings, cast("Pool", None)).routes
    others = [getattr(route, "path", route) for route in routes if route not in router.routes]
    assert others == [PUBLIC.format(service=service)]
    assert len(routes) == len(router.routes) + 1


@pytest.mark.parametrize("service", SERVICES)
async def test_a_service_answers_nothing_that_no_line_is_about(service: str) -> None:
    """The application as it runs, with whatever was added to it anywhere."""
    settings = Settings(mode="test", database_url="", kafka_bootstrap_servers="")
    application = application_of(find_service(service), settings, cast("Pool", None))
    listed = [str(route) for route in (*ROUTES, *PAGE_ROUTES) if route.service == service]
    beside = [each.replace("{service}", service) for each in BESIDE]
    assert sorted(asked_in(application.routes)) == sorted(listed + beside)


def asked_in(routes: Sequence[BaseRoute]) -> Iterator[str]:
    """Each method of each path, and a path alone where something else answers below it."""
    for route in routes:
        if isinstance(route, Mount):
            yield route.path
        else:
            assert isinstance(route, Answered), f"{route} is of a kind that nobody has looked at"
            yield from (f"{method} {route.path}" for method in sorted(route.methods or ()) if method != "HEAD")
