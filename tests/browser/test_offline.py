"""What somebody sends without a line is kept on the phone, marked as not sent, and sent once when the line is back."""

import io
from typing import Any

import pytest
from PIL import Image
from playwright.async_api import FilePayload, Page, Route, expect

from tests.browser.conftest import OpenPhone, Phone
from tests.messaging.conftest import until
from tests.registration.conftest import Registration

NEW = "/usaha/{business}/produk-baru?kategori=kerajinan"


def photo(width: int = 3000, height: int = 2000) -> FilePayload:
    """A file of several megabytes, as phones make them, or a smaller one."""
    written = io.BytesIO()
    Image.effect_noise((width, height), 80).convert("RGB").save(written, "JPEG", quality=95)
    return {"name": "foto.jpg", "mimeType": "image/jpeg", "buffer": written.getvalue()}


async def names(registration: Registration) -> list[str]:
    rows = await registration.fetch("SELECT sheet->>'name' AS name FROM products ORDER BY id")
    return [row["name"] for row in rows]


async def worker_runs(page: Page) -> None:
    await page.evaluate(
        """navigator.serviceWorker.controller
           || new Promise((done) => navigator.serviceWorker.addEventListener("controllerchange", () => done()))"""
    )


async def kept_on(page: Page) -> list[dict[str, Any]]:
    """What is kept on the phone; of a photo its size."""
    kept: list[dict[str, Any]] = await page.evaluate(
        """new Promise((done) => {
          const request = indexedDB.open("gerai");
          request.onsuccess = () => {
            const all = request.result.transaction("kept").objectStore("kept").getAll();
            all.onsuccess = () => {
              done(all.result.map(({ file, ...entry }) => ({ ...entry, size: file?.size ?? 0 })));
              request.result.close();
            };
          };
        })"""
    )
    return kept


async def is_kept(page: Page) -> bool:
    """Whether something is kept, which is so when somebody pauses."""
    return bool(await kept_on(page))


async def lose_the_answer(route: Route) -> None:
    """What is sent arrives, and nobody hears of it."""
    if route.request.method == "POST":
        own = {"sec-fetch-site": "same-origin"}
        await route.fetch(headers=await route.request.all_headers() | own, max_redirects=0)
        await route.abort()
    else:
        await route.continue_()


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
    await page.route("**/produk-baru", lose_the_answer)
    await fill_in(page, "Anyaman")
    await expect(page.locator("#unsent li")).to_have_count(1)
    assert await names(registration) == ["Anyaman"]
    await page.unroute_all()
    await page.click("[data-send]")
    await expect(page.locator("#unsent")).to_be_hidden()
    assert await names(registration) == ["Anyaman"]


async def test_what_was_typed_and_not_sent_is_there_again(registration: Registration, open_phone: OpenPhone) -> None:
    business = await registration.register()
    phone: Phone = await open_phone("yohana")
    page = await phone.open(NEW.format(business=business))
    await page.fill("#name", "Anyaman")
    await until(lambda: is_kept(page))
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


async def test_what_somebody_may_not_see_any_longer_is_not_kept(
    registration: Registration, open_phone: OpenPhone
) -> None:
    product = await registration.draft(await registration.register())
    await registration.assign("siti", "admin-kota")
    function = await registration.assign("dina", "pendamping")
    phone: Phone = await open_phone("dina")
    page = await phone.open(f"/produk/{product}")
    await worker_runs(page)
    for path in (f"/produk/{product}/isian", f"/produk/{product}?kabar=disimpan"):
        await page.goto(f"{phone.address}{path}")
    await phone.context.set_offline(True)
    await page.goto(f"{phone.address}/produk/{product}/isian")
    await expect(page.locator("#name")).to_have_value("Sambal Roa Tifa")
    await phone.context.set_offline(False)
    assert (await registration.post("siti", f"/assignments/{function}/end")).status_code == 200
    await page.goto(f"{phone.address}/produk/{product}")
    await expect(page.locator("h1")).not_to_contain_text("Sambal")
    await phone.context.set_offline(True)
    for path in (f"/produk/{product}/isian", f"/produk/{product}?kabar=disimpan"):
        await page.goto(f"{phone.address}{path}")
        await expect(page.locator("h1")).to_have_text("Tidak ada sinyal")


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
async def test_after_a_refusal_the_focus_is_on_what_is_wrong(
    registration: Registration, open_phone: OpenPhone, scripts: bool
) -> None:
    business = await registration.register()
    phone: Phone = await open_phone("yohana", scripts=scripts)
    page = await phone.open(NEW.format(business=business))
    await page.fill("#price", "murah")
    await page.click("form[data-keep] button.primary")
    await expect(page.locator("#salah")).to_be_focused()


@pytest.mark.parametrize("scripts", [True, False])
async def test_a_product_is_described_with_scripts_and_without(
    registration: Registration, open_phone: OpenPhone, scripts: bool
) -> None:
    business = await registration.register()
    phone: Phone = await open_phone("yohana", scripts=scripts)
    page = await phone.open(NEW.format(business=business))
    await fill_in(page, "Anyaman")
    await page.wait_for_url("**/produk/*")
    small = photo(1500, 1000)  # without scripts nobody shrinks them, and a form takes ten megabytes
    await page.set_input_files("#foto-kamera", small)
    await page.set_input_files("#foto-baru", [small, small])
    await page.click("form[data-photos] button[type=submit]")
    await expect(page.locator(".photos li")).to_have_count(3)
    await page.set_input_files("#foto-kamera", small)
    await page.click("form[data-photos] button[type=submit]")
    await expect(page.locator(".photos li")).to_have_count(4)
    await expect(page.locator("h1")).to_have_text("Anyaman")
