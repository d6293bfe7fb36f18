"""Who may do what in a service: a page made of what stands beside its routes, so that it cannot say otherwise."""

from collections.abc import Sequence
from dataclasses import dataclass

from fastapi import APIRouter, Depends, Response
from fastapi.routing import APIRoute

from shared.pages.route import Pages
from shared.pages.screen import Shown
from shared.people.functions import FUNCTIONS
from shared.web import Allowed


@dataclass(frozen=True, slots=True)
class Right:
    """Something that holders of these functions may do, all of whom are signed in; a service's `own_rights.html` has
    the words for its `name`."""

    name: str
    reads: bool
    functions: tuple[str, ...]


def list_rights(router: APIRouter, pages: Pages, alone: Sequence[str] = ()) -> list[Right]:
    """What the routes of a service let people do, in the order in which they stand; then what `alone` names."""
    of_pages = {route.name: route for route in pages.routes if isinstance(route, APIRoute)}
    routes = [route for route in router.routes if isinstance(route, APIRoute)] + [of_pages[name] for name in alone]
    return [Right(route.name, "GET" in (route.methods or ()), _functions(route)) for route in routes]


def add_rights(pages: Pages, router: APIRouter, *, alone: Sequence[str] = ()) -> None:
    """Give a service the page about who may do what in it. Most pages are another way to a route of the API; `alone`
    names those that are not."""

    @pages.get("/wewenang", dependencies=[Depends(Allowed())])
    async def show_rights(screen: Shown) -> Response:
        """What each function may read and do here, one's own functions first."""
        rights = list_rights(router, pages, alone)
        held = [function for function in FUNCTIONS if screen.person.holds(function)]
        shown = [*held, *(function for function in FUNCTIONS if function not in held)]
        return screen.page(
            "rights.html",
            held=held,
            rights={function: [right for right in rights if function in right.functions] for function in shown},
        )


def _functions(route: APIRoute) -> tuple[str, ...]:
    checks = [each.dependency for each in route.dependencies if isinstance(each.dependency, Allowed)]
    allowed = [set(check.functions or FUNCTIONS) for check in checks]
    return tuple(function for function in FUNCTIONS if all(function in each for each in allowed))
