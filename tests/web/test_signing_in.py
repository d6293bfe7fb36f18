"""People sign in with a browser at a provider: the local one, and Keycloak with GERAI_TEST_PROVIDER=keycloak."""

import asyncio
import json
import os
import time
from base64 import urlsafe_b64encode
from collections.abc import AsyncIterator, Iterator
from hashlib import sha256
from pathlib import Path
from typing import Any
from urllib.parse import parse_qs, urlencode, urlsplit

import httpx
import pytest
import uvicorn
from pydantic import SecretStr

from deploy.local import processes
from deploy.local.keycloak import REALM, Keycloak
from deploy.local.provider import Provider
from shared.people import provider as of_provider
from shared.people import sessions
from shared.people.code_flow import SIGN_OUT_EVENT, CodeFlow
from shared.settings import Settings
from shared.web import Context
from tests.messaging.conftest import until
from tests.tokens import KEY, token
from tests.web.browser import Browser
from tests.web.conftest import effects
from tests.web.probe_pages import ORIGIN, application, open_browser

BEHIND_TLS = "https://gerai"
ON_KEYCLOAK = os.environ.get("GERAI_TEST_PROVIDER") == "keycloak"
pytestmark = [pytest.mark.provider, pytest.mark.timeout(600)]  # a busy machine starts Keycloak in minutes


@pytest.fixture(scope="session")
def port() -> int:
    """Where Keycloak tells the probe of sign-outs."""
    return processes.free_port()


@pytest.fixture(scope="session")
def provider(tmp_path_factory: pytest.TempPathFactory, port: int) -> Iterator[Provider | Keycloak]:
    """The provider that this run is about."""
    folder = tmp_path_factory.mktemp("provider")
    provider = _keycloak(folder, port) if ON_KEYCLOAK else _local(folder)
    provider.start()
    yield provider
    provider.stop()


def _local(folder: Path) -> Provider:
    (folder / "key.json").write_text(json.dumps(KEY.as_dict(private=True)))
    return Provider(folder / "key.json", folder / "accounts.json", folder / "log", processes.free_port())


def _keycloak(folder: Path, port: int) -> Keycloak:
    """With one more client: the probe, as the realm has those of the services; it is told of sign-outs at a port."""
    realm = json.loads(REALM.read_text())
    probe = json.loads(json.dumps(realm["clients"][0]).replace("registration", "probe"))
    probe["attributes"]["backchannel.logout.url"] = f"http://127.0.0.1:{port}/probe/keluar-penyedia"
    probe["redirectUris"].append(f"{BEHIND_TLS}/probe/masuk/kembali")
    realm["clients"].append(probe)
    (folder / "realm.json").write_text(json.dumps(realm))
    return Keycloak(folder, processes.free_port(), realm=folder / "realm.json", public_url=ORIGIN)


@pytest.fixture
def at_provider(settings: Settings, provider: Provider | Keycloak) -> Settings:
    told = {"oidc_issuer": provider.issuer, "oidc_client_secret": SecretStr("any"), "public_url": ORIGIN}
    return settings.model_copy(update=told)


@pytest.fixture
async def browser(at_provider: Settings, pool: Any) -> AsyncIterator[Browser]:
    async with open_browser(at_provider, pool, "ani") as browser:
        yield browser


async def test_a_page_sends_to_the_provider_and_is_shown_afterwards(browser: Browser) -> None:
    page = await browser.open("/probe/catatan?x=1")
    assert page.status_code == 200
    assert '<p id="who">ani</p>' in page.text
    assert page.url.path == "/probe/catatan"
    assert page.url.query == b"x=1"
    assert page.headers["cache-control"] == "no-store"


async def test_the_way_to_the_provider_carries_pkce_state_and_nonce(browser: Browser) -> None:
    await browser.open("/probe/catatan")
    asked = parse_qs(urlsplit(next(url for url in browser.seen if "code_challenge=" in url)).query)
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


@pytest.mark.parametrize(
    "column", ["nonce", pytest.param("verifier", marks=pytest.mark.keycloak)]
)  # the local provider does not ask for the verifier
async def test_what_the_provider_gives_is_for_this_very_way(browser: Browser, pool: Any, column: str) -> None:
    await browser.open("/probe/catatan", until="/masuk/kembali")
    await pool.execute(f"UPDATE sign_ins SET {column} = repeat('x', 43)")
    assert (await browser.client.get(browser.seen[-1])).status_code == 401
    assert await pool.fetchval("SELECT count(*) FROM sessions") == 0


async def test_who_another_provider_sends_back_is_not_let_in(browser: Browser, provider: Provider | Keycloak) -> None:
    await browser.open("/probe/catatan", until="/masuk/kembali")
    back = httpx.URL(browser.seen[-1]).copy_set_param("iss", "https://another.example")
    assert (await browser.client.get(back)).status_code == 401
    await browser.open("/probe/catatan", until="/masuk/kembali")
    silent = httpx.URL(browser.seen[-1]).copy_remove_param("iss")
    assert (await browser.client.get(silent)).status_code == (401 if isinstance(provider, Keycloak) else 303)


async def test_a_secret_that_was_there_before_signing_in_opens_nothing(browser: Browser, pool: Any) -> None:
    browser.client.cookies.set("gerai-probe", "planted")
    await browser.open("/probe/catatan")
    browser.client.cookies.delete("gerai-probe", domain="")
    first = browser.client.cookies["gerai-probe"]
    await browser.open("/probe/masuk?ke=/probe/catatan")
    assert len({"planted", first, browser.client.cookies["gerai-probe"]}) == 3
    kept = await pool.fetch("SELECT id FROM sessions")
    assert [row["id"] for row in kept] == [sessions.digest(browser.client.cookies["gerai-probe"])]


async def test_behind_tls_the_cookie_is_of_this_host_alone(at_provider: Settings, pool: Any) -> None:
    behind_tls = at_provider.model_copy(update={"public_url": BEHIND_TLS})
    async with open_browser(behind_tls, pool, "ani", BEHIND_TLS) as browser:
        await browser.open("/probe/catatan", until="/masuk/kembali")
        page = await browser.client.get(browser.seen[-1])
    name, _, said = page.headers["set-cookie"].partition("=")
    assert name == "__Host-gerai-probe"
    assert {part.strip().lower() for part in said.split(";")[1:]} == {"httponly", "path=/", "samesite=lax", "secure"}


async def test_one_sign_in_serves_every_service(browser: Browser, at_provider: Settings, pool: Any) -> None:
    """Another service is another client, with a way of its own, and the provider does not ask again."""
    await browser.open("/probe/catatan")
    flow = CodeFlow.of("curation", at_provider, Context("curation", at_provider, pool).provider)
    begun = await flow.begin("/")
    answer = await browser.network.get(begun.url)
    assert answer.is_redirect, "the provider asks who this is"
    back = httpx.URL(answer.headers["location"])
    assert str(back).startswith(f"{ORIGIN}/curation/masuk/kembali?")
    assert (await flow.finish(begun, back.params["code"], back.params.get("iss", ""))).subject == "ani"


async def test_the_api_takes_tokens_of_this_provider_that_are_meant_for_it(
    browser: Browser, at_provider: Settings, pool: Any, provider: Provider | Keycloak
) -> None:
    mine = await _access_token(browser, at_provider) if ON_KEYCLOAK else token("ani", iss=provider.issuer)
    await browser.open("/probe/catatan")
    for_pages = await pool.fetchval("SELECT id_token FROM sessions")
    asking = [{"authorization": f"Bearer {each}"} for each in (mine, for_pages, token("ani", iss="another"))]
    browser.client.cookies.clear()
    answers = [(await browser.client.get("/probe/cities", headers=each)).status_code for each in asking]
    assert answers == [200, 401, 401]


async def _access_token(browser: Browser, settings: Settings) -> str:
    """What Keycloak gives a program that uses the API for somebody."""
    told = await of_provider.Provider(settings.oidc_issuer).metadata()
    back = {"client_id": "gerai-api", "redirect_uri": "http://127.0.0.1/kembali"}
    verifier = "v" * 43
    challenge = urlsafe_b64encode(sha256(verifier.encode()).digest()).decode().rstrip("=")
    asked = {"response_type": "code", "scope": "openid", "code_challenge": challenge, "code_challenge_method": "S256"}
    answer = await browser.open(f"{told['authorization_endpoint']}?{urlencode(asked | back)}", until="/kembali?")
    form = {"grant_type": "authorization_code", "code": httpx.URL(browser.seen[-1]).params["code"]}
    answer = await browser.network.post(told["token_endpoint"], data=form | back | {"code_verifier": verifier})
    given: str = answer.json()["access_token"]
    return given


async def test_a_way_back_is_good_once(browser: Browser) -> None:
    await browser.open("/probe/catatan")
    returned = next(url for url in browser.seen if "/masuk/kembali" in url)
    assert (await browser.client.get(returned)).status_code == 401


async def test_an_idle_session_and_an_old_one_are_over(browser: Browser, pool: Any) -> None:
    for column in ("used_at", "begun_at"):
        await browser.open("/probe/catatan")
        await pool.execute(f"UPDATE sessions SET {column} = now() - interval '13 hours'")
        answer = await browser.client.get("/probe/catatan")
        assert answer.status_code == 303
        assert answer.headers["location"].startswith("/probe/masuk")


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


@pytest.mark.skipif(ON_KEYCLOAK, reason="the next test has Keycloak's own word")
async def test_the_provider_signs_out_from_behind(browser: Browser, pool: Any, provider: Provider) -> None:
    await browser.open("/probe/catatan")
    said: dict[str, Any] = {"iss": provider.issuer, "aud": "gerai-probe", "events": {SIGN_OUT_EVENT: {}}}
    said |= {"iat": int(time.time()), "jti": "1"}
    answer = await browser.client.post("/probe/keluar-penyedia", data={"logout_token": token("ani", **said)})
    assert answer.status_code == 200
    assert await pool.fetchval("SELECT count(*) FROM sessions") == 0
    no_event = token("ani", iss=provider.issuer, aud="gerai-probe")
    assert (await browser.client.post("/probe/keluar-penyedia", data={"logout_token": no_event})).status_code == 400


@pytest.mark.keycloak
async def test_signing_out_at_keycloak_ends_the_session_here(
    browser: Browser, pool: Any, at_provider: Settings, port: int
) -> None:
    """Keycloak itself tells the service, which listens where the realm says."""
    server = uvicorn.Server(uvicorn.Config(application(at_provider, pool), host="127.0.0.1", port=port))
    serving = asyncio.create_task(server.serve())
    await until(lambda: server.started)
    await browser.open("/probe/catatan")
    id_token = await pool.fetchval("SELECT id_token FROM sessions")
    context = Context("probe", at_provider, pool)
    flow = CodeFlow.of("probe", at_provider, context.provider)
    left = await browser.network.get(await flow.sign_out_url(id_token, f"{ORIGIN}/"))
    assert left.is_redirect, left.text
    await until(lambda: pool.fetchval("SELECT count(*) = 0 FROM sessions"))
    server.should_exit = True
    await serving


async def test_signing_in_too_often_is_slowed_down(browser: Browser) -> None:
    answers = [(await browser.client.get("/probe/masuk")).status_code for _ in range(40)]
    assert set(answers) == {303, 429}
