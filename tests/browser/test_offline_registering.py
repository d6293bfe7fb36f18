"""An application is filled in without a line too: sent once when it is back, with neither NIK nor NPWP on the phone."""

from playwright.async_api import Page, expect

from tests.browser.conftest import OpenPhone, Phone
from tests.browser.test_offline import is_kept, kept_on, lose_the_answer, worker_runs
from tests.messaging.conftest import until
from tests.registration.conftest import Registration
from tests.registration.test_pages_registering import BEGIN, KEGIATAN, USAHA, draft, path_in

NIK, NPWP = "8171014101900001", "013121660091000"
SEND = "form[data-keep] button.primary"


async def pages_on(page: Page) -> str:
    """All that the pages hold which the phone shows without a line."""
    held: str = await page.evaluate(
        """caches.open("pages").then(async (pages) => {
          const answers = await Promise.all((await pages.keys()).map((request) => pages.match(request)));
          return (await Promise.all(answers.map((answer) => answer.text()))).join();
        })"""
    )
    return held


async def fill_in_first_step(page: Page) -> None:
    await page.select_option("#city", "ambon")
    await page.fill("#name", "Dapur Tifa")
    await page.fill("#nib", USAHA["nib"])
    await page.select_option("#legal_form", "perorangan")


async def numbers_of(registration: Registration, path: str) -> list[bool]:
    """Whether the step of the owner shows the NIK and the NPWP that were filled in."""
    page = (await registration.page("yohana", path)).text
    return [f'value="{number}"' in page for number in (NIK, NPWP)]


async def test_an_application_begun_without_a_line_is_there_once_and_goes_on(
    registration: Registration, open_phone: OpenPhone
) -> None:
    phone: Phone = await open_phone("yohana")
    page = await phone.open(BEGIN)
    await worker_runs(page)
    await page.reload()
    await fill_in_first_step(page)
    await phone.context.set_offline(True)
    await page.click(SEND)
    await expect(page.locator("#unsent li")).to_contain_text("Dapur Tifa – belum terkirim")
    await expect(page.locator("#unsent")).to_be_focused()
    await phone.context.set_offline(False)
    await page.wait_for_url("**/kegiatan")
    listed = await phone.open("/usaha")
    await expect(listed.locator("main a[href*='/usaha/daftar/']")).to_have_count(1)


async def test_a_step_that_was_sent_without_a_line_is_sent_when_it_is_opened_with_one(
    registration: Registration, open_phone: OpenPhone
) -> None:
    path = path_in(await registration.form("yohana", BEGIN, USAHA))
    phone: Phone = await open_phone("yohana")
    page = await phone.open(path)
    await worker_runs(page)
    await page.reload()
    await page.select_option("#district_code", KEGIATAN["district_code"])
    await page.fill("#kbli_code", KEGIATAN["kbli_code"])
    await page.check("input[name=established][value=ya]")
    await page.fill("#turnover", "180.000.000")
    await phone.context.set_offline(True)
    await page.click(SEND)
    await expect(page.locator("#unsent li")).to_contain_text("belum terkirim")
    await page.close()
    page = await phone.open(path)
    await expect(page.locator("[data-restored]").first).to_be_visible()
    await expect(page.locator("#kbli_code")).to_have_value(KEGIATAN["kbli_code"])
    await phone.context.set_offline(False)
    await page.wait_for_url("**/pemilik")
    assert KEGIATAN["kbli_code"] in (await registration.page("yohana", path)).text
    assert await kept_on(page) == []


async def test_neither_nik_nor_npwp_is_kept_and_both_are_filled_in_again(
    registration: Registration, open_phone: OpenPhone
) -> None:
    path = await draft(registration, nik="")  # which leads back to the owner's step, for that is missing
    phone: Phone = await open_phone("yohana")
    page = await phone.open(path)
    await worker_runs(page)
    await page.reload()
    await page.fill("#nik", NIK)
    await page.fill("#npwp", NPWP)
    await page.fill("#phone", "081298765432")
    await until(lambda: is_kept(page))
    await phone.context.set_offline(True)
    await page.click(SEND)
    await expect(page.locator("#unsent li")).to_contain_text("NIK dan NPWP tidak disimpan di ponsel")
    everything = f"{await kept_on(page)}{await pages_on(page)}"
    assert "081298765432" in everything
    assert NIK not in everything
    assert NPWP not in everything
    await page.close()
    await phone.context.set_offline(False)
    page = await phone.open(path)
    await expect(page.locator("p[data-restored]")).to_be_visible()
    await expect(page.locator("#phone")).to_have_value("081298765432")
    await expect(page.locator("#unsent li")).to_have_count(1)
    assert await numbers_of(registration, path) == [False, False]
    await page.fill("#nik", NIK)
    await page.fill("#npwp", NPWP)
    await page.click(SEND)
    await page.wait_for_url("**/persetujuan")
    assert await numbers_of(registration, path) == [True, True]
    assert await kept_on(page) == []


async def test_while_the_page_is_open_they_go_along(registration: Registration, open_phone: OpenPhone) -> None:
    path = await draft(registration, nik="")  # which leads back to the owner's step, for that is missing
    phone: Phone = await open_phone("yohana")
    page = await phone.open(path)
    await page.fill("#nik", NIK)
    await page.fill("#npwp", NPWP)
    await phone.context.set_offline(True)
    await page.click(SEND)
    await expect(page.locator("#unsent li")).to_have_count(1)
    await phone.context.set_offline(False)
    await page.wait_for_url("**/persetujuan")
    assert await numbers_of(registration, path) == [True, True]


async def test_a_consent_whose_answer_got_lost_registers_one_business(
    registration: Registration, open_phone: OpenPhone
) -> None:
    path = await draft(registration)
    phone: Phone = await open_phone("yohana", workers=False)
    page = await phone.open(path)
    await page.check("#agrees")
    await page.route("**/persetujuan", lose_the_answer)
    await page.click(SEND)
    await expect(page.locator("#unsent li")).to_contain_text("Pendaftaran Dapur Tifa: Periksa dan setujui")
    await page.unroute_all()
    await page.click("[data-send]")
    await page.wait_for_url("**/usaha/*kabar=terdaftar")
    assert len(await registration.announced("business-registered")) == 1
