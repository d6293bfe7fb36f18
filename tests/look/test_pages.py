"""The list of pages that are looked at has every page that there is, and each of its lines leads to one."""

import re

import pytest
from fastapi.routing import APIRoute
from starlette.routing import Match

from deploy.local.plan import list_services
from shared.pages.entrance import entrance
from tests.look.visits import NOWHERE, VISITS, Visit

NO_PAGES = {
    "/registration/masuk": "leads to the provider",
    "/registration/bahasa/{language}": "leads back",
    "/registration/pekerja.js": "is a script",
    "/registration/foto/{id:uuid}": "is a picture",
}
"""What a browser is answered that nobody reads."""


def _pages() -> list[APIRoute]:
    """Of all services, in the order in which they are asked; the way in, which all have alike, of one."""
    routers = [service.open_routes().pages for service in list_services().values()]
    routes = [route for router in (entrance("registration"), *routers) for route in router.routes]
    return [r for r in routes if isinstance(r, APIRoute) and "GET" in (r.methods or ()) and r.path not in NO_PAGES]


PAGES = _pages()


def _page_of(visit: Visit) -> APIRoute | None:
    """Where the front door and the service would lead it."""
    path = visit.path.partition("?")[0].replace("{invitation}", f"{NOWHERE}/secret")
    path = {"/": "/notifications/"}.get(path, re.sub(r"\{\w+\}", NOWHERE, path))
    scope = {"type": "http", "method": "GET", "path": path}
    return next((page for page in PAGES if page.matches(scope)[0] is Match.FULL), None)


@pytest.mark.parametrize("page", PAGES, ids=lambda page: page.path)
def test_every_page_is_looked_at(page: APIRoute) -> None:
    assert page in [_page_of(visit) for visit in VISITS], f"tests/look/visits.py has no {page.path}"


@pytest.mark.parametrize("visit", VISITS, ids=lambda visit: visit.name)
def test_every_line_leads_to_a_page(visit: Visit) -> None:
    assert _page_of(visit), f"there is no {visit.path}"


def test_no_two_pictures_have_one_name() -> None:
    names = [visit.name for visit in VISITS]
    assert len(names) == len(set(names))
