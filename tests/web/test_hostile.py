"""What only somebody hostile sends to a page, and what a hurried person does in two tabs."""

import asyncio
import re
import threading
from collections.abc import AsyncIterator, Iterator
from datetime import UTC, datetime
from typing import Any
from urllib.parse import quote

import httpx
import pytest
from fastapi import Request

from shared.lists import EVERYTHING, MOST_TAKEN, Place
from shared.pages.entrance import own_path
from shared.pages.screen import Screen, make_screen, templates_of
from shared.settings import Settings
from tests.web.browser import Browser, hidden_in, sign_in
from tests.web.conftest import effects
from tests.web.probe_pages import ORIGIN, application, open_browser

ELSEWHERE = [
    "//evil.example",
    "//[",
    "//\u2100evil.example",
    "///evil.example",
    "/\\evil.example",
    "\\\\evil.example",
    "/\t/evil.example",
    "/\r\nlocation: https://evil.example",
    " //evil.example",
    "https:/evil.example",
    "https:evil.example",
    "HTTPS://evil.example",
    "data:text/html,x",
    "javascript:alert(1)",
    "@evil.example",
    ".evil.example",
    "/\u202e/",
    "/a\0b",
    "",
]


@pytest.fixture
async def browser(settings: Settings, pool: Any) -> AsyncIterator[Browser]:
    """Ani's, who is signed in."""
    async with open_browser(settings.model_copy(update={"public_url": ORIGIN}), pool, "ani") as browser:
        name, _, secret = (await sign_in(pool, "probe", "ani"))["cookie"].partition("=")
        browser.client.cookies.set(name, secret)
        yield browser


async def test_a_way_leads_nowhere_but_to_our_own_pages(browser: Browser) -> None:
    """As it is, and however it is written in an address."""
    for asked in ELSEWHERE:
        assert own_path(asked, "/rumah") == "/rumah", asked
        for written in (quote(asked, safe=""), quote(quote(asked, safe=""), safe="")):
            if "%00" in written:
                continue
            answer = await browser.client.get(f"/probe/bahasa/en?ke={written}")
            assert (answer.status_code, answer.headers["location"]) == (303, "/"), asked
    assert own_path("/probe/catatan?x=1&y=%2F%2Fevil.example", "/") == "/probe/catatan?x=1&y=%2F%2Fevil.example"


BROKEN = [
    (b"--x\r\nbroken", "multipart/form-data; boundary=x"),
    (b"nothing of the kind", "multipart/form-data; boundary=x"),
    (b"x", "multipart/form-data"),
    (b"--x\r\nContent-Disposition: form-data\r\n\r\ny\r\n--x--\r\n", "multipart/form-data; boundary=x"),
    (
        b'--x\r\nContent-Disposition: form-data; name="number"\r\n\r\n\\ud800\r\n--x--\r\n',
        "multipart/form-data; boundary=x; charset=unicode_escape",
    ),
    (
        b'--x\r\nContent-Disposition: form-data; name="number"\r\n\r\n\xff\r\n--x--\r\n',
        "multipart/form-data; boundary=x; charset=punycode",
    ),
    (
        b'--x\r\nContent-Disposition: form-data; name="a"\r\n\r\n1\r\n' * 1500 + b"--x--\r\n",
        "multipart/form-data; boundary=x",
    ),
]


@pytest.mark.parametrize(("body", "kind"), BROKEN)
async def test_a_form_that_no_browser_sends_is_told_what_to_do(
    browser: Browser, pool: Any, body: bytes, kind: str
) -> None:
    headers = {"content-type": kind, "sec-fetch-site": "same-origin", "accept": "text/html"}
    answer = await browser.client.post("/probe/catatan", content=body, headers=headers)
    assert answer.status_code == 400
    assert "Isian ini tidak dapat dibaca. Buka kembali halamannya" in answer.text
    assert await effects(pool) == []


@pytest.mark.parametrize("key", ["", "a-key-with-\0"])
async def test_a_form_without_a_key_that_can_be_kept_has_no_effect(browser: Browser, pool: Any, key: str) -> None:
    page = await browser.open("/probe/catatan")
    answer = await browser.send(page, "/probe/catatan", {"number": "2", "idempotency_key": key})
    assert answer.status_code == 400
    assert await effects(pool) == []


async def test_a_form_that_is_sent_again_with_another_content_is_asked_for_once_more(
    browser: Browser, pool: Any
) -> None:
    """As after going back in the browser: nothing typed is lost, and it counts when it is sent once more."""
    page = await browser.open("/probe/catatan")
    assert (await browser.send(page, "/probe/catatan", {"number": "2"})).status_code == 303
    again = await browser.send(page, "/probe/catatan", {"number": "4", "text": "<b>empat</b>"})
    assert again.status_code == 409
    assert "sudah pernah dikirim dengan isi lain" in again.text
    assert 'value="&lt;b&gt;empat&lt;/b&gt;"' in again.text
    assert await effects(pool) == [2]
    assert (await browser.send(again, "/probe/catatan")).status_code == 303
    assert await effects(pool) == [2, 4]


async def test_two_tabs_of_one_form_have_an_effect_each(browser: Browser, pool: Any) -> None:
    first, second = await browser.open("/probe/catatan"), await browser.open("/probe/catatan")
    assert hidden_in(first.text)["idempotency_key"] != hidden_in(second.text)["idempotency_key"]
    for page, number in ((second, "4"), (first, "2"), (second, "4")):
        assert (await browser.send(page, "/probe/catatan", {"number": number})).status_code == 303
    assert await effects(pool) == [4, 2]


async def test_forms_are_slowed_down_with_a_session_and_with_made_up_ones(browser: Browser, pool: Any) -> None:
    page = await browser.open("/probe/catatan")
    answers = [(await browser.send(page, "/probe/catatan", {"number": "x"})).status_code for _ in range(125)]
    assert (answers[0], answers[-1]) == (422, 429)
    made_up = []
    for number in range(125):
        browser.client.cookies.set("gerai-probe", f"dikarang-{number}")
        made_up.append((await browser.send(page, "/probe/catatan", {"number": "2"})).status_code)
    assert (made_up[0], made_up[-1]) == (401, 429)
    assert await effects(pool) == []


async def test_what_nobody_foresaw_is_told_as_safely_as_all_else(settings: Settings, pool: Any) -> None:
    app = application(settings, pool)

    @app.get("/probe/rusak")
    async def break_down() -> None:
        raise ZeroDivisionError("8171014101900001 must not be shown")

    app.router.routes.insert(0, app.router.routes.pop())  # before the page that says that nothing is there
    transport = httpx.ASGITransport(app, raise_app_exceptions=False)
    async with httpx.AsyncClient(transport=transport, base_url=ORIGIN) as client:
        answer = await client.get("/probe/rusak", headers={"accept": "text/html"})
    assert answer.status_code == 500
    assert "Tidak ada yang tersimpan; silakan coba lagi nanti." in answer.text
    assert "8171014101900001" not in answer.text
    assert "default-src 'none'" in answer.headers["content-security-policy"]
    assert (answer.headers["x-content-type-options"], answer.headers["cache-control"]) == ("nosniff", "no-store")


async def test_what_the_provider_says_from_behind_is_read_within_limits(browser: Browser) -> None:
    answer = await browser.client.post("/probe/keluar-penyedia", data={"logout_token": "x" * 2**21})
    assert answer.status_code == 413


@pytest.mark.parametrize(
    "address", ["/probe/tema/%00.css", "/probe/umum?x=%00", "/probe/masuk/kembali?state=%00&code=x"]
)
async def test_an_address_with_what_no_column_holds_is_said_to_be_one(browser: Browser, address: str) -> None:
    assert (await browser.client.get(address)).status_code == 400


@pytest.mark.parametrize("said", ["=1+1", "+1", "-1", "@x", "\t=1", "x;=1+1", "x; =1", "x\n=1+1", "＝1+1", "x; @1"])
async def test_no_cell_becomes_a_formula_however_a_spreadsheet_parts_them(said: str) -> None:
    answer = await screen().csv("x", ["a", "b"], [["satu", said]])
    cells = [cell.strip(' "\ufeff') for cell in re.split("[,;\r\n]", bytes(answer.body).decode())]
    assert [cell for cell in cells if cell.startswith(("=", "+", "-", "@", "\t", "＝"))] == []


async def test_what_holds_no_formula_is_left_as_it_is() -> None:
    answer = await screen().csv("x", ["a"], [["Sambal; pedas - enak"], [None], [12]])
    assert bytes(answer.body).decode() == '\ufeffa\r\nSambal; pedas - enak\r\n""\r\n12\r\n'


@pytest.mark.parametrize(
    ("language", "said"),
    [
        ("id", "Daftar dipotong pada 100.000 baris; persempit dengan saringan."),
        ("en", '"The list was cut at 100,000 rows; narrow it by its filters."'),
    ],
)
async def test_a_list_that_is_too_long_to_be_taken_away_says_so_at_its_end(language: str, said: str) -> None:
    lines = await taken(language, rows=EVERYTHING)
    assert (len(lines), lines[-2:]) == (1 + MOST_TAKEN + 1, ["baris", said])
    whole = await taken(language, rows=MOST_TAKEN)
    assert (len(whole), whole[-1]) == (1 + MOST_TAKEN, "baris")


async def taken(language: str, *, rows: int) -> list[str]:
    """The lines of a list of so many rows."""
    answer = await screen(language).csv("x", ["a"], (["baris"] for _ in range(rows)))
    return bytes(answer.body).decode().splitlines()


async def test_while_a_long_list_is_written_others_are_served() -> None:
    served = threading.Event()

    def rows() -> Iterator[list[str]]:
        yield ["ada" if served.wait(timeout=5) else "tidak ada"]

    writing = asyncio.create_task(screen().csv("x", ["a"], rows()))
    await asyncio.sleep(0)
    served.set()
    assert bytes((await writing).body).decode() == "\ufeffa\r\nada\r\n"


async def test_no_moment_is_taken_away_that_is_of_no_city() -> None:
    with pytest.raises(TypeError):
        await screen().csv("x", ["a"], [[datetime.now(UTC)]])


def screen(language: str = "id") -> Screen:
    headers = [(b"accept-language", language.encode())]
    scope = {
        "type": "http",
        "headers": headers,
        "query_string": b"",
        "path": "/probe/umum",
        "method": "GET",
        "state": {},
    }
    return make_screen(Request(scope), templates_of("probe"), None)


@pytest.mark.parametrize(
    "written", ["0_0001-01-01T00:00:00+14:00_{0}", "0_9999-12-31T23:59:59-14:00_{0}", "9" * 5000 + "_{0}"]
)
def test_a_place_beyond_all_days_is_none(written: str) -> None:
    assert Place.read(written.format("00000000-0000-0000-0000-000000000001")) is None
