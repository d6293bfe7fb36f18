"""People sign in with a browser at a real provider; their forms are theirs, and come back when they are not taken."""

import json
from collections.abc import AsyncIterator, Iterator
from contextlib import asynccontextmanager
from typing import Annotated, Any
from urllib.parse import parse_qs, urlsplit

import httpx
import pytest
from fastapi import Depends, FastAPI, Response
from jinja2 import ChoiceLoader, DictLoader
from pydantic import SecretStr

from deploy.local import processes
from deploy.local.provider import Provider
from shared import web
from shared.errors import Refused
from shared.forms import Amount, Form
from shared.pages import Everybody, Pages, Shown, sent
from shared.pages.entrance import own_path
from shared.pages.front import add_pages
from shared.pages.route import House
from shared.people import sessions
from shared.people.code_flow import SIGN_OUT_EVENT
from shared.people.provider import DISCOVERY
from shared.settings import Settings
from shared.web import Allowed, Tx, Who
from tests.tokens import KEY, token
from tests.web.browser import Browser
from tests.web.conftest import ROUTES, effects

ORIGIN = "http://gerai"
PAGES = Pages("probe")


class NoteForm(Form):
    """What may be noted."""

    number: Amount
    text: str = ""


@PAGES.get("/catatan", dependencies=[Depends(Allowed())])
async def show_notes(screen: Shown, who: Who) -> Response:
    """The form."""
    return screen.page("probe.html", subject=who.subject)


@PAGES.form("/catatan", shows=show_notes, dependencies=[Depends(Allowed())])
async def note(tx: Tx, screen: Shown, form: Annotated[NoteForm, Depends(sent(NoteForm))]) -> Response:
    """Note an even number."""
    await tx.connection.execute("INSERT INTO effects (number, kind) VALUES ($1, 'noted')", form.number)
    if form.number % 2:
        raise Refused("number-odd", {"id": "Bilangan ganjil tidak diterima.", "en": "Odd numbers are refused."})
    return screen.see("/probe/catatan", "disimpan")


@PAGES.get("/umum", dependencies=[Depends(Everybody())])
async def show_public(screen: Shown) -> Response:
    """For everybody."""
    return screen.page("probe.html", subject="siapa saja")


TEMPLATE = """{% extends "layout.html" %}{% from "forms.html" import marks, number, text, send with context %}
{% block body %}<p id="who">{{ subject }}</p><form method="post" action="/probe/catatan">{{ marks() }}
{{ number("number", "Bilangan") }}{{ text("text", "Catatan") }}{{ send("Simpan") }}</form>{% endblock %}"""


@pytest.fixture(scope="session")
def provider(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Provider]:
    folder = tmp_path_factory.mktemp("provider")
    (folder / "key.json").write_text(json.dumps(KEY.as_dict(private=True)))
    provider = Provider(folder / "key.json", folder / "accounts.json", folder / "log", processes.free_port())
    provider.start()
    yield provider
    provider.stop()


@pytest.fixture
def at_provider(settings: Settings, provider: Provider) -> Settings:
    return settings.model_copy(
        update={"oidc_issuer": provider.issuer, "oidc_client_secret": SecretStr("any"), "public_url": ORIGIN}
    )


@pytest.fixture
async def browser(at_provider: Settings, pool: Any) -> AsyncIterator[Browser]:
    async with open_browser(at_provider, pool, "ani") as browser:
        yield browser


def application(settings: Settings, pool: Any) -> FastAPI:
    app = web.application("probe", ROUTES, settings, pool)
    add_pages(app, "probe", PAGES, settings)
    environment = app.state.pages.templates.environment
    environment.loader = ChoiceLoader([DictLoader({"probe.html": TEMPLATE}), environment.loader])
    return app


@asynccontextmanager
async def open_browser(settings: Settings, pool: Any, person: str) -> AsyncIterator[Browser]:
    transport = httpx.ASGITransport(application(settings, pool))
    async with (
        httpx.AsyncClient(transport=transport, base_url=ORIGIN) as client,
        httpx.AsyncClient(trust_env=False) as network,
    ):
        yield Browser(client, network, person)


def cookie(browser: Browser) -> str | None:
    return browser.client.cookies.get("gerai-probe")


async def test_a_page_sends_to_the_provider_and_is_shown_afterwards(browser: Browser) -> None:
    page = await browser.open("/probe/catatan?x=1")
    assert page.status_code == 200
    assert '<p id="who">ani</p>' in page.text
    assert page.url.path == "/probe/catatan"
    assert page.url.query == b"x=1"
    assert page.headers["cache-control"] == "no-store"


async def test_the_way_to_the_provider_carries_pkce_state_and_nonce(browser: Browser) -> None:
    await browser.open("/probe/catatan")
    asked = parse_qs(urlsplit(next(url for url in browser.seen if "/oauth2/authorize" in url)).query)
    assert asked["code_challenge_method"] == ["S256"]
    assert all(len(asked[name][0]) >= 32 for name in ("code_challenge", "state", "nonce"))
    assert asked["client_id"] == ["gerai-probe"]


async def test_a_session_is_a_digest_in_the_database_and_a_cookie_that_scripts_do_not_see(
    browser: Browser, pool: Any
) -> None:
    await browser.open("/probe/catatan")
    [jar] = [c for c in browser.client.cookies.jar if c.name == "gerai-probe"]
    assert jar.has_nonstandard_attr("HttpOnly")
    assert jar.get_nonstandard_attr("SameSite") == "lax"
    stored = await pool.fetchval("SELECT id FROM sessions WHERE subject = 'ani'")
    assert stored == sessions.digest(str(jar.value))


async def test_behind_tls_the_cookie_is_of_this_host_alone(at_provider: Settings, pool: Any) -> None:
    house = House.of("probe", at_provider.model_copy(update={"public_url": "https://gerai.example.go.id"}), PAGES)
    response = Response()
    house.set_cookie(response, house.cookie, "x")
    said = response.headers["set-cookie"].lower()
    assert said.startswith("__host-gerai-probe=x;")
    assert {"secure", "httponly", "samesite=lax", "path=/"} <= {part.strip() for part in said.split(";")}


async def test_who_comes_back_with_an_unknown_state_is_not_let_in(browser: Browser, pool: Any) -> None:
    answer = await browser.client.get("/probe/masuk/kembali?state=x&code=y", headers={"accept": "text/html"})
    assert answer.status_code == 401
    assert "belum masuk" in answer.text
    assert await pool.fetchval("SELECT count(*) FROM sessions") == 0


async def test_a_way_that_another_browser_began_lets_nobody_in(
    browser: Browser, at_provider: Settings, pool: Any
) -> None:
    await browser.open("/probe/catatan")
    returned = next(url for url in browser.seen if "/masuk/kembali" in url)
    async with open_browser(at_provider, pool, "budi") as other:
        began = await other.client.get("/probe/masuk")
        assert began.status_code == 303
        answer = await other.client.get(returned)
    assert answer.status_code == 401


async def test_a_way_back_is_good_once(browser: Browser) -> None:
    await browser.open("/probe/catatan")
    returned = next(url for url in browser.seen if "/masuk/kembali" in url)
    assert (await browser.client.get(returned)).status_code == 401


@pytest.mark.parametrize(
    "asked", ["https://evil.example/", "//evil.example", "/\\evil.example", "javascript:alert(1)", "evil", "/a\nb"]
)
async def test_after_signing_in_nobody_is_sent_elsewhere(browser: Browser, asked: str) -> None:
    assert own_path(asked, "/rumah") == "/rumah"
    assert own_path("/probe/catatan?x=1", "/rumah") == "/probe/catatan?x=1"


async def test_an_idle_session_and_an_old_one_are_over(browser: Browser, pool: Any) -> None:
    for column in ("used_at", "begun_at"):
        await browser.open("/probe/catatan")
        await pool.execute(f"UPDATE sessions SET {column} = now() - interval '13 hours'")
        answer = await browser.client.get("/probe/catatan")
        assert answer.status_code == 303
        assert answer.headers["location"].startswith("/probe/masuk")


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
    assert 'id="salah"' in answer.text
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


async def test_a_form_of_an_earlier_session_is_asked_for_again_with_nothing_lost(browser: Browser, pool: Any) -> None:
    page = await browser.open("/probe/catatan")
    browser.client.cookies.delete("gerai-probe")
    answer = await browser.send(page, "/probe/catatan", {"number": "2", "text": "dua"})
    assert answer.status_code == 401
    assert await effects(pool) == []
    await browser.open("/probe/catatan")
    answer = await browser.send(answer, "/probe/catatan")
    assert answer.status_code == 409
    answer = await browser.send(answer, "/probe/catatan")
    assert answer.status_code == 303
    assert await effects(pool) == [2]


async def test_whoever_reads_pages_is_told_by_a_page_what_went_wrong(browser: Browser) -> None:
    answer = await browser.client.get("/probe/tidak-ada", headers={"accept": "text/html"})
    assert answer.status_code == 404
    assert "<h1>Tidak ditemukan</h1>" in answer.text
    assert (await browser.client.get("/probe/tidak-ada")).json()["code"] == "not-found"


async def test_answers_carry_what_protects_a_browser(browser: Browser) -> None:
    headers = (await browser.client.get("/probe/umum")).headers
    policy = headers["content-security-policy"]
    assert "default-src 'none'" in policy
    assert "unsafe-inline" not in policy
    assert "frame-ancestors 'none'" in policy
    assert headers["x-content-type-options"] == "nosniff"


async def test_a_language_is_chosen_for_all_pages(browser: Browser) -> None:
    await browser.client.get("/probe/bahasa/en?ke=/probe/umum")
    page = await browser.client.get("/probe/umum", headers={"accept": "text/html"})
    assert '<html lang="en">' in page.text
    assert "Sign in" in page.text


async def test_the_provider_signs_out_from_behind(browser: Browser, pool: Any) -> None:
    await browser.open("/probe/catatan")
    issuer = (await browser.network.get(f"{browser.seen[1].partition('/oauth2')[0]}{DISCOVERY}")).json()["issuer"]
    said = {"iss": issuer, "aud": "gerai-probe", "events": {SIGN_OUT_EVENT: {}}}
    answer = await browser.client.post("/probe/keluar-penyedia", data={"logout_token": token("ani", **said)})
    assert answer.status_code == 200
    assert await pool.fetchval("SELECT count(*) FROM sessions") == 0
    no_event = token("ani", iss=issuer, aud="gerai-probe")
    assert (await browser.client.post("/probe/keluar-penyedia", data={"logout_token": no_event})).status_code == 400


async def test_signing_in_too_often_is_slowed_down(browser: Browser) -> None:
    answers = [(await browser.client.get("/probe/masuk")).status_code for _ in range(40)]
    assert set(answers) == {303, 429}
