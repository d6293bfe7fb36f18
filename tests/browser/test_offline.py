"""What somebody sends without a line is kept on the phone, marked as not sent, and sent once when the line is back."""

import asyncio
import io

import pytest
from PIL import Image
from playwright.async_api import FilePayload, Page, Request, Route, expect

from deploy.local.proxy import Proxy
from tests.browser.conftest import OpenPhone, Phone
from tests.messaging.conftest import until
from tests.registration.conftest import Registration

NEW = "/usaha/{business}/produk-baru?kategori=kerajinan"


def photo() -> FilePayload:
    """A file of several megabytes, as phones make them."""
    written = io.BytesIO()
    Image.effect_noise((3000, 2000), 80).convert("RGB").save(written, "JPEG", quality=95)
    return {"name": "foto.jpg", "mimeType": "image/jpeg", "buffer": written.getvalue()}


async def names(registration: Registration) -> list[str]:
    rows = await registration.fetch("SELECT sheet->>'name' AS name FROM products ORDER BY id")
    return [row["name"] for row in rows]


async def worker_runs(page: Page) -> None:
    await page.evaluate(
        """navigator.serviceWorker.controller
           || new Promise((done) => navigator.serviceWorker.addEventListener("controllerchange", () => done()))"""
    )


async def fill_in(page: Page, name: str) -> None:
    await page.fill("#name", name)
    await page.fill("#price", "25.000")
    await page.click("form[data-keep] button.primary")


async def test_a_product_that_was_sent_without_a_line_is_there_once_when_it_is_back(
    registration: Registration, open_phone: OpenPhone
) -> None:
    business = await registration.register()
    phone: Phone = await open_phone("yohana")
    page = await phone.open(NEW.format(business=business))
    await worker_runs(page)
    await page.reload()
    await phone.context.set_offline(True)
    await fill_in(page, "Anyaman")
    await expect(page.locator("#unsent")).to_contain_text("Anyaman – belum terkirim")
    await expect(page.locator("#unsent")).to_be_focused()
    await page.close()
    page = await phone.open(NEW.format(business=business))
    await expect(page.locator("#unsent li")).to_have_count(1)
    await expect(page.locator("#name")).to_have_value("")
    assert await names(registration) == []
    await phone.context.set_offline(False)
    await expect(page.locator("#unsent")).to_be_hidden()
    assert await names(registration) == ["Anyaman"]
    await page.goto(f"{phone.address}/usaha/{business}")
    await expect(page.locator("table")).to_contain_text("Rp25.000")


async def test_what_was_taken_although_the_answer_got_lost_is_not_there_twice(
    registration: Registration, open_phone: OpenPhone
) -> None:
    business = await registration.register()
    phone: Phone = await open_phone("yohana", workers=False)  # they would hide requests from the test
    page = await phone.open(NEW.format(business=business))

    async def lose(route: Route) -> None:
        if route.request.method == "POST":
            own = {"sec-fetch-site": "same-origin"}
            await route.fetch(headers=await route.request.all_headers() | own, max_redirects=0)
            await route.abort()
        else:
            await route.continue_()

    await page.route("**/produk-baru", lose)
    await fill_in(page, "Anyaman")
    await expect(page.locator("#unsent li")).to_have_count(1)
    assert await names(registration) == ["Anyaman"]
    await page.unroute_all()
    await page.click("[data-send]")
    await expect(page.locator("#unsent")).to_be_hidden()
    assert await names(registration) == ["Anyaman"]


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


async def _is_kept(page: Page) -> bool:
    """Whether something is kept on the phone, which is so when somebody pauses."""
    kept = await page.evaluate(
        """new Promise((done) => {
          const request = indexedDB.open("gerai");
          request.onsuccess = () => {
            const all = request.result.transaction("kept").objectStore("kept").getAll();
            all.onsuccess = () => { done(all.result.length); request.result.close(); };
          };
        })"""
    )
    return bool(kept)


async def test_what_was_typed_and_not_sent_is_there_again(registration: Registration, open_phone: OpenPhone) -> None:
    business = await registration.register()
    phone: Phone = await open_phone("yohana")
    page = await phone.open(NEW.format(business=business))
    await page.fill("#name", "Anyaman")
    await until(lambda: _is_kept(page))
    page = await phone.open(NEW.format(business=business))
    await expect(page.locator("[data-restored]")).to_be_visible()
    await expect(page.locator("#name")).to_have_value("Anyaman")
    await page.click("form[data-keep] button.primary")
    await page.wait_for_url("**/produk/*")
    page = await phone.open(NEW.format(business=business))
    await expect(page.locator("#name")).to_have_value("")


async def test_what_somebody_kept_on_a_phone_is_not_sent_for_somebody_else(
    registration: Registration, open_phone: OpenPhone
) -> None:
    business = await registration.register()
    await registration.assign("dina", "pendamping")
    phone: Phone = await open_phone("yohana")
    page = await phone.open(NEW.format(business=business))
    await worker_runs(page)
    await phone.context.set_offline(True)
    await fill_in(page, "Anyaman")
    await expect(page.locator("#unsent li")).to_have_count(1)
    other: Phone = await open_phone("dina")
    [cookie] = await other.context.cookies()
    await phone.context.clear_cookies()
    await phone.context.add_cookies([{"name": cookie["name"], "value": cookie["value"], "url": phone.address}])
    await phone.context.set_offline(False)
    page = await phone.open(f"/usaha/{business}")
    await expect(page.locator("h1")).to_contain_text("Dapur Tifa")
    await expect(page.locator("#unsent")).to_be_hidden()
    assert await names(registration) == []


async def test_what_is_refused_is_said_and_stays_to_be_mended(
    registration: Registration, open_phone: OpenPhone
) -> None:
    business = await registration.register()
    phone: Phone = await open_phone("yohana")
    page = await phone.open(NEW.format(business=business))
    await page.fill("#name", "Anyaman")
    await page.fill("#price", "murah")
    await page.click("form[data-keep] button.primary")
    await expect(page.locator("#price-fault")).to_contain_text("bilangan bulat")
    await expect(page.locator("#name")).to_have_value("Anyaman")
    await page.fill("#price", "25.000")
    await page.click("form[data-keep] button.primary")
    await page.wait_for_url("**/produk/*")
    assert await names(registration) == ["Anyaman"]


@pytest.mark.parametrize("scripts", [True, False])
async def test_a_product_is_described_with_scripts_and_without(
    registration: Registration, open_phone: OpenPhone, scripts: bool
) -> None:
    business = await registration.register()
    phone: Phone = await open_phone("yohana", scripts=scripts)
    page = await phone.open(NEW.format(business=business))
    await fill_in(page, "Anyaman")
    await page.wait_for_url("**/produk/*")
    await page.set_input_files("#foto-baru", photo())
    await page.click("form[data-photos] button[type=submit]")
    await expect(page.locator(".photos li")).to_have_count(1)
    await expect(page.locator("h1")).to_have_text("Anyaman")
