"""The texts of all messages, as their readers get them, for whoever answers for what a city says."""

from collections.abc import Mapping
from typing import Any
from zoneinfo import ZoneInfo

from fastapi import Response

from services.notifications import domain, settings
from services.notifications.domain import Text
from services.notifications.domain.samples import list_texts, preview
from services.notifications.routes.rights import AdminOrAuditor, pages
from shared.errors import NotFound
from shared.events.event import Event
from shared.pages import Shown
from shared.people import assignments
from shared.people.functions import ADMIN, AUDITOR, FUNCTIONS
from shared.web import Tx, Who


@pages.get("/teks", dependencies=AdminOrAuditor)
async def show_texts(screen: Shown, tx: Tx, who: Who) -> Response:
    """Every text by the title of an example, and whom it tells."""
    here = await _here(tx, who)
    rows = [
        {
            "template": template,
            "title": _examples(event, template, here)[0][screen.language].title,
            "functions": sorted({FUNCTIONS[f] for audience in audiences for f in audience.functions}),
        }
        for event, template, audiences in list_texts()
    ]
    return screen.page("texts.html", rows=rows, **here)


@pages.get("/teks/{template}", dependencies=AdminOrAuditor)
async def show_text(template: str, screen: Shown, tx: Tx, who: Who) -> Response:
    """One text in both languages, written from a made-up event; once for every code that it turns on."""
    found = next((each for each in list_texts() if each[1] == template), None)
    if found is None:
        raise NotFound(f"text {template}")
    event, _, audiences = found
    here = await _here(tx, who)
    return screen.page(
        "text.html",
        name=template,
        turns=_examples(event, template, here),
        functions=sorted({FUNCTIONS[f] for audience in audiences for f in audience.functions}),
        passed_on=any(audience.instead_of_owner for audience in audiences),
        **here,
    )


def _examples(event: type[Event], template: str, here: Mapping[str, Any]) -> list[dict[str, Text]]:
    place = domain.place_of(here["city"].city, here["city"])
    return preview(event, template, place, public_url=settings.read().public_url)


async def _here(tx: Tx, who: Who) -> dict[str, Any]:
    """The first of the cities in which one answers for what is said."""
    city = await assignments.find_city(tx.connection, who.cities_with(ADMIN, AUDITOR)[0])
    if city is None:
        raise NotFound("a city")
    return {"city": city, "zone": ZoneInfo(city.time_zone)}
