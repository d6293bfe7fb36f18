"""Photos that are taken without a line go when it is back, small, in order, and each of them once."""

import asyncio
from math import ceil

import pytest
from playwright.async_api import FilePayload, Page, Request, expect

from deploy.local.proxy import Proxy
from tests.browser.conftest import OpenPhone, Phone
from tests.browser.test_offline import kept_on, photo, worker_runs
from tests.messaging.conftest import until
from tests.registration.conftest import Registration


async def test_photos_and_a_submission_go_in_order_after_the_page_was_closed(
    registration: Registration, open_phone: OpenPhone
) -> None:
    product = await registration.draft(await registration.register())
    phone: Phone = await open_phone("yohana")
    page = await phone.open(f"/produk/{product}")
    await worker_runs(page)
    await page.reload()
    await phone.context.set_offline(True)
    await page.set_input_files("#foto-baru", [photo(), photo()])
    await page.click("form[data-photos] button")
    await expect(page.locator("#unsent li")).to_have_count(2)
    await page.click("form[data-keep] button.primary")
    await expect(page.locator("#unsent li")).to_have_count(3)
    await page.close()
    page = await phone.open(f"/produk/{product}")
    await expect(page.locator("#unsent li")).to_have_count(3)
    sizes: list[int] = []

    async def weigh(request: Request) -> None:
        if request.method == "POST" and request.url.endswith("/foto"):
            sizes.append((await request.sizes())["requestBodySize"])

    page.on("requestfinished", weigh)
    await phone.context.set_offline(False)
    await expect(page.locator(".photos li")).to_have_count(2)
    [submitted] = await registration.announced("product-submitted")
    assert len(submitted["photos"]) == 2
    await until(lambda: _are(sizes, 2))
    assert max(sizes) < len(photo()["buffer"]) / 2


@pytest.mark.parametrize("size", [(3000, 2000), (200, 100)])
async def test_a_photo_has_as_long_as_it_needs_on_a_slow_line(
    registration: Registration, open_phone: OpenPhone, size: tuple[int, int]
) -> None:
    product = await registration.draft(await registration.register())
    phone: Phone = await open_phone("yohana", workers=False)
    await phone.context.add_init_script(
        """const timeout = AbortSignal.timeout;
        window.given = [];
        AbortSignal.timeout = (given) => { window.given.push(given); return timeout.call(AbortSignal, given); };"""
    )
    page = await phone.open(f"/produk/{product}")
    await page.route("**/foto", lambda route: route.abort())
    await page.set_input_files("#foto-baru", photo(*size))
    await page.click("form[data-photos] button[type=submit]")
    await expect(page.locator("#unsent")).to_be_focused()
    [waiting] = await kept_on(page)
    seconds = max(await page.evaluate("window.given")) / 1000
    assert seconds == max(180, ceil(30 + waiting["size"] / 2000))
    assert (seconds > 180) == (size == (3000, 2000))


@pytest.mark.parametrize("during", ["the second photo", "the submission"])
async def test_a_network_that_is_cut_during_a_submission_with_photos_leaves_one_submission(
    registration: Registration, open_phone: OpenPhone, line: Proxy, during: str
) -> None:
    product = await registration.draft(await registration.register())
    phone: Phone = await open_phone("yohana")
    page = await phone.open(f"/produk/{product}")
    await worker_runs(page)
    await page.reload()
    cut = cuts(page, line, *{"the second photo": ("/foto", 2), "the submission": ("/ajukan", 1)}[during])
    await page.set_input_files("#foto-baru", [photo(), photo()])
    await page.click("form[data-photos] button")
    if during == "the second photo":
        await asyncio.wait_for(cut.wait(), 60)
    else:
        await expect(page.locator(".photos li")).to_have_count(2)
    await page.click("form[data-keep] button.primary")
    await asyncio.wait_for(cut.wait(), 60)
    await expect(page.locator("#unsent li").last).to_contain_text("Pengajuan Sambal Roa Tifa – belum terkirim")
    await page.close()
    page = await phone.open(f"/produk/{product}")
    await expect(page.locator("#unsent li").last).to_contain_text("Pengajuan Sambal Roa Tifa – belum terkirim")
    await line.restore()
    await page.click("[data-send]")
    await expect(page.locator("#unsent")).to_be_hidden()
    await expect(page.locator(".photos li")).to_have_count(2)
    [submitted] = await registration.announced("product-submitted")
    assert len(submitted["photos"]) == 2


def cuts(page: Page, line: Proxy, path: str, number: int) -> asyncio.Event:
    """Cut the network while this page sends something there for the so-manieth time; says when that has happened."""
    seen: list[Request] = []
    cut = asyncio.Event()

    async def watch(request: Request) -> None:
        if request.method != "POST" or not request.url.endswith(path):
            return
        seen.append(request)
        if len(seen) == number:
            await line.cut()
            cut.set()

    page.on("request", watch)
    return cut


async def _are(found: list[int], number: int) -> bool:
    return len(found) == number


async def test_behind_a_photo_that_is_none_others_go_and_a_submission_waits(
    registration: Registration, open_phone: OpenPhone
) -> None:
    product = await registration.draft(await registration.register())
    phone: Phone = await open_phone("yohana", workers=False)
    page = await phone.open(f"/produk/{product}")
    none: FilePayload = {"name": "foto.jpg", "mimeType": "image/jpeg", "buffer": b"no picture"}
    await page.set_input_files("#foto-baru", [none, photo(200, 100)])
    await page.click("form[data-photos] button")
    await expect(page.locator(".photos li")).to_have_count(1)
    await expect(page.locator("#unsent li")).to_have_count(1)
    await page.click("form[data-keep] button.primary")
    await expect(page.locator("#unsent li")).to_have_count(2)
    assert await registration.announced("product-submitted") == []
    await page.locator("#unsent li").first.get_by_role("button").click()
    await until(lambda: registration.announced("product-submitted"), limit=60)
