"""A real browser (Debian's Chromium) at a registration that really answers."""

import asyncio
import os
import shutil
from collections.abc import AsyncIterator, Awaitable, Callable
from dataclasses import dataclass

import pytest
import uvicorn
from httpx import ASGITransport
from playwright.async_api import Browser, BrowserContext, Page, ViewportSize, async_playwright, expect

from deploy.local import processes
from deploy.local.proxy import Proxy
from tests.registration.conftest import Registration
from tests.registration.conftest import registration as registration
from tests.web.browser import sign_in

CHROMIUM = shutil.which("chromium")
PHONE = ViewportSize(width=360, height=640)
FLAGS = ["--no-sandbox", "--disable-gpu", "--disable-background-networking", "--disable-component-update"]
ALONE = "--host-resolver-rules=MAP * ~NOTFOUND, EXCLUDE 127.0.0.1"
"""Whatever a page would fetch from elsewhere is not there."""


@dataclass
class Phone:
    """A person's browser: the pages that are open come and go, what it keeps stays."""

    context: BrowserContext
    address: str

    async def open(self, path: str) -> Page:
        """A new tab with a page."""
        page = await self.context.new_page()
        page.set_default_timeout(60_000)
        await page.goto(f"{self.address}{path}")
        return page


OpenPhone = Callable[..., Awaitable[Phone]]


@pytest.fixture(scope="session")
async def chromium() -> AsyncIterator[Browser]:
    if CHROMIUM is None:
        pytest.fail("There is no chromium on the PATH. Install Debian's: apt-get install chromium", pytrace=False)
    expect.set_options(timeout=60_000)
    english = os.environ | {"LANGUAGE": "en_US"}  # in whose order a day is typed
    async with async_playwright() as playwright:
        browser = await playwright.chromium.launch(executable_path=CHROMIUM, args=[*FLAGS, ALONE], env=dict(english))
        yield browser
        await browser.close()


@pytest.fixture
async def line(registration: Registration) -> AsyncIterator[Proxy]:
    """The way to where registration answers over HTTP."""
    transport = registration.web._transport
    assert isinstance(transport, ASGITransport)
    port = processes.free_port()
    server = uvicorn.Server(uvicorn.Config(transport.app, port=port, log_config=None, access_log=False))
    serving = asyncio.create_task(server._serve())
    while not server.started:
        await asyncio.sleep(0.01)
    way = Proxy(processes.free_port(), port)
    await way.start()
    yield way
    await way.stop()
    server.should_exit = True
    await serving


@pytest.fixture
def address(line: Proxy) -> str:
    """Where registration's pages are."""
    return f"http://127.0.0.1:{line.listen_port}/registration"


@pytest.fixture
async def open_phone(chromium: Browser, registration: Registration, address: str) -> AsyncIterator[OpenPhone]:
    """Opens a phone with which somebody is signed in."""
    opened: list[BrowserContext] = []

    async def open_one(subject: str, *, scripts: bool = True, workers: bool = True) -> Phone:
        context = await chromium.new_context(
            viewport=PHONE,
            locale="id-ID",
            java_script_enabled=scripts,
            service_workers="allow" if workers else "block",
        )
        opened.append(context)
        name, _, secret = (await sign_in(registration.pool, "registration", subject))["cookie"].partition("=")
        await context.add_cookies([{"name": name, "value": secret, "url": address}])
        return Phone(context, address)

    yield open_one
    for context in opened:
        await context.close()
