"""A browser in which everybody of the list of pages is signed in, and goes to theirs one after the other."""

import asyncio
import shutil
from collections.abc import AsyncIterator, Awaitable, Callable, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass, field, replace
from itertools import groupby
from typing import Any

import httpx
from playwright.async_api import Browser, BrowserContext, Page, ViewportSize, async_playwright

from shared.problems import LANGUAGE_COOKIE
from tests.look.town import Town
from tests.look.visits import NEWCOMER, NOBODY, VISITS, Visit

CHROMIUM = shutil.which("chromium")
PHONE = ViewportSize(width=360, height=640)
DESK = ViewportSize(width=1366, height=768)
SIZES = {"360x640": PHONE, "1366x768": DESK}
LANGUAGES = ("id", "en")
FLAGS = ["--no-sandbox", "--disable-gpu", "--disable-software-rasterizer", "--in-process-gpu"]
FLAGS += ["--disable-background-networking", "--disable-component-update", "--lang=id"]
PATIENCE = 60_000
LONGEST = 180
"""Seconds at one page; what a browser computes in it has no limit of its own."""
AT_ONCE = 3
FIRST_STEP = {"name": "Warung Sagu Mahia", "nib": "0220171009999"}


@dataclass
class Walk:
    """One browser in one town. Who has signed in stays so, whatever size the window has."""

    browser: Browser
    town: Town
    _signed_in: dict[str, list[Any]] = field(default_factory=dict)

    async def each(self, language: str, size: ViewportSize, do: Callable[[Visit, Page], Awaitable[None]]) -> None:
        """Do something at every page, in a tab of its visitor's browser that reads this language and has this size:
        a few people at once, one page of each at a time."""
        visits = sorted(VISITS, key=lambda visit: visit.who)
        turnstile = asyncio.Semaphore(AT_ONCE)
        async with asyncio.TaskGroup() as group:
            for who, theirs in groupby(visits, lambda visit: visit.who):
                group.create_task(self._do_all(who, list(theirs), (language, size), turnstile, do))

    async def _do_all(
        self,
        who: str,
        theirs: Sequence[Visit],
        how: tuple[str, ViewportSize],
        turnstile: asyncio.Semaphore,
        do: Callable[[Visit, Page], Awaitable[None]],
    ) -> None:
        async with turnstile, self._window(who, *how) as context:
            page = await context.new_page()
            page.set_default_timeout(PATIENCE)
            for visit in theirs:
                try:
                    async with asyncio.timeout(LONGEST):
                        await do(visit, page)
                except TimeoutError as late:
                    raise AssertionError(f"{visit.name} comes to no end") from late

    async def open(self, visit: Visit, page: Page) -> None:
        """Go there, and send the form where one is to be sent. Raises AssertionError for an unexpected answer."""
        answer = await page.goto(self.town.url + visit.path.format(**self.town.things))
        if visit.sends is not None:
            form = page.locator(visit.form).first
            for name, said in visit.sends.items():
                await form.locator(f"[name='{name}']").fill(said)
            async with page.expect_navigation() as navigation:
                await form.evaluate("form => { form.noValidate = true; form.requestSubmit(); }")
            answer = await navigation.value
        assert answer is not None, visit
        assert answer.status == visit.status, f"{visit.name}: {page.url} answers {answer.status}, not {visit.status}"

    async def begin(self) -> None:
        """Sign everybody in, and begin the application that some pages are about."""
        people = {visit.who for visit in VISITS} - {NOBODY}
        turnstile = asyncio.Semaphore(AT_ONCE)
        signed_in = await asyncio.gather(*(self._sign_in(who, turnstile) for who in people))
        self._signed_in = dict(zip(people, signed_in, strict=True))
        application = await self._begin_application()
        self.town = replace(self.town, things=self.town.things | {"application": application})

    async def _sign_in(self, who: str, turnstile: asyncio.Semaphore) -> list[Any]:
        """By the provider, at every service whose pages they visit; gives the cookies as a browser takes them."""
        services = {visit.path.split("/")[1] for visit in VISITS if visit.who == who}
        own = {"accept": "text/html"}
        client = httpx.AsyncClient(trust_env=False, timeout=60, follow_redirects=True, headers=own)
        async with turnstile, client:
            for service in sorted(services):
                shown = await client.get(f"{self.town.url}/{service}/masuk?ke=/{service}/masuk/selesai")
                if str(shown.url).startswith(self.town.issuer):
                    shown = await client.post(shown.url, data={"sub": who})
                assert shown.is_success, shown.text
            return [{"name": c.name, "value": c.value or "", "url": self.town.url} for c in client.cookies.jar]

    async def _begin_application(self) -> str:
        async with self._window(NEWCOMER, "id", PHONE) as context:
            page = await context.new_page()
            await page.goto(f"{self.town.url}/registration/usaha/daftar")
            await page.select_option("[name=city]", "ambon")
            for name, said in FIRST_STEP.items():
                await page.fill(f"[name={name}]", said)
            await page.click("main form button.primary")
            await page.wait_for_url("**/usaha/daftar/*/*")
            return page.url.split("/")[-2]

    @asynccontextmanager
    async def _window(self, who: str, language: str, size: ViewportSize) -> AsyncIterator[BrowserContext]:
        context = await self.browser.new_context(
            viewport=size,
            locale="id-ID",
            # They would fetch in the test's place, and pages that were seen before.
            service_workers="block",
        )
        read: Any = {"name": LANGUAGE_COOKIE, "value": language, "url": self.town.url}
        await context.add_cookies([*self._signed_in.get(who, ()), read])
        yield context
        await context.close()


@asynccontextmanager
async def walking(town: Town) -> AsyncIterator[Walk]:
    """Chromium, with everybody signed in. Raises FileNotFoundError where there is none."""
    if CHROMIUM is None:
        raise FileNotFoundError("There is no chromium on the PATH; pages cannot be looked at without one.")
    async with async_playwright() as playwright:
        browser = await playwright.chromium.launch(executable_path=CHROMIUM, args=FLAGS)
        walk = Walk(browser, town)
        await walk.begin()
        yield walk
        await browser.close()
