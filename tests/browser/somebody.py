"""Somebody at a browser of their own, who finds things by what they are called."""

import asyncio
import re
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date

from playwright.async_api import FilePayload, Locator, Page, Response, expect

from tests.browser.hands import Hands

PATIENCE = 60.0
"""Seconds in which what one service announced is to be seen at another."""


@dataclass
class Somebody:
    """One person, signed in at one browser. `door` is where the front door is."""

    subject: str
    page: Page
    hands: Hands
    door: str
    troubles: list[str] = field(default_factory=list)
    """What no journey should meet: pages that break, and pages that are wider than the screen."""

    def __post_init__(self) -> None:
        self.page.on("pageerror", lambda error: self.troubles.append(f"{self.page.url}: {error}"))
        self.page.on("response", self._look_at)

    async def sign_in(self, at: str = "/") -> None:
        """From the first page, or the link in a mail, by way of the provider, which asks for a name."""
        await self.page.goto(self.door + at)
        if at == "/":
            await self.follow("Masuk")
        await self.hands.write(self.page.get_by_label("Nama akun"), self.subject)
        await self._go(self.page.get_by_role("button", name="Masuk", exact=True))
        await expect(self.page.get_by_role("link", name="Keluar").first).to_be_visible()

    async def go(self, part: str) -> None:
        """To a part of Gerai, by the navigation that every page has; a function may still be on its way here."""
        link = self.page.get_by_role("navigation", name="Bagian").get_by_role("link", name=part, exact=True)
        await self._go(await self._coming(link))

    async def follow(self, name: str | re.Pattern[str], within: Locator | None = None) -> None:
        """A link in what the page is about. Where two lead on under one name, the first."""
        links = (within or self.page.get_by_role("main")).get_by_role("link", name=name, exact=True)
        await self._go(links.first)

    async def press(self, name: str | re.Pattern[str]) -> None:
        """A button that sends a form."""
        await self._go(self.page.get_by_role("main").get_by_role("button", name=name, exact=True))

    async def write(self, *filled_in: tuple[str, str], within: str | None = None) -> None:
        """Into fields, each by what stands over it."""
        for label, text in filled_in:
            await self.hands.write(self._field(label, within), text)

    async def write_day(self, label: str, day: date) -> None:
        await self.hands.write_day(self._field(label), day)

    async def choose(self, label: str, option: str) -> None:
        await self.hands.choose(self._field(label), option)

    async def pick(self, question: str, answer: str) -> None:
        """One of several answers to a question."""
        group = self.page.get_by_role("group", name=question, exact=True)
        await self.hands.pick(group.get_by_role("radio", name=answer, exact=True))

    async def tick(self, *names: str) -> None:
        for name in names:
            await self.hands.tick(self.page.get_by_role("checkbox", name=name, exact=True))

    async def attach(self, label: str, files: Sequence[FilePayload]) -> None:
        await self.hands.attach(self.page.get_by_label(label), files)

    async def reads(self, *texts: str) -> None:
        """The page says so now."""
        for text in texts:
            await expect(self.page.get_by_role("main")).to_contain_text(text)

    def row(self, *texts: str) -> Locator:
        """A line of a table in which all of this stands."""
        found = self.page.get_by_role("main").get_by_role("row")
        for text in texts:
            found = found.filter(has_text=text)
        return found.first

    async def finds(self, *texts: str) -> Locator:
        """A line of a table, as soon as it is there: what happened elsewhere may still be on its way here."""
        return await self._coming(self.row(*texts))

    async def finds_text(self, text: str) -> None:
        """The same, anywhere on the page."""
        await self._coming(self.page.get_by_role("main").get_by_text(text).first)

    async def finds_at_home(self, *texts: str) -> Locator:
        """The same, on the Beranda."""
        await self.go("Beranda")
        return await self.finds(*texts)

    async def opens_from_home(self, *texts: str) -> None:
        """Goes to what a line of the Beranda is about."""
        line = await self.finds_at_home(*texts)
        await self._go(line.get_by_role("link").first)

    def _field(self, label: str, within: str | None = None) -> Locator:
        place = self.page.get_by_role("group", name=within) if within else self.page.get_by_role("main")
        return place.get_by_label(re.compile(rf"^\s*{re.escape(label)}(\s*\(boleh kosong\))?\s*$")).first

    async def _coming(self, awaited: Locator) -> Locator:
        """It, once it is there."""
        async with asyncio.timeout(PATIENCE):
            while not await awaited.is_visible():
                await asyncio.sleep(0.2)
                await self.page.reload()
        return awaited

    async def _go(self, control: Locator) -> None:
        async with self.page.expect_navigation(wait_until="load"):
            await self.hands.press(control)
        await self._see_that_it_fits()

    async def _see_that_it_fits(self) -> None:
        wide, screen = await self.page.evaluate(
            "[document.scrollingElement.scrollWidth, document.documentElement.clientWidth]"
        )
        if wide > screen:
            self.troubles.append(f"{self.page.url}: {wide} wide, on a screen of {screen}")

    def _look_at(self, answer: Response) -> None:
        if answer.status >= 500:
            self.troubles.append(f"{answer.url}: {answer.status}")
