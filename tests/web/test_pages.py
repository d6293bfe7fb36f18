"""People's forms are theirs, have their effect once, and come back with what was filled in when they are not taken."""

import re
from collections.abc import AsyncIterator
from typing import Any

import pytest
from fastapi import Response

from shared.pages.entrance import own_path
from shared.pages.route import House
from shared.settings import Settings
from tests.web.browser import Browser, sign_in
from tests.web.conftest import effects
from tests.web.probe_pages import ORIGIN, PAGES, open_browser


@pytest.fixture
async def browser(settings: Settings, pool: Any) -> AsyncIterator[Browser]:
    """Ani's, who is signed in."""
    async with open_browser(settings.model_copy(update={"public_url": ORIGIN}), pool, "ani") as browser:
        name, _, secret = (await sign_in(pool, "probe", "ani"))["cookie"].partition("=")
        browser.client.cookies.set(name, secret)
        yield browser


async def test_behind_tls_the_cookie_is_of_this_host_alone(settings: Settings, pool: Any) -> None:
    house = House.of("probe", settings.model_copy(update={"public_url": "https://gerai.example.go.id"}), PAGES)
    response = Response()
    house.set_cookie(response, house.cookie, "x")
    said = response.headers["set-cookie"].lower()
    assert said.startswith("__host-gerai-probe=x;")
    assert {"secure", "httponly", "samesite=lax", "path=/"} <= {part.strip() for part in said.split(";")}


@pytest.mark.parametrize(
    "asked", ["https://evil.example/", "//evil.example", "/\\evil.example", "javascript:alert(1)", "evil", "/a\nb"]
)
async def test_after_signing_in_nobody_is_sent_elsewhere(browser: Browser, asked: str) -> None:
    assert own_path(asked, "/rumah") == "/rumah"
    assert own_path("/probe/catatan?x=1", "/rumah") == "/probe/catatan?x=1"


async def test_a_public_page_asks_nobody_to_sign_in(browser: Browser) -> None:
    page = await browser.client.get("/probe/umum", headers={"accept": "text/html"})
    assert page.status_code == 200
    assert "siapa saja" in page.text


async def test_a_form_has_its_effect_once_however_often_it_is_sent(browser: Browser, pool: Any) -> None:
    page = await browser.open("/probe/catatan")
    for _ in range(2):
        answer = await browser.send(page, "/probe/catatan", {"number": "1.500.000"})
        assert (answer.status_code, answer.headers["location"]) == (303, "/probe/catatan?kabar=disimpan")
    assert await effects(pool) == [1_500_000]
    assert "Tersimpan." in (await browser.open("/probe/catatan?kabar=disimpan")).text


async def test_a_form_that_is_not_taken_comes_back_with_what_was_filled_in(browser: Browser, pool: Any) -> None:
    page = await browser.open("/probe/catatan")
    answer = await browser.send(page, "/probe/catatan", {"number": "7", "text": "<b>tujuh</b>"})
    assert answer.status_code == 422
    assert await effects(pool) == []
    [summary] = re.findall(r"<[^>]* autofocus[^>]*>", answer.text)
    assert summary == '<div class="faults" role="alert" tabindex="-1" autofocus id="salah">'
    assert "autofocus" not in page.text
    assert '<p class="fault" id="number-fault">Bilangan ganjil tidak diterima.</p>' in answer.text
    assert 'value="&lt;b&gt;tujuh&lt;/b&gt;"' in answer.text
    again = await browser.send(answer, "/probe/catatan", {"number": "8", "text": "delapan"})
    assert again.status_code == 303
    assert await effects(pool) == [8]


async def test_what_is_no_number_is_said_at_its_field(browser: Browser) -> None:
    page = await browser.open("/probe/catatan")
    answer = await browser.send(page, "/probe/catatan", {"number": "banyak"})
    assert answer.status_code == 422
    assert "Isian ini harus berupa bilangan bulat" in answer.text
    assert 'aria-invalid="true"' in answer.text


async def test_the_links_of_a_page_that_is_shown_again_lead_to_it_and_not_to_the_form(browser: Browser) -> None:
    page = await browser.open("/probe/catatan")
    answer = await browser.send(page, "/probe/catatan/2/kali?by=3", {})
    assert answer.status_code == 422
    assert "2 kali 3 belum dapat dihitung." in answer.text
    assert 'href="/probe/bahasa/en?ke=/probe/catatan%3Fby%3D3"' in answer.text


@pytest.mark.parametrize("headers", [{"sec-fetch-site": "cross-site"}, {"sec-fetch-site": "same-site"}])
async def test_a_form_of_another_site_has_no_effect(browser: Browser, pool: Any, headers: dict[str, str]) -> None:
    page = await browser.open("/probe/catatan")
    answer = await browser.send(page, "/probe/catatan", {"number": "2"}, **headers)
    assert answer.status_code == 403
    assert await effects(pool) == []


async def test_where_a_browser_does_not_say_the_origin_decides(browser: Browser, pool: Any) -> None:
    page = await browser.open("/probe/catatan")
    fields = {"number": "2", "form_token": "x", "idempotency_key": "key-00001"}
    answer = await browser.client.post("/probe/catatan", data=fields, headers={"origin": "https://evil.example"})
    assert answer.status_code == 403
    assert page.status_code == 200


async def test_whoever_reads_pages_is_told_by_a_page_what_went_wrong(browser: Browser) -> None:
    answer = await browser.client.get("/probe/tidak-ada", headers={"accept": "text/html"})
    assert answer.status_code == 404
    assert "<h1>Tidak ditemukan</h1>" in answer.text
    assert (await browser.client.get("/probe/tidak-ada")).json()["code"] == "not-found"


async def test_where_nothing_is_whoever_is_signed_in_stays_so(browser: Browser) -> None:
    for address in ("/probe/tidak-ada", "/probe/tidak/ada/juga", "/probe/catatan/tiga/kali"):
        answer = await browser.client.get(address, headers={"accept": "text/html"})
        assert (answer.status_code, "Keluar" in answer.text, "Beranda" in answer.text) == (404, True, True), address
    browser.client.cookies.clear()
    answer = await browser.client.get("/probe/tidak-ada", headers={"accept": "text/html"})
    assert (answer.status_code, "Keluar" in answer.text) == (404, False)


async def test_answers_carry_what_protects_a_browser(browser: Browser) -> None:
    headers = (await browser.client.get("/probe/umum")).headers
    policy = headers["content-security-policy"]
    assert "default-src 'none'" in policy
    assert "unsafe-inline" not in policy
    assert "frame-ancestors 'none'" in policy
    assert headers["x-content-type-options"] == "nosniff"


async def test_a_file_is_kept_for_ever_only_under_the_address_of_what_it_holds(browser: Browser) -> None:
    own = re.search(r'href="([^"]*gerai\.css[^"]*)"', (await browser.client.get("/probe/umum")).text)
    assert own
    assert "immutable" in (await browser.client.get(own[1])).headers["cache-control"]
    for other in ("", "?v=000000000000"):
        kept = await browser.client.get(f"/probe/static/gerai.css{other}")
        assert (kept.status_code, kept.headers["cache-control"]) == (200, "no-cache")


async def test_a_language_is_chosen_for_all_pages(browser: Browser) -> None:
    await browser.client.get("/probe/bahasa/en?ke=/probe/umum")
    page = await browser.client.get("/probe/umum", headers={"accept": "text/html"})
    assert '<html lang="en">' in page.text
    assert "Skip to content" in page.text
