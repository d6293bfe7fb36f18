"""Every page, in each of its states, can be read and used by everybody, fits a phone, and comes quickly."""

from collections.abc import AsyncIterator

import pytest
from playwright.async_api import ConsoleMessage, Page

from tests.look.findings import Weight, look_at
from tests.look.town import COLOURS, town
from tests.look.visits import Visit
from tests.look.walk import LANGUAGES, PHONE, Walk, walking

pytestmark = [pytest.mark.browser, pytest.mark.timeout(3600)]


@pytest.fixture(scope="module")
async def walk() -> AsyncIterator[Walk]:
    async with town() as played, walking(played) as ready:
        yield ready


@pytest.mark.parametrize("language", LANGUAGES)
async def test_every_page_is_fit_to_be_used(walk: Walk, language: str) -> None:
    """One test for all, so that one system and one browser serve; it says everything that it found."""
    themes = [f"/registration/tema/{city}.css" for city in COLOURS]
    found: dict[str, list[str]] = {}

    async def look(visit: Visit, page: Page) -> None:
        weight, said = Weight(), list[ConsoleMessage]()

        def keep(message: ConsoleMessage) -> None:
            said.append(message)

        page.on("console", keep)
        async with weight.watching(page):
            await walk.open(visit, page)
            await page.wait_for_load_state("networkidle")
        faults = [*weight.faults, *await look_at(page, themes), *(each.text for each in said if _is_complaint(each))]
        page.remove_listener("console", keep)
        if faults:
            found[visit.name] = faults

    await walk.each(language, PHONE, look)
    assert not found, "\n".join(f"{name}: {fault}" for name, faults in sorted(found.items()) for fault in faults)


def _is_complaint(said: ConsoleMessage) -> bool:
    """A policy that was broken, a script that failed; not that a page was refused, which some are here."""
    return said.type == "error" and "the server responded with a status" not in said.text
